"""The reader of HCL bodies: attributes and blocks. What they hold is read when it is asked for.

The text of a block or an expression is only passed over at first (``hcl_scan.skip``). An item that is no HCL becomes a
ReadError, and reading goes on with the next item, so that one mistake hides nothing else.
"""

from __future__ import annotations

import re
from itertools import count

from iaclint.text.hcl_cursor import Cursor
from iaclint.text.hcl_expression import expression
from iaclint.text.hcl_scan import NAME, blanks, skip, spaces
from iaclint.text.hcl_template import quoted
from iaclint.text.hclast import Attribute, Block, Body, Invalid, Label
from iaclint.text.mapped import Chars
from iaclint.text.nodes import ReadError
from iaclint.text.span import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from iaclint.text.hclast import Expression
    from iaclint.text.span import Source

_attribute = re.compile(rf"({NAME})[ \t]*=(?![=>])").match
_header = re.compile(rf'({NAME})((?:[ \t]*(?:"[^"\\$%\r\n]*"|{NAME})|)*+)[ \t]*\{{').match
_LABEL = rf'"[^"]*"|{NAME}'
_TOP_HEADER = rf"(?m)^{NAME}[ \t][^\n=]*\{{"


MAX_CHARACTERS = 5_000_000  # real configuration files have some thousand
MAX_ERRORS = 100  # after which the rest of a file is not read
MAX_UNCLOSED = 10  # blocks without closing brace after which no further start of a block is looked for
MAX_BLOCKS = 25  # levels of blocks; real configurations have some five
MAX_LABELS = 10
FEW = 10  # files: to compile what sees at a glance that one has no mistake costs as much as reading these in full

_files = count()


