"""The journey of a policy on one page: paths, candidates, units, findings, review."""

from __future__ import annotations

from iaclint.cache import FEWEST, has_entries, home, now
from iaclint.finding import order
from iaclint.journey.result import Result
from iaclint.journey.tasks import tasks, workspaces
from iaclint.journey.unheard import unheard
from iaclint.journey.work import worked_off
from iaclint.record import replace
from iaclint.text.sources import MARKER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Executor

    from iaclint.cache.results import Kept
    from iaclint.config.choose import Configuration
    from iaclint.config.settings import Settings
    from iaclint.files import Files
    from iaclint.journey.judging import Outcome
    from iaclint.journey.tasks import Workspace
    from iaclint.journey.work import Done, Progress
    from iaclint.review.baseline import Accepted


def lint(
    paths: Sequence[str],
    config: Configuration,
    files: Files | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Result:
    """Everything that the paths hold, judged and reviewed. UserProblem if it cannot be.

    ``files`` is where to read from if that is not the work tree. The units are judged by ``executor`` if there is one
    (processes here or elsewhere that see the same files), else by as many processes as the settings say; what comes
    out is the same. ``progress`` is told how many units are done, of how many, and which comes next, and at the end
    that all are done.
    """
    started = now()
    spaces = workspaces(paths, files)
    settings = config.of_run(spaces[0].paths, spaces[0].files)
    if settings.since:
        from iaclint.journey.since import compared

        return compared(paths, config, settings.since, files, progress)
    if settings.cache and files is None and executor is None and len(spaces) == 1:
        return _cached(spaces[0], config, settings, progress, started)
    work = [(space, task) for space in spaces for task in tasks(space, config)]
    done = list(worked_off(work, settings.jobs, executor, progress))
    return _result(spaces, config, settings, done)


def _cached(
    space: Workspace, config: Configuration, settings: Settings, progress: Progress | None, started: int
) -> Result:
    """What an earlier run over the same files found, else what this one finds: kept for the next if it was long.

    Of the tasks only those are worked off that ask for what has changed since they were kept. ``started`` is when the
    run began.
    """
    kept = _kept(space, config, settings) if has_entries(space.files.root) else None
    known = kept.recall() if kept is not None else None
    if known is not None:
        return known
    work = [(space, task) for task in tasks(space, config)]
    done = [kept.units.known(task) if kept is not None else None for _, task in work]
    todo = [one for one, found in zip(work, done, strict=True) if found is None]
    fresh = iter(list(worked_off(todo, settings.jobs, None, progress)))
    whole = [next(fresh) if found is None else found for found in done]
    result = _result([space], config, settings, whole)
    if len(space.files.log.read) >= FEWEST and home(space.files.root):
        became = zip([task for _, task in work], whole, strict=True)
        (kept or _kept(space, config, settings)).keep(result, became, started)
    return replace(result, notes=kept.faults()) if kept is not None and kept.faults() else result


def _kept(space: Workspace, config: Configuration, settings: Settings) -> Kept:
    from iaclint.cache.results import Kept

    return Kept(space, config, settings)


def _result(spaces: list[Workspace], config: Configuration, settings: Settings, done: list[Done]) -> Result:
    """What became of all tasks, reviewed."""
    for _, log in done:
        spaces[0].files.log.add(log)
    outcomes = [outcome for became, _ in done for outcome in became]
    units = [outcome.unit for outcome in outcomes]
    findings = [finding for outcome in outcomes for finding in outcome.findings]
    stale: list[Accepted] = []
    paths = [path for space in spaces for path in space.paths]
    if is_spoken_of(outcomes):
        from iaclint.journey.reviewing import reviewed

        findings = reviewed(outcomes, paths, spaces[0].files.root)
    findings.sort(key=order)
    if settings.baseline:
        from iaclint.journey.reviewing import accepted

        findings, stale = accepted(findings, outcomes, settings.baseline, paths, config.files or spaces[0].files)
    return Result(
        settings=settings,
        findings=tuple(findings),
        files=len({source.path for unit in units for source in unit.sources}),
        policies=sum(outcome.policies for outcome in outcomes),
        not_judged=tuple(item for unit in units for item in unit.not_judged),
        failures=tuple(failure for outcome in outcomes for failure in outcome.failures),
        stale=tuple(stale),
        unheard=unheard(config.overrides, units),
    )


def is_spoken_of(outcomes: list[Outcome]) -> bool:
    """Whether anybody says anything of findings: in a configuration, in metadata, or perhaps in a comment."""
    units = [outcome.unit for outcome in outcomes]
    return (
        any(outcome.settings.ignores for outcome in outcomes)
        or any(unit.suppressions for unit in units)
        or any(MARKER in source.text for unit in units for source in unit.sources)
    )
