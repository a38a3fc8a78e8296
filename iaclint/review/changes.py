"""What a change grants and takes, in the terms of policies: who gains or loses which actions on what.

Policies are compared statement by statement as sets: an access that a policy had already in broader or other words is
no change. Conditions are compared as they are written.
"""

from __future__ import annotations

from iaclint.finding import DENIED, FREED, GAINS, LOSES, Change
from iaclint.policy.answer import YES
from iaclint.policy.language import PatternSet
from iaclint.policy.pattern import show
from iaclint.policy.principal import principals
from iaclint.policy.sets import grants
from iaclint.record import Record
from iaclint.values.encode import plain
from iaclint.values.origin import SECRET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from iaclint.policy.document import Document, Item, Statement
    from iaclint.policy.pattern import Pattern
    from iaclint.policy.sets import Grant
    from iaclint.review.since import Before, Policy
    from iaclint.text.span import Span

_VERBS = {("Allow", True): GAINS, ("Allow", False): LOSES, ("Deny", True): DENIED, ("Deny", False): FREED}
HIDDEN = "(sensitive)"


class _Access(Record):
    """One action of one statement, for one principal on one resource."""

    effect: str
    principal: str
    action: str
    on: str
    condition: str
    actions: Pattern | None
    resources: Pattern | None
    span: Span


def changes(now: Iterable[Policy], before: Before) -> list[Change]:
    """Every access that policies of the work tree gain or lose against a revision, in a fixed order."""
    found: list[Change] = []
    seen: set[tuple[str, str]] = set()
    by_address: dict[tuple[str, str], list[Policy]] = {}
    for policy in now:
        by_address.setdefault((policy.unit, policy.resource), []).append(policy)
    for (unit, resource), policies in by_address.items():
        earlier = before.policies(unit, resource)
        seen.update((policy.unit, policy.resource) for policy in earlier)
        found.extend(_compared(policies[0], list(_accesses(policies)), list(_accesses(earlier))))
    for policy in before.all_policies():
        if (policy.unit, policy.resource) not in seen:
            found.extend(_compared(policy, [], list(_accesses([policy]))))
    return found


def _compared(policy: Policy, new: list[_Access], old: list[_Access]) -> Iterator[Change]:
    added = [access for access in new if not any(_covers(other, access) for other in old)]
    removed = [access for access in old if not any(_covers(other, access) for other in new)]
    yield from _grouped(policy, added, True)
    yield from _grouped(policy, removed, False)


def _grouped(policy: Policy, accesses: list[_Access], added: bool) -> Iterator[Change]:
    """Accesses that differ only in the action or the resource are one change."""
    groups: dict[tuple[str, str, str], list[_Access]] = {}
    for access in accesses:
        groups.setdefault((access.effect, access.principal, access.condition), []).append(access)
    for (effect, principal, condition), members in groups.items():
        by_actions: dict[tuple[str, ...], list[str]] = {}
        for on in dict.fromkeys(access.on for access in members):
            actions = tuple(dict.fromkeys(access.action for access in members if access.on == on))
            by_actions.setdefault(actions, []).append(on)
        for actions, places in by_actions.items():
            span = next(access.span for access in members if access.action == actions[0] and access.on == places[0])
            verb = _VERBS[effect, added]
            where = (policy.unit, policy.resource, policy.kind)
            yield Change(verb, *where, principal, actions, tuple(places), condition, span)


def _covers(other: _Access, access: _Access) -> bool:
    """Whether an access says all that another one says."""
    return (
        other.effect == access.effect
        and other.principal in {access.principal, "*"}
        and other.condition in {access.condition, ""}
        and _within(access.actions, access.action, other.actions, other.action)
        and _within(access.resources, access.on, other.resources, other.on)
    )


def _within(inner: Pattern | None, inner_text: str, outer: Pattern | None, outer_text: str) -> bool:
    if inner_text == outer_text:
        return True
    return inner is not None and outer is not None and PatternSet((outer,)).covers(inner) == YES


def _accesses(policies: Iterable[Policy]) -> Iterator[_Access]:
    for policy in policies:
        for document in policy.documents:
            for effect in ("Allow", "Deny"):
                for grant in grants(document, effect):
                    yield from _of(grant, effect, document)


def _of(grant: Grant, effect: str, document: Document) -> Iterator[_Access]:
    condition = _condition(grant.statement)
    for principal in _principals(grant.statement):
        for action, pattern, span in _sides(grant.actions, "every action but "):
            for on, resource, _ in _sides(grant.resources, "everything but ", document.span):
                yield _Access(effect, principal, action, on, condition, pattern, resource, span)


def _sides(side: object, otherwise: str, missing: Span | None = None) -> Iterator[tuple[str, Pattern | None, Span]]:
    """The entries of an element as text, pattern and place; one entry for all of a ``Not`` element."""
    entries: tuple[tuple[Item, Pattern], ...] = side.entries  # type: ignore[attr-defined]
    if side.negated and entries:  # type: ignore[attr-defined]
        yield otherwise + ", ".join(_text(item, pattern) for item, pattern in entries), None, entries[0][0].span
    elif entries:
        for item, pattern in entries:
            yield _text(item, pattern), pattern, item.span
    elif missing is not None:
        yield "", None, missing


def _text(item: Item, pattern: Pattern) -> str:
    return HIDDEN if item.value.origin.has(SECRET) else item.text or show(pattern.tokens)


def _principals(statement: Statement) -> tuple[str, ...]:
    if statement.not_principal is not None:
        named = ", ".join(one.text or show(one.letters) for one in principals(statement.not_principal))
        return (f"everyone but {named}",)
    return tuple(one.text or show(one.letters) for one in principals(statement.principal)) or ("",)


def _condition(statement: Statement) -> str:
    """The conditions of a statement as text, the same however they are ordered."""
    told = []
    for condition in statement.conditions:
        values = sorted(
            HIDDEN if item.value.origin.has(SECRET) else str(item.text or plain(item.value))
            for item in condition.values
        )
        told.append(f"{condition.name} {condition.operator} {' or '.join(values)}")
    told.extend("something unknown" for _ in statement.open_conditions)
    return " and ".join(sorted(told))
