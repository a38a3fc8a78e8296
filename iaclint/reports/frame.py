"""Source frames: the line of a span with carets under it, cut to the width of the terminal."""

from __future__ import annotations

from iaclint.reports.safe import safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.text.span import Span

TAB = "    "
MOST = 160  # columns of source shown where the width is not known
REDACTED = "(sensitive: not shown)"


class Frame:
    """The lines of a frame: the number of the source line, its text, and the carets below."""

    __slots__ = ("carets", "number", "text")

    def __init__(self, number: int, text: str, carets: str) -> None:
        self.number = number
        self.text = text
        self.carets = carets


def frame(span: Span, width: int, *, secret: bool = False) -> Frame:
    """The frame of a span, at most ``width`` columns wide (0: the usual). Of several lines the first is shown."""
    at = span.location()
    if secret:
        return Frame(at.line, REDACTED, "")
    line = span.source.line(at.line)
    start = at.column - 1
    end = at.end_column - 1 if at.end_line == at.line else len(line)
    return Frame(at.line, *_cut(line, start, max(end, start), width or MOST))


def _cut(line: str, start: int, end: int, width: int) -> tuple[str, str]:
    """The visible text of a line and the carets; what does not fit is cut away around the start of the span."""
    before, marked, after = _shown(line[:start]), _shown(line[start:end]), _shown(line[end:])
    text = before + marked + after
    first, count = len(before), max(len(marked), 1)
    left = 0
    if len(text) > width and first + count > width - 1:
        left = max(0, min(first - 8, first + count - width + 2))
    piece = text[left : left + width]
    if left:
        piece = "…" + piece[1:]
    if left + width < len(text):
        piece = piece[:-1] + "…"
    count = min(count, max(1, width - (first - left)))
    marks = _columns(piece[: first - left]), _columns(piece[first - left : first - left + count])
    return piece, " " * marks[0] + "^" * max(1, marks[1])


def _shown(text: str) -> str:
    return safe(text.replace("\t", TAB))


def _columns(text: str) -> int:
    """How many columns of a terminal a text takes (Unicode Standard Annex 11; combining marks take none)."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)
