"""One text out of sets of patterns: what a witness is made of."""

from __future__ import annotations

from collections import deque

from iaclint.policy.pattern import Opaque

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from iaclint.policy.automaton import Automaton
    from iaclint.policy.language import PatternSet
    from iaclint.policy.pattern import Letter

BUDGET = 20_000  # state sets


def sample(inside: Sequence[PatternSet], outside: Sequence[PatternSet] = ()) -> tuple[Letter, ...] | None:
    """A shortest text that is in every set of ``inside`` and in none of ``outside``; None if none is found.

    Of patterns with holes only what holds whatever they stand for counts; the holes themselves are letters of the text.
    """
    automata = [one.automaton for one in inside]
    avoided = [one.automaton for one in outside]
    letters = _alphabet((*inside, *outside))
    start = tuple(automaton.start for automaton in (*automata, *avoided))
    found: dict[tuple[int, ...], tuple[tuple[int, ...], Letter] | None] = {start: None}
    waiting = deque((start,))
    while waiting and len(found) <= BUDGET:
        states = waiting.popleft()
        if _accepted(states, automata, avoided):
            return _way(found, states)
        for letter in letters:
            after = tuple(a.step(s, letter) for a, s in zip((*automata, *avoided), states, strict=True))
            if after not in found and all(after[: len(automata)]):
                found[after] = (states, letter)
                waiting.append(after)
    return None


def _accepted(states: tuple[int, ...], automata: list[Automaton], avoided: list[Automaton]) -> bool:
    ends = [bool(state & one.final) for one, state in zip((*automata, *avoided), states, strict=True)]
    return all(ends[: len(automata)]) and not any(ends[len(automata) :])


def _way(
    found: dict[tuple[int, ...], tuple[tuple[int, ...], Letter] | None], states: tuple[int, ...]
) -> tuple[Letter, ...]:
    letters: list[Letter] = []
    while (step := found[states]) is not None:
        states, letter = step
        letters.append(letter)
    return tuple(reversed(letters))


def _alphabet(sets: Iterable[PatternSet]) -> list[Letter]:
    """The letters that matter, and a character that no pattern mentions, preferably one that can stand in names."""
    mentioned: dict[Letter, None] = {}
    for one in sets:
        for pattern in one.patterns:
            mentioned.update((token, None) for token in pattern.tokens if isinstance(token, str | Opaque))
    fresh = next((char for char in "xyz0123456789abcdefghijklmnopqrstuvwXYZ_" if char not in mentioned), "\u00b7")
    return [fresh, *mentioned]
