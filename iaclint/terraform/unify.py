"""Which types convert to which, and which type several have in common.

The rules are those of cty (go-cty, package convert), on which Terraform builds.
"""

from __future__ import annotations

from iaclint.terraform.types import (
    DYNAMIC,
    STRING,
    UNDECIDED,
    Collection,
    ObjectType,
    Primitive,
    TupleType,
    is_open,
    kind_of,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from iaclint.terraform.types import Type


def convertible(given: Type, want: Type) -> bool:
    """Whether some value of the one type may become the other (cty's unsafe conversions)."""
    if is_open(want) or is_open(given):
        return True
    if isinstance(given, Primitive) and isinstance(want, Primitive):
        return given is want or STRING in {given, want}
    if isinstance(want, Collection):
        return _into_collection(given, want)
    if isinstance(want, TupleType):
        return isinstance(given, TupleType) and _pairwise(given.elements, want.elements)
    return isinstance(want, ObjectType) and _into_object(given, want)


def _pairwise(given: tuple[Type, ...], want: tuple[Type, ...]) -> bool:
    return len(given) == len(want) and all(map(convertible, given, want))


def _into_collection(given: Type, want: Collection) -> bool:
    if isinstance(given, Collection):
        return (given.kind == "map") == (want.kind == "map") and convertible(given.element, want.element)
    if want.kind == "map":
        parts = tuple(given.attributes.values()) if isinstance(given, ObjectType) else None
    else:
        parts = given.elements if isinstance(given, TupleType) else None
    if not parts:
        return parts is not None
    element = unify(parts) if want.element is DYNAMIC else want.element
    return element is not None and all(convertible(part, element) for part in parts)


def _into_object(given: Type, want: ObjectType) -> bool:
    if isinstance(given, Collection):
        required = (type for name, type in want.attributes.items() if name not in want.optional)
        return given.kind == "map" and all(convertible(given.element, type) for type in required)
    if not isinstance(given, ObjectType):
        return False
    return all(
        convertible(given.attributes[name], type) if name in given.attributes else name in want.optional
        for name, type in want.attributes.items()
    )


def unify(types: Iterable[Type]) -> Type | None:
    """The type that all of ``types`` convert to, None if there is none (cty's UnifyUnsafe).

    Where the type of an unknown is not known, what it could still change is UNDECIDED in the result: ``[1, unknown]``
    is a list of numbers or of strings.
    """
    given = list(types)
    certain = [type for type in given if type is not UNDECIDED]
    if len(certain) == len(given):
        return _unify(certain) if certain else DYNAMIC
    found = _unify(certain) if certain else UNDECIDED
    return found if found is None else _opened(found)


def _opened(type: Type) -> Type:
    """A type with what another, unknown one could turn into a string left undecided."""
    if type is STRING:
        return type
    if isinstance(type, Collection):
        return Collection(type.kind, _opened(type.element))
    if isinstance(type, TupleType):
        return TupleType(tuple(_opened(element) for element in type.elements))
    if isinstance(type, ObjectType):
        return ObjectType({key: _opened(attribute) for key, attribute in type.attributes.items()})
    return UNDECIDED


def _unify(types: list[Type]) -> Type | None:
    first = types[0]
    if all(type == first for type in types):
        return first
    kinds = {kind_of(type) for type in types}
    dynamic = "dynamic" in kinds
    kinds.discard("dynamic")
    if kinds in ({"map"}, {"list"}, {"set"}, {"object"}, {"tuple"}):
        return DYNAMIC if dynamic else _unify_alike(kinds.pop(), types)
    if kinds == {"map", "object"} and (found := _unify_as("map", types)) is not None:
        return found
    if kinds == {"list", "tuple"} and (found := _unify_as("list", types)) is not None:
        return found
    if {"object", "tuple"} <= kinds:
        return None
    return _most_general(types)


def _unify_alike(kind: str, types: list[Type]) -> Type | None:
    """Types of one structural kind."""
    if kind == "tuple":
        return _unify_tuples([type for type in types if isinstance(type, TupleType)])
    if kind == "object":
        return _unify_objects([type for type in types if isinstance(type, ObjectType)])
    element = unify(type.element for type in types if isinstance(type, Collection))
    return None if element is None else Collection(kind, element)


def _unify_tuples(types: list[TupleType]) -> Type | None:
    if len({len(type.elements) for type in types}) > 1:
        return _flattened("list", [element for type in types for element in type.elements])
    across = [unify(column) for column in zip(*(type.elements for type in types), strict=True)]
    return TupleType(tuple(found for found in across if found is not None)) if None not in across else None


def _unify_objects(types: list[ObjectType]) -> Type | None:
    names = types[0].attributes.keys()
    if any(type.attributes.keys() != names for type in types):
        return _flattened("map", [attribute for type in types for attribute in type.attributes.values()])
    across = {name: unify(type.attributes[name] for type in types) for name in names}
    return ObjectType({name: found for name, found in across.items() if found is not None}) if _whole(across) else None


def _whole(across: dict[str, Type | None]) -> bool:
    return None not in across.values()


def _flattened(kind: str, parts: list[Type]) -> Type | None:
    """Tuples of different lengths as a list, objects of different attributes as a map."""
    element = unify(parts) if parts else None
    return None if element is None else Collection(kind, element)


def _unify_as(kind: str, types: list[Type]) -> Type | None:
    """Tuples among lists, or objects among maps: as if all were lists, or maps."""
    parts: list[Type] = []
    for type in types:
        if isinstance(type, TupleType):
            parts.extend(type.elements)
        elif isinstance(type, ObjectType):
            parts.extend(type.attributes.values())
    stand_in = _flattened(kind, parts)
    if stand_in is None:
        return None
    found = _unify([stand_in if isinstance(type, TupleType | ObjectType) else type for type in types])
    return found if kind_of(found or DYNAMIC) == kind else None


_RANK = {"list": 0, "set": 1, "map": 1, "string": 1, "tuple": 2, "object": 2, "number": 2, "bool": 2, "dynamic": 3}


def _most_general(types: list[Type]) -> Type | None:
    """The first type, most general ones first, that all others convert to; every type converts to a dynamic one."""
    for want in sorted(types, key=_rank):
        if want is DYNAMIC or all(convertible(type, want) for type in types):
            return want
    return None


def _rank(type: Type) -> tuple[int, ...]:
    """More general types first; of two collections of one kind the one whose items are more general."""
    rank = _RANK.get(kind_of(type), 3)
    return (rank, *_rank(type.element)) if isinstance(type, Collection) else (rank,)
