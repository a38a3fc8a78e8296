"""Every fixture with one byte deleted, doubled or swapped, or cut off there: no fault, and nothing hidden.

Where an independent parser reads the changed file as it reads the original, the findings have the same codes, or the
file is said to be unreadable.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from zlib import crc32

import hcl2
import pytest
import yaml

import iaclint
from iaclint.files.overlay import Overlay
from iaclint.files.worktree import WorkTree
from iaclint.text.comments import MARKER

FIXTURES = Path(__file__).parents[2] / "fixtures"
FOLDERS = sorted(path.parent for path in FIXTURES.glob("*/*/expect.json"))
FILES = ("main.tf", "template.json", "template.yaml")
SAMPLE = 2  # places in a file and kind of change that the everyday run looks at


def changed(text: bytes, at: int, kind: str) -> bytes:
    """A text with one change."""
    if kind == "delete":
        return text[:at] + text[at + 1 :]
    if kind == "double":
        return text[: at + 1] + text[at:]
    if kind == "swap":
        return text[:at] + text[at : at + 2][::-1] + text[at + 2 :]
    return text[:at]


KINDS = ("delete", "double", "swap", "truncate")


def codes(folder: Path, name: str, text: bytes) -> list[str]:
    """The codes that a folder gets with this text for one of its files; every rule is on."""
    others = {path.relative_to(folder).as_posix(): path.read_bytes() for path in files_of(folder)}
    files = Overlay(WorkTree("/nonexistent"), {**others, name: text})
    result = iaclint.lint(name, files=files, select=("ALL",), jobs="1", cache=False)
    assert result.failures == (), (folder, text)
    return sorted(finding.rule for finding in result.findings if finding.suppressed is None)


@cache
def files_of(folder: Path) -> tuple[Path, ...]:
    """What lies in a folder beside its three files and its expectation."""
    inside = sorted(path for path in folder.rglob("*") if path.is_file())
    return tuple(path for path in inside if path.parent != folder or path.name not in (*FILES, "expect.json"))


def independent(name: str, text: bytes) -> object:
    """What another parser reads; None if it refuses. Comments that speak to iaclint belong to it."""
    try:
        decoded = text.decode()
        read = {"main.tf": hcl2.loads, "template.json": json_pairs, "template.yaml": yaml_shape}[name](decoded)
    except Exception:
        return None
    return read, [line for line in decoded.splitlines() if MARKER in line]


def json_pairs(text: str) -> object:
    """JSON with its duplicates."""
    return json.loads(text, object_pairs_hook=lambda pairs: ("object", pairs))


def yaml_shape(text: str) -> object:
    """YAML as PyYAML composes it: tags, whether they were written or come from a value, and texts."""
    return [shape(node) for node in yaml.compose_all(text, yaml.CLoader)]


def shape(node: yaml.Node) -> object:
    if isinstance(node, yaml.MappingNode):
        return (node.tag, [(shape(key), shape(value)) for key, value in node.value])
    if isinstance(node, yaml.SequenceNode):
        return (node.tag, [shape(item) for item in node.value])
    return (node.tag, node.value)


def places(folder: Path, name: str, kind: str, size: int) -> Iterator[int]:
    """Some places, the same ones every time."""
    for number in range(SAMPLE):
        yield crc32(f"{folder.parent.name}/{folder.name}/{name}/{kind}/{number}".encode()) % size


def check(folder: Path, name: str, kind: str, places: Iterable[int]) -> int:
    """How many of the changes of a file made a difference, and none that the other parser does not see."""
    text = (folder / name).read_bytes()
    expected, parsed, differences = codes(folder, name, text), independent(name, text), 0
    for at in places:
        mutant = changed(text, at, kind)
        found = codes(folder, name, mutant)
        if found != expected:
            differences += 1
            same = parsed is not None and independent(name, mutant) == parsed
            assert not same or refused(name, found), (kind, at, mutant)
    return differences


def refused(name: str, found: list[str]) -> bool:
    """python-hcl2 needs no newline behind an argument or block; Terraform and we do, and say so."""
    return name == "main.tf" and "SRC001" in found


@pytest.mark.parametrize("name", FILES)
def test_some_changes_of_every_fixture(name: str) -> None:
    found = 0
    for folder in FOLDERS:
        size = (folder / name).stat().st_size
        found += sum(check(folder, name, kind, places(folder, name, kind, size)) for kind in KINDS)
    assert found > len(FOLDERS)


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: f"{folder.parent.name}-{folder.name}")
def test_every_change_of_a_fixture(folder: Path, name: str) -> None:
    size = (folder / name).stat().st_size
    assert sum(check(folder, name, kind, range(size)) for kind in KINDS) > size // 4
