"""The intrinsic functions by their long names, and the small ones among them.

The others are loaded when a template first calls them.
"""

from __future__ import annotations

from iaclint.cloudformation.calls import in_long_form, literal, refused, text_of, unknown_text
from iaclint.text.nodes import ListNode
from iaclint.values.origin import ELEMENT, Origin
from iaclint.values.value import ANY, Encoded, Entry, Mapping, Number, Sequence, String, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Final

    from iaclint.cloudformation.scope import Scope
    from iaclint.text.nodes import Node
    from iaclint.text.span import Span
    from iaclint.values.value import Value

    Function = Callable[[Scope, Node, Span], Value]


def choose_branch(scope: Scope, argument: Node, span: Span) -> Value:
    """``Fn::If``: the name of a condition and two values."""
    from iaclint.cloudformation.conditions import holds

    if not isinstance(argument, ListNode) or len(argument.items) != 3:
        return refused(span, "Fn::If", "Fn::If needs the name of a condition and two values")
    name = literal(argument.items[0])
    if name is None:
        return refused(span, "Fn::If", "the first argument of Fn::If must be the name of a condition")
    found = holds(scope, name)
    if found is None:
        return Unknown(Origin(span), name, f"too many conditions meet here to follow condition {name}")
    return scope.evaluate(argument.items[1 if found else 2])


def select(scope: Scope, argument: Node, span: Span) -> Value:
    """``Fn::Select``: an index and a list."""
    if not isinstance(argument, ListNode) or len(argument.items) != 2:
        return refused(span, "Fn::Select", "Fn::Select needs an index and a list")
    index = text_of(scope.required(argument.items[0]))
    values = scope.required(argument.items[1])
    if isinstance(values, Unknown):
        return Unknown(Origin(span), values.name, values.reason)
    if index is None:
        return Unknown(Origin(span), "Fn::Select", "the index of Fn::Select is not known")
    if not isinstance(values, Sequence) or not index.isascii() or not index.isdigit():
        return refused(span, "Fn::Select", "Fn::Select needs an index and a list")
    place = int(index) if len(index) < 10 else len(values.items)
    for item in values.items[:place]:
        if isinstance(item, Unknown) and item.shape == ANY:
            return Unknown(Origin(span), item.name, item.reason)
    if place >= len(values.items):
        return refused(span, "Fn::Select", f"Fn::Select has index {index}, but the list has {len(values.items)} items")
    return values.item(place).via(ELEMENT, span, f"item {index} of a list")


def length(scope: Scope, argument: Node, span: Span) -> Value:
    """``Fn::Length``."""
    values = scope.required(argument)
    if isinstance(values, Unknown):
        return Unknown(Origin(span), "Fn::Length", values.reason)
    if not isinstance(values, Sequence):
        return refused(span, "Fn::Length", f"Fn::Length needs a list, not a {values.kind}")
    for item in values.items:
        if isinstance(item, Unknown) and item.shape == ANY:
            return Unknown(Origin(span), "Fn::Length", item.reason)
    return Number(Origin(span), len(values.items))


def to_json(scope: Scope, argument: Node, span: Span) -> Value:
    """``Fn::ToJsonString``."""
    value = scope.required(argument)
    if isinstance(value, Unknown):
        return unknown_text(span, value.name, value.reason)
    from iaclint.values.encode import encode_json

    return String(Origin(span), (Encoded(_quoted(value), encode_json),))


def _quoted(value: Value) -> Value:
    """A value whose holes that are certainly text are text, so that they stand in quotes."""
    if isinstance(value, Unknown) and value.shape != ANY:
        return String(value.origin, (value,))
    if isinstance(value, Sequence):
        return Sequence(value.origin, tuple(_quoted(item) for item in value.items))
    if isinstance(value, Mapping):
        return Mapping(
            value.origin, {key: Entry(entry.key, _quoted(entry.value)) for key, entry in value.entries.items()}
        )
    return value


def written(scope: Scope, argument: Node, span: Span) -> Value:
    """``Condition`` outside of conditions is an ordinary key."""
    return Mapping(Origin(span), {"Condition": Entry(Origin(span), scope.evaluate(argument))})


def at_deploy(name: str, reason: str) -> Function:
    """A function whose value only the deployment knows."""
    return lambda _scope, _argument, span: Unknown(Origin(span), name, reason)


def elsewhere(module: str, name: str) -> Function:
    """A function of another module of this package."""

    found: list[Function] = []

    def call(scope: Scope, argument: Node, span: Span) -> Value:
        if not found:
            found.append(getattr(__import__(f"{__package__}.{module}", fromlist=[name]), name))
        return found[0](scope, argument, span)

    return call


def transform(scope: Scope, argument: Node, span: Span) -> Value:
    """What ``!Transform`` puts in its place."""
    return scope.evaluate(in_long_form(argument, span))


FUNCTIONS: Final[dict[str, Function]] = {
    "Condition": written,
    "Fn::Base64": elsewhere("strings", "base64"),
    "Fn::Cidr": at_deploy("Fn::Cidr", "address ranges are computed at deploy"),
    "Fn::FindInMap": elsewhere("mappings", "find_in_map"),
    "Fn::GetAZs": at_deploy("Fn::GetAZs", "the availability zones are known only at deploy"),
    "Fn::GetAtt": elsewhere("references", "attribute_of"),
    "Fn::If": choose_branch,
    "Fn::ImportValue": elsewhere("references", "imported"),
    "Fn::Join": elsewhere("strings", "join"),
    "Fn::Length": length,
    "Fn::Select": select,
    "Fn::Split": elsewhere("split", "split_call"),
    "Fn::Sub": elsewhere("strings", "substitute"),
    "Fn::ToJsonString": to_json,
    "Fn::Transform": transform,
    "Ref": elsewhere("references", "reference"),
}
