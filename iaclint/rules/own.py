"""Rules of a configuration: what a JSONPath selects in a policy as it will be deployed is a finding.

They are asked in every world, like the others. A selection that hangs on a value that is not known is a question, not a
violation: the query is asked again for every way in which its comparisons could go.
"""

from __future__ import annotations

from itertools import product

from iaclint.finding import Note
from iaclint.policy.normal import normal
from iaclint.rules.violation import Question, Violation
from iaclint.text.query import compiled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from iaclint.policy.normal import Answers, Hole, Place, Table
    from iaclint.rules.settings import OwnRule
    from iaclint.rules.subject import PolicySubject
    from iaclint.rules.violation import Answer

    Found = dict[str, Place]  # by path

MOST_HOLES = 4  # unknown values that a query compares; of more only the two extremes are looked at


def answers(subject: PolicySubject) -> Iterator[tuple[str, Answer]]:
    """What the configured rules say of a policy, each with its code."""
    settings = subject.settings
    wanted = [rule for rule in settings.own if rule.code in settings.selected and subject.kind in rule.kinds]
    if wanted:
        document, supposed = normal(subject.document)
        for rule in wanted:
            for answer in _asked(rule, document, supposed):
                yield rule.code, answer


def _asked(rule: OwnRule, document: Table, supposed: Answers) -> Iterator[Answer]:
    sure, maybe, holes = _found(compiled(rule.query), document, supposed)
    statements: dict[str, list[Place]] = {}
    for place in sure.values():
        statements.setdefault(place.statement.path if place.statement else "", []).append(place)
    for first, *others in statements.values():
        notes = {place.origin.span: Note(place.origin.span, "and here") for place in others}
        notes.pop(first.origin.span, None)
        yield Violation(
            first.origin,
            rule.message,
            rule.help,
            path=first.path,
            statement=first.statement,
            notes=tuple(notes.values()),
        )
    open_holes = [hole for hole in holes if maybe or not sure]
    for hole in open_holes:
        yield Question(hole.unknowns(), hole.place.path, hole.place.statement)


def _found(query: Any, document: Table, supposed: Answers) -> tuple[Found, Found, list[Hole]]:
    """What is selected whatever the holes hold, what may be, and the holes that the query asked about."""
    supposed.asked, supposed.equal = {}, set()
    runs = [_select(query, document)]
    holes = list(supposed.asked)
    if not holes:
        return runs[0], {}, []
    for equal in _ways(holes):
        supposed.equal = equal
        runs.append(_select(query, document))
    holes = list(supposed.asked)
    sure = {path: place for path, place in runs[0].items() if all(path in run for run in runs)}
    maybe = {path: place for run in runs for path, place in run.items() if path not in sure}
    return sure, maybe, holes


def _ways(holes: list[Hole]) -> Iterable[set[Hole]]:
    if len(holes) > MOST_HOLES:
        return [set(holes)]
    return [
        {hole for hole, equal in zip(holes, way, strict=True) if equal}
        for way in product((False, True), repeat=len(holes))
    ]


def _select(query: Any, document: Table) -> Found:
    return {match.value.place.path: match.value.place for match in query.find(document)}
