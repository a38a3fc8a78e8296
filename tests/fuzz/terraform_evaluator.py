"""The evaluator of Terraform expressions with all its functions, in a module whose variables have no value."""

from __future__ import annotations

import json

from fuzz import seeds
from fuzz.harness import Target, again, check_chars, check_span, text_of
from terraform.functioncases import FILES, Scope
from terraform.generatedcalls import Calls

from iaclint.files.overlay import Overlay
from iaclint.files.worktree import WorkTree
from iaclint.terraform.expression import evaluate
from iaclint.terraform.functions import FAMILIES, UNFORESEEN, lookup
from iaclint.terraform.functions.context import CallContext
from iaclint.terraform.lazy import forced
from iaclint.text.hcl import read_expression
from iaclint.text.hclast import Expression
from iaclint.text.mapped import Chars
from iaclint.text.nodes import ReadError
from iaclint.text.sources import Sources
from iaclint.text.span import Source, Span
from iaclint.values.encode import complete, encode_json, plain
from iaclint.values.origin import Origin
from iaclint.values.value import Failed, Mapping, Sequence, String, Unknown, Value

STEPS = 20_000  # of one expression here; a whole unit has 25 times as many
FAMILY = [lookup(name) for name in FAMILIES]  # so that every family is watched from the start

TOKENS = (
    *(
        "var.text",
        "var.number",
        "var.flag",
        "var.list",
        "var.set",
        "var.map",
        "var.any",
        "local.template",
        "null",
        "true",
    ),
    *(
        "false",
        "0",
        "-1",
        "1.5",
        "1e30",
        "1e4000",
        "999999999999999999999",
        '""',
        '"a"',
        '"${var.text}"',
        '"a${var.text}b"',
    ),
    *(
        "[]",
        "{}",
        "[null]",
        '{ a = "b" }',
        "toset([])",
        "range(3)",
        "[for k, v in var.map : k => v]",
        "for v in ",
        " : ",
        " if ",
    ),
    *(
        " ? ",
        " == ",
        " != ",
        " < ",
        " && ",
        " || ",
        " + ",
        " - ",
        " * ",
        " / ",
        " % ",
        "!",
        "-",
        "...",
        "[*]",
        ".*",
        "[0]",
        ".a",
    ),
    *(
        '"%{ if var.flag }a%{ else }b%{ endif }"',
        '"%{ for v in var.list }${v}%{ endfor }"',
        "<<E\na ${1}\nE\n",
        "=>",
        "try(",
        "can(",
    ),
    *(
        '"a.txt"',
        '"t.tftpl"',
        '"doc.json"',
        '"/a+/"',
        '"(?P<x>a)"',
        '"%s"',
        '"%05.1f"',
        '"10.0.0.0/8"',
        '"2020-01-01T00:00:00Z"',
    ),
    *(f"{name}(" for name in sorted(FAMILIES)),
)


def check(data: bytes) -> None:
    """Twice the same; what is not known has a reason; what is known can be written out and read again."""
    text = text_of(data)
    try:
        expression = read_expression(Source("main.tf", text))
    except ReadError:
        return
    value = valued(expression)
    check_value(value)
    shown = plain(value)
    json.dumps(shown)
    if again(data):
        assert plain(valued(expression)) == shown
        if complete(value) and isinstance(value, Sequence | Mapping | String):
            written = "".join(part.text for part in encode_json(value) if isinstance(part, Chars))
            json.loads(written, parse_int=float)


class Module(Scope):
    """The scope of the tests of functions, in which a name may also stand alone."""

    def resolve(self, names: tuple[str, ...], span: Span) -> tuple[Value, int]:
        """A variable, or nothing that is declared."""
        if len(names) == 1 or names[0] not in {"var", "local"}:
            return Failed(Origin(span), span.text, f"{names[0]} is not declared"), len(names)
        return super().resolve(names, span)


def valued(expression: Expression) -> Value:
    """The value of an expression, with everything in it."""
    scope = Module()
    scope.budget.left = STEPS
    files = Overlay(WorkTree("/nonexistent"), {name: text.encode() for name, text in FILES.items()})
    scope.context = CallContext(Sources(files), ".", scope.template, scope.budget)
    return forced(evaluate(expression, scope))


def check_value(root: Value) -> None:
    """Every place in its source, every unknown with a reason that was foreseen."""
    waiting: list[object] = [root]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Chars):
            check_chars(value, read=False)
            continue
        assert isinstance(value, Value)
        check_span(value.origin.span)
        if isinstance(value, Unknown):
            assert value.reason
            assert UNFORESEEN not in value.reason, value.reason
        elif isinstance(value, String):
            waiting.extend(value.flat())
        elif isinstance(value, Sequence):
            waiting.extend(value.items)
        elif isinstance(value, Mapping):
            for entry in value.entries.values():
                check_span(entry.key.span)
                waiting.append(entry.value)


def calls() -> list[bytes]:
    """The cases of every function, expressions of the fixtures, random calls."""
    made = [Calls(seed, holes=True).call().encode() for seed in range(300)]
    return [*seeds.function_cases(), *made, *(line.strip() for line in FORMS.encode().splitlines() if line.strip())]


FORMS = """
[for k, v in { a = 1, b = 2 } : "${k}=${v}" if v > 1]
{ for k, v in var.map : upper(k) => v }
{ for v in ["a", "b", "a"] : v => 1... }
var.flag ? var.list : ["a"]
var.flag ? { a = 1 } : { b = "x" }
true ? [] : ["a"]
var.any[*].a
[{ a = 1 }, { a = 2 }][*].a
[{ a = [1] }].*.a[0]
"${var.text}%{ if var.flag }x%{ else }y%{ endif }%{ for i, v in [1, 2] ~} ${i}${v} %{~ endfor }"
-(1 + 2) * 3 / 4 % 5 == 6 && !(1 < 2) || 3 >= 4
null == var.text
"a" == var.text
var.map["a"]
var.map[var.text]
{ (var.text) = 1, "b" : 2 }
[1, "a", null][1]
"${[1]}"
jsonencode({ Version = "2012-10-17", Statement = [{ Action = var.list, Resource = "${var.text}/*" }] })
concat(var.list, ["a"])...
max(var.list...)
"""


TARGET = Target(
    "terraform",
    check,
    calls,
    TOKENS,
    (
        *("iaclint/terraform/expression.py", "iaclint/terraform/access.py", "iaclint/terraform/arithmetic.py"),
        *("iaclint/terraform/conditions.py", "iaclint/terraform/convert.py", "iaclint/terraform/evaluation.py"),
        *("iaclint/terraform/loops.py", "iaclint/terraform/numeric.py", "iaclint/terraform/operators.py"),
        *("iaclint/terraform/order.py", "iaclint/terraform/scalars.py", "iaclint/terraform/template.py"),
        *("iaclint/terraform/types.py", "iaclint/terraform/unify.py", "iaclint/terraform/functions"),
    ),
    160,
)
