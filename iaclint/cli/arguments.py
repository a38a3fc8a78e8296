"""The options of the commands, and what they mean as settings."""

from __future__ import annotations

import os

from iaclint.cli.ends import CommandError
from iaclint.cli.options import HIDDEN
from iaclint.config.choose import Configuration
from iaclint.files import given
from iaclint.finding import CONFIDENCES, SEVERITIES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from iaclint.cli.options import Options, Parser
    from iaclint.files import Files

FORMATS = ("text", "concise", "json", "sarif", "github", "gitlab", "junit", "markdown", "html")
DASH = "-"  # standard input
COLORS = ("auto", "always", "never")


def words(text: str) -> list[str]:
    """The items of a list written with commas."""
    return [word.strip() for word in text.split(",") if word.strip()]


def pair(text: str) -> tuple[str, str]:
    """NAME=VALUE."""
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise ValueError(f"{text!r} is not NAME=VALUE")
    return name.strip(), value


def account(text: str) -> str:
    """An AWS account id."""
    if len(text) != 12 or not text.isdecimal() or not text.isascii():
        raise ValueError(f"{text!r} is no account id (12 digits)")
    return text


def accounts(text: str) -> list[str]:
    """Account ids written with commas."""
    return [account(word) for word in words(text)]


def existing(text: str) -> str:
    """A file that is there, in the form of ``Files``."""
    if not os.path.isfile(text):
        raise ValueError(f"{text}: no such file")
    return given(text)


def revision(text: str) -> str:
    """A git revision: any text, since git knows what it stands for."""
    if not text:
        raise ValueError("names no revision")
    return text


def report(text: str) -> tuple[str, str]:
    """FORMAT or FORMAT=FILE."""
    name, equals, file = text.partition("=")
    if name not in FORMATS:
        raise ValueError(f"{name!r} is no format (choose from {', '.join(FORMATS)})")
    if equals and not file:
        raise ValueError(f"{text!r} names no file")
    return name, file


def reading(options: Options) -> tuple[list[str], Files | None]:
    """The paths of a command line, and where to read from if that is not only the work tree."""
    paths = options.paths or ["."]
    if DASH not in paths:
        if options.stdin_filename:
            raise CommandError("--stdin-filename names what is read from standard input: give - as a path")
        return paths, None
    from iaclint.cli.stdin import with_stdin

    return with_stdin(paths, options.stdin_filename)


def add_paths(parser: Parser) -> None:
    """The paths to look at."""
    parser.add("paths", nargs="*", metavar="PATH", help=HIDDEN)
    parser.add("--stdin-filename", metavar="FILE", help=HIDDEN)


def add_inputs(parser: Parser) -> None:
    """What is known about the deployment, and what is read."""
    add = parser.group("values")
    add("--account-id", metavar="ID", type=account, help="the account that everything is deployed to")
    add("--trusted-account", metavar="ID", type=accounts, action="extend", help="an account that may be let in")
    add("--var", metavar="NAME=VALUE", type=pair, action="append", help="a Terraform variable")
    add("--var-file", metavar="FILE", type=existing, action="append", help="a Terraform variable file")
    add("--parameter", metavar="NAME=VALUE", type=pair, action="append", help="a CloudFormation parameter")
    add("--parameters", metavar="FILE", type=existing, action="append", help="a CloudFormation parameter file")
    add = parser.group("reading")
    add("--config", metavar="FILE", type=existing, help="this configuration, whatever stands beside the paths")
    add("--no-gitignore", action="store_true", help="read also what .gitignore names")


def add_rules(parser: Parser) -> None:
    """Which findings are wanted."""
    add = parser.group("rules (codes, prefixes of codes, names, ALL; with commas)")
    add("--select", metavar="RULES", type=words, action="extend", help="only these, in place of the default set")
    add("--extend-select", metavar="RULES", type=words, action="extend", help="these too")
    add("--ignore", metavar="RULES", type=words, action="extend", help="not these")
    add("--min-confidence", metavar="LEVEL", choices=CONFIDENCES, help="leave out findings less sure than this")
    add("--fail-on", metavar="SEVERITY", choices=SEVERITIES, help="exit 1 only from this severity up (low)")


def add_review(parser: Parser) -> None:
    """What was accepted before, and what a change is compared with."""
    add = parser.group("review")
    add("--baseline", metavar="FILE", type=existing, help="the findings of this file are accepted")
    add("--strict-baseline", action="store_true", help="entries of it that nothing needs any more fail the run")
    add("--since", metavar="REV", type=revision, help="only what is new since this git revision")
    add("--no-new-suppressions", action="store_true", help="suppressions added since then fail the run")
    add("--show-suppressed", action="store_true", help="list suppressed findings too")


def add_work(parser: Parser) -> None:
    """How the work is done."""
    add = parser.group("work")
    add("--jobs", metavar="N", type=jobs, help="how many processes work (auto)")
    add("--no-cache", action="store_true", help="forget nothing into and take nothing from the cache")
    add("--cross-check", action="store_true", help="read policy-bearing Terraform files with a second parser too")


def jobs(text: str) -> str:
    """A number of processes, or ``auto``."""
    if text != "auto" and not (text.isdecimal() and int(text) > 0):
        raise ValueError(f"{text!r} is no number above 0")
    return text


def overrides(options: Options) -> dict[str, Any]:
    """What the command line says of rules, values and reading, by the fields of ``Settings``."""
    return {
        **input_overrides(options),
        **_said(
            select=options.select,
            extend_select=options.extend_select,
            ignore=options.ignore,
            min_confidence=options.min_confidence,
            fail_on=options.fail_on,
        ),
    }


def review_overrides(options: Options) -> dict[str, Any]:
    """What the command line says of the review and of the work, by the fields of ``Settings``."""
    return {
        **_switched(
            True,
            show_suppressed=options.show_suppressed,
            strict_baseline=options.strict_baseline,
            cross_check=options.cross_check,
        ),
        **_switched(False, new_suppressions=options.no_new_suppressions, cache=options.no_cache),
        **_said(baseline=options.baseline, since=options.since, jobs=options.jobs),
    }


def input_overrides(options: Options) -> dict[str, Any]:
    """What the command line says of values and of reading, by the fields of ``Settings``."""
    return {
        **_switched(False, gitignore=options.no_gitignore),
        **_said(
            account_id=options.account_id,
            trusted_accounts=options.trusted_account,
            variables=options.var,
            var_files=options.var_file,
            parameters=options.parameter,
            parameter_files=options.parameters,
        ),
    }


def _switched(to: bool, **options: bool) -> dict[str, bool]:
    """The settings of the switches that were given."""
    return {field: to for field, given in options.items() if given}


def _said(**options: list[Any] | str | None) -> dict[str, Any]:
    """The options that were given; their lists become tuples."""
    return {field: tuple(said) if isinstance(said, list) else said for field, said in options.items() if said}


def configuration(said: dict[str, Any], options: Options) -> Configuration:
    """The configuration of a run; a word of the command line that names no rule is wrong usage."""
    from iaclint.rules.registry import UnknownRule, matching

    for option in ("select", "extend_select", "ignore"):
        for word in said.get(option, ()):
            try:
                matching(word)
            except UnknownRule as problem:
                raise CommandError(f"--{option.replace('_', '-')}: {problem} (iaclint rules lists them)") from None
    return Configuration(said, matching, file=options.config or "")
