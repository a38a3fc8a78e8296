"""A place in HCL text, and how it maps to spans of the source that the text came from."""

from __future__ import annotations

from iaclint.text.hcl_scan import blanks, name, spaces
from iaclint.text.mapped import Chars
from iaclint.text.nodes import ReadError
from iaclint.text.span import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from iaclint.text.mapped import MappedText
    from iaclint.text.span import Source

MAX_DEPTH = 100  # levels of brackets and sequences; real configurations have some ten

_NEVER_SPACE = frozenset('!"%&()*+,-.')  # below "/" in ASCII, and no start of a comment


class Cursor:
    """A text and the place that reading has come to. ``last`` is the end of what was taken last.

    A newline ends an expression, except inside brackets: ``lines`` says whether newlines are white space now.
    """

    __slots__ = ("at", "depth", "last", "lines", "mapped", "shift", "source", "text")

    def __init__(self, text: str, at: int, source: Source, mapped: MappedText | None = None, shift: int = 0) -> None:
        self.text: Final = text
        self.at = at
        self.last = at
        self.depth = 0
        self.lines = False
        self.source: Final = source
        self.mapped: Final = mapped
        self.shift: Final = shift

    @staticmethod
    def over(text: MappedText) -> Cursor:
        """A cursor at the start of text that came from elsewhere."""
        only = text.chars[0] if len(text.chars) == 1 else None
        if only is not None and only.offsets is None and only.span.end - only.span.start == len(only.text):
            return Cursor(text.text, 0, only.span.source, None, only.span.start)
        return Cursor(text.text, 0, text.whole.source, text)

    def span(self, start: int, end: int) -> Span:
        """The span of a range of the text."""
        if self.mapped is not None:
            return self.mapped.locate(start, end)
        return Span(self.source, start + self.shift, end + self.shift)

    def chars(self, text: str, start: int, end: int, offsets: list[int] | None) -> list[Chars]:
        """Decoded characters that stand at a range; ``offsets`` has their places in the text, and that of the end."""
        if self.mapped is None:
            shifted = [offset + self.shift for offset in offsets] if offsets is not None and self.shift else offsets
            return [Chars(text, self.span(start, end), shifted)]
        if offsets is None:
            return [part for part in self.mapped.slice(start, end) if isinstance(part, Chars)]
        return [self.mapped.unescaped(text, start, end, offsets)]

    def fail(self, message: str, start: int | None = None, end: int | None = None) -> ReadError:
        """What to raise where the text does not go on as it must; without a range at the next character."""
        if start is None:
            start = min(self.at, len(self.text))
        return ReadError(self.span(start, min(start + 1, len(self.text)) if end is None else end), message)

    def space(self) -> str:
        """Pass over white space and comments; the character that follows (empty at the end)."""
        char = self.text[self.at : self.at + 1]
        if char > "/" or char in _NEVER_SPACE:
            return char
        skip = spaces if self.lines else blanks
        self.at = at = skip(self.text, self.at).end()  # type: ignore[union-attr]
        return self.text[at : at + 1]

    def take(self, token: str) -> bool:
        """Take a token if it is the next thing after white space."""
        self.space()
        if not self.text.startswith(token, self.at):
            return False
        self.at = self.last = self.at + len(token)
        return True

    def expect(self, token: str, message: str) -> None:
        """Take a token that must follow."""
        if not self.take(token):
            raise self.fail(message)

    def name(self, message: str) -> str:
        """Take a name that must follow."""
        self.space()
        match = name(self.text, self.at)
        if match is None:
            raise self.fail(message)
        found = match.group()
        if not found.isascii() and not found.replace("-", "_").isidentifier():
            raise self.fail("expected a character that HCL knows", self.at, match.end())
        self.at = self.last = match.end()
        return found

    def word(self, word: str) -> bool:
        """Take a keyword if it is the next thing."""
        self.space()
        match = name(self.text, self.at)
        if match is None or match.group() != word:
            return False
        self.at = self.last = match.end()
        return True

    def deeper(self) -> None:
        """Go one level down; ReadError past the bound."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.fail(f"nested deeper than {MAX_DEPTH} levels")
