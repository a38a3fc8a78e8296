"""The JSON reader, on files and on text assembled from several places, beside Python's own."""

from __future__ import annotations

import json

from fuzz import seeds
from fuzz.harness import Target, again, check_span, check_tree, plain, text_of

from iaclint.text.jsontext import MAX_DEPTH, Undetermined, read_json, read_json_source
from iaclint.text.mapped import Chars, MappedText
from iaclint.text.nodes import HoleNode, ListNode, MappingNode, Node, ReadError, ScalarNode
from iaclint.text.span import Source

HOLE, BORDER = "\ue000", "\ue001"  # in an input: something unknown; where another source begins

TOKENS = (
    *("{", "}", "[", "]", ":", ",", '"', "true", "false", "null", "-", "0", "1.5e+10", "1E-400", "01", "1.", ".5"),
    *('"a"', '"\\u00e9"', '"\\ud83d\\ude00"', '"\\ud800"', '\\"', "\\\\", "\\n", "\\u0000", "\\x", "\x00", "\x1f"),
    *("NaN", "Infinity", "//", "/**/", "\ufeff", "\u2028", "\t", "\r\n", "'", "[" * 210, '{"a":' * 210, '"Statement":'),
    *(HOLE, BORDER, f'"{HOLE}"', f'"a{HOLE}b{BORDER}c"', f"{HOLE}{HOLE}", f"1{HOLE}", f"\\n{HOLE}\\t{BORDER}"),
)


def check(data: bytes) -> None:
    """Accepted is what ``json.loads`` accepts, with the same value."""
    text = text_of(data)
    if HOLE in text or BORDER in text:
        check_assembled(text)
        return
    read = outcome(text)
    if again(data):
        assert read == outcome(text)
    tree, problem = read
    if problem.startswith(f"nested deeper than {MAX_DEPTH}"):
        return
    assert tree == expected(text.removeprefix("\ufeff")), problem


def outcome(text: str) -> tuple[object, str]:
    """The value and the problem of a file."""
    try:
        root = read_json_source(Source("a.json", text))
    except ReadError as problem:
        check_span(problem.span)
        assert problem.message
        return None, problem.message
    check_tree(root)
    return value(root), ""


def value(node: Node) -> object:
    """A tree in the form that ``json.loads`` is asked for below; strings also by their place."""
    if isinstance(node, MappingNode):
        return {"pairs": [(value(pair.key), value(pair.value)) for pair in node.pairs]}
    if isinstance(node, ListNode):
        return [value(item) for item in node.items]
    assert isinstance(node, ScalarNode)
    if node.kind == "string":
        assert json.loads(node.span.text) == node.text
        return node.text
    assert node.span.text == node.text
    return ("number", node.text) if node.kind == "number" else json.loads(node.text)


def expected(text: str) -> object:
    """What Python reads; None if it refuses."""
    try:
        return json.loads(
            text,
            object_pairs_hook=lambda pairs: {"pairs": pairs},
            parse_int=lambda number: ("number", number),
            parse_float=lambda number: ("number", number),
            parse_constant=refuse,
        )
    except (ValueError, RecursionError):
        return None


def refuse(word: str) -> None:
    """NaN and Infinity are no JSON."""
    raise ValueError(word)


def check_assembled(text: str) -> None:
    """Text with holes, from several sources: where no hole stands for a value, it reads like the text without them."""
    mapped = assembled(text)
    try:
        root = read_json(mapped)
    except ReadError as problem:
        check_span(problem.span)
        assert problem.message
        return
    except Undetermined as problem:
        assert problem.hole
        return
    check_tree(root)
    if len(text) % 8 == 0:
        assert plain(root) == plain(read_json(mapped))
    shape = without_places(root)
    if HoleNode not in {type(node) for node in every(root)}:
        assert shape == expected(mapped.text)


def assembled(text: str) -> MappedText:
    """The parts between the marks, each source a file of its own."""
    parts: list[Chars | object] = []
    for number, written in enumerate(text.split(BORDER)):
        source = Source(f"{number}.json", written)
        at = 0
        for count, known in enumerate(written.split(HOLE)):
            if count:
                parts.append(f"hole {number}.{count}")
                at += 1
            if known:
                span = source.whole() if number == 2 else Chars("", source.whole(), [at, at + len(known)]).locate(0, 1)
                parts.append(Chars(known, span))
            at += len(known)
    return MappedText(parts, Source("whole", text).whole())


def every(root: Node) -> list[Node]:
    """All nodes of a tree."""
    found = [root]
    for node in found:
        if isinstance(node, ListNode):
            found += node.items
        elif isinstance(node, MappingNode):
            found += [part for pair in node.pairs for part in (pair.key, pair.value)]
    return found


def without_places(node: Node) -> object:
    """As ``value``, where a string may have been put together."""
    if isinstance(node, MappingNode):
        return {"pairs": [(without_places(pair.key), without_places(pair.value)) for pair in node.pairs]}
    if isinstance(node, ListNode):
        return [without_places(item) for item in node.items]
    if isinstance(node, HoleNode):
        return node.hole
    assert isinstance(node, ScalarNode)
    if node.kind == "string":
        return node.text
    return ("number", node.text) if node.kind == "number" else json.loads(node.text)


def with_holes() -> list[bytes]:
    """Some documents with marks in them."""
    made = []
    for text in seeds.fixtures("template.json")[:20]:
        for old, new in (("*", HOLE), ("arn", f"arn{BORDER}"), ("true", HOLE), ('"Resource"', f'"Resou{BORDER}rce"')):
            made.append(text.decode().replace(old, new).encode())
    return made


TARGET = Target(
    "json",
    check,
    lambda: [*seeds.json_documents(), *with_holes()],
    TOKENS,
    ("iaclint/text/jsontext.py", "iaclint/text/mapped.py", "iaclint/text/nodes.py", "iaclint/text/span.py"),
    512,
)
