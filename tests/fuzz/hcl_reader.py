"""The HCL reader: configuration files with all that stands in them, and their comments."""

from __future__ import annotations

import re

from fuzz import seeds
from fuzz.harness import Target, again, check_span, text_of
from fuzz.hcl_tree import check_body, check_expression, shape
from text.trees import written

from iaclint.text.comments import find_comments
from iaclint.text.hcl import HclFile, read_expression, read_hcl, read_template
from iaclint.text.hclast import Body, Expression
from iaclint.text.mapped import Chars, MappedText
from iaclint.text.nodes import ReadError
from iaclint.text.span import Source

TOKENS = (
    *(
        "{",
        "}",
        "[",
        "]",
        "(",
        ")",
        '"',
        "=",
        "==",
        "=>",
        "!=",
        "<",
        "<=",
        ">",
        ">=",
        "&&",
        "||",
        "!",
        "+",
        "-",
        "*",
        "/",
        "%",
    ),
    *(
        "?",
        ":",
        ",",
        ".",
        "...",
        "[*]",
        ".*",
        "[0]",
        ".0",
        "::",
        "a",
        "a.b",
        "${",
        "%{",
        "$${",
        "%%{",
        "~}",
        "${~",
        "%{~",
        "}",
    ),
    *(
        "%{if a}",
        "%{else}",
        "%{endif}",
        "%{for k, v in a}",
        "%{endfor}",
        "for k, v in a : ",
        "for a in b : ",
        " if ",
        "null",
    ),
    *(
        "true",
        "false",
        "1",
        "1.5",
        "1e3",
        "1e99999",
        "0x1",
        "<<E\n",
        "<<-E\n",
        "\nE\n",
        "\n  E\n",
        "<<",
        "#",
        "//",
        "/*",
        "*/",
    ),
    *(
        "\\n",
        '\\"',
        "\\\\",
        "\\u00e9",
        "\\U0001F600",
        "\\ud800",
        "\\q",
        "\n",
        "\r\n",
        "\r",
        "\t",
        " ",
        "\ufeff",
        "\x00",
        "é",
        "\u2003",
    ),
    *(
        'resource "a" "b" {\n',
        "locals {\n",
        "x = 1\n",
        "dynamic",
        "f(",
        "f(a...)",
        "jsonencode({",
        "# iaclint: ignore[KMS101] a\n",
    ),
    *(
        "[" * 101,
        "!" * 20,
        "-" * 20,
        "a." * 20,
        "1+" * 20,
        "a?b:" * 20,
        '"${' * 20,
        "b {\n" * 26,
        "'",
        "`",
        ";",
        "|",
        "&",
        "a-b",
    ),
)


def check(data: bytes) -> None:
    """Every place in the source; read twice it is the same; an expression is itself when read on its own."""
    text = text_of(data)
    source = Source("a.tf", text)
    file = read_hcl(source)
    check_body(file.body)
    check_errors(file)
    for comment in find_comments(source):
        check_span(comment.span)
        assert comment.span.text.startswith(("#", "//", "/*"))
    if again(data):
        second = read_hcl(Source("a.tf", text))
        assert [error.message for error in second.errors] == [error.message for error in file.errors]
        assert shape(second.body) == shape(file.body)
        if not file.errors:
            check_alone(file.body)
        check_template(text)


def check_errors(file: HclFile) -> None:
    """Errors stand in order, each with words."""
    places = [error.span.start for error in file.errors]
    assert places == sorted(places)
    for error in file.errors:
        check_span(error.span)
        assert error.message


def check_alone(body: Body) -> None:
    """The text of an expression is that expression."""
    for attribute in body.attributes.values():
        node = attribute.expression
        if node.span.text.startswith("<<"):  # a heredoc needs the newline behind its marker
            continue
        assert written(read_expression(Source("b.tf", node.span.text))) == written(node)
    for block in body.blocks:
        check_alone(block.body)


def check_template(text: str) -> None:
    """The same text as a template, from two sources."""
    half = len(text) // 2
    parts = [
        Chars(part, Source(f"{number}.tftpl", part).whole()) for number, part in enumerate((text[:half], text[half:]))
    ]
    mapped = MappedText([part for part in parts if part.text], Source("c.tftpl", text).whole())
    try:
        template: Expression = read_template(mapped)
    except ReadError as problem:
        check_span(problem.span)
        return
    check_expression(template)


def parts() -> list[bytes]:
    """The fixtures, their blocks, and the arguments that the tests ask of Terraform's functions."""
    whole = seeds.fixtures("main.tf")
    blocks = [part.encode() for text in whole for part in re.split(r"\n(?=\w)", text.decode())]
    return [*whole, *blocks, *(b"x = " + case for case in seeds.function_cases()[::7])]


TARGET = Target(
    "hcl",
    check,
    parts,
    TOKENS,
    (
        *(
            "iaclint/text/hcl.py",
            "iaclint/text/hcl_body.py",
            "iaclint/text/hcl_collection.py",
            "iaclint/text/hcl_cursor.py",
        ),
        *("iaclint/text/hcl_expression.py", "iaclint/text/hcl_pieces.py", "iaclint/text/hcl_scan.py"),
        *("iaclint/text/hcl_template.py", "iaclint/text/hclast.py", "iaclint/text/comments.py"),
    ),
    128,
)
