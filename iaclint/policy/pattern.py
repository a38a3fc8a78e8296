"""IAM patterns: what the texts of ``Action``, ``Resource`` and condition values match.

A pattern is a tuple of tokens. A token is a letter (a character, or an opaque letter that stands for a part of a
hole), a ``CharClass``, or one of the wildcards: ``ONE`` (one character), ``ANY`` (any number of characters), and inside
a segment of an ARN ``INNER`` (one character but no colon) and ``RUN`` (any number of them). ``policy.reading`` makes
patterns of values, ``policy.language`` decides about sets of patterns.
"""

from __future__ import annotations

from itertools import takewhile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Final, TypeVar

    from iaclint.values.value import Value

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

    __slots__ = ("colons", "digit", "free", "name", "part", "rigid", "several")

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

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Opaque) and (self.name, self.part) == (other.name, other.part)

    def __hash__(self) -> int:
        return hash((self.name, self.part))


class CharClass:
    """One of several characters, in the universe that patterns are measured against; never a colon."""

    __slots__ = ("chars",)

    def __init__(self, chars: str) -> None:
        self.chars: Final = frozenset(chars)


Letter = str | Opaque
Token = Letter | CharClass | int


class Pattern:
    """A pattern, and the value that it was read from (None for patterns of our own)."""

    __slots__ = ("_literal", "tokens", "value")

    def __init__(self, tokens: tuple[Token, ...], value: Value | None = None) -> None:
        self.tokens: Final = tokens
        self.value: Final = value
        self._literal: str | bool | None = False

    @property
    def literal(self) -> str | None:
        """The one text that the pattern matches, or None if it has a wildcard or hole."""
        if self._literal is False:
            plain = all(isinstance(token, str) for token in self.tokens)
            self._literal = "".join(self.tokens) if plain else None  # type: ignore[arg-type]
        return self._literal  # type: ignore[return-value]

    @property
    def head(self) -> str:
        """The text before the first wildcard or hole."""
        letters = takewhile(lambda token: isinstance(token, str), self.tokens)
        return "".join(letters)  # type: ignore[arg-type]

    @property
    def stem(self) -> str | None:
        """The text before a ``*`` that ends the pattern, or None if it is not of that form."""
        tokens = self.tokens
        if not tokens or tokens[-1] != ANY or not all(isinstance(token, str) for token in tokens[:-1]):
            return None
        return "".join(map(str, tokens[:-1]))

    @property
    def open(self) -> bool:
        """Whether a hole or policy variable stands in it."""
        return any(isinstance(token, Opaque) and not token.rigid for token in self.tokens)

    @property
    def wild(self) -> bool:
        """Whether a wildcard stands in it."""
        return any(isinstance(token, int) for token in self.tokens)

    def __repr__(self) -> str:
        return f"Pattern({show(self.tokens)!r})"


def literal(text: str) -> Pattern:
    """The pattern that matches just one text."""
    return Pattern(tuple(text))


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
