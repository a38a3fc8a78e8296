"""``iaclint show [PATH ...]``: print every policy as it will be deployed."""

from __future__ import annotations

import json
import sys

from iaclint.cli.arguments import Parser, add_inputs, add_paths, configuration, input_overrides
from iaclint.cli.ends import FINE, CommandError
from iaclint.config.problem import ConfigProblem
from iaclint.discovery import NoSuchPath
from iaclint.show import entry, show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.show import Shown

FORMATS = ("text", "json", "yaml", "hcl")
USAGE = "iaclint show [OPTIONS] [PATH ...]"
ABOUT = "Prints every policy as it will be deployed, with what cannot be known before marked as such."


def parser() -> Parser:
    """The options of showing."""
    made = Parser("show", USAGE, ABOUT)
    add_paths(made)
    group = made.add_argument_group("output")
    group.add_argument("--format", choices=FORMATS, default="text")
    group.add_argument("--query", metavar="JSONPATH", help="print only what this selects in the JSON output")
    add_inputs(made)
    return made


def run(arguments: list[str]) -> int:
    """Show; the exit code."""
    options = parser().parse_args(arguments)
    try:
        shown = show(options.paths or ["."], configuration(input_overrides(options), options))
    except (NoSuchPath, ConfigProblem) as problem:
        raise CommandError(str(problem)) from None
    for piece in _json(shown):
        sys.stdout.write(piece)
    return FINE


def _json(shown: list[Shown]) -> Iterator[str]:
    yield json.dumps({"schema_version": 1, "policies": [entry(policy) for policy in shown]}, indent=2) + "\n"
