"""``iaclint explain RULE``: the page of a rule."""

from __future__ import annotations

import os
import sys

from iaclint.cli.arguments import COLORS
from iaclint.cli.ends import FINE, CommandError, say
from iaclint.cli.options import Parser
from iaclint.cli.terminal import colors, width
from iaclint.remedies import FORMS, HCL, YAML, has_remedies, remedies
from iaclint.rules.pages import page
from iaclint.rules.registry import UnknownRule, is_own

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.rules.pages import Page

USAGE = "iaclint explain RULE"
MOST = 100  # columns
ABOUT = "Prints the page of a rule, given by its code or name: what it does, why, bad, good, fix, references."


def run(arguments: list[str]) -> int:
    """Print a page."""
    parser = Parser("explain", USAGE, ABOUT)
    parser.add("rule", metavar="RULE")
    parser.add("--color", choices=COLORS, default="auto", help="colours on a terminal (auto)")
    options = parser.parse(arguments)
    if is_own(options.rule.upper()):
        raise CommandError(f"{options.rule}: a rule of a configuration has no page; its entry there says what it finds")
    try:
        text = markdown(page(options.rule))
    except UnknownRule as problem:
        raise CommandError(f"{problem} (iaclint rules lists them)") from None
    color = colors(sys.stdout, options.color)
    if color or (sys.stdout.isatty() and os.environ.get("TERM") != "dumb"):
        _render(text, color)
    else:
        say(text)
    return FINE


def markdown(page: Page) -> str:
    """A page as Markdown."""
    facts = [f"**{page.severity}**", "off by default" if page.opt_in else "on by default"]
    if page.compliance:
        facts.append("compliance: " + ", ".join(page.compliance))
    text = f"# {page.code} {page.name}\n\n{page.title}.\n\n{' · '.join(facts)}\n\n{page.text}\n"
    return text + "".join(_ready(page.code))


def _ready(code: str) -> Iterator[str]:
    """The ready statements for a rule, in the ways that policies are written."""
    if has_remedies(code):
        yield "\n## Ready statements\n"
        for form in (HCL, YAML):
            yield f"\n### {FORMS[form]}\n"
            for remedy in remedies(code, form):
                yield f"\n{remedy.use}:\n\n```{form}\n{remedy.text}\n```\n"


def _render(text: str, color: bool) -> None:
    """The page as a terminal shows it: laid out, and in colour if that is wanted."""
    from rich.console import Console
    from rich.markdown import Markdown

    columns = min(width(sys.stdout) or MOST, MOST)
    console = Console(file=sys.stdout, force_terminal=True, width=columns, color_system="auto" if color else None)
    console.print(Markdown(text))
