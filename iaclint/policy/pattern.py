"""IAM patterns: what the texts of ``Action``, ``Resource`` and condition values match.

A pattern is a tuple of tokens. A token is a letter (a character, or an opaque letter that stands for a part of a
hole), a ``CharClass``, or one of the wildcards: ``ONE`` (one character), ``ANY`` (any number of characters), and inside
a segment of an ARN ``INNER`` (one character but no colon) and ``RUN`` (any number of them). ``policy.language`` decides
about sets of patterns.

Facts (IAM User Guide): ``*`` is any number of characters and ``?`` is exactly one, everything else is literal
("Policy elements: Action"); action names know no case; in a resource ARN a wildcard stays in its segment, but a ``*``
that ends a segment runs past colons ("Policy elements: Resource"); ``${*}``, ``${?}`` and ``${$}`` are the characters
themselves and ``${...}`` is a policy variable, both only from version 2012-10-17 on ("Policy variables").

Holes: an ``Unknown`` is one or more characters and never a wildcard; account ids are twelve digits; only free text
and whole ARNs can contain a colon. The same hole is the same text wherever it stands. What a policy variable holds is
not known either, and its wildcards would be literal.
"""

from __future__ import annotations

from iaclint.values.value import (
    ACCOUNT,
    ARN,
    OWNER,
    PARTITION,
    TEXT,
    Bool,
    Number,
    String,
    Unknown,
)
from iaclint.values.value import (
    ANY as ANY_SHAPE,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Final, TypeVar

    from iaclint.values.value import Value

    T = TypeVar("T")

ONE = 1
ANY = 2
INNER = 3
RUN = 4

FREE = frozenset((ANY_SHAPE, TEXT))  # shapes of which nothing is known
COLONS = FREE | {ARN}  # shapes that can hold a colon


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


def show(tokens: Iterable[Token]) -> str:
    """Tokens as people write them; a hole as ``${name}``."""
    shown = []
    for token in tokens:
        if isinstance(token, Opaque):
            shown.append("" if token.part else f"${{{token.name}}}")
        else:
            shown.append({ONE: "?", INNER: "?", RUN: "*", ANY: "*"}.get(token, str(token)))  # type: ignore[arg-type]
    return "".join(shown)


def action_pattern(value: Value) -> Pattern | None:
    """The pattern of an action, in small letters; None for a value that is no text."""
    letters = letters_of(value)
    return None if letters is None else Pattern(_glob([_fold(letter) for letter in letters]), value)


def resource_pattern(value: Value, *, variables: bool = True) -> Pattern | None:
    """The pattern of a resource. ``variables``: the document's version is 2012-10-17."""
    letters = letters_of(value, variables=variables)
    return None if letters is None else Pattern(_segments(_glob(letters)), value)


def text_pattern(value: Value, *, variables: bool = True, fold: bool = False, wildcards: bool = True) -> Pattern | None:
    """The pattern of a condition value. ``wildcards``: the operator is a ``Like``; ``fold``: it ignores case."""
    letters = letters_of(value, variables=variables)
    if letters is None:
        return None
    if fold:
        letters = [_fold(letter) for letter in letters]
    return Pattern(_glob(letters) if wildcards else tuple(map(_unmark, letters)), value)


def arn_pattern(value: Value, *, variables: bool = True) -> Pattern | None:
    """The pattern of an ``Arn`` operator: a wildcard stays in its one of the six parts ("Condition operators")."""
    letters = letters_of(value, variables=variables)
    if letters is None:
        return None
    tokens = _glob(letters)
    return Pattern(tokens if ":" not in tokens else tuple(_components(tokens)), value)


def pattern_of(text: str) -> Pattern:
    """A pattern of our own: a glob, wildcards running past colons."""
    return Pattern(_glob(list(text)))


# Characters that were written as ${*}, ${?} and ${$} carry this mark until wildcards have been read.
_MARKS = {"*": "\ue000*", "?": "\ue000?", "$": "\ue000$"}


def letters_of(value: Value, *, variables: bool = False) -> list[Letter] | None:
    """The characters of a value, holes as opaque letters; None for a value that is no text."""
    if isinstance(value, String):
        text = value.text
        if text is not None and not (variables and "${" in text):
            return list(text)
        letters: list[Letter] = []
        for part in value.flat():
            letters.extend(hole_letters(part) if isinstance(part, Unknown) else part.text)
        return list(_variables(letters)) if variables else letters
    if isinstance(value, Unknown):
        return list(hole_letters(value))
    if isinstance(value, Bool):
        return list("true" if value.value else "false")
    return list(value.text or str(value.value)) if isinstance(value, Number) else None


def arn_parts(tokens: Iterable[T]) -> list[list[T]]:
    """The at most six parts of an ARN."""
    parts: list[list[T]] = [[]]
    for token in tokens:
        if token == ":" and len(parts) < 6:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def hole_letters(hole: Unknown) -> tuple[Opaque, ...]:
    """What stands for a hole: twelve digits for an account id, else one character and then any number of them."""
    name = hole.shape if hole.shape in (OWNER, PARTITION) else hole.name
    if hole.shape in (ACCOUNT, OWNER):
        return tuple(Opaque(name, part, digit=True) for part in range(12))
    return _pair(name, colons=hole.shape in COLONS, free=hole.shape in FREE)


def _pair(name: str, *, colons: bool, free: bool) -> tuple[Opaque, Opaque]:
    return Opaque(name, 0, colons=colons, free=free), Opaque(name, 1, several=True, colons=colons, free=free)


def _variables(letters: list[Letter]) -> Iterator[Letter]:
    """Policy variables become holes, escapes become marked characters."""
    at = 0
    while at < len(letters):
        end = _variable_end(letters, at)
        if end is None:
            yield letters[at]
            at += 1
            continue
        name = "".join(str(letter) for letter in letters[at + 2 : end])
        if name in _MARKS:
            yield _MARKS[name]
        else:
            yield from _pair(f"${{{name}}}", colons=True, free=True)
        at = end + 1


def _variable_end(letters: list[Letter], at: int) -> int | None:
    if letters[at] != "$" or letters[at + 1 : at + 2] != ["{"]:
        return None
    try:
        return letters.index("}", at + 2)
    except ValueError:
        return None


def _fold(letter: Letter) -> Letter:
    return letter.lower() if isinstance(letter, str) else letter


def _unmark(letter: Letter) -> Letter:
    return letter[-1] if isinstance(letter, str) else letter


def _glob(letters: list[Letter]) -> tuple[Token, ...]:
    """Letters with their wildcards read; a run of wildcards becomes its ``ONE``s and then at most one ``ANY``."""
    if "*" not in letters and "?" not in letters:
        return tuple(map(_unmark, letters))
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
            tokens.append(_unmark(letter))
    if star:
        tokens.append(ANY)
    return tuple(tokens)


def _segments(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """Wildcards stay in their segment, but a ``*`` that ends one stays ``ANY``."""
    if ANY not in tokens and ONE not in tokens:
        return tokens
    inner = [INNER if token == ONE else token for token in tokens]
    for at, token in enumerate(tokens[:-1]):
        if token == ANY and tokens[at + 1] != ":":
            inner[at] = RUN
    return tuple(inner)


_INSIDE = {ANY: RUN, ONE: INNER}  # what the wildcards of a glob are inside one part of an ARN


def _components(tokens: tuple[Token, ...]) -> Iterator[Token]:
    colons = 0
    for token in tokens:
        colons += token == ":"
        yield _INSIDE[token] if isinstance(token, int) and colons < 5 else token
