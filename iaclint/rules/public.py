"""Who gets in from outside, which KMS201 and IAM201 ask of two kinds of policies."""

from __future__ import annotations

from functools import partial

from iaclint.finding import Note
from iaclint.policy.answer import NO
from iaclint.policy.familiar import proper_name
from iaclint.policy.shown import shown_key, shown_operator
from iaclint.record import replace
from iaclint.rules.answers import answer, witness_of_policy
from iaclint.values.origin import SECRET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.policy.answer import Access
    from iaclint.policy.resource_policy import ResourcePolicy
    from iaclint.rules.violation import Answer

TELLING = ("kms:decrypt", "kms:putkeypolicy", "kms:creategrant", "sts:assumerole")  # named first in messages


def public(policy: ResourcePolicy, message: str, help: str) -> Iterator[Answer]:
    """A violation for each statement that lets anybody in; conditions that do not guard it are in its notes."""
    for grant in policy.allows:
        access = policy.lets_anyone(grant)
        if access.verdict == NO:
            continue
        access = _telling_first(access)
        notes = tuple(
            Note(
                condition.span,
                f"{shown_key(condition)} under {shown_operator(condition)} does not keep them out",
                condition.key.has(SECRET),
            )
            for condition in grant.statement.conditions
        )
        text = message.format(action=proper_name(next(iter(access.actions), "")))
        yield from answer(access, text, help, notes=notes, witness=partial(witness_of_policy, policy))


def _telling_first(access: Access) -> Access:
    """The same answer with the most telling action first: message and witness name it."""
    telling = [name for name in TELLING if name in access.actions]
    return replace(access, actions=tuple(dict.fromkeys((*telling, *access.actions)))) if telling else access
