"""Functions that join, cut or rearrange lists. Every item keeps its own place and steps."""

from __future__ import annotations

from iaclint.terraform.convert import convert
from iaclint.terraform.functions.items import (
    LISTS,
    SEQUENCES,
    at_least,
    fits,
    has_gaps,
    items_of,
    spread_of,
    taken,
    whole_number,
)
from iaclint.terraform.functions.signature import ALL, NOTHING, OUTER, Function, Parameter
from iaclint.terraform.order import equal, holes, identity, in_known_order, spread
from iaclint.terraform.types import DYNAMIC, NUMBER, STRING, Collection, kind_of, type_of, unknown_type
from iaclint.terraform.unify import unify
from iaclint.values.encode import complete
from iaclint.values.origin import Origin
from iaclint.values.value import Failed, Null, Number, Sequence, Spread, String, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from iaclint.terraform.functions.signature import Call
    from iaclint.values.value import Value

LIST = Collection("list", DYNAMIC)
TEXTS = Collection("list", STRING)


def made(call: Call, items: tuple[Value, ...], like: Sequence) -> Sequence:
    """A list of items that were in ``like``, of the same type (a set makes a list)."""
    kind = "tuple" if like.type == "tuple" else "list"
    return Sequence(Origin(call.span), items, kind, like.element)


def _element(call: Call, values: Value, index: Number) -> Value:
    if not isinstance(values, Sequence) or values.type == "set":
        return call.refuse("the first argument must be a list or tuple")
    number, length = whole_number(index), len(values.items)
    if number is None:
        return call.refuse("the index must be a whole number")
    if not length:
        return call.refuse("the list is empty")
    if number < 0 and values.type == "tuple":
        return call.give_up("a negative index into a tuple counts from the end or is an error, by Terraform's version")
    if has_gaps(values):
        before = values.items[: number + 1] if number >= 0 else values.items[number:]
        if not -length <= number < length or any(isinstance(item, Spread) for item in before):
            return call.unknown(values)
    return taken(values.item(number % length), call)


def _concat(call: Call, *lists: Value) -> Value:
    if not lists:
        return call.refuse("at least one argument is required")
    if not all(fits(value, LISTS) for value in lists):
        return call.refuse("all arguments must be lists or tuples")
    common = _common_list(lists)
    items: list[Value] = []
    for value in lists:
        same = convert(value, common) if common is not None else value
        if isinstance(same, Failed):
            return call.refuse(same.reason)
        items.extend(same.elements() if isinstance(same, Sequence) else (spread_of(same),))  # type: ignore[arg-type]
    return Sequence(Origin(call.span), tuple(items), "list" if common else "tuple", common.element if common else None)


def _common_list(lists: tuple[Value, ...]) -> Collection | None:
    """The list type of a concatenation, None if it makes a tuple: only lists alone make a list."""
    types = [unknown_type(value) if isinstance(value, Unknown) else type_of(value) for value in lists]
    if any(kind_of(type) != "list" for type in types):
        return None
    found = unify(types)
    return found if isinstance(found, Collection) else None


def _flatten(call: Call, values: Value) -> Value:
    if not isinstance(values, Sequence):
        return call.refuse("the argument must be a list, set or tuple")
    return Sequence(Origin(call.span), tuple(_flat(values)), "tuple")


def _flat(values: Sequence) -> Iterator[Value]:
    for item in items_of(values):
        if isinstance(item, Sequence):
            yield from _flat(item)
        elif isinstance(item, Unknown) and fits(item, SEQUENCES):
            yield spread_of(item)
        else:
            yield item


def _distinct(call: Call, values: Sequence) -> Value:
    kept: list[Value] = []
    known: set[Hashable] = set()
    seen: list[Value] = []
    partial: list[Value] = []
    for item in values.elements():
        same = identity(item)
        if same is not None and same in known:
            continue
        others = seen if same is None else partial  # of two that are wholly known it is settled
        unpaid = call.pay(len(others))
        if unpaid is not None:
            return unpaid
        answers = {equal(item, other) for other in others} if not isinstance(item, Spread) else {None}
        if True in answers:
            continue
        kept.append(spread(next(_holes(item, *others))) if None in answers else item)
        seen.append(item)
        if same is None:
            partial.append(item)
        else:
            known.add(same)
    return made(call, tuple(kept), values)


def _holes(*values: Value) -> Iterator[Unknown]:
    return (hole for value in values for hole in holes(value))


def _compact(call: Call, values: Sequence) -> Value:
    kept: list[Value] = []
    for item in values.elements():
        if isinstance(item, Null) or (isinstance(item, String) and item.text == ""):
            continue
        certain = isinstance(item, String) and any(getattr(part, "text", "") for part in item.flat())
        kept.append(item if certain else spread(next(holes(item))))
    return made(call, tuple(kept), values)


def _sort(call: Call, values: Sequence) -> Value:
    if any(isinstance(item, Null) for item in values.items):
        return call.refuse("a null item cannot be sorted")
    items = tuple(values.elements())
    if all(map(complete, items)):
        return made(call, tuple(sorted(items, key=lambda item: getattr(item, "text", ""))), values)
    certain = in_known_order(items) if len(items) > 1 else items
    if certain is not None:
        return made(call, certain, values)
    known = sorted((item for item in items if complete(item)), key=lambda item: getattr(item, "text", ""))
    gap = spread(next(holes(values)))
    return made(call, (gap, *(one for item in known for one in (item, gap))), values)


