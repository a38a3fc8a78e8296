"""``iaclint [PATH ...]``: lint files and directories."""

from __future__ import annotations

import sys

from iaclint import __version__
from iaclint.cli.arguments import COLORS, Parser, add_inputs, add_paths, add_rules, configuration, overrides, report
from iaclint.cli.ends import FAULT, FINDINGS, FINE, CommandError
from iaclint.cli.output import wanted, write_reports
from iaclint.cli.stdin import with_stdin
from iaclint.config.problem import ConfigProblem
from iaclint.discovery import NoSuchPath
from iaclint.finding import SEVERITIES
from iaclint.reports.report import UNRESOLVED, Report
from iaclint.run import lint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace

    from iaclint.run import Result

USAGE = "iaclint [OPTIONS] [PATH ...]    (also: show, explain, rules, init, baseline; each has --help)"
REPORTS = "text, concise, json, sarif, github, gitlab, junit, markdown, html; several with =FILE"
ABOUT = "Finds over-broad IAM and KMS policies in CloudFormation and Terraform before they are deployed."


def parser() -> Parser:
    """The options of linting."""
    made = Parser("", USAGE, ABOUT)
    add_paths(made)
    group = made.add_argument_group("output")
    group.add_argument("--format", metavar="FORMAT[=FILE]", type=report, action="append", help=REPORTS)
    group.add_argument("--show-suppressed", action="store_true", help="list suppressed findings too")
    group.add_argument("--exit-zero", action="store_true", help="exit 0 also with findings")
    group.add_argument("--color", choices=COLORS, default="auto", help=None)
    group.add_argument("-q", "--quiet", action="store_true", help="no report if there is nothing to say")
    group.add_argument("-v", "--verbose", action="store_true", help="list what is folded otherwise")
    group.add_argument("--version", action="version", version=f"iaclint {__version__}")
    add_rules(made)
    add_inputs(made)
    return made


def run(arguments: list[str]) -> int:
    """Lint; the exit code."""
    options = parser().parse_args(arguments)
    formats = wanted(options.format)
    config = configuration(overrides(options), options)
    paths, files = with_stdin(options.paths or ["."], options.stdin_filename)
    try:
        result = lint(paths, config, files)
    except (NoSuchPath, ConfigProblem) as problem:
        raise CommandError(str(problem)) from None
    write_reports(_report(result, options), formats, options.color)
    for failure in result.failures:
        failure.tell(sys.stderr.write, options.verbose)
    return _code(result, options)


def _report(result: Result, options: Namespace) -> Report:
    active = [finding for finding in result.findings if finding.suppressed is None]
    return Report(
        listed=result.findings if result.settings.show_suppressed else tuple(active),
        files=result.files,
        policies=result.policies,
        suppressed=len(result.findings) - len(active),
        unresolved=sum(finding.rule == UNRESOLVED for finding in active),
        not_judged=result.not_judged,
        verbose=options.verbose,
        quiet=options.quiet,
        failing=_failing(result),
    )


def _code(result: Result, options: Namespace) -> int:
    if result.failures:
        return FAULT
    failing = _failing(result)
    found = any(finding.severity in failing and finding.suppressed is None for finding in result.findings)
    return FINDINGS if found and not options.exit_zero else FINE


def _failing(result: Result) -> tuple[str, ...]:
    return SEVERITIES[: SEVERITIES.index(result.settings.fail_on) + 1]
