"""One concrete request that a policy allows and should not.

It is built from the statements that gave the answer: an action and a resource that an Allow matches, a caller, and the
context values that its conditions need and that keep every Deny from applying. None where the search finds no such
request, so that a witness is always one that AWS would allow.
"""

from __future__ import annotations

from itertools import islice

from iaclint.policy.answer import NO, YES
from iaclint.policy.familiar import proper_name
from iaclint.policy.identities import asked_for, own_callers
from iaclint.policy.language import PatternSet, everything
from iaclint.policy.pattern import Pattern, literal, show
from iaclint.policy.universe import ANY_KEY
from iaclint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from iaclint.policy.answer import Access
    from iaclint.policy.identities import Someone
    from iaclint.policy.identity import Identity
    from iaclint.policy.resource_policy import ResourcePolicy
    from iaclint.policy.sets import Grant
    from iaclint.policy.solving import Demand

    Way = tuple[Grant, list[Grant], Someone, str, Pattern]

MOST_DENIES = 12  # a policy with more Denies that might apply gets no witness
MOST_CHOICES = 256
MOST_WAYS = 200


class Request(Record):
    """A request. ``context`` holds the condition keys that it needs, spelled as in the policy."""

    principal: str
    action: str
    resource: str
    context: dict[str, str]


def of_identity(identity: Identity, access: Access) -> Request | None:
    """A request that the policy of an identity allows, for an answer of ``Identity``."""

    def ways() -> Iterator[Way]:
        for grant, action in _given(access):
            for resource in _resources(grant, access):
                denies = [deny for deny in identity.denies if _speaks_of(deny, action, resource)]
                for caller in own_callers(asked_for(grant, denies), resource):
                    yield grant, denies, caller, action, resource

    return _first(ways())


def of_policy(policy: ResourcePolicy, access: Access) -> Request | None:
    """A request that a key or trust policy allows, for an answer of ``ResourcePolicy`` or ``key_statements``."""
    from iaclint.policy.callers import callers, may_be_in

    def ways() -> Iterator[Way]:
        for grant, action in _given(access):
            for resource in policy.examples(grant):
                denies = [deny for deny in policy.every_deny if policy.speaks_of(deny, action, resource)]
                for caller in callers(policy, grant, access, asked_for(grant, denies)):
                    yield grant, [deny for deny in denies if may_be_in(caller, deny)], caller, action, resource

    return _first(ways())


def _given(access: Access) -> Iterator[tuple[Grant, str]]:
    return ((grant, action) for grant in access.grants for action in access.actions if grant.has(action) == YES)


def _first(ways: Iterator[Way]) -> Request | None:
    for grant, denies, caller, action, resource in islice(ways, MOST_WAYS):
        context = _context(grant, denies, caller.keys)
        if context is not None:
            return Request(caller.name, proper_name(action), show(resource.tokens), context)
    return None


def _speaks_of(deny: Grant, action: str, resource: Pattern) -> bool:
    return deny.has(action) != NO and deny.resources.has(resource) != NO


def _resources(grant: Grant, access: Access) -> Iterator[Pattern]:
    """Resources that a statement speaks of: an example of what was asked, else what its patterns say."""
    yield from (one for one in access.examples if grant.resources.has(one) == YES)
    if grant.resources.negated:
        return
    for _, pattern in grant.resources.entries:
        if everything(pattern):
            yield literal("*")
        elif not pattern.wild:
            yield pattern
        else:
            from iaclint.policy.filling import likely
            from iaclint.policy.sampling import sample

            kind = PatternSet((access.kind or ANY_KEY,))
            yield from (one for one in likely(pattern) if kind.covers(one) == YES)
            found = sample((PatternSet((pattern,)), kind))
            yield from () if found is None else (Pattern(found),)


def _context(grant: Grant, denies: Sequence[Grant], keys: Mapping[str, Pattern | None]) -> dict[str, str] | None:
    """Context values that meet an Allow and keep some Denies from applying."""
    if len(denies) > MOST_DENIES or grant.block.open:
        return None
    demands: list[Demand] = [(clause, True) for clause in grant.block.clauses]
    if not demands and not denies:
        return {}
    budget = [MOST_CHOICES]
    return _avoid(demands, list(denies), keys, budget)


def _avoid(
    demands: list[Demand], denies: list[Grant], keys: Mapping[str, Pattern | None], budget: list[int]
) -> dict[str, str] | None:
    """One condition of each Deny must fail; they are tried in turn."""
    from iaclint.policy.solving import solve

    budget[0] -= 1
    context = solve(demands, keys) if budget[0] >= 0 else None
    if context is None or not denies:
        return context
    for clause in denies[0].block.clauses:
        found = _avoid([*demands, (clause, False)], denies[1:], keys, budget)
        if found is not None:
            return found
    return None
