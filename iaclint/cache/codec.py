"""Records as plain data for the cache, and back. Texts stay in their files: they are read when somebody shows them."""

from __future__ import annotations

from iaclint.estate import Block, NotJudged, Problem, Suppression, Unit
from iaclint.files import FileProblem
from iaclint.finding import Finding, Note, Suppressed, Witness
from iaclint.journey.judging import Outcome
from iaclint.text.span import Source, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

    from iaclint.files import Files

_RECORDS: Final = {
    kind.__name__: kind
    for kind in (Block, Finding, NotJudged, Note, Outcome, Problem, Suppressed, Suppression, Unit, Witness)
}


class FileSource(Source):
    """A text that is read when it is asked for; empty if the file is gone by then."""

    __slots__ = ("_files", "_read")

    def __init__(self, path: str, files: Files) -> None:
        self.path = path  # type: ignore[misc]
        self._starts = None
        self._files = files
        self._read: str | None = None
        self.hidden = {}

    @property  # type: ignore[misc]
    def text(self) -> str:
        """The text of the file."""
        if self._read is None:
            try:
                self._read = self._files.read(self.path).decode("utf-8", "replace")
            except FileProblem:
                self._read = ""
        return self._read


def packed(value: Any) -> list[Any]:
    """A value as JSON can hold it, and the ranges of the texts in it that no report may show, by path.

    A record becomes a list that starts with its type, and so do tuples, spans and sources.
    """
    hidden: dict[str, list[list[int]]] = {}
    return [_packed(value, hidden), hidden]


def _packed(value: Any, hidden: dict[str, list[list[int]]]) -> Any:
    if isinstance(value, tuple):
        return ["", *(_packed(item, hidden) for item in value)]
    if isinstance(value, Span):
        if value.source.hidden:
            hidden[value.source.path] = [list(one) for one in value.source.hidden]
        return ["Span", value.source.path, value.start, value.end]
    if isinstance(value, Source):
        return ["Source", value.path]
    if type(value).__name__ in _RECORDS:
        return [type(value).__name__, *(_packed(getattr(value, field), hidden) for field in value._fields)]
    if isinstance(value, dict):
        return {key: _packed(item, hidden) for key, item in value.items()}
    return value


class Unpacking:
    """Turns packed values back; equal paths are one source, read from ``files`` when its text is asked for."""

    def __init__(self, files: Files) -> None:
        self._files: Final = files
        self._sources: Final[dict[str, Source]] = {}

    def source(self, path: str) -> Source:
        """The text of a file."""
        found = self._sources.get(path)
        if found is None:
            found = self._sources[path] = FileSource(path, self._files)
        return found

    def value(self, data: list[Any]) -> Any:
        """What ``packed`` was given."""
        value, hidden = data
        for path, ranges in hidden.items():
            for start, end in ranges:
                self.source(path).hide(start, end)
        return self._value(value)

    def _value(self, data: Any) -> Any:
        if isinstance(data, dict):
            return {key: self._value(item) for key, item in data.items()}
        if not isinstance(data, list):
            return data
        kind, *parts = data
        if kind == "Span":
            path, start, end = parts
            return Span(self.source(path), start, end)
        if kind == "Source":
            return self.source(parts[0])
        values = map(self._value, parts)
        return _RECORDS[kind](*values) if kind else tuple(values)
