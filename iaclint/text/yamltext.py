"""The YAML reader: libyaml's events composed to nodes, with exact places and raw scalars.

A run on JSON alone does not load it. The tree is built without recursion: libyaml's own composer overflows the stack
on some 30,000 open brackets.
"""

from __future__ import annotations

import re

from iaclint.text.mapped import Chars
from iaclint.text.nodes import ListNode, MappingNode, Pair, QuotedNode, ReadError, ScalarNode
from iaclint.text.pyyaml import yaml
from iaclint.text.span import Source, Span
from iaclint.text.yamlkinds import CORE, BareNode, kind_of, short_tag, typed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, Final

    from iaclint.text.nodes import Node

MAX_DEPTH = 200  # as in JSON
_Events = yaml.CBaseLoader if yaml.__with_libyaml__ else yaml.Loader  # without libyaml the same events, slower
MAX_NODES = 2_000_000  # aliases counted as often as they are used

_COLLECTION_TAGS = frozenset({"!", f"{CORE}map", f"{CORE}seq"})
# The properties of a node before its content: a tag, an anchor, comments between them.
_PROPERTY = re.compile(r"(!<[^>\s]*>|![^\s]*)|&[0-9A-Za-z_-]+")
_BLANK = frozenset(" \t\r\n\x85\u2028\u2029")
_COMMENTS = r"(?:#[^\r\n\x85\u2028\u2029]*[ \t\r\n\x85\u2028\u2029]*)+"


def read_yaml_source(source: Source) -> tuple[list[Node], ReadError | None]:
    """The documents of a YAML file, up to the place where it cannot be read on; empty documents are left out."""
    composer = _Composer(source)
    try:
        composer.run()
    except ReadError as problem:
        return composer.documents, problem
    except yaml.reader.ReaderError as problem:
        return composer.documents, composer.unreadable(problem)
    except yaml.MarkedYAMLError as problem:
        return composer.documents, composer.wrong(problem)
    except yaml.YAMLError as problem:
        return composer.documents, ReadError(Span(source, 0, 0), str(problem))
    return composer.documents, None


class _Frame:
    """A collection being read; keys and values of a mapping stand one after the other in ``items``."""

    __slots__ = ("anchor", "end", "height", "items", "mapping", "size", "start", "tag")

    def __init__(self, start: int, tag: str, anchor: str | None, mapping: bool) -> None:
        self.start: Final = start
        self.tag: Final = tag
        self.anchor: Final = anchor
        self.mapping: Final = mapping
        self.items: Final[list[Node]] = []
        self.end = start
        self.size = 1
        self.height = 1


class _Anchored:
    """A node that aliases may stand for, with the number of nodes in it and the depth of their nesting."""

    __slots__ = ("height", "node", "size")

    def __init__(self, node: Node, size: int, height: int) -> None:
        self.node: Final = node
        self.size: Final = size
        self.height: Final = height


