"""Units worked off: here, by processes of our own, or by an executor of the caller; always in order."""

from __future__ import annotations

import os

from iaclint.journey.judging import judge
from iaclint.journey.tasks import TEMPLATE, revived
from iaclint.record import replace
from iaclint.text.sources import Sources

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Executor

    from iaclint.files import Files, Log
    from iaclint.journey.judging import Outcome
    from iaclint.journey.tasks import Task, Workspace

    Progress = Callable[[int, int, str], None]  # how many units are done, of how many, and which comes next
    Work = list[tuple[Workspace, Task]]

MANY = 100  # units; the start of a pool costs as much as judging some tens of them
MOST_PROCESSES = 8
SHARE = 16  # units sent at once: sources that several of them read are read once


def worked_off(work: Work, jobs: str, executor: Executor | None, progress: Progress | None) -> Iterator[Outcome]:
    """What becomes of each unit, in their order."""
    processes = processes_for(jobs, len(work)) if executor is None else 0
    if executor is not None:
        yield from _by(executor, work, progress)
    elif processes == 1:
        yield from _here(work, progress)
    else:
        yield from _by_own(processes, work, progress)
    if progress is not None:
        progress(len(work), len(work), "")


def processes_for(jobs: str, units: int) -> int:
    """How many processes judge so many units; ``auto`` takes more than one only where they pay for their start."""
    if jobs != "auto":
        return max(1, min(int(jobs), units))
    if units < MANY:
        return 1
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(processors, MOST_PROCESSES)


def _here(work: Work, progress: Progress | None) -> Iterator[Outcome]:
    for done, (space, task) in enumerate(work):
        if progress is not None:
            progress(done, len(work), task.path)
        yield judge(task, space.sources)


def _by_own(processes: int, work: Work, progress: Progress | None) -> Iterator[Outcome]:
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(processes, initializer=_deaf) as executor:
        yield from _by(executor, work, progress)


def _deaf() -> None:
    """An interrupt is the matter of the process that started this one."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _by(executor: Executor, work: Work, progress: Progress | None) -> Iterator[Outcome]:
    shares = list(_shares(work))
    done = 0
    results = executor.map(work_off, *zip(*shares, strict=True)) if shares else ()
    for (files, _), (outcomes, log) in zip(shares, results, strict=True):
        files.log.add(log)
        if progress is not None:
            progress(done, len(work), outcomes[0].unit.name)
        yield from outcomes
        done += len(outcomes)


def _shares(work: Work) -> Iterator[tuple[Files, list[Task]]]:
    """The tasks of each workspace in shares. Templates go without their tree: it is faster read than sent."""
    start = 0
    while start < len(work):
        space = work[start][0]
        share = [task for other, task in work[start : start + SHARE] if other is space]
        yield space.files, [replace(one, subject=one.subject.number) if one.kind == TEMPLATE else one for one in share]
        start += len(share)


def work_off(files: Files, share: list[Task]) -> tuple[list[Outcome], Log]:
    """What becomes of the tasks of a share, in the process that works it off, and what was asked of the files."""
    sources = Sources(files)
    return [judge(revived(task, sources), sources) for task in share], files.log
