"""How far a long run is, on a terminal only."""

from __future__ import annotations

from time import monotonic

from iaclint.reports.safe import safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

PATIENCE = 1.0  # seconds before anything is shown
PAUSE = 0.1  # seconds between two updates
CLEAR = "\r\x1b[2K"


class Progress:
    """A line on standard error that names the unit at hand, and is gone at the end."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.next = monotonic() + PATIENCE
        self.shown = False

    def __call__(self, done: int, total: int, name: str) -> None:
        """A unit begins."""
        now = monotonic()
        if now < self.next:
            return
        self.next = now + PAUSE
        self.shown = True
        self.stream.write(f"{CLEAR}{f'{done} of {total}: {safe(name)}'[:79]}")
        self.stream.flush()

    def end(self) -> None:
        """Clear the line."""
        if self.shown:
            self.stream.write(CLEAR)
            self.stream.flush()