class _Composer:
    def __init__(self, source: Source) -> None:
        self.source: Final = source
        self.base = 1 if source.text.startswith("\ufeff") else 0
        self.text: Final = source.text
        self.documents: Final[list[Node]] = []
        self.frames: Final[list[_Frame]] = []
        self.anchors: dict[str, _Anchored | None] = {}
        self.root: Node | None = None
        self.count = 0

    def span(self, start: int, end: int) -> Span:
        return Span(self.source, start, end)

    def fail(self, start: int, end: int, message: str) -> ReadError:
        return ReadError(self.span(start, end), message)

    def run(self) -> None:
        """Read all events."""
        parser = _Events(self.text[self.base :] if self.base else self.text)
        steps = {
            yaml.ScalarEvent: self.scalar,
            yaml.AliasEvent: self.alias,
            yaml.SequenceStartEvent: self.open,
            yaml.MappingStartEvent: self.open,
            yaml.SequenceEndEvent: self.close,
            yaml.MappingEndEvent: self.close,
            yaml.DocumentEndEvent: self.finish,
        }
        while (event := parser.get_event()) is not None:
            step = steps.get(type(event))
            if step is not None:
                step(event)

    def finish(self, _: Any) -> None:
        root = self.root
        if root is not None and not (isinstance(root, ScalarNode) and root.kind == "null"):
            self.documents.append(root)
        self.root = None
        self.anchors = {}

    def add(self, node: Node, end: int, size: int, height: int) -> None:
        """Put a finished node into the collection around it. ``end`` is where it ends there."""
        self.count += size
        if not self.frames:
            self.root = node
            return
        frame = self.frames[-1]
        frame.items.append(node)
        frame.end = end
        frame.size += size
        if frame.height <= height:
            frame.height = height + 1

    def content(self, start: int, end: int, event: Any) -> tuple[int, int]:
        """Where a node starts with its tag, and where its content starts."""
        if event.tag is None and event.anchor is None:
            return start, start
        first = None
        at = start
        while (match := _PROPERTY.match(self.text, at, end)) is not None:
            if match.group(1) and first is None:
                first = at
            at = self.gap(match.end(), end)
        return (at if first is None else first), at

    def gap(self, at: int, end: int) -> int:
        """The place after white space and comments."""
        while at < end and self.text[at] in _BLANK:
            at += 1
        if self.text.startswith("#", at, end):
            return re.compile(_COMMENTS).match(self.text, at, end).end()  # type: ignore[union-attr]
        return at

    def scalar(self, event: Any) -> None:
        start, end = event.start_mark.index + self.base, event.end_mark.index + self.base
        style = event.style or ""
        node: ScalarNode
        if event.tag is None and event.anchor is None and style not in {"|", ">"}:
            node = self.bare(event.value, start, end, style)
        else:
            first, at = self.content(start, end, event)
            read = self.block if style in {"|", ">"} else self.flow
            node = read(event, first, at, end)
            if event.anchor is not None:
                self.anchors[event.anchor] = _Anchored(node, 1, 1)
        self.add(node, node.span.end, 1, 1)

    def bare(self, value: str, start: int, end: int, style: str) -> ScalarNode:
        """A scalar without tag and anchor: most stand in the file just as they are."""
        quote = len(style)
        if end - start - 2 * quote == len(value) and self.text.startswith(value, start + quote):
            span = Span(self.source, start, end)
            if quote:
                return QuotedNode(span, value)
            return BareNode(span, value, kind_of(value))
        kind = "string" if quote else kind_of(value)
        return ScalarNode(self.span(start, end), kind, self.chars(value, start + quote, end - quote, style))

    def flow(self, event: Any, first: int, at: int, end: int) -> ScalarNode:
        style = event.style or ""
        tag, kind = typed(event.tag, event.value, plain=not style)
        parts = self.chars(event.value, at + len(style), end - len(style), style)
        return ScalarNode(self.span(first, end), kind, parts, tag)

    def chars(self, value: str, begin: int, end: int, style: str) -> tuple[Chars, ...]:
        """The characters of a plain or quoted scalar whose inside stands between two places."""
        text = self.text
        if end - begin == len(value) and text.startswith(value, begin):
            return (Chars(value, self.span(begin, end)),) if value else ()
        from iaclint.text.yamlscalar import Offsets, flow_offsets

        offsets = Offsets(lambda: flow_offsets(text, begin, end, value, style))
        return (Chars(value, self.span(begin, end), offsets),) if value else ()  # type: ignore[arg-type]

    def block(self, event: Any, first: int, at: int, end: int) -> ScalarNode:
        from iaclint.text.yamlscalar import Offsets, block_offsets

        text = self.text
        value: str = event.value
        tag, kind = typed(event.tag, value, plain=False)
        offsets = Offsets(lambda: block_offsets(text, at, end, value))
        shown = at + len(text[at:end].rstrip())
        span = self.span(at, shown)
        parts = (Chars(value, span, offsets),) if value else ()  # type: ignore[arg-type]
        return ScalarNode(self.span(first, shown), kind, parts, tag, block=True)

    def alias(self, event: Any) -> None:
        start, end = event.start_mark.index + self.base, event.end_mark.index + self.base
        name = event.anchor
        if name not in self.anchors:
            raise self.fail(start, end, f"expected an anchor &{name} before the alias *{name}")
        found = self.anchors[name]
        if found is None:
            raise self.fail(start, end, f"the alias *{name} stands inside the node that it names")
        if self.count + found.size > MAX_NODES:
            raise self.fail(start, end, f"aliases make this file larger than {MAX_NODES} nodes")
        if len(self.frames) + found.height > MAX_DEPTH:
            raise self.fail(start, end, f"nested deeper than {MAX_DEPTH} levels")
        self.add(found.node, end, found.size, found.height)

    def open(self, event: Any) -> None:
        start = event.start_mark.index + self.base
        if len(self.frames) >= MAX_DEPTH:
            raise self.fail(start, start + 1, f"nested deeper than {MAX_DEPTH} levels")
        first, _ = self.content(start, len(self.text), event)
        tag = event.tag if event.tag is not None and event.tag not in _COLLECTION_TAGS else ""
        if event.anchor is not None:
            self.anchors[event.anchor] = None
        self.frames.append(_Frame(first, short_tag(tag), event.anchor, type(event) is yaml.MappingStartEvent))

    def close(self, event: Any) -> None:
        frame = self.frames.pop()
        start, end = event.start_mark.index + self.base, event.end_mark.index + self.base
        if end == start:  # the end of a block is only noticed at the token after it
            end = frame.end
        span = self.span(frame.start, end)
        node: Node
        if frame.mapping:
            node = MappingNode(span, self.pairs(frame.items), frame.tag)
        else:
            node = ListNode(span, frame.items, frame.tag)
        if frame.anchor is not None:
            self.anchors[frame.anchor] = _Anchored(node, frame.size, frame.height)
        self.add(node, end, frame.size, frame.height)

    def pairs(self, items: list[Node]) -> list[Pair]:
        """The entries of a mapping, with those that ``<<`` merges into it before its own."""
        own: list[Pair] = []
        merged: list[Node] = []
        values = iter(items)
        for key in values:
            value = next(values)
            if not isinstance(key, ScalarNode):
                raise ReadError(key.span, "expected a key that is text, not a list or mapping")
            if key.text == "<<" and key.span.text == "<<":
                merged.append(value)
            else:
                own.append(Pair(key, value))
        return [*_merged(merged, own), *own] if merged else own

    def unreadable(self, problem: Any) -> ReadError:
        """A character that YAML does not allow; libyaml tells its place in bytes."""
        data = self.text.encode("utf-8", "surrogatepass")[3 * self.base :]
        at = len(data[: problem.position].decode("utf-8", "ignore")) + self.base
        return self.fail(at, min(at + 1, len(self.text)), str(problem.reason))

    def wrong(self, problem: yaml.MarkedYAMLError) -> ReadError:
        """What libyaml says against the text."""
        mark = problem.problem_mark or problem.context_mark
        at = min((mark.index if mark is not None else 0) + self.base, len(self.text))
        message = (problem.problem or "this is no YAML").replace("did not find expected", "expected")
        if "nesting depth" in message:  # the bound of libyaml 0.2.6 and later is met before ours: its scanner is ahead
            message = f"nested deeper than {MAX_DEPTH} levels"
        elif problem.context:
            message = f"{message} {problem.context}"
        return self.fail(at, min(at + 1, len(self.text)), message)


