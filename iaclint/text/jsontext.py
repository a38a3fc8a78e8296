"""A strict JSON reader with exact positions, for files and for JSON inside mapped text (RFC 8259).

libyaml and ``json`` cannot serve here: the first misreads JSON (surrogates, long keys, trailing commas), the second
knows no positions, silently keeps the last of two equal keys, and cannot read around a hole.
"""

from __future__ import annotations

import re

try:
    from _json import scanstring  # the package json, which it belongs to, costs as much as all of our readers
except ImportError:
    from json.decoder import scanstring  # type: ignore[attr-defined,no-redef]

from iaclint.text.mapped import Chars, MappedText
from iaclint.text.nodes import HoleNode, ListNode, MappingNode, Pair, QuotedNode, ReadError, ScalarNode
from iaclint.text.span import Source, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.text.nodes import Node

MAX_DEPTH = 200  # a policy needs 10; two frames a level stay far from the interpreter's limit

_SPACE = re.compile(r"[ \t\r\n]*")
_NUMBER = r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?"
_GLUED = r"[^\s,:\[\]{}\"]*"
_ESCAPE = r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)"
_KEY = re.compile(r'[ \t\r\n]*"([^"\\\x00-\x1f]*)"[ \t\r\n]*:')  # a plain one
_MARKS = frozenset(",:{}[]")
_KINDS = {"true": "bool", "false": "bool", "null": "null"}


class Undetermined(Exception):  # noqa: N818
    """A hole stands where it decides the structure of the text, so the text cannot be read at all."""

    def __init__(self, hole: object) -> None:
        super().__init__()
        self.hole = hole


def read_json_source(source: Source) -> Node:
    """The tree of a JSON file; ReadError with the position otherwise. A byte order mark is passed over."""
    skip = 1 if source.text.startswith("\ufeff") else 0
    whole = Span(source, skip, len(source.text))
    return read_json(MappedText((Chars(source.text[skip:], whole),), whole))


def read_json(text: MappedText) -> Node:
    """The tree of a JSON text; raises ReadError, or Undetermined where a hole decides the structure."""
    return _Reader(text).document()


