"""A second opinion on HCL: the blocks and arguments that ``python-hcl2`` finds, compared with our own reader.

Only ``--cross-check`` and the tests come here: that parser takes 0.2 s to start and reads 0.25 MB a second.
"""

from __future__ import annotations

import os

from iaclint.text.nodes import ReadError
from iaclint.text.span import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType
    from typing import Any, Final

    from iaclint.text.hcl import HclFile
    from iaclint.text.hclast import Block, Body
    from iaclint.text.span import Source


class Outline:
    """What a body holds: the names of its arguments, sorted, and its blocks (type and labels, and their outline)."""

    __slots__ = ("arguments", "blocks")

    def __init__(self, arguments: list[str], blocks: list[tuple[tuple[str, ...], Outline]]) -> None:
        self.arguments: Final = sorted(arguments)
        self.blocks: Final = blocks


def cross_check(file: HclFile) -> tuple[ReadError, ...]:
    """Where ``python-hcl2`` reads a file differently; nothing for a file that we ourselves cannot read."""
    if file.errors:
        return ()
    try:
        second = second_outline(file.source)
    except ReadError as error:
        return (error,)
    return tuple(_differences(file.body, second, Span(file.source, 0, min(1, len(file.source.text)))))


def second_outline(source: Source) -> Outline:
    """The outline that ``python-hcl2`` sees; ReadError where it does not accept the file."""
    hcl2 = _python_hcl2()
    try:
        tree = hcl2.parses_to_tree(source.text.removeprefix("\ufeff"))
        return _outline(tree)
    except Exception as problem:
        raise ReadError(_place(source, problem), f"python-hcl2 reads this differently: {_reason(problem)}") from None


def _python_hcl2() -> ModuleType:
    """The parser. Where it may not keep its grammar beside its own files, it keeps it in the user's cache directory."""
    import hcl2
    import hcl2.parser as holder

    if not os.access(holder.PARSER_FILE.parent, os.W_OK) and not holder.PARSER_FILE.exists():
        home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
        directory = os.path.join(home, "iaclint")
        try:
            os.makedirs(directory, mode=0o700, exist_ok=True)
        except OSError:
            return hcl2
        holder.PARSER_FILE = type(holder.PARSER_FILE)(directory, "hcl2.grammar")
    return hcl2


def _place(source: Source, problem: Exception) -> Span:
    """Where the other parser stopped; its end of file is the end of the text."""
    skip = len(source.text) - len(source.text.removeprefix("\ufeff"))
    at = getattr(problem, "pos_in_stream", None)
    start = min(skip + at, len(source.text)) if isinstance(at, int) and at >= 0 else len(source.text)
    return Span(source, start, min(start + 1, len(source.text)))


def _reason(problem: Exception) -> str:
    expected = getattr(problem, "expected", None) or getattr(problem, "allowed", None)
    if expected:
        return f"expected {' or '.join(sorted(expected))}"
    return type(problem).__name__


def _outline(above: Any) -> Outline:
    """The outline of the ``body`` below a node of the other parser's tree."""
    arguments: list[str] = []
    blocks: list[tuple[tuple[str, ...], Outline]] = []
    body = next((part for part in above.children if getattr(part, "data", None) == "body"), None)
    for child in body.children if body is not None else ():
        kind = getattr(child, "data", None)
        if kind == "attribute":
            arguments.append(_text(child.children[0]))
        elif kind == "block":
            header = [part for part in child.children if getattr(part, "data", None) in ("identifier", "string")]
            blocks.append((tuple(map(_text, header)), _outline(child)))
    return Outline(arguments, blocks)


def _text(node: Any) -> str:
    """The characters of an identifier or a quoted label."""
    return "".join(str(token) for token in node.scan_values(lambda _: True)).strip('"')


def _differences(body: Body, second: Outline, place: Span) -> Iterator[ReadError]:
    ours = sorted([*body.attributes, *(attribute.name for attribute in body.repeated)])
    if ours != second.arguments:
        yield ReadError(place, f"python-hcl2 reads other arguments here: {_listed(second.arguments)}")
    if [_title(block) for block in body.blocks] != [title for title, _ in second.blocks]:
        titles = [" ".join(title) for title, _ in second.blocks]
        yield ReadError(place, f"python-hcl2 reads other blocks here: {_listed(titles)}")
        return
    for block, (_, inner) in zip(body.blocks, second.blocks, strict=True):
        yield from _differences(block.body, inner, block.header)


def _title(block: Block) -> tuple[str, ...]:
    return (block.type, *(label.span.text.strip('"') for label in block.labels))


def _listed(names: list[str]) -> str:
    return ", ".join(names[:10]) + (", ..." if len(names) > 10 else "") or "none"
