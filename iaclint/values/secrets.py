"""Which values must not be printed: those that came through a sensitive variable or a ``NoEcho`` parameter."""

from __future__ import annotations

from iaclint.values.origin import SECRET
from iaclint.values.value import Encoded, Entry, Failed, Handed, Mapping, Sequence, String, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.values.origin import Origin
    from iaclint.values.value import Value

HIDDEN = "a sensitive value"
REASON = "it depends on a sensitive value, so what is wrong is not shown"


def secret(value: Value) -> bool:
    """Whether a value, or a part of it, came through something that was marked as secret."""
    if value.origin.has(SECRET):
        return True
    if isinstance(value, String):
        return any(_secret_part(part) for part in value.parts)
    if isinstance(value, Sequence):
        return any(map(secret, value.items))
    if not isinstance(value, Mapping):
        return False
    return any(entry.key.has(SECRET) or secret(entry.value) for entry in value.entries.values())


def _secret_part(part: object) -> bool:
    if isinstance(part, Encoded):
        return secret(part.value)
    return isinstance(part, Handed | Unknown) and part.origin.has(SECRET)


def name(text: str, origin: Origin) -> str:
    """A name for a message: that of a key which came through something secret is hidden."""
    return HIDDEN if origin.has(SECRET) else text


def guarded(result: Value, *inputs: Value) -> Value:
    """A result for which nothing secret is told: why it is refused or unknown may quote an input."""
    if not isinstance(result, Unknown) or any(result is one for one in inputs):
        return result
    if not any(secret(one) for one in inputs if not isinstance(one, Unknown)):
        return result
    kind = Failed if isinstance(result, Failed) else Unknown
    origin = result.origin.via(SECRET, result.origin.span, "it depends on a sensitive value")
    return kind(origin, HIDDEN, REASON, result.shape, result.target, result.type)


def veiled(value: Value) -> Value:
    """A constant that is secret: what in it could not be read is not quoted."""
    if isinstance(value, Unknown):
        kind = Failed if isinstance(value, Failed) else Unknown
        return kind(value.origin, HIDDEN, REASON, value.shape, value.target, value.type)
    if isinstance(value, Sequence):
        return Sequence(value.origin, tuple(map(veiled, value.items)), value.type, value.element)
    if isinstance(value, Mapping):
        entries = {key: Entry(entry.key, veiled(entry.value)) for key, entry in value.entries.items()}
        return Mapping(value.origin, entries, value.type, value.duplicates, value.element)
    return value
