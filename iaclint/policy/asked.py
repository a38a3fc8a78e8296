"""Callers that conditions ask for: the accounts, partitions and names in their values."""

from __future__ import annotations

from iaclint.policy.answer import YES
from iaclint.policy.condition_keys import ACCOUNT_ID, PRINCIPAL_ARN
from iaclint.policy.language import PatternSet
from iaclint.policy.pattern import ANY, ONE, Pattern, arn_parts, show
from iaclint.policy.sampling import sample
from iaclint.policy.solving import filled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from iaclint.policy.condition import Clause


def partitions(arns: Iterable[Clause]) -> tuple[str, ...]:
    """The partitions that conditions on the caller's ARN name, else ``aws``."""
    parts = (arn_parts(pattern.tokens) for clause in arns for pattern in clause.patterns)
    named = (show(found[1]) for found in parts if len(found) > 2 and found[0] == list("arn"))
    return tuple(dict.fromkeys(name for name in named if name.replace("-", "").isalnum())) or ("aws",)


def arns(clause: Clause, stem: str) -> Iterator[str]:
    """ARNs of an account that a condition on the caller's ARN admits."""
    kinds = [PatternSet((Pattern((*stem, *kind, "/", ONE, ANY)),)) for kind in ("role", "user")]
    for pattern in clause.patterns:
        likely = _of_account(pattern, stem)
        if any(own.covers(likely) == YES for own in kinds):
            yield show(likely.tokens)
        else:
            found = (sample((own, PatternSet((pattern,)))) for own in kinds)
            yield from sorted((show(letters) for letters in found if letters is not None), key=len)


def _of_account(pattern: Pattern, stem: str) -> Pattern:
    """A text that an ARN pattern matches, of the account if it leaves that open."""
    parts = arn_parts(pattern.tokens)
    if len(parts) == 6 and any(isinstance(token, int) for token in parts[4]):
        name = filled(Pattern(tuple(parts[5])), "example").tokens
        return Pattern((*stem, *name))
    return filled(pattern, "example")


def accounts(clauses: Iterable[Clause]) -> Iterator[str]:
    """Accounts that conditions name or admit."""
    for clause in clauses:
        for pattern in clause.patterns:
            if clause.row.form == ACCOUNT_ID:
                account = show(filled(pattern, "").tokens)
            elif clause.row.form == PRINCIPAL_ARN and len(parts := arn_parts(pattern.tokens)) == 6:
                account = show(parts[4])
            else:
                continue
            if len(account) == 12 and account.isdigit():
                yield account
