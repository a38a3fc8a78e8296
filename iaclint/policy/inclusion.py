"""Inclusion and overlap of sets of patterns, decided exactly on the automaton of the covering side.

The deterministic automaton is built along the covered pattern. There only the hardest letters count: a letter that no
pattern mentions moves a subset of the states that any other letter moves, so trying it alone is enough, and of several
state sets at one place only the smallest ones need to be followed. The general question is hard (patterns can encode
logic), so there is a budget of state sets.
"""

from __future__ import annotations

from iaclint.policy.automaton import COLON, DIGITS, FRESH
from iaclint.policy.pattern import ANY, INNER, ONE, RUN, CharClass, Opaque

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from iaclint.policy.automaton import Automaton
    from iaclint.policy.pattern import Letter, Pattern, Token

BUDGET = 4000  # state sets


class _Spent(Exception):  # noqa: N818
    """The budget of state sets is used up."""


def included(automaton: Automaton, covered: Pattern, *, sure: bool) -> bool | None:
    """Inclusion; None past the budget."""
    sets = {automaton.start}
    spent = 0
    for token in covered.tokens:
        try:
            sets = _after(automaton, sets, token, sure)
        except _Spent:
            return None
        spent += len(sets) - 1
        if 0 in sets:
            return False
        if not sets:
            return True  # every way of matching it has reached the end of a pattern that takes the rest
        if spent > BUDGET:
            return None
    return all(states & automaton.final for states in sets)


# The letters that are hardest to match for a wildcard of the covered pattern.
_HARDEST: dict[int, tuple[Letter, ...]] = {ONE: (FRESH, COLON), ANY: (FRESH, COLON), INNER: (FRESH,), RUN: (FRESH,)}


def _after(automaton: Automaton, sets: set[int], token: Token, sure: bool) -> set[int]:
    if isinstance(token, Opaque) and not sure and not token.rigid:
        return _smallest({_hole(automaton, states, token) for states in sets}, automaton)
    letters = _letters(automaton, token)

    def following(states: int) -> list[int]:
        return [automaton.step(states, letter) for letter in letters]

    if token in (ANY, RUN):
        return _smallest(_closure(sets, following), automaton)
    return _smallest({after for states in sets for after in following(states)}, automaton)


def _letters(automaton: Automaton, token: Token) -> Sequence[Letter]:
    if isinstance(token, int):
        return _HARDEST[token]
    if isinstance(token, CharClass):
        new = next((char for char in sorted(token.chars) if not automaton.mentions(char)), None)
        return sorted(token.chars) if new is None else (new,)
    return (token,)


def _hole(automaton: Automaton, states: int, token: Opaque) -> int:
    """The states that a letter of a hole may lead to, whatever stands there."""
    if token.digit:
        after = automaton.step(states, token)
        for digit in DIGITS:
            after |= automaton.step(states, digit)
        return after
    if token.part:
        return states  # its first letter stood for all of them
    return automaton.run_through(automaton.some_letter(states, colons=token.colons), colons=token.colons)


def _closure(sets: set[int], following: Callable[[int], list[int]]) -> set[int]:
    """All sets that any number of steps leads to."""
    seen = set(sets)
    waiting = list(sets)
    while waiting:
        if len(seen) > BUDGET:
            raise _Spent
        for states in following(waiting.pop()):
            if states not in seen:
                seen.add(states)
                waiting.append(states)
    return seen


def _smallest(sets: set[int], automaton: Automaton) -> set[int]:
    """The sets that contain no other one, without those that can never fail any more."""
    found = [states for states in sets if not states & automaton.sink]
    if len(found) < 2:
        return set(found)
    found.sort(key=int.bit_count)
    kept: list[int] = []
    for states in found:
        if not any(states & other == other for other in kept):
            kept.append(states)
    return set(kept)


def intersects(automaton: Automaton, pattern: Pattern, *, sure: bool) -> bool:
    """Whether some text is matched by both."""
    states = automaton.start
    for token in pattern.tokens:
        states = _anyhow(automaton, states, token, sure)
        if not states:
            return False
    return bool(states & automaton.final)


def _anyhow(automaton: Automaton, states: int, token: Token, sure: bool) -> int:
    """The states that some text of a token leads to."""
    if isinstance(token, CharClass):
        after = 0
        for char in token.chars:
            after |= automaton.step(states, char)
        return after
    if token in (ANY, RUN):
        return automaton.run_through(states, colons=token == ANY)
    if token in (ONE, INNER):
        return automaton.some_letter(states, colons=token == ONE)
    if isinstance(token, Opaque) and not sure and not token.rigid:
        return _hole(automaton, states, token)
    return automaton.step(states, token)  # type: ignore[arg-type]
