import pytest
from text.trees import argument, below, expression, written

from iaclint.text.hcl import read_template
from iaclint.text.hclast import Template
from iaclint.text.jsontext import read_json_source
from iaclint.text.mapped import Chars, MappedText
from iaclint.text.nodes import ReadError, ScalarNode
from iaclint.text.span import Source

A, B = ("var", "a"), ("var", "b")


# The values on the right were asked of terraform console 1.11.
@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ('""', []),
        ('"a b"', ["a b"]),
        (r'"\n\r\t\"\\\u00e9\U0001F600"', ['\n\r\t"\\é😀']),
        ('"$${a} %%{a}"', ["${a} %{a}"]),
        ('"$$${a}"', ["$${a}"]),
        ('"$$$${a}"', ["$$${a}"]),
        ('"$%%{if"', ["$%{if"]),
        ('"a$"', ["a$"]),
        ('"%"', ["%"]),
        ('"$ {a} $$"', ["$ {a} $$"]),
        ('"${a}"', [A]),
        ('"x ${ a } y"', ["x ", A, " y"]),
        ('"${a}${b}"', [A, B]),
        ('"x $  ${~ a}"', ["x $", A]),
        ('"a\\n${~ a ~}\\t b"', ["a", A, "b"]),
        ('"${a ~} "', [A, ""]),
        ('"\u00a0${~ a}"', [A, ""]),
        ('"\\u001f${~ a}"', ["\x1f", A]),
        ('"${"n ${"d ${a}"}"}"', [["n ", ["d ", A]]]),
        ('"%{ if a }x%{ endif }"', [("if", A, ["x"], None)]),
        ('"%{ if a ~} x %{~ else ~} y %{~ endif }z"', [("if", A, ["x"], ["y"]), "z"]),
        ('"%{ for x in a }${x};%{ endfor }"', [("for", "", "x", A, [("var", "x"), ";"])]),
        (
            '"%{ for k, v in a }%{ if b }${k}%{ endif }%{ endfor }"',
            [("for", "k", "v", A, [("if", B, [("var", "k")], None)])],
        ),
    ],
)
def test_quoted(text: str, parts: object) -> None:
    assert written(expression(text)) == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("<<EOT\nEOT\n", []),
        ("<<EOT\n  a\n\n b\nEOT\n", ["  a\n\n b\n"]),
        ("<<EOT\na \\n $${x}\n  EOT \t\n", ["a \\n ${x}\n"]),
        ("<<EOT\r\na\r\nEOT\r\n", ["a\r\n"]),
        ("<<EOT\na EOT\nEOTX\n EOT\n", ["a EOT\nEOTX\n"]),
        ("<<a-b\nx\na-b\n", ["x\n"]),
        ("<<-EOT\n    a\n\n      b\n  \n    c\n        EOT\n", ["a\n\n", "  b\n  \n", "c\n"]),
        ("<<-EOT\n  a ${a}\n    b\n  EOT\n", ["a ", A, "\n", "  b\n"]),
        ("<<-EOT\n  a\n${a}\n  EOT\n", ["  a\n", A, "\n"]),
        ("<<-EOT\n  %{ if a ~}\n  x\n  %{ endif ~}\n  EOT\n", [("if", A, ["  x\n"], None)]),
        (
            "<<EOT\n%{ for x in a ~}\n- ${x}\n%{ endfor ~}\nend\nEOT\n",
            [("for", "", "x", A, ["- ", ("var", "x"), "\n"]), "end\n"],
        ),
        ("<<EOT\n${a}\nEOT\n", [A, "\n"]),
        ("<<EOT\n${a ~}\nEOT\n", [A, ""]),
        ("<<EOT\nx\n${~ a}\nEOT\n", ["x", A, "\n"]),
        ("<<EOT\nx\n  ${~ a}\nEOT\n", ["x\n", A, "\n"]),
        ("<<EOT\n${<<IN\nx\nIN\n}\nEOT\n", [["x\n"], "\n"]),
    ],
)
def test_heredocs(text: str, parts: object) -> None:
    assert written(argument(f"x = {text}")) == parts


@pytest.mark.parametrize(
    ("text", "at", "message"),
    [
        ('"\\q"', (1, 3), "expected an escape that HCL knows after the backslash"),
        ('"ab\\u12"', (3, 5), "expected an escape that HCL knows after the backslash"),
        ('"\\ud800"', (1, 7), "expected an escape that HCL knows after the backslash"),
        ('"\\${a}"', (1, 3), "expected an escape that HCL knows after the backslash"),
        ('"${a"', (4, 5), "expected } at the end of the sequence; write $${ or %%{ for the characters themselves"),
        ('"%{ what }"', (4, 8), "expected if, else, endif, for or endfor"),
        ('"%{ if a }x"', (1, 10), "expected endif before the end of the template"),
        ('"x%{ endif }"', (2, 12), "expected no endif here: no directive is open that it belongs to"),
        ('"%{ if a }%{ endfor }"', (10, 21), "expected no endfor here: no directive is open that it belongs to"),
        (
            '"%{ for a in b }%{ else }%{ endfor }"',
            (16, 25),
            "expected no else here: no directive is open that it belongs to",
        ),
    ],
)
def test_what_is_no_template(text: str, at: tuple[int, int], message: str) -> None:
    with pytest.raises(ReadError) as caught:
        expression(text)
    assert ((caught.value.span.start, caught.value.span.end), caught.value.message) == (at, message)


def test_characters_know_their_places() -> None:
    text = 'x = <<-EOT\n    {"a": "$${b}"}\n      ${c}é\n  EOT\n'
    tree = argument(text)
    assert isinstance(tree, Template)
    found = [
        (part.text, [part.locate(i, i + 1).text for i in range(len(part.text))])
        for part in below(tree)
        if isinstance(part, Chars)
    ]
    assert found == [
        ('{"a": "${b}"}\n', ["{", '"', "a", '"', ":", " ", '"', "$$", "{", "b", "}", '"', "}", "\n"]),
        ("  ", [" ", " "]),
        ("é\n", ["é", "\n"]),
    ]


def test_the_text_of_a_file_is_a_template() -> None:
    source = Source("policy.tftpl", '{"a": "${b}"}%{ if c ~}\n x\n%{ endif ~}\n$')
    template = read_template(MappedText((Chars(source.text, source.whole()),), source.whole()))
    assert written(template) == ['{"a": "', ("var", "b"), '"}', ("if", ("var", "c"), [" x\n"], None), "$"]
    assert [node.span.text for node in template.parts] == ['{"a": "', "b", '"}', "%{ if c ~}\n x\n%{ endif ~}", "$"]


def test_a_template_in_json_points_into_the_json() -> None:
    source = Source("a.tf.json", '["x\\n${\\"é\\\\n\\" == var.a}\\t"]')
    (scalar,) = read_json_source(source).items
    assert isinstance(scalar, ScalarNode)
    template = read_template(MappedText(scalar.parts, scalar.span))
    assert written(template) == ["x\n", ("==", ["é\n"], (".", ("var", "var"), "a")), "\t"]
    start, comparison, end = template.parts
    assert (start.locate(1, 2).text, end.locate(0, 1).text) == ("\\n", "\\t")
    assert (comparison.right.span.text, comparison.left.span.text) == ("var.a", '\\"é\\\\n\\"')
