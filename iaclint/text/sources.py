"""The texts of files, each decoded once, so that equal places are equal spans."""

from __future__ import annotations

from iaclint.files import FileProblem, normal
from iaclint.text.span import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from iaclint.files import Files

MARKER = "iaclint:"  # stands in every comment that speaks to iaclint


class Sources:
    """Decoded files of one run."""

    def __init__(self, files: Files) -> None:
        self.files: Final = files
        self.made: Final[dict[tuple[str, str], object]] = {}  # what a reader made of a path, by reader and path
        self._known: dict[str, Source] = {}
        self.tofu = True  # whether modules are read as OpenTofu reads them

    def without_tofu(self) -> Sources:
        """The same texts for a run in which modules are read as Terraform reads them: without ``.tofu`` files."""
        other = Sources(self.files)
        other._known = self._known
        other.tofu = False
        return other

    def get(self, path: str) -> Source:
        """The text of a file; FileProblem if it cannot be read or is not UTF-8 (with the place). A BOM stays in it."""
        path = normal(path)
        source = self._known.get(path)
        if source is None:
            source = self._known[path] = Source(path, _decode(path, self.files.read(path)))
        else:
            self.files.log.read.add(path)  # whoever asks depends on it, also if it was read for another
        return source


def _decode(path: str, data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        raise FileProblem(path, f"is not UTF-8: byte 0x{data[problem.start]:02x} in line {line}") from None
