"""Callers for witnesses of key and trust policies: outsiders, and the principals that a policy names."""

from __future__ import annotations

from iaclint.policy.answer import NO
from iaclint.policy.identities import Someone, asked_accounts, identities, identity
from iaclint.policy.pattern import literal, show
from iaclint.policy.principal import ACCOUNT, EVERYONE, SERVICE, principals

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from iaclint.policy.answer import Access
    from iaclint.policy.condition import Clause
    from iaclint.policy.principal import Principal
    from iaclint.policy.resource_policy import ResourcePolicy
    from iaclint.policy.sets import Grant

OUTSIDERS = ("999988887777", "444455556666", "777788889999")


def callers(policy: ResourcePolicy, grant: Grant, access: Access, hints: Sequence[Clause]) -> Iterator[Someone]:
    """Callers whom an Allow of a key or trust policy lets in: outsiders if it is for everyone, else those it names."""
    statement = grant.statement
    if statement.not_principal is not None:
        yield from (one for one in _outsiders(policy, hints) if may_be_in(one, grant))
    asked = {place.path for place in access.places}
    named = principals(statement.principal)
    for one in sorted(named, key=lambda one: one.item.path not in asked):
        if one.kind == EVERYONE:
            yield from _outsiders(policy, hints)
            yield from identities((*_pointed_at(grant, asked), *asked_accounts(hints)), hints)
        elif one.kind == SERVICE:
            yield Someone(show(one.letters), "", {"aws:principalisawsservice": literal("true")})
        elif one.kind == ACCOUNT:
            yield from identities((one.account,), hints)
        else:
            yield identity(show(one.letters), one.account, one.kind)


def _pointed_at(grant: Grant, paths: set[str]) -> Iterator[str]:
    """The accounts that stand at some places in the conditions of a statement."""
    named = (pair for clause in grant.block.clauses for pair in clause.accounts())
    return (account for item, account in named if item.path in paths)


def may_be_in(caller: Someone, grant: Grant) -> bool:
    """Whether the principals of a statement may include a caller."""
    statement = grant.statement
    if statement.not_principal is not None:
        return not any(_is(caller, one) for one in principals(statement.not_principal))
    return any(_is(caller, one) for one in principals(statement.principal))


def _is(caller: Someone, one: Principal) -> bool:
    if one.everyone() != NO or (one.kind == ACCOUNT and one.account == caller.account != ""):
        return True
    return show(one.letters) == caller.name


def _outsiders(policy: ResourcePolicy, clauses: Sequence[Clause]) -> Iterator[Someone]:
    named = policy.accounts
    found = [*OUTSIDERS, *asked_accounts(clauses)]
    return identities([account for account in found if account not in named], clauses)
