"""Values as JSON and CSV, and back. What is decoded stands where it was written."""

from __future__ import annotations

import re

from iaclint.terraform.functions.items import items_of
from iaclint.terraform.functions.parts import has_holes, loosened, piece
from iaclint.terraform.functions.signature import NOTHING, OUTER, Function, Parameter
from iaclint.terraform.lazy import forced
from iaclint.terraform.numeric import simplest, writable
from iaclint.terraform.order import holes, is_settled
from iaclint.terraform.types import DYNAMIC, NUMBER, STRING, Collection, ObjectType
from iaclint.text.jsontext import Undetermined, read_json
from iaclint.text.mapped import Chars
from iaclint.text.nodes import HoleNode, ListNode, MappingNode, ReadError, ScalarNode
from iaclint.values.decode import from_scalar
from iaclint.values.encode import encode_json
from iaclint.values.origin import Origin
from iaclint.values.value import Encoded, Entry, Mapping, Null, Number, Sequence, String, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.terraform.functions.signature import Call
    from iaclint.text.mapped import MappedText
    from iaclint.text.nodes import Node
    from iaclint.values.value import Value


def _jsonencode(call: Call, value: Value) -> Value:
    return String(Origin(call.span), (Encoded(forced(value), json_parts),))


def json_parts(value: Value) -> tuple[Chars | Unknown, ...]:
    """The text of a value in JSON. A set in which the place of an item is not known is one hole in brackets."""
    return encode_json(_as_written(value))


def _as_written(value: Value) -> Value:
    if isinstance(value, Sequence):
        items = tuple(map(_as_written, value.items))
        if value.type == "set" and not is_settled(value):
            items = (loosened(next(holes(value))),)
        return Sequence(value.origin, items)
    if isinstance(value, Mapping):
        entries = {key: Entry(entry.key, _as_written(entry.value)) for key, entry in value.entries.items()}
        return Mapping(value.origin, entries)
    return value


CHARACTERS_OF_STEP = 10  # of JSON, read in about the time of one step of the evaluation


def _jsondecode(call: Call, text: String) -> Value:
    whole = text.encoded()
    if whole is not None:
        return _as_decoded(whole)
    mapped = text.mapped()
    unpaid = call.pay(len(mapped.text) / CHARACTERS_OF_STEP)
    if unpaid is not None:
        return unpaid
    try:
        node = read_json(mapped)
    except Undetermined as problem:
        return _hole(problem.hole, text.origin)
    except ReadError as problem:
        if "nested" in problem.message:
            return call.give_up(problem.message)
        if has_holes(text):
            return call.unknown(text)
        whole_value = _closed_too_often(text, problem)
        return _jsondecode(call, whole_value) if whole_value else call.refuse(f"no JSON: {problem.message}")
    return _from_node(node).within(text)


def _closed_too_often(text: String, problem: ReadError) -> String | None:
    """The text up to a bracket that closes nothing: Terraform does not look at what stands from there on."""
    if "end of the JSON" not in problem.message:
        return None
    from json import JSONDecoder

    content = text.text or ""
    start = len(content) - len(content.lstrip(" \t\r\n"))
    _, end = JSONDecoder(parse_int=str, parse_float=str).raw_decode(content, start)
    if not content[end:].lstrip(" \t\r\n").startswith(("]", "}")):
        return None
    return String(text.origin, piece(text, text.mapped(flat=True), 0, end).parts)


def _from_node(node: Node) -> Value:
    """What Terraform makes of JSON: tuples and objects."""
    origin = Origin(node.span)
    if isinstance(node, ListNode):
        return Sequence(origin, tuple(map(_from_node, node.items)), "tuple")
    if isinstance(node, MappingNode):
        pairs = sorted(node.pairs, key=lambda pair: pair.key.text)
        return Mapping(origin, {pair.key.text: Entry(Origin(pair.key.span), _from_node(pair.value)) for pair in pairs})
    if isinstance(node, HoleNode):
        return _hole(node.hole, origin)
    value = from_scalar(node) if isinstance(node, ScalarNode) else Null(origin)
    if isinstance(value, Number):
        return _number(value)
    return _without_surrogates(value) if isinstance(value, String) else value


def _number(value: Number) -> Value:
    if writable(value.value):
        return value if isinstance(value.value, int) else Number(value.origin, simplest(value.value), value.text)
    return Unknown(value.origin, value.text[:40], "the number has too many digits to be evaluated", type=NUMBER)


