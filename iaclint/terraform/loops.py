"""``for`` expressions and splats."""

from __future__ import annotations

from iaclint.terraform.conditions import truth
from iaclint.terraform.convert import convert
from iaclint.terraform.evaluation import (
    affordable,
    bounded,
    derived,
    evaluate,
    failure,
    refused,
    source_text,
    too_much,
    typed,
)
from iaclint.terraform.lazy import Lazy
from iaclint.terraform.order import in_order, spread
from iaclint.terraform.scope import Bound
from iaclint.terraform.types import BOOL, DYNAMIC, STRING, Collection, Primitive, TupleType, describe, type_of
from iaclint.values.origin import Origin
from iaclint.values.secrets import name
from iaclint.values.value import Entry, Failed, Mapping, Null, Number, Sequence, Spread, String, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.terraform.scope import Scope
    from iaclint.text.hclast import Expression, ForExpr, Splat, SplatItem
    from iaclint.text.span import Span
    from iaclint.values.value import Value

_ITEM = "*"  # the name that a splat's element has in the scope of what follows the splat


def pairs(collection: Value, span: Span) -> list[tuple[Value, Value]] | Unknown:
    """Keys and values as ``for`` walks them: lists by index, sets by element, maps and objects by sorted key.

    A Spread stands for any number of elements, as key and as value.
    """
    if isinstance(collection, Lazy):
        collection = collection.force()
    if isinstance(collection, Unknown):
        return collection
    if isinstance(collection, Mapping):
        keys = sorted(collection.entries)
        return [(String.of(key, collection.key(key)), collection.entries[key].value.within(collection)) for key in keys]
    if isinstance(collection, Sequence):
        items = in_order(collection) if collection.type == "set" else collection.items
        return list(_numbered(items, collection))
    what = "null" if isinstance(collection, Null) else describe(type_of(collection))
    return refused(span, f"for needs a list, set, map or object, but this is {what}")


def _numbered(items: tuple[Value, ...], collection: Sequence) -> Iterator[tuple[Value, Value]]:
    open_place: Spread | None = None
    for place, item in enumerate(items):
        value = item.within(collection)
        if isinstance(value, Spread):
            open_place = value
            yield value, value
        elif collection.type == "set":
            yield value, value
        else:
            number = Number(value.origin, place) if open_place is None else derived(open_place, None)
            yield number, value


def turns(
    names: tuple[str, str], rounds: list[tuple[Value, Value]], condition: Expression | None, scope: Scope
) -> Iterator[Scope | Unknown]:
    """A scope for each turn of a loop that takes part; Failed, or a Spread where its part is not known."""
    key_name, value_name = names
    for key, value in rounds:
        stop = value if isinstance(value, Spread) else _obstacle(value, scope)
        if stop is not None:
            yield stop
            continue
        bound = {value_name: value, **({key_name: key} if key_name else {})}
        inner = Bound(scope, bound, f"{value_name}={_label(key)}")
        answer = truth(condition, inner) if condition is not None else None
        if isinstance(answer, Unknown):
            yield answer if isinstance(answer, Failed) else spread(answer)
        elif answer is None or answer.value:
            yield inner


def _obstacle(value: Value, scope: Scope) -> Unknown | None:
    """Why a loop has no turn for an element: Terraform refuses the element, or the budget is spent."""
    return failure(value) if affordable(scope, value) else too_much(value.span)


def _label(key: Value) -> str:
    if isinstance(key, String | Number):
        return str(key.text if isinstance(key, String) else key.value)
    return "" if not isinstance(key, Unknown) else key.name


def for_expression(expression: ForExpr, scope: Scope) -> Value:
    """``[for ...]`` and ``{for ...}``."""
    rounds = pairs(evaluate(expression.collection, scope), expression.collection.span)
    if isinstance(rounds, Failed):
        return typed(rounds, None)
    wrong = _wrong_condition(expression, scope) if rounds == [] else None
    if wrong is not None:
        return wrong
    if isinstance(rounds, Unknown):
        return derived(rounds, None) if expression.key_result else _unknown_items(expression.span, rounds, "tuple")
    through = turns((expression.key, expression.value), rounds, expression.condition, scope)
    if expression.key_result is not None:
        return _object(expression, expression.key_result, through)
    found = list(through)
    refusal = next((turn for turn in found if isinstance(turn, Failed)), None) if expression.condition else None
    if refusal is not None:
        return typed(refusal, None)
    items = (turn if isinstance(turn, Unknown) else evaluate(expression.value_result, turn) for turn in found)
    return bounded(Sequence(Origin(expression.span), tuple(items), "tuple"))


