"""Set operations. Each item keeps the place and steps of its first occurrence."""

from __future__ import annotations

from itertools import product
from math import prod

from iaclint.terraform.convert import convert
from iaclint.terraform.functions.items import SEQUENCES, fits, has_gaps, items_of, spread_of
from iaclint.terraform.functions.signature import ALL, NOTHING, Function, Parameter
from iaclint.terraform.order import as_set, identity
from iaclint.terraform.types import DYNAMIC, UNDECIDED, Collection, TupleType, is_closed, is_open, type_of, unknown_type
from iaclint.terraform.unify import unify
from iaclint.values.origin import Origin
from iaclint.values.value import Failed, Sequence, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Hashable

    from iaclint.terraform.functions.signature import Call
    from iaclint.terraform.types import Type
    from iaclint.values.value import Value

SET = Collection("set", DYNAMIC)
MAX_PRODUCT = 100_000


def _setunion(call: Call, *sets: Value) -> Value:
    same = _alike(call, sets)
    if isinstance(same, Failed):
        return same
    items: list[Value] = []
    for value in same:
        items.extend(value.elements() if isinstance(value, Sequence) else (spread_of(value),))  # type: ignore[arg-type]
    return as_set(Sequence(Origin(call.span), tuple(items), "set", _element(same)))


def _setintersection(call: Call, *sets: Value) -> Value:
    same = _alike(call, sets)
    if isinstance(same, Failed):
        return same
    others = [_identities(value) for value in same[1:]]
    return _chosen(call, same, [item for item in _items(same[0]) if all(identity(item) in other for other in others)])


def _setsubtract(call: Call, left: Value, right: Value) -> Value:
    same = _alike(call, (left, right))
    if isinstance(same, Failed):
        return same
    taken = _identities(same[1])
    return _chosen(call, same, [item for item in _items(same[0]) if identity(item) not in taken])


def _items(value: Value) -> tuple[Value, ...]:
    return tuple(value.elements()) if isinstance(value, Sequence) else ()


def _identities(value: Value) -> set[Hashable]:
    return {identity(item) for item in _items(value)}


def _chosen(call: Call, sets: tuple[Value, ...], items: list[Value]) -> Sequence:
    return as_set(Sequence(Origin(call.span), tuple(items), "set", _element(sets)))


def _element(sets: tuple[Value, ...]) -> object:
    return next((value.element for value in sets if isinstance(value, Sequence)), None)


def _alike(call: Call, sets: tuple[Value, ...]) -> tuple[Value, ...] | Failed:
    """The sets with the element type that all have in common."""
    types = [_element_type(value) for value in sets]
    common = unify(type for type in types if type is not None)
    if common is None or (common is DYNAMIC and any(type not in {None, types[0]} for type in types)):
        return call.refuse("the sets have no element type in common")
    converted = tuple(convert(value, Collection("set", common)) for value in sets)
    refused = next((value for value in converted if isinstance(value, Failed)), None)
    return converted if refused is None else call.refuse(refused.reason)


def _element_type(value: Value) -> Type | None:
    """The type of a set's items; None for an empty set that has none, which fits every other."""
    type = unknown_type(value) if isinstance(value, Unknown) else type_of(value)
    if not isinstance(type, Collection):
        return UNDECIDED
    empty = isinstance(value, Sequence) and not value.items and is_open(type.element)
    return None if empty else type.element


def _setproduct(call: Call, *sets: Value) -> Value:
    if len(sets) < 2:
        return call.refuse("at least two arguments are required")
    if not all(fits(value, SEQUENCES) for value in sets):
        return call.refuse("the arguments must be sets, lists or tuples")
    lists = [value for value in sets if isinstance(value, Sequence) and not has_gaps(value)]
    if len(lists) < len(sets):
        return call.unknown()
    columns = [_column(value) for value in lists]
    if any(element is None for element, _ in columns) or _mixed(columns):
        return call.refuse("the items of one argument must be of one type")
    if prod(len(items) for _, items in columns) > MAX_PRODUCT:
        return call.give_up(f"more than {MAX_PRODUCT} combinations are not worked out")
    rows = tuple(Sequence(Origin(call.span), row, "tuple") for row in product(*(items for _, items in columns)))
    row_type = TupleType(tuple(element for element, _ in columns if element is not None))
    known = row_type if is_closed(row_type) else None
    if any(value.type == "set" for value in lists):
        return as_set(Sequence(Origin(call.span), rows, "set", known))
    return Sequence(Origin(call.span), rows, "list", known)


def _mixed(columns: list[tuple[Type | None, tuple[Value, ...]]]) -> bool:
    """Whether rows would have different types, because nulls stand beside structures in one argument."""
    open_columns = [[type_of(item) for item in items] for element, items in columns if element is DYNAMIC]
    return all(items for _, items in columns) and any(type != types[0] for types in open_columns for type in types)


def _column(value: Sequence) -> tuple[Type | None, tuple[Value, ...]]:
    """The items of one argument, and the type they are converted to."""
    if value.type != "tuple" or not value.items:
        type = type_of(value)
        return (type.element if isinstance(type, Collection) else DYNAMIC), items_of(value)
    element = unify(type_of(item) for item in value.items)
    return element, () if element is None else tuple(convert(item, element) for item in value.elements())


_SET = Parameter(SET, needs=ALL)

FUNCTIONS = {
    "setunion": Function(_setunion, (Parameter(SET, needs=NOTHING),), SET, Parameter(SET, needs=NOTHING)),
    "setintersection": Function(_setintersection, (_SET,), SET, _SET),
    "setsubtract": Function(_setsubtract, (_SET, _SET), SET),
    "setproduct": Function(_setproduct, variadic=Parameter(DYNAMIC, needs=NOTHING)),
}
