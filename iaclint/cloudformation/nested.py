"""Nested stacks: what the calling template hands to them, and what they hand back."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.cloudformation.scope import Scope
    from iaclint.cloudformation.template import Resource
    from iaclint.text.span import Span
    from iaclint.values.value import Value


def argument(scope: Scope, name: str) -> Value | None:
    """The value that the calling stack gives to a parameter; None if it gives none."""
    if scope.parent is None:
        return None
    above, resource = scope.parent
    properties = resource.node.get("Properties")
    values = properties.get("Parameters") if properties is not None and hasattr(properties, "get") else None
    node = values.get(name) if values is not None and hasattr(values, "get") else None
    return above.evaluate(node) if node is not None else None


def output(scope: Scope, resource: Resource, name: str, span: Span) -> Value | None:
    """An output of a nested stack; None if its template is not here."""
    return None
