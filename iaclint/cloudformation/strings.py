"""``Fn::Sub``, ``Fn::Join``, ``Fn::Base64``: text put together, places kept."""

from __future__ import annotations

import re

from iaclint.cloudformation.calls import Absent, parts_of, refused, text_of, unknown_text
from iaclint.cloudformation.references import SUB_VARIABLE, attribute_named, named
from iaclint.text.mapped import Chars, MappedText
from iaclint.text.nodes import ListNode, MappingNode, ScalarNode
from iaclint.values.origin import Origin
from iaclint.values.value import Sequence, String, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.cloudformation.scope import Scope
    from iaclint.text.nodes import Node
    from iaclint.text.span import Span
    from iaclint.values.value import Part, Value

MAX_PARTS = 20_000  # of one text
MAX_CHARS = 2_000_000

_VARIABLE_NAME = r"[A-Za-z0-9_.:]+"


def assembled(span: Span, parts: list[Part], function: str) -> Value:
    """A text made of parts at the span of the function that made it."""
    if len(parts) > MAX_PARTS or sum(len(part.text) for part in parts if isinstance(part, Chars)) > MAX_CHARS:
        return unknown_text(span, function, f"the text that {function} makes is too long to follow")
    return String(Origin(span), tuple(parts))


def substitute(scope: Scope, argument: Node, span: Span) -> Value:
    """``Fn::Sub``: a text, or a list of a text and the values of its own variables."""
    own: MappingNode | None = None
    text = argument
    if isinstance(argument, ListNode) and len(argument.items) == 2 and isinstance(argument.items[1], MappingNode):
        text, own = argument.items[0], argument.items[1]
    if not isinstance(text, ScalarNode) or text.tag:
        return refused(span, "Fn::Sub", "Fn::Sub needs a text, or a list of a text and a mapping")
    mapped = MappedText(text.parts, text.span)
    parts: list[Part] = []
    at = 0
    values: dict[str, Value] = {}
    for match in SUB_VARIABLE.finditer(mapped.text):
        parts.extend(_chars(mapped, at, match.start()))
        at = match.end()
        if match.group(1):
            parts.extend((*_chars(mapped, match.start(), match.start() + 2), *_chars(mapped, match.start(2), at)))
            continue
        name = match.group(2)
        value = values.get(name) or _variable(scope, name, own, mapped.locate(match.start(), at))
        values[name] = value
        if match.start() == 0 and at == len(mapped.text):
            return value
        parts.extend(parts_of(value, value.span, "Fn::Sub"))
    parts.extend(_chars(mapped, at, len(mapped.text)))
    return assembled(span, parts, "Fn::Sub")


def _chars(mapped: MappedText, start: int, end: int) -> list[Chars]:
    if start == end:
        return []
    return [part for part in mapped.slice(start, end) if isinstance(part, Chars)]


def _variable(scope: Scope, name: str, own: MappingNode | None, span: Span) -> Value:
    """The value of ``${name}`` whose place is ``span``."""
    pair = own.pair(name) if own is not None else None
    if pair is not None:
        return scope.evaluate(pair.value)
    if not (name.isascii() and name.replace(":", "").isalnum()) and not re.fullmatch(_VARIABLE_NAME, name):
        reason = "names in Fn::Sub hold only letters, digits, underscores, periods and colons"
        return refused(span, name, f"{reason}; write ${{!{name}}} for the text itself")
    owner, dot, attribute = name.partition(".")
    if dot and name not in scope.bindings:
        return attribute_named(scope, owner, attribute, span)
    return named(scope, name, span)


def join(scope: Scope, argument: Node, span: Span) -> Value:
    """``Fn::Join``: a delimiter and a list."""
    if not isinstance(argument, ListNode) or len(argument.items) != 2:
        return refused(span, "Fn::Join", "Fn::Join needs a delimiter and a list")
    delimiter = scope.required(argument.items[0])
    values = scope.required(argument.items[1])
    if isinstance(values, Unknown):
        return unknown_text(span, values.name, values.reason)
    if not isinstance(values, Sequence) or not isinstance(delimiter, String | Unknown):
        return refused(span, "Fn::Join", f"Fn::Join needs a delimiter and a list, not a {values.kind}")
    if len(values.items) == 1:
        item = values.item(0)
        return item if isinstance(item, String) else assembled(span, [*parts_of(item, span, "Fn::Join")], "Fn::Join")
    parts: list[Part] = []
    for index, item in enumerate(values.items):
        if index:
            parts.extend(parts_of(delimiter, span, "Fn::Join"))
        parts.extend(parts_of(item, span, "Fn::Join"))
    return assembled(span, parts, "Fn::Join")


def base64(scope: Scope, argument: Node, span: Span) -> Value:
    """``Fn::Base64``."""
    value = scope.evaluate(argument)
    if isinstance(value, Absent):
        return value
    text = text_of(value)
    if text is None:
        return unknown_text(span, "Fn::Base64", "the text that Fn::Base64 encodes is not known")
    import base64 as codec

    encoded = codec.b64encode(text.encode("utf-8", "surrogatepass")).decode("ascii")
    return String(Origin(span), (Chars(encoded, span),))
