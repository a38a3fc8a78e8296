"""Whether a policy surely allows one request: what ``--since`` asks of the policy that stood there before.

Only what is certain counts as allowed. A request that depends on something unknown was not allowed before, so that a
change cannot hide behind a hole; a hole that stands in both places under one name is the same.
"""

from __future__ import annotations

from iaclint.policy.answer import NO, YES
from iaclint.policy.comparison import holds
from iaclint.policy.pattern import literal, show
from iaclint.policy.principal import ACCOUNT, EVERYONE, UNKNOWN, principals
from iaclint.policy.sets import grants

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from iaclint.policy.document import Document, Principals
    from iaclint.policy.sets import Grant, Resources


def allows(document: Document, action: str, resource: str, context: Mapping[str, str], principal: str = "") -> bool:
    """Whether a policy surely allows a request.

    ``principal`` is empty for the policy of an identity; else the ARN, account id or service name of the caller, and
    the policy speaks of the resource it belongs to.
    """
    known = {key.lower(): value for key, value in {**_of_caller(principal), **context}.items()}
    allowing = any(_surely(grant, action.lower(), resource, known, principal) for grant in grants(document, "Allow"))
    return allowing and not any(
        _perhaps(grant, action.lower(), resource, known, principal) for grant in grants(document, "Deny")
    )


def _of_caller(principal: str) -> dict[str, str]:
    """The context keys that follow from who calls."""
    parts = principal.split(":")
    if len(parts) < 6 or not parts[4].isdigit():
        return {}
    return {"aws:PrincipalArn": principal, "aws:PrincipalAccount": parts[4], "kms:CallerAccount": parts[4]}


def _surely(grant: Grant, action: str, resource: str, context: Mapping[str, str], principal: str) -> bool:
    return (
        grant.actions.has(action) == YES
        and (bool(principal) or _named(grant.resources, resource))
        and (not principal or _speaks_of(grant, principal, sure=True))
        and not grant.block.open
        and _conditions_hold(grant, context)
    )


def _perhaps(grant: Grant, action: str, resource: str, context: Mapping[str, str], principal: str) -> bool:
    """Whether a Deny may apply; a condition on a key that the request does not have counts as AWS counts it."""
    return (
        grant.actions.has(action) != NO
        and (bool(principal) or grant.resources.has(literal(resource)) != NO)
        and (not principal or _speaks_of(grant, principal, sure=False))
        and _conditions_hold(grant, context)
    )


def _conditions_hold(grant: Grant, context: Mapping[str, str]) -> bool:
    return all(
        holds(clause, literal(context[clause.key]) if clause.key in context else None) for clause in grant.block.clauses
    )


def _named(resources: Resources, resource: str) -> bool:
    if resources.has(literal(resource)) == YES:
        return True
    return not resources.negated and any(show(pattern.tokens) == resource for _, pattern in resources.entries)


def _speaks_of(grant: Grant, principal: str, *, sure: bool) -> bool:
    statement = grant.statement
    if statement.not_principal is not None:
        return not _is_among(statement.not_principal, principal, sure=not sure)
    return statement.principal is not None and _is_among(statement.principal, principal, sure=sure)


def _is_among(element: Principals, principal: str, *, sure: bool) -> bool:
    """Whether an element names a caller; the account stands for its identities only where that need not be sure."""
    account = principal.split(":")[4] if principal.count(":") >= 5 else principal
    whole = principal == account or principal.endswith(":root")
    for one in principals(element):
        of_account = one.kind == ACCOUNT and one.account == account and (whole or not sure)
        if one.kind == EVERYONE or of_account or principal in (one.text, show(one.letters)):
            return True
        if one.kind == UNKNOWN and not sure:
            return True
    return False
