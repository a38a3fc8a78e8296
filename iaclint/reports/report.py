"""What every report is made from."""

from __future__ import annotations

from iaclint.finding import SEVERITIES
from iaclint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.estate import NotJudged
    from iaclint.finding import Finding

UNRESOLVED = "SRC002"


class Report(Record):
    """The findings to list (suppressed ones only if somebody asked for them), and the counts.

    ``verbose`` lists what is folded otherwise, ``quiet`` says nothing where there is nothing to list. ``color`` and
    ``width`` (0: as wide as it gets) are for the eyes of people.
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

    def counts(self) -> dict[str, int]:
        """How many findings that are not suppressed there are of each severity."""
        counts = dict.fromkeys(SEVERITIES, 0)
        for finding in self.listed:
            if finding.suppressed is None:
                counts[finding.severity] += 1
        return counts
