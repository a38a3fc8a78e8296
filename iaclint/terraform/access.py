"""Taking one thing out of another: attributes and elements (hashicorp/hcl, ops.go)."""

from __future__ import annotations

from iaclint.terraform.convert import convert
from iaclint.terraform.evaluation import derived, evaluate, refused, typed
from iaclint.terraform.lazy import Instances, Lazy
from iaclint.terraform.types import (
    NUMBER,
    STRING,
    Collection,
    ObjectType,
    TupleType,
    describe,
    is_open,
    type_of,
    unknown_type,
)
from iaclint.text.hclast import GetAttr, Index, Variable
from iaclint.values.origin import Origin
from iaclint.values.secrets import guarded
from iaclint.values.value import Failed, Mapping, Null, Number, Sequence, Spread, String, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.terraform.scope import Scope
    from iaclint.terraform.types import Type
    from iaclint.text.hclast import Expression
    from iaclint.text.span import Span
    from iaclint.values.value import Value


def reference(expression: Variable | GetAttr, scope: Scope) -> Value:
    """A name with the attributes that follow it; the scope takes as many of the names as it understands."""
    steps: list[GetAttr] = []
    root: Expression = expression
    while isinstance(root, GetAttr):
        steps.append(root)
        root = root.target
    steps.reverse()
    if isinstance(root, Variable):
        value, taken = scope.resolve((root.name, *(step.name for step in steps)), expression.span)
        del steps[: taken - 1]
    else:
        value = evaluate(root, scope)
    for step in steps:
        value = attribute(value, step.name, step.span)
    return value


def attribute(value: Value, name: str, span: Span) -> Value:
    """``value.name``; a name of digits is an index, as in old configurations."""
    if isinstance(value, Lazy):
        return value.attribute(name, span)
    if isinstance(value, Failed):
        return typed(value, None)
    if name.isdigit():
        return element(value, Number(Origin(span), int(name)), span)
    if isinstance(value, Unknown):
        return _unknown_attribute(value, name, span)
    if isinstance(value, Mapping):
        found = value.get(name)
        return found if found is not None else refused(span, f'there is no attribute or key "{name}" in it')
    if isinstance(value, Null):
        return refused(span, f"the value that .{name} is taken from is null")
    return refused(span, f"{describe(type_of(value))} has no attributes")


def _unknown_attribute(value: Unknown, name: str, span: Span) -> Value:
    type = unknown_type(value)
    if isinstance(type, ObjectType):
        if name not in type.attributes:
            return refused(span, f'there is no attribute "{name}" in {value.name}')
        type = type.attributes[name]
    elif isinstance(type, Collection) and type.kind == "map":
        type = type.element
    elif not is_open(type):
        return refused(span, f"{value.name} has no attributes")
    return Unknown(value.origin, f"{value.name}.{name}", value.reason, type=type)


def index(expression: Index, scope: Scope) -> Value:
    """``target[key]``."""
    target, key = evaluate(expression.target, scope), evaluate(expression.key, scope)
    return guarded(element(target, key, expression.span), target, key)


def element(value: Value, key: Value, span: Span) -> Value:
    """The element of a list, map or object that a key says."""
    for refusal in (value, key):
        if isinstance(refusal, Failed):
            return typed(refusal, None)
    if isinstance(value, Null) or isinstance(key, Null):
        return refused(span, "null has no elements" if isinstance(value, Null) else "an index must not be null")
    if isinstance(value, Instances) and value.member is not None:
        return value.member
    if isinstance(value, Unknown):
        return _unknown_element(value, key, span)
    if isinstance(value, Sequence):
        return _item(value, key, span)
    if isinstance(value, Mapping | Lazy):
        return _entry(value, key, span)
    return refused(span, f"{describe(type_of(value))} has no elements")


def _item(value: Sequence, key: Value, span: Span) -> Value:
    if value.type == "set":
        return refused(span, "the elements of a set have no index")
    number = convert(key, NUMBER, span)
    if isinstance(number, Unknown):
        return _open_element(number, value)
    at = number.value if isinstance(number, Number) and number.value != 0 else 0
    if not isinstance(number, Number) or not isinstance(at, int) or at < 0:
        return refused(span, "an index is a whole number, from 0")
    spread = next((place for place, item in enumerate(value.items) if isinstance(item, Spread)), len(value.items))
    if at < spread:
        return value.item(at)
    if spread < len(value.items):
        return derived(value.item(spread), None)  # type: ignore[arg-type]
    return refused(span, f"there is no element {at}: it has {len(value.items)}")


def _entry(value: Mapping | Lazy, key: Value, span: Span) -> Value:
    text = convert(key, STRING, span)
    if isinstance(text, Unknown):
        return _open_element(text, value)
    name = text.text if isinstance(text, String) else None
    if name is None:
        hole = next(text.unknowns()) if isinstance(text, String) else None
        return _open_element(hole, value) if hole is not None else refused(span, "an index must not be null")
    if isinstance(value, Lazy):
        return value.attribute(name, span)
    found = value.get(name)
    return found if found is not None else refused(span, f'there is no element "{name}" in it')


def _open_element(key: Unknown, value: Value) -> Unknown:
    """An element of something known, whose key is not known."""
    known = type_of(value) if isinstance(value, Sequence | Mapping) else None
    return derived(key, known.element if isinstance(known, Collection) else None)


def _unknown_element(value: Unknown, key: Value, span: Span) -> Value:
    type: Type | None = None
    known: object = value.type
    if isinstance(known, Collection):
        if known.kind == "set":
            return refused(span, "the elements of a set have no index")
        type = known.element
    elif isinstance(known, TupleType):
        at = key.value if isinstance(key, Number) and isinstance(key.value, int) else None
        if at is not None and not 0 <= at < len(known.elements):
            return refused(span, f"there is no element {at}: {value.name} has {len(known.elements)}")
        type = known.elements[at] if at is not None else None
    elif isinstance(known, ObjectType) and isinstance(key, String) and key.text is not None:
        return _unknown_attribute(value, key.text, span)
    name = f"{value.name}[{_shown(key)}]"
    return Unknown(value.origin, name, value.reason, type=type)


def _shown(key: Value) -> str:
    if isinstance(key, String):
        return f'"{key.text}"' if key.text is not None else "..."
    return str(key.value) if isinstance(key, Number) else "..."
