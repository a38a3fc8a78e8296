"""Questions about sets of patterns, decided on the sets of texts that they match.

The answer to each is ``YES`` (whatever the holes stand for), ``NO`` (whatever they stand for) or ``MAYBE``. Most
questions are decided by the texts that patterns begin with; the others by automata (``policy.inclusion``), which are
loaded with the first of them.
"""

from __future__ import annotations

from functools import lru_cache

from iaclint.policy.answer import MAYBE, NO, YES, some
from iaclint.policy.pattern import ANY, INNER, ONE, RUN, Opaque, Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Final

    from iaclint.policy.automaton import Automaton

MOST_ANSWERS = 500  # that one set keeps
FEW = 8  # patterns that are asked one by one
SMALL = 16  # patterns of a set that is kept


class PatternSet:
    """The union of some patterns; its automata are built when first asked and kept, and so are answers.

    Most questions are decided by the texts that patterns begin with.
    """

    __slots__ = ("_answers", "_possible", "_rest", "_starts", "_sure", "_texts", "open", "patterns", "wild")

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self.patterns: Final = tuple(patterns)
        self.open: Final = any(pattern.open for pattern in self.patterns)
        self.wild: Final = any(pattern.wild for pattern in self.patterns)
        self._answers: Final[dict[Pattern | str, str]] = {}
        self._texts: frozenset[str] | None = None
        self._starts: tuple[str, ...] = ()
        self._rest: list[Pattern] = []  # all others
        self._sure: Automaton | None = None
        self._possible: Automaton | None = None

    def covers(self, covered: Pattern) -> str:
        """Whether every text of ``covered`` is matched by one of the patterns (inclusion in a union)."""
        text = covered.literal
        if text is not None:
            return self.matches(text)
        return self._answers.get(covered) or self._keep(covered, self._covers(covered))

    def matches(self, text: str) -> str:
        """Whether one of the patterns matches a known text."""
        return self._answers.get(text) or self._keep(text, self._matches(text))

    def surely_covers(self, covered: Pattern) -> bool:
        """Whether ``covers`` is ``YES``: spares the question what is possible."""
        if covered.literal is None and not self.wild and covered.wild:
            return False
        return self.covers(covered) == YES

    def _keep(self, question: Pattern | str, answer: str) -> str:
        if len(self._answers) >= MOST_ANSWERS:
            self._answers.clear()
        self._answers[question] = answer
        return answer

    def _matches(self, text: str) -> str:
        if self._texts is None:
            self._texts = frozenset(one.literal for one in self.patterns if one.literal is not None)
            self._starts = tuple(one.stem for one in self.patterns if one.stem is not None)
            self._rest = [one for one in self.patterns if one.literal is None and one.stem is None]
        if text in self._texts or text.startswith(self._starts):
            return YES
        near = [one for one in self._rest if text.startswith(one.head) and one.may_match(text)]
        known = [one for one in near if not one.unknown]
        least = MAYBE if text and len(known) < len(near) else NO
        if len(self.patterns) == 1 or len(known) > FEW:
            return self._decide(Pattern(text)) if known else least
        return some([least, *(alone(one).matches(text) for one in known)])

    def _covers(self, covered: Pattern) -> str:
        equal = ((ANY,), covered.tokens)
        if any(one.literal is None and one.tokens in equal for one in self.patterns):
            return YES
        if covered.head and not covered.open and all(one.unknown for one in self.patterns):
            return MAYBE if self.patterns else NO
        return self._decide(covered)

    def _decide(self, covered: Pattern) -> str:
        """Whether every text of ``covered`` is matched, by automata."""
        from iaclint.policy.inclusion import included

        surely = self._surely(covered)
        if surely or (surely is False and not covered.open and not self.open):
            return YES if surely else NO
        possibly = included(self._likely(), covered, sure=False)
        return NO if possibly is False else MAYBE

    def _surely(self, covered: Pattern) -> bool | None:
        """Inclusion by what is sure; None past the budget.

        Only patterns that agree with the beginning of ``covered`` count. Where ``covered`` has any letter but a colon,
        a pattern that covers what has a letter there that no pattern mentions also covers whatever else can stand
        there, so patterns without wildcards, or whose first one comes later, add nothing.
        """
        from iaclint.policy.inclusion import included

        if covered.literal is not None:
            return included(self.automaton, covered, sure=True)
        head, place = covered.head, _first_inner(covered)
        near = (one for one in self.patterns if agree(one.head, head))
        count = [one for one in near if place is None or (one.wild and len(one.head) <= place)]
        if len(count) == len(self.patterns):
            return included(self.automaton, covered, sure=True)
        return included(_automaton(count, sure=True), covered, sure=True) if count else False

    @property
    def automaton(self) -> Automaton:
        """The automaton of what is sure."""
        self._sure = self._sure or _automaton(self.patterns, sure=True)
        return self._sure

    def _likely(self) -> Automaton:
        self._possible = self._possible or _automaton(self.patterns, sure=False)
        return self._possible


def _automaton(patterns: Sequence[Pattern], *, sure: bool) -> Automaton:
    from iaclint.policy.automaton import Automaton

    return Automaton(patterns, sure=sure)


def _first_inner(covered: Pattern) -> int | None:
    """Where the first ``INNER`` of a pattern stands at the earliest; None if there is none, or that is not plain."""
    place = 0
    for token in covered.tokens:
        if token == INNER:
            return place
        if token in (ANY, ONE) or (isinstance(token, Opaque) and not token.rigid):
            return None
        place += token != RUN
    return None


def agree(head: str, other: str) -> bool:
    """Whether one of two texts begins with the other."""
    return head.startswith(other) or other.startswith(head)


def set_of(patterns: tuple[Pattern, ...]) -> PatternSet:
    """The union of some patterns, the same one for the same small patterns, so that its answers are found once."""
    if len(patterns) > SMALL or any(one.open for one in patterns):
        return PatternSet(patterns)
    return _set_of(patterns)


_set_of = lru_cache(maxsize=1024)(PatternSet)


def alone(pattern: Pattern) -> PatternSet:
    """A pattern as a set."""
    return set_of((pattern,))


def covers(patterns: Iterable[Pattern], covered: Pattern) -> str:
    """Whether every text of ``covered`` is matched by one of ``patterns``."""
    return PatternSet(patterns).covers(covered)


def overlaps(pattern: Pattern, other: Pattern) -> str:
    """Whether some text is matched by both patterns. Character classes may stand in the first one."""
    if not agree(pattern.head, other.head):
        return NO
    text = other.literal
    if text is not None and not pattern.open:
        return alone(pattern).matches(text)
    if not pattern.open and not other.open:
        return _overlap(pattern, other)
    from iaclint.policy.inclusion import intersects

    if intersects(_automaton((other,), sure=True), pattern, sure=True):
        return YES
    return MAYBE if intersects(_automaton((other,), sure=False), pattern, sure=False) else NO


@lru_cache(maxsize=2048)
def _overlap(pattern: Pattern, other: Pattern) -> str:
    from iaclint.policy.inclusion import intersects

    return YES if intersects(alone(other).automaton, pattern, sure=True) else NO


def everything(pattern: Pattern) -> bool:
    """Whether a pattern surely matches every text of at least one character."""
    return pattern.literal is None and not pattern.head and alone(pattern).covers(Pattern((ONE, ANY))) == YES
