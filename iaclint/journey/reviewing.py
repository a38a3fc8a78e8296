"""What people said of the findings of a run: suppressions, and the baseline."""

from __future__ import annotations

import os

from iaclint import rules
from iaclint.files import MODULE_ENDS, FileProblem, anchored, within
from iaclint.files.worktree import WorkTree
from iaclint.journey.judging import rule_settings
from iaclint.review.baseline import BaselineProblem, accept, read_baseline
from iaclint.review.suppressions import ConfiguredIgnore, Rules, Suppressions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Final

    from iaclint.files import Files
    from iaclint.finding import Finding
    from iaclint.journey.judging import Outcome
    from iaclint.review.baseline import Accepted


def reviewed(outcomes: list[Outcome], paths: Sequence[str], root: str, *, whole: bool = True) -> list[Finding]:
    """The findings of all units with what people said of them, and what is wrong about that.

    ``paths`` are what the run looked at, ``root`` is where fingerprints name files from. Without ``whole`` not every
    unit there was judged, so that no entry of a configuration can be called unused.
    """
    findings = [finding for outcome in outcomes for finding in outcome.findings]
    judged = {outcome.unit.name: rule_settings(outcome.settings).selected for outcome in outcomes}
    own = {rule.code: rule.code for outcome in outcomes for rule in outcome.settings.rules}
    known = Rules({**rules.codes(), **own}, judged, _unsuppressable(outcomes), root)
    units = [outcome.unit for outcome in outcomes]
    asked = _Asked(paths)
    return Suppressions(units, _ignores(outcomes, paths if whole else ()), known, asked.by).apply(findings)


class _Asked:
    """The files that a run was asked for: all that need them were looked for, so what is unused there is unused."""

    def __init__(self, paths: Sequence[str]) -> None:
        self._paths: Final = paths
        self._beside: Final = {os.path.dirname(path) for path in paths if path.endswith(MODULE_ENDS)}

    def by(self, file: str) -> bool:
        """Whether a file was."""
        return os.path.dirname(file) in self._beside or any(within(file, path) for path in self._paths)


def _unsuppressable(outcomes: list[Outcome]) -> dict[str, frozenset[str]]:
    """The rules that never yield, for each unit."""
    words = {outcome.unit.name: outcome.settings.unsuppressable for outcome in outcomes}
    spoken = {some: rules.spoken_of(some) for some in set(words.values())}
    return {unit: spoken[some] for unit, some in words.items()}


def _ignores(outcomes: list[Outcome], paths: Sequence[str]) -> list[ConfiguredIgnore]:
    """The entries of every configuration that holds for a unit."""
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


def accepted(
    findings: list[Finding], outcomes: list[Outcome], baseline: str, paths: Sequence[str], files: Files
) -> tuple[list[Finding], list[Accepted]]:
    """The findings, those in the baseline marked, and its stale entries. BaselineProblem if it cannot be used."""
    return marked(findings, outcomes, entries_of(baseline, files), paths, files.root)


def marked(
    findings: list[Finding], outcomes: list[Outcome], entries: tuple[Accepted, ...], paths: Sequence[str], root: str
) -> tuple[list[Finding], list[Accepted]]:
    """The findings, the accepted ones marked, and the entries that a run over these paths finds to be of no use."""
    found, unused = accept(findings, entries, _unsuppressable(outcomes))
    wanted = _Wanted(paths, outcomes, root)
    return found, [entry for entry in unused if wanted.by(entry)]


def entries_of(baseline: str, files: Files) -> tuple[Accepted, ...]:
    """The entries of a baseline; one outside the root was given by name, and is read all the same."""
    below = files if within(baseline, files.root) else WorkTree(os.path.dirname(os.path.abspath(baseline)))
    try:
        return read_baseline(below.read(baseline), baseline)
    except FileProblem as problem:
        raise BaselineProblem(f"{baseline}: this baseline cannot be read: {problem.reason}") from None


class _Wanted:
    """What of a baseline a run could need: the entries of its rules for the units that it judged or found gone."""

    def __init__(self, paths: Sequence[str], outcomes: list[Outcome], root: str) -> None:
        self._paths: Final = [anchored(path, root) for path in paths]
        self._rules: Final = {
            anchored(outcome.unit.name, root): rule_settings(outcome.settings).selected for outcome in outcomes
        }
        self._any: Final[frozenset[str]] = frozenset().union(*self._rules.values())

    def by(self, entry: Accepted) -> bool:
        """Whether an entry that accepts nothing is of no more use."""
        known = self._rules.get(entry.unit)
        if known is None and any(path == "." or f"{entry.unit}/".startswith(f"{path}/") for path in self._paths):
            known = self._any  # a unit that is gone
        return known is not None and entry.rule in known
