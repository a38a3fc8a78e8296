"""``yamlencode`` and ``yamldecode``: YAML as go-cty-yaml reads it."""

from __future__ import annotations

import re

from iaclint.terraform.functions.signature import Function, Parameter
from iaclint.terraform.functions.yamlwriter import write_yaml
from iaclint.terraform.numeric import parse_number, writable
from iaclint.terraform.types import DYNAMIC, STRING
from iaclint.text.mapped import Chars
from iaclint.text.nodes import ListNode, MappingNode, ScalarNode
from iaclint.text.span import Source
from iaclint.values.encode import number_text
from iaclint.values.origin import Origin
from iaclint.values.value import Bool, Entry, Mapping, Null, Number, Sequence, String

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.terraform.functions.signature import Call
    from iaclint.text.mapped import MappedText
    from iaclint.text.nodes import Node, Pair
    from iaclint.text.span import Span
    from iaclint.values.value import Value


def _yamlencode(call: Call, value: Value) -> Value:
    return call.text(write_yaml(value))


class _Refused(Exception):  # noqa: N818
    """What Terraform says against the document."""


class _Beyond(Exception):  # noqa: N818
    """What is good YAML, but not decoded here."""


STEPS_OF_DOCUMENT = 20  # that reading any document takes; each step then reads five characters


def _yamldecode(call: Call, text: String) -> Value:
    from iaclint.text.yamltext import read_yaml_source

    mapped = text.mapped(flat=True)
    unpaid = call.pay(STEPS_OF_DOCUMENT + len(mapped.text) / 5)
    if unpaid is not None:
        return unpaid
    documents, problem = read_yaml_source(Source("", mapped.text))
    if problem is not None:
        larger = "nested" in problem.message or "larger" in problem.message
        return call.give_up(problem.message) if larger else call.refuse(f"no YAML: {problem.message}")
    if len(documents) > 1:
        return call.refuse("only one document is allowed")
    try:
        return _Decoder(mapped).root(documents[0] if documents else None).within(text)
    except _Refused as refusal:
        return call.refuse(str(refusal))
    except _Beyond as limit:
        return call.give_up(str(limit))


