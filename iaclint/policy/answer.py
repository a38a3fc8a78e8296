"""Three-valued answers: ``YES`` and ``NO`` hold whatever the unknown values are, ``MAYBE`` depends on them."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

YES = "yes"
NO = "no"
MAYBE = "maybe"

_ORDER = {NO: 0, MAYBE: 1, YES: 2}


def every(answers: Iterable[str]) -> str:
    """Whether all hold: the least of the answers, ``YES`` if there are none."""
    return min(answers, key=_ORDER.__getitem__, default=YES)


def some(answers: Iterable[str]) -> str:
    """Whether one holds: the greatest of the answers, ``NO`` if there are none."""
    return max(answers, key=_ORDER.__getitem__, default=NO)


def opposite(answer: str) -> str:
    """Whether it does not hold."""
    return {YES: NO, NO: YES}.get(answer, MAYBE)


def known(truth: bool) -> str:
    """A two-valued answer."""
    return YES if truth else NO
