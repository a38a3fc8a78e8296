"""Callers for witnesses: identities of the policy's own account, or those that its conditions ask for."""

from __future__ import annotations

from itertools import product

from iaclint.policy.pattern import arn_parts, literal, show
from iaclint.policy.universe import EXAMPLE_ACCOUNT
from iaclint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from iaclint.policy.condition import Clause
    from iaclint.policy.pattern import Pattern
    from iaclint.policy.sets import Grant


class Someone(Record):
    """Who makes a request. ``keys`` are the condition keys that follow from that, in small letters."""

    name: str
    account: str
    keys: dict[str, Pattern | None]


def own_callers(hints: Sequence[Clause], resource: Pattern) -> Iterator[Someone]:
    """Identities that a policy may be attached to: of the account of the resource, or one that conditions ask for."""
    parts = arn_parts(resource.tokens)
    account = show(parts[4]) if len(parts) == 6 else ""
    named = [account] if len(account) == 12 and account.isdigit() else []
    return identities((*named, EXAMPLE_ACCOUNT, *asked_accounts(hints)), hints)


def asked_for(grant: Grant, denies: Iterable[Grant]) -> list[Clause]:
    """The conditions whose values a request should match: positive ones of the Allow, negated ones of each Deny."""
    allowing = [clause for clause in grant.block.clauses if not clause.operator.negated]
    return allowing + [clause for deny in denies for clause in deny.block.clauses if clause.operator.negated]


def asked_accounts(clauses: Sequence[Clause]) -> Iterator[str]:
    """Accounts that conditions name or admit."""
    if clauses:
        from iaclint.policy.asked import accounts

        yield from accounts(clauses)


def identities(accounts: Iterable[str], clauses: Sequence[Clause]) -> Iterator[Someone]:
    """Roles, users and the root user of accounts, with the names that conditions on the caller's ARN ask for."""
    asking = [clause for clause in clauses if clause.key == "aws:principalarn"]
    for account, partition in product(dict.fromkeys(accounts), _partitions(asking)):
        stem = f"arn:{partition}:iam::{account}:"
        yield identity(f"{stem}role/example", account, "role")
        for clause in asking:
            yield from (identity(arn, account, _kind(arn)) for arn in _arns(clause, stem))
        yield identity(f"{stem}user/example", account, "user")
        yield identity(f"{stem}root", account, "root")


def _partitions(asking: list[Clause]) -> tuple[str, ...]:
    if not asking:
        return ("aws",)
    from iaclint.policy.asked import partitions

    return partitions(asking)


def _arns(clause: Clause, stem: str) -> Iterator[str]:
    from iaclint.policy.asked import arns

    return arns(clause, stem)


def identity(arn: str, account: str, kind: str) -> Someone:
    """An identity by its ARN, with the condition keys that follow from that."""
    types = {"user": "User", "root": "Account"}
    number = literal(account) if account else None
    keys = {
        "aws:principalarn": literal(arn),
        "aws:principaltype": literal(types.get(kind, "AssumedRole")),
        "aws:principalisawsservice": literal("false"),
    }
    if number is not None:
        keys.update({"aws:principalaccount": number, "kms:calleraccount": number})
    return Someone(arn, account, {**keys})


def _kind(arn: str) -> str:
    return arn.rpartition(":")[2].partition("/")[0]
