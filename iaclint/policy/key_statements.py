"""Questions about single statements of a key policy: the rules KMS205 to KMS208.

Each takes the ``KeyPolicy`` and one of its Allow statements (``ineffective`` any statement) and answers an ``Access``.
"""

from __future__ import annotations

from iaclint.policy.access import NOT, Access, Place, element_place, item_place
from iaclint.policy.answer import MAYBE, NO, YES, every, opposite, some
from iaclint.policy.key_policy import PUT
from iaclint.policy.principal import ACCOUNT, EVERYONE, OWNER, SERVICE, free
from iaclint.policy.sets import Grant

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from iaclint.policy.document import Statement
    from iaclint.policy.key_policy import KeyPolicy
    from iaclint.policy.principal import Principal
    from iaclint.values.value import Unknown

GRANT = "kms:creategrant"

# KMS206: conditions that tie the request of a service to its source.
SOURCES = (
    *("aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths"),
    *("kms:calleraccount", "kms:viaservice", "kms:encryptioncontext:*"),
)
# KMS205: conditions on what a grant may give, and those of them that every CreateGrant request has.
FOR_SERVICES = "kms:grantisforawsresource"
GRANT_KEYS = ("kms:granteeprincipal", "kms:granteeserviceprincipal", "kms:grantoperations", "kms:grantconstrainttype")
ALWAYS_THERE = frozenset(("kms:granteeprincipal", "kms:grantoperations"))


def grants_freely(policy: KeyPolicy, grant: Grant) -> Access:
    """Whether principals that do not manage the key get CreateGrant without a condition on the grant."""
    has = grant.has(GRANT)
    verdict = every((has, opposite(_limits_grants(grant)), opposite(_direct_grants_denied(policy))))
    if verdict == NO or not any(_gains_by_a_grant(policy, one) for one in policy.named(grant)):
        return NOT
    unknowns = _grant_unknowns(grant) if verdict == MAYBE else ()
    return Access(verdict, _action_places(grant, GRANT), (GRANT,), unknowns, (), (grant,))


def _grant_unknowns(grant: Grant) -> tuple[Unknown, ...]:
    clauses = (clause for clause in grant.block.clauses if clause.key == FOR_SERVICES)
    values = tuple(hole for clause in clauses for item in clause.condition.values for hole in item.unknowns())
    return (*grant.actions.unknowns, *grant.block.unknowns, *values)


def _gains_by_a_grant(policy: KeyPolicy, principal: Principal | None) -> bool:
    """Whether a grant would give a principal more rights: no account root, no manager of the key, not denied it."""
    if principal is None:
        return True
    if principal.everyone() == MAYBE or (principal.kind == ACCOUNT and policy.owner.owns(principal.account) != NO):
        return False
    return not policy.gets(principal, PUT) and not policy.stopped(GRANT, principal)


def _direct_grants_denied(policy: KeyPolicy) -> str:
    """Whether a Deny for everyone stops every CreateGrant that is not for an AWS service."""
    return some(
        YES
        for deny in policy.denying(GRANT)
        if any(one.kind == EVERYONE for one in policy.principals(deny))
        and deny.block.clauses
        and not deny.block.open
        and all(clause.key == FOR_SERVICES and clause.refuses("false") for clause in deny.block.clauses)
    )


def confused_deputies(policy: KeyPolicy, grant: Grant) -> Access:
    """Whether AWS service principals get an action without an effective condition on the source of the request."""
    services = [one for one in policy.principals(grant) if one.kind == SERVICE]
    if not services or grant.block.restricting(*SOURCES):
        return NOT
    verdict = every((policy.gives(grant), MAYBE if grant.block.open else YES))
    if verdict == NO:
        return NOT
    unknowns = (*grant.actions.unknowns, *grant.block.unknowns) if verdict == MAYBE else ()
    return Access(
        verdict,
        tuple(item_place(grant.statement, one.item) for one in services),
        tuple(policy.given(grant)),
        unknowns,
        (),
        (grant,),
    )


def outside_accounts(policy: KeyPolicy, grant: Grant, trusted: Iterable[str] = ()) -> Access:
    """Whether an Allow names accounts that are neither the owner nor trusted, as principals or in conditions."""
    if not policy.owner.number or policy.gives(grant) == NO:
        return NOT
    own = {policy.owner.number, OWNER, *trusted}
    places = [
        item_place(grant.statement, one.item)
        for one in policy.principals(grant)
        if one.account.isdigit() and one.account not in own
    ]
    named = (pair for clause in grant.block.clauses for pair in clause.accounts())
    places.extend(item_place(grant.statement, item) for item, account in named if account not in own)
    if places:
        return Access(YES, tuple(places), tuple(policy.given(grant)), (), policy.owner_doubts(), (grant,))
    unknown = [hole for one in policy.principals(grant) if free(one.item) for hole in one.item.unknowns()]
    return Access(MAYBE, (), (), tuple(unknown)) if unknown else NOT


def ineffective(policy: KeyPolicy, statement: Statement) -> Access:
    """Whether a statement can have no effect in a key policy."""
    grant = Grant(statement, variables=True)
    start = Place(statement, statement.value.origin, statement.path)
    if grant.actions.element is None or grant.resources.element is None:
        return Access(YES, (start,))
    verdict = policy.gives(grant)
    if policy.governs(grant) != NO and verdict != NO:
        unknowns = grant.actions.unknowns if verdict == MAYBE else ()
        return Access(MAYBE, (), (), unknowns) if verdict == MAYBE else NOT
    first = next((item_place(statement, item) for item, _ in grant.actions.entries), start)
    return Access(YES, (element_place(statement, grant.actions.element) if grant.actions.negated else first,))


def _action_places(grant: Grant, action: str) -> tuple[Place, ...]:
    """The actions of a statement that cover an action; ``NotAction`` itself where it does."""
    element = grant.actions.element
    if element is None or grant.actions.negated:
        return (element_place(grant.statement, element),) if element else ()
    items = grant.actions.matching(action) or grant.actions.matching(action, MAYBE)
    return tuple(item_place(grant.statement, item) for item in items)


def _limits_grants(grant: Grant) -> str:
    """Whether the conditions of an Allow say what a grant may give."""
    limits = any(
        clause.key in GRANT_KEYS and (clause.effective or (clause.key in ALWAYS_THERE and clause.matching))
        for clause in grant.block.clauses
    )
    return YES if limits else grant.block.only(FOR_SERVICES, "true")
