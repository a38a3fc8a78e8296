"""The command line: arguments, commands, exit codes. The only part that prints."""

from __future__ import annotations

from iaclint import loading

loading.install("iaclint")
