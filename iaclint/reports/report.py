"""What every report is made from."""

from __future__ import annotations

import os

from iaclint.finding import SEVERITIES
from iaclint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.estate import NotJudged
    from iaclint.finding import Change, Finding

UNRESOLVED = "SRC002"


class Report(Record):
    """The findings to list (suppressed ones only if somebody asked for them), and the counts.

    ``verbose`` lists what is folded otherwise, ``quiet`` says nothing where there is nothing to list. ``color`` and
    ``width`` (0: as wide as it gets) are for the eyes of people. ``failing`` are the severities that make a run fail.
    ``room`` is how many bytes a report that goes into a page of somebody else's may take.
    ``base`` is the directory that a platform wants paths relative to; empty for the working directory. ``changes`` and
    ``new_suppressions`` are what a comparison with a revision found; None if there was none. ``failures`` are
    the faults of iaclint itself, one sentence each.
    """

    listed: tuple[Finding, ...]
    files: int
    policies: int
    suppressed: int
    unresolved: int
    not_judged: tuple[NotJudged, ...]
    verbose: bool = False
    quiet: bool = False
    color: bool = False
    width: int = 0
    failing: tuple[str, ...] = SEVERITIES[:-1]
    base: str = ""
    room: int = 65_536  # what the body of a comment on GitHub may hold
    changes: tuple[Change, ...] | None = None
    new_suppressions: tuple[Finding, ...] = ()
    failures: tuple[str, ...] = ()

    def path(self, file: str) -> str:
        """The path of a file as the platform wants it."""
        if not self.base:
            return file
        return os.path.relpath(os.path.abspath(file), self.base).replace(os.sep, "/")

    @property
    def shown(self) -> list[Finding]:
        """The findings that a report for people lists one by one.

        What is unresolved is only counted, unless somebody asks for it or it makes the run fail.
        """
        return [
            finding
            for finding in self.listed
            if self.verbose or finding.rule != UNRESOLVED or finding.severity in self.failing
        ]

    @property
    def silent(self) -> bool:
        """Whether nothing is to be said, not even that nothing was found."""
        return self.quiet and not (self.shown or self.changes or self.new_suppressions)

    def counts(self, questions: bool = True) -> dict[str, int]:
        """How many findings that are not suppressed there are of each severity, with or without the unresolved ones."""
        counts = dict.fromkeys(SEVERITIES, 0)
        for finding in self.listed:
            if finding.suppressed is None and (questions or finding.rule != UNRESOLVED):
                counts[finding.severity] += 1
        return counts
