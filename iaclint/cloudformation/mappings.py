"""``Fn::FindInMap``. A key that is not known leaves a choice among the cells."""

from __future__ import annotations

import json

from iaclint.cloudformation.calls import refused, text_of, unknown_text
from iaclint.cloudformation.references import subject_of
from iaclint.text.nodes import ListNode, MappingNode
from iaclint.values.encode import plain
from iaclint.values.origin import ELEMENT
from iaclint.values.value import Unknown
from iaclint.values.world import CELL, Atom

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.cloudformation.scope import Scope
    from iaclint.text.nodes import Node
    from iaclint.text.span import Span
    from iaclint.values.value import Value

NAME = "Fn::FindInMap"


def find_in_map(scope: Scope, argument: Node, span: Span) -> Value:
    """``Fn::FindInMap``: the names of a mapping and of two keys, and with language extensions a default value."""
    items = argument.items if isinstance(argument, ListNode) else []
    if len(items) not in {3, 4}:
        return refused(span, NAME, f"{NAME} needs a mapping and two keys")
    fallback = items[3].get("DefaultValue") if len(items) == 4 and isinstance(items[3], MappingNode) else None
    name = text_of(scope.required(items[0]))
    if name is None:
        return unknown_text(span, NAME, f"the mapping that {NAME} looks in is not known")
    node: Node | None = scope.stack.mappings.get(name)
    for item in items[1:3]:
        found = _inside(scope, node, item, fallback is not None)
        if isinstance(found, Unknown):
            return unknown_text(span, NAME, found.reason)
        node = found
    if node is not None:
        return scope.evaluate(node).via(ELEMENT, span, f"looked up in mapping {name}")
    if fallback is not None:
        return scope.evaluate(fallback)
    maker = scope.stack.open_ended()
    if maker is not None:
        return unknown_text(span, NAME, f"the transform {maker} may add these keys to mapping {name}")
    return refused(span, NAME, f"mapping {name} has no such keys")


def _inside(scope: Scope, table: Node | None, item: Node, optional: bool) -> Node | Unknown | None:
    """What stands below the key that ``item`` gives; None if there is nothing."""
    option = scope.memory.options.get(subject_of(item) or "")
    value = scope.required(item)
    if isinstance(value, Unknown) and option is not None and option.value is not None:
        value = option.value  # a pseudo parameter that conditions compare: this world says what it is
    if not isinstance(table, MappingNode):
        return None
    text = text_of(value)
    if text is not None:
        return table.get(text)
    others = option.others if option is not None else frozenset()
    keys = [key for key in dict.fromkeys(pair.key.text for pair in table.pairs) if key not in others]
    key = _chosen(scope, value, keys, optional)
    return key if isinstance(key, Unknown) else table.get(key)


def _chosen(scope: Scope, value: Value, keys: list[str], optional: bool) -> str | Unknown:
    """The key that this world takes where none is known; the same one for every mapping. Empty: none of the keys."""
    name = value.name if isinstance(value, Unknown) else json.dumps(plain(value), sort_keys=True)
    known = scope.memory.keys.get(name)
    if known is not None:
        return known
    option = scope.choose(Atom(f"{scope.stack.prefix}key {name} {len(keys)}", len(keys) + optional, CELL))
    if option is None:
        return unknown_text(value.span, NAME, f"the key {name} of {NAME} is not known")
    if option == len(keys):
        return ""
    scope.memory.keys[name] = keys[option]
    scope.world.note(scope.stack.prefix + name, keys[option])
    return keys[option]
