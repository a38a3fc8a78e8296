"""Templates written in tests: loaded from memory, their policies in every world as plain data."""

import functools
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from iaclint.cloudformation import Inputs, called_templates, load_template, may_hold_template, templates_in
from iaclint.files.overlay import Overlay
from iaclint.files.worktree import WorkTree
from iaclint.text.sources import Sources
from iaclint.values.decode import decode_json
from iaclint.values.encode import plain
from iaclint.values.value import String
from iaclint.values.world import BRANCH, CELL, explore, smallest_whens

SHARED = Path(__file__).parents[2].parent / "shared"
HAS = "import importlib.util, sys; sys.exit(not all(map(importlib.util.find_spec, sys.argv[1:])))"


@functools.cache
def interpreter(*modules):
    """A Python that has these modules; the test is skipped where there is none."""
    paths = [os.path.join(folder, "python3") for folder in os.environ.get("PATH", "").split(os.pathsep)]
    for python in dict.fromkeys([sys.executable, *filter(os.path.exists, paths)]):
        if subprocess.run([python, "-c", HAS, *modules], capture_output=True, check=False).returncode == 0:
            return python
    pytest.skip(f"no interpreter has {', '.join(modules)}")


def oracle_folder():
    """The folder with the oracles; the test is skipped where it is not beside this checkout."""
    if not (SHARED / "oracles").is_dir():
        pytest.skip("the folder with the oracles is not beside this checkout")
    return SHARED / "oracles"


def sources(texts):
    data = {path: text.encode() if isinstance(text, str) else text for path, text in texts.items()}
    return Sources(Overlay(WorkTree("/nonexistent"), data))


class Found(NamedTuple):
    """What files hold, as a run finds it."""

    templates: tuple
    problems: tuple
    called: tuple


def find_templates(candidates, opened):
    """The templates of candidates (a path, and whether it was named), those that others nest left out."""
    worth = {path: named for path, named in candidates if may_hold_template(path, is_named=named)}
    called = called_templates(worth, opened)
    found = [templates_in(path, opened, is_named=named) for path, named in worth.items() if path not in called]
    templates = tuple(template for file in found for template in file.templates)
    return Found(templates, tuple(problem for file in found for problem in file.problems), tuple(sorted(called)))


def find(texts, named=False):
    return find_templates([(path, named) for path in texts], sources(texts))


def load(text, path="template.yaml", parameters=(), files=(), others=None):
    """The unit of one template; ``others`` are further files."""
    text = text if isinstance(text, str) else json.dumps(text)
    texts = {path: text, **(others or {})}
    opened = sources(texts)
    found = find_templates([(path, True)], opened)
    assert [template.path for template in found.templates] == [path], found
    return load_template(found.templates[0], opened, Inputs(tuple(parameters), tuple(files)))


def document(value):
    return decode_json(value) if isinstance(value, String) else value


def policies(unit, cells=False):
    """Every policy as ``show`` lists it: (resource, attribute, when, document)."""
    shown = []
    for site in unit.sites:
        leaves = explore(site.evaluate, sorts=(BRANCH, CELL) if cells else (BRANCH,))

        def kind(leaf):
            return None if leaf.result is None else json.dumps(plain(document(leaf.result)), sort_keys=True)

        for when, value in smallest_whens(leaves, kind):
            shown.append((site.resource, site.attribute, when, plain(document(value))))
    return shown


def managed(statement, **sections):
    """A template with one managed policy ``P`` of one statement."""
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    resource = {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": policy}}
    return {**sections, "Resources": {"P": resource, **sections.get("Resources", {})}}


def resource_of(tree, **sections):
    """What ``Resource`` of the only statement becomes: one value, or (when, value) for each where they differ."""
    unit = load(managed({"Effect": "Allow", "Action": "s3:*", "Resource": tree}, **sections), "template.json")
    found = [(when, shown["Statement"][0].get("Resource")) for _, _, when, shown in policies(unit)]
    return found[0][1] if len(found) == 1 and not found[0][0] else found
