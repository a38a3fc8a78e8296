"""Where each character of a YAML scalar was written (YAML 1.1, chapters 5.5 and 9).

A scalar on one line without escapes stands in the file as it is. For all others the way from the written text to the
value is walked again as libyaml walks it: escapes, folded lines, indentation of blocks. It is walked only when a place
inside the scalar is asked for, and what it gives is compared with the value, so a place is exact or it is the whole.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Final

_BREAK = re.compile(r"\r\n|[\r\n\x85\u2028\u2029]")
_BLANKS = re.compile(r"[ \t]*")
_PLAIN = re.compile(r"[^ \t\r\n\x85\u2028\u2029\\']+")
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(\r\n|[\s\S]))")
_NAMED = {
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "t": "\t",
    "\t": "\t",
    "n": "\n",
    "v": "\v",
    "f": "\f",
    "r": "\r",
    "e": "\x1b",
    " ": " ",
    '"': '"',
    "/": "/",
    "\\": "\\",
    "N": "\x85",
    "_": "\xa0",
    "L": "\u2028",
    "P": "\u2029",
}
_SPACES = re.compile(r" *")


class Offsets:
    """The place of each character and of the end, worked out when first asked for."""

    __slots__ = ("_known", "_walk")

    def __init__(self, walk: Callable[[], Sequence[int]]) -> None:
        self._walk: Final = walk
        self._known: Sequence[int] | None = None

    def _all(self) -> Sequence[int]:
        known = self._known
        if known is None:
            known = self._known = self._walk()
        return known

    def __len__(self) -> int:
        return len(self._all())

    def __getitem__(self, index: int | slice) -> int | Sequence[int]:
        return self._all()[index]

    def __iter__(self) -> Iterator[int]:
        return iter(self._all())


def flow_offsets(text: str, start: int, end: int, value: str, style: str) -> Sequence[int]:
    """The places of a plain or quoted scalar whose inside is ``text[start:end]``; ``style`` is its quote."""
    walk = _Walk(text, end)
    walk.flow(start, style)
    return walk.checked(value, start)


def block_offsets(text: str, start: int, end: int, value: str) -> Sequence[int]:
    """The places of a block scalar whose indicator stands at ``start`` and whose last line ends before ``end``."""
    walk = _Walk(text, end)
    walk.block(start, value)
    return walk.checked(value, start)


class _Walk:
    def __init__(self, text: str, end: int) -> None:
        self.text: Final = text
        self.end: Final = end
        self.chars: Final[list[str]] = []
        self.places: Final[list[int]] = []
        self.at = 0

    def checked(self, value: str, start: int) -> Sequence[int]:
        """The places, if walking gave the value; else the ends of the whole for every character."""
        if "".join(self.chars) == value:
            return [*self.places, self.at]
        return [start] * len(value) + [self.end] if value else [start]

    def emit(self, char: str, place: int) -> None:
        self.chars.append(char)
        self.places.append(place)

    def copy(self, start: int, end: int) -> None:
        self.chars.append(self.text[start:end])
        self.places.extend(range(start, end))

    def broken(self, at: int) -> tuple[str, int]:
        """The line break at a place as it is read, and where the next line starts; empty at the end."""
        match = _BREAK.match(self.text, at, self.end)
        if match is None:
            return "", at
        return (match.group() if match.group() in "\u2028\u2029" else "\n"), match.end()

    def blank(self, at: int) -> int:
        """The end of the blanks that start at a place."""
        match = _BLANKS.match(self.text, at, self.end)
        return match.end() if match else at

    def flow(self, at: int, style: str) -> None:
        while at < self.end:
            match = _PLAIN.match(self.text, at, self.end)
            if match is not None:
                self.copy(at, match.end())
                at = match.end()
                continue
            after = self.blank(at)
            if after > at or self.broken(at)[0]:
                at = self.folded(at, after)
            elif self.text[at] == "'":
                self.emit("'", at)
                at += 2 if style == "'" else 1
            else:
                at = self.escaped(at) if style == '"' else self.one(at)
        self.at = self.end

    def one(self, at: int) -> int:
        self.emit(self.text[at], at)
        return at + 1

    def escaped(self, at: int) -> int:
        match = _ESCAPE.match(self.text, at, self.end)
        if match is None:
            return self.one(at)
        named = match.group(4)
        if named is None:
            code = int(match.group(1) or match.group(2) or match.group(3), 16)
            self.emit(chr(min(code, 0x10FFFF)), at)
        elif named in _NAMED:
            self.emit(_NAMED[named], at)
        elif _BREAK.fullmatch(named):
            return self.blank(match.end())
        return match.end()

    def folded(self, start: int, at: int) -> int:
        """Blanks and line breaks between two words: one break is a space, more are one break fewer.

        The first character that comes of it stands where the line before ends, so that a word ends with its line.
        """
        first, after = self.broken(at)
        if not first:
            self.copy(start, at)
            return at
        more = 0
        at = self.blank(after)
        while (found := self.broken(at))[0]:
            self.emit(found[0], at if more else start)
            more += 1
            at = self.blank(found[1])
        if not more:
            self.emit(" " if first == "\n" else first, start)
        return at

    def block(self, start: int, value: str) -> None:
        literal = self.text[start] == "|"
        at = _BREAK.search(self.text, start, self.end)
        if at is None:
            return
        lines = self.lines(at.end(), value)
        total = len(value)
        breaks: list[tuple[str, int]] = []  # the line breaks since the last line with content
        above: bool | None = None  # whether that line was indented further; None before the first one
        for begin, end, following in lines:
            if begin == end:
                breaks.append((following, end))
                continue
            deeper = self.text[begin] in " \t"
            self.between(breaks, fold=not literal and above is False and not deeper)
            self.copy(begin, end)
            breaks = [(following, end)]
            above = deeper
            self.at = end
        for char, place in breaks:
            if len(self.places) < total and char:
                self.emit(char, place)
                self.at = place + 1

    def between(self, breaks: list[tuple[str, int]], *, fold: bool) -> None:
        """The line breaks before a line with content; the first character stands where the line above ends."""
        chars = [char for char, _ in breaks]
        if fold and chars[:1] == ["\n"]:
            chars = chars[1:] or [" "]
        places = [breaks[0][1], *(place for _, place in breaks[len(breaks) - len(chars) + 1 :])] if breaks else []
        for char, place in zip(chars, places, strict=True):
            self.emit(char, place)

    def lines(self, at: int, value: str) -> Iterator[tuple[int, int, str]]:
        """The content of each line without its indentation: start, end, and the line break read after it."""
        indent = self.indent(at, value)
        while at < self.end:
            spaces = _SPACES.match(self.text, at, min(self.end, at + indent))
            begin = spaces.end() if spaces else at
            match = _BREAK.search(self.text, begin, self.end)
            end = match.start() if match else self.end
            following, at = self.broken(end)
            yield begin, end, following
            if not following:
                return

    def indent(self, at: int, value: str) -> int:
        """How far the block is indented: its first line with content stands in the value without the indentation."""
        own = value.lstrip("\n\u2028\u2029")
        while at < self.end:
            spaces = _SPACES.match(self.text, at, self.end)
            begin = spaces.end() if spaces else at
            following, after = self.broken(begin)
            if not following:
                kept = len(own) - len(own.lstrip(" "))
                return max(begin - at - kept, 0)
            at = after
        return 0
