"""Lazy objects as a type wants them: only what it names is computed."""

from __future__ import annotations

from iaclint.terraform.lazy import Lazy, forced
from iaclint.terraform.types import DYNAMIC, Collection, ObjectType
from iaclint.values.value import Entry, Mapping, Sequence, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.terraform.types import Type
    from iaclint.values.value import Value


def asked(value: Value, want: Type) -> Value:
    """A value without lazy objects; of one that is not known as a whole, the attributes that ``want`` names."""
    if isinstance(value, Lazy) and isinstance(want, ObjectType):
        whole = value.force()
        if isinstance(whole, Unknown):
            found = {name: asked(value.attribute(name, value.span), type) for name, type in want.attributes.items()}
            return Mapping(value.origin, {name: Entry(value.origin, one) for name, one in found.items()}, "object")
        return asked(whole, want)
    if isinstance(value, Sequence) and isinstance(want, Collection):
        items = tuple(asked(item, want.element) for item in value.items)
        changed = any(new is not old for new, old in zip(items, value.items, strict=True))
        return Sequence(value.origin, items, value.type, value.element) if changed else value
    if isinstance(value, Mapping) and isinstance(want, Collection | ObjectType):
        return _entries(value, want)
    return forced(value)


def _entries(value: Mapping, want: Collection | ObjectType) -> Mapping:
    entries: dict[str, Entry] = {}
    for key, entry in value.entries.items():
        type = want.element if isinstance(want, Collection) else want.attributes.get(key, DYNAMIC)
        one = asked(entry.value, type)
        entries[key] = entry if one is entry.value else Entry(entry.key, one)
    if all(entries[key] is entry for key, entry in value.entries.items()):
        return value
    return Mapping(value.origin, entries, value.type, value.duplicates, value.element)
