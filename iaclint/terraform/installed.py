"""Modules from registries and repositories, where ``terraform init`` put them (``.terraform/modules/modules.json``)."""

from __future__ import annotations

from iaclint.files import FILE, FileProblem, join
from iaclint.text.nodes import ListNode, MappingNode, ReadError, ScalarNode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from iaclint.text.nodes import Node
    from iaclint.text.sources import Sources

_MANIFEST = ".terraform/modules/modules.json"


class Installed:
    """The directories of the installed modules of one root directory, by the path of calls (``a.b``)."""

    __slots__ = ("_found", "directory", "sources")

    def __init__(self, directory: str, sources: Sources) -> None:
        self.directory: Final = directory
        self.sources: Final = sources
        self._found: dict[str, str] | None = None

    def directory_of(self, path: tuple[str, ...]) -> str | None:
        """Where the module of a call is installed, or None."""
        found = self._found
        if found is None:
            found = self._found = self._read()
        relative = found.get(".".join(path))
        return None if relative is None else join(self.directory, relative)

    def _read(self) -> dict[str, str]:
        path = join(self.directory, _MANIFEST)
        if self.sources.files.kind(path) != FILE:
            return {}
        from iaclint.text.jsontext import read_json_source

        try:
            node = read_json_source(self.sources.get(path))
        except (FileProblem, ReadError):
            return {}
        modules = node.get("Modules") if isinstance(node, MappingNode) else None
        items = modules.items if isinstance(modules, ListNode) else []
        return {key: where for key, where in map(_entry, items) if key and where}


def _entry(node: Node) -> tuple[str, str]:
    if not isinstance(node, MappingNode):
        return "", ""
    return _text(node.get("Key")), _text(node.get("Dir"))


def _text(node: Node | None) -> str:
    return node.text if isinstance(node, ScalarNode) and node.kind == "string" else ""
