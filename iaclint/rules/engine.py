"""Asks every selected rule about every policy and key of a unit, in every world."""

from __future__ import annotations

from iaclint.estate import MANAGED, UNATTACHED
from iaclint.policy.document import read_document
from iaclint.rules.features import features
from iaclint.rules.registry import KMS_KEY, RULES
from iaclint.rules.subject import KeySubject, PolicySubject
from iaclint.rules.subsumption import remaining
from iaclint.rules.violation import Question
from iaclint.rules.worlds import merged
from iaclint.values.world import explore

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from iaclint.estate import KmsKey, PolicySite, Unit
    from iaclint.finding import Finding
    from iaclint.policy.document import Document
    from iaclint.rules.registry import Rule
    from iaclint.rules.settings import Settings
    from iaclint.rules.violation import Violation
    from iaclint.values.world import Fact, World

    Hits = list[tuple[str, Violation]]
    Questions = list[tuple[str, Question]]
    Check = Callable[[Any], Iterator[Violation | Question]]


def judge(unit: Unit, settings: Settings, faults: list[Exception] | None = None) -> list[Finding]:
    """All findings of a unit, in the order of its sites.

    A fault of iaclint itself at one policy does not hide the others: it is added to ``faults`` if that is given, else
    raised.
    """
    found = _unreadable(unit, settings)
    for place, look in _places(unit, settings):
        try:
            found.extend(_findings(merged(explore(look)), place, unit, settings))
        except Exception as fault:
            fault.add_note(f"while judging {place.resource} of {unit.name}")
            if faults is None:
                raise
            faults.append(fault)
    return _with_fingerprints(found, settings.root) if found else found


def _findings(
    merged_hits: list[tuple[str, Violation, dict[str, Fact]]],
    place: PolicySite | KmsKey,
    unit: Unit,
    settings: Settings,
) -> Iterator[Finding]:
    if merged_hits:
        from iaclint.rules.report import finding

        for code, violation, when in merged_hits:
            yield finding(code, violation, when, place, unit, settings)


def _unreadable(unit: Unit, settings: Settings) -> list[Finding]:
    if not unit.problems or "SRC001" not in settings.selected:
        return []
    from iaclint.rules.src001 import unreadable

    return [unreadable(problem, unit, settings) for problem in unit.problems]


def _places(unit: Unit, settings: Settings) -> Iterator[tuple[PolicySite | KmsKey, Callable[[World], Hits]]]:
    for site in unit.sites:
        yield site, _policy(site, settings)
    for key in unit.keys:
        yield key, _key(key, settings)


def _policy(site: PolicySite, settings: Settings) -> Callable[[World], Hits]:
    def look(world: World) -> Hits:
        value = site.evaluate(world)
        if value is None:
            return []
        document = read_document(value)
        world.work = len(document.statements)
        kind = _judged_as(site.kind, document)
        return _hits(PolicySubject(document, kind, site, settings), kind, settings) if kind else []

    return look


def _key(key: KmsKey, settings: Settings) -> Callable[[World], Hits]:
    def look(world: World) -> Hits:
        found = key.evaluate(world)
        return [] if found is None else _hits(KeySubject(key, found.values, settings), KMS_KEY, settings)

    return look


def _judged_as(kind: str, document: Document) -> str:
    """What a document is judged as. One that no known resource uses counts as managed, unless it names principals."""
    if kind != UNATTACHED:
        return kind
    named = any(statement.principal or statement.not_principal for statement in document.statements)
    return "" if named or not document.statements else MANAGED


def _hits(subject: PolicySubject | KeySubject, kind: str, settings: Settings) -> Hits:
    """What the rules find in one world, broader findings having silenced narrower ones."""
    hits, questions = _answers(subject, kind, settings)
    if isinstance(subject, PolicySubject):
        if any(statement.effect is None for statement in subject.document.statements):
            hits, questions = _with_unknown_effects(subject, kind, settings, hits, questions)
        if settings.own:
            _ask_own(subject, hits, questions)
        questions[:0] = (("", Question(item.unknowns(), item.path)) for item in subject.document.open)
    hits = [hit for hit in hits if hit[0] in settings.selected]
    if questions and "SRC002" in settings.selected:
        from iaclint.rules.src002 import unresolved

        return [*remaining(hits), *(("SRC002", violation) for violation in unresolved(questions, hits))]
    return remaining(hits) if hits else hits


