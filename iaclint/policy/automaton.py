"""The automaton of a union of patterns.

It is non-deterministic; its states are the places between tokens. A set of states is one integer, a bit a state, so a
step costs time linear in the patterns and nothing backtracks.
"""

from __future__ import annotations

from iaclint.policy.pattern import ANY, INNER, ONE, RUN, Opaque

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


class Automaton:
    """The union of some patterns. ``sure``: a hole matches only itself, else anything that fits its place."""

    __slots__ = (
        *("_colons", "_digits", "_holes", "_letters", "_moves", "_one", "_inner", "_run", "final", "loops", "passable"),
        *("passable_inside", "sink", "skip", "start"),
    )

    def __init__(self, patterns: Sequence[Pattern], *, sure: bool) -> None:
        self._letters: Final[dict[Letter, int]] = {}
        self._moves: Final[dict[Letter, tuple[int, int]]] = {}
        rows = [list(_states(pattern.tokens, sure)) for pattern in patterns]
        width = sum(len(row) + 1 for row in rows)
        marks: dict[object, bytearray] = {}

        def mark(what: object, at: int) -> None:
            if what not in marks:
                marks[what] = bytearray(b"0" * width)
            marks[what][width - 1 - at] = 49

        at = 0
        for row in rows:
            mark("start", at)
            for token in row:
                mark((token,), at)
                at += 1
            mark("final", at)
            if row and row[-1] == ANY:
                mark("sink", at - 1)
            at += 1
        masks = {what: int(bits, 2) for what, bits in marks.items()}
        tokens = {what[0]: mask for what, mask in masks.items() if isinstance(what, tuple)}
        self._letters.update((token, mask) for token, mask in tokens.items() if isinstance(token, str | Opaque))
        self._one: Final = tokens.get(ONE, 0)
        self._inner: Final = tokens.get(INNER, 0)
        self._run: Final = tokens.get(RUN, 0) | tokens.get(INSIDE, 0)
        self._colons: Final = tokens.get(ANY, 0) | tokens.get(SOMETHING, 0)
        self._digits: Final = tokens.get(DIGIT, 0)
        self.final: Final = masks.get("final", 0)
        self.sink: Final = masks.get("sink", 0)
        self.skip: Final = tokens.get(ANY, 0) | tokens.get(RUN, 0)
        self.loops: Final = self._run | self._colons
        self.passable: Final = sum(tokens.values())
        self.passable_inside: Final = self.passable & ~tokens.get(COLON, 0)
        self._holes: Final = tokens.get(SOMETHING, 0), tokens.get(INSIDE, 0)
        self.start: Final = self.close(masks.get("start", 0))

    def close(self, states: int) -> int:
        """The states and those that follow without a letter."""
        while True:
            more = states | ((states & self.skip) << 1)
            if more == states:
                return states
            states = more

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
