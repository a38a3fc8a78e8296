"""Which finding says more than which: the broader one speaks, the narrower one is silent (contract, "Rules")."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from iaclint.policy.document import Statement
    from iaclint.rules.violation import Violation

    Hit = tuple[str, Violation]  # a rule's code and what it found

# A finding of the rule silences those rules in the whole policy ...
IN_POLICY = {
    "KMS101": frozenset(("KMS103", "KMS104", "KMS105", "KMS106")),
    "KMS102": frozenset(("KMS103", "KMS104", "KMS105", "KMS106")),
    "IAM101": frozenset(("IAM104", "IAM105")),
}
# ... or in its own statement; a violation that several statements make is silent if one of them has the broader one.
IN_STATEMENT = {
    "KMS103": frozenset(("KMS104", "KMS105", "KMS106")),
    "KMS201": frozenset(("KMS204", "KMS205", "KMS207", "KMS209", "IAM203")),
    "IAM201": frozenset(("IAM202", "IAM203")),
}


class Spoken:
    """What the findings of a policy say already."""

    __slots__ = ("_equal", "_policy", "_statements")

    def __init__(self, hits: Iterable[Hit]) -> None:
        self._policy: set[str] = set()
        self._statements: set[tuple[str, str]] = set()
        self._equal: set[tuple[str, str]] = set()
        for code, violation in hits:
            self._policy |= IN_POLICY.get(code, frozenset())
            for statement in _statements(violation):
                self._equal.add((code, statement.path))
                self._statements |= {(narrow, statement.path) for narrow in IN_STATEMENT.get(code, ())}

    def broader(self, code: str, statements: Iterable[Statement]) -> bool:
        """Whether a finding says more than one of this rule at these statements would."""
        return code in self._policy or any((code, statement.path) in self._statements for statement in statements)

    def equal(self, code: str, statement: Statement | None) -> bool:
        """Whether this rule has a finding at the statement."""
        return statement is not None and (code, statement.path) in self._equal


def remaining(hits: list[Hit]) -> list[Hit]:
    """The findings that no broader one makes silent."""
    spoken = Spoken(hits)
    return [(code, violation) for code, violation in hits if not spoken.broader(code, _statements(violation))]


def _statements(violation: Violation) -> tuple[Statement, ...]:
    return violation.others if violation.statement is None else (violation.statement, *violation.others)
