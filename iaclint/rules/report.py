"""A violation at its site becomes a finding: position, trace, confidence, identity."""

from __future__ import annotations

import re

from iaclint.estate import UNATTACHED
from iaclint.finding import CONFIDENCES, Finding, Note
from iaclint.policy.sameness import statement_identity
from iaclint.rules.registry import find
from iaclint.text.span import Span
from iaclint.values.origin import DEFAULT, SECRET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.estate import KmsKey, PolicySite, Unit
    from iaclint.rules.settings import Settings
    from iaclint.rules.violation import Violation
    from iaclint.values.world import Fact


_PLAIN_NAMES = "Version|Id|Statement|Sid|Effect|(?:Not)?(?:Principal|Action|Resource)|Condition|AWS|Service|Federated"
_PLAIN_PATH = rf"(?:\.?(?:{_PLAIN_NAMES}|CanonicalUser)(?:\[\d+\])?(?=[.\[]|$))*"


def finding(
    code: str, violation: Violation, when: dict[str, Fact], place: PolicySite | KmsKey, unit: Unit, settings: Settings
) -> Finding:
    """The finding of rule ``code`` at a policy or key resource."""
    rule = settings.own_rule(code) or find(code)
    span = violation.origin.span
    return Finding(
        rule=code,
        name=rule.name,
        severity=settings.severities.get(code, rule.severity),
        confidence=_confidence(violation, place),
        message=violation.message,
        help=violation.help,
        dialect=unit.dialect,
        unit=unit.name,
        file=span.source.path,
        span=span,
        resource=place.resource,
        resource_type=place.resource_type,
        policy_path=_path(violation),
        trace=_trace(violation, place),
        when=when,
        witness=None if _secret(violation) else violation.witness,
        statement=statement_identity(violation.statement),
        also=_also(violation, place),
        construct=place.construct,
        secret=violation.origin.has(SECRET),
    )


def _confidence(violation: Violation, place: PolicySite | KmsKey) -> str:
    levels = [violation.confidence]
    if any(origin.has(DEFAULT) for origin in (violation.origin, *violation.deciding)):
        levels.append("medium")
    if getattr(place, "kind", "") == UNATTACHED:
        levels.append("medium")
    return max(levels, key=CONFIDENCES.index)


def _path(violation: Violation) -> str:
    """The way to the place in the policy, without the names in it that are secret."""
    if not violation.origin.has(SECRET):
        return violation.path
    found = re.match(_PLAIN_PATH, violation.path)
    return found[0] if found else ""


def _secret(violation: Violation) -> bool:
    return any(origin.has(SECRET) for origin in (violation.origin, *violation.deciding))


def _trace(violation: Violation, place: PolicySite | KmsKey) -> tuple[Note, ...]:
    """The way of the offending text to the resource, then the other places that take part."""
    steps = violation.origin.steps()
    # A secret may stand written out wherever it was before it became one.
    hidden = max((at + 1 for at, step in enumerate(steps) if step.kind == SECRET), default=0)
    notes = [Note(step.span, step.message, at < hidden) for at, step in enumerate(steps)]
    if notes or violation.origin.span.source is not place.header.source:
        notes.append(Note(getattr(place, "attribute_key", place.header), f"used by {place.resource}"))
    return (*notes, *violation.notes)


def _also(violation: Violation, place: PolicySite | KmsKey) -> tuple[Span, ...]:
    """The headers on or above which a comment may speak for the finding: of the resource and of the statement."""
    if violation.statement is None:
        return (place.header,)
    span = violation.statement.span
    return (place.header, Span(span.source, span.start, span.start))
