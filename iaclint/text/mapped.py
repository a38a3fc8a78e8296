"""Text whose characters come from several places.

A string of a policy may be read from a file, unescaped from a literal, or assembled from both with something unknown
in between. It is a tuple of parts: ``Chars`` (characters that know their place) and holes (any other object). Holes
take no room: a reader works on the characters alone and asks which holes lie at a place.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from iaclint.text.span import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Final


class Chars:
    """Decoded characters and the span that they were written as.

    ``offsets`` has, for a text that was unescaped, the place of each character in the source and of the end (so one
    more than there are characters). Without it the characters stand one by one in the span if their number fits, else
    the whole span stands for each of them (an assembled text points at the expression that assembled it).
    """

    __slots__ = ("offsets", "span", "text")

    def __init__(self, text: str, span: Span, offsets: Sequence[int] | None = None) -> None:
        self.text: Final = text
        self.span: Final = span
        self.offsets: Final = offsets

    def locate(self, start: int, end: int) -> Span:
        """The source span of the characters ``start`` to ``end``."""
        span = self.span
        if self.offsets is not None:
            return Span(span.source, self.offsets[start], self.offsets[end])
        if span.end - span.start == len(self.text):
            return Span(span.source, span.start + start, span.start + end)
        return span

    def slice(self, start: int, end: int) -> Chars:
        """The characters ``start`` to ``end``, still knowing their places."""
        if start == 0 and end == len(self.text):
            return self
        offsets = self.offsets[start : end + 1] if self.offsets is not None else None
        return Chars(self.text[start:end], self.locate(start, end), offsets)

    def __repr__(self) -> str:
        return f"Chars({self.text!r}, {self.span!r})"


class MappedText:
    """Parts laid end to end. ``text`` is their characters; ``whole`` the span to fall back on where parts have none."""

    __slots__ = ("_starts", "chars", "holes", "text", "whole")

    def __init__(self, parts: Sequence[Chars | object], whole: Span) -> None:
        chars: list[Chars] = []
        starts: list[int] = []
        holes: list[tuple[int, object]] = []
        at = 0
        for part in parts:
            if isinstance(part, Chars):
                starts.append(at)
                chars.append(part)
                at += len(part.text)
            else:
                holes.append((at, part))
        self.text: Final = "".join(part.text for part in chars)
        self.chars: Final = chars
        self.holes: Final = holes
        self.whole: Final = whole
        self._starts: Final = starts

    def locate(self, start: int, end: int) -> Span:
        """The source span of a range of characters; ``whole`` if it comes from more than one source."""
        if not self.chars:
            return self.whole
        first = bisect_right(self._starts, start) - 1
        last = max(first, bisect_left(self._starts, end) - 1)
        head, tail = self.chars[first], self.chars[last]
        begin = start - self._starts[first]
        finish = end - self._starts[last]
        if first == last:
            return head.locate(begin, finish)
        left = head.locate(begin, len(head.text))
        right = tail.locate(0, finish)
        if left.source is right.source and left.start <= right.end:
            return left.to(right)
        return self.whole

    def unescaped(self, value: str, start: int, end: int, offsets: Sequence[int]) -> Chars:
        """Characters that were written with escapes at a range, each at the place where it was written.

        ``offsets`` has their places in the text and the end of the last. What comes from several sources, or from one
        in another order, only stands at the whole of the range.
        """
        span = self.locate(start, end)
        only = self.chars[0] if len(self.chars) == 1 else None
        if only is not None and only.offsets is None and only.span.end - only.span.start == len(only.text):
            return Chars(value, span, [only.span.start + offset for offset in offsets])
        found = [self.locate(offset, offset + 1) for offset in offsets[:-1]]
        last = self.locate(offsets[-1] - 1, offsets[-1]) if found else span
        places = [*(place.start for place in found), last.end]
        if any(place.source is not span.source for place in (*found, last)) or places != sorted(places):
            return Chars(value, span)
        return Chars(value, span, places)

    def slice(self, start: int, end: int) -> tuple[Chars | object, ...]:
        """The parts of a range, with the holes that lie strictly inside it or at its start."""
        parts: list[Chars | object] = []
        cuts = [(at, hole) for at, hole in self.holes if start <= at <= end]
        for at, hole in cuts:
            parts.extend(self._chars(start, at))
            parts.append(hole)
            start = at
        parts.extend(self._chars(start, end))
        return tuple(parts)

    def _chars(self, start: int, end: int) -> list[Chars]:
        found = []
        index = max(0, bisect_right(self._starts, start) - 1)
        while index < len(self.chars) and self._starts[index] < end:
            begin = max(start - self._starts[index], 0)
            finish = min(end - self._starts[index], len(self.chars[index].text))
            if begin < finish:
                found.append(self.chars[index].slice(begin, finish))
            index += 1
        return found
