"""How the AWS provider orders and joins what it keeps as sets: actions, resources, principals, conditions.

The order of a set of blocks is that of the decimal texts of the CRC-32 of each block's serialization
(terraform-plugin-sdk, helper/schema/serialize.go and set.go); it shows where blocks are joined into one list.
"""

from __future__ import annotations

from zlib import crc32

from iaclint.values.origin import Origin
from iaclint.values.value import Entry, Mapping, Sequence, Spread, String, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from iaclint.terraform.blocks import Nested
    from iaclint.values.value import Value

    Block = TypeVar("Block")
    Principal = tuple[Nested, Value | None, Value]
    Condition = tuple[Nested, Value | None, Value | None, Value | None]


def text_of(value: Value | None) -> str | None:
    """The text of a wholly known string."""
    return value.text if isinstance(value, String) else None


def sorted_set(value: Value | None) -> Value | None:
    """A set of strings as the provider writes it: one alone, several in reverse order, none not at all."""
    listed = identifiers(value)
    return None if isinstance(listed, Sequence) and not listed.items else listed


def identifiers(value: Value | None) -> Value | None:
    """The same, where the provider writes an empty list too. What is not known comes last."""
    if not isinstance(value, Sequence):
        return value
    known: dict[str, Value] = {}
    others: list[Value] = []
    for item in value.items:
        text = text_of(item)
        if text is not None:
            known.setdefault(text, item)
        elif isinstance(item, String | Unknown):
            others.append(item)
    items = (*(known[text] for text in sorted(known, key=_bytes, reverse=True)), *others)
    if len(items) == 1 and not isinstance(items[0], Spread):
        return items[0].within(value)
    return Sequence(value.origin, items)


def _bytes(text: str) -> bytes:
    """Go compares strings by their bytes."""
    return text.encode("utf-8", "surrogatepass")


def principals(found: list[Principal], open: Unknown | None) -> Value | None:
    """The ``Principal`` of the blocks: their types, each with the identifiers of all its blocks."""
    if open is not None:
        return open
    if not found:
        return None
    joined: dict[str, list[Principal]] = {}
    for block, type, value in _ordered(found, _principal):
        text = text_of(type)
        if text is None:
            return _not_known(type, block)
        joined.setdefault(text, []).append((block, type, value))
    if list(joined) == ["*"] and len(joined["*"]) == 1 and text_of(joined["*"][0][2]) == "*":
        return joined["*"][0][2]
    entries = {type: _entry(joined[type]) for type in sorted(joined, key=_bytes)}
    return Mapping(Origin(found[0][0].header), entries, "object")


def _entry(blocks: list[Principal]) -> Entry:
    first, type, value = blocks[0]
    key = type.origin if type is not None else Origin(first.header)
    if len(blocks) == 1:
        return Entry(key, value)
    items = [item for _, _, value in blocks for item in (_elements(value))]
    return Entry(key, Sequence(Origin(first.header), tuple(items)))


def _elements(value: Value | None) -> tuple[Value, ...]:
    if isinstance(value, Sequence):
        return tuple(value.elements())
    if isinstance(value, Unknown) and not isinstance(value, Spread) and value.shape == "any":
        return (Spread(value.origin, value.name, value.reason),)
    return (value,) if value is not None else ()


def conditions(found: list[Condition], open: Unknown | None) -> Value | None:
    """The ``Condition`` of the blocks: operators, their keys, and the values of all blocks with both."""
    if open is not None:
        return open
    if not found:
        return None
    joined: dict[str, dict[str, list[Condition]]] = {}
    for condition in _ordered(found, _condition):
        block, test, variable, _ = condition
        operator, key = text_of(test), text_of(variable)
        if operator is None or key is None:
            return _not_known(test if operator is None else variable, block)
        joined.setdefault(operator, {}).setdefault(key, []).append(condition)
    entries = {operator: _operator(joined[operator]) for operator in sorted(joined, key=_bytes)}
    return Mapping(Origin(found[0][0].header), entries, "object")


def _operator(keys: dict[str, list[Condition]]) -> Entry:
    entries = {key: _values(keys[key]) for key in sorted(keys, key=_bytes)}
    first, test, _, _ = next(iter(keys.values()))[0]
    where = test.origin if test is not None else Origin(first.header)
    return Entry(where, Mapping(Origin(first.header), entries, "object"))


def _values(blocks: list[Condition]) -> Entry:
    first, _, variable, values = blocks[0]
    where = variable.origin if variable is not None else Origin(first.header)
    if len(blocks) == 1 and isinstance(values, Unknown):
        return Entry(where, values)
    items = tuple(item for *_, values in blocks for item in _elements(values) if isinstance(item, String | Unknown))
    if len(items) == 1 and not isinstance(items[0], Spread):
        return Entry(where, items[0])
    whole = values.span if len(blocks) == 1 and values is not None else first.header
    return Entry(where, Sequence(Origin(whole), items))


def _not_known(value: Value | None, block: Nested) -> Unknown:
    """What cannot be written because a key in it is not known."""
    if isinstance(value, Unknown):
        return value
    hole = next(value.unknowns(), None) if isinstance(value, String) else None
    if value is None or hole is None:
        return Unknown(Origin(block.header), block.header.text, "an argument that it needs is missing")
    return Unknown(value.origin, hole.name, hole.reason)


def _ordered(found: list[Block], serialized: Callable[[Block], str]) -> list[Block]:
    """The members of a set of blocks, equal ones once, in the provider's order."""
    kept: dict[str, Block] = {}
    for block in found:
        kept.setdefault(serialized(block), block)
    return [kept[text] for text in sorted(kept, key=_code)]


def _principal(principal: Principal) -> str:
    _, type, value = principal
    items = sorted((f"{_shown(item)};" for item in _elements(value)), key=_code)
    return f"identifiers:{{{''.join(items)}}};type:{_shown(type)};"


def _condition(condition: Condition) -> str:
    _, test, variable, values = condition
    items = "".join(f"{_shown(item)};" for item in _elements(values))
    return f"test:{_shown(test)};values:({items});variable:{_shown(variable)};"


def _shown(value: Value | None) -> str:
    """A text as it is serialized; what is not known by its place, so that two of them are two."""
    text = text_of(value)
    return text if text is not None else f"\0{value.span if value is not None else ''}"


def _code(serialized: str) -> str:
    return str(crc32(_bytes(serialized)))
