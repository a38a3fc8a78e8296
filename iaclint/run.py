"""The journey of a policy on one page: paths, candidates, units, findings, review."""

from __future__ import annotations

import time

from iaclint import rules
from iaclint.cache.entries import FEWEST, has_entries
from iaclint.files import FileProblem, within
from iaclint.journey.judging import rule_settings
from iaclint.journey.result import Result
from iaclint.journey.tasks import tasks, workspaces
from iaclint.journey.work import worked_off
from iaclint.text.comments import MARKER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from concurrent.futures import Executor

    from iaclint.config.choose import Configuration
    from iaclint.config.settings import Settings
    from iaclint.files import Files
    from iaclint.finding import Finding
    from iaclint.journey.judging import Outcome
    from iaclint.journey.tasks import Workspace
    from iaclint.journey.work import Progress
    from iaclint.review.baseline import Accepted
    from iaclint.review.suppressions import ConfiguredIgnore


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
    out is the same. ``progress`` is told how many units are done, of how many, and which comes next.
    """
    spaces = workspaces(paths, files)
    settings = config.of_run(spaces[0].paths, spaces[0].files)
    if settings.since:
        from iaclint.journey.since import compared

        return compared(paths, config, settings.since, files, lint)
    if settings.cache and files is None and executor is None and len(spaces) == 1:
        return _cached(spaces[0], config, settings, progress)
    return _linted(spaces, config, settings, executor, progress)


def _cached(space: Workspace, config: Configuration, settings: Settings, progress: Progress | None) -> Result:
    """What an earlier run over the same files found, else what this one finds: kept for the next if it was long."""
    started = time.time_ns()
    if has_entries(space.files.root):
        from iaclint.cache.results import recall

        known = recall(space, config, settings)
        if known is not None:
            return known
    result = _linted([space], config, settings, None, progress)
    if len(space.files.log.read) >= FEWEST:
        from iaclint.cache.results import keep

        keep(result, space, config, started)
    return result


def _linted(
    spaces: list[Workspace],
    config: Configuration,
    settings: Settings,
    executor: Executor | None,
    progress: Progress | None,
) -> Result:
    work = [(space, task) for space in spaces for task in tasks(space, config)]
    outcomes = list(worked_off(work, settings.jobs, executor, progress))
    units = [outcome.unit for outcome in outcomes]
    reviewed = review(outcomes, settings, [path for space in spaces for path in space.paths])
    findings, stale = accepted(sorted(reviewed, key=order), settings, config.files or spaces[0].files)
    return Result(
        settings=settings,
        findings=tuple(findings),
        files=len({source.path for unit in units for source in unit.sources}),
        policies=sum(outcome.policies for outcome in outcomes),
        not_judged=tuple(item for unit in units for item in unit.not_judged),
        failures=tuple(failure for outcome in outcomes for failure in outcome.failures),
        stale=tuple(stale),
    )


def order(finding: Finding) -> tuple[str, int, int, str, str, str]:
    """The sort key of findings: file, line, column, rule, unit, resource."""
    place = finding.span.location() if finding.span is not None else None
    line, column = (place.line, place.column) if place is not None else (0, 0)
    return finding.file, line, column, finding.rule, finding.unit, finding.resource or ""


def review(outcomes: list[Outcome], settings: Settings, paths: Sequence[str]) -> Iterable[Finding]:
    """The findings of all units with what people said of them. ``paths`` are what the run looked at."""
    findings = [finding for outcome in outcomes for finding in outcome.findings]
    units = [outcome.unit for outcome in outcomes]
    ignores = [ignore for outcome in outcomes for ignore in outcome.settings.ignores]
    texts = (source.text for unit in units for source in unit.sources)
    if not (ignores or any(unit.suppressions for unit in units) or any(MARKER in text for text in texts)):
        return findings
    from iaclint.review.suppressions import Rules, Suppressions

    judged = {outcome.unit.name: rule_settings(outcome.settings).selected for outcome in outcomes}
    known = Rules(rules.codes(), judged, rules.spoken_of(settings.unsuppressable))
    return Suppressions(units, _ignores(outcomes, paths), known).apply(findings)


def _ignores(outcomes: list[Outcome], paths: Sequence[str]) -> list[ConfiguredIgnore]:
    """The entries of every configuration that holds for a unit."""
    from iaclint.review.suppressions import ConfiguredIgnore

    configured = {outcome.settings.file: outcome.settings for outcome in outcomes}
    return [
        ConfiguredIgnore(
            rule=rule,
            path=entry.path,
            resource=entry.resource,
            reason=entry.reason,
            expires=entry.expires,
            span=entry.span,
            directory=settings.directory,
            units=frozenset(outcome.unit.name for outcome in outcomes if outcome.settings.file == file),
            whole=any(within(settings.directory, path) for path in paths),
        )
        for file, settings in configured.items()
        for entry in settings.ignores
        for rule in entry.rules
        if entry.span is not None
    ]


def accepted(findings: list[Finding], settings: Settings, files: Files) -> tuple[list[Finding], list[Accepted]]:
    """The findings, those in the baseline marked, and its stale entries. BaselineProblem if it cannot be used."""
    if not settings.baseline:
        return findings, []
    from iaclint.review.baseline import BaselineProblem, accept, read_baseline

    try:
        entries = read_baseline(files.read(settings.baseline), settings.baseline)
    except FileProblem as problem:
        raise BaselineProblem(f"{settings.baseline}: this baseline cannot be read: {problem.reason}") from None
    return accept(findings, entries, rules.spoken_of(settings.unsuppressable))
