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
