"""What is known of a caller that a principal stands for, and whether a Deny surely catches it.

The condition keys about the caller itself follow from the principal ("AWS global condition context keys", properties of
the principal); every other key may have any value.
"""

from __future__ import annotations

from iaclint.policy.answer import MAYBE, NO, YES, opposite, some
from iaclint.policy.language import PatternSet, overlaps
from iaclint.policy.operators import ANY as ANY_VALUE
from iaclint.policy.operators import NULL
from iaclint.policy.pattern import ANY, INNER, ONE, RUN, Pattern
from iaclint.policy.principal import ACCOUNT, EVERYONE, ROLE, SERVICE, SESSION, USER, principals
from iaclint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.policy.condition import Clause
    from iaclint.policy.principal import Owner, Principal
    from iaclint.policy.sets import Grant

_ACCOUNT_KEYS = ("kms:calleraccount", "aws:principalaccount")
_TYPES = {ROLE: "AssumedRole", SESSION: "AssumedRole", USER: "User"}


class Caller(Record):
    """A caller: its account ("" if that is not known) and its ARN (None where it may be any of the account)."""

    account: str
    arn: str | None
    type: str = ""

    @staticmethod
    def of(principal: Principal, owner: Owner) -> Caller:
        """What is known of the callers that a principal stands for."""
        account = principal.account if principal.account.isdigit() else owner.number
        named = principal.kind in (ROLE, USER) and principal.text
        return Caller(account, principal.text if named else None, _TYPES.get(principal.kind, ""))

    def satisfies(self, clause: Clause) -> str:
        """Whether its request satisfies a clause: ``MAYBE`` where the request may have it either way."""
        if clause.operator.family == NULL:
            return MAYBE
        if clause.key in _ACCOUNT_KEYS and self.account:
            found = _matches(clause, self.account)
        elif clause.key == "aws:principaltype" and self.type:
            found = _matches(clause, self.type)
        elif clause.key == "aws:principalarn":
            found = self._arn(clause)
        else:
            return MAYBE
        return opposite(found) if clause.operator.negated else found

    def _arn(self, clause: Clause) -> str:
        if self.arn is not None:
            return _matches(clause, self.arn)
        if not self.account:
            return MAYBE
        own = Pattern((*"arn:", INNER, RUN, ":", INNER, RUN, *"::", *self.account, ":", ONE, ANY))
        return MAYBE if some(overlaps(own, pattern) for pattern in clause.patterns) != NO else NO


def _matches(clause: Clause, text: str) -> str:
    return PatternSet(clause.patterns).matches(text.lower() if clause.operator.folds else text)


def catches(deny: Grant, principal: Principal, caller: Caller) -> bool:
    """Whether a Deny surely applies to every request of the callers that a principal stands for."""
    if deny.block.open or not names(deny, principal):
        return False
    return all(caller.satisfies(clause) == YES for clause in deny.block.clauses)


def requires(deny: Grant, keys: tuple[str, ...], principal: Principal) -> bool:
    """Whether a Deny spares only requests that have a fitting value of one of some keys; ``*`` fits everything."""
    service = principal.kind == SERVICE
    return not deny.block.open and all(
        _spares_by(clause, keys) or (service and _of_services(clause)) for clause in deny.block.clauses
    )


def _spares_by(clause: Clause, keys: tuple[str, ...]) -> bool:
    test = clause.operator
    return test.negated and test.quantifier != ANY_VALUE and clause.of(keys) and not clause.trivial


def _of_services(clause: Clause) -> bool:
    """Whether a clause holds for every request of an AWS service."""
    return clause.key == "aws:principalisawsservice" and clause.refuses("true")


def names(deny: Grant, principal: Principal) -> bool:
    """Whether a Deny speaks of all that a principal stands for."""
    statement = deny.statement
    if statement.not_principal is not None:
        spared = principals(statement.not_principal)
        return not any(one.everyone() != NO or _same(one, principal) for one in spared)
    return any(one.kind == EVERYONE or _covers(one, principal) for one in principals(statement.principal))


def _covers(one: Principal, principal: Principal) -> bool:
    """Whether a denied principal is the other one, or its whole account."""
    return one.letters == principal.letters or (one.kind == ACCOUNT and one.account == principal.account != "")


def _same(one: Principal, principal: Principal) -> bool:
    """Whether a spared principal is the other one, its account, or one of its account."""
    return one.letters == principal.letters or one.account == principal.account != ""
