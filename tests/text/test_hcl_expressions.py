import pytest
from text.trees import expression, written

from iaclint.text.hcl import read_expression
from iaclint.text.nodes import ReadError
from iaclint.text.span import Source

A, B, C, D, E = (("var", name) for name in "abcde")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("1", 1),
        ("007", 7),
        ("1e3", 1000),
        ("1.e3", 1000),
        ("2.50", "2.50"),
        ("1e-3", "0.001"),
        ("true", True),
        ("null", None),
        ("a", A),
        ("a-b", ("var", "a-b")),
        ("é", ("var", "é")),
        ("(a)", ("parens", A)),
        ("a.b.c", (".", (".", A, "b"), "c")),
        ("a . b", (".", A, "b")),
        ("a.0.b", (".", (".", A, "0"), "b")),
        ('a["k"].b', (".", ("index", A, ["k"]), "b")),
        ("a[b[0]]", ("index", A, ("index", B, 0))),
        ("a[*].b[0].c", ("[*]", A, (".", ("index", (".", "item", "b"), 0), "c"))),
        ("a.*.b[0].c", (".", ("index", (".*", A, (".", "item", "b")), 0), "c")),
        ("a[*].b[*].c", ("[*]", A, ("[*]", (".", "item", "b"), (".", "item", "c")))),
        ("a.*", (".*", A, "item")),
        ("f()", ("call", "f")),
        ("f (a, b,)", ("call", "f", A, B)),
        ("f(a...)", ("call", "f", A, "...")),
        ("provider::x::f(1)", ("call", "provider::x::f", 1)),
        ("-a.b", ("-", (".", A, "b"))),
        ("!!a", ("!", ("!", A))),
        ("- - 1", ("-", ("-", 1))),
        ("[]", ("tuple",)),
        ("[a, b,]", ("tuple", A, B)),
        ("[a\n,\nb # c\n]", ("tuple", A, B)),
        ("{}", ("object",)),
        ('{ a = b, "c" : d }', ("object", (["a"], B), (["c"], D))),
        ("{ a = b\n c = d\n}", ("object", (["a"], B), (["c"], D))),
        ("{ (a) = b\n (c) = d\n}", ("object", (("parens", A), B), (("parens", C), D))),
        ("{ a = foo\n (c) = d\n}", ("object", (["a"], ("var", "foo")), (("parens", C), D))),
        ('{ null = 1, true = 2, 5 = 3, "${a}" = 4 }', ("object", (["null"], 1), (["true"], 2), (5, 3), ([A], 4))),
        ("{ if = 1, format = 2, in = 3 }", ("object", (["if"], 1), (["format"], 2), (["in"], 3))),
        ("[for x in a : x]", ("for", "", "x", A, None, ("var", "x"), None, False)),
        ("[for k, v in a : v if k]", ("for", "k", "v", A, None, ("var", "v"), ("var", "k"), False)),
        ("{for k, v in a : k => v... if b}", ("for", "k", "v", A, ("var", "k"), ("var", "v"), B, True)),
        ("{\nfor v in a : v => v }", ("for", "", "v", A, ("var", "v"), ("var", "v"), None, False)),
    ],
)
def test_every_form(text: str, tree: object) -> None:
    assert written(expression(text)) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a + b * c", ("+", A, ("*", B, C))),
        ("a * b + c", ("+", ("*", A, B), C)),
        ("a - b - c", ("-", ("-", A, B), C)),
        ("a / b % c", ("%", ("/", A, B), C)),
        ("a < b == c > d", ("==", ("<", A, B), (">", C, D))),
        ("a || b && c", ("||", A, ("&&", B, C))),
        ("a && b == c || d", ("||", ("&&", A, ("==", B, C)), D)),
        ("!a && b", ("&&", ("!", A), B)),
        ("-a - -b", ("-", ("-", A), ("-", B))),
        ("a ? b : c ? d : e", ("?", A, B, ("?", C, D, E))),
        ("a ? b ? c : d : e", ("?", A, ("?", B, C, D), E)),
        ("a == b ? c + d : e", ("?", ("==", A, B), ("+", C, D), E)),
        ("a <= b != c >= d", ("!=", ("<=", A, B), (">=", C, D))),
    ],
)
def test_precedence(text: str, tree: object) -> None:
    assert written(expression(text)) == tree


@pytest.mark.parametrize(
    ("text", "at", "message"),
    [
        ("", 0, "expected an expression"),
        ("1 +", 3, "expected an expression"),
        ("a b", 2, "expected the end of the expression"),
        ("0x1F", 1, "expected the end of the expression"),
        ("1.2.3", 0, "expected a number"),
        ("a.0.1", 2, "expected one index; write several as [0][1]"),
        ("a.", 2, "expected the name of an attribute after the dot"),
        ("a ? b", 5, "expected : and the value for false"),
        ("f(a b)", 4, "expected , or ) after the argument"),
        ("[a b]", 3, "expected , or ] after the item"),
        ("{ a = 1 b = 2 }", 8, "expected a newline, a comma or } after the value"),
        ("{ a }", 4, "expected = and a value after the key"),
        ("{ a => 1 }", 4, "expected = and a value after the key"),
        ("[for a in b : a...]", 18, "expected ]: only { } has => and ..."),
        ("{for a in b : a}", 15, "expected => and a value"),
        ("(a", 2, "expected )"),
        ("a[", 2, "expected an expression"),
        ('"a', 0, "expected the closing quote of the string"),
        ('"a\nb"', 0, "expected the closing quote of the string"),
        ("a & b", 2, "expected the end of the expression"),
        ("“a”", 0, "expected a character that HCL knows"),
        ("\ufeff1", 0, "expected a character that HCL knows"),
    ],
)
def test_what_is_no_expression(text: str, at: int, message: str) -> None:
    with pytest.raises(ReadError) as caught:
        expression(text)
    assert (caught.value.span.start, caught.value.message) == (at, message)


def test_bare_references_are_no_keys() -> None:
    message = "expected a key: put a reference in parentheses, a name with dots in quotes"
    assert written(expression("{ a.b = 1 }")) == ("object", (("invalid", message), 1))


@pytest.mark.parametrize("text", ["[" * 90 + "1" + "]" * 90, "(" * 90 + "1" + ")" * 90, "!" * 900 + "true"])
def test_deep_nesting_is_read(text: str) -> None:
    read_expression(Source("a.tf", text))


@pytest.mark.parametrize(
    "text",
    [
        "[" * 50_000,
        "(" * 50_000 + "1" + ")" * 50_000,
        "!" * 50_000 + "true",
        "a" + "[0]" * 50_000,
        "a" + "[*]" * 50_000,
        "a" + ".b" * 50_000,
        "a" + "?1:1" * 50_000,
        "1" + "+1" * 50_000,
        '"${' * 50_000,
        "f(" * 50_000,
        "{a=" * 50_000,
        '"' + "%{if true}" * 50_000 + "%{endif}" * 50_000 + '"',
    ],
)
def test_hostile_nesting_is_refused(text: str) -> None:
    with pytest.raises(ReadError):
        read_expression(Source("a.tf", text))
