"""``Fn::Split``: text taken apart, places kept."""

from __future__ import annotations

from iaclint.cloudformation.calls import parts_of, refused, text_of
from iaclint.text.mapped import Chars, MappedText
from iaclint.text.nodes import ListNode
from iaclint.values.origin import Origin
from iaclint.values.value import ACCOUNT, ANY, OWNER, PARTITION, REGION, SEGMENT, Sequence, String, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.cloudformation.scope import Scope
    from iaclint.text.nodes import Node
    from iaclint.text.span import Span
    from iaclint.values.value import Part, Value

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_DIGITS = "0123456789"
# What the text of a hole consists of, by shape; other shapes may hold anything.
_ALPHABETS = {
    ACCOUNT: frozenset(_DIGITS),
    OWNER: frozenset(_DIGITS),
    PARTITION: frozenset(_LETTERS + "-"),
    REGION: frozenset(_LETTERS + _DIGITS + "-"),
}


def split_call(scope: Scope, argument: Node, span: Span) -> Value:
    """``Fn::Split``: a delimiter and a text."""
    if not isinstance(argument, ListNode) or len(argument.items) != 2:
        return refused(span, "Fn::Split", "Fn::Split needs a delimiter and a text")
    delimiter = text_of(scope.required(argument.items[0]))
    value = scope.required(argument.items[1])
    if isinstance(value, Unknown) or delimiter is None:
        source = value if isinstance(value, Unknown) else None
        name, reason = (source.name, source.reason) if source else ("Fn::Split", "the delimiter is not known")
        return Unknown(Origin(span), name, reason)
    text = value if isinstance(value, String) else String(value.origin, parts_of(value, span, "Fn::Split"))
    if not delimiter:
        return refused(span, "Fn::Split", "Fn::Split needs a delimiter that is not empty")
    return split(text, delimiter, span)


def split(text: String, delimiter: str, span: Span, *, strip: bool = False) -> Sequence:
    """The pieces of a text, each with its place. A piece whose hole may hold the delimiter is any number of items."""
    mapped = text.mapped(flat=True)
    pieces: list[list[Part]] = []
    start = 0
    for at in (*_found(mapped, delimiter), len(mapped.text)):
        begin, end = _trimmed(mapped.text, start, at) if strip else (start, at)
        pieces.append([part for part in mapped.slice(begin, end) if isinstance(part, Chars | Unknown)])
        start = at + len(delimiter)
    return Sequence(Origin(span, text.origin.last), tuple(_piece(text, piece, delimiter) for piece in pieces))


def _found(mapped: MappedText, delimiter: str) -> Iterator[int]:
    """Where the delimiter stands; with a hole inside it is none."""
    at = mapped.text.find(delimiter)
    while at >= 0:
        if not any(at < hole < at + len(delimiter) for hole, _ in mapped.holes):
            yield at
            at += len(delimiter) - 1
        at = mapped.text.find(delimiter, at + 1)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def _piece(text: String, parts: list[Part], delimiter: str) -> Value:
    for part in parts:
        if isinstance(part, Unknown) and not _free_of(part, delimiter):
            return Unknown(Origin(text.span), part.name, part.reason, ANY)
    only = parts[0] if len(parts) == 1 else None
    if isinstance(only, Unknown):
        return only
    span = only.span if isinstance(only, Chars) else text.span
    return String(Origin(span), tuple(parts))


def _free_of(hole: Unknown, delimiter: str) -> bool:
    """Whether the text of a hole certainly does not hold the delimiter."""
    if hole.shape == SEGMENT:
        return ":" in delimiter
    alphabet = _ALPHABETS.get(hole.shape)
    return alphabet is not None and not alphabet.intersection(delimiter)
