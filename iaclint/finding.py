"""What a run reports: one finding, with everything that a report may want to show of it."""

from __future__ import annotations

from iaclint.files import anchored
from iaclint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.text.span import Span
    from iaclint.values.world import Fact

SEVERITIES = ("critical", "high", "medium", "low", "info")  # most severe first
CONFIDENCES = ("high", "medium", "low")


class Note(Record):
    """One step from the offending text to the resource, or another place that takes part.

    ``secret`` says that the text there must not be printed.
    """

    span: Span
    message: str
    secret: bool = False


class Witness(Record):
    """One concrete request that the policy allows and should not; ``context`` holds the condition keys it needs."""

    principal: str
    action: str
    resource: str
    context: dict[str, str]


class Suppressed(Record):
    """Who silenced a finding (``comment``, ``metadata``, ``config``, ``baseline``) and why."""

    by: str
    reason: str


def is_date(text: str) -> bool:
    """Whether a text is a day of the calendar, written YYYY-MM-DD."""
    from datetime import date

    try:
        return len(text) == 10 and date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


class Finding(Record):
    """One violation at one place of one resource in one unit.

    ``file`` is where ``span`` lies, or the unreadable file where there is no span. ``statement`` identifies the policy
    statement by its content, independent of lines, for fingerprints. ``also`` are further spans whose comments may
    suppress the finding (headers of its resource, its statement, its data block). ``secret`` says that the text of
    ``span`` must not be printed.
    """

    rule: str
    name: str
    severity: str
    confidence: str
    message: str
    help: str
    dialect: str
    unit: str
    file: str
    span: Span | None
    resource: str | None
    resource_type: str | None
    policy_path: str = ""
    trace: tuple[Note, ...] = ()
    when: dict[str, Fact] = {}
    witness: Witness | None = None
    statement: str = ""
    also: tuple[Span, ...] = ()
    construct: str = ""
    suppressed: Suppressed | None = None
    fingerprint: str = ""
    secret: bool = False


GAINS = "gains"
LOSES = "loses"
DENIED = "is now denied"
FREED = "is no longer denied"


class Change(Record):
    """One change of access against a revision: what happens to whom, at a policy of a unit.

    ``verb`` is one of the four above, ``kind`` the policy's. ``principal`` is empty for the policy of an identity;
    ``condition`` is written in words, empty if there is none, and so is ``when``, the worlds in which it is so (empty:
    in all). ``span`` is the first action, in the work tree for what is new, in the revision for what is gone; ``kept``
    is what is left of that in narrower words.
    """

    verb: str
    unit: str
    resource: str
    resource_type: str
    kind: str
    principal: str
    actions: tuple[str, ...]
    on: tuple[str, ...]
    condition: str
    when: str
    span: Span
    kept: tuple[str, ...] = ()


def fingerprint(finding: Finding, root: str, repetition: int = 0) -> str:
    """A short hash of rule, unit, address and statement; ``repetition`` tells equal ones of one resource apart.

    Units and files are named from ``root`` (empty: the working directory), so that it does not matter where a run
    starts. What belongs to no resource is told by its file and message.
    """
    unit, file = (anchored(path, root) if root else path for path in (finding.unit, finding.file))
    if finding.resource is None:
        return _hash("\0".join((finding.rule, file, finding.message, str(repetition))))
    parts = (finding.rule, unit, finding.resource, finding.statement)
    return _hash("\0".join((*parts, str(repetition)) if repetition else parts))


def _hash(text: str) -> str:
    try:
        from _blake2 import blake2b  # hashlib loads OpenSSL, 4 ms
    except ImportError:
        from hashlib import blake2b
    digest: str = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    return digest


def order(finding: Finding) -> tuple[str, int, int, str, str, str]:
    """The sort key of findings: file, line, column, rule, unit, resource."""
    place = finding.span.location() if finding.span is not None else None
    line, column = (place.line, place.column) if place is not None else (0, 0)
    return finding.file, line, column, finding.rule, finding.unit, finding.resource or ""
