"""What the condition block of a statement does: narrow the keys, guard against callers, or nothing.

Keys and operators are combined by AND, the values of one key by OR ("Conditions with multiple context keys or values",
IAM User Guide). Reads like the table of ``policy.condition_keys``; nothing about single keys is decided here.
"""

from __future__ import annotations

from functools import cached_property

from iaclint.policy import operators
from iaclint.policy.answer import MAYBE, NO, YES, every, opposite, some
from iaclint.policy.condition_keys import (
    ACCOUNT_ID,
    ADDRESS_RANGE,
    CLOSED,
    FREE,
    NETWORK,
    OWN_VARIABLES,
    PRINCIPAL_ARN,
    SERVICE_FLAG,
    row,
)
from iaclint.policy.fixed import fixed
from iaclint.policy.language import alone, everything
from iaclint.policy.operators import operator
from iaclint.policy.pattern import Opaque, arn_parts
from iaclint.record import Record
from iaclint.values.value import TEXT, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Final

    from iaclint.policy.condition_keys import KeyRow
    from iaclint.policy.document import Condition, Item, Statement
    from iaclint.policy.operators import Operator
    from iaclint.policy.pattern import Pattern


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


class Clause:
    """One condition key under one operator, with its values read as patterns. ``operator`` is one that AWS knows."""

    def __init__(self, condition: Condition, operator: Operator, *, variables: bool, present: bool) -> None:
        self.condition: Final = condition
        self.operator: Final = operator
        self.key: Final = condition.name.lower()
        self.row: Final[KeyRow] = row(condition.name)
        self.present: Final = present
        self._variables: Final = variables

    @cached_property
    def entries(self) -> tuple[tuple[Item, Pattern], ...]:
        """The values with what the operator reads in them; those that are no text are left out."""
        read = ((item, self.operator.pattern(item.value, variables=self._variables)) for item in self.condition.values)
        return tuple((item, pattern) for item, pattern in read if pattern is not None)

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        """The values as the operator reads them."""
        return tuple(pattern for _, pattern in self.entries)

    def of(self, keys: tuple[str, ...]) -> bool:
        """Whether it is about one of some keys, in small letters; ``kms:encryptioncontext:*`` stands for a family."""
        return any(self.key.startswith(key[:-1]) if key.endswith("*") else self.key == key for key in keys)

    @property
    def positive(self) -> bool:
        """Whether it asks for a match, and the request must have the key for it.

        ``IfExists`` and ``ForAllValues`` are true without the key, unless a ``Null`` condition of the same block asks
        for it.
        """
        test = self.operator
        if test.negated or test.family == operators.NULL:
            return False
        return self.present or not (test.if_exists or test.quantifier == operators.ALL)

    @property
    def trivial(self) -> bool:
        """Whether one of its values is just ``*``."""
        return any(pattern.literal == "*" or everything(pattern) for pattern in self.patterns)

    @property
    def effective(self) -> bool:
        """Whether it is positive and no value is just ``*``: it does restrict its key."""
        return self.positive and not self.trivial

    @property
    def matching(self) -> bool:
        """Whether it asks for a match of what the request has of the key, and no value is just ``*``."""
        return not self.operator.negated and self.operator.family != operators.NULL and not self.trivial

    @property
    def never(self) -> bool:
        """Whether no request can ever satisfy it, as ``StringEquals`` with ``*`` for a name that AWS makes."""
        return self.positive and all(self._impossible(pattern) for pattern in self.patterns)

    def _impossible(self, pattern: Pattern) -> bool:
        if self.row.words and not pattern.open:
            words = (word.lower() if self.operator.folds else word for word in self.row.words)
            return all(alone(pattern).matches(word) == NO for word in words)
        if self.row.form == FREE:
            return False
        letters = pattern.tokens if pattern.literal is None else pattern.literal
        return "*" in letters or "?" in letters

    def refuses(self, word: str) -> bool:
        """Whether, in a Deny, it stops every request whose key has just this value."""
        return self.matching and all(pattern.literal == word for pattern in self.patterns)

    def only(self, word: str) -> str:
        """Whether it admits no other of the words that its key can have."""
        others = [other.lower() if self.operator.folds else other for other in self.row.words if other != word]
        return every(opposite(alone(pattern).matches(other)) for pattern in self.patterns for other in others)

    def accounts(self) -> Iterator[tuple[Item, str]]:
        """The accounts that it names under a positive operator, with the values that name them."""
        if self.operator.negated or self.row.form not in (ACCOUNT_ID, PRINCIPAL_ARN):
            return
        for item, pattern in self.entries:
            parts = arn_parts(pattern.tokens)
            letters = parts[0] if self.row.form == ACCOUNT_ID else parts[4] if len(parts) == 6 else []
            account = "".join(letter for letter in letters if isinstance(letter, str))
            if len(letters) == 12 == len(account) and account.isdigit():
                yield item, account

    def guard(self) -> Guard:
        """What it says of the caller where it must hold."""
        return self._guard() if self.positive else OPEN

    def escape(self) -> Guard:
        """What it says of the caller where it must not hold: in a Deny that shall not apply."""
        test = self.operator
        if self.row.form == SERVICE_FLAG and test.family == operators.BOOL:
            outside = all(pattern.literal == "false" for pattern in self.patterns)
            return Guard(YES, YES, (self.condition,)) if outside else OPEN
        return self._guard() if test.negated and test.quantifier != operators.ANY else OPEN

    def _guard(self) -> Guard:
        if not self._comparable():
            return OPEN
        answer = every(fixed(self.row.form, pattern) for pattern in self.patterns)
        if answer == NO or (self.row.guarantees not in CLOSED and self.row.guarantees != NETWORK):
            return OPEN
        closed = answer if self.row.guarantees in CLOSED else NO
        return Guard(closed, answer, (self.condition,), self.unknowns if answer == MAYBE else ())

    @property
    def unknowns(self) -> tuple[Unknown, ...]:
        """What is not known of its values: holes, and policy variables, which each request fills in anew."""
        return tuple(hole for item, pattern in self.entries for hole in (*item.unknowns(), *_variables(item, pattern)))

    def _comparable(self) -> bool:
        """Whether the operator compares the kind of value that the key has."""
        family = self.operator.family
        if self.row.form == ADDRESS_RANGE:
            return family == operators.ADDRESS or (family == operators.STRING and not self.operator.wildcards)
        if self.row.form == SERVICE_FLAG:
            return family in (operators.BOOL, operators.STRING)
        return family in (operators.STRING, operators.ARN)


class Block:
    """The conditions of a statement. ``open`` are the unknowns that stand where conditions could."""

    def __init__(self, statement: Statement, *, variables: bool = True) -> None:
        present = frozenset(_required(statement.conditions))
        known = ((condition, operator(condition.operator)) for condition in statement.conditions)
        self.open: Final[tuple[Item, ...]] = statement.open_conditions
        self.clauses: Final = tuple(
            Clause(condition, found, variables=variables, present=condition.name.lower() in present)
            for condition, found in known
            if found is not None
        )

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


def _variables(item: Item, pattern: Pattern) -> Iterator[Unknown]:
    """The policy variables in a value, as unknowns at its place."""
    free = (token for token in pattern.tokens if isinstance(token, Opaque) and token.free and not token.part)
    for token in free:
        if token.name.startswith("${") and token.name.lower() not in OWN_VARIABLES:
            yield Unknown(item.value.origin, token.name, "it is a policy variable, which each request fills in", TEXT)


def _required(conditions: tuple[Condition, ...]) -> Iterable[str]:
    """The keys that a ``Null`` condition asks for."""
    for condition in conditions:
        if condition.operator == "Null" and [item.text for item in condition.values] == ["false"]:
            yield condition.name.lower()
