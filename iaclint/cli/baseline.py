"""``iaclint baseline [PATH ...]``: accept the findings of today into a baseline file."""

from __future__ import annotations

import os
import sys

from iaclint.cli.arguments import add_inputs, add_paths, add_rules, configuration, overrides
from iaclint.cli.ends import FAULT, FINE, CommandError, say, tell_unheard
from iaclint.cli.lint import linted
from iaclint.cli.options import Parser
from iaclint.cli.output import write_file
from iaclint.discovery import root_of
from iaclint.files import anchored
from iaclint.files.worktree import WorkTree
from iaclint.journey.tasks import workspaces
from iaclint.reports.words import count
from iaclint.review.baseline import write_baseline

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from iaclint.cli.options import Options

USAGE = "iaclint baseline [OPTIONS] [PATH ...]"
ABOUT = "Writes the findings of today into a baseline file; iaclint --baseline FILE then reports only others."
USUAL = "iaclint-baseline.json"


def run(arguments: list[str]) -> int:
    """Write the baseline; nothing is written if something went wrong inside."""
    made = Parser("baseline", USAGE, ABOUT)
    add_paths(made)
    add = made.group("output")
    add("--output", metavar="FILE", help=f"where to (the configured baseline, or {USUAL})")
    add("-v", "--verbose", action="store_true", help="say more about faults of iaclint itself")
    add_rules(made)
    add_inputs(made)
    options = made.parse(arguments)
    said = overrides(options)
    result = linted(options, {**said, "baseline": ""})
    tell_unheard(result.unheard)
    for failure in result.failures:
        failure.tell(sys.stderr.write, options.verbose)
    if result.failures:
        return FAULT
    file = options.output or _configured(options, said) or USUAL
    if not (options.output or options.config) and (reason := WorkTree(root_of(".")).outside(file)):
        raise CommandError(
            f"{file}: the configured baseline {reason.replace('read', 'written')}; name it with --output"
        )
    try:
        write_file(file, [write_baseline(result.findings, _place)])
    except OSError as problem:
        raise CommandError(f"{file}: cannot be written: {problem.strerror or problem}") from None
    accepted = sum(finding.suppressed is None for finding in result.findings)
    say(f"{file}: {count(accepted, 'finding')} accepted\n")
    return FINE


def _place(path: str) -> str:
    """A path seen from the root that it lies below."""
    return anchored(path, os.path.realpath(root_of(path)))


def _configured(options: Options, said: dict[str, Any]) -> str:
    """The baseline that the configuration names."""
    space = workspaces(options.paths or ["."])[0]
    return configuration(said, options).of_run(space.paths, space.files).baseline
