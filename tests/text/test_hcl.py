import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from text.trees import below, problems, written

from iaclint.text.hcl import read_hcl
from iaclint.text.hcl_scan import comments
from iaclint.text.hclast import Body, Expression, Template
from iaclint.text.mapped import Chars
from iaclint.text.span import Source

MAIN = """\
# a comment with { and "
resource "aws_kms_key" "k" { // here too
  description = "é {" # and }
  policy      = jsonencode({
    Statement = [{ Action = "kms:*", Resource = "*" }]
  })
  /* } */ tags = { a = "${var.x == "}" ? 1 : 2}" }

  dynamic "x" {
    for_each = []
    content {}
  }
}

locals { one = 1 }
empty {
}
"""


def outline(body: Body) -> dict[str, object]:
    blocks = [(block.type, *(label.text for label in block.labels), outline(block.body)) for block in body.blocks]
    return {**{name: written(attribute.expression) for name, attribute in body.attributes.items()}, "blocks": blocks}


def test_a_file() -> None:
    file = read_hcl(Source("main.tf", MAIN))
    assert file.errors == ()
    tags = ("object", (["a"], [("?", ("==", (".", ("var", "var"), "x"), ["}"]), 1, 2)]))
    policy = ("object", (["Statement"], ("tuple", ("object", (["Action"], ["kms:*"]), (["Resource"], ["*"])))))
    key = {
        "description": ["é {"],
        "policy": ("call", "jsonencode", policy),
        "tags": tags,
        "blocks": [("dynamic", "x", {"for_each": ("tuple",), "blocks": [("content", {"blocks": []})]})],
    }
    assert outline(file.body) == {
        "blocks": [
            ("resource", "aws_kms_key", "k", key),
            ("locals", {"one": 1, "blocks": []}),
            ("empty", {"blocks": []}),
        ]
    }


def test_places_of_blocks_and_arguments() -> None:
    block, local, _ = read_hcl(Source("main.tf", MAIN)).body.blocks
    assert block.header.text == 'resource "aws_kms_key" "k" {'
    assert [label.span.text for label in block.labels] == ['"aws_kms_key"', '"k"']
    assert block.span.text == MAIN[MAIN.index("resource") : MAIN.index("\n\nlocals")]
    assert block.body.attributes["description"].name_span.text == "description"
    assert block.body.attributes["description"].span.text == 'description = "é {"'
    assert block.body.attributes["tags"].span.location().line == 7
    assert local.body.attributes["one"].span.text == "one = 1"


def test_nothing_is_built_before_it_is_asked_for() -> None:
    source = Source("a.tf", "a {\n  x = 1 +\n}\n")
    file = read_hcl(source)
    (block,) = file.body.blocks
    assert file._reader.errors == []
    assert block.body.attributes["x"].name == "x"
    assert file._reader.errors == []
    assert written(block.body.attributes["x"].expression) == ("invalid", "expected an expression")
    assert [error.message for error in file.errors] == ["expected an expression"]


def test_line_ends_and_byte_order_mark() -> None:
    file = read_hcl(Source("a.tf", '\ufeffa "b" {\r\n  x = 1 # c\r\n  y = <<E\r\nt\r\nE\r\n}\r\n'))
    assert file.errors == ()
    assert outline(file.body) == {"blocks": [("a", "b", {"x": 1, "y": ["t\r\n"], "blocks": []})]}


def test_unusual_headers_and_names() -> None:
    text = 'a /* x */ "l\\u00e9" b{\n}\n  c /* = */ = 1\nü-b = 2\nfor = 3'
    file = read_hcl(Source("a.tf", text))
    assert file.errors == ()
    assert outline(file.body) == {"c": 1, "ü-b": 2, "for": 3, "blocks": [("a", "lé", "b", {"blocks": []})]}


def test_one_mistake_hides_nothing_else() -> None:
    text = 'a {\n  x = [1,\n  y = 2\n}\nb "c" {\n  z = 1 y\n  "q" = 3\n  v = 4\n}\nw = 5\n'
    file = read_hcl(Source("a.tf", text))
    assert [(error.span.location().line, error.message) for error in file.errors] == [
        (1, "expected a } that closes this block"),
        (3, "expected , or ] after the item"),
        (6, "expected the end of the line after the value"),
        (7, "expected an argument or a block"),
    ]
    assert [block.type for block in file.body.blocks] == ["a", "b"]
    assert written(file.body.blocks[1].body.attributes["v"].expression) == 4
    assert written(file.body.attributes["w"].expression) == 5


def test_what_terraform_refuses() -> None:
    line = "expected a newline"
    single = "expected a newline after {: a block on one line can have only one argument"
    assert problems("x = 1 y = 2\n") == [("1:7", "expected the end of the line after the value")]
    assert problems("x = true\n  ? 1 : 2\n") == [("2:3", "expected an argument or a block")]
    assert problems("x = [1]\n[0]\n") == [("2:1", "expected an argument or a block")]
    assert problems("a { x = 1, y = 2 }\n") == [("1:10", "expected the end of the line after the value")]
    assert problems("a { x = 1\n}\n") == [("1:5", single)]
    assert problems("a { b {} }\n") == [("1:5", single)]
    assert problems("a {} b {}\n") == [("1:6", line)]
    assert problems("a {\n b {} }\n") == [("2:7", line)]
    assert problems("a {\n x = 1 }\n") == [("2:8", line)]
    assert problems("a = 1\na = 2\n") == [("2:1", "the argument a was already set in this block")]
    assert problems("a\n") == [("1:2", "expected = and a value, or a block")]
    assert problems('a "${b}" {\n}\n') == [("1:3", "expected a label without ${ and %{")]
    assert problems("x = <<EOT\nhi\nEOT") == [("1:10", "expected a line with the heredoc's end marker EOT")]
    assert problems("x = 1\ufeff\n") == [("1:6", "expected the end of the line after the value")]
    assert problems("}\nx = 1\n") == [("1:1", "expected an argument or a block")]
    assert problems("a { /* c */ x = [\n1\n] }\na { # c\n x = 1\n}\na {}\na { }") == []