def _merged(nodes: list[Node], own: list[Pair]) -> list[Pair]:
    """The entries that merge keys bring: those that are there already stay as they are.

    Of a list of mappings the first counts, of two merge keys the last. But readers differ (PyYAML 6.0.4 takes the last
    mapping of a list where keys have two letters or more), so what is brought with two values is a key that stands
    twice; the value that counts stands last.
    """
    taken = {pair.key.text for pair in own}
    found: list[Pair] = []
    for node in nodes:
        brought: dict[str, Pair] = {}
        for part in node.items if isinstance(node, ListNode) else (node,):
            if not isinstance(part, MappingNode):
                raise ReadError(part.span, "expected a mapping, or a list of mappings, to merge")
            found.extend(_passed_over(part, brought, taken))
        found.extend(brought.values())
    return found


def _passed_over(part: MappingNode, brought: dict[str, Pair], taken: set[str]) -> Iterator[Pair]:
    """Note in ``brought`` what a mapping brings first; the entries that do not count though they say otherwise."""
    earlier = dict(brought)
    for pair in part.pairs:
        key = pair.key.text
        if key in taken:
            continue
        if key not in earlier:
            if key in brought:
                yield brought[key]
            brought[key] = pair
        elif earlier[key].value.span.text != pair.value.span.text:
            yield pair
