"""Conversions to ``string``, ``number`` and ``bool`` (cty, package convert, conversion_primitive.go)."""

from __future__ import annotations

from iaclint.terraform.numeric import parse_number, writable
from iaclint.terraform.types import BOOL, NUMBER, STRING, Primitive, describe, type_of
from iaclint.values.encode import number_text
from iaclint.values.value import Bool, Failed, Number, String, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.terraform.types import Type
    from iaclint.values.value import Value


def failed(value: Value, reason: str) -> Failed:
    """The refusal of a value."""
    return Failed(value.origin, value.span.text, reason)


def mismatch(value: Value, want: Type) -> Failed:
    """The refusal of a value that is of another type."""
    return failed(value, f"{describe(want)} required, but this is {describe(type_of(value))}")


def to_primitive(value: Value, want: Primitive) -> Value:
    """A value as a text, number or truth value; Failed if Terraform refuses it."""
    if want is STRING:
        return _string(value)
    if want is NUMBER:
        return value if isinstance(value, Number) else _number(value)
    return value if isinstance(value, Bool) else _bool(value)


def _string(value: Value) -> Value:
    if isinstance(value, String):
        return value
    if isinstance(value, Number):
        fits = writable(value.value)
        return String.of(number_text(value.value), value.origin) if fits else _too_long(value, STRING)
    if isinstance(value, Bool):
        return String.of("true" if value.value else "false", value.origin)
    return mismatch(value, STRING)


def _number(value: Value) -> Value:
    if not isinstance(value, String):
        return mismatch(value, NUMBER)
    text = value.text
    if text is None:
        return _from_holes(value, NUMBER)
    number = parse_number(text)
    if number is None:
        return failed(value, f'"{text}" is no number')
    return Number(value.origin, number, text) if writable(number) else _too_long(value, NUMBER)


def _bool(value: Value) -> Value:
    if not isinstance(value, String):
        return mismatch(value, BOOL)
    text = value.text
    if text is None:
        return _from_holes(value, BOOL)
    if text in {"true", "1"}:
        return Bool(value.origin, True)
    if text in {"false", "0"}:
        return Bool(value.origin, False)
    return failed(value, f'"{text}" is neither "true" nor "false"')


def _from_holes(value: String, want: Type) -> Unknown:
    """A partly known text as another type: unknown for the reason of its first hole; Failed if one was refused."""
    found = list(value.unknowns())
    hole = next((hole for hole in found if isinstance(hole, Failed)), found[0])
    if isinstance(hole, Failed):
        return hole
    return Unknown(value.origin, hole.name, hole.reason, type=want)


def _too_long(value: Value, want: Type) -> Unknown:
    return Unknown(value.origin, value.span.text, "the number has too many digits to be evaluated", type=want)
