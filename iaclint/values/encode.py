"""Values to JSON: as parts of a string that keep their places, and as plain data for ``show``."""

from __future__ import annotations

try:
    from _json import encode_basestring  # as in text.jsontext
except ImportError:
    from json.encoder import encode_basestring

from iaclint.text.mapped import Chars
from iaclint.values.value import Bool, Encoded, Mapping, Null, Number, Sequence, String, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from iaclint.values.value import Value

    Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]


def encode_json(value: Value) -> tuple[Chars | Unknown, ...]:
    """JSON text as Terraform's ``jsonencode`` writes it: keys sorted, no spaces, ``<``, ``>`` and ``&`` escaped."""
    return tuple(_encoded(value))


def _encoded(value: Value) -> Iterator[Chars | Unknown]:
    span = value.origin.span
    if isinstance(value, Unknown):
        yield value
    elif isinstance(value, String):
        yield Chars('"', span)
        for part in value.flat():
            yield Chars(escaped(part.text), part.span) if isinstance(part, Chars) else part
        yield Chars('"', span)
    elif isinstance(value, Sequence):
        yield Chars("[", span)
        for index, item in enumerate(value.items):
            if index:
                yield Chars(",", span)
            yield from _encoded(item)
        yield Chars("]", span)
    elif isinstance(value, Mapping):
        yield from _encoded_mapping(value)
    elif isinstance(value, Number):
        yield Chars(number_text(value.value), span)
    else:
        yield Chars("null" if isinstance(value, Null) else str(plain(value)).lower(), span)


def _encoded_mapping(value: Mapping) -> Iterator[Chars | Unknown]:
    span = value.origin.span
    yield Chars("{", span)
    for index, key in enumerate(sorted(value.entries)):
        entry = value.entries[key]
        yield Chars(("," if index else "") + '"' + escaped(key) + '":', entry.key.span)
        yield from _encoded(entry.value)
    yield Chars("}", span)


MAX_DIGITS = 5000  # a number with more of them is written with its exponent, which is JSON as well


def number_text(number: int | Decimal) -> str:
    """A number in decimal digits, without exponent and without zeros behind the last digit that counts."""
    if isinstance(number, int):
        return str(number)
    if not -MAX_DIGITS < number.adjusted() < MAX_DIGITS:
        return str(number)
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def escaped(text: str) -> str:
    """The inside of a JSON string as Go's encoder writes it (encoding/json, HTML escaping on)."""
    inner = encode_basestring(text)[1:-1]
    for char, written in (
        ("<", "\\u003c"),
        (">", "\\u003e"),
        ("&", "\\u0026"),
        ("\u2028", "\\u2028"),
        ("\u2029", "\\u2029"),
    ):
        if char in inner:
            inner = inner.replace(char, written)
    return inner


def plain(value: Value) -> Plain:
    """A value as data for ``show``: holes as ``{"$unknown": name}``, partly known text as ``{"$parts": [...]}``."""
    if isinstance(value, String):
        return _plain_text(value)
    if isinstance(value, Sequence):
        return [plain(item) for item in value.items]
    if isinstance(value, Mapping):
        return {key: plain(entry.value) for key, entry in value.entries.items()}
    if isinstance(value, Unknown):
        return {"$unknown": value.name}
    if isinstance(value, Number):
        return _plain_number(value)
    if isinstance(value, Bool):
        return value.value
    if isinstance(value, Null):
        return None
    raise TypeError(type(value).__name__)


def _plain_number(value: Number) -> Plain:
    """A number; as text where it is too large for JSON readers."""
    number = value.value
    if isinstance(number, int):
        return number
    near = float(number)
    return (value.text or str(number)) if abs(near) == float("inf") else near


def _plain_text(value: String) -> Plain:
    text = value.text
    if text is not None:
        return text
    parts: list[Plain] = []
    for part in value.flat():
        if isinstance(part, Unknown):
            parts.append({"$unknown": part.name})
        elif parts and isinstance(parts[-1], str):
            parts[-1] += part.text
        elif part.text:
            parts.append(part.text)
    return parts[0] if len(parts) == 1 else {"$parts": parts}


def complete(value: Value) -> bool:
    """Whether there is no hole anywhere in a value."""
    if isinstance(value, Unknown):
        return False
    if isinstance(value, String):
        return not any(
            isinstance(part, Unknown) or (isinstance(part, Encoded) and not complete(part.value))
            for part in value.parts
        )
    if isinstance(value, Sequence):
        return all(complete(item) for item in value.items)
    if isinstance(value, Mapping):
        return all(complete(entry.value) for entry in value.entries.values())
    return True
