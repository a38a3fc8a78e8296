"""The YAML reader and its comments, beside PyYAML's own composer on libyaml."""

from __future__ import annotations

import re

import yaml
from fuzz import seeds
from fuzz.harness import Target, again, below, check_span, check_tree, plain, text_of

from iaclint.text.comments import find_comments
from iaclint.text.nodes import ListNode, MappingNode, Node, ReadError, ScalarNode
from iaclint.text.span import Source
from iaclint.text.yamlkinds import short_tag
from iaclint.text.yamltext import read_yaml_source

# What only we refuse, or only PyYAML's composer.
OURS = re.compile(r"nested deeper|aliases make|to merge$|expected a key that is text|stands inside the node")
THEIRS = "found duplicate anchor"
# Aliases and merged entries have another shape there; ! alone, which makes a text of a value, is passed over there.
UNLIKE = re.compile(r"<<|[&*]|!(?:\s|$)")
NULL = "tag:yaml.org,2002:null"

TOKENS = (
    *(
        "- ",
        "? ",
        ": ",
        ", ",
        "[",
        "]",
        "{",
        "}",
        "&a ",
        "*a",
        "&b ",
        "*b",
        "<<: ",
        "<<: *a",
        "!Sub ",
        "!GetAtt ",
        "!!str ",
    ),
    *(
        "!!int ",
        "!<tag:x> ",
        "! ",
        "|\n",
        ">\n",
        "|-\n",
        ">+\n",
        "|2\n",
        ">1-\n",
        "'",
        "''",
        '"',
        '\\"',
        "\\n",
        "\\x41",
    ),
    *(
        "\\u00e9",
        "\\U0001F600",
        "\\\n",
        "\\\t",
        "\\N",
        "\\_",
        "\\L",
        "\\q",
        "# ",
        "# iaclint: ignore[KMS101] why\n",
        "---\n",
    ),
    *("...\n", "%YAML 1.1\n", "%TAG ! tag:x,2000:\n", "\ufeff", "\x85", "\u2028", "\u2029", "\r\n", "\r", "\t", "\x00"),
    *(
        "\x1b",
        "\ud7ff",
        "\U0001f600",
        "~",
        "null",
        "true",
        "no",
        "2012-10-17",
        "012345678901",
        "1e3",
        "-0.5",
        "0x1F",
        "1_000",
    ),
    *(
        "\n\n",
        "\n  ",
        "\n    ",
        "  \n",
        "[" * 210,
        "- " * 210,
        "a: ",
        "a:\n  b: ",
        "Resources:\n  ",
        "Fn::Sub: ",
        "%",
        "@",
        "`",
    ),
)


def check(data: bytes) -> None:
    """Twice the same, every place in the source, and the values that PyYAML composes."""
    text = text_of(data)
    source = Source("a.yaml", text)
    documents, problem = read_yaml_source(source)
    for document in documents:
        check_tree(document)
        for node in below(document):
            if isinstance(node, ScalarNode):
                check_places(node)
    check_comments(source)
    if problem is not None:
        check_span(problem.span)
        assert problem.message
    if again(data):
        second, told = read_yaml_source(Source("a.yaml", text))
        assert list(map(plain, second)) == list(map(plain, documents))
        assert (told and told.message) == (problem and problem.message)
        check_against_pyyaml(text, documents, problem)


def check_places(node: ScalarNode) -> None:
    """A character that is neither escaped nor folded stands at its place."""
    for part in node.parts:
        offsets = list(part.offsets) if part.offsets is not None else []
        text = node.span.source.text
        for char, at in zip(part.text, offsets, strict=False):
            assert text[at : at + 1] == char or char in " \n\u2028\u2029" or text[at] in "\\'" or at == offsets[0]


def check_comments(source: Source) -> None:
    """A comment is a piece of the file that starts with its sign."""
    for comment in find_comments(source):
        check_span(comment.span)
        assert comment.span.text.startswith("#")
        assert 1 <= comment.first_line <= comment.last_line


def check_against_pyyaml(text: str, documents: list[Node], problem: ReadError | None) -> None:
    """Accepted by both with the same scalars in the same places of the same collections, or refused by both."""
    told, theirs = "", []
    try:
        composed = list(yaml.compose_all(text.removeprefix("\ufeff"), yaml.CLoader))
        theirs = [their_shape(node) for node in composed if node is not None and node.tag != NULL]
    except yaml.YAMLError as refusal:
        told = str(refusal)
    except RecursionError:
        told = "a node that holds itself"  # PyYAML composes it, but it is no value
    if problem is not None:
        assert told or OURS.search(problem.message), problem.message
    elif THEIRS not in told:
        assert not told
        if not UNLIKE.search(text):
            assert [our_shape(document) for document in documents] == theirs


def our_shape(node: Node) -> object:
    """Tags and texts of a tree."""
    if isinstance(node, ListNode):
        return [node.tag, *map(our_shape, node.items)]
    if isinstance(node, MappingNode):
        return (node.tag, *((our_shape(pair.key), our_shape(pair.value)) for pair in node.pairs))
    assert isinstance(node, ScalarNode)
    return node.text


def their_shape(node: yaml.Node) -> object:
    """The same of PyYAML's."""
    if isinstance(node, yaml.SequenceNode):
        return [their_tag(node), *map(their_shape, node.value)]
    if isinstance(node, yaml.MappingNode):
        return (their_tag(node), *((their_shape(key), their_shape(value)) for key, value in node.value))
    return node.value


def their_tag(node: yaml.CollectionNode) -> str:
    """The tag of a collection, if it was written."""
    return "" if node.tag in {"!", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map"} else short_tag(node.tag)


def parts() -> list[bytes]:
    """The fixtures, and the resources in them on their own."""
    whole = seeds.fixtures("template.yaml")
    resources = [part.encode() for text in whole for part in re.split(r"\n(?=  \w)", text.decode())]
    return [*whole, *resources]


TARGET = Target(
    "yaml",
    check,
    parts,
    TOKENS,
    (
        *(
            "iaclint/text/yamltext.py",
            "iaclint/text/yamlscalar.py",
            "iaclint/text/yamlkinds.py",
            "iaclint/text/nodes.py",
        ),
        "iaclint/text/comments.py",
    ),
    208,
)
