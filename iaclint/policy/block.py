"""What the condition block of a statement does: narrow the keys, guard against callers, or nothing.

Keys and operators are combined by AND, the values of one key by OR ("Conditions with multiple context keys or values",
IAM User Guide). What single conditions say is told by ``policy.condition``, which is loaded where there is one.
"""

from __future__ import annotations

from functools import cached_property

from iaclint.policy.answer import MAYBE, NO, YES, every, some
from iaclint.record import Record
from iaclint.values.value import Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Final

    from iaclint.policy.condition import Clause
    from iaclint.policy.document import Condition, Item, Statement


class Guard(Record):
    """What stands between callers that the code does not name and the access.

    ``closed``: they cannot pass. ``fenced``: they cannot, or only from networks that the code names. ``conditions`` are
    those that do it (for ``MAYBE``: those that might), ``unknowns`` what leaves it open.
    """

    closed: str = NO
    fenced: str = NO
    conditions: tuple[Condition, ...] = ()
    unknowns: tuple[Unknown, ...] = ()


OPEN = Guard()
SHUT = Guard(YES, YES)  # nobody passes at all


def both(guards: Iterable[Guard]) -> Guard:
    """Guards that must all be passed: the strongest counts."""
    return _combined(tuple(guards), some)


def either(guards: Iterable[Guard]) -> Guard:
    """Guards of which one must be passed: the weakest counts; if there are none, nobody passes."""
    found = tuple(guards)
    return _combined(found, every) if found else SHUT


def _combined(guards: tuple[Guard, ...], how: Callable[[Iterable[str]], str]) -> Guard:
    closed = how([guard.closed for guard in guards])
    fenced = how([guard.fenced for guard in guards])
    taking_part = [guard for guard in guards if (guard.closed, guard.fenced) != (NO, NO)]
    if closed == YES:
        taking_part = [guard for guard in taking_part if guard.closed == YES]
    conditions = tuple(condition for guard in taking_part for condition in guard.conditions)
    unknowns = (
        tuple(unknown for guard in taking_part for unknown in guard.unknowns) if MAYBE in (closed, fenced) else ()
    )
    return Guard(closed, fenced, conditions, unknowns)


class Block:
    """The conditions of a statement. ``open`` are the unknowns that stand where conditions could."""

    def __init__(self, statement: Statement, *, variables: bool = True) -> None:
        self.open: Final[tuple[Item, ...]] = statement.open_conditions
        self.clauses: Final = _clauses(statement.conditions, variables) if statement.conditions else ()

    @property
    def unconditional(self) -> bool:
        """Whether nothing stands in it."""
        return not self.clauses and not self.open

    @property
    def unknowns(self) -> tuple[Unknown, ...]:
        """The unknowns that stand where conditions could."""
        return tuple(item.value for item in self.open if isinstance(item.value, Unknown))

    def satisfiable(self) -> bool:
        """Whether some request can satisfy it, as far as single conditions tell."""
        return not any(clause.never for clause in self.clauses)

    def restricting(self, *keys: str) -> tuple[Condition, ...]:
        """The effective conditions on these keys (``Clause.of``): positive, no ``IfExists``, no value just ``*``."""
        return tuple(clause.condition for clause in self.clauses if clause.effective and clause.of(keys))

    def narrowing(self) -> tuple[Condition, ...]:
        """The conditions that narrow the keys or the path (contract, "Narrowing conditions")."""
        return tuple(clause.condition for clause in self.clauses if clause.row.narrows and clause.effective)

    def narrows(self) -> str:
        """Whether they narrow the keys or the path; ``MAYBE`` where the conditions themselves are not known."""
        return YES if self.narrowing() else MAYBE if self.open else NO

    def unknowns_of(self, *keys: str) -> tuple[Unknown, ...]:
        """What is not known of the conditions on these keys, and the unknowns that stand where conditions could."""
        values = (hole for clause in self.clauses if clause.of(keys) for hole in clause.unknowns)
        return (*values, *self.unknowns)

    @cached_property
    def of_kms(self) -> bool:
        """Whether a condition asks for a key that only requests to KMS have."""
        return any(clause.positive and clause.key.startswith("kms:") for clause in self.clauses)

    def of_one_service(self) -> bool:
        """Whether a condition asks for a key that only the requests of one service have."""
        return any(clause.positive and not clause.key.startswith("aws:") for clause in self.clauses)

    @property
    def of_grants(self) -> bool:
        """Whether a condition asks for a key that only requests about grants have (``kms:GrantIsForAWSResource``)."""
        return any(clause.positive and clause.key.startswith(("kms:grant", "kms:retiring")) for clause in self.clauses)

    def only(self, key: str, word: str) -> str:
        """Whether a condition admits no other value of a key (in small letters) than one of its words."""
        clauses = (clause for clause in self.clauses if clause.key == key and clause.positive)
        return some((*(clause.only(word) for clause in clauses), MAYBE if self.open else NO))

    @cached_property
    def guard(self) -> Guard:
        """What an Allow with this block says of the caller."""
        whole = Guard(MAYBE, MAYBE, (), self.unknowns)
        return both((*(clause.guard() for clause in self.clauses), *((whole,) if self.open else ())))

    @cached_property
    def escape(self) -> Guard:
        """What a Deny with this block says of the caller that it leaves alone; an unknown block denies nobody."""
        return OPEN if self.open else either(clause.escape() for clause in self.clauses)


def _clauses(conditions: tuple[Condition, ...], variables: bool) -> tuple[Clause, ...]:
    from iaclint.policy.condition import clauses

    return clauses(conditions, variables=variables)
