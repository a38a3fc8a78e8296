"""What a plan marks as sensitive: such values are never shown, wherever in the plan they stand.

Format: Terraform documentation, "JSON Output Format" (``sensitive_values``, ``after_sensitive``): beside each object of
values one of the same shape, with ``true`` where a value is sensitive.
"""

from __future__ import annotations

from iaclint.text.nodes import ListNode, MappingNode, ScalarNode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.text.nodes import Node

_MARKS = {"values": "sensitive_values", "after": "after_sensitive", "before": "before_sensitive"}


def hide_secrets(root: MappingNode) -> None:
    """Let no report show the text of anything that the plan marks as sensitive."""
    declared = root
    for name in ("configuration", "root_module", "variables"):
        found = declared.get(name)
        declared = found if isinstance(found, MappingNode) else MappingNode(root.span, [])
    variables = root.get("variables")
    for pair in variables.pairs if isinstance(variables, MappingNode) else ():
        about = declared.get(pair.key.text)
        if isinstance(about, MappingNode) and marked(about.get("sensitive")):
            _hide(pair.value, about.get("sensitive"))
    waiting: list[Node] = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ListNode):
            waiting.extend(node.items)
        elif isinstance(node, MappingNode):
            for values, marks in _MARKS.items():
                _hide(node.get(values), node.get(marks))
            if "value" in (names := {pair.key.text for pair in node.pairs}) and "sensitive" in names:
                _hide(node.get("value"), node.get("sensitive"))
            waiting.extend(pair.value for pair in node.pairs)


def marked(marks: Node | None) -> bool:
    """Whether marks say of anything that it is sensitive."""
    if isinstance(marks, MappingNode):
        return any(marked(pair.value) for pair in marks.pairs)
    if isinstance(marks, ListNode):
        return any(map(marked, marks.items))
    return isinstance(marks, ScalarNode) and marks.text == "true"


def _hide(values: Node | None, marks: Node | None) -> None:
    if values is None or not marked(marks):
        return
    if isinstance(values, MappingNode) and isinstance(marks, MappingNode):
        for pair in marks.pairs:
            _hide(values.get(pair.key.text), pair.value)
    elif isinstance(values, ListNode) and isinstance(marks, ListNode):
        for value, mark in zip(values.items, marks.items, strict=False):
            _hide(value, mark)
    else:
        values.span.source.hide(values.span.start, values.span.end)
