"""What the readers of JSON and YAML deliver: a tree of scalars, lists and mappings with spans.

Nothing is typed beyond the grammar of the file: ``2012-10-17`` stays the text that was written.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

    from iaclint.text.mapped import Chars
    from iaclint.text.span import Span


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

    __slots__ = ("block", "kind", "parts")

    def __init__(
        self, span: Span, kind: str, parts: tuple[Chars | object, ...], tag: str = "", block: bool = False
    ) -> None:
        super().__init__(span, tag)
        self.kind: Final = kind
        self.parts: Final = parts
        self.block: Final = block

    @property
    def text(self) -> str:
        """The decoded characters, holes left out."""
        return "".join(getattr(part, "text", "") for part in self.parts)


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
