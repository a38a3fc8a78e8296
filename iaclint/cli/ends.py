"""How a command ends (contract, "Exit codes"), and how it says what it has to say."""

from __future__ import annotations

import sys

from iaclint.files import UserProblem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

FINE = 0
FINDINGS = 1
FAULT = 2  # wrong usage, a broken configuration, an internal error
INTERRUPTED = 130


class CommandError(UserProblem):
    """A command that cannot do what it was asked; the message is one line for the user."""


def say(text: str) -> None:
    """Write to standard output; CommandError if it takes nothing more, BrokenPipeError if nobody reads it."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as problem:
        raise CommandError(f"standard output: cannot be written: {problem.strerror or problem}") from None


def tell_unheard(lines: Iterable[str]) -> None:
    """Say on standard error which values of the command line nothing takes."""
    for line in lines:
        from iaclint.text.safe import safe

        sys.stderr.write(f"iaclint: {safe(line)}\n")
