"""What we say of an expression with something unknown in it must fit whatever Terraform makes of it at deploy."""

import random
import re
from pathlib import Path

import pytest
from terraform.evaluating import REFUSED, Small, console, unknown, value_of
from terraform.test_expression_like_terraform import LOCALS, generated

from iaclint.terraform.evaluation import failure
from iaclint.terraform.lazy import forced
from iaclint.terraform.types import STRING
from iaclint.values.encode import plain
from iaclint.values.value import Mapping, Sequence, Spread, String, Unknown, Value
from iaclint.values.world import explore

TEXTS = ('"zz"', '"12"', '""', '"true"', '"a"', '"x"')
ANYTHING = (
    '"zz"',
    "5",
    "true",
    "null",
    '["b"]',
    '{ a = "x", id = 1 }',
    "[]",
    'toset(["q", "p"])',
    'tomap({ a = "m" })',
)


def covers(value: Value, data: object) -> bool:
    """Whether a value, for some content of its holes, is this data."""
    if isinstance(value, Unknown):
        return True
    if isinstance(value, String):
        pattern = "".join(".*" if isinstance(part, Unknown) else re.escape(part.text) for part in value.flat())
        return isinstance(data, str) and re.fullmatch(pattern, data, re.DOTALL) is not None
    if isinstance(value, Sequence):
        return isinstance(data, list) and covers_items(value.items, data)
    if isinstance(value, Mapping):
        known = isinstance(data, dict) and value.entries.keys() == data.keys()
        return known and all(covers(entry.value, data[key]) for key, entry in value.entries.items())
    return plain(value) == data and type(plain(value)) is type(data)


def covers_items(items: tuple[Value, ...], data: list[object]) -> bool:
    if not items:
        return not data
    if isinstance(items[0], Spread):
        return any(covers_items(items[1:], data[skipped:]) for skipped in range(len(data) + 1))
    return bool(data) and covers(items[0], data[0]) and covers_items(items[1:], data[1:])


def with_unknowns(seed: int, count: int) -> list[str]:
    chance = random.Random(seed)
    found = []
    while len(found) < count:
        text = generated(chance, 3)
        places = [match.start() for match in re.finditer(r"local\.(text|yes|digits|tuple|list)\b", text)]
        if places and "try(" not in text and "can(" not in text:
            at = chance.choice(places)
            found.append(text[:at] + re.sub(r"^local\.\w+", "local.u", text[at:]))
    return found


def uncovered(folder: Path, expressions: list[str], type: object, candidates: tuple[str, ...]) -> list[str]:
    lines = [f"  {name} = {text}" for name, text in LOCALS.items()]
    known = {f"local.{name}": value_of(text) for name, text in LOCALS.items()}
    wrong = []
    leaves = [possible(text, {**known, "local.u": unknown("u", type=type)}) for text in expressions]
    for candidate in candidates:
        (folder / "main.tf").write_text("\n".join(["locals {", f"  u = {candidate}", *lines, "}"]), encoding="utf-8")
        for text, values, theirs in zip(expressions, leaves, console(expressions, folder), strict=True):
            fits = any(covers(value, theirs) and not failure(value) for value in values)
            if theirs != REFUSED and not fits:
                wrong.append(
                    f"{text} with {candidate}\n  ours:      {list(map(plain, values))}\n  terraform: {theirs!r}"
                )
    return wrong


def possible(text: str, known: dict[str, Value]) -> list[Value]:
    """The value of an expression in every world."""
    return [leaf.result for leaf in explore(lambda world: forced(value_of(text, scope=Small(known, world))))]


@pytest.mark.parametrize(("type", "candidates"), [(STRING, TEXTS), (None, ANYTHING)], ids=["text", "anything"])
def test_some_expressions_with_unknowns(tmp_path: Path, type: object, candidates: tuple[str, ...]) -> None:
    assert uncovered(tmp_path, with_unknowns(0, 150), type, candidates) == []


@pytest.mark.slow
@pytest.mark.parametrize(("type", "candidates"), [(STRING, TEXTS), (None, ANYTHING)], ids=["text", "anything"])
@pytest.mark.parametrize("seed", range(1, 16))
def test_many_expressions_with_unknowns(tmp_path: Path, seed: int, type: object, candidates: tuple[str, ...]) -> None:
    assert uncovered(tmp_path, with_unknowns(seed, 500), type, candidates) == []
