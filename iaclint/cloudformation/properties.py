"""The properties of a resource, loops and includes expanded."""

from __future__ import annotations

from iaclint.cloudformation.calls import spelled_out
from iaclint.record import Record
from iaclint.text.nodes import MappingNode

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
    """The properties of a resource."""
    node = resource.node.get("Properties")
    node = spelled_out(node) if node is not None and node.tag else node
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


def _has_calls(node: MappingNode) -> bool:
    """Whether some entries of a mapping are only known once its loops and includes are expanded."""
    return any(pair.key.text.startswith("Fn::") for pair in node.pairs)
