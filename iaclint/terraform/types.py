"""Terraform's types, and the type of a value."""

from __future__ import annotations

from iaclint.record import Record
from iaclint.values.value import Bool, Mapping, Null, Number, Sequence, Spread, String, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Final

    from iaclint.values.value import Value


class Type:
    """Base of types."""

    __slots__ = ()


class Primitive(Type):
    """``string``, ``number``, ``bool``, and the two ways not to have a type."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name: Final = name

    def __repr__(self) -> str:
        return self.name


STRING = Primitive("string")
NUMBER = Primitive("number")
BOOL = Primitive("bool")
DYNAMIC = Primitive("dynamic")  # ``any``: a bare null has it, and as a constraint it lets every value be
UNDECIDED = Primitive("undecided")  # an unknown has a type at deploy, but it is not known here


class Collection(Type, Record):
    """``list(T)``, ``set(T)`` or ``map(T)``; ``kind`` is the word."""

    kind: str
    element: Type


class TupleType(Type, Record):
    """A list with a type for each item."""

    elements: tuple[Type, ...]


class ObjectType(Type):
    """Named attributes. Those in ``optional`` may be missing: then they get the value given there, or null."""

    __slots__ = ("attributes", "optional")

    def __init__(self, attributes: dict[str, Type], optional: dict[str, Value | None] | None = None) -> None:
        self.attributes: Final = attributes
        self.optional: Final = optional or {}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ObjectType) and self.attributes == other.attributes

    def __hash__(self) -> int:
        return hash(frozenset(self.attributes))

    def __repr__(self) -> str:
        return f"ObjectType({self.attributes!r})"


class InvalidType(Type, Record):
    """A ``type`` argument that Terraform refuses, with the reason: every conversion to it fails."""

    reason: str


def type_of(value: Value) -> Type:
    """The type that Terraform gives a value. Lazy objects must have been forced."""
    if isinstance(value, String):
        return STRING
    if isinstance(value, Number):
        return NUMBER
    if isinstance(value, Bool):
        return BOOL
    if isinstance(value, Sequence):
        return _sequence_type(value)
    if isinstance(value, Mapping):
        return _mapping_type(value)
    if isinstance(value, Null):
        return value.type if isinstance(value.type, Type) else DYNAMIC
    return unknown_type(value)


def unknown_type(value: Value) -> Type:
    """The type of an unknown value; UNDECIDED if that is not known either."""
    known = value.type if isinstance(value, Unknown) else None
    return known if isinstance(known, Type) and known is not DYNAMIC else UNDECIDED


def _sequence_type(value: Sequence) -> Type:
    if value.type == "tuple":
        if any(isinstance(item, Spread) for item in value.items):
            return UNDECIDED
        return TupleType(tuple(type_of(item) for item in value.items))
    element = value.element if isinstance(value.element, Type) else None
    return Collection(value.type, element or _common(type_of(item) for item in value.items))


def _mapping_type(value: Mapping) -> Type:
    if value.type == "object":
        return ObjectType({key: type_of(entry.value) for key, entry in value.entries.items()})
    element = value.element if isinstance(value.element, Type) else None
    return Collection("map", element or _common(type_of(entry.value) for entry in value.entries.values()))


def _common(types: Iterable[Type]) -> Type:
    """The element type of a collection that was not converted: some items (nulls, empty lists) do not show all."""
    found: Type = DYNAMIC
    for type in types:
        found = refined(found, type)
    return found


def refined(left: Type, right: Type) -> Type:
    """``left`` with what it leaves open taken from ``right``."""
    if left is DYNAMIC or left is UNDECIDED:
        return left if right is DYNAMIC else right
    if isinstance(left, Collection) and isinstance(right, Collection) and left.kind == right.kind:
        return Collection(left.kind, refined(left.element, right.element))
    if isinstance(left, TupleType) and isinstance(right, TupleType) and len(left.elements) == len(right.elements):
        pairs = zip(left.elements, right.elements, strict=True)
        return TupleType(tuple(refined(mine, other) for mine, other in pairs))
    if isinstance(left, ObjectType) and isinstance(right, ObjectType):
        others = right.attributes
        return ObjectType({key: refined(type, others.get(key, type)) for key, type in left.attributes.items()})
    return left


def is_open(type: Type) -> bool:
    """Whether a type is no type: every value fits it."""
    return type is DYNAMIC or type is UNDECIDED


def is_closed(type: Type) -> bool:
    """Whether a type says all about a value: no part of it is open, no attribute optional."""
    if isinstance(type, Collection):
        return is_closed(type.element)
    if isinstance(type, TupleType):
        return all(map(is_closed, type.elements))
    if isinstance(type, ObjectType):
        return not type.optional and all(map(is_closed, type.attributes.values()))
    return not is_open(type)


def has_undecided(type: Type) -> bool:
    """Whether some part of a type depends on an unknown."""
    if isinstance(type, Collection):
        return has_undecided(type.element)
    if isinstance(type, TupleType):
        return any(map(has_undecided, type.elements))
    if isinstance(type, ObjectType):
        return any(map(has_undecided, type.attributes.values()))
    return type is UNDECIDED


def kind_of(type: Type) -> str:
    """One word for the kind of a type: a primitive's name, ``list``, ``set``, ``map``, ``tuple``, ``object``."""
    if isinstance(type, Primitive):
        return type.name
    if isinstance(type, Collection):
        return type.kind
    return "tuple" if isinstance(type, TupleType) else "object" if isinstance(type, ObjectType) else "invalid"


def describe(type: Type) -> str:
    """A type as Terraform's messages call it."""
    if isinstance(type, Primitive):
        return "value of any type" if is_open(type) else type.name
    if isinstance(type, Collection):
        of = "any single type" if is_open(type.element) else describe(type.element)
        return f"{type.kind} of {of}"
    return "tuple" if isinstance(type, TupleType) else "object" if isinstance(type, ObjectType) else "invalid type"
