"""Arguments that are meant to exhaust or to crash."""

import os
import random
from pathlib import Path

import pytest
from terraform.functioncases import Scope, ours

from iaclint.terraform.expression import evaluate
from iaclint.terraform.functions import MAX_PARTS, UNFORESEEN, call, lookup
from iaclint.terraform.functions.names import FAMILIES
from iaclint.terraform.lazy import Lazy, forced
from iaclint.terraform.order import identity
from iaclint.text.hcl import read_expression
from iaclint.text.span import Source
from iaclint.values.encode import complete, plain
from iaclint.values.origin import Origin
from iaclint.values.value import Entry, Failed, Mapping, Sequence, Unknown, Value

COSTLY = [
    'regex("(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab")',
    'regexall("(.*)*x", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")',
    f'regex("a*a*a*a*a*a*a*b", "{"a" * 200}")',
    f'replace("{"a" * 5000}", "/(a|aa)+$/", "x")',
    f'regex("{"a?" * 40}{"a" * 40}", "{"a" * 40}")',
    f'regex("{"(a|aa)" * 40}b", "{"a" * 60}")',
    f'replace("{"a" * 5000}", "", "{"b" * 5000}")',
    f'jsondecode("{"[" * 50_000}")',
    f'yamldecode("{"[" * 50_000}")',
    f'yamldecode("{"{a: " * 5_000}")',
    "setproduct(range(1000), range(1000))",
    'indent(1000000000, "a\\n")',
    'format("%1000000s", "a")',
    'format("%.1000000f", 1)',
    'format("%d", 1e99999)',
    'tonumber("1e99999999999999999999")',
    "tostring(1e999999999)",
    "sum([1e999999999, 1])",
    'jsondecode("1e99999999999999999999")',
    'yamldecode("1e999999999")',
    f'parseint("{"9" * 6000}", 10)',
    "pow(10, 400)",
    "pow(2, 1e15)",
    'fileset(".", "**/**/**/**/**/**/**/**/**/x/../y")',
    'yamldecode("a: &a [x,x,x,x,x,x,x,x]\\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\\n'
    'd: &d [*c,*c,*c,*c,*c,*c,*c,*c]\\ne: [*d,*d,*d,*d,*d,*d,*d,*d]")',
]


@pytest.mark.parametrize("text", COSTLY, ids=lambda text: text[:40])
def test_costly_calls_are_not_worked_out(text: str) -> None:
    value = ours(text)
    assert isinstance(value, Unknown)
    assert not isinstance(value, Failed)
    assert value.reason
    assert UNFORESEEN not in value.reason


def test_many_items_are_told_apart_without_comparing_each_with_each() -> None:
    items = "flatten([for b in range(4) : range(1000 * b, 1000 * b + 1000)])"
    assert plain(ours(f"length(distinct({items}))")) == 4000
    assert plain(ours(f"length(matchkeys({items}, {items}, {items}))")) == 4000


@pytest.mark.parametrize("factor", ["2305843009213693951", "2305843009213693951 / 10"])
def test_no_numbers_are_made_to_have_one_hash(factor: str) -> None:
    """Python's hash of all of these is the same, or one of ten."""
    items = ours(f"[for a in range(1, 200) : a * {factor}]")
    assert isinstance(items, Sequence)
    assert len({hash(identity(item)) for item in items.items}) == len(items.items)


@pytest.mark.parametrize(("left", "right"), [("1e20", "100000000000000000000"), ("2.50", "2.5"), ("1e4100", "10e4099")])
def test_equal_numbers_have_one_identity(left: str, right: str) -> None:
    assert identity(ours(left)) == identity(ours(right)) is not None


