"""How a command ends (contract, "Exit codes")."""

from __future__ import annotations

from iaclint.files import UserProblem

FINE = 0
FINDINGS = 1
FAULT = 2  # wrong usage, a broken configuration, an internal error
INTERRUPTED = 130


class CommandError(UserProblem):
    """A command that cannot do what it was asked; the message is one line for the user."""