class BodyReader:
    """Reads the bodies of one file; ``errors`` grows with what has been read, ``sound`` says that it will not.

    Without ``glance`` nobody looks whether it is sound.
    """

    __slots__ = ("_ends", "errors", "sound", "source", "text", "unclosed")

    def __init__(self, source: Source, *, glance: bool = True) -> None:
        self.source: Final = source
        self.text: Final = source.text
        self.errors: Final[list[ReadError]] = []
        self.unclosed = 0
        ends = self._outline() if glance else None
        self.sound: Final = ends is not None
        self._ends: Final = ends or {}

    def _outline(self) -> dict[int, int] | None:
        """Where the blocks end, if that pays and nothing in the file can be wrong."""
        if next(_files) < FEW or len(self.text) > MAX_CHARACTERS:
            return None
        from iaclint.text.hcl_sound import outline

        return outline(self.text, self._value_end)

    def _value_end(self, begin: int) -> int:
        """The place behind the value of an argument, -1 if it is no HCL."""
        stop = skip(self.text, begin, len(self.text), line=True)
        cursor = Cursor(self.text, begin, self.source)
        try:
            expression(cursor)
        except ReadError:
            return -1
        cursor.space()
        return stop if cursor.at >= stop or self.text.startswith("\r\n", cursor.at) else -1

    def file(self) -> Body:
        """The body of the whole file, a byte order mark passed over."""
        start, end = 1 if self.text.startswith("\ufeff") else 0, len(self.text)
        if end > MAX_CHARACTERS:
            self.errors.append(ReadError(Span(self.source, 0, 1), f"a file of more than {MAX_CHARACTERS} characters"))
            end = start
        return self.body(start, end, _Items(0, open_end=True))

    def body(self, start: int, end: int, items: _Items) -> Body:
        """The items between two places, put into ``items``."""
        at = start
        while True:
            at = spaces(self.text, at, end).end()  # type: ignore[union-attr]
            if at >= end or len(self.errors) >= MAX_ERRORS:
                return items.body(Span(self.source, start, end))
            try:
                at = self._item(at, end, items)
            except ReadError as error:
                self.errors.append(error)
                at = self._next_item(at, end)

    def _next_item(self, at: int, end: int) -> int:
        """Where to go on after an item that could not be read: behind its end, whatever that is."""
        return min(max(skip(self.text, at, end, line=True), at + 1), end)

    def _item(self, at: int, end: int, items: _Items) -> int:
        """Read one item into ``items``; the place behind it."""
        found = _attribute(self.text, at, end)
        if found is not None:
            return self._attribute(found.group(1), at, found.end(), end, items)
        block = _header(self.text, at, end)
        if block is not None:
            labels = [_label(match, self.source) for match in re.compile(_LABEL).finditer(self.text, *block.span(2))]
            return self._block(at, block.group(1), tuple(labels), block.end(), end, items)
        return self._unusual(at, end, items)

    def _attribute(self, name: str, start: int, begin: int, end: int, items: _Items) -> int:
        """An argument whose equals sign was just passed."""
        self._name(name, start)
        stop = skip(self.text, begin, end, line=True)
        self._line_end(stop, end, items)
        named = Span(self.source, start, start + len(name))
        span = Span(self.source, start, begin + len(self.text[begin:stop].rstrip(" \t\r")))
        attribute = Attribute(name, named, span, lambda: self._expression(begin, stop))
        if name in items.attributes:
            items.repeated.append(attribute)
            self.errors.append(ReadError(attribute.name_span, f"the argument {name} was already set in this block"))
        else:
            items.attributes[name] = attribute
        return stop

    def _name(self, name: str, start: int) -> None:
        if not name.isascii() and not name.replace("-", "_").isidentifier():
            raise ReadError(Span(self.source, start, start + len(name)), "expected the name of an argument or block")

    def _line_end(self, at: int, end: int, items: _Items) -> None:
        """Refuse an item that is followed by something else on its line."""
        if (at >= end and not items.open_end) or (at < end and not self._at_line_end(at)):
            self.errors.append(ReadError(Span(self.source, at, at + 1), "expected a newline"))

    def _at_line_end(self, at: int) -> bool:
        return self.text[at] in "\r\n#" or self.text.startswith("//", at)

    def _expression(self, begin: int, stop: int) -> Expression:
        """The expression of an attribute; Invalid where it is none."""
        cursor = Cursor(self.text, begin, self.source)
        try:
            found = expression(cursor)
            cursor.space()
            if cursor.at < stop and not self.text.startswith("\r\n", cursor.at):
                raise cursor.fail("expected the end of the line after the value")
        except ReadError as error:
            self.errors.append(error)
            return Invalid(Span(self.source, begin, max(begin, stop)), error.message)
        return found

    def _block(self, start: int, kind: str, labels: tuple[Label, ...], begin: int, end: int, items: _Items) -> int:
        """A block whose brace was just passed."""
        self._name(kind, start)
        if items.depth >= MAX_BLOCKS:
            raise ReadError(Span(self.source, start, begin), f"blocks nested deeper than {MAX_BLOCKS} levels")
        depth = items.depth + 1
        close = self._ends[begin] if begin in self._ends else skip(self.text, begin, end, line=False)
        closed = close < end
        if not closed:
            close = self._never_closed(begin, end)
        header = Span(self.source, start, begin)
        whole = Span(self.source, start, close + closed)
        items.blocks.append(Block(kind, labels, header, whole, lambda: self._inside(begin, close, depth)))
        if not closed:
            return close
        after = blanks(self.text, close + 1, end).end()  # type: ignore[union-attr]
        self._line_end(after, end, items)
        return after

    def _never_closed(self, begin: int, end: int) -> int:
        """Where a block without closing brace ends all the same: before the next header at the start of a line."""
        self.errors.append(ReadError(Span(self.source, begin - 1, begin), "expected a } that closes this block"))
        self.unclosed += 1
        following = re.compile(_TOP_HEADER).search(self.text, begin, end) if self.unclosed <= MAX_UNCLOSED else None
        return following.start() if following is not None else end

    def _inside(self, begin: int, close: int, depth: int) -> Body:
        """The body of a block; one that starts on the line of the brace is a single argument on that line."""
        at = blanks(self.text, begin, close).end()  # type: ignore[union-attr]
        one_line = at < close and not self._at_line_end(at)
        body = self.body(begin, close, _Items(depth, open_end=one_line or not self.text.startswith("}", close)))
        if one_line:
            self._single(at, close, body)
        return body

    def _single(self, at: int, close: int, body: Body) -> None:
        names = [*body.attributes.values(), *body.repeated]
        if len(names) > 1 or body.blocks or "\n" in self.text[names[0].span.end if names else at : close]:
            message = "expected a newline after {: a block on one line can have only one argument"
            self.errors.append(ReadError(Span(self.source, at, at + 1), message))

    def _unusual(self, at: int, end: int, items: _Items) -> int:
        """A header with comments or escapes in it, or no item at all."""
        cursor = Cursor(self.text, at, self.source)
        kind = cursor.name("expected an argument or a block")
        labels: list[Label] = []
        while (following := cursor.space()) and following not in "{=\r\n#":
            begin = cursor.at
            labels.append(Label(_label_text(cursor), Span(self.source, begin, cursor.at)))
            if len(labels) > MAX_LABELS:
                raise cursor.fail(f"expected {{ after at most {MAX_LABELS} labels")
        if following == "=" and not labels and not cursor.text.startswith(("==", "=>"), cursor.at):
            return self._attribute(kind, at, cursor.at + 1, end, items)
        if following != "{" or cursor.at >= end:
            raise cursor.fail("expected a block's {" if labels else "expected = and a value, or a block")
        return self._block(at, kind, tuple(labels), cursor.at + 1, end, items)


class _Items:
    """What a body has so far. ``open_end`` says that its last item may end with it, without a newline."""

    __slots__ = ("attributes", "blocks", "depth", "open_end", "repeated")

    def __init__(self, depth: int, *, open_end: bool) -> None:
        self.depth: Final = depth
        self.open_end: Final = open_end
        self.attributes: Final[dict[str, Attribute]] = {}
        self.blocks: Final[list[Block]] = []
        self.repeated: Final[list[Attribute]] = []

    def body(self, span: Span) -> Body:
        """The finished body."""
        return Body(span, self.attributes, tuple(self.blocks), tuple(self.repeated))


def _label(match: re.Match[str], source: Source) -> Label:
    return Label(match.group().strip('"'), Span(source, *match.span()))


def _label_text(cursor: Cursor) -> str:
    """A label: a name, or a quoted string without sequences."""
    if cursor.text[cursor.at] != '"':
        return cursor.name("expected a label or {")
    label = quoted(cursor, expression)
    texts = [part.text for part in label.parts if isinstance(part, Chars)]
    if len(texts) < len(label.parts):
        raise cursor.fail("expected a label without ${ and %{", label.span.start, label.span.end)
    return "".join(texts)
