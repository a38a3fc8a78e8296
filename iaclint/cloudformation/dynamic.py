"""Dynamic references: ``{{resolve:ssm:name}}`` in a property is a value that only the deployment knows.

User Guide, "Get values stored in other services using dynamic references".
"""

from __future__ import annotations

import re
from operator import is_not

from iaclint.text.mapped import Chars
from iaclint.values.origin import Origin
from iaclint.values.secrets import HIDDEN, secret
from iaclint.values.value import TEXT, Encoded, Entry, Mapping, Sequence, String, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.text.mapped import MappedText
    from iaclint.text.span import Span
    from iaclint.values.value import Part, Value

MARK = "{{resolve:"
_REFERENCE = r"(?s)\{\{resolve:([a-z-]+):.*?\}\}"


def with_holes(value: Value) -> Value:
    """A value with every dynamic reference in its texts as an unknown; the same one if there is none."""
    if isinstance(value, String):
        for part in value.parts:
            if isinstance(part, Chars) and "{{" in part.text:
                return _text(value)
    elif isinstance(value, Sequence):
        items = [with_holes(item) for item in value.items]
        if any(map(is_not, items, value.items)):
            return Sequence(value.origin, tuple(items), value.type)
    elif isinstance(value, Mapping):
        new = {}
        for key, entry in value.entries.items():
            found = with_holes(entry.value)
            if found is not entry.value:
                new[key] = Entry(entry.key, found)
        if new:
            return Mapping(value.origin, {**value.entries, **new}, value.type, value.duplicates)
    return value


def _text(value: String) -> Value:
    mapped = value.mapped()
    if MARK not in mapped.text:
        return value
    hidden = secret(value)
    parts: list[Part] = []
    start = 0
    for match in re.finditer(_REFERENCE, mapped.text):
        parts.extend(_between(mapped, start, match.start()))
        start = match.end()
        name = HIDDEN if hidden else match.group()
        parts.append(_hole(name, match.group(1), mapped.locate(match.start(), start)))
    parts.extend(_between(mapped, start, len(mapped.text)))
    only = parts[0] if len(parts) == 1 else None
    return only.at(value.origin) if isinstance(only, Unknown) else String(value.origin, tuple(parts))


def _between(mapped: MappedText, start: int, end: int) -> Iterator[Part]:
    return (part for part in mapped.slice(start, end) if isinstance(part, Chars | Unknown | Encoded))


def _hole(name: str, service: str, span: Span) -> Unknown:
    return Unknown(Origin(span), name, f"it is read from {service} at deploy", TEXT)
