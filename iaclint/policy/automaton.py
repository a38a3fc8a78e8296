"""The automaton of a union of patterns.

It is non-deterministic; its states are the places between tokens. A set of states is one integer, a bit a state, so a
step costs time linear in the patterns and nothing backtracks.
"""

from __future__ import annotations

from iaclint.policy.pattern import ANY, INNER, ONE, RUN, CharClass, Opaque

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Final

    from iaclint.policy.pattern import Letter, Pattern, Token

FRESH: Letter = Opaque("fresh", 0, rigid=True)  # a character that no pattern mentions
COLON: Letter = ":"

# What holes become in the automaton that asks what is possible.
SOMETHING = -1  # one or more characters
INSIDE = -2  # one or more characters but no colon
DIGIT = -3  # a digit of an account id
DIGITS = "0123456789"
_DIGITS: frozenset[Letter] = frozenset(DIGITS)
FEW = 30


class _Bits:
    """A set of places, made into a mask at the end: setting bits of a long integer one by one copies it each time."""

    __slots__ = ("_bytes",)

    def __init__(self, width: int) -> None:
        self._bytes: Final = bytearray((width >> 3) + 1)

    def add(self, at: int) -> None:
        self._bytes[at >> 3] |= 1 << (at & 7)

    def mask(self) -> int:
        return int.from_bytes(self._bytes, "little")


def _places(rows: list[list[Token]], width: int) -> dict[object, int]:
    """Where each token stands; a class of characters as each of them."""
    places: dict[object, list[int]] = {}
    start = 0
    for row in rows:
        for at, token in enumerate(row, start):
            if token in places:
                places[token].append(at)
            elif isinstance(token, CharClass):
                for char in token.chars:
                    places.setdefault(char, []).append(at)
            else:
                places[token] = [at]
        start += len(row) + 1
    return {token: _mask(found, width) for token, found in places.items()}


def _mask(places: list[int], width: int) -> int:
    if len(places) < FEW:
        mask = 0
        for at in places:
            mask |= 1 << at
        return mask
    bits = _Bits(width)
    for at in places:
        bits.add(at)
    return bits.mask()


class Automaton:
    """The union of some patterns. ``sure``: a hole matches only itself, else anything that fits its place."""

    __slots__ = (
        *("_colons", "_digits", "_holes", "_letters", "_moves", "_one", "_inner", "_run", "final", "loops", "passable"),
        *("passable_inside", "sink", "skip", "start"),
    )

    def __init__(self, patterns: Sequence[Pattern], *, sure: bool) -> None:
        rows = [list(_states(pattern.tokens, sure)) for pattern in patterns]
        width = sum(len(row) + 1 for row in rows)
        starts = _Bits(width)
        ends = _Bits(width)
        sinks = _Bits(width)
        at = 0
        for row in rows:
            starts.add(at)
            at += len(row) + 1
            ends.add(at - 1)
            if row and row[-1] == ANY:
                sinks.add(at - 2)
        tokens = _places(rows, width)
        self._letters: Final[dict[object, int]] = tokens
        self._moves: Final[dict[Letter, tuple[int, int]]] = {}
        self._one: Final = tokens.get(ONE, 0)
        self._inner: Final = tokens.get(INNER, 0)
        self._run: Final = tokens.get(RUN, 0) | tokens.get(INSIDE, 0)
        self._colons: Final = tokens.get(ANY, 0) | tokens.get(SOMETHING, 0)
        self._digits: Final = tokens.get(DIGIT, 0)
        self.final: Final = ends.mask()
        self.sink: Final = sinks.mask()
        self.skip: Final = tokens.get(ANY, 0) | tokens.get(RUN, 0)
        self.loops: Final = self._run | self._colons
        self.passable: Final = ((1 << width) - 1) & ~self.final
        self.passable_inside: Final = self.passable & ~tokens.get(COLON, 0)
        self._holes: Final = tokens.get(SOMETHING, 0), tokens.get(INSIDE, 0)
        self.start: Final = self.close(starts.mask())

    def close(self, states: int) -> int:
        """The states and those that follow without a letter."""
        skip = self.skip
        while skipping := states & skip:
            more = states | (skipping << 1)
            if more == states:
                break
            states = more
        return states

    def step(self, states: int, letter: Letter) -> int:
        """The states after a letter."""
        move, stay = self._moves.get(letter) or self._move(letter)
        return self.close(((states & move) << 1) | (states & stay))

    def _move(self, letter: Letter) -> tuple[int, int]:
        """The states that a letter moves on from, and those that it stays in."""
        opaque = letter if isinstance(letter, Opaque) else None
        colons = opaque.colons if opaque else letter == COLON
        something, inside = self._holes
        move = self._letters.get(letter, 0) | (something if colons else something | inside)
        if not (opaque and opaque.several):
            move |= self._one if colons else self._one | self._inner
        if opaque.digit if opaque else letter in _DIGITS:
            move |= self._digits
        found = move, self._colons if colons else self._colons | self._run
        self._moves[letter] = found
        return found

    def mentions(self, char: str) -> bool:
        """Whether a pattern has this character."""
        return char in self._letters

    def run_through(self, states: int, *, colons: bool) -> int:
        """The states that some text leads to, also the empty one; ``colons``: one may be in it.

        A carry runs up each stretch of tokens that can be passed.
        """
        through = self.passable if colons else self.passable_inside
        return self.close(states | (((states & through) + through) ^ through))

    def some_letter(self, states: int, *, colons: bool) -> int:
        """The states that some one character leads to."""
        through = self.passable if colons else self.passable_inside
        return self.close(((states & through) << 1) | (states & self.loops))


def _states(tokens: tuple[Token, ...], sure: bool) -> Iterable[Token]:
    """The tokens as states: unless only what is sure counts, holes become what they may stand for."""
    for token in tokens:
        if sure or not isinstance(token, Opaque) or token.rigid:
            yield token
        elif token.digit:
            yield DIGIT
        elif not token.part:
            yield SOMETHING if token.colons else INSIDE
