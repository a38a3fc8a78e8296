"""The accesses of policies, one by one: which action, for whom, on what, under which condition, in which worlds."""

from __future__ import annotations

from iaclint.policy.answer import NO, YES
from iaclint.policy.language import PatternSet, overlaps
from iaclint.policy.pattern import folded, pattern_of, show
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
    from iaclint.policy.sets import Actions, Grant, Resources
    from iaclint.text.span import Span

ALLOW, DENY = "Allow", "Deny"
HIDDEN = "(sensitive)"
ANYTHING = pattern_of("*")
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


class Part(Record):
    """One entry of an element; for a ``Not`` element all but what it excludes. Without either it is only text."""

    text: str
    pattern: Pattern | None = None
    excluded: tuple[Pattern, ...] = ()

    def within(self, outer: Part) -> bool:
        """Whether it surely lies within another one."""
        if self.text == outer.text:
            return True
        if outer.excluded:
            inner = self.excluded or (() if self.pattern is None else (self.pattern,))
            return bool(inner) and all(self._avoids(pattern) for pattern in outer.excluded)
        inside = ANYTHING if self.excluded else self.pattern
        return inside is not None and outer.pattern is not None and PatternSet((outer.pattern,)).covers(inside) == YES

    def _avoids(self, pattern: Pattern) -> bool:
        if self.excluded:
            return PatternSet(self.excluded).covers(pattern) == YES
        return self.pattern is not None and overlaps(self.pattern, pattern) == NO


class Access(Record):
    """One action of one statement, for one principal on one resource.

    ``statement`` is the identity of the statement; ``when`` says in which worlds, empty for all.
    """

    effect: str
    principal: str
    action: Part
    on: Part
    clauses: frozenset[Clause]
    when: str
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
    return access.effect, access.principal, access.action.text, access.on.text, access.clauses, access.statement


def _of_document(document: Document) -> Iterator[Access]:
    for effect in (ALLOW, DENY):
        for grant in grants(document, effect):
            yield from _of_grant(grant, effect, document)


def _of_grant(grant: Grant, effect: str, document: Document) -> Iterator[Access]:
    clauses = frozenset(_clauses(grant.statement))
    identity = statement_identity(grant.statement)
    for principal in _principals(grant.statement):
        for action, span in _parts(grant.actions, "every action but "):
            for on, _ in _parts(grant.resources, "everything but ", document.span):
                yield Access(effect, principal, action, on, clauses, "", identity, span)


def _parts(side: Actions | Resources, otherwise: str, missing: Span | None = None) -> Iterator[tuple[Part, Span]]:
    """The entries of an element with their places; one for all of a ``Not`` element."""
    if side.negated and side.entries:
        named = ", ".join(_text(item, pattern) for item, pattern in side.entries)
        yield Part(otherwise + named, None, tuple(pattern for _, pattern in side.entries)), side.entries[0][0].span
    elif side.entries:
        for item, pattern in side.entries:
            yield Part(_text(item, pattern), pattern), item.span
    elif missing is not None:
        yield Part(""), missing


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
        and access.action.within(other.action)
        and access.on.within(other.on)
    )


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
    if access.action.pattern is None:
        return [access]
    found = []
    for text in actions:
        part = Part(text, folded(pattern_of(text)))
        if part.within(access.action):
            found.append(replace(access, action=part))
        elif part.pattern is not None and overlaps(access.action.pattern, part.pattern) != NO:
            found.append(access)
    return found
