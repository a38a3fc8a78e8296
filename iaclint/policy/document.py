"""A policy document in the terms of the IAM grammar, with every place.

The grammar is that of the IAM User Guide, "Grammar of the IAM JSON policy language".
Nothing is judged here: what does not follow it is left out or kept as the value that stands there (``policy.grammar``
says what is wrong), and what is not known stays an ``Unknown`` at its place. Element names are case-sensitive.
"""

from __future__ import annotations

from iaclint.text.nodes import ReadError
from iaclint.values.decode import decode_json
from iaclint.values.value import Bool, Mapping, Null, Number, Sequence, String, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

    from iaclint.text.span import Span
    from iaclint.values.origin import Origin
    from iaclint.values.value import Value

OLD_VERSION = "2008-10-17"  # what a document without Version has; policy variables are plain text in it
NEW_VERSION = "2012-10-17"


class Item:
    """One value of an element, and its path in the document (``Statement[0].Action[1]``)."""

    __slots__ = ("path", "value")

    def __init__(self, value: Value, path: str) -> None:
        self.value: Final = value
        self.path: Final = path

    @property
    def text(self) -> str | None:
        """The text; numbers and truth values as JSON writes them; None if it is not wholly known or no scalar."""
        value = self.value
        if isinstance(value, String):
            return value.text
        if isinstance(value, Number):
            return value.text or str(value.value)
        if isinstance(value, Bool):
            return "true" if value.value else "false"
        return None

    @property
    def span(self) -> Span:
        """The text a person would change."""
        return self.value.origin.span

    def unknowns(self) -> tuple[Unknown, ...]:
        """The value itself or the holes in its text."""
        if isinstance(self.value, Unknown):
            return (self.value,)
        return tuple(self.value.unknowns()) if isinstance(self.value, String) else ()


class Element:
    """An element that holds one value or a list: ``Action``, ``NotResource``, ... ``key`` is where its name stands."""

    __slots__ = ("items", "key", "name", "value")

    def __init__(self, name: str, key: Origin, value: Value, items: tuple[Item, ...]) -> None:
        self.name: Final = name
        self.key: Final = key
        self.value: Final = value
        self.items: Final = items

    @property
    def span(self) -> Span:
        """Where the element's name stands."""
        return self.key.span


class PrincipalItem(Item):
    """One principal. ``type`` is ``AWS``, ``Service``, ... as written; empty where no map of types stands around it."""

    __slots__ = ("key", "type")

    def __init__(self, value: Value, path: str, type: str = "", key: Origin | None = None) -> None:
        super().__init__(value, path)
        self.type: Final = type
        self.key: Final = key


class Principals:
    """``Principal`` or ``NotPrincipal``; a map of unknown content is one item of type ``""`` with the unknown."""

    __slots__ = ("items", "key", "name", "value")

    def __init__(self, name: str, key: Origin, value: Value, items: tuple[PrincipalItem, ...]) -> None:
        self.name: Final = name
        self.key: Final = key
        self.value: Final = value
        self.items: Final = items


class Condition:
    """One key under one operator. ``operator`` is as written (``ForAnyValue:StringLike``), ``name`` the key's name."""

    __slots__ = ("key", "name", "operator", "operator_key", "path", "value", "values")

    def __init__(self, operator: str, operator_key: Origin, name: str, key: Origin, value: Value, path: str) -> None:
        self.operator: Final = operator
        self.operator_key: Final = operator_key
        self.name: Final = name
        self.key: Final = key
        self.value: Final = value
        self.path: Final = path
        self.values: Final = _items(value, path)

    @property
    def span(self) -> Span:
        """Where the condition key stands."""
        return self.key.span


class Statement:
    """One statement. ``effect`` is ``Allow``, ``Deny``, or None where it is missing, wrong or unknown.

    ``open_conditions`` are unknowns that stand where conditions could: the whole ``Condition`` or an operator's map.
    """

    __slots__ = (
        *("action", "conditions", "effect", "effect_value", "index", "not_action", "not_principal", "not_resource"),
        *("open_conditions", "path", "principal", "resource", "sid", "value"),
    )

    def __init__(self, value: Mapping, index: int, path: str) -> None:
        self.value: Final = value
        self.index: Final = index
        self.path: Final = path
        self.sid: Final = value.get("Sid")
        self.effect_value: Final = value.get("Effect")
        self.effect: Final = _effect(self.effect_value)
        self.action: Final = _element(value, "Action", path)
        self.not_action: Final = _element(value, "NotAction", path)
        self.resource: Final = _element(value, "Resource", path)
        self.not_resource: Final = _element(value, "NotResource", path)
        self.principal: Final = _principals(value, "Principal", path)
        self.not_principal: Final = _principals(value, "NotPrincipal", path)
        conditions, unknown = _conditions(value, path)
        self.conditions: Final = conditions
        self.open_conditions: Final = unknown

    @property
    def span(self) -> Span:
        """The text of the statement."""
        return self.value.origin.span

    def key(self, name: str) -> Origin | None:
        """Where the name of an element stands."""
        return self.value.key(name) if name in self.value.entries else None


