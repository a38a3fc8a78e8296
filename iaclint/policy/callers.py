"""Callers for witnesses: identities of the policy's own account, outsiders, and the principals that a policy names."""

from __future__ import annotations

from itertools import product

from iaclint.policy.answer import NO, YES
from iaclint.policy.condition_keys import ACCOUNT_ID, PRINCIPAL_ARN
from iaclint.policy.language import PatternSet
from iaclint.policy.pattern import ANY, ONE, Pattern, arn_parts, literal, show
from iaclint.policy.principal import ACCOUNT, EVERYONE, SERVICE, principals
from iaclint.policy.sampling import sample
from iaclint.policy.solving import filled
from iaclint.policy.universe import EXAMPLE_ACCOUNT
from iaclint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from iaclint.policy.access import Access
    from iaclint.policy.condition import Clause
    from iaclint.policy.principal import Principal
    from iaclint.policy.resource_policy import ResourcePolicy
    from iaclint.policy.sets import Grant

OUTSIDERS = ("999988887777", "444455556666", "777788889999")


class Someone(Record):
    """Who makes a request. ``keys`` are the condition keys that follow from that, in small letters."""

    name: str
    account: str
    keys: dict[str, Pattern | None]

    def may_be_in(self, grant: Grant) -> bool:
        """Whether the principals of a statement may include this caller."""
        statement = grant.statement
        if statement.not_principal is not None:
            return not any(self._is(one) for one in principals(statement.not_principal))
        return any(self._is(one) for one in principals(statement.principal))

    def _is(self, one: Principal) -> bool:
        if one.everyone() != NO or (one.kind == ACCOUNT and one.account == self.account != ""):
            return True
        return show(one.letters) == self.name


def own_callers(hints: Sequence[Clause], resource: Pattern) -> Iterator[Someone]:
    """Identities that a policy may be attached to: of the account of the resource, or one that conditions ask for."""
    parts = arn_parts(resource.tokens)
    account = show(parts[4]) if len(parts) == 6 else ""
    named = [account] if len(account) == 12 and account.isdigit() else []
    return _identities((*named, EXAMPLE_ACCOUNT, *_accounts(hints)), hints)


def callers(policy: ResourcePolicy, grant: Grant, access: Access, hints: Sequence[Clause]) -> Iterator[Someone]:
    """Callers whom an Allow of a key or trust policy lets in: outsiders if it is for everyone, else those it names."""
    statement = grant.statement
    if statement.not_principal is not None:
        yield from (one for one in _outsiders(policy, hints) if one.may_be_in(grant))
    asked = {place.path for place in access.places}
    named = principals(statement.principal)
    for one in sorted(named, key=lambda one: one.item.path not in asked):
        if one.kind == EVERYONE:
            yield from _outsiders(policy, hints)
            yield from _identities(_accounts(hints), hints)
        elif one.kind == SERVICE:
            yield Someone(show(one.letters), "", {"aws:principalisawsservice": literal("true")})
        elif one.kind == ACCOUNT:
            yield from _identities((one.account,), hints)
        else:
            yield _identity(show(one.letters), one.account, one.kind)


def asked_for(grant: Grant, denies: Iterable[Grant]) -> list[Clause]:
    """The conditions whose values a request should match: positive ones of the Allow, negated ones of each Deny."""
    allowing = [clause for clause in grant.block.clauses if not clause.operator.negated]
    return allowing + [clause for deny in denies for clause in deny.block.clauses if clause.operator.negated]


def _outsiders(policy: ResourcePolicy, clauses: Iterable[Clause]) -> Iterator[Someone]:
    named = policy.accounts
    found = [*OUTSIDERS, *_accounts(clauses)]
    return _identities([account for account in found if account not in named], clauses)


def _identities(accounts: Iterable[str], clauses: Iterable[Clause]) -> Iterator[Someone]:
    """Roles, users and the root user of accounts, with the names that conditions on the caller's ARN ask for."""
    arns = [clause for clause in clauses if clause.key == "aws:principalarn"]
    for account, partition in product(dict.fromkeys(accounts), _partitions(arns)):
        stem = f"arn:{partition}:iam::{account}:"
        yield _identity(f"{stem}role/example", account, "role")
        for clause in arns:
            yield from (_identity(arn, account, _kind(arn)) for arn in _arns(clause, stem))
        yield _identity(f"{stem}user/example", account, "user")
        yield _identity(f"{stem}root", account, "root")


def _partitions(arns: Iterable[Clause]) -> tuple[str, ...]:
    """The partitions that conditions on the caller's ARN name, else ``aws``."""
    parts = (arn_parts(pattern.tokens) for clause in arns for pattern in clause.patterns)
    named = (show(found[1]) for found in parts if len(found) > 2 and found[0] == list("arn"))
    return tuple(dict.fromkeys(name for name in named if name.replace("-", "").isalnum())) or ("aws",)


def _identity(arn: str, account: str, kind: str) -> Someone:
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


def _arns(clause: Clause, stem: str) -> Iterator[str]:
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


def _accounts(clauses: Iterable[Clause]) -> Iterator[str]:
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
