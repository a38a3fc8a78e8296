"""What a run found."""

from __future__ import annotations

from iaclint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.config.settings import Settings
    from iaclint.estate import NotJudged
    from iaclint.finding import Change, Finding
    from iaclint.journey.tasks import Failure
    from iaclint.review.baseline import Accepted


class Result(Record):
    """What a run found, in the order of the contract; ``findings`` include the suppressed ones.

    ``settings`` are those of the run as a whole; ``stale`` are entries of the baseline that accept nothing any more.
    With ``--since`` the findings are those that the revision did not have, ``changes`` say who gains and loses what,
    and ``new_suppressions`` are findings that were not suppressed at the revision. ``unheard`` says which values of the
    command line nothing takes; ``notes`` are told with ``-v``.
    """

    settings: Settings
    findings: tuple[Finding, ...]
    files: int
    policies: int
    not_judged: tuple[NotJudged, ...]
    failures: tuple[Failure, ...] = ()
    stale: tuple[Accepted, ...] = ()
    changes: tuple[Change, ...] | None = None
    new_suppressions: tuple[Finding, ...] = ()
    unheard: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
