"""What units can depend on, told from the text of files: which of them a change may touch.

Every answer errs on the safe side. A Terraform root depends on the directories that its module calls lead to; text that
looks like a relative path counts as a call. Where a text could read any file (``file``, ``templatefile``, nested
templates, includes), only a run over the unit can tell.
"""

from __future__ import annotations

import posixpath
import re

from iaclint.files import DIRECTORY, FILE, MODULE_ENDS, FileProblem, anchored, given
from iaclint.record import Record
from iaclint.text.sources import MARKER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Final

    from iaclint.files import Files

TOUCHED = "touched"
PERHAPS = "perhaps"  # if it reads a file that differs
UNTOUCHED = "untouched"

_ENDS = (*MODULE_ENDS, ".tfvars")
_DECISIVE = (*_ENDS, ".json")  # variables and plans may be .json
_RELATIVE = re.compile(rb'"(\.\.?(?:/[^"\n]*)?)"')
_READS = re.compile(rb"(?<![A-Za-z0-9_])(?:file|templatefile|local_\w*file)")
_ESCAPED = re.compile(rb"\\[uU]")  # could spell any of the above in another way
_INSTALLED = "/.terraform/"


class Changed:
    """The paths that differ, of the whole repository; links to what differs count as different themselves.

    ``names`` are those that only one side has; ``is_common`` tells of a directory whether both sides have it.
    """

    def __init__(
        self,
        changed: Iterable[str],
        names: Iterable[str],
        links: Iterable[tuple[str, str]],
        is_common: Callable[[str], bool],
    ) -> None:
        links = tuple(links)
        self.paths: Final = _with_links({path.rstrip("/") for path in changed}, links)
        self._decisive: Final = {_parent(path) for path in self.paths if path.endswith(_DECISIVE)}
        self._decisive.update(
            f"/{path}".partition(_INSTALLED)[0][1:] for path in self.paths if _INSTALLED in f"/{path}"
        )
        self._listings: Final[set[str]] = set()
        for path in _with_links({path.rstrip("/") for path in names}, links):
            directory = _parent(path)
            self._listings.add(directory)
            while directory and not is_common(directory):
                directory = _parent(directory)
                self._listings.add(directory)

    def __bool__(self) -> bool:
        return bool(self.paths)

    def has(self, path: str) -> bool:
        """Whether a path differs, itself or with a directory that it lies in."""
        return any(head in self.paths for head in _heads(path))

    def lists(self, directory: str) -> bool:
        """Whether a directory may have other names in it."""
        return directory in self._listings or self.has(directory)

    def decides(self, directory: str) -> bool:
        """Whether the files that make up a module, or what gives its variables values, differ in a directory."""
        return directory in self._decisive or self.has(directory)


def _with_links(paths: set[str], links: tuple[tuple[str, str], ...]) -> frozenset[str]:
    found = set(paths)
    waiting = list(paths)
    while waiting:
        path = waiting.pop()
        for link, target in links:
            if path == target or path.startswith(f"{target}/"):
                through = link + path[len(target) :]
            elif target.startswith(f"{path}/"):
                through = link
            else:
                continue
            if through not in found and through.count("/") < 100:  # a link may lead above itself
                found.add(through)
                waiting.append(through)
    return frozenset(found)


def _parent(path: str) -> str:
    return path.rpartition("/")[0]


def _heads(path: str) -> Iterator[str]:
    """A path and the directories that it lies in, without the topmost."""
    while path:
        yield path
        path = _parent(path)


class Facts(Record):
    """What the text of a directory's Terraform files says: whom they may call, and what else may be in them."""

    calls: frozenset[str]
    reads: bool
    speaks: bool
    escapes: bool


class Graph:
    """The directories of one side and what they may call. ``twin`` knows those that do not differ."""

    def __init__(self, files: Files, places: Places, changed: Changed, twin: Graph | None = None) -> None:
        self.files: Final = files
        self.places: Final = places
        self.changed: Final = changed
        self._twin: Final = twin
        self._facts: Final[dict[str, Facts]] = {}
        self._closures: Final[dict[str, frozenset[str]]] = {}

    def facts(self, directory: str) -> Facts:
        """What a directory's files say."""
        known = self._facts.get(directory)
        if known is None:
            same = self._twin is not None and not self.changed.decides(directory)
            known = self._twin.facts(directory) if same and self._twin is not None else self._read(directory)
            self._facts[directory] = known
        return known

    def _read(self, directory: str) -> Facts:
        calls: set[str] = set()
        texts = []
        for name in self._names(directory):
            try:
                data = self.files.read(self.places.given(posixpath.join(directory, name)))
            except FileProblem:
                continue
            texts.append(data)
            calls.update(_joined(directory, found) for found in _RELATIVE.findall(data.replace(rb"\/", b"/")))
        calls.discard(directory)
        return Facts(
            calls=frozenset(calls),
            reads=any(_READS.search(data) for data in texts),
            speaks=any(MARKER.encode() in data for data in texts),
            escapes=any(_ESCAPED.search(data) for data in texts),
        )

    def _names(self, directory: str) -> list[str]:
        where = self.places.given(directory)
        try:
            if self.files.kind(where) != DIRECTORY:
                return []
            return [
                entry.name for entry in self.files.listing(where) if entry.kind == FILE and entry.name.endswith(_ENDS)
            ]
        except FileProblem:
            return []

    def closure(self, directory: str) -> frozenset[str]:
        """A directory and all that it may call."""
        known = self._closures.get(directory)
        if known is None:
            found: set[str] = set()
            waiting = [directory]
            while waiting:
                at = waiting.pop()
                if at not in found:
                    found.add(at)
                    waiting.extend(self.facts(at).calls)
            known = self._closures[directory] = frozenset(found)
        return known

    def status(self, directory: str) -> str:
        """Whether a root may be touched by the change."""
        closure = self.closure(directory)
        if any(self.changed.decides(at) or self.facts(at).escapes for at in closure):
            return TOUCHED
        return PERHAPS if any(self.facts(at).reads for at in closure) else UNTOUCHED


class Places:
    """Paths of ``Files`` as places of the repository, and back."""

    def __init__(self, root: str) -> None:
        self.root: Final = root
        self._directories: Final[dict[str, str]] = {}

    def given(self, place: str) -> str:
        """The path that ``Files`` knows a place by."""
        return given(posixpath.join(self.root, place))

    def of(self, path: str) -> str:
        """The place of a path."""
        directory, _, name = path.rpartition("/")
        if not directory or name in {"", ".", ".."}:
            place = anchored(path, self.root)
            return "" if place == "." else place
        known = self._directories.get(directory)
        if known is None:
            known = self._directories[directory] = self.of(directory)
        return f"{known}/{name}" if known else name


def _joined(directory: str, found: bytes) -> str:
    place = posixpath.normpath(posixpath.join(directory, found.decode("utf-8", "replace")))
    return "" if place == "." else place


def neighbours(directories: Iterable[str], graphs: Iterable[Graph], seeds: Iterable[str]) -> set[str]:
    """The directories that are joined to one of the seeds by calls of any side, in any direction."""
    graphs = tuple(graphs)
    joined: dict[str, set[str]] = {}
    for graph in graphs:
        for directory in directories:
            for at in graph.closure(directory):
                for called in graph.facts(at).calls:
                    joined.setdefault(at, set()).add(called)
                    joined.setdefault(called, set()).add(at)
    found: set[str] = set()
    waiting = list(seeds)
    while waiting:
        at = waiting.pop()
        if at not in found:
            found.add(at)
            waiting.extend(joined.get(at, ()))
    return found
