"""Questions about single statements of a key policy: the rules KMS205 to KMS208.

Each takes the ``KeyPolicy`` and one of its Allow statements (``ineffective`` any statement) and answers an ``Access``.
"""

from __future__ import annotations

from iaclint.policy.answer import MAYBE, NO, NOT, YES, Access, Place, element_place, every, item_place, opposite, some
from iaclint.policy.key_policy import FOR_SERVICES, GRANT, PUT
from iaclint.policy.principal import ACCOUNT, OWNER, SERVICE, UNKNOWN, free
from iaclint.policy.sets import Grant

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from iaclint.policy.document import Statement
    from iaclint.policy.key_policy import KeyPolicy
    from iaclint.policy.principal import Principal

# KMS206: conditions that tie the request of a service to its source.
SOURCES = (
    *("aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths"),
    *("kms:calleraccount", "kms:viaservice", "kms:encryptioncontext:*"),
)
# KMS205: conditions on what a grant may give, and those of them that every CreateGrant request has.
GRANT_KEYS = ("kms:granteeprincipal", "kms:granteeserviceprincipal", "kms:grantoperations", "kms:grantconstrainttype")
ALWAYS_THERE = frozenset(("kms:granteeprincipal", "kms:grantoperations"))


def grants_freely(policy: KeyPolicy, grant: Grant) -> Access:
    """Whether principals that do not manage the key get CreateGrant without a condition on the grant."""
    free_to_grant = every((grant.has(GRANT), opposite(_limits_grants(grant)), opposite(policy.direct_grants_denied)))
    if free_to_grant == NO:
        return NOT
    gains = {one: _gains_by_a_grant(policy, one) for one in policy.named(grant)}
    verdict = every((free_to_grant, some(gains.values())))
    if verdict == NO:
        return NOT
    unknown = [hole for one, answer in gains.items() if one and answer == MAYBE for hole in one.item.unknowns()]
    unknowns = (*grant.actions.unknowns, *grant.block.unknowns_of(FOR_SERVICES), *unknown) if verdict == MAYBE else ()
    return Access(verdict, _action_places(grant, GRANT), (GRANT,), unknowns, (), (grant,))


def _gains_by_a_grant(policy: KeyPolicy, principal: Principal | None) -> str:
    """Whether a grant would give a principal more rights: no account root, no manager of the key, not denied it."""
    if principal is None:
        return YES
    if principal.kind == ACCOUNT and policy.owner.owns(principal.account) != NO:
        return NO
    if policy.gets(principal, PUT) or policy.stopped(GRANT, principal):
        return NO
    return MAYBE if principal.everyone() == MAYBE else YES


def confused_deputies(policy: KeyPolicy, grant: Grant) -> Access:
    """Whether AWS service principals get an action without an effective condition on the source of the request."""
    if grant.block.restricting(*SOURCES):
        return NOT
    services = [one for one in policy.principals(grant) if one.kind == SERVICE or _anything(one)]
    given = policy.given(grant) if services else []
    left = {one: [name for name in given if not policy.denied_without(SOURCES, name, one)] for one in services}
    answers = {one: _serves(grant, one, actions) for one, actions in left.items()}
    verdict = some(answers.values())
    if verdict == NO:
        return NOT
    chosen = [one for one in services if answers[one] == verdict]
    holes = (hole for one in chosen if _anything(one) for hole in one.item.unknowns())
    unknowns = (*holes, *grant.actions.unknowns, *grant.block.unknowns) if verdict == MAYBE else ()
    places = tuple(item_place(grant.statement, one.item) for one in chosen)
    actions = tuple(name for name in given if any(name in left[one] for one in chosen))
    return Access(verdict, places, actions, unknowns, (), (grant,))


def _serves(grant: Grant, principal: Principal, actions: Iterable[str]) -> str:
    """Whether a statement gives one of some actions to a principal that is a service."""
    unsure = grant.block.open or _anything(principal)
    return every((some(map(grant.has, actions)), MAYBE if unsure else YES))


def _anything(principal: Principal) -> bool:
    """Whether a principal is not known at all, not even its type."""
    return principal.item.type == "" and free(principal.item)


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
    somebody = (one for one in policy.principals(grant) if one.kind == UNKNOWN and free(one.item))
    unknown = tuple(hole for one in somebody for hole in one.item.unknowns())
    return Access(MAYBE, (), (), unknown) if unknown else NOT


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
