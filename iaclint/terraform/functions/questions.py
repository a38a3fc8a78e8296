"""Functions that ask something of a collection: its length, whether it contains a value, a sum."""

from __future__ import annotations

from iaclint.terraform.arithmetic import calculate
from iaclint.terraform.convert import convert
from iaclint.terraform.functions.graphemes import graphemes
from iaclint.terraform.functions.items import has_gaps, items_of
from iaclint.terraform.functions.signature import NOTHING, OUTER, Function, Parameter
from iaclint.terraform.order import equal
from iaclint.terraform.types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    Collection,
    ObjectType,
    TupleType,
    kind_of,
    type_of,
    unknown_type,
)
from iaclint.terraform.unify import unify
from iaclint.values.encode import complete
from iaclint.values.value import ANY, TEXT, Bool, Failed, Mapping, Null, Number, Sequence, Spread, String, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from decimal import Decimal

    from iaclint.terraform.functions.signature import Call
    from iaclint.values.value import Value

FLAGS = Collection("list", BOOL)


def _length(call: Call, value: Value) -> Value:
    if isinstance(value, String):
        clusters = graphemes(value.text) if value.text is not None else None
        return call.unknown() if clusters is None else Number(call.origin(), len(clusters))
    if isinstance(value, Sequence):
        return call.unknown() if has_gaps(value) else Number(call.origin(), len(value.items))
    if isinstance(value, Mapping):
        return Number(call.origin(), len(value.entries))
    if not isinstance(value, Unknown):
        return call.refuse("the argument must be a text, a collection or a structure")
    return _length_by_type(call, value)


def _length_by_type(call: Call, value: Unknown) -> Value:
    type = unknown_type(value)
    if isinstance(type, TupleType):
        return Number(call.origin(), len(type.elements))
    if isinstance(type, ObjectType):
        return Number(call.origin(), len(type.attributes))
    if kind_of(type) in {"number", "bool"}:
        return call.refuse("the argument must be a text, a collection or a structure")
    return call.unknown()


def _contains(call: Call, values: Value, wanted: Value) -> Value:
    if not isinstance(values, Sequence):
        return call.refuse("the first argument must be a list, set or tuple")
    answers = {None if isinstance(item, Spread) else equal(item, wanted) for item in values.items}
    if True in answers:
        return Bool(call.origin(), True)
    return call.unknown() if None in answers else Bool(call.origin(), False)


def _index(call: Call, values: Value, wanted: Value) -> Value:
    if not isinstance(values, Sequence) or values.type == "set":
        return call.refuse("the first argument must be a list or tuple")
    for position, item in enumerate(values.items):
        answer = None if isinstance(item, Spread) else equal(item, wanted)
        if answer is None:
            return call.unknown()
        if answer:
            return Number(call.origin(), position)
    return call.refuse("the list does not contain the value")


def _alltrue(call: Call, values: Sequence) -> Value:
    if any(isinstance(item, Null) or (isinstance(item, Bool) and not item.value) for item in values.items):
        return Bool(call.origin(), False)
    return Bool(call.origin(), True) if complete(values) else call.unknown()


def _anytrue(call: Call, values: Sequence) -> Value:
    if any(isinstance(item, Bool) and item.value for item in values.items):
        return Bool(call.origin(), True)
    return Bool(call.origin(), False) if complete(values) else call.unknown()


def _sum(call: Call, values: Value) -> Value:
    if not isinstance(values, Sequence) or not values.items:
        return call.refuse("the argument must be a list, set or tuple of numbers, not empty")
    from decimal import Decimal

    numbers = [convert(item, NUMBER) for item in items_of(values)]
    if any(isinstance(item, Failed | Null) for item in numbers):
        return call.refuse("all items must be numbers")
    if any(isinstance(item, Unknown) for item in numbers):
        return call.unknown()
    total: int | Decimal = 0
    for item in numbers:
        result = calculate("+", total, item.value) if isinstance(item, Number) else None
        if not isinstance(result, int | Decimal):
            return call.give_up("the numbers have too many digits to be added")
        total = result
    return Number(call.origin(), total)


def _coalesce(call: Call, *values: Value) -> Value:
    common = unify(type_of(value) for value in values) if values else None
    if common is None:
        return call.refuse("the arguments must have a type in common")
    for given in values:
        value = convert(given, common)
        if isinstance(value, Failed):
            return call.give_up(value.reason)  # Terraform goes on with a value that it could not convert
        if isinstance(value, Null) or (isinstance(value, String) and value.text == ""):
            continue
        return value if _never_empty(value) else call.unknown(value, type=common)
    return call.refuse("all arguments are null or empty")


def _never_empty(value: Value) -> bool:
    """Whether a value is certainly neither null nor an empty text."""
    if isinstance(value, Unknown):
        return value.shape not in {ANY, TEXT}
    if isinstance(value, String):
        return any(_never_empty(part) if isinstance(part, Unknown) else part.text != "" for part in value.flat())
    return True


_FREE = Parameter(DYNAMIC, needs=OUTER)
_UNKNOWN = Parameter(DYNAMIC, needs=NOTHING)
_FLAGS = Parameter(FLAGS, needs=OUTER)

FUNCTIONS = {
    "length": Function(_length, (_UNKNOWN,), NUMBER),
    "contains": Function(_contains, (_FREE, _UNKNOWN), BOOL),
    "index": Function(_index, (_FREE, _UNKNOWN), NUMBER),
    "alltrue": Function(_alltrue, (_FLAGS,), BOOL),
    "anytrue": Function(_anytrue, (_FLAGS,), BOOL),
    "sum": Function(_sum, (_FREE,), NUMBER),
    "coalesce": Function(_coalesce, variadic=Parameter(DYNAMIC, null=True, needs=NOTHING)),
}