def _reverse(call: Call, values: Value) -> Value:
    if not isinstance(values, Sequence):
        return call.refuse("the argument must be a list or tuple")
    return made(call, items_of(values)[::-1], values)


def _slice(call: Call, values: Value, start: Number, end: Number) -> Value:
    if not isinstance(values, Sequence) or values.type == "set":
        return call.refuse("the first argument must be a list or tuple")
    first, last = whole_number(start), whole_number(end)
    if first is None or last is None or first < 0 or last < first:
        return call.refuse("the indexes must be whole numbers, from 0, the second not before the first")
    if any(isinstance(item, Spread) for item in values.items[:last]):
        return call.unknown(values, type=type_of(values))
    if last > len(values.items):
        return call.refuse(f"the end index {last} lies behind the end of the list")
    return made(call, tuple(values.elements())[first:last], values)


def _chunklist(call: Call, values: Sequence, size: Number) -> Value:
    length = whole_number(size)
    if length is None or length < 0:
        return call.refuse("the size must be a whole number, not negative")
    if has_gaps(values):
        return call.unknown(values)
    items = tuple(values.elements())
    step = length or max(len(items), 1)
    chunks = tuple(made(call, items[at : at + step], values) for at in range(0, len(items), step))
    return Sequence(Origin(call.span), chunks, "list", type_of(values))


def _coalescelist(call: Call, *lists: Value) -> Value:
    if not all(kind_of(type_of(value)) in {*LISTS, "undecided"} for value in lists):
        return call.refuse("the arguments must be lists or tuples")
    for value in lists:
        if isinstance(value, Unknown):
            return call.unknown(value)
        if isinstance(value, Sequence) and value.items:
            return value if at_least(value) else call.unknown(value)
    return call.refuse("all arguments are null or empty")


def _one(call: Call, values: Value) -> Value:
    if not isinstance(values, Sequence):
        return call.refuse("the argument must be a list, set or tuple")
    if at_least(values) > 1:
        return call.refuse("the list must have no or one item")
    if has_gaps(values):
        return call.unknown(values)
    if not values.items:
        return Null(Origin(call.span), values.element)
    return taken(values.item(0), call)


def _matchkeys(call: Call, values: Sequence, keys: Sequence, wanted: Sequence) -> Value:
    common = unify((type_of(keys), type_of(wanted)))
    if common is None:
        return call.refuse("the keys and the searched values must be of one type")
    if len(values.items) != len(keys.items):
        return call.refuse("there must be as many keys as values")
    given, searched = convert(keys, common), convert(wanted, common)
    if not isinstance(given, Sequence) or not isinstance(searched, Sequence):
        return call.refuse("the keys and the searched values must be of one type")
    pairs = zip(given.items, values.elements(), strict=True)
    among = {identity(item) for item in searched.items}
    chosen = tuple(value for key, value in pairs if identity(key) in among)
    return made(call, chosen, values)


MAX_RANGE = 1024  # Terraform's own limit


def _range(call: Call, *numbers: Number) -> Value:
    if not 1 <= len(numbers) <= 3:
        return call.refuse("one to three numbers are required")
    start, end = (0, numbers[0].value) if len(numbers) == 1 else (numbers[0].value, numbers[1].value)
    down = end < start
    step = numbers[2].value if len(numbers) == 3 else -1 if down else 1
    if start != end and (step == 0 or (step < 0) != down):
        return call.refuse("the step must lead from the start to the end")
    items: list[Value] = []
    origin = call.origin()
    while start > end if down else start < end:
        if len(items) == MAX_RANGE:
            return call.pay(MAX_RANGE / 10) or call.refuse(f"more than {MAX_RANGE} values")
        items.append(Number(origin, start))
        start += step
    return Sequence(Origin(call.span), tuple(items), "list", NUMBER)


def _any_list(needs: str = OUTER) -> Parameter:
    return Parameter(LIST, needs=needs)


_FREE = Parameter(DYNAMIC, needs=OUTER)
_NUMBER = Parameter(NUMBER)

FUNCTIONS = {
    "element": Function(_element, (_FREE, _NUMBER)),
    "concat": Function(_concat, variadic=Parameter(DYNAMIC, needs=NOTHING)),
    "flatten": Function(_flatten, (_FREE,)),
    "distinct": Function(_distinct, (_any_list(),), LIST),
    "compact": Function(_compact, (Parameter(TEXTS, needs=OUTER),), TEXTS),
    "sort": Function(_sort, (Parameter(TEXTS, needs=OUTER),), TEXTS),
    "reverse": Function(_reverse, (_FREE,)),
    "slice": Function(_slice, (_FREE, _NUMBER, _NUMBER)),
    "chunklist": Function(_chunklist, (_any_list(), _NUMBER), Collection("list", LIST)),
    "coalescelist": Function(_coalescelist, variadic=Parameter(DYNAMIC, null=True, needs=NOTHING)),
    "one": Function(_one, (_FREE,)),
    "matchkeys": Function(_matchkeys, (_any_list(ALL), _any_list(ALL), _any_list(ALL)), LIST),
    "range": Function(_range, variadic=_NUMBER, result=Collection("list", NUMBER)),
}