class _Reader:
    def __init__(self, mapped: MappedText) -> None:
        self.mapped = mapped
        self.text = mapped.text
        self.at = 0
        self.depth = 0
        self.holes = mapped.holes
        self.next_hole = 0
        only = mapped.chars[0] if len(mapped.chars) == 1 else None
        linear = only is not None and only.offsets is None and only.span.end - only.span.start == len(only.text)
        self.linear = only.span if only is not None and linear else None
        self.fast = self.linear is not None and not self.holes

    def span(self, start: int, end: int) -> Span:
        linear = self.linear
        if linear is not None:
            return Span(linear.source, linear.start + start, linear.start + end)
        return self.mapped.locate(start, end)

    def fail(self, message: str) -> ReadError:
        end = min(self.at + 1, len(self.text))
        return ReadError(self.span(min(self.at, end), end), message)

    def document(self) -> Node:
        node = self.value("a JSON value")
        extra = self.space()
        if extra is not None:
            raise Undetermined(extra)
        if self.at < len(self.text):
            raise self.fail("expected the end of the JSON text")
        return node

    def space(self) -> object | None:
        """Pass over white space; a hole met on the way (consumed) or None."""
        match = _SPACE.match(self.text, self.at)
        end = match.end() if match else self.at
        if self.next_hole < len(self.holes):
            place, hole = self.holes[self.next_hole]
            if place <= end:
                self.at = place
                self.next_hole += 1
                return hole
        self.at = end
        return None

    def structure(self) -> str:
        """The next character after white space, where a hole would decide the structure."""
        if self.fast and (char := self.text[self.at : self.at + 1]) in _MARKS:
            return char
        hole = self.space()
        if hole is not None:
            raise Undetermined(hole)
        return self.text[self.at : self.at + 1]

    def value(self, expected: str) -> Node:
        hole = self.space()
        if hole is not None:
            return self.hole(hole)
        char = self.text[self.at : self.at + 1]
        if char == '"':
            return self.string()
        if char == "{":
            return self.nested(self.mapping)
        if char == "[":
            return self.nested(self.items)
        return self.plain(expected)

    def hole(self, hole: object) -> HoleNode:
        """A hole as a value; characters and holes that touch it belong to the same unknown token."""
        start = self.at
        while True:
            match = re.compile(_GLUED).match(self.text, self.at)
            end = match.end() if match else self.at
            if self.next_hole < len(self.holes) and self.holes[self.next_hole][0] <= end:
                self.at = self.holes[self.next_hole][0]
                self.next_hole += 1
                continue
            self.at = end
            return HoleNode(self.span(start, end), hole)

    def nested(self, read: object) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.fail(f"nested deeper than {MAX_DEPTH} levels")
        node: Node = read()  # type: ignore[operator]
        self.depth -= 1
        return node

    def plain(self, expected: str) -> Node:
        start = self.at
        word = next((word for word in _KINDS if self.text.startswith(word, start)), None)
        if word is None:
            match = re.compile(_NUMBER).match(self.text, start)
            if match is None:
                raise self.fail(f"expected {expected}")
            word = match.group()
        self.at = start + len(word)
        if self.next_hole < len(self.holes) and self.holes[self.next_hole][0] == self.at:
            self.next_hole += 1
            return self.hole(self.holes[self.next_hole - 1][1])
        kind = _KINDS.get(word, "number")
        span = self.span(start, self.at)
        return ScalarNode(span, kind, (Chars(word, span),))

    def string(self) -> ScalarNode:
        start = self.at
        try:
            value, self.at = scanstring(self.text, start + 1, True)
        except ValueError as problem:
            self.at = getattr(problem, "pos", start)
            raise self.fail(_reason(problem)) from None
        begin, end = start + 1, self.at - 1
        span = self.span(start, self.at)
        if self.next_hole < len(self.holes) and self.holes[self.next_hole][0] <= end:
            return ScalarNode(span, "string", self.parts(begin, end))
        if len(value) == end - begin:  # every escape is longer than what it stands for
            if self.fast:
                return QuotedNode(span, value)
            if self.linear is not None:
                return ScalarNode(span, "string", (Chars(value, self.span(begin, end)),))
            return ScalarNode(span, "string", self.mapped.slice(begin, end))
        return ScalarNode(span, "string", (self.unescaped(value, begin, end),))

    def parts(self, begin: int, end: int) -> tuple[Chars | object, ...]:
        """The characters of a string with the holes that lie between them."""
        found: list[Chars | object] = []
        while self.next_hole < len(self.holes) and self.holes[self.next_hole][0] <= end:
            place, hole = self.holes[self.next_hole]
            self.next_hole += 1
            found.extend(self.known(begin, place))
            found.append(hole)
            begin = place
        found.extend(self.known(begin, end))
        return tuple(found)

    def known(self, begin: int, end: int) -> list[Chars]:
        if begin == end:
            return []
        raw = self.text[begin:end]
        if "\\" not in raw:
            return [part for part in self.mapped.slice(begin, end) if isinstance(part, Chars)]
        try:
            value, _ = scanstring(raw + '"', 0, True)
        except ValueError as problem:
            raise self.fail(_reason(problem)) from None
        return [self.unescaped(value, begin, end)]

    def unescaped(self, value: str, begin: int, end: int) -> Chars:
        """The characters of a text with escapes, each at the place it was written."""
        offsets: list[int] = []
        at = begin
        for match in re.compile(_ESCAPE).finditer(self.text, begin, end):
            offsets.extend(range(at, match.start() + 1))
            at = match.end()
        offsets.extend(range(at, end + 1))
        return self.mapped.unescaped(value, begin, end, offsets)

    def items(self) -> ListNode:
        start = self.at
        self.at += 1
        items: list[Node] = []
        hole = self.space()
        if hole is None and self.text[self.at : self.at + 1] == "]":
            self.at += 1
            return ListNode(self.span(start, self.at), items)
        items.append(self.hole(hole) if hole is not None else self.value("a value or ]"))
        while True:
            hole = self.space()
            char = self.text[self.at : self.at + 1]
            if hole is not None:
                items.append(self.hole(hole))
            elif char == ",":
                self.at += 1
                items.append(self.value("a value"))
            elif char == "]":
                self.at += 1
                return ListNode(self.span(start, self.at), items)
            elif isinstance(items[-1], HoleNode):  # what stands there may end with a comma
                items.append(self.value(", or ]"))
            else:
                raise self.fail("expected , or ]")

    def mapping(self) -> Node:
        if self.holes:
            return self.open_mapping()
        start = self.at
        self.at += 1
        pairs: list[Pair] = []
        if self.structure() == "}":
            self.at += 1
            return MappingNode(self.span(start, self.at), pairs)
        while True:
            pairs.append(self.pair())
            char = self.structure()
            self.at += 1
            if char == "}":
                return MappingNode(self.span(start, self.at), pairs)
            if char != ",":
                self.at -= 1
                raise self.fail("expected , or }")

    def open_mapping(self) -> Node:
        """An object in a text with holes; as a whole a hole where one stands in a key or for entries.

        It may bring any key, also one that stands beside it, and the commas around it.
        """
        start = self.at
        self.at += 1
        pairs: list[Pair] = []
        found: object | None = None
        wanted = '"}'
        while True:
            hole = self.entries()
            found = hole if found is None else found
            char = self.text[self.at : self.at + 1]
            if not char or char not in (wanted if hole is None else '",}'):
                if hole is not None:
                    raise Undetermined(hole)
                raise self.fail("expected , or }" if "," in wanted else "expected a key in double quotes")
            if char == '"':
                pairs.append(self.pair())
                found = _hole_of(pairs[-1].key) if found is None else found
                wanted = ",}"
                continue
            self.at += 1
            if char == "}":
                span = self.span(start, self.at)
                return MappingNode(span, pairs) if found is None else HoleNode(span, found)
            wanted = '"'

    def entries(self) -> object | None:
        """Pass over white space and over holes that stand for entries of an object; the first of them."""
        first = hole = self.space()
        while hole is not None:
            self.hole(hole)
            hole = self.space()
        return first

    def pair(self) -> Pair:
        match = _KEY.match(self.text, self.at) if self.fast else None
        if match is not None:
            self.at = match.end()
            begin, end = match.span(1)
            return Pair(QuotedNode(self.span(begin - 1, end + 1), match[1]), self.value("a value"))
        if self.structure() != '"':
            raise self.fail("expected a key in double quotes")
        key = self.string()
        if self.structure() != ":":
            raise self.fail("expected :")
        self.at += 1
        return Pair(key, self.value("a value"))


def _hole_of(key: ScalarNode) -> object | None:
    return next((part for part in key.parts if not isinstance(part, Chars)), None)


def _reason(problem: ValueError) -> str:
    message = str(getattr(problem, "msg", problem))
    return message[:1].lower() + message[1:].rstrip(" at")
