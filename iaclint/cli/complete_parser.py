"""The options of a command as a parser of ``argparse``: for help, completion and complaints."""

from __future__ import annotations

import argparse

from iaclint.cli.ends import CommandError, say
from iaclint.cli.options import HIDDEN, Options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, NoReturn

    from iaclint.cli.options import Option, Parser

WIDTH = 100


class CompleteParser(argparse.ArgumentParser):
    """A parser whose complaints are one line, and whose help needs no terminal module."""

    def __init__(self, parser: Parser) -> None:
        super().__init__(
            prog=f"iaclint {parser.command}".rstrip(),
            usage=parser.usage,
            description=parser.about,
            formatter_class=lambda prog: argparse.HelpFormatter(prog, max_help_position=30, width=WIDTH),
            allow_abbrev=False,
            add_help=False,
        )
        self.add_argument("-h", "--help", action="help", help=argparse.SUPPRESS)
        for group in parser.groups:
            target = self if group is parser else self.add_argument_group(group.title)
            for option in group.options:
                target.add_argument(*option.names, **_about(option))

    def _print_message(self, message: str, file: object = None) -> None:  # noqa: ARG002
        """The help, where ``argparse`` would keep silent about a full disk."""
        say(message)

    def error(self, message: str) -> NoReturn:
        """Wrong usage."""
        raise CommandError(f"{message} ({self.prog} --help lists the options)")


def parse(parser: Parser, arguments: list[str]) -> Options:
    """The options; an unknown one is wrong usage, with the nearest real name."""
    complete = CompleteParser(parser)
    options, extra = complete.parse_known_args(arguments)
    for word in extra:
        from iaclint.config.problem import nearest

        known = [name for name in complete._option_string_actions if name.startswith("--")]
        complete.error(f"there is no option {word}{nearest(word, known)}")
    return Options(**vars(options))


def _about(option: Option) -> dict[str, Any]:
    about = dict(option.about)
    if about.get("help") == HIDDEN:
        about["help"] = argparse.SUPPRESS
    if "type" in about:
        about["type"] = _told(about["type"])
    return about


def _told(read: Callable[[str], Any]) -> Callable[[str], Any]:
    """A type whose complaint is told in its own words."""

    def told(text: str) -> Any:
        try:
            return read(text)
        except ValueError as problem:
            raise argparse.ArgumentTypeError(str(problem)) from None

    return told
