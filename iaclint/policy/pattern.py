"""IAM patterns: what the texts of ``Action``, ``Resource`` and condition values match.

A pattern is a tuple of tokens. A token is a letter (a character, or an opaque letter that stands for a part of a
hole), a ``CharClass``, or one of the wildcards: ``ONE`` (one character), ``ANY`` (any number of characters), and inside
a segment of an ARN ``INNER`` (one character but no colon) and ``RUN`` (any number of them). ``policy.reading`` makes
patterns of values, ``policy.language`` decides about sets of patterns.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Final, TypeVar

    T = TypeVar("T")

ONE = 1
ANY = 2
INNER = 3
RUN = 4


class Opaque:
    """A letter that stands for an unknown part of a text: equal only to itself.

    ``several`` says that it stands for any number of characters (also none), else for exactly one; ``colons`` that one
    of them can be a colon; ``free`` that nothing is known of them (free text, a policy variable); ``digit`` that it is
    a digit of an account id; ``rigid`` that it is no hole at all but a letter that no text has.
    """

    __slots__ = ("_hash", "colons", "digit", "free", "name", "part", "rigid", "several")

    def __init__(
        self,
        name: str,
        part: int,
        *,
        several: bool = False,
        colons: bool = False,
        free: bool = False,
        digit: bool = False,
        rigid: bool = False,
    ) -> None:
        self.name: Final = name
        self.part: Final = part
        self.several: Final = several
        self.colons: Final = colons
        self.free: Final = free
        self.digit: Final = digit
        self.rigid: Final = rigid
        self._hash: Final = hash((name, part))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Opaque) and (self.name, self.part) == (other.name, other.part)

    def __hash__(self) -> int:
        return self._hash


class CharClass:
    """One of several characters, in the universe that patterns are measured against; never a colon."""

    __slots__ = ("chars",)

    def __init__(self, chars: str) -> None:
        self.chars: Final = frozenset(chars)


Letter = str | Opaque
Token = Letter | CharClass | int


class Pattern:
    """A pattern: tokens, or the one text that it matches.

    What is asked of a pattern again and again is worked out once, as patterns of known texts are shared
    (``policy.reading``). The tokens of a text are made when asked for.
    """

    __slots__ = ("_first", "_head", "_literal", "_open", "_pieces", "_tokens", "_unknown", "_wild")

    def __init__(self, tokens: tuple[Token, ...] | str) -> None:
        self._literal: str | None = None
        self._tokens: tuple[Token, ...] | None = None
        self._pieces: tuple[str, ...] | None = None
        self._open = self._wild = self._unknown = False
        if isinstance(tokens, str):
            self._literal = self._head = tokens
            self._first = len(tokens)
        else:
            self._head = ""
            self._tokens = tokens
            self._first = -1  # where its first wildcard or hole stands; below 0 before that was looked for

    @property
    def tokens(self) -> tuple[Token, ...]:
        """Its tokens."""
        tokens = self._tokens
        if tokens is None:
            tokens = self._tokens = tuple(self._literal or "")
        return tokens

    def _look(self) -> None:
        tokens = self.tokens
        first = len(tokens)
        for at, token in enumerate(tokens):
            if isinstance(token, str):
                continue
            first = min(first, at)
            if isinstance(token, int):
                self._wild = True
            elif isinstance(token, Opaque) and not token.rigid:
                self._open = True
        self._first = first
        self._head = "".join(map(str, tokens[:first]))
        if first == len(tokens):
            self._literal = self._head
        elif self._open and len(tokens) == 2:
            one, rest = tokens
            is_hole = isinstance(one, Opaque) and isinstance(rest, Opaque) and one.name == rest.name
            self._unknown = is_hole and one.colons  # type: ignore[union-attr]

    @property
    def literal(self) -> str | None:
        """The one text that the pattern matches, or None if it has a wildcard or hole."""
        if self._first < 0:
            self._look()
        return self._literal

    @property
    def head(self) -> str:
        """The text before the first wildcard or hole."""
        if self._first < 0:
            self._look()
        return self._head

    @property
    def stem(self) -> str | None:
        """The text before a ``*`` that ends the pattern, or None if it is not of that form."""
        if self._first < 0:
            self._look()
        if self._literal is not None or self._first != len(self.tokens) - 1 or self.tokens[-1] != ANY:
            return None
        return self._head

    @property
    def open(self) -> bool:
        """Whether a hole or policy variable stands in it."""
        if self._first < 0:
            self._look()
        return self._open

    @property
    def unknown(self) -> bool:
        """Whether it is nothing but one hole that may be any text."""
        if self._first < 0:
            self._look()
        return self._unknown

    @property
    def wild(self) -> bool:
        """Whether a wildcard stands in it."""
        if self._first < 0:
            self._look()
        return self._wild

    def may_match(self, text: str) -> bool:
        """Whether the pieces between its wildcards stand in a text in their order: decided without an automaton."""
        if self._pieces is None:
            self._pieces = pieces(self.tokens)
        at = 0
        for piece in self._pieces:
            at = text.find(piece, at)
            if at < 0:
                return False
            at += len(piece)
        return True

    def __repr__(self) -> str:
        return f"Pattern({show(self.tokens)!r})"


def pieces(tokens: tuple[Token, ...]) -> tuple[str, ...]:
    """The texts between wildcards, holes and classes."""
    shown = "".join(token if isinstance(token, str) else "\0" for token in tokens)
    return tuple(piece for piece in shown.split("\0") if piece)


def literal(text: str) -> Pattern:
    """The pattern that matches just one text."""
    return Pattern(text)


def folded(pattern: Pattern) -> Pattern:
    """A pattern in small letters."""
    return Pattern(tuple(token.lower() if isinstance(token, str) else token for token in pattern.tokens))


_WILDCARDS: dict[object, str] = {ONE: "?", INNER: "?", RUN: "*", ANY: "*"}


def show(tokens: Iterable[Token]) -> str:
    """Tokens as people write them; a hole as ``${name}``."""
    shown = []
    for token in tokens:
        if isinstance(token, Opaque):
            shown.append("" if token.part else f"${{{token.name}}}")
        else:
            shown.append(_WILDCARDS.get(token) or str(token))
    return "".join(shown)


def pattern_of(text: str) -> Pattern:
    """A pattern of our own: a glob, wildcards running past colons."""
    return Pattern(glob(list(text)))


def arn_parts(tokens: Iterable[T]) -> list[list[T]]:
    """The at most six parts of an ARN."""
    parts: list[list[T]] = [[]]
    for token in tokens:
        if token == ":" and len(parts) < 6:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def glob(letters: list[Letter]) -> tuple[Token, ...]:
    """Letters with their wildcards read; a run of wildcards becomes its ``ONE``s and then at most one ``ANY``."""
    if "*" not in letters and "?" not in letters:
        return tuple(letters)
    tokens: list[Token] = []
    star = False
    for letter in letters:
        if letter == "*":
            star = True
        elif letter == "?":
            tokens.append(ONE)
        else:
            if star:
                tokens.append(ANY)
                star = False
            tokens.append(letter)
    if star:
        tokens.append(ANY)
    return tuple(tokens)