_EMPTY = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n)*[ \t]*(?:#[^\n]*)?\Z")
_MERGE = re.compile(r"<<[ \t]*:[ \t]*(\*)?")
MAX_VALUES = 20_000  # aliases counted as often as they are used


class _Decoder:
    """Turns the tree of a document into values that stand where the text stands."""

    def __init__(self, mapped: MappedText) -> None:
        self.mapped = mapped
        self.left = MAX_VALUES
        if any(match[1] is None for match in _MERGE.finditer(mapped.text)):
            raise _Beyond("merge keys are only evaluated with one alias")

    def root(self, node: Node | None) -> Value:
        if node is not None:
            return self.value(node)
        if _EMPTY.match(self.mapped.text):
            raise _Refused("there is no document")
        return Null(Origin(self.mapped.whole))

    def span(self, span: Span) -> Span:
        return self.mapped.locate(span.start, span.end)

    def value(self, node: Node) -> Value:
        self.left -= 1
        if self.left < 0:
            raise _Beyond(f"the document has more than {MAX_VALUES} values")
        origin = Origin(self.span(node.span))
        if node.tag and not isinstance(node, ScalarNode):
            raise _Refused(f"the tag {node.tag} is not supported")
        if isinstance(node, ListNode):
            return Sequence(origin, tuple(map(self.value, node.items)), "tuple")
        if isinstance(node, MappingNode):
            return Mapping(origin, self.entries(node))
        if isinstance(node, ScalarNode):
            return self.scalar(node)
        raise _Beyond("a part of the document cannot be read")

    def entries(self, node: MappingNode) -> dict[str, Entry]:
        self.check_merge(node)
        found: dict[str, Entry] = {}
        for pair in node.pairs:
            key = self.scalar(pair.key)
            if isinstance(key, Null):
                raise _Refused("a key is null")
            name = _as_text(key)
            found[name] = Entry(Origin(self.span(pair.key.span)), self.value(pair.value))
        return {name: found[name] for name in sorted(found)}

    def check_merge(self, node: MappingNode) -> None:
        """Merged entries give way to own ones; in Terraform only those that stand behind the merge key."""
        own = [pair for pair in node.pairs if _inside(pair, node)]
        if len(own) == len(node.pairs) or not own:
            return
        start = min(pair.key.span.start for pair in own)
        if _MERGE.search(self.mapped.text, node.span.start, start) is None:
            raise _Beyond("merge keys are only evaluated as the first key")

    def scalar(self, node: ScalarNode) -> Value:
        origin, written = Origin(self.span(node.span)), node.span.text
        if node.tag or written.startswith("!"):
            raise _Beyond("tags are not evaluated")
        if written.startswith(('"', "'")):
            return String(origin, self.parts(node))
        value = _resolved(node.text, origin)
        if value is None:
            return String(origin, self.parts(node))
        return String.of(_as_text(value), origin) if node.block else value

    def parts(self, node: ScalarNode) -> tuple[Chars, ...]:
        parts: list[Chars] = []
        for part in node.parts:
            if not isinstance(part, Chars):
                continue
            start, end = part.span.start, part.span.end
            if part.offsets is not None:
                parts.append(self.mapped.unescaped(part.text, start, end, part.offsets))
            else:
                parts.append(Chars(part.text, self.mapped.locate(start, end)))
        return tuple(parts)


def _inside(pair: Pair, node: MappingNode) -> bool:
    return node.span.start <= pair.key.span.start < node.span.end


def _as_text(value: Value) -> str:
    if isinstance(value, Number):
        return number_text(value.value)
    if isinstance(value, Bool):
        return "true" if value.value else "false"
    return value.text or "" if isinstance(value, String) else ""


_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"], True),
    **dict.fromkeys(["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"], False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
}
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", re.ASCII)
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d", re.ASCII)


def _resolved(text: str, origin: Origin) -> Value | None:
    """What a plain scalar means (go-cty-yaml, resolve.go); None for text."""
    if text in _WORDS:
        word = _WORDS[text]
        return Null(origin) if word is None else Bool(origin, word)
    if text.lower().lstrip("+-") in {".inf", ".nan"}:
        raise _Beyond("infinite numbers are not evaluated")
    if _DATE.match(text):
        return _timestamp(text, origin)
    if _INTEGER.fullmatch(text) or _FLOAT.fullmatch(text):
        if text.startswith(("0o", "0x")):
            return Number(origin, int(text, 0), text)
        number = parse_number(text)
        if number is None:
            return None
        if not writable(number):
            raise _Beyond("a number has too many digits to be evaluated")
        return Number(origin, number, text)
    return None


_TIMESTAMP = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt](\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?(Z|[+-]\d\d:\d\d)"
    r"| (\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?)?",
    re.ASCII,
)


def _timestamp(text: str, origin: Origin) -> Value | None:
    """A date or time in RFC 3339, as Terraform keeps it; None if it is none, and so stays text."""
    from iaclint.terraform.functions.dates import parse_stamp

    match = _TIMESTAMP.fullmatch(text)
    if match is None:
        return None
    clock = match.groups()[3:6] if match[4] else match.groups()[7:10] if match[8] else ("0", "0", "0")
    day = "-".join(part.zfill(2) for part in match.groups()[:3])
    stamp = f"{day}T{':'.join(part.zfill(2) for part in clock)}{match[7] or 'Z'}"
    try:
        instant = parse_stamp(stamp)
        return None if instant is None else String.of(instant.written(), origin)
    except OverflowError:
        raise _Beyond("only the years 1 to 9999 are evaluated") from None


FUNCTIONS = {
    "yamlencode": Function(_yamlencode, (Parameter(DYNAMIC, null=True),), STRING),
    "yamldecode": Function(_yamldecode, (Parameter(STRING),)),
}
