"""Where a piece of text stands: a source, and a half-open range of code points in it."""

from __future__ import annotations

from bisect import bisect_right

from iaclint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final


class Source:
    """The decoded text of one file. ``path`` is relative to the working directory, with ``/``."""

    __slots__ = ("_starts", "hidden", "path", "text")

    def __init__(self, path: str, text: str) -> None:
        self.path: Final = path
        self.text: Final = text
        self._starts: list[int] | None = None
        self.hidden: dict[tuple[int, int], None] = {}  # ranges that no report may show

    def hide(self, start: int, end: int) -> None:
        """Let no report show a range of the text."""
        self.hidden[start, end] = None

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of a code point, both from 1. A line ends with a line feed."""
        starts = self._starts
        if starts is None:
            starts = self._starts = _line_starts(self.text)
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    def line(self, number: int) -> str:
        """The text of a line (from 1) without its line end; empty past the end."""
        self.position(0)
        starts = self._starts or [0]
        if not 1 <= number <= len(starts):
            return ""
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r\n")

    def shown_line(self, number: int) -> str:
        """The text of a line for a report: what must not be shown is stars."""
        line = self.line(number)
        if self.hidden and line:
            first = (self._starts or [0])[number - 1]
            for start, end in self.hidden:
                left, right = max(start - first, 0), min(end - first, len(line))
                if left < right:
                    line = line[:left] + "*" * (right - left) + line[right:]
        return line

    def whole(self) -> Span:
        """The span of the whole text."""
        return Span(self, 0, len(self.text))

    def __repr__(self) -> str:
        return f"Source({self.path!r})"


def _line_starts(text: str) -> list[int]:
    starts = [0]
    at = text.find("\n")
    while at >= 0:
        starts.append(at + 1)
        at = text.find("\n", at + 1)
    return starts


class Location(Record):
    """A span as people read it: lines and columns from 1, columns in code points, the end exclusive."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int


class Span:
    """The code points ``start`` to ``end`` (exclusive) of ``source``."""

    __slots__ = ("end", "source", "start")

    def __init__(self, source: Source, start: int, end: int) -> None:
        self.source: Final = source
        self.start: Final = start
        self.end: Final = end

    @property
    def text(self) -> str:
        """The text that the span covers."""
        return self.source.text[self.start : self.end]

    def location(self) -> Location:
        """The span in lines and columns."""
        line, column = self.source.position(self.start)
        end_line, end_column = self.source.position(self.end)
        return Location(self.source.path, line, column, end_line, end_column)

    def to(self, other: Span) -> Span:
        """The span from the start of this one to the end of a later one of the same source."""
        return Span(self.source, self.start, other.end)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Span)
            and self.source is other.source
            and self.start == other.start
            and self.end == other.end
        )

    def __hash__(self) -> int:
        return hash((self.source.path, self.start, self.end))

    def __repr__(self) -> str:
        line, column = self.source.position(self.start)
        return f"<{self.source.path}:{line}:{column} {self.text[:40]!r}>"
