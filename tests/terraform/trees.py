"""Configurations on disk, and what a root directory among them delivers."""

import json
import textwrap
from pathlib import Path

from iaclint.files.worktree import WorkTree
from iaclint.terraform import Inputs, load_root
from iaclint.terraform.policies import decoded
from iaclint.text.sources import Sources
from iaclint.values.encode import plain
from iaclint.values.world import explore


def write(files):
    for name, text in files.items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(text) if not isinstance(text, str) else textwrap.dedent(text), encoding="utf-8")


def sources():
    return Sources(WorkTree(str(Path.cwd())))


def unit(files, root=".", variables=(), var_files=()):
    write(files)
    return load_root(root, sources(), Inputs(tuple(variables), tuple(var_files)))


def values(site):
    """The worlds of a site, each as (facts, value)."""
    return [(leaf.facts, leaf.result) for leaf in explore(site.evaluate)]


def only(site):
    """The value of a site that has one world."""
    [(facts, value)] = values(site)
    assert facts == {}
    return value


def documents(unit):
    """Every policy of a unit as data, by address and attribute; only those of one world."""
    return {(site.resource, site.attribute): plain(decoded(only(site))) for site in unit.sites}


def places(unit):
    return [(site.resource, site.attribute, site.kind) for site in unit.sites]


def at(span):
    """A span as people read it: file, line, text."""
    where = span.location()
    return where.file, where.line, span.text
