"""Full access to KMS, which KMS101 and KMS102 ask of two kinds of policies."""

from __future__ import annotations

from functools import partial

from iaclint.rules.answers import BY_USE, answer, quoted, witness_of_identity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.policy.answer import Access
    from iaclint.rules.subject import PolicySubject
    from iaclint.rules.violation import Answer

FIX = "name the actions and keys that are needed"


def full_access(subject: PolicySubject) -> Iterator[Answer]:
    """A violation for each statement that gives full access, or one for the statements that only together do."""
    witness = partial(witness_of_identity, subject.identity)
    for access in subject.identity.full_access():
        yield from answer(access, f"{_message(access)}; {FIX}", BY_USE, witness=witness)


def _message(access: Access) -> str:
    if len(access.statements) > 1:
        return "these statements together allow every KMS action on all keys"
    if len(access.places) > 1:
        return "these actions together are every KMS action, and they are allowed on all keys"
    what = quoted(access.places[0]) if access.places else "this"
    excluding = ", as it excludes none," if what == "NotAction" else ""
    return f"{what}{excluding} allows every KMS action on all keys"
