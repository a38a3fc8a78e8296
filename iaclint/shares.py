"""Work for other processes: units in shares that can be sent, and the function that works one off."""

from __future__ import annotations

from iaclint.record import replace
from iaclint.run import judge
from iaclint.tasks import TEMPLATE, revived
from iaclint.text.sources import Sources

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Executor

    from iaclint.files import Files
    from iaclint.run import Outcome
    from iaclint.tasks import Task

SIZE = 16  # units a share: sources that several of them read are read once


def shares(tasks: Iterable[Task]) -> list[list[Task]]:
    """The tasks in shares, in order. Templates go without their tree: it is faster read than sent."""
    light = [replace(task, subject=task.subject.number) if task.kind == TEMPLATE else task for task in tasks]
    return [light[start : start + SIZE] for start in range(0, len(light), SIZE)]


def work_off_all(tasks: list[Task], files: Files, executor: Executor) -> Iterator[Outcome]:
    """What becomes of the tasks, in their order."""
    parts = shares(tasks)
    for outcomes in executor.map(work_off, [files] * len(parts), parts):
        yield from outcomes


def pool(processes: int) -> Executor:
    """Processes of our own. An interrupt is the matter of the one that started them."""
    from concurrent.futures import ProcessPoolExecutor

    return ProcessPoolExecutor(processes, initializer=_deaf)


def _deaf() -> None:
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)


def work_off(files: Files, share: list[Task]) -> list[Outcome]:
    """What becomes of the tasks of a share."""
    sources = Sources(files)
    return [judge(revived(task, sources), sources) for task in share]
