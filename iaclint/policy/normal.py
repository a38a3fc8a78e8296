"""A policy document as plain data in one normal form, each part of which knows its place.

``Statement`` and every element are lists, however they are written; principals stand under their type (``*`` under
``AWS``); condition values are lists under operator and key; numbers and truth values are text. So that a query need
not ask how a policy was written. What is not known stands as a ``Hole``.
"""

from __future__ import annotations

from iaclint.policy.document import Item
from iaclint.text.mapped import Chars
from iaclint.values.value import Mapping, Sequence, String, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, Final

    from iaclint.policy.document import Document, Principals, Statement
    from iaclint.values.origin import Origin
    from iaclint.values.value import Value

    Normal = Any  # Text, List, Table or Hole


class Place:
    """Where a part stands: the text a person would change, the path in the document, and the statement."""

    __slots__ = ("origin", "path", "statement")

    def __init__(self, origin: Origin, path: str, statement: Statement | None) -> None:
        self.origin: Final = origin
        self.path: Final = path
        self.statement: Final = statement


class Text(str):
    """A text that is wholly known."""

    place: Place


class List(list[object]):
    """A list; its place is the name of the element."""

    place: Place


class Table(dict[str, object]):
    """A table by names."""

    place: Place


class Answers:
    """What is supposed of each hole, and which of them were asked."""

    def __init__(self) -> None:
        self.asked: dict[Hole, None] = {}
        self.equal: set[Hole] = set()


class Hole:
    """A value that is not known, or only in part. Whether it equals a text is what the ``Answers`` suppose.

    A hole is never ``*``, and what is known of a text can make it differ for sure.
    """

    def __init__(self, value: Value, place: Place, answers: Answers) -> None:
        self.value: Final = value
        self.place: Final = place
        self.answers: Final = answers
        self._known: Final = _known(value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, str):
            return self is other
        if other == "*" or not _may_be(self._known, other):
            return False
        self.answers.asked[self] = None
        return self in self.answers.equal

    def __hash__(self) -> int:
        return id(self)

    def get(self, _name: str, default: object = None) -> object:
        """A query looks for something below a hole: nothing is known to be there."""
        self.answers.asked[self] = None
        return default

    def unknowns(self) -> tuple[Unknown, ...]:
        """The unknown values in it."""
        return Item(self.value, "").unknowns()


def _known(value: Value) -> list[str]:
    """The texts before, between and after the holes."""
    known = [""]
    for part in value.flat() if isinstance(value, String) else (value,):
        if isinstance(part, Chars):
            known[-1] += part.text
        else:
            known.append("")
    return known


def _may_be(known: list[str], text: str) -> bool:
    """Whether a text can be what is known with something in every hole. The leftmost place of each is tried."""
    first, *middle, last = known
    at, end = len(first), len(text) - len(last)
    if not (text.startswith(first) and text.endswith(last)):
        return False
    for one in middle:
        found = text.find(one, at + 1, end)
        if found < 0:
            return False
        at = found + len(one)
    return at < end


def normal(document: Document) -> tuple[Table, Answers]:
    """The document, and what will be known of the questions that a query asks about its holes."""
    form = _Form()
    return form.document(document), form.answers


class _Form:
    def __init__(self) -> None:
        self.answers: Final = Answers()

    def document(self, document: Document) -> Table:
        table = Table()
        table.place = Place(document.value.origin, "", None)
        if isinstance(document.value, Mapping):
            for name in ("Version", "Id"):
                value = document.value.get(name)
                if value is not None:
                    table[name] = self.any(value, Place(value.origin, name, None))
        statements = [self.statement(statement) for statement in document.statements]
        table["Statement"] = self.list(statements, table.place)
        return table

    def list(self, items: Iterable[Normal], place: Place) -> List:
        made = List(items)
        made.place = place
        return made

    def any(self, value: Value, place: Place) -> Normal:
        """A value as it stands."""
        if isinstance(value, Sequence):
            items = enumerate(value.elements())
            inner = (self.any(one, Place(one.origin, f"{place.path}[{at}]", place.statement)) for at, one in items)
            return self.list(inner, place)
        if isinstance(value, Mapping):
            table = Table()
            table.place = place
            for name, inner_value in value.items():
                at = Place(inner_value.origin, f"{place.path}.{name}", place.statement)
                table[name] = self.any(inner_value, at)
            return table
        text = Item(value, place.path).text
        if text is None:
            return Hole(value, place, self.answers)
        made = Text(text)
        made.place = place
        return made

    def items(self, items: Iterable[Item], key: Origin, path: str, statement: Statement) -> List:
        inner = (self.any(item.value, Place(item.value.origin, item.path, statement)) for item in items)
        return self.list(inner, Place(key, path, statement))

    def statement(self, statement: Statement) -> Table:
        table = Table()
        table.place = Place(statement.value.origin, statement.path, statement)
        elements = (statement.action, statement.not_action, statement.resource, statement.not_resource)
        known: dict[str, Any] = {one.name: one for one in elements if one is not None}
        principals = {one.name: one for one in (statement.principal, statement.not_principal) if one is not None}
        for name, value in statement.value.items():
            path = f"{statement.path}.{name}"
            if name in known:
                table[name] = self.items(known[name].items, known[name].key, path, statement)
            elif name in principals:
                table[name] = self.principals(principals[name], path, statement)
            elif name == "Condition":
                table[name] = self.conditions(value, path, statement)
            else:
                table[name] = self.any(value, Place(value.origin, path, statement))
        return table

    def principals(self, principals: Principals, path: str, statement: Statement) -> Normal:
        if isinstance(principals.value, Unknown):
            return Hole(principals.value, Place(principals.value.origin, path, statement), self.answers)
        table = Table()
        table.place = Place(principals.key, path, statement)
        by_type: dict[str, list[Item]] = {}
        for item in principals.items:
            by_type.setdefault(item.type or "AWS", []).append(item)
        for kind, items in by_type.items():
            table[kind] = self.items(items, items[0].key or principals.key, f"{path}.{kind}", statement)  # type: ignore[attr-defined]
        return table

    def conditions(self, value: Value, path: str, statement: Statement) -> Normal:
        place = Place(statement.value.key("Condition"), path, statement)
        if not isinstance(value, Mapping):
            return self.any(value, place)
        table = Table()
        table.place = place
        for operator, keys in value.items():
            at = Place(value.key(operator), f"{path}.{operator}", statement)
            if not isinstance(keys, Mapping):
                table[operator] = self.any(keys, at)
                continue
            inner = table[operator] = Table()
            inner.place = at
            for name, values in keys.items():
                where = f'{path}.{operator}["{name}"]'
                many = values.elements() if isinstance(values, Sequence) else (values,)
                listed = (
                    Item(one, f"{where}[{index}]" if values is not one else where) for index, one in enumerate(many)
                )
                inner[name] = self.items(listed, keys.key(name), where, statement)
        return table
