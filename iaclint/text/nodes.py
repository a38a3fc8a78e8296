"""What the readers of JSON and YAML deliver: a tree of scalars, lists and mappings with spans.

Nothing is typed beyond the grammar of the file: ``2012-10-17`` stays the text that was written.
"""

from __future__ import annotations

from iaclint.text.mapped import Chars
from iaclint.text.span import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final


class Node:
    """Base of the tree. ``tag`` is a YAML tag such as ``!Sub``, else empty."""

    __slots__ = ("span", "tag")

    def __init__(self, span: Span, tag: str = "") -> None:
        self.span: Final = span
        self.tag: Final = tag


class ScalarNode(Node):
    """A scalar. ``kind`` is ``string``, ``number``, ``bool`` or ``null``; ``text`` its decoded text.

    ``parts`` holds the decoded characters with their places, and between them the holes of mapped text (opaque to this
    layer). ``block`` says that the scalar was written as a YAML block (``|`` or ``>``).
    """

    __slots__ = ("_parts", "block", "kind", "text")

    def __init__(
        self, span: Span, kind: str, parts: tuple[Chars | object, ...], tag: str = "", block: bool = False
    ) -> None:
        super().__init__(span, tag)
        self.kind: Final = kind
        self._parts: tuple[Chars | object, ...] | None = parts
        self.block: Final = block
        self.text: Final[str] = "".join(getattr(part, "text", "") for part in parts)

    @property
    def parts(self) -> tuple[Chars | object, ...]:
        """The characters with their places, and holes."""
        parts = self._parts
        if parts is None:
            inner = Span(self.span.source, self.span.start + 1, self.span.end - 1)
            parts = self._parts = (Chars(self.text, inner),)
        return parts


class QuotedNode(ScalarNode):
    """A string that stands between its quotes just as it is: its parts are made when asked for."""

    __slots__ = ()

    def __init__(self, span: Span, text: str) -> None:
        self.span = span  # type: ignore[misc]
        self.tag = ""  # type: ignore[misc]
        self.kind = "string"  # type: ignore[misc]
        self._parts = None
        self.block = False  # type: ignore[misc]
        self.text = text  # type: ignore[misc]


class HoleNode(Node):
    """A place in mapped text where a whole value stands that is no text; ``values`` knows what it holds."""

    __slots__ = ("hole",)

    def __init__(self, span: Span, hole: object) -> None:
        super().__init__(span)
        self.hole: Final = hole


class ListNode(Node):
    """A list."""

    __slots__ = ("items",)

    def __init__(self, span: Span, items: list[Node], tag: str = "") -> None:
        super().__init__(span, tag)
        self.items: Final = items


class Pair:
    """One entry of a mapping."""

    __slots__ = ("key", "value")

    def __init__(self, key: ScalarNode, value: Node) -> None:
        self.key: Final = key
        self.value: Final = value


class MappingNode(Node):
    """A mapping; ``pairs`` keep the order and the duplicates of the text."""

    __slots__ = ("_index", "pairs")

    def __init__(self, span: Span, pairs: list[Pair], tag: str = "") -> None:
        super().__init__(span, tag)
        self.pairs: Final = pairs
        self._index: dict[str, Pair] | None = None

    def pair(self, key: str) -> Pair | None:
        """The entry with this key; of duplicates the last one, as the deploying tools read it."""
        index = self._index
        if index is None:
            index = self._index = {pair.key.text: pair for pair in self.pairs}
        return index.get(key)

    def get(self, key: str) -> Node | None:
        """The value of this key, or None."""
        pair = self.pair(key)
        return pair.value if pair else None

    def duplicates(self) -> Iterator[Pair]:
        """Every entry whose key stood before."""
        seen: set[str] = set()
        for pair in self.pairs:
            if pair.key.text in seen:
                yield pair
            seen.add(pair.key.text)


class ReadError(Exception):
    """Text that does not follow its grammar: where, and what was expected."""

    def __init__(self, span: Span, message: str) -> None:
        super().__init__(message)
        self.span: Final = span
        self.message: Final = message

    def place(self) -> tuple[int, int, str]:
        """What errors are put in order by, whatever was read first."""
        return self.span.start, self.span.end, self.message
