"""``Fn::ForEach`` and ``AWS::Include``: entries that a mapping gets when the template is transformed.

Language extensions transform (User Guide, "Fn::ForEach"): the value is a list of the name of a variable, a collection,
and an object whose keys and values are repeated for each item of the collection. ``${Name}`` stands for the item in
every text, ``&{Name}`` in a key for its letters and digits.
"""

from __future__ import annotations

import re

from iaclint.cloudformation.calls import LOOP, TRANSFORM, Absent, literal, refused, text_of
from iaclint.text.mapped import Chars, MappedText
from iaclint.text.nodes import ListNode, MappingNode
from iaclint.values.decode import from_scalar
from iaclint.values.origin import Origin
from iaclint.values.secrets import secret
from iaclint.values.value import Sequence, String, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.cloudformation.scope import Scope
    from iaclint.text.nodes import Pair, ScalarNode
    from iaclint.values.value import Part, Value

    Entries = list[tuple[str, Pair, Scope]]

MAX_ENTRIES = 5_000  # CloudFormation itself allows 500 resources
_INCLUDE_COST = 60  # in the measure of Scope.evaluate, so that files include each other ten levels deep

_VARIABLE = r"([$&])\{([A-Za-z0-9_.:]+)\}"


def expanded(scope: Scope, node: MappingNode) -> tuple[Entries, list[Unknown]]:
    """The entries of a mapping, each with the scope in which it is to be read; and why others cannot be known."""
    found: Entries = []
    lost: list[Unknown] = []
    _expand(scope, node, found, lost)
    return found, lost


def _expand(scope: Scope, node: MappingNode, found: Entries, lost: list[Unknown]) -> None:
    for pair in node.pairs:
        key = pair.key.text
        if len(found) > MAX_ENTRIES:
            lost.append(refused(pair.key.span, key, f"the template repeats this more than {MAX_ENTRIES} times"))
            return
        if key.startswith(LOOP):
            _repeat(scope, pair, found, lost)
        elif key == TRANSFORM:
            _include(scope, pair, found, lost)
        else:
            found.append((bound_text(key, scope.bindings), pair, scope))


def _repeat(scope: Scope, pair: Pair, found: Entries, lost: list[Unknown]) -> None:
    """What one loop gives."""
    name = pair.key.text
    items = pair.value.items if isinstance(pair.value, ListNode) else []
    variable = literal(items[0]) if len(items) == 3 else None
    if variable is None or not isinstance(items[2], MappingNode):
        lost.append(refused(pair.key.span, name, f"{name} needs a variable, a collection and an object"))
        return
    collection = scope.required(items[1])
    values: tuple[Value, ...] = (collection,)
    if isinstance(collection, Sequence):
        values = tuple(collection.elements())
    elif not isinstance(collection, Unknown):
        lost.append(refused(items[1].span, name, f"{name} needs a list, not a {collection.kind}"))
        return
    for value in values[: MAX_ENTRIES + 1]:
        spent = scope.memory.progress.spent()
        if spent is not None:
            lost.append(refused(pair.key.span, name, spent))
            return
        _expand(scope.bound({**scope.bindings, variable: value}), items[2], found, lost)


def _include(scope: Scope, pair: Pair, found: Entries, lost: list[Unknown]) -> None:
    from iaclint.cloudformation.includes import included

    progress = scope.memory.progress
    body = included(scope, pair.value, pair.key.span)
    if isinstance(body, Unknown):
        lost.append(body)
    elif (spent := progress.spent()) is not None:
        lost.append(refused(pair.key.span, TRANSFORM, spent))
    else:
        progress.depth += _INCLUDE_COST
        _expand(scope, body, found, lost)
        progress.depth -= _INCLUDE_COST


def bound_text(text: str, bindings: dict[str, Value]) -> str:
    """A key with loop variables in it; one whose value is not known stays as it is written."""
    if not bindings or "{" not in text:
        return text

    def replaced(match: re.Match[str]) -> str:
        value = bindings.get(match.group(2))
        known = text_of(value) if value is not None else None
        if value is None or known is None:
            return match.group()
        if secret(value):
            return "sensitive"
        return known if match.group(1) == "$" else re.sub(r"[^0-9A-Za-z]+", "", known)

    return re.sub(_VARIABLE, replaced, text)


def bound_scalar(scope: Scope, node: ScalarNode) -> Value:
    """A scalar with loop variables in it."""
    text = node.text
    matches = [
        match for match in re.finditer(_VARIABLE, text) if match.group(1) == "$" and match.group(2) in scope.bindings
    ]
    if not matches:
        return from_scalar(node)
    mapped = MappedText(node.parts, node.span)
    parts: list[Part] = []
    at = 0
    for match in matches:
        parts.extend(part for part in mapped.slice(at, match.start()) if isinstance(part, Chars))
        at = match.end()
        value = scope.bindings[match.group(2)]
        if match.start() == 0 and at == len(text):
            return value
        parts.extend(_parts(value))
    parts.extend(part for part in mapped.slice(at, len(text)) if isinstance(part, Chars))
    return String(Origin(node.span), tuple(parts))


def _parts(value: Value) -> Iterator[Part]:
    if isinstance(value, String):
        yield from value.handed()
    elif isinstance(value, Unknown):
        yield value
    elif not isinstance(value, Absent):
        yield Chars(text_of(value) or "", value.span)
