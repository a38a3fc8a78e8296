"""``format`` and ``formatlist``: the format's own text and the texts of the arguments keep their places."""

from __future__ import annotations

import re

from iaclint.terraform.convert import convert
from iaclint.terraform.functions.graphemes import graphemes
from iaclint.terraform.functions.items import items_of
from iaclint.terraform.functions.parts import loosened
from iaclint.terraform.functions.signature import NOTHING, Function, Parameter
from iaclint.terraform.functions.structured import json_parts
from iaclint.terraform.functions.verbs import Verb, floating, integer, shortest
from iaclint.terraform.lazy import forced
from iaclint.terraform.numeric import writable
from iaclint.terraform.order import holes, spread
from iaclint.terraform.types import BOOL, DYNAMIC, NUMBER, STRING, Collection
from iaclint.text.mapped import Chars
from iaclint.values.origin import Origin
from iaclint.values.value import Bool, Failed, Null, Number, Sequence, Spread, String, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.terraform.functions.signature import Call
    from iaclint.values.value import Part, Value

_VERB = re.compile(r"%(?:(%)|([0#+ -]*)([1-9][0-9]*)?(?:\.([0-9]*))?(?:\[([1-9][0-9]*)\])?([a-zA-Z]))")
MAX_SIZE = 100_000  # of a width or precision


class _Problem(Exception):  # noqa: N818
    """What Terraform says against the format or an argument."""


class _TooLarge(Exception):  # noqa: N818
    """More than is worked out here."""


def _format(call: Call, form: String, *arguments: Value) -> Value:
    arguments = tuple(map(forced, arguments))
    return _unformatted(call, arguments) or _formatted(call, form, arguments)


def _unformatted(call: Call, arguments: tuple[Value, ...]) -> Unknown | None:
    """The result where Terraform gives none: something refused, or a bare null."""
    refused = next((hole for value in arguments for hole in holes(value) if isinstance(hole, Failed)), None)
    if refused is None and any(isinstance(value, Null) and value.type is None for value in arguments):
        return call.give_up("a null without a type is never formatted")
    return refused


def _formatted(call: Call, form: String, arguments: tuple[Value, ...]) -> Value:
    try:
        parts = _parts(call, form, arguments)
    except _Problem as problem:
        return call.refuse(str(problem))
    except _TooLarge:
        return call.give_up("the text would become too large")
    return String(call.origin(form, *arguments), tuple(parts))


def _parts(call: Call, form: String, arguments: tuple[Value, ...]) -> list[Part]:
    mapped = form.mapped(flat=True)
    text = mapped.text
    parts: list[Part] = []
    at = highest = 0
    following = 1
    while (start := text.find("%", at)) >= 0:
        match = _VERB.match(text, start)
        if match is None:
            raise _Problem(f"the format is not valid at its character {start + 1}")
        parts += mapped.slice(at, start)  # type: ignore[arg-type]
        at = match.end()
        if match[1]:
            parts += mapped.slice(start, start + 1)  # type: ignore[arg-type]
            continue
        number = int(match[5] or following)
        highest, following = max(highest, number), number + 1
        if number > len(arguments):
            raise _Problem(f"there is no argument for {match[0]}")
        parts += _verb(call, match, arguments[number - 1])
    if highest < len(arguments):
        raise _Problem("there are more arguments than verbs")
    return [*parts, *mapped.slice(at, len(text))]  # type: ignore[list-item]


def _verb(call: Call, match: re.Match[str], value: Value) -> list[Part]:
    precision = int(match[4] or 0) if match[4] is not None else None
    verb = Verb(match[2], int(match[3]) if match[3] else None, precision, match[6])
    if max(verb.width or 0, precision or 0) > MAX_SIZE:
        raise _TooLarge
    if verb.mode not in "vtbdoxXeEfgGsq":
        raise _Problem(f"there is no verb {match[0]}")
    if isinstance(value, Null) and verb.mode != "v":
        raise _Problem(f"{match[0]} cannot format null")
    if verb.mode == "v":
        return _padded(call, verb, _as_is(call, verb, value))
    if verb.mode in "sq":
        return _padded(call, verb, _text(call, verb, value))
    return [_scalar(call, verb, value)]


def _converted(value: Value, type: object) -> Value:
    result = convert(value, type)  # type: ignore[arg-type]
    if isinstance(result, Failed):
        raise _Problem(result.reason)
    return result


