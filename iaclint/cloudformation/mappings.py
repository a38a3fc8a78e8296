"""``Fn::FindInMap``. A key that is not known leaves a choice among the cells."""

from __future__ import annotations

import json

from iaclint.cloudformation.calls import refused, text_of, unknown_text
from iaclint.cloudformation.references import PSEUDO, subject_of
from iaclint.cloudformation.supply import option_of
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
    value = _key(scope, item)
    if not isinstance(table, MappingNode):
        return None
    text = text_of(value)
    if text is not None:
        return table.get(text)
    identity = json.dumps(plain(value), sort_keys=True)
    chosen = scope.memory.keys.get(identity)
    if chosen is not None:
        return table.get(chosen)
    keys = list(dict.fromkeys(pair.key.text for pair in table.pairs))
    option = scope.choose(Atom(f"{scope.stack.prefix}key {identity} {len(keys)}", len(keys) + optional, CELL))
    if option is None:
        return unknown_text(item.span, NAME, f"the key {_name(value)} of {NAME} is not known")
    if option == len(keys):
        return None
    scope.memory.keys[identity] = keys[option]
    scope.world.note(scope.stack.prefix + _name(value), keys[option])
    return table.get(keys[option])


def _key(scope: Scope, item: Node) -> Value:
    """A key; a pseudo parameter that conditions compare with literals has the value that this world gives it."""
    subject = subject_of(item)
    option = option_of(scope, subject) if subject in PSEUDO else None
    if option is not None and option.value is not None:
        return option.value
    return scope.required(item)


def _name(value: Value) -> str:
    return value.name if isinstance(value, Unknown) else NAME