def spent(text: str) -> int:
    """The steps that an expression takes."""
    scope = Scope()
    before = scope.budget.left
    evaluate(read_expression(Source("main.tf", text)), scope)
    return before - scope.budget.left


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        (f'replace("{"a" * 3000}", "/a*b/", "")', 10_000),
        (f'yamldecode("{"[" * 100}{"]" * 100}")', 50),
        (f'jsondecode("{"[" * 100}{"]" * 100}")', 20),
        ("range(1025)", 100),
        ("range(1000)", 100),
        ('distinct([for n in range(100) : "${n}${var.text}"])', 4_000),
        ("1e3999 * 1.5 / 7", 20),
        ('fileset(".", "**")', 10),
    ],
    ids=lambda value: str(value)[:30],
)
def test_costly_work_takes_many_steps(text: str, steps: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One step must not stand for much more time than another, or the budget would not bound a loop of costly calls."""
    monkeypatch.chdir(tmp_path)
    assert steps <= spent(text) < 100 * steps + 1_000


@pytest.mark.parametrize(
    "text",
    [
        f'regex("(a|aa)+$", "{"a" * 60}b")',
        f'replace("{"a" * 3000}", "/a*b/", "")',
        "distinct(range(1000))",
        'yamldecode("a: [1, 2, 3]")',
        'formatdate("YYYY", "2020-01-01T00:00:00Z")',
        "setproduct(range(100), range(100))",
        'templatestring(local.template, { name = join("", range(100)) })',
        "1e3999 * 1.5 / 7",
    ],
    ids=lambda text: text[:30],
)
def test_loops_of_costly_calls_end(text: str) -> None:
    scope = Scope()
    scope.budget.left = 20_000
    loop = f"length([for a in range(1000) : [for b in range(1000) : [for c in range(1000) : {text}]]])"
    value = evaluate(read_expression(Source("main.tf", loop)), scope)
    assert isinstance(value, Unknown)
    assert "too much work" in value.reason


def test_texts_do_not_double_for_ever() -> None:
    value, scope, span = ours('"0123456789"'), Scope(), Source("main.tf", "join(...)").whole()
    comma = ours('""')
    for _ in range(40):
        both = evaluate(read_expression(Source("main.tf", "[]")), scope)
        both = type(both)(both.origin, (value, value), "tuple")
        value = call("join", [comma, both], scope.context, span)
    assert isinstance(value, Unknown) or len(value.parts) <= 2 * MAX_PARTS


ATOMS = (
    *(
        "null",
        "true",
        "0",
        "-1",
        "1.5",
        "1e30",
        '""',
        '"a"',
        '"a,b"',
        '"\\n"',
        '"é"',
        '"10.0.0.0/8"',
        '"%s %d"',
        '"(a+)+"',
    ),
    *('"2020-01-01T00:00:00Z"', '"1h"', '"{}"', "[]", "{}", "[1]", '["a", "b"]', "[null]", "[[]]", "[{ a = 1 }]"),
    *("{ a = 1 }", '{ a = ["x"] }', 'toset(["a", "b"])', "toset([])", "tolist([])", "tomap({})", 'tomap({ a = "b" })'),
    *("var.text", "var.number", "var.flag", "var.list", "var.set", "var.map", "var.any", '"x${var.text}"', "[var.any]"),
    *('concat(["a"], var.list)', 'toset(["a", var.text])', "{ a = var.any }", "jsonencode({ a = var.text })"),
    *('sensitive("s")', "tostring(null)", '"\\U0001F600e\\u0301"', "999999999999999999999", "-9223372036854775808"),
    *('"99999999999999999999999999"', '["a", var.text]', '"~/x"', '"../../../../etc/passwd"', '"a\\u0000b"'),
)


@pytest.mark.parametrize("name", sorted(FAMILIES))
def test_no_arguments_crash(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    scope, chance, span = Scope(), random.Random(name), Source("main.tf", f"{name}()").whole()
    values: list[Value] = [evaluate(read_expression(Source("main.tf", text)), scope) for text in ATOMS]
    values.append(Failed(Origin(span), "x", "it is refused"))
    resource = evaluate(read_expression(Source("main.tf", '{ id = "a", arn = var.text }')), scope)
    lazy = Lazy(Origin(span), lambda name, _: resource, lambda: resource)
    values += (
        lazy,
        Sequence(Origin(span), (lazy, lazy), "tuple"),
        Mapping(Origin(span), {"k": Entry(lazy.origin, lazy)}),
    )
    function = lookup(name)
    assert function is not None
    for _ in range(200):
        count = len(function.parameters) + (chance.randint(0, 3) if function.variadic else 0) + (chance.random() < 0.05)
        result = call(name, [chance.choice(values) for _ in range(count)], scope.context, span)
        if isinstance(result, Unknown):
            assert result.reason
            assert UNFORESEEN not in result.reason
        elif complete(result):
            plain(forced(result))


def test_files_outside_the_root_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    root = tmp_path / "root"
    root.mkdir()
    (root / "link.txt").symlink_to(tmp_path / "secret.txt")
    monkeypatch.chdir(root)
    for name in ("file", "filebase64", "filesha256", "fileexists"):
        for path in ("../secret.txt", os.fspath(tmp_path / "secret.txt"), "link.txt", "~/secret.txt"):
            value = ours(f'{name}("{path}")')
            assert isinstance(value, Unknown), (name, path)
            assert not isinstance(value, Failed), (name, path)
    assert isinstance(ours('fileset("..", "*.txt")'), Unknown)
    assert isinstance(ours('fileset(".", "*.txt")'), Unknown)  # Terraform lists the link