def _ask_own(subject: PolicySubject, hits: Hits, questions: Questions) -> None:
    """Add what the configuration's own rules say."""
    from iaclint.rules.own import answers

    for code, answer in answers(subject):
        if isinstance(answer, Question):
            questions.append((code, answer))
        else:
            hits.append((code, answer))


def _answers(subject: PolicySubject | KeySubject, kind: str, settings: Settings) -> tuple[Hits, Questions]:
    hits: Hits = []
    questions: Questions = []
    has = features(subject.document) if isinstance(subject, PolicySubject) else set[str]()
    for code, check in _concerned(kind, settings.selected, frozenset(has & _NEEDED)):
        for answer in check(subject):
            if isinstance(answer, Question):
                questions.append((code, answer))
            else:
                hits.append((code, answer))
    return hits, questions


def _with_unknown_effects(
    subject: PolicySubject, kind: str, settings: Settings, hits: Hits, questions: Questions
) -> tuple[Hits, Questions]:
    """Statements of unknown effect count as absent; what is another finding if they allow is left open."""
    from iaclint.policy.supposed import supposing_allow, unknown_effects

    effects = unknown_effects(subject.document)
    if not effects:
        return hits, questions
    supposed = PolicySubject(supposing_allow(subject.document), kind, subject.site, settings)
    others, more = _answers(supposed, kind, settings)
    here, there = ({(code, violation.path) for code, violation in found} for found in (hits, others))
    vanishing = [(code, one) for code, one in hits if (code, one.path) not in there]
    coming = [(code, one) for code, one in remaining(others) if (code, one.path) not in here]
    unknowns = tuple(hole for holes in effects.values() for hole in holes)
    open_hits = [(code, Question(unknowns, one.path, one.statement)) for code, one in (*vanishing, *coming)]
    return [hit for hit in hits if hit not in vanishing], [*questions, *more, *open_hits]


_NEEDED = frozenset(need for rule in RULES for need in rule.needs)
_ASKED: dict[tuple[str, frozenset[str]], list[Rule]] = {}
_CONCERNED: dict[tuple[str, frozenset[str], frozenset[str]], list[tuple[str, Check]]] = {}
_CHECKS: dict[str, Check] = {}


def _concerned(kind: str, selected: frozenset[str], has: frozenset[str]) -> list[tuple[str, Check]]:
    """The rules that can say something about a policy with these features."""
    asked = _CONCERNED.get((kind, selected, has))
    if asked is None:
        rules = (rule for rule in _asked(kind, selected) if not rule.needs or not has.isdisjoint(rule.needs))
        asked = _CONCERNED[kind, selected, has] = [(rule.code, _check(rule.code)) for rule in rules]
    return asked


def _asked(kind: str, selected: frozenset[str]) -> list[Rule]:
    """The selected rules of a kind. If only SRC002 is wanted, the default rules ask the questions."""
    known = _ASKED.get((kind, selected))
    if known is None:
        codes = selected - {"SRC001", "SRC002", "SRC003"} or {rule.code for rule in RULES if not rule.opt_in}
        known = _ASKED[kind, selected] = [rule for rule in RULES if kind in rule.kinds and rule.code in codes]
    return known


def _check(code: str) -> Check:
    check = _CHECKS.get(code)
    if check is None:
        check = _CHECKS[code] = __import__(f"iaclint.rules.{code.lower()}", fromlist=["check"]).check
    return check


def _with_fingerprints(found: list[Finding], root: str) -> list[Finding]:
    from iaclint.finding import fingerprint
    from iaclint.record import replace

    seen: dict[tuple[str, str, str | None, str], int] = {}
    made = []
    for one in found:
        key = (one.rule, f"{one.file} {one.message}" if one.resource is None else "", one.resource, one.statement)
        repetition = seen.get(key, 0)
        seen[key] = repetition + 1
        made.append(replace(one, fingerprint=fingerprint(one, root, repetition)))
    return made
