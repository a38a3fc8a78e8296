"""``iaclint show [PATH ...]``: print every policy as it will be deployed."""

from __future__ import annotations

import sys

from iaclint.cli.arguments import add_inputs, add_paths, configuration, input_overrides, reading
from iaclint.cli.ends import FAULT, FINDINGS, FINE, say, tell_unheard
from iaclint.cli.layouts import LAYOUTS, selected, selection_text
from iaclint.cli.options import Parser
from iaclint.journey.show import entry, show
from iaclint.reports.words import not_judged, place
from iaclint.text.safe import safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.cli.options import Options
    from iaclint.journey.show import Showing

USAGE = "iaclint show [OPTIONS] [PATH ...]"
ABOUT = "Prints every policy as it will be deployed, with what cannot be known before marked as such."


def parser() -> Parser:
    """The options of showing."""
    made = Parser("show", USAGE, ABOUT)
    add_paths(made)
    add = made.group("output")
    add("--format", choices=list(LAYOUTS), default="text", help="how to print them (text)")
    add("--query", metavar="JSONPATH", help="only what this selects in the JSON output")
    add("-v", "--verbose", action="store_true", help="say more about faults of iaclint itself")
    add_inputs(made)
    return made


def run(arguments: list[str]) -> int:
    """Show; 1 if something could not be read."""
    options = parser().parse(arguments)
    config = configuration(input_overrides(options), options)
    paths, files = reading(options)
    showing = show(paths, config, files)
    entries = [entry(policy) for policy in showing.policies]
    if options.query:
        say(selection_text(selected(entries, options.query), options.format))
    else:
        say(LAYOUTS[options.format](entries))
    return _told(showing, options)


def _told(showing: Showing, options: Options) -> int:
    """What could not be shown, on standard error."""
    tell_unheard(showing.unheard)
    for problem in showing.problems:
        sys.stderr.write(f"{place(problem.span, problem.file)}: {safe(problem.message)}\n")
    if showing.not_judged:
        sys.stderr.write(f"not read: {not_judged(showing.not_judged)}\n")
    for failure in showing.failures:
        failure.tell(sys.stderr.write, options.verbose)
    return FAULT if showing.failures else FINDINGS if showing.problems else FINE
