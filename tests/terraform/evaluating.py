"""Expressions evaluated in a small scope, and terraform console beside it."""

import json
import os
import shutil
import subprocess
from base64 import b64decode
from pathlib import Path

import pytest

from iaclint.files.worktree import WorkTree
from iaclint.terraform.evaluation import failure
from iaclint.terraform.expression import evaluate
from iaclint.terraform.functions.context import CallContext
from iaclint.terraform.lazy import forced
from iaclint.terraform.scope import Budget
from iaclint.text.hcl import read_expression
from iaclint.text.sources import Sources
from iaclint.text.span import Source, Span
from iaclint.values.encode import plain
from iaclint.values.origin import Origin
from iaclint.values.value import Failed, Unknown, Value
from iaclint.values.world import World


class Small:
    """A scope that knows some values by their dotted names."""

    def __init__(self, known: dict[str, Value], world: World | None = None, steps: int = 100_000) -> None:
        self.known = known
        self.world = world or World()
        self.budget = Budget(steps)
        self.context = CallContext(Sources(WorkTree(".")), ".", lambda text, variables, span: None, self.budget)
        self.module = ""
        self.instance = ""

    def resolve(self, names: tuple[str, ...], span: Span) -> tuple[Value, int]:
        for count in range(len(names), 0, -1):
            value = self.known.get(".".join(names[:count]))
            if value is not None:
                return value, count
        return Failed(Origin(span), span.text, f"{'.'.join(names[:2])} is not declared"), len(names)


def unknown(name: str, **more) -> Unknown:
    source = Source("variables.tf", f'variable "{name}" {{}}')
    return Unknown(Origin(source.whole()), name, f"{name} has no value", **more)


def value_of(text: str, *, scope: Small | None = None, **known: object) -> Value:
    """The value of an expression; names are given as expressions, or as values."""
    if scope is None:
        scope = Small({name.replace("__", "."): given(value) for name, value in known.items()})
    return evaluate(read_expression(Source("main.tf", text)), scope)


def given(value: object) -> Value:
    return value if isinstance(value, Value) else value_of(str(value))


def data_of(text: str, **known: object) -> object:
    """An expression's value as plain data; ``REFUSED`` where Terraform refuses it."""
    value = forced(value_of(text, **known))
    return REFUSED if failure(value) else plain(value)


REFUSED = "<refused>"


LONGEST_LINE = 60_000  # terraform console reads no longer one


def console(expressions: list[str], folder: Path) -> list[object]:
    """What terraform console says of expressions (each on one line), asked in few runs."""
    if shutil.which("terraform") is None:
        pytest.skip("terraform is not installed")
    answers: list[object] = []
    batch: list[str] = []
    for text in [*expressions, None]:
        asked = f'try(jsonencode({text}), "{REFUSED}")'
        if text is None or sum(map(len, batch)) + len(asked) > LONGEST_LINE:
            answers += _asked(batch, folder)
            batch = []
        batch.append(asked)
    return [answer if answer == REFUSED else json.loads(answer) for answer in answers]


def _asked(batch: list[str], folder: Path) -> list[str]:
    """One run: Terraform prints only the last value, so all are one value; base64 because it escapes as it likes."""
    environment = {name: value for name, value in os.environ.items() if name != "TF_CLI_CONFIG_FILE"}
    told = subprocess.run(
        ["terraform", "console"],
        input=f"base64encode(jsonencode([{', '.join(batch)}]))\n",
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert told.returncode == 0, told.stderr[-2000:]
    return json.loads(b64decode(told.stdout.strip().strip('"')))
