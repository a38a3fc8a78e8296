"""Intrinsic function calls in a template tree, and the small pieces that every function needs.

Short and long form are one call: ``!Sub x`` and ``{"Fn::Sub": "x"}`` (AWS CloudFormation User Guide, "Intrinsic
function reference").
"""

from __future__ import annotations

from iaclint.text.mapped import Chars
from iaclint.text.nodes import ListNode, MappingNode, Pair, ScalarNode
from iaclint.values.origin import Origin
from iaclint.values.value import TEXT, Bool, Failed, Number, String, Unknown, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.text.nodes import Node
    from iaclint.text.span import Span
    from iaclint.values.value import Part

LOOP = "Fn::ForEach::"
TRANSFORM = "Fn::Transform"


class Absent(Value):
    """``AWS::NoValue``: the list item, or the entry of a mapping, is not there."""

    __slots__ = ()
    kind = "absent"

    def at(self, origin: Origin) -> Absent:
        """The same with another origin."""
        return Absent(origin)


def call_of(node: Node) -> tuple[str, Node] | None:
    """The long name of the function that a node calls, and its argument; None if it is no call."""
    if node.tag:
        return long_name(node.tag), untagged(node)
    if isinstance(node, MappingNode) and len(node.pairs) == 1:
        pair = node.pairs[0]
        name = pair.key.text
        if name == "Ref" or (name.startswith("Fn::") and name != TRANSFORM and not name.startswith(LOOP)):
            return name, pair.value
    return None


def long_name(tag: str) -> str:
    """``!Sub`` as ``Fn::Sub``; ``!Ref`` and ``!Condition`` have no prefix, and ``!!binary`` is no function."""
    name = tag.removeprefix("!")
    if tag[:1] != "!" or name[:1] == "!":
        return tag
    return name if name in {"Ref", "Condition"} else f"Fn::{name}"


def untagged(node: Node) -> Node:
    """The same node without its tag, sharing what is inside."""
    if isinstance(node, ScalarNode):
        return ScalarNode(node.span, node.kind, node.parts, "", node.block)
    if isinstance(node, ListNode):
        return ListNode(node.span, node.items)
    if isinstance(node, MappingNode):
        return MappingNode(node.span, node.pairs)
    return node


def spelled_out(node: Node) -> Node:
    """``!Transform`` in its long form, as an entry of a mapping; every other node as it is."""
    return in_long_form(untagged(node), node.span) if long_name(node.tag) == TRANSFORM else node


def in_long_form(argument: Node, span: Span) -> MappingNode:
    """A call of a transform as an entry of a mapping, which may stand among other entries."""
    return MappingNode(span, [Pair(ScalarNode(span, "string", (Chars(TRANSFORM, span),)), argument)])


def literal(node: Node | None) -> str | None:
    """The text of a plain scalar that is no call; None for everything else."""
    if isinstance(node, ScalarNode) and not node.tag and node.kind != "null":
        return node.text.lower() if node.kind == "bool" else node.text
    return None


def section(node: Node | None, key: str) -> MappingNode | None:
    """The mapping below a key of a mapping; None if it is not there or no mapping."""
    value = node.get(key) if isinstance(node, MappingNode) else None
    value = spelled_out(value) if value is not None and value.tag else value
    return value if isinstance(value, MappingNode) else None


def refused(span: Span, name: str, reason: str) -> Failed:
    """What CloudFormation would not accept; ``reason`` is a clause that says what is wrong."""
    return Failed(Origin(span), name, reason)


def unknown_text(span: Span, name: str, reason: str) -> Unknown:
    """Text that cannot be known before deploy."""
    return Unknown(Origin(span), name, reason, TEXT)


def text_of(value: Value) -> str | None:
    """The text that CloudFormation makes of a scalar where it wants one; None if that is not known."""
    if isinstance(value, String):
        return value.text
    if isinstance(value, Number):
        return value.text or str(value.value)
    if isinstance(value, Bool):
        return "true" if value.value else "false"
    return None


def parts_of(value: Value, span: Span, function: str) -> tuple[Part, ...]:
    """A value as parts of the text that ``function`` puts together at ``span``."""
    if isinstance(value, String):
        return value.handed()
    if isinstance(value, Unknown):
        return (value,)
    if isinstance(value, Absent):
        return ()
    text = text_of(value)
    if text is None:
        return (refused(span, function, f"{function} needs text here, not a {value.kind}"),)
    return (Chars(text, value.span),)
