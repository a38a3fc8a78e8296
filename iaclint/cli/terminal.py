"""What the terminal wants: colours and width."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

USUAL = 80


def colors(stream: TextIO, choice: str) -> bool:
    """Whether to colour: ``--color``, else FORCE_COLOR, else NO_COLOR (no-color.org), else whether it is a terminal."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("FORCE_COLOR", "0") not in {"", "0"}:
        return True
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return stream.isatty()


def width(stream: TextIO) -> int:
    """The columns of the terminal (COLUMNS has the say); 0 if the output goes elsewhere."""
    told = os.environ.get("COLUMNS", "")
    if told.isdecimal() and int(told) > 0:
        return int(told)
    if not stream.isatty():
        return 0
    try:
        return os.get_terminal_size(stream.fileno()).columns or USUAL
    except (OSError, ValueError):
        return USUAL
