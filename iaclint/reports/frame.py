"""Source frames: the line of a span with carets under it, cut to the width of the terminal."""

from __future__ import annotations

from iaclint.text.safe import safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.text.span import Span

TAB = "    "
LEAD = 8  # columns shown before a span at least
MOST = 160  # columns of source shown where the width is not known
REDACTED = "(sensitive: not shown)"


class Frame:
    """A source line with a span in it: its number, and its visible text before, in and after the span."""

    __slots__ = ("after", "before", "marked", "number")

    def __init__(self, number: int, before: str, marked: str = "", after: str = "") -> None:
        self.number = number
        self.before = before
        self.marked = marked
        self.after = after

    @property
    def text(self) -> str:
        """What is visible of the line."""
        return self.before + self.marked + self.after

    @property
    def carets(self) -> str:
        """The line below: carets under the span."""
        return " " * _columns(self.before) + "^" * max(1, _columns(self.marked))


def frame(span: Span, width: int = 0) -> Frame:
    """The frame of a span, at most ``width`` columns wide (0: the usual). Of several lines the first is shown.

    What does not fit is cut away around the start of the span; of a line of a megabyte only what can be seen is looked
    at.
    """
    at, width = span.location(), width or MOST
    line = span.source.shown_line(at.line)
    start = at.column - 1
    end = max(start, at.end_column - 1 if at.end_line == at.line else len(line))
    near, far = max(0, start - width), min(end, start + width)
    before, marked, after = _shown(line[near:start]), _shown(line[start:far]), _shown(line[far : far + width])
    text, first, last = before + marked + after, len(before), len(before) + len(marked)
    left, right = _window(text, first, last, width, near > 0)
    before = "…" + text[left + 1 : first] if near > 0 or left > 0 else before
    rest = text[first:right]
    if right < len(text) or far + width < len(line):
        rest = rest[:-1] + "…"
    return Frame(at.line, before, rest[: last - first], rest[last - first :])


def _window(text: str, first: int, last: int, width: int, cut: bool) -> tuple[int, int]:
    """From where to where a text is shown: all of the span text[first:last] if it fits, at least its start."""
    sizes = [1] * len(text) if text.isascii() else [_columns(char) for char in text]
    left = 0
    if (cut or sum(sizes) > width) and sum(sizes[:last]) > width - 1:
        room = width - 2 - sum(sizes[first:last])
        left, used = first, 0
        while left > 0 and (used < LEAD or used + sizes[left - 1] <= room):
            left -= 1
            used += sizes[left]
    right, used = left, 0
    while right < len(text) and used + sizes[right] <= width:
        used += sizes[right]
        right += 1
    return left, right


def _shown(text: str) -> str:
    return safe(text.replace("\t", TAB))


def _columns(text: str) -> int:
    """How many columns of a terminal a text takes (Unicode Standard Annex 11; marks on other characters take none).

    ``rich`` knows as much, but to load it takes longer than to write the report.
    """
    if text.isascii():
        return len(text)
    from unicodedata import category, east_asian_width

    return sum(0 if category(char) in {"Mn", "Me"} else 2 if east_asian_width(char) in "WF" else 1 for char in text)
