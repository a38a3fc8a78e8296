"""What the metadata of a resource says to iaclint: ``Metadata: {iaclint: {ignore: [{rule, reason, expires}]}}``."""

from __future__ import annotations

from iaclint.cloudformation.calls import literal, section
from iaclint.estate import Suppression
from iaclint.text.nodes import ListNode, MappingNode, ScalarNode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.cloudformation.template import Stack
    from iaclint.text.nodes import Node


def suppressions_of(stack: Stack) -> Iterator[Suppression]:
    """The suppressions that resources carry."""
    for resource in stack.resources.values():
        own = section(section(resource.node, "Metadata"), "iaclint")
        ignore = own.get("ignore") if own is not None else None
        if ignore is None:
            continue
        for item in ignore.items if isinstance(ignore, ListNode) else [ignore]:
            yield _suppression(stack.prefix + resource.name, item)


def _suppression(resource: str, item: Node) -> Suppression:
    """One entry; a bare rule has no reason."""
    if not isinstance(item, MappingNode):
        return Suppression(resource, _rules(item), "", "", item.span)
    rules = item.get("rule") or item.get("rules")
    return Suppression(
        resource=resource,
        rules=_rules(rules) if rules is not None else (),
        reason=literal(item.get("reason")) or "",
        expires=literal(item.get("expires")) or "",
        span=item.span,
    )


def _rules(node: Node) -> tuple[str, ...]:
    """Codes or names, in a list or separated by commas."""
    texts = [
        item.text for item in (node.items if isinstance(node, ListNode) else [node]) if isinstance(item, ScalarNode)
    ]
    return tuple(name.strip() for text in texts for name in text.split(",") if name.strip())
