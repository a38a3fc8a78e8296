"""The accesses of policies, one by one: which action, for whom, on what, under which condition, in which worlds."""

from __future__ import annotations

from iaclint.policy.answer import NO, YES
from iaclint.policy.language import PatternSet, overlaps
from iaclint.policy.pattern import pattern_of, show
from iaclint.policy.principal import principals
from iaclint.policy.sameness import statement_identity
from iaclint.policy.sets import grants
from iaclint.record import Record, replace
from iaclint.values.encode import plain
from iaclint.values.origin import SECRET
from iaclint.values.world import Leaf, smallest_whens

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Final

    from iaclint.policy.document import Condition, Document, Item, Statement
    from iaclint.policy.pattern import Pattern
    from iaclint.policy.sets import Grant
    from iaclint.text.span import Span

ALLOW, DENY = "Allow", "Deny"
HIDDEN = "(sensitive)"
_SUBSETS = ("Like", "Arn", "String", "Numeric", "Date", "Bool", "Ip", "Binary")


class Policy(Record):
    """A policy of one address: its document in each world, None where there is none."""

    unit: str
    resource: str
    resource_type: str
    kind: str
    leaves: tuple[Leaf[Document | None], ...]

    @property
    def documents(self) -> list[Document]:
        """The documents of the worlds that have one."""
        return [leaf.result for leaf in self.leaves if leaf.result is not None]


class Clause(Record):
    """One key under one operator."""

    name: str
    operator: str
    values: frozenset[str]

    def __str__(self) -> str:
        return f"{self.name} {self.operator} {' or '.join(sorted(self.values))}"


class Access(Record):
    """One action of one statement, for one principal on one resource.

    ``statement`` is the identity of the statement; ``when`` says in which worlds, empty for all.
    """

    effect: str
    principal: str
    action: str
    on: str
    clauses: frozenset[Clause]
    when: str
    actions: Pattern | None
    resources: Pattern | None
    statement: str
    span: Span

    @property
    def condition(self) -> str:
        """The conditions in words, the same however they are ordered."""
        return " and ".join(sorted(map(str, self.clauses)))


OPEN = Clause("something", "unknown", frozenset())


def accesses(policies: Iterable[Policy]) -> list[Access]:
    """Every access of some policies."""
    return [access for policy in policies for access in _of_policy(policy)]


def _of_policy(policy: Policy) -> Iterator[Access]:
    found: list[dict[tuple[object, ...], Access]] = []
    for leaf in policy.leaves:
        here = _of_document(leaf.result) if leaf.result is not None else ()
        found.append({_key(access): access for access in here})
    every: dict[tuple[object, ...], Access] = {}
    for some in found:
        every.update((key, access) for key, access in some.items() if key not in every)
    for key, access in every.items():
        having = [key in some for some in found]
        yield access if all(having) else replace(access, when=_when(policy, having))


def _when(policy: Policy, having: list[bool]) -> str:
    leaves = tuple(Leaf(leaf.facts, has) for leaf, has in zip(policy.leaves, having, strict=True))
    whens = smallest_whens(leaves, lambda leaf: leaf.result or None)
    told = (
        " and ".join(
            f"{name} is {str(fact).lower() if isinstance(fact, bool) else fact}" for name, fact in sorted(when.items())
        )
        for when, _ in whens
    )
    return " or ".join(told)


def _key(access: Access) -> tuple[object, ...]:
    return access.effect, access.principal, access.action, access.on, access.clauses, access.statement


def _of_document(document: Document) -> Iterator[Access]:
    for effect in (ALLOW, DENY):
        for grant in grants(document, effect):
            yield from _of_grant(grant, effect, document)


def _of_grant(grant: Grant, effect: str, document: Document) -> Iterator[Access]:
    clauses = frozenset(_clauses(grant.statement))
    identity = statement_identity(grant.statement)
    for principal in _principals(grant.statement):
        for action, pattern, span in _sides(grant.actions, "every action but "):
            for on, resource, _ in _sides(grant.resources, "everything but ", document.span):
                yield Access(effect, principal, action, on, clauses, "", pattern, resource, identity, span)


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


def _clauses(statement: Statement) -> Iterator[Clause]:
    for condition in statement.conditions:
        yield Clause(condition.name, condition.operator, frozenset(_values(condition)))
    if statement.open_conditions:
        yield OPEN


def _values(condition: Condition) -> Iterator[str]:
    for item in condition.values:
        yield HIDDEN if item.value.origin.has(SECRET) else str(item.text or plain(item.value))


class Held:
    """Accesses of before, asked whether they say all that another one says."""

    def __init__(self, held: Iterable[Access]) -> None:
        self._held: Final = list(held)

    def cover(self, access: Access) -> bool:
        """Whether one of them says all that an access says."""
        return any(_covers(other, access) for other in self._held)


def _covers(other: Access, access: Access) -> bool:
    return (
        other.effect == access.effect
        and other.principal in {access.principal, "*"}
        and other.when in {access.when, ""}
        and _looser(other.clauses, access.clauses)
        and _within(access.actions, access.action, other.actions, other.action)
        and _within(access.resources, access.on, other.resources, other.on)
    )


def _within(inner: Pattern | None, inner_text: str, outer: Pattern | None, outer_text: str) -> bool:
    if inner_text == outer_text:
        return True
    return inner is not None and outer is not None and PatternSet((outer,)).covers(inner) == YES


def _looser(outer: frozenset[Clause], inner: frozenset[Clause]) -> bool:
    """Whether every condition of one side is kept by the other, perhaps with fewer values."""
    return all(any(_implies(clause, wanted) for clause in inner) for wanted in outer)


def _implies(clause: Clause, wanted: Clause) -> bool:
    if (clause.name.lower(), clause.operator) != (wanted.name.lower(), wanted.operator):
        return False
    if clause.values == wanted.values:
        return clause != OPEN or wanted == OPEN
    if "Not" in clause.operator:
        return wanted.values <= clause.values
    if not any(word in clause.operator for word in _SUBSETS):
        return False
    patterns = "Like" in clause.operator or "Arn" in clause.operator
    return all(value in wanted.values or (patterns and _fits(value, wanted)) for value in clause.values)


def _fits(value: str, wanted: Clause) -> bool:
    if "${" in value or value == HIDDEN:
        return False
    return PatternSet(map(pattern_of, wanted.values)).covers(pattern_of(value)) == YES


def concerns(access: Access, actions: tuple[str, ...]) -> list[Access]:
    """What an access says of some actions (patterns such as ``kms:*``); empty if it speaks of none of them."""
    if access.actions is None:
        return [access]
    found = []
    for text in actions:
        pattern = pattern_of(text)
        if PatternSet((access.actions,)).covers(pattern) == YES:
            found.append(replace(access, action=text, actions=pattern))
        elif overlaps(access.actions, pattern) != NO:
            found.append(access)
    return found