def _wrong_condition(expression: ForExpr, scope: Scope) -> Failed | None:
    """A condition that Terraform refuses although there are no elements, since it never gives a truth value."""
    if expression.condition is None:
        return None
    element = Unknown(Origin(expression.collection.span), "?", "there are no elements")
    inner = Bound(scope, dict.fromkeys((expression.key or expression.value, expression.value), element))
    value = evaluate(expression.condition, inner)
    found = failure(value) or convert(value, BOOL, expression.condition.span)
    return found if isinstance(found, Failed) else None


def _unknown_items(span: Span, cause: Unknown, kind: str) -> Sequence:
    """A list of which nothing is known but that it is one."""
    item = Spread(cause.origin, source_text(span), cause.reason)
    return Sequence(Origin(span), (item,), kind)


def _object(expression: ForExpr, key_result: Expression, through: Iterator[Scope | Unknown]) -> Value:
    found: dict[str, tuple[Origin, list[Value]]] = {}
    for turn in through:
        if isinstance(turn, Unknown):
            return derived(turn, None)
        key = key_text(evaluate(key_result, turn), key_result.span)
        if isinstance(key, Unknown):
            return key
        text = key.text or ""
        if text in found and not expression.grouped:
            said = name(text, key.origin)
            return refused(key_result.span, f'two elements give the key "{said}"; ... after the value would group them')
        found.setdefault(text, (key.origin, []))[1].append(evaluate(expression.value_result, turn))
    entries = {
        key: Entry(
            origin, Sequence(Origin(expression.span), tuple(values), "tuple") if expression.grouped else values[0]
        )
        for key, (origin, values) in found.items()
    }
    return bounded(Mapping(Origin(expression.span), entries, "object"))


def key_text(key: Value, span: Span) -> String | Unknown:
    """The key of an object as known text; Failed for null and what is no text, Unknown for a partly known one."""
    text = convert(key, STRING, span)
    if isinstance(text, Null):
        return refused(span, "a key must not be null")
    hole = next(text.unknowns(), None) if isinstance(text, String) else text
    if isinstance(hole, Failed):
        return typed(hole, None)
    if isinstance(hole, Unknown):
        return Unknown(hole.origin, hole.name, f"it has a key that is not known: {hole.reason}")
    assert isinstance(text, String)
    return text


def splat(expression: Splat, scope: Scope) -> Value:
    """``target[*]`` and ``target.*``: null gives nothing, a single value is a list of one."""
    value = evaluate(expression.target, scope)
    if isinstance(value, Failed):
        return typed(value, None)
    if isinstance(value, Unknown):
        each = evaluate(expression.each, Bound(scope, {_ITEM: value})) if isinstance(value.type, Primitive) else None
        if isinstance(each, Failed):
            return derived(value, None)
        return _unknown_items(expression.span, value, "tuple" if not isinstance(value.type, Collection) else "list")
    if isinstance(value, Null):
        if isinstance(value.type, TupleType) or (isinstance(value.type, Collection) and value.type.kind != "map"):
            return refused(expression.target.span, "[*] cannot be applied to a list that is null")
        return Sequence(Origin(expression.span), (), "tuple")
    items: tuple[Value, ...] = (value,)
    if isinstance(value, Sequence):
        items = tuple(item.within(value) for item in (in_order(value) if value.type == "set" else value.items))
    kind = "list" if isinstance(value, Sequence) and value.type != "tuple" else "tuple"
    found = tuple(_applied(expression.each, item, scope) for item in items)
    refusal = next((item for item in found if isinstance(item, Failed)), None)
    if refusal is None:
        return bounded(Sequence(Origin(expression.span), found, kind))
    return typed(refusal, Collection("list", DYNAMIC) if kind == "list" else TupleType((DYNAMIC,) * len(found)))


def _applied(each: Expression, item: Value, scope: Scope) -> Value:
    return item if isinstance(item, Spread) else evaluate(each, Bound(scope, {_ITEM: item}))


def splat_item(expression: SplatItem, scope: Scope) -> Value:
    """The element that a splat is at."""
    return scope.resolve((_ITEM,), expression.span)[0]
