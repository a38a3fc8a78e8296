"""Nodes and JSON text to values: what a policy document in a string, or a literal tree, means."""

from __future__ import annotations

from iaclint.text.mapped import Chars
from iaclint.text.nodes import HoleNode, ListNode, MappingNode, ScalarNode
from iaclint.values.origin import Origin
from iaclint.values.value import Bool, Encoded, Entry, Handed, Mapping, Null, Number, Sequence, String, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.text.nodes import Node
    from iaclint.values.value import Part, Value


def decode_json(text: String) -> Value:
    """The value that a string of JSON holds; ReadError if it is no JSON.

    A string that a hole makes unreadable is Unknown with the hole's reason; the string's own steps go to the result.
    """
    whole = text.encoded()
    if whole is not None:
        return whole
    from iaclint.text.jsontext import Undetermined, read_json

    try:
        node = read_json(text.mapped())
    except Undetermined as problem:
        return hole_value(problem.hole, text.origin).within(text)
    return from_node(node).within(text)


def hole_value(hole: object, origin: Origin) -> Value:
    """What a hole of mapped text stands for."""
    if isinstance(hole, Unknown):
        return hole
    if isinstance(hole, Encoded):
        return hole.value
    return Unknown(origin, "?", "it cannot be read")


def from_node(node: Node) -> Value:
    """A tree as the literal value it writes down, YAML tags not looked at."""
    origin = Origin(node.span)
    if isinstance(node, ScalarNode):
        return from_scalar(node)
    if isinstance(node, ListNode):
        return Sequence(origin, tuple(from_node(item) for item in node.items))
    if isinstance(node, MappingNode):
        entries = {pair.key.text: Entry(Origin(pair.key.span), from_node(pair.value)) for pair in node.pairs}
        return Mapping(origin, entries, "object", repeated_keys(node))
    if isinstance(node, HoleNode):
        return hole_value(node.hole, origin)
    raise TypeError(type(node).__name__)


def repeated_keys(node: MappingNode) -> tuple[tuple[str, Origin], ...]:
    """The keys that a mapping has more than once, each with the place of the later one."""
    if len(node.pairs) == len({pair.key.text for pair in node.pairs}):
        return ()
    return tuple((pair.key.text, Origin(pair.key.span)) for pair in node.duplicates())


def from_scalar(node: ScalarNode) -> Value:
    """A scalar as a value."""
    origin = Origin(node.span)
    if node.kind == "string":
        parts: tuple[Part, ...] = node.parts  # type: ignore[assignment]
        if len(parts) == 1 and type(parts[0]) is Chars:
            return String(origin, parts)
        parts = tuple(part for part in parts if isinstance(part, Chars | Unknown | Encoded))
        only = parts[0] if len(parts) == 1 else None
        if isinstance(only, Handed):
            return String(only.origin, parts)
        return only.at(only.origin.after(origin)) if isinstance(only, Unknown) else String(origin, parts)
    if node.kind == "bool":
        return Bool(origin, node.text.lower() == "true")
    if node.kind == "null":
        return Null(origin)
    return Number(origin, parse_number(node.text), node.text)


def parse_number(text: str) -> int:
    """A decimal number as written in JSON: an int if it is whole, else a Decimal (huge exponents stay Decimals)."""
    if text.lstrip("-").isdigit() and len(text) < 4000:
        return int(text)
    from iaclint.text.decimals import decimal_of

    number = decimal_of(text)
    if -40 < number.adjusted() < 40 and number == number.to_integral_value():
        return int(number)
    return number  # type: ignore[return-value]
