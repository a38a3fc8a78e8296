"""The journey of a policy on one page: paths, candidates, units, findings, review."""

from __future__ import annotations

import os

from iaclint import rules
from iaclint.estate import Unit
from iaclint.files import FileProblem, UserProblem, within
from iaclint.finding import CONFIDENCES
from iaclint.record import Record, replace
from iaclint.rules.settings import Settings as RuleSettings
from iaclint.tasks import Failure, dialect_of, load, tasks, workspaces
from iaclint.text.comments import MARKER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from concurrent.futures import Executor

    from iaclint.config.choose import Configuration
    from iaclint.config.settings import Settings
    from iaclint.estate import NotJudged
    from iaclint.files import Files
    from iaclint.finding import Finding
    from iaclint.review.baseline import Accepted
    from iaclint.review.suppressions import ConfiguredIgnore
    from iaclint.tasks import Task, Workspace
    from iaclint.text.sources import Sources


MANY = 100  # units; the start of a pool costs as much as judging some tens of them
MOST_PROCESSES = 8


class Outcome(Record):
    """What became of one task: the unit without what only an evaluation needs, and what was found in it."""

    unit: Unit
    settings: Settings
    policies: int = 0
    findings: tuple[Finding, ...] = ()
    failures: tuple[Failure, ...] = ()


class Result(Record):
    """What a run found, in the order of the contract; ``findings`` include the suppressed ones.

    ``settings`` are those of the run as a whole; ``stale`` are entries of the baseline that accept nothing any more.
    """

    settings: Settings
    findings: tuple[Finding, ...]
    files: int
    policies: int
    not_judged: tuple[NotJudged, ...]
    failures: tuple[Failure, ...] = ()
    stale: tuple[Accepted, ...] = ()


def lint(
    paths: Sequence[str], config: Configuration, files: Files | None = None, executor: Executor | None = None
) -> Result:
    """Everything that the paths hold, judged and reviewed. UserProblem if it cannot be.

    ``files`` is where to read from if that is not the work tree. The units are judged by ``executor`` if there is one
    (processes here or elsewhere that see the same files), else by as many processes as the settings say; what comes
    out is the same.
    """
    spaces = workspaces(paths, files)
    settings = config.of_run(spaces[0].paths, spaces[0].files)
    if settings.since:
        raise UserProblem("--since cannot be used in this version")
    outcomes = _outcomes([(space, list(tasks(space, config))) for space in spaces], settings.jobs, executor)
    units = [outcome.unit for outcome in outcomes]
    reviewed = review(outcomes, settings, [path for space in spaces for path in space.paths])
    findings, stale = accepted(sorted(reviewed, key=order), settings, spaces[0].files)
    return Result(
        settings=settings,
        findings=tuple(findings),
        files=len({source.path for unit in units for source in unit.sources}),
        policies=sum(outcome.policies for outcome in outcomes),
        not_judged=tuple(item for unit in units for item in unit.not_judged),
        failures=tuple(failure for outcome in outcomes for failure in outcome.failures),
        stale=tuple(stale),
    )


def _outcomes(work: list[tuple[Workspace, list[Task]]], jobs: str, executor: Executor | None) -> list[Outcome]:
    """What becomes of the tasks of each workspace, in their order."""
    processes = 1 if executor is not None else processes_for(jobs, sum(len(todo) for _, todo in work))
    if executor is None and processes == 1:
        return [judge(task, space.sources) for space, todo in work for task in todo]
    from iaclint.shares import pool, work_off_all

    if executor is not None:
        return [outcome for space, todo in work for outcome in work_off_all(todo, space.files, executor)]
    with pool(processes) as own:
        return [outcome for space, todo in work for outcome in work_off_all(todo, space.files, own)]


def processes_for(jobs: str, units: int) -> int:
    """How many processes judge so many units; ``auto`` takes more than one only where they pay for their start."""
    if jobs != "auto":
        return max(1, min(int(jobs), units))
    if units < MANY:
        return 1
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(processors, MOST_PROCESSES)


def order(finding: Finding) -> tuple[str, int, int, str, str, str]:
    """The sort key of findings: file, line, column, rule, unit, resource."""
    place = finding.span.location() if finding.span is not None else None
    line, column = (place.line, place.column) if place is not None else (0, 0)
    return finding.file, line, column, finding.rule, finding.unit, finding.resource or ""


def judge(task: Task, sources: Sources) -> Outcome:
    """One unit, read and judged. A fault in it is told and hides no other unit."""
    try:
        unit = load(task, sources)
    except UserProblem:
        raise
    except Exception as fault:
        return Outcome(Unit(task.path, dialect_of(task.path)), task.settings, failures=(Failure.of(task.path, fault),))
    faults: list[Exception] = []
    return Outcome(
        unit=replace(unit, sites=(), keys=()),
        settings=task.settings,
        policies=len(unit.sites),
        findings=tuple(_judged(unit, task.settings, faults)),
        failures=tuple(Failure.of(unit.name, fault) for fault in faults),
    )


def _judged(unit: Unit, settings: Settings, faults: list[Exception]) -> list[Finding]:
    """The findings of a unit that are sure enough."""
    enough = CONFIDENCES[: CONFIDENCES.index(settings.min_confidence) + 1]
    try:
        found = rules.judge(unit, rule_settings(settings), faults)
    except Exception as fault:
        faults.append(fault)
        return []
    return [finding for finding in found if finding.confidence in enough]


def rule_settings(settings: Settings) -> RuleSettings:
    """What the rules are told of the settings; UnknownRule if a word in them names no rule."""
    return RuleSettings(
        rules.selection(settings.select, settings.extend_select, settings.ignore),
        {code: severity for word, severity in settings.severities for code in rules.spoken_of((word,))},
        settings.account_id,
        settings.trusted_accounts,
    )


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
        raise BaselineProblem(f"{settings.baseline}: this baseline {problem.reason}") from None
    return accept(findings, entries, rules.spoken_of(settings.unsuppressable))