class Document:
    """A policy document.

    ``value`` is what stands there after JSON text was decoded (a Mapping, unless it is wrong or unknown); ``error``
    says why the text is no JSON. ``open`` are the unknowns that stand where statements could: the document itself, the
    whole ``Statement``, or one item of its list.
    """

    __slots__ = ("error", "id", "open", "statements", "value", "version_value")

    def __init__(self, value: Value, error: ReadError | None = None) -> None:
        self.value: Final = value
        self.error: Final = error
        known = value if isinstance(value, Mapping) else None
        self.version_value: Final = known.get("Version") if known else None
        self.id: Final = known.get("Id") if known else None
        statements, unknown = _statements(value)
        self.statements: Final = statements
        self.open: Final = unknown

    @property
    def span(self) -> Span:
        """The text of the document."""
        return self.value.origin.span

    @property
    def version(self) -> str | None:
        """The version that applies; None where it is not known or no text."""
        if self.version_value is None:
            return OLD_VERSION
        return Item(self.version_value, "Version").text

    def allows(self) -> Iterator[Statement]:
        """The statements whose effect is Allow."""
        return (statement for statement in self.statements if statement.effect == "Allow")


def read_document(value: Value) -> Document:
    """The document that a policy attribute holds: a mapping, or JSON text (``Document.error`` where it is none)."""
    if not isinstance(value, String):
        return Document(value)
    try:
        return Document(decode_json(value))
    except ReadError as error:
        return Document(value, error)


def _statements(document: Value) -> tuple[tuple[Statement, ...], tuple[Item, ...]]:
    if isinstance(document, Unknown):
        return (), (Item(document, ""),)
    value = document.get("Statement") if isinstance(document, Mapping) else None
    if isinstance(value, Mapping):
        return (Statement(value, 0, "Statement"),), ()
    if isinstance(value, Unknown):
        return (), (Item(value, "Statement"),)
    if not isinstance(value, Sequence):
        return (), ()
    found: list[Statement] = []
    unknown: list[Item] = []
    for index, item in enumerate(value.elements()):
        if isinstance(item, Mapping):
            found.append(Statement(item, index, f"Statement[{index}]"))
        elif isinstance(item, Unknown):
            unknown.append(Item(item, f"Statement[{index}]"))
    return tuple(found), tuple(unknown)


def _effect(value: Value | None) -> str | None:
    text = value.text if isinstance(value, String) else None
    return text if text in ("Allow", "Deny") else None


def _items(value: Value, path: str) -> tuple[Item, ...]:
    if isinstance(value, Sequence):
        return tuple(Item(item, f"{path}[{index}]") for index, item in enumerate(value.elements()))
    return () if isinstance(value, Null) else (Item(value, path),)


def _element(statement: Mapping, name: str, path: str) -> Element | None:
    value = statement.get(name)
    if value is None:
        return None
    return Element(name, statement.key(name), value, _items(value, f"{path}.{name}"))


def _principals(statement: Mapping, name: str, path: str) -> Principals | None:
    value = statement.get(name)
    if value is None:
        return None
    path = f"{path}.{name}"
    if isinstance(value, Mapping):
        items = tuple(
            PrincipalItem(item.value, item.path, type, value.key(type))
            for type, typed in value.items()
            for item in _items(typed, f"{path}.{type}")
        )
    else:
        items = tuple(PrincipalItem(item.value, item.path) for item in _items(value, path))
    return Principals(name, statement.key(name), value, items)


def _conditions(statement: Mapping, path: str) -> tuple[tuple[Condition, ...], tuple[Item, ...]]:
    value = statement.get("Condition")
    path = f"{path}.Condition"
    if isinstance(value, Unknown):
        return (), (Item(value, path),)
    if not isinstance(value, Mapping):
        return (), ()
    found: list[Condition] = []
    unknown: list[Item] = []
    for operator, keys in value.items():
        if isinstance(keys, Unknown):
            unknown.append(Item(keys, f"{path}.{operator}"))
        elif isinstance(keys, Mapping):
            found.extend(_keys(value, operator, keys, f"{path}.{operator}"))
    return tuple(found), tuple(unknown)


def _keys(conditions: Mapping, operator: str, keys: Mapping, path: str) -> Iterator[Condition]:
    where = conditions.key(operator)
    return (
        Condition(operator, where, name, keys.key(name), value, f'{path}["{name}"]') for name, value in keys.items()
    )
