"""The reader of configurations in JSON syntax: JSON with HCL in its strings."""

from __future__ import annotations

import json
import re

from fuzz import seeds
from fuzz.harness import Target, again, check_span, text_of
from fuzz.hcl_reader import TOKENS as HCL_TOKENS
from fuzz.hcl_tree import check_body, shape

from iaclint.text.hcl import read_hcl
from iaclint.text.hclast import Body, Expression, Literal, ObjectExpr, Template, TupleExpr
from iaclint.text.span import Source
from iaclint.text.tfjson import read_tfjson

TOKENS = (
    *(
        '{"',
        '"}',
        '":"',
        '","',
        "[{",
        "}]",
        "null",
        "true",
        "1e400",
        "1.50",
        '"//":',
        '"resource":{',
        '"data":{',
        '"module":{',
    ),
    *(
        '"variable":{',
        '"locals":{',
        '"output":{',
        '"dynamic":{',
        '"content":{',
        '"statement":[{',
        '"condition":{',
        '"for_each":',
    ),
    *(
        '"aws_iam_policy_document":{',
        '"aws_iam_role":{',
        '"inline_policy":',
        '"type":"list(string)"',
        '"default":',
        '"source":',
    ),
    *(
        '"iterator":"a"',
        '"principals":',
        '"terraform":',
        '"moved":',
        '"${a}"',
        '"%{if a}b%{endif}"',
        '"a${\\"b\\"}"',
        '"\\u0024{a}"',
    ),
    *(token.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") for token in HCL_TOKENS if len(token) < 20),
)


def check(data: bytes) -> None:
    """Every place in the source, errors in order, twice the same."""
    text = text_of(data)
    file = read_tfjson(Source("a.tf.json", text))
    check_body(file.body)
    places = [error.span.start for error in file.errors]
    assert places == sorted(places)
    for error in file.errors:
        check_span(error.span)
        assert error.message
    if again(data):
        second = read_tfjson(Source("a.tf.json", text))
        assert [error.message for error in second.errors] == [error.message for error in file.errors]
        assert shape(second.body) == shape(file.body)


def converted() -> list[bytes]:
    """The fixtures in JSON syntax, as far as it is plain: expressions become strings with a sequence."""
    made = []
    for text in seeds.fixtures("main.tf"):
        body = read_hcl(Source("main.tf", text.decode())).body
        document: dict[str, object] = {}
        for block in body.blocks:
            put(document, [block.type, *(label.text for label in block.labels)], inside(block.body))
        made += [json.dumps(document).encode(), json.dumps(document, indent=2).encode()]
        made += [json.dumps({name: part}).encode() for name, part in document.items()]
    return made


def put(document: dict[str, object], path: list[str], value: object) -> None:
    """Put a block where its labels say; blocks without labels stand in a list."""
    for name in path[:-1]:
        document = document.setdefault(name, {})  # type: ignore[assignment]
    document[path[-1]] = value if len(path) > 1 else [*document.get(path[-1], []), value]  # type: ignore[misc]


def inside(body: Body) -> dict[str, object]:
    """Arguments and nested blocks of a block."""
    found: dict[str, object] = {name: plain(attribute.expression) for name, attribute in body.attributes.items()}
    for block in body.blocks:
        put(found, [block.type, *(label.text for label in block.labels)], inside(block.body))
    return found


def plain(node: Expression) -> object:
    """An expression in JSON."""
    if isinstance(node, Literal) and (node.value is None or isinstance(node.value, bool | int)):
        return node.value
    if isinstance(node, TupleExpr):
        return [plain(item) for item in node.items]
    if isinstance(node, ObjectExpr):
        return {key.span.text.strip('"'): plain(value) for key, value in node.items}
    if isinstance(node, Template) and not node.heredoc:
        return re.sub(r'\\"', '"', node.span.text[1:-1])
    return f"${{{node.span.text}}}"


TARGET = Target("tfjson", check, converted, TOKENS, ("iaclint/text/tfjson.py",), 224)
