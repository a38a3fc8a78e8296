"""Answers about access: three-valued verdicts, and the places in the policy that made them so.

``YES`` and ``NO`` hold whatever the unknown values are, ``MAYBE`` depends on them.
"""

from __future__ import annotations

from iaclint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from iaclint.policy.document import Document, Element, Item, Statement
    from iaclint.policy.pattern import Pattern
    from iaclint.policy.sets import Grant
    from iaclint.values.origin import Origin
    from iaclint.values.value import Unknown

YES = "yes"
NO = "no"
MAYBE = "maybe"

_ORDER = {NO: 0, MAYBE: 1, YES: 2}


def every(answers: Iterable[str]) -> str:
    """Whether all hold: the least of the answers, ``YES`` if there are none."""
    return min(answers, key=_ORDER.__getitem__, default=YES)


def some(answers: Iterable[str]) -> str:
    """Whether one holds: the greatest of the answers, ``NO`` if there are none."""
    return max(answers, key=_ORDER.__getitem__, default=NO)


def opposite(answer: str) -> str:
    """Whether it does not hold."""
    return {YES: NO, NO: YES}.get(answer, MAYBE)


def known(truth: bool) -> str:
    """A two-valued answer."""
    return YES if truth else NO


# Doubts: what lowers the confidence in an answer.
UNKNOWN_RESOURCE = "an unknown resource was taken as particular keys"
UNKNOWN_DENY = "an unknown Deny was taken as absent"
INFERRED_OWNER = "the owner account was inferred"


class Place(Record):
    """Something that a finding can point at: a value or the name of an element, and its path in the document."""

    statement: Statement | None
    origin: Origin
    path: str


class Access(Record):
    """An answer. ``places`` made it so, in the order of the policy; the first one is the primary one.

    ``actions`` are the actions that it is about, in small letters. ``unknowns`` are responsible for a ``MAYBE``.
    ``grants`` are the statements that give it; a witness takes its resource from ``examples``, or else one of ``kind``.
    """

    verdict: str
    places: tuple[Place, ...] = ()
    actions: tuple[str, ...] = ()
    unknowns: tuple[Unknown, ...] = ()
    doubts: tuple[str, ...] = ()
    grants: tuple[Grant, ...] = ()
    examples: tuple[Pattern, ...] = ()
    kind: Pattern | None = None

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The statements that take part, each once."""
        found = {place.statement.path: place.statement for place in self.places if place.statement is not None}
        return tuple(found.values())


NOT = Access(NO)


def item_place(statement: Statement, item: Item) -> Place:
    """The place of a value."""
    return Place(statement, item.value.origin, item.path)


def element_place(statement: Statement, element: Element) -> Place:
    """The place of an element's name."""
    return Place(statement, element.key, f"{statement.path}.{element.name}")


def unknown_statements(document: Document) -> tuple[Access, ...]:
    """What statements that are not known at all leave open: one ``MAYBE`` each."""
    return tuple(
        Access(MAYBE, (Place(None, item.value.origin, item.path),), (), item.unknowns()) for item in document.open
    )
