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

FRESH: Letter = Opaque("fresh", 0)  # a character that no pattern mentions
COLON: Letter = ":"

ONE_OR_MORE = -1  # stands for a hole in the automaton that asks what is possible


class Automaton:
    """The union of some patterns. ``sure``: a hole matches only itself, else anything that fits its place."""

    __slots__ = (
        "_letters",
        "_moves",
        "final",
        "forever",
        "free",
        "inner",
        "one",
        "passable",
        "run",
        "sink",
        "skip",
        "start",
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
        self.final: Final = masks.get("final", 0)
        self.sink: Final = masks.get("sink", 0)
        self.one: Final = masks.get((ONE,), 0)
        self.inner: Final = masks.get((INNER,), 0)
        self.run: Final = masks.get((RUN,), 0)
        self.forever: Final = masks.get((ANY,), 0)
        self.free: Final = masks.get((ONE_OR_MORE,), 0)
        self.skip: Final = self.run | self.forever
        self.passable: Final = sum(mask for what, mask in masks.items() if isinstance(what, tuple))
        self._letters.update((what[0], mask) for what, mask in masks.items() if isinstance(what, tuple))
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
        colons = letter.colons if isinstance(letter, Opaque) else letter == COLON
        several = isinstance(letter, Opaque) and letter.several
        move = self._letters.get(letter, 0) | self.free
        stay = self.forever | self.free
        if not several:
            move |= self.one if colons else self.one | self.inner
        if not colons:
            stay |= self.run
        self._moves[letter] = (move, stay)
        return move, stay

    def mentions(self, char: str) -> bool:
        """Whether a pattern has this character."""
        return char in self._letters

    def flood(self, states: int, through: int) -> int:
        """The states and those that follow them through tokens of a mask (a carry runs up each stretch of them)."""
        return states | (((states & through) + through) ^ through)

    def beyond_colon(self) -> int:
        """The tokens that can be passed without a colon."""
        return self.passable & ~self._letters.get(COLON, 0)


def _states(tokens: tuple[Token, ...], sure: bool) -> Iterable[Token]:
    if sure:
        return tokens
    return (
        ONE_OR_MORE if isinstance(token, Opaque) else token
        for token in tokens
        if not (isinstance(token, Opaque) and token.part)
    )
