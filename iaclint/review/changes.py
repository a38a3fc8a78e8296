"""What a change grants and takes, in the terms of policies: who gains or loses which actions on what.

Policies are compared access by access as sets: what a policy had already in broader or other words is no change.
"""

from __future__ import annotations

from iaclint.finding import DENIED, FREED, GAINS, LOSES, Change
from iaclint.review.accesses import ALLOW, DENY, Held, accesses

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from iaclint.review.accesses import Access, Policy
    from iaclint.review.since import Before

_VERBS = {(ALLOW, True): GAINS, (ALLOW, False): LOSES, (DENY, True): DENIED, (DENY, False): FREED}


def changes(now: Iterable[Policy], before: Before, is_asked: Callable[[str], bool]) -> list[Change]:
    """Every access that policies of the work tree gain or lose against a revision, in a fixed order.

    ``is_asked`` says of a unit that is gone whether it is one of those that the run is about.
    """
    found: list[Change] = []
    seen: set[tuple[str, str, str]] = set()
    alike: dict[tuple[str, str, str], list[Policy]] = {}
    for policy in now:
        alike.setdefault((policy.unit, policy.resource, policy.kind), []).append(policy)
    for (unit, resource, kind), policies in alike.items():
        earlier = [policy for policy in before.policies(unit, resource) if policy.kind == kind]
        seen.update((policy.unit, policy.resource, kind) for policy in earlier)
        found.extend(_compared(policies[0], accesses(policies), accesses(earlier)))
    for policy in before.all_policies():
        if (policy.unit, policy.resource, policy.kind) not in seen and is_asked(policy.unit):
            found.extend(_compared(policy, [], accesses([policy])))
    return found


def _compared(policy: Policy, new: list[Access], old: list[Access]) -> Iterator[Change]:
    yield from _grouped(policy, missing(new, old), True)
    yield from _grouped(policy, missing(old, new), False, new)


def missing(some: list[Access], others: list[Access]) -> list[Access]:
    """The accesses that the others do not cover."""
    held = Held(others)
    return [access for access in some if not held.cover(access)]


def _kept(lost: list[Access], left: list[Access]) -> tuple[str, ...]:
    """What is left of accesses that are gone as a whole: narrower ones."""
    within = Held(lost)
    places = {access.on.text for access in lost}
    return tuple(
        dict.fromkeys(
            access.action.text if access.on.text in places else f"{access.action.text} on {access.on.text}"
            for access in left
            if within.cover(access)
        )
    )


def _grouped(policy: Policy, some: list[Access], added: bool, left: list[Access] | None = None) -> Iterator[Change]:
    """Accesses that differ only in the action or the resource are one change. ``left`` is what there still is."""
    groups: dict[tuple[str, str, str, str], list[Access]] = {}
    for access in some:
        groups.setdefault((access.effect, access.principal, access.condition, access.when), []).append(access)
    for (effect, principal, condition, when), members in groups.items():
        by_actions: dict[tuple[str, ...], list[str]] = {}
        for on in dict.fromkeys(access.on.text for access in members):
            actions = tuple(dict.fromkeys(access.action.text for access in members if access.on.text == on))
            by_actions.setdefault(actions, []).append(on)
        for actions, places in by_actions.items():
            first = actions[0], places[0]
            mine = [one for one in members if one.action.text in actions and one.on.text in places]
            span = next(access.span for access in members if (access.action.text, access.on.text) == first)
            yield Change(
                verb=_VERBS[effect, added],
                unit=policy.unit,
                resource=policy.resource,
                resource_type=policy.resource_type,
                kind=policy.kind,
                principal=principal,
                actions=actions,
                on=tuple(place for place in places if place),
                condition=condition,
                when=when,
                span=span,
                kept=_kept(mine, left or []),
            )
