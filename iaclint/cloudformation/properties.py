"""The properties of a resource, loops and includes expanded."""

from __future__ import annotations

from iaclint.cloudformation.calls import call_of, literal, refused, spelled_out
from iaclint.record import Record
from iaclint.text.mapped import Chars
from iaclint.text.nodes import ListNode, MappingNode, ScalarNode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.cloudformation.scope import Scope
    from iaclint.cloudformation.template import Resource, Stack
    from iaclint.text.nodes import Node
    from iaclint.text.span import Span
    from iaclint.values.value import Unknown, Value


class Property(Record):
    """One property of a resource, with the variables of the loops around it."""

    key: Span
    node: Node
    bindings: dict[str, Value]


class Properties(Record):
    """What is written of the properties of a resource; ``lost`` says why there may be more."""

    written: dict[str, Property]
    lost: tuple[Unknown, ...] = ()

    def get(self, name: str) -> Property | None:
        """A property that is written; of repeated ones the last."""
        return self.written.get(name)

    def rest(self) -> Unknown | None:
        """What a property is that is not written; None if it is not set."""
        return self.lost[0] if self.lost else None


def body_of(node: Node, scope: Scope) -> tuple[Node, tuple[Unknown, ...]]:
    """What stands below a logical id, includes expanded; and why there may be more."""
    node = spelled_out(node) if node.tag else node
    if not isinstance(node, MappingNode) or not _has_calls(node):
        return node, ()
    from iaclint.cloudformation.loops import expanded

    found, lost = expanded(scope, node)
    return MappingNode(node.span, [pair for _, pair, _ in found]), tuple(lost)


def properties_of(stack: Stack, resource: Resource) -> Properties:
    """The properties of a resource; read once, as several parts ask for them."""
    found = stack.properties.get(resource.name)
    if found is None:
        node = resource.node.get("Properties")
        found = Properties({}, resource.lost) if node is None else _written(stack, resource, node)
        stack.properties[resource.name] = found
    return found


def _written(stack: Stack, resource: Resource, node: Node) -> Properties:
    node = spelled_out(node) if node.tag else node
    call = call_of(node)
    if call is not None:
        return _called(stack, resource, node, *call)
    if not isinstance(node, MappingNode):
        return Properties({}, resource.lost)
    if not _has_calls(node):
        return Properties(
            {pair.key.text: Property(pair.key.span, pair.value, resource.bindings) for pair in node.pairs}
        )
    from iaclint.cloudformation.loops import expanded

    entries, lost = expanded(stack.static().bound(resource.bindings), node)
    written = {key: Property(pair.key.span, pair.value, scope.bindings) for key, pair, scope in entries}
    return Properties(written, tuple(lost))


def _called(stack: Stack, resource: Resource, node: Node, name: str, argument: Node) -> Properties:
    """The properties that a function gives: ``Fn::If`` those of one branch; CloudFormation takes no other one here."""
    if name == "Fn::If" and isinstance(argument, ListNode) and len(argument.items) == 3:
        condition, this, other = argument.items
        return _either(condition, _written(stack, resource, this), _written(stack, resource, other))
    if name == "Ref" and literal(argument) == "AWS::NoValue":
        return Properties({})
    found = _written(stack, resource, argument) if node.tag and isinstance(argument, MappingNode) else Properties({})
    wrong = refused(node.span, name, f"{name} cannot stand for the properties of a resource")
    return Properties(found.written, (wrong, *found.lost))


def _either(condition: Node, this: Properties, other: Properties) -> Properties:
    """The properties of two branches of ``Fn::If``, each as a choice of its own."""
    written = {}
    for name in dict.fromkeys((*this.written, *other.written)):
        found = [branch.written.get(name) for branch in (this, other)]
        first = next(one for one in found if one is not None)
        values = [one.node if one is not None else _nothing(first.key) for one in found]
        chosen = ListNode(first.node.span, [condition, *values], "!If")
        written[name] = Property(first.key, chosen, first.bindings)
    return Properties(written, (*this.lost, *other.lost))


def _nothing(span: Span) -> Node:
    return ScalarNode(span, "string", (Chars("AWS::NoValue", span),), "!Ref")


def _has_calls(node: MappingNode) -> bool:
    """Whether some entries of a mapping are only known once its loops and includes are expanded."""
    return any(pair.key.text.startswith("Fn::") for pair in node.pairs)