ATOMS = st.sampled_from(
    [
        "1",
        "2.5",
        "true",
        "null",
        "a",
        "var.b",
        "a[0]",
        "a[*].c",
        '"s"',
        '"é${a}"',
        "f(1, a)",
        "[1, a]",
        '{ k = "v" }',
        "(a)",
    ]
)


def combined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(inner, inner)
    return st.one_of(
        pair.map(lambda both: f"{both[0]} + {both[1]}"),
        pair.map(lambda both: f"({both[0]}) ? {both[1]} : {both[0]}"),
        pair.map(lambda both: f"[for x in [{both[0]}] : x if {both[1]}]"),
        pair.map(lambda both: f'{{ a = {both[0]}, (b) = {both[1]}, "c" : 1 }}'),
        inner.map(lambda text: f'"é${{{text}}}%{{ if a }}${{{text}}}%{{ endif }}"'),
        inner.map(lambda text: f"g({text}...)"),
        inner.map(lambda text: f"!({text})[0].x"),
    )


@given(st.lists(st.recursive(ATOMS, combined, max_leaves=8), min_size=1, max_size=4))
def test_spans_slice_back_to_the_source(texts: list[str]) -> None:
    """Every node's text, read alone, gives the same node."""
    source = Source("a.tf", "".join(f"a{place} = {text}  # é\n" for place, text in enumerate(texts)))
    file = read_hcl(source)
    assert file.errors == ()
    for attribute, text in zip(file.body.attributes.values(), texts, strict=True):
        assert attribute.expression.span.text == text
        for node in below(attribute.expression):
            if isinstance(node, Chars):
                assert node.text == "".join(node.locate(at, at + 1).text for at in range(len(node.text)))
            elif isinstance(node, Expression) and re.match(r"[\w\"\[{(!]", node.span.text) and not is_part(node):
                again = read_hcl(Source("b.tf", f"x = {node.span.text}\n"))
                assert (again.errors, written(again.body.attributes["x"].expression)) == ((), written(node))


def is_part(node: Expression) -> bool:
    """Whether a node's text means something else when it stands alone: keys, bodies of directives, splat items."""
    return (isinstance(node, Template) and not node.span.text.startswith('"')) or "item" in str(written(node))


@given(st.text(alphabet='ab=1{}[]()"$%~.,:?!<>-#/*\\\n\r \té\ufeff', max_size=80))
def test_no_text_crashes_the_reader(text: str) -> None:
    file = read_hcl(Source("a.tf", text))
    assert all(error.span.source is file.source and error.message for error in file.errors)


MANY = 3_000


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a {\n" * MANY, "expected a } that closes this block"),
        ("a {\n" * MANY + "}\n" * MANY, "blocks nested deeper than 25 levels"),
        ("x = " + "[(" * MANY + ")]" * MANY, "nested deeper than 100 levels"),
        ("x = 1 " + "/* " * MANY, "expected an expression"),
        ("x = " + "<<E\n" * MANY, "expected a line with the heredoc's end marker E"),
        ('x = "' + "${" * MANY, "expected an expression"),
        ("}" * MANY, "expected an argument or a block"),
        ("a " * MANY, "expected { after at most 10 labels"),
        ("x = 1\n" * 1_000_000, "a file of more than 5000000 characters"),
    ],
)
def test_hostile_files_are_refused(text: str, message: str) -> None:
    errors = read_hcl(Source("a.tf", text)).errors
    assert errors[0].message == message
    assert len(errors) <= 200


def test_a_long_file_is_checked_without_keeping_its_tree() -> None:
    file = read_hcl(Source("a.tf", "a {\n  x = 1\n}\n" * 3_000 + "b {\n  y = 1 +\n  z = 2\n}\n"))
    assert [error.message for error in file.errors] == ["expected an expression"]
    assert file._reader.errors == []
    assert written(file.body.blocks[-1].body.attributes["z"].expression) == 2


def test_comments_are_found_in_code_only() -> None:
    text = (
        '# one\nx = "# no ${ /* two */ 1 } // no" // three\r\n/* four\n*/ y = <<E\n# no\n${1 # five\n}\nE\n'
        'z = "a/*" # six\nw = 6 / 2 #seven\nv = "$${# no}" /* eight'
    )
    found = [text[start:end] for start, end in comments(text)]
    numbers = ("# one", "/* two */", "// three", "/* four\n*/", "# five", "# six", "#seven", "/* eight")
    assert found == list(numbers)


def test_a_forged_comment_in_a_heredoc_is_text() -> None:
    for before in ("n = 1e3", "o = {\n a = foo\n (b) = 1\n}", 's = "$$${a}"', 't = "%{ if a }x%{ endif }"'):
        text = f"{before}\nx = <<E\n# iaclint: ignore[KMS101] it is text\nE\n"
        assert list(comments(text)) == []