def _as_is(call: Call, verb: Verb, value: Value) -> list[Part]:
    """``%v``: texts and numbers as they are, everything else as JSON."""
    if isinstance(value, Unknown):
        return [value if value.type is STRING and "#" not in verb.flags else loosened(value)]
    if "#" not in verb.flags and isinstance(value, String):
        return list(value.parts)
    if isinstance(value, Number) and not writable(value.value):
        raise _TooLarge
    if "#" not in verb.flags and isinstance(value, Number):
        return [Chars(shortest(value.value), call.span)]
    return list(json_parts(value))


def _text(call: Call, verb: Verb, value: Value) -> list[Part]:
    """``%s`` and ``%q``."""
    text = _converted(value, STRING)
    if isinstance(text, Unknown):
        cut = verb.precision or verb.mode == "q"
        return [loosened(text)] if cut else [text]
    if not isinstance(text, String):
        raise _Problem("a text is required")
    if verb.precision:
        text = _shortened(call, text, verb.precision)
    return list(json_parts(text)) if verb.mode == "q" else list(text.parts)


def _shortened(call: Call, text: String, length: int) -> String:
    clusters = graphemes(text.text) if text.text is not None else None
    if clusters is None:
        return String(text.origin, (loosened(next(text.unknowns())) if text.text is None else _intricate(call),))
    return String.of("".join(clusters[:length]), text.origin)


def _intricate(call: Call) -> Unknown:
    return call.give_up("the text is in a script that is not cut into characters here", STRING)


def _padded(call: Call, verb: Verb, parts: list[Part]) -> list[Part]:
    """The parts filled up to the width; with a hole among them their length is not known."""
    if verb.width is None:
        return parts
    text = String(Origin(call.span), tuple(parts))
    clusters = graphemes(text.text) if text.text is not None else None
    if clusters is None:
        hole = next(text.unknowns(), None)
        return [loosened(hole) if hole is not None else _intricate(call)]
    padding = Chars(("0" if "0" in verb.flags else " ") * (verb.width - len(clusters)), call.span)
    return [*parts, padding] if "-" in verb.flags else [padding, *parts]


def _scalar(call: Call, verb: Verb, value: Value) -> Part:
    """``%t`` and the verbs of numbers."""
    result = _converted(value, BOOL if verb.mode == "t" else NUMBER)
    if isinstance(result, Unknown):
        return loosened(result)
    if isinstance(result, Bool):
        return Chars("true" if result.value else "false", call.span)
    number = result.value if isinstance(result, Number) else 0
    if not writable(number):
        raise _TooLarge
    if verb.mode in "bdoxX":
        if not isinstance(number, int):
            raise _Problem("a whole number is required")
        return Chars(integer(verb, number), call.span)
    return Chars(floating(verb, number), call.span)


def _formatlist(call: Call, form: String, *arguments: Value) -> Value:
    arguments = tuple(map(forced, arguments))
    lists = [value for value in arguments if isinstance(value, Sequence)]
    columns = [items_of(value) if isinstance(value, Sequence) else value for value in arguments]
    uncertain = any(isinstance(item, Spread) for column in columns if isinstance(column, tuple) for item in column)
    may_be_lists = [value for value in arguments if isinstance(value, Unknown) and value.type is not STRING]
    if (nothing := _unformatted(call, arguments)) is not None:
        return nothing
    if may_be_lists or (uncertain and len(lists) > 1):
        return call.unknown(*may_be_lists or arguments)
    lengths = {len(column) for column in columns if isinstance(column, tuple)}
    if len(lengths) > 1:
        return call.refuse("the lists have different lengths")
    items: list[Value] = []
    for index in range(lengths.pop() if lengths else 1):
        row = tuple(column[index] if isinstance(column, tuple) else column for column in columns)
        gap = next((value for value in row if isinstance(value, Spread)), None)
        items.append(spread(loosened(gap)) if gap is not None else _formatted(call, form, row))
    refused = next((item for item in items if isinstance(item, Unknown) and not isinstance(item, Spread)), None)
    return refused or Sequence(Origin(call.span), tuple(items), "list", STRING)


_FORM = (Parameter(STRING),)
_ARGUMENTS = Parameter(DYNAMIC, null=True, needs=NOTHING)

FUNCTIONS = {
    "format": Function(_format, _FORM, STRING, _ARGUMENTS),
    "formatlist": Function(_formatlist, _FORM, Collection("list", STRING), _ARGUMENTS),
}
