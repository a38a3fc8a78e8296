"""What a single condition of a statement says. Reads like the table of ``policy.condition_keys``; nothing about single
keys is decided here.
"""

from __future__ import annotations

from functools import cached_property

from iaclint.policy import operators
from iaclint.policy.answer import MAYBE, NO, YES, every, opposite
from iaclint.policy.block import OPEN, Guard
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
from iaclint.values.value import TEXT, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Final

    from iaclint.policy.condition_keys import KeyRow
    from iaclint.policy.document import Condition, Item
    from iaclint.policy.operators import Operator
    from iaclint.policy.pattern import Pattern


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


def clauses(conditions: tuple[Condition, ...], *, variables: bool) -> tuple[Clause, ...]:
    """The conditions of a statement whose operators AWS knows. ``variables``: the document's version is 2012-10-17."""
    present = frozenset(_required(conditions))
    known = ((condition, operator(condition.operator)) for condition in conditions)
    return tuple(
        Clause(condition, found, variables=variables, present=condition.name.lower() in present)
        for condition, found in known
        if found is not None
    )


def _required(conditions: tuple[Condition, ...]) -> Iterable[str]:
    """The keys that a ``Null`` condition asks for."""
    for condition in conditions:
        if condition.operator == "Null" and [item.text for item in condition.values] == ["false"]:
            yield condition.name.lower()


def _variables(item: Item, pattern: Pattern) -> Iterator[Unknown]:
    """The policy variables in a value, as unknowns at its place."""
    free = (token for token in pattern.tokens if isinstance(token, Opaque) and token.free and not token.part)
    for token in free:
        if token.name.startswith("${") and token.name.lower() not in OWN_VARIABLES:
            yield Unknown(item.value.origin, token.name, "it is a policy variable, which each request fills in", TEXT)
