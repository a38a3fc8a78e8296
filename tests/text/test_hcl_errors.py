import pytest
from hypothesis import given
from hypothesis import strategies as st

from iaclint.text.hcl import read_hcl
from iaclint.text.hcl_body import BodyReader
from iaclint.text.span import Source

PIECES = (
    *(
        '"text"',
        '"a\tb"',
        '"${a.b}"',
        '"$"',
        '"',
        "0",
        "7",
        "007",
        "1.5",
        "1.",
        "-1",
        "a",
        "a.b",
        "a.b.c",
        "a.0",
        "a-b",
        "a.",
    ),
    *(
        "for",
        "true",
        "null",
        "é",
        "a.é",
        "[",
        "]",
        "{",
        "}",
        "(",
        ")",
        "=",
        ",",
        ":",
        "?",
        "+",
        "/* c */",
        "# c",
        "\n",
        " ",
    ),
    *("\r\n", "\t", "\ufeff", "\x00", "[1, 2]", "f(1)", "1234567890123456"),
)


def every_error(text: str) -> list[tuple[int, str]]:
    """The errors of a file whose every expression is built."""
    reader = BodyReader(Source("main.tf", text))
    bodies = [reader.file()]
    while bodies:
        body = bodies.pop()
        for attribute in (*body.attributes.values(), *body.repeated):
            _ = attribute.expression
        bodies.extend(block.body for block in body.blocks)
    return sorted((error.span.start, error.message) for error in reader.errors)


def errors(text: str) -> list[tuple[int, str]]:
    return sorted((error.span.start, error.message) for error in read_hcl(Source("main.tf", text)).errors)


@pytest.mark.parametrize("value", PIECES)
def test_an_argument_that_is_not_read_has_no_mistake(value):
    for text in (f"x = {value}\n", f"x={value}", f"b {{\n  x = {value}\n}}\n", f"b {{ x = {value} }}\n"):
        assert errors(text) == every_error(text)


@given(st.lists(st.sampled_from(PIECES), max_size=6), st.sampled_from(["x = {}\ny = 1\n", "b {{ x = {} }}", "x ={}"]))
def test_any_pieces_after_an_equals_sign(pieces, frame):
    text = frame.format("".join(pieces))
    assert errors(text) == every_error(text)


@pytest.mark.parametrize(
    "text", ["x =a\r)2 y=\u2003v ", 'x = y = f() 3)\nz = "', 'a     })\n  b {\n    name = "k', "x = 1)\nx = )"]
)
def test_the_order_of_errors_does_not_depend_on_what_was_read_first(text: str) -> None:
    first, second = read_hcl(Source("a.tf", text)), read_hcl(Source("a.tf", text))
    for attribute in first.body.attributes.values():
        assert attribute.expression.span.source is first.source
    assert [error.place() for error in first.errors] == [error.place() for error in second.errors]
    assert len(first.errors) > 1
