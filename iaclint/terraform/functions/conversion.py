"""``tostring`` and its like, and the functions that mark values."""

from __future__ import annotations

from iaclint.terraform.convert import convert
from iaclint.terraform.functions.signature import NOTHING, Function, Parameter
from iaclint.terraform.order import holes
from iaclint.terraform.types import BOOL, DYNAMIC, NUMBER, STRING, Collection
from iaclint.values.origin import SECRET, Origin, Step
from iaclint.values.value import Bool, Entry, Failed, Mapping, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.terraform.functions.signature import Call
    from iaclint.terraform.types import Type
    from iaclint.values.value import Value


def _to(type: Type) -> Function:
    def implementation(call: Call, value: Value) -> Value:
        result = convert(value, type)
        return call.refuse(result.reason) if isinstance(result, Failed) else result

    return Function(implementation, (Parameter(DYNAMIC, null=True, needs=NOTHING),), type)


def _sensitive(call: Call, value: Value) -> Value:
    return value if value.origin.has(SECRET) else value.via(SECRET, call.span, "marked as sensitive here")


def _nonsensitive(_: Call, value: Value) -> Value:
    return _opened(value)


def _opened(value: Value) -> Value:
    """A value without the steps that make it secret, also inside."""
    value = value.at(_without_secrets(value.origin))
    if isinstance(value, Sequence):
        return Sequence(value.origin, tuple(map(_opened, value.items)), value.type, value.element)
    if isinstance(value, Mapping):
        entries = {key: Entry(entry.key, _opened(entry.value)) for key, entry in value.entries.items()}
        return Mapping(value.origin, entries, value.type, value.duplicates, value.element)
    return value


def _without_secrets(origin: Origin) -> Origin:
    last: Step | None = None
    for step in origin.steps():
        last = last if step.kind == SECRET else Step(step.kind, step.span, step.message, last)
    return Origin(origin.span, last)


def _issensitive(call: Call, value: Value) -> Value:
    if value.origin.has(SECRET):
        return Bool(Origin(call.span), True)
    return call.unknown(value) if any(holes(value)) else Bool(Origin(call.span), False)


def _ephemeralasnull(_: Call, value: Value) -> Value:
    return value


_VALUE = (Parameter(DYNAMIC, null=True, needs=NOTHING),)

FUNCTIONS = {
    "tostring": _to(STRING),
    "tonumber": _to(NUMBER),
    "tobool": _to(BOOL),
    "tolist": _to(Collection("list", DYNAMIC)),
    "toset": _to(Collection("set", DYNAMIC)),
    "tomap": _to(Collection("map", DYNAMIC)),
    "sensitive": Function(_sensitive, _VALUE),
    "nonsensitive": Function(_nonsensitive, _VALUE),
    "issensitive": Function(_issensitive, _VALUE, BOOL),
    "ephemeralasnull": Function(_ephemeralasnull, _VALUE),
}
