"""``iaclint [PATH ...]``: lint files and directories."""

from __future__ import annotations

import os
import sys

from iaclint import __version__
from iaclint.cli.arguments import (
    COLORS,
    add_inputs,
    add_paths,
    add_review,
    add_rules,
    add_work,
    configuration,
    overrides,
    reading,
    report,
    review_overrides,
)
from iaclint.cli.ends import FAULT, FINDINGS, FINE, CommandError, say, tell_unheard
from iaclint.cli.options import Parser
from iaclint.cli.output import wanted, write_reports
from iaclint.cli.terminal import colors
from iaclint.finding import SEVERITIES
from iaclint.reports.report import UNRESOLVED, Report
from iaclint.run import lint
from iaclint.text.safe import safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from iaclint.cli.options import Options
    from iaclint.journey.result import Result

SHELLS = ("bash", "zsh", "tcsh")
USAGE = "iaclint [OPTIONS] [PATH ...]    (also: show, explain, rules, init, baseline; each has --help)"
REPORTS = "text, concise, json, sarif, github, gitlab, junit, markdown, html; several with =FILE"
ABOUT = "Finds over-broad IAM and KMS policies in CloudFormation and Terraform before they are deployed."


def parser() -> Parser:
    """The options of linting."""
    made = Parser("", USAGE, ABOUT)
    add_paths(made)
    add = made.group("output")
    add("--format", metavar="FORMAT[=FILE]", type=report, action="append", help=REPORTS)
    add("--exit-zero", action="store_true", help="exit 0 also with findings")
    add("--color", choices=COLORS, default="auto", help=None)
    add("-q", "--quiet", action="store_true", help="no report if there is nothing to say")
    add("-v", "--verbose", action="store_true", help="list what is folded otherwise")
    add("--print-completion", metavar="SHELL", choices=SHELLS, help="a script for bash, zsh or tcsh")
    add("--version", action="version", version=f"iaclint {__version__}")
    add_rules(made)
    add_inputs(made)
    add_review(made)
    add_work(made)
    return made


def run(arguments: list[str]) -> int:
    """Lint; the exit code."""
    options = parser().parse(arguments)
    if options.print_completion:
        from iaclint.cli.completion import script

        say(script(parser().full(), options.print_completion))
        return FINE
    if options.no_new_suppressions and not options.since:
        raise CommandError("--no-new-suppressions needs --since: what is new is told against a revision")
    formats = wanted(options.format)
    result = linted(options, {**overrides(options), **review_overrides(options)}, options.quiet, options.color)
    try:
        write_reports(_report(result, options), formats, options.color)
    finally:
        _tell(result, options)
    return _code(result, options)


def linted(options: Options, said: dict[str, Any], quiet: bool = False, color: str = "auto") -> Result:
    """What a run over the paths of a command line finds; a long one shows on a terminal how far it is."""
    paths, files = reading(options)
    config = configuration(said, options)
    if quiet or os.environ.get("CI") or not sys.stderr.isatty():
        return lint(paths, config, files)
    from iaclint.cli.progress import Progress

    progress = Progress(sys.stderr, colors(sys.stderr, color))
    try:
        return lint(paths, config, files, progress=progress)
    finally:
        progress.end()


def _report(result: Result, options: Options) -> Report:
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
        changes=result.changes,
        new_suppressions=result.new_suppressions,
        failures=tuple(f"{failure.unit}: internal error: {failure.message}" for failure in result.failures),
    )


def _tell(result: Result, options: Options) -> None:
    """What belongs to no report, on standard error."""
    tell_unheard(result.unheard)
    if _is_nothing(result, options) and not options.quiet:
        sys.stderr.write("iaclint: no file that was named is a template, a plan or of a Terraform module\n")
    for failure in result.failures:
        failure.tell(sys.stderr.write, options.verbose)
    if options.verbose:
        sys.stderr.write("".join(f"iaclint: {note}\n" for note in result.notes))
    if result.stale and (options.verbose or result.settings.strict_baseline):
        for entry in result.stale:
            sys.stderr.write(f"{safe(result.settings.baseline)}: stale: {safe(entry.rule)} {safe(entry.resource)}\n")
    if result.new_suppressions and not result.settings.new_suppressions:  # why a run fails: not every report says it
        from iaclint.reports.words import new_suppression

        for finding in result.new_suppressions:
            sys.stderr.write(f"suppressed since {options.since}: {new_suppression(finding)}\n")


def _is_nothing(result: Result, options: Options) -> bool:
    """Whether the files of a command line hold nothing that is judged: such a run looks like a clean one."""
    said = result.findings or result.not_judged or result.failures or result.files or options.since
    return not said and bool(options.paths) and not any(map(os.path.isdir, options.paths))


def _code(result: Result, options: Options) -> int:
    if result.failures:
        return FAULT
    failing = _failing(result)
    found = any(finding.severity in failing and finding.suppressed is None for finding in result.findings)
    stale = result.settings.strict_baseline and result.stale
    excused = result.new_suppressions and not result.settings.new_suppressions
    return FINDINGS if (found or stale or excused) and not options.exit_zero else FINE


def _failing(result: Result) -> tuple[str, ...]:
    return SEVERITIES[: SEVERITIES.index(result.settings.fail_on) + 1]
