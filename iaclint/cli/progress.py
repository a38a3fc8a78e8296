"""How far a long run is, on a terminal only."""

from __future__ import annotations

from threading import Event, Thread

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from rich.progress import Progress as Bar

PATIENCE = 1.0  # seconds before anything is shown; a shorter run does not load rich
PAUSE = 0.1  # seconds between two updates
NAME = 40  # columns for the unit at hand


class Progress:
    """A line on standard error that says how many units are done and names the one at hand; gone at the end.

    It is drawn by a thread of its own, so that a unit that takes long is seen to take long. The thread lives from the
    first unit of a run to its last: while processes are started for a pool it is never there.
    """

    def __init__(self, stream: TextIO, color: bool) -> None:
        self.stream = stream
        self.color = color
        self.patience = PATIENCE
        self.at = (0, 0, "")
        self.ended = Event()
        self.thread: Thread | None = None

    def __call__(self, done: int, total: int, name: str) -> None:
        """So many units of so many are done, and this one is next; at the end none is."""
        self.at = (done, total, name)
        if done == total:
            self.end()
        elif self.thread is None:
            self.ended.clear()
            self.thread = Thread(target=self._draw, daemon=True)
            self.thread.start()

    def end(self) -> None:
        """Take the line away."""
        if self.thread is not None:
            self.ended.set()
            self.thread.join()
            self.thread = None

    def _draw(self) -> None:
        if self.ended.wait(self.patience):
            return
        self.patience = 0.0
        bar = _bar(self.stream, self.color)
        done, total, name = self.at
        task = bar.add_task(_short(name), completed=done, total=total)
        with bar:
            while not self.ended.wait(PAUSE):
                done, total, name = self.at
                bar.update(task, completed=done, total=total, description=_short(name))
                bar.refresh()


def _bar(stream: TextIO, color: bool) -> Bar:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (
        BarColumn(20),
        MofNCompleteColumn(" of "),
        TimeElapsedColumn(),
        TextColumn("{task.description}", markup=False),
    )
    return Bar(*columns, console=Console(file=stream, no_color=not color), auto_refresh=False, transient=True)


def _short(name: str) -> str:
    """The end of a name, which tells more than its start."""
    from iaclint.text.safe import safe

    shown = safe(name)
    return shown if len(shown) <= NAME else "…" + shown[1 - NAME :]
