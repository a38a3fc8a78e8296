"""Units from their task to their findings."""

from __future__ import annotations

from iaclint import rules
from iaclint.estate import Unit
from iaclint.files import TOFU_ENDS, UserProblem
from iaclint.finding import CONFIDENCES
from iaclint.journey.tasks import ROOT, Failure, dialect_of, readers
from iaclint.record import Record, replace
from iaclint.rules.settings import OwnRule
from iaclint.rules.settings import Settings as RuleSettings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from iaclint.config.settings import Settings
    from iaclint.finding import Finding
    from iaclint.journey.tasks import Task
    from iaclint.text.sources import Sources


OWN_FIELDS = ("code", "name", "severity", "kinds", "message", "help", "query")


class Outcome(Record):
    """What became of one unit: the unit without what only an evaluation needs, and what was found in it."""

    unit: Unit
    settings: Settings
    policies: int = 0
    findings: tuple[Finding, ...] = ()
    failures: tuple[Failure, ...] = ()


def judge(task: Task, sources: Sources, watched: Callable[[Unit], Unit] | None = None) -> list[Outcome]:
    """The units of a task, read and judged. A fault in one is told and hides no other.

    ``watched`` may look at a unit before it is judged, or give another in its place.
    """
    try:
        found = readers(task, sources)
    except UserProblem:
        raise
    except Exception as fault:
        return [_failed(task, fault)]
    outcomes = [_outcome(task, read, sources.files.root, watched) for read in found]
    if task.kind == ROOT and any(one.path.endswith(TOFU_ENDS) for one in outcomes[0].unit.sources):
        plain = sources.without_tofu()
        further = [_outcome(task, read, sources.files.root, None) for read in readers(task, plain)]
        outcomes.extend(_beyond(outcomes[0], one) for one in further)
    return outcomes


def _beyond(tofu: Outcome, terraform: Outcome) -> Outcome:
    """What is only found if Terraform deploys what OpenTofu reads otherwise: nobody can tell which of them it is.

    Where Terraform cannot read it, that is no fault.
    """
    known = {_identity(finding) for finding in tofu.findings}
    new = (finding for finding in terraform.findings if _identity(finding) not in known)
    return replace(
        terraform,
        unit=replace(terraform.unit, problems=(), not_judged=()),
        policies=0,
        findings=tuple(finding for finding in new if not finding.rule.startswith("SRC")),
    )


def _identity(finding: Finding) -> tuple[object, ...]:
    return finding.rule, finding.span, finding.resource, finding.policy_path, tuple(sorted(finding.when.items()))


def _outcome(task: Task, read: Callable[[], Unit], root: str, watched: Callable[[Unit], Unit] | None) -> Outcome:
    faults: list[Exception] = []
    try:
        unit = read() if watched is None else watched(read())
    except UserProblem:
        raise
    except Exception as fault:
        return _failed(task, fault)
    return Outcome(
        unit=replace(unit, sites=(), keys=()),
        settings=task.settings,
        policies=len(unit.sites),
        findings=tuple(_judged(unit, task.settings, root, faults)),
        failures=tuple(Failure.of(unit.name, fault) for fault in faults),
    )


def _failed(task: Task, fault: Exception) -> Outcome:
    return Outcome(Unit(task.path, dialect_of(task.path)), task.settings, failures=(Failure.of(task.path, fault),))


def _judged(unit: Unit, settings: Settings, root: str, faults: list[Exception]) -> list[Finding]:
    """The findings of a unit that are sure enough."""
    enough = CONFIDENCES[: CONFIDENCES.index(settings.min_confidence) + 1]
    try:
        found = rules.judge(unit, rule_settings(settings, root), faults)
    except Exception as fault:
        faults.append(fault)
        return []
    return [finding for finding in found if finding.confidence in enough]


def rule_settings(settings: Settings, root: str = "") -> RuleSettings:
    """What the rules are told of the settings, and where fingerprints start from.

    UnknownRule if a word names no rule.
    """
    own = tuple(rule.code for rule in settings.rules)
    return RuleSettings(
        rules.selection(settings.select, settings.extend_select, settings.ignore, own),
        {code: severity for word, severity in settings.severities for code in rules.spoken_of((word,))},
        settings.account_id,
        settings.trusted_accounts,
        root,
        tuple(OwnRule(*(getattr(rule, field) for field in OWN_FIELDS)) for rule in settings.rules),
    )
