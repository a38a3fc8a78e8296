"""``iaclint rules``: the table of rules."""

from __future__ import annotations

import json

from iaclint.cli.ends import FINE, say
from iaclint.cli.options import Parser
from iaclint.rules.pages import page
from iaclint.rules.registry import table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from iaclint.rules.pages import Page

USAGE = "iaclint rules [--format text|json|markdown]"
ABOUT = "Prints the table of rules; iaclint explain RULE prints the page of one."


def run(arguments: list[str]) -> int:
    """Print the table."""
    parser = Parser("rules", USAGE, ABOUT)
    parser.add("--format", choices=list(LAYOUTS), default="text", help="how to print it (text)")
    options = parser.parse(arguments)
    say(LAYOUTS[options.format]([page(rule.code) for rule in table()]))
    return FINE


def as_text(pages: list[Page]) -> str:
    """One rule a line."""
    longest = max(len(page.name) for page in pages)
    return "".join(
        f"{page.code}  {page.name:<{longest}}  {page.severity:<8}  {page.title}{' (off by default)' * page.opt_in}\n"
        for page in pages
    )


def as_json(pages: list[Page]) -> str:
    """The rules for programs."""
    rules = [
        {
            "code": page.code,
            "name": page.name,
            "severity": page.severity,
            "default": not page.opt_in,
            "title": page.title,
            "compliance": list(page.compliance),
        }
        for page in pages
    ]
    return json.dumps({"schema_version": 1, "rules": rules}, indent=2) + "\n"


def as_markdown(pages: list[Page]) -> str:
    """A Markdown table."""
    rows = [
        f"| {page.code} | {page.name} | {page.severity}{', opt-in' * page.opt_in} | {page.title} |" for page in pages
    ]
    return "\n".join(["| code | name | severity | finds |", "|---|---|---|---|", *rows]) + "\n"


LAYOUTS: dict[str, Callable[[list[Page]], str]] = {"text": as_text, "json": as_json, "markdown": as_markdown}
