"""Reading the items of lists and sets of which some are not known."""

from __future__ import annotations

from iaclint.terraform.order import in_order, is_settled, spread
from iaclint.terraform.types import Collection, kind_of, unknown_type
from iaclint.values.encode import complete
from iaclint.values.origin import ELEMENT
from iaclint.values.value import Mapping, Number, Sequence, Spread, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.terraform.functions.signature import Call
    from iaclint.values.value import Value

LISTS = ("list", "tuple")
SEQUENCES = ("list", "set", "tuple")
MAPPINGS = ("map", "object")


def fits(value: Value, kinds: tuple[str, ...]) -> bool:
    """Whether a value is, or an unknown one may be, of one of these kinds of structure."""
    if isinstance(value, Sequence | Mapping):
        return value.type in kinds
    return isinstance(value, Unknown) and kind_of(unknown_type(value)) in {*kinds, "undecided"}


def items_of(value: Sequence) -> tuple[Value, ...]:
    """The items with the steps of their container; of a set in the order of a list."""
    items = tuple(value.elements())
    return in_order(Sequence(value.origin, items)) if value.type == "set" else items


def spread_of(value: Unknown) -> Spread:
    """The items of an unknown list."""
    gap = spread(value)
    element = value.type.element if isinstance(value.type, Collection) else None
    return Spread(gap.origin, gap.name, gap.reason, gap.shape, gap.target, element)


def has_gaps(value: Sequence) -> bool:
    """Whether the number of items is not known."""
    return any(isinstance(item, Spread) for item in value.items) or (value.type == "set" and not is_settled(value))


def at_least(value: Sequence) -> int:
    """How many items there are at least."""
    firm = [item for item in value.items if not isinstance(item, Spread)]
    if value.type != "set" or is_settled(value):
        return len(firm)
    return max(sum(complete(item) for item in firm), min(1, len(firm)))


def whole_number(value: Value) -> int | None:
    """The integer that a number is; None if it has a fraction or 64 bits do not hold it."""
    if isinstance(value, Number) and isinstance(value.value, int) and -(2**63) <= value.value < 2**63:
        return value.value
    return None


def taken(item: Value, call: Call) -> Value:
    """An item that a function took out of a list or mapping."""
    return item.via(ELEMENT, call.span, f"taken out by {call.name}()")
