"""Type constraints, conversions and defaults of optional attributes, against terraform console."""

import json
import os
import shutil
import subprocess
from base64 import b64decode
from pathlib import Path

import pytest
from terraform.functioncases import Scope, admits, kind_of

from iaclint.terraform.convert import convert
from iaclint.terraform.evaluation import evaluate, failure
from iaclint.terraform.type_syntax import parse_type
from iaclint.terraform.types import InvalidType, Type
from iaclint.text.hcl import read_expression
from iaclint.text.span import Source
from iaclint.values.value import Failed, Value

needs_terraform = pytest.mark.skipif(shutil.which("terraform") is None, reason="terraform is not installed")

ACCEPTED = [
    ("string", "12"),
    ("string", "1.50"),
    ("string", "true"),
    ("string", "null"),
    ("number", '"1e3"'),
    ("bool", '"true"'),
    ("any", '[1, "a"]'),
    ("any", "{ a = 1 }"),
    ("list", "[1, 2]"),
    ("map", "{ a = 1 }"),
    ("list(string)", "[1, true, null]"),
    ("list(any)", '[1, "a"]'),
    ("list(any)", "[{ a = 1 }, { b = 2 }]"),
    ("list(any)", "[]"),
    ("set(number)", '["3", 10, 2, "3"]'),
    ("set(any)", "[[1], [2, 3]]"),
    ("map(string)", '{ b = 1, a = true, "c d" = "x" }'),
    ("map(any)", '{ a = 1, b = "x" }'),
    ("map(list(string))", "{ a = [1], b = [] }"),
    ("tuple([string, number, bool])", '[1, "2", "false"]'),
    ("tuple([])", "[]"),
    ("object({})", "{ a = 1 }"),
    ("object({ a = string, b = number })", '{ a = 1, b = "2", c = [] }'),
    ("object({ a = any })", "{ a = [1, null] }"),
    ("object({ a = optional(string) })", "{}"),
    ("object({ a = optional(string), b = string })", '{ b = "x" }'),
    ('object({ a = optional(string, "d") })', "{}"),
    ('object({ a = optional(string, "d") })', "{ a = null }"),
    ('object({ a = optional(string, "d") })', "{ a = 5 }"),
    ("object({ a = optional(number, 1 + 2 * 3) })", "{}"),
    ("object({ a = optional(list(string), [1, 2]) })", "{}"),
    ('object({ n = optional(object({ m = optional(string, "strict") }), {}) })', "{}"),
    ('object({ n = optional(object({ m = optional(string, "strict") })) })', "{}"),
    ('object({ n = optional(object({ m = optional(string, "strict"), k = optional(bool) })) })', "{ n = {} }"),
    ('list(object({ a = optional(string, "d"), b = string }))', '[{ b = 1 }, { a = "x", b = 2, c = 3 }]'),
    ('map(object({ a = optional(string, "d"), b = optional(number) }))', "{ x = {}, y = { b = 2 } }"),
    ('set(object({ a = optional(string, "d") }))', '[{}, { a = "c" }]'),
    ('tuple([object({ a = optional(string, "d") })])', "[{}]"),
    ("list(object({ a = string, b = any }))", '[{ a = 1, b = 2 }, { a = "x", b = "y" }]'),
    ('object({ m = optional(map(object({ a = optional(string, "d") })), { k = {} }) })', "{}"),
]

REFUSED = [
    ("string", "[]"),
    ("number", '"x"'),
    ("bool", "1"),
    ("list(string)", '{ a = "x" }'),
    ("list(string)", "[[]]"),
    ("list(any)", "[1, [2]]"),
    ("map(string)", '["a"]'),
    ("map(string)", "{ a = {} }"),
    ("set(string)", '"a"'),
    ("tuple([string])", "[]"),
    ("tuple([string])", '["a", "b"]'),
    ("object({ a = string })", "{}"),
    ("object({ a = string })", "{ a = [] }"),
    ("object({ a = number })", '"x"'),
    ("foo", "1"),
    ('"string"', '"a"'),
    ("list(string, number)", "[]"),
    ("object", "{}"),
    ("tuple", "[]"),
    ("optional(string)", '"a"'),
    ('object({ a = optional(number, "x") })', "{}"),
    ("object({ a = optional(number, 1, 2) })", "{}"),
    ("tuple([optional(string)])", '["a"]'),
    ("object([])", "{}"),
    ("any(string)", "1"),
    ("set", "[]"),
    ('object({ "a" = string })', '{ a = "x" }'),
    ("[string]", "[]"),
]


def constant(expression: object) -> Value:
    return evaluate(expression, Scope())  # type: ignore[arg-type]


def type_from(text: str) -> Type:
    return parse_type(read_expression(Source("variables.tf", text)), constant)


def converted(type: str, value: str) -> Value:
    return convert(constant(read_expression(Source("variables.tf", value))), type_from(type))


def console_of(folder: Path, text: str, question: str) -> subprocess.CompletedProcess[str]:
    (folder / "main.tf").write_text(text, encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if name != "TF_CLI_CONFIG_FILE"}
    return subprocess.run(
        ["terraform", "console"],
        input=question,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@needs_terraform
def test_accepted_values_become_what_terraform_makes_of_them(tmp_path: Path) -> None:
    names = [f"var.v{at}" for at in range(len(ACCEPTED))]
    kinds = [
        f'{name} == null ? "other" : try({name} == tolist({name}), false) ? "list" : '
        f'try({name} == toset({name}), false) ? "set" : try({name} == tomap({name}), false) ? "map" : "other"'
        for name in names
    ]
    pairs = ", ".join(f"[{name}, {kind}]" for name, kind in zip(names, kinds, strict=True))
    blocks = [
        f'variable "v{at}" {{\n  type = {type}\n  default = {value}\n}}' for at, (type, value) in enumerate(ACCEPTED)
    ]
    told = console_of(tmp_path, "\n".join(blocks), f"base64encode(jsonencode([{pairs}]))\n")
    assert told.returncode == 0, told.stderr
    answers = json.loads(b64decode(told.stdout.strip().strip('"')))
    wrong = []
    for (type, value), (answer, kind) in zip(ACCEPTED, answers, strict=True):
        ours = converted(type, value)
        if failure(ours) or not admits(ours, answer) or kind_of(ours) != kind:
            wrong.append((type, value, ours, answer, kind))
    assert wrong == []


@pytest.mark.parametrize(("type", "value"), REFUSED)
def test_refused_values_and_types(type: str, value: str) -> None:
    result = converted(type, value)
    assert isinstance(result, Failed)
    assert result.reason


@needs_terraform
@pytest.mark.slow
@pytest.mark.parametrize(("type", "value"), REFUSED)
def test_terraform_refuses_them_too(tmp_path: Path, type: str, value: str) -> None:
    told = console_of(tmp_path, f'variable "v" {{\n  type = {type}\n  default = {value}\n}}', "var.v\n")
    assert "Error" in told.stderr


def test_an_invalid_type_says_why() -> None:
    found = type_from("list(strin)")
    assert isinstance(found, InvalidType)
    assert found.reason == "there is no type strin"
