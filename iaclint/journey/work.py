"""Units worked off: here, by processes of our own, or by an executor of the caller; always in order."""

from __future__ import annotations

import os
import sys

from iaclint.files import Log, UserProblem
from iaclint.journey.judging import judge
from iaclint.text.sources import Sources

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Executor

    from iaclint.files import Files
    from iaclint.journey.judging import Outcome
    from iaclint.journey.tasks import Task, Workspace

    Done = tuple[list[Outcome], Log]  # what became of a task, and what it asked of the files
    Progress = Callable[[int, int, str], None]  # how many units are done, of how many, and which comes next
    Work = list[tuple[Workspace, Task]]

MANY = 100  # units; the start of a pool costs as much as judging some tens of them
MOST_PROCESSES = 8
SHARE = 16  # units sent at once: sources that several of them read are read once

_inherited: Work = []  # what processes forked off find in their memory: nothing is sent, nothing read again


def worked_off(work: Work, jobs: str, executor: Executor | None, progress: Progress | None) -> Iterator[Done]:
    """What becomes of each task, in their order."""
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


def _here(work: Work, progress: Progress | None) -> Iterator[Done]:
    for done, (space, task) in enumerate(work):
        if progress is not None:
            progress(done, len(work), task.path)
        yield _done(task, space.sources)


def _done(task: Task, sources: Sources) -> Done:
    """What becomes of a task; what it asks of the files goes to a log of its own."""
    log = Log()
    sources.files.log.swap(log)
    outcomes = judge(task, sources)
    sources.files.log.swap(log)
    return outcomes, log


def _by_own(processes: int, work: Work, progress: Progress | None) -> Iterator[Done]:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    if sys.platform != "linux":
        with ProcessPoolExecutor(processes, initializer=_deaf) as executor:
            yield from _ended(_by(executor, work, progress))
        return
    _inherited[:] = work
    with ProcessPoolExecutor(processes, get_context("fork"), _apart) as executor:
        shares = _shares(work)
        yield from _ended(_told(executor.map(_work_off_inherited, shares), shares, work, progress))
    _inherited.clear()


def _ended(outcomes: Iterator[Done]) -> Iterator[Done]:
    """The outcomes of our processes; if the run ends before they do, so do they."""
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import active_children

    try:
        yield from outcomes
    except BrokenProcessPool:
        raise UserProblem(
            "a process that judges units was ended from outside, perhaps for want of memory; fewer --jobs need less"
        ) from None
    except BaseException:
        for process in active_children():
            process.kill()
        raise


def _work_off_inherited(share: range) -> list[Done]:
    """What becomes of a share of the work that this process had in its memory when it was forked off."""
    return [_done(task, space.sources) for space, task in _inherited[share.start : share.stop]]


def _apart() -> None:
    """Begin as a process forked off."""
    _deaf()
    for space, _ in _inherited:
        space.files.after_fork()


def _deaf() -> None:
    """An interrupt is the matter of the process that started this one, and its end is that of this one."""
    import signal
    from threading import Thread

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_follow, daemon=True).start()


def _follow() -> None:
    """End with the process that started this one, also where it could not say so."""
    from multiprocessing import parent_process
    from multiprocessing.connection import wait

    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _by(executor: Executor, work: Work, progress: Progress | None) -> Iterator[Done]:
    shares = _shares(work)
    files = [work[share.start][0].files for share in shares]
    tasks = [[work[place][1] for place in share] for share in shares]
    yield from _told(executor.map(work_off, files, tasks), shares, work, progress)


def _shares(work: Work) -> list[range]:
    """The places of the tasks that are worked off at once: of one workspace each."""
    shares = []
    start = 0
    while start < len(work):
        stop = start
        while stop < len(work) and stop < start + SHARE and work[stop][0] is work[start][0]:
            stop += 1
        shares.append(range(start, stop))
        start = stop
    return shares


def _told(results: Iterable[list[Done]], shares: list[range], work: Work, progress: Progress | None) -> Iterator[Done]:
    """What became of the tasks of shares, one by one."""
    for share, done in zip(shares, results, strict=True):
        if progress is not None:
            progress(share.start, len(work), work[share.start][1].path)
        yield from done


def work_off(files: Files, share: list[Task]) -> list[Done]:
    """What becomes of the tasks of a share, in the process that works it off."""
    sources = Sources(files)
    return [_done(task, sources) for task in share]
