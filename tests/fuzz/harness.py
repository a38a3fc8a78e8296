"""What every target has in common: what one execution is, and what must hold of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from zlib import crc32

from iaclint.text.mapped import Chars
from iaclint.text.nodes import HoleNode, ListNode, MappingNode, Node, ScalarNode
from iaclint.text.span import Span

LONGEST_RUN = 5.0  # seconds of processor time that one execution may take


@dataclass(frozen=True)
class Target:
    """A thing to fuzz. ``check`` raises on a fault; ``modules`` are the files whose branches count as its own."""

    name: str
    check: Callable[[bytes], None]
    seeds: Callable[[], Iterable[bytes]]
    tokens: tuple[str, ...]
    modules: tuple[str, ...]
    longest: int = 2048  # bytes of an input


class Slow(Exception):  # noqa: N818
    """An execution took longer than LONGEST_RUN."""


@dataclass
class Count:
    """What a run has done so far."""

    executions: int = 0
    slowest: float = 0.0
    faults: dict[str, bytes] = field(default_factory=dict)  # the shortest input of each kind of fault

    def execute(self, target: Target, data: bytes) -> Exception | None:
        """One execution; the fault, if there is one."""
        self.executions += 1
        started = time.process_time()
        fault: Exception | None = None
        try:
            target.check(data)
        except Exception as problem:
            fault = problem
        took = time.process_time() - started
        self.slowest = max(self.slowest, took)
        if fault is None and took > LONGEST_RUN:
            fault = Slow(f"{took:.1f} s")
        if fault is not None:
            kind = kind_of(fault)
            if len(data) < len(self.faults.get(kind, data + b" ")):
                self.faults[kind] = data
        return fault


def kind_of(fault: Exception) -> str:
    """Faults of one type raised at one place are one."""
    at = fault.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    place = f"{at.tb_frame.f_code.co_filename}:{at.tb_lineno}" if at is not None else "nowhere"
    return f"{type(fault).__name__} at {place}"


def again(data: bytes) -> bool:
    """Whether to do it a second time: one input in eight, the same ones every time."""
    return crc32(data) % 8 == 0


def text_of(data: bytes) -> str:
    """An input as text: what is no UTF-8 never reaches a reader."""
    return data.decode("utf-8", "replace")


def check_span(span: Span) -> None:
    """A span lies in its source."""
    assert 0 <= span.start <= span.end <= len(span.source.text), span


def check_chars(chars: Chars, *, read: bool = True) -> None:
    """Every character has a place in the source, in order; what was only ``read`` is what stands there."""
    check_span(chars.span)
    if chars.offsets is not None:
        offsets = list(chars.offsets)
        assert len(offsets) == len(chars.text) + 1
        assert offsets == sorted(offsets)
        assert offsets[0] >= 0
        assert offsets[-1] <= len(chars.span.source.text)
    elif read and chars.span.end - chars.span.start == len(chars.text):
        assert chars.span.text == chars.text


def below(node: Node) -> Iterator[Node]:
    """A node and all below it."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, ListNode):
            waiting.extend(node.items)
        elif isinstance(node, MappingNode):
            for pair in node.pairs:
                waiting += (pair.key, pair.value)


def check_tree(root: Node) -> None:
    """Every span of a tree slices back into its source."""
    for node in below(root):
        check_span(node.span)
        if isinstance(node, ScalarNode):
            for part in node.parts:
                if isinstance(part, Chars):
                    check_chars(part)


def plain(root: Node) -> object:
    """A tree as tuples that can be compared: mappings with their duplicates, scalars with their kind."""
    if isinstance(root, ScalarNode):
        return (root.tag, root.kind, root.text, root.span.start, root.span.end)
    if isinstance(root, ListNode):
        return [root.tag, *map(plain, root.items)]
    if isinstance(root, MappingNode):
        return (root.tag, *((plain(pair.key), plain(pair.value)) for pair in root.pairs))
    assert isinstance(root, HoleNode)
    return root.hole
