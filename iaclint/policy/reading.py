"""Values of a policy read as patterns.

Facts (IAM User Guide): ``*`` is any number of characters and ``?`` is exactly one, everything else is literal
("Policy elements: Action"); action names know no case; in a resource ARN a wildcard stays in its segment, but a ``*``
that ends a segment runs past colons ("Policy elements: Resource"); ``${*}``, ``${?}`` and ``${$}`` are the characters
themselves and ``${...}`` is a policy variable, both only from version 2012-10-17 on ("Policy variables").

Holes: an ``Unknown`` is one or more characters and never a wildcard; account ids are twelve digits; only free text
and whole ARNs can contain a colon. The same hole is the same text wherever it stands. What a policy variable holds is
not known either, and its wildcards would be literal.
"""

from __future__ import annotations

from functools import lru_cache

from iaclint.policy.pattern import ANY, INNER, ONE, RUN, Opaque, Pattern, glob
from iaclint.values.value import ACCOUNT, ARN, OWNER, PARTITION, TEXT, Bool, Number, String, Unknown
from iaclint.values.value import ANY as ANY_SHAPE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from iaclint.policy.pattern import Letter, Token
    from iaclint.values.value import Value

FREE = frozenset((ANY_SHAPE, TEXT))  # shapes of which nothing is known
COLONS = FREE | {ARN}  # shapes that can hold a colon


def action_pattern(value: Value) -> Pattern | None:
    """The pattern of an action, in small letters; None for a value that is no text."""
    text = value.text if isinstance(value, String) else None
    if text is not None and len(text) < LONG:
        return _action(text)
    letters = letters_of(value)
    return None if letters is None else Pattern(glob([_fold(letter) for letter in letters]))


def resource_pattern(value: Value, *, variables: bool = True) -> Pattern | None:
    """The pattern of a resource. ``variables``: the document's version is 2012-10-17."""
    text = value.text if isinstance(value, String) else None
    if text is not None and len(text) < LONG and not (variables and "${" in text):
        return _resource(text)
    letters = letters_of(value, variables=variables)
    return None if letters is None else Pattern(_segments(_wild(letters)))


def text_pattern(value: Value, *, variables: bool = True, fold: bool = False, wildcards: bool = True) -> Pattern | None:
    """The pattern of a condition value. ``wildcards``: the operator is a ``Like``; ``fold``: it ignores case."""
    text = value.text if isinstance(value, String) else None
    if text is not None and len(text) < LONG and not (variables and "${" in text):
        return _text(text, fold, wildcards)
    letters = letters_of(value, variables=variables)
    if letters is None:
        return None
    if fold:
        letters = [_fold(letter) for letter in letters]
    return Pattern(_wild(letters) if wildcards else _plain(letters))


def arn_pattern(value: Value, *, variables: bool = True) -> Pattern | None:
    """The pattern of an ``Arn`` operator: a wildcard stays in its one of the six parts ("Condition operators").

    A ``*`` alone is every ARN.
    """
    letters = letters_of(value, variables=variables)
    if letters is None:
        return None
    tokens = _wild(letters)
    return Pattern(tokens if tokens == (ANY,) else tuple(_components(tokens)))


# Patterns of known texts, each made once: most policies of a run repeat the same ones. Longer texts are made anew.
LONG = 300


@lru_cache(maxsize=4096)
def _action(text: str) -> Pattern:
    if text.isascii():
        small = text.lower()
        return Pattern(glob(list(small)) if "*" in small or "?" in small else small)
    return Pattern(glob([letter.lower() for letter in text]))


@lru_cache(maxsize=4096)
def _resource(text: str) -> Pattern:
    return Pattern(_segments(glob(list(text))) if "*" in text or "?" in text else text)


@lru_cache(maxsize=2048)
def _text(text: str, fold: bool, wildcards: bool) -> Pattern:
    letters: list[Letter] = [letter.lower() for letter in text] if fold else list(text)
    return Pattern(glob(letters) if wildcards else tuple(letters))


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
    last = max((place for place, letter in enumerate(letters) if letter == "}"), default=0)
    while at < len(letters):
        if letters[at] != "$" or letters[at + 1 : at + 2] != ["{"] or last < at:
            yield letters[at]
            at += 1
            continue
        end = letters.index("}", at + 2)
        name = "".join(str(letter) for letter in letters[at + 2 : end])
        if name in _MARKS:
            yield _MARKS[name]
        else:
            yield from _pair(f"${{{name}}}", colons=True, free=True)
        at = end + 1


def _fold(letter: Letter) -> Letter:
    return letter.lower() if isinstance(letter, str) else letter


def _wild(letters: list[Letter]) -> tuple[Token, ...]:
    """The tokens of letters, wildcards read and marks taken off."""
    return _plain(glob(letters))


def _plain(tokens: Sequence[Token]) -> tuple[Token, ...]:
    return tuple(token[-1] if isinstance(token, str) else token for token in tokens)


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