def _without_surrogates(value: String) -> String:
    """Half a character that JSON can escape, but no text can hold, is U+FFFD."""
    text = value.text
    if text is None or text.isascii() or not re.search("[\ud800-\udfff]", text):
        return value
    return String.of(re.sub("[\ud800-\udfff]", "\ufffd", text), value.origin)


def _hole(hole: object, origin: Origin) -> Value:
    """What stands in JSON where a whole value is missing: it may be of any type."""
    if isinstance(hole, Encoded):
        return _as_decoded(hole.value)
    if isinstance(hole, Unknown):
        return Unknown(hole.origin, hole.name, hole.reason)
    return Unknown(origin, "?", "it cannot be read")


def _as_decoded(value: Value) -> Value:
    """An encoded value as it comes back: lists and sets as tuples, maps as objects."""
    if isinstance(value, Sequence):
        return Sequence(value.origin, tuple(map(_as_decoded, items_of(value))), "tuple")
    if isinstance(value, Mapping):
        entries = {key: Entry(entry.key, _as_decoded(entry.value)) for key, entry in value.entries.items()}
        return Mapping(value.origin, entries)
    if isinstance(value, Null):
        return Null(value.origin)
    if isinstance(value, Unknown):
        return Unknown(value.origin, value.name, value.reason, value.shape, value.target)
    return value


_FIELD = r'"((?:[^"]|"")*)"|([^",\r\n][^,\r\n]*)?'


class _BadCsv(Exception):  # noqa: N818
    """What is wrong with the text."""


def _csvdecode(call: Call, text: String) -> Value:
    mapped = text.mapped(flat=True)
    try:
        rows = list(_rows(text, mapped))
    except _BadCsv as problem:
        return call.refuse(str(problem))
    if not rows:
        return call.refuse("the header line is missing")
    names = [field.text or "" for field in rows[0]]
    if len(set(names)) < len(names):
        return call.refuse("two columns have one name")
    if any(len(row) != len(names) for row in rows):
        return call.refuse("a line has another number of fields than the header")
    items = tuple(_record(call, names, row) for row in rows[1:])
    return Sequence(Origin(call.span), items, "list", ObjectType(dict.fromkeys(sorted(names), STRING)))


def _record(call: Call, names: list[str], row: list[String]) -> Mapping:
    named = sorted(zip(names, row, strict=True), key=lambda pair: pair[0])
    return Mapping(Origin(call.span), {name: Entry(Origin(call.span), field) for name, field in named})


def _rows(text: String, mapped: MappedText) -> Iterator[list[String]]:
    """The lines of CSV (RFC 4180, as Go's encoding/csv reads it); empty ones are passed over."""
    content, at = mapped.text, 0
    while at < len(content):
        if content.startswith(("\n", "\r\n"), at):
            at = content.index("\n", at) + 1
            continue
        row: list[String] = []
        while True:
            field, at = _field(text, mapped, at)
            row.append(field)
            if not content.startswith(",", at):
                break
            at += 1
        at += 2 if content.startswith("\r\n", at) else 1
        yield row


def _field(text: String, mapped: MappedText, at: int) -> tuple[String, int]:
    match = re.compile(_FIELD).match(mapped.text, at)
    end = match.end() if match else at
    follows = mapped.text[end : end + 2]
    if match is None or (follows and follows[0] not in ",\n" and follows != "\r\n"):
        raise _BadCsv("a field has a quote in the wrong place, or a quoted field does not end")
    if match[1] is None:
        if '"' in match[0]:
            raise _BadCsv("a field without quotes has a quote in it")
        return piece(text, mapped, match.start(), end), end
    if '""' not in match[1] and "\r" not in match[1]:
        return piece(text, mapped, match.start(1), match.end(1)), end
    whole = mapped.locate(match.start(1), match.end(1))
    unquoted = match[1].replace('""', '"').replace("\r\n", "\n")
    return String(Origin(whole, text.origin.last), (Chars(unquoted, whole),)), end


_ANY = Parameter(DYNAMIC, null=True, needs=NOTHING)

FUNCTIONS = {
    "jsonencode": Function(_jsonencode, (_ANY,), STRING),
    "jsondecode": Function(_jsondecode, (Parameter(STRING, needs=OUTER),)),
    "csvdecode": Function(_csvdecode, (Parameter(STRING),), Collection("list", DYNAMIC)),
}
