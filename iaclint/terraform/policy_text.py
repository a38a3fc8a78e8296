"""A policy document as JSON text with its elements in their order, as Go's ``json.Marshal`` writes a struct."""

from __future__ import annotations

from iaclint.text.mapped import Chars
from iaclint.values.encode import encode_json, escaped
from iaclint.values.value import Mapping, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.values.value import Unknown, Value


def compact(value: Value) -> tuple[Chars | Unknown, ...]:
    """The text of ``minified_json``."""
    return tuple(_written(value, "", ""))


def indented(value: Value) -> tuple[Chars | Unknown, ...]:
    """The text of ``json``: two spaces a level."""
    return tuple(_written(value, "\n", "  "))


def _written(value: Value, line: str, step: str) -> Iterator[Chars | Unknown]:
    span = value.origin.span
    inner = line + step
    if isinstance(value, Mapping) and value.entries:
        yield Chars("{", span)
        for index, (key, entry) in enumerate(value.entries.items()):
            colon = '": ' if step else '":'
            yield Chars(("," if index else "") + inner + '"' + escaped(key) + colon, entry.key.span)
            yield from _written(entry.value, inner, step)
        yield Chars(line + "}", span)
    elif isinstance(value, Sequence) and value.items:
        yield Chars("[", span)
        for index, item in enumerate(value.items):
            yield Chars(("," if index else "") + inner, span)
            yield from _written(item, inner, step)
        yield Chars(line + "]", span)
    else:
        yield from encode_json(value)
