"""All keys, all roles, all ARNs: the sets that the resources of a statement are measured against.

"All keys" are the keys of one account in every Region of one partition, for a partition and an account that the policy
itself names (contract, "Rules"). A policy that names no partition means ``aws``; one that names no account means any,
which is an account that no pattern mentions.
"""

from __future__ import annotations

from iaclint.policy.pattern import ANY, INNER, ONE, RUN, CharClass, Opaque, Pattern, arn_parts
from iaclint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from iaclint.policy.pattern import Letter, Token

_SMALL = CharClass("abcdefghijklmnopqrstuvwxyz")
_DIGIT = CharClass("0123456789")
_HEX = CharClass("0123456789abcdef")

# eu-west-1, us-gov-east-1, eusc-de-east-1
_REGION: tuple[Token, ...] = (_SMALL, _SMALL, RUN, "-", INNER, RUN, "-", _DIGIT)
_UUID: tuple[Token, ...] = (*(_HEX,) * 8, "-", *(*(_HEX,) * 4, "-") * 3, *(_HEX,) * 12)
_MULTI_REGION: tuple[Token, ...] = (*"mrk-", *(_HEX,) * 32)

NOBODYS_ACCOUNT: tuple[Letter, ...] = tuple(Opaque("any account", part) for part in range(12))

# Any key, alias or role at all, of whatever partition and account.
ANY_KEY = Pattern((*"arn:", INNER, RUN, *":kms:", RUN, ":", RUN, *":key/", INNER, RUN))


class Home(Record):
    """A partition and an account that a policy names."""

    partition: tuple[Letter, ...]
    account: tuple[Letter, ...]

    def keys(self) -> tuple[Pattern, ...]:
        """All KMS keys of the account in every Region: those with a UUID, and multi-Region keys."""
        stem = (*"arn:", *self.partition, *":kms:", *_REGION, ":", *self.account, *":key/")
        return Pattern((*stem, *_UUID)), Pattern((*stem, *_MULTI_REGION))

    def roles(self) -> tuple[Pattern, ...]:
        """All IAM roles of the account, with and without a path."""
        return (Pattern((*"arn:", *self.partition, *":iam::", *self.account, *":role/", ONE, ANY)),)

    def everything(self) -> tuple[Pattern, ...]:
        """All ARNs of the partition."""
        return (Pattern((*"arn:", *self.partition, ":", ONE, ANY)),)


def any_of(service: str) -> Pattern:
    """Any ARN of a service."""
    return Pattern((*"arn:", INNER, RUN, ":", *service, ":", ANY))


def homes(patterns: Iterable[Pattern]) -> tuple[Home, ...]:
    """The partitions and accounts that resource patterns name, each combination once, in their order."""
    partitions: dict[tuple[Letter, ...], None] = {}
    accounts: dict[tuple[Letter, ...], None] = {}
    for pattern in patterns:
        parts = arn_parts(pattern.tokens)
        if len(parts) > 2 and parts[0] == list("arn"):
            partition, account = _name(parts[1]), _account(parts)
            if partition:
                partitions[partition] = None
            if account:
                accounts[account] = None
    return tuple(
        Home(partition, account)
        for partition in partitions or {tuple("aws"): None}
        for account in accounts or {NOBODYS_ACCOUNT: None}
    )


def _name(part: list[Token]) -> tuple[Letter, ...]:
    """A part that is written out; empty if it has a wildcard."""
    letters = tuple(token for token in part if isinstance(token, str | Opaque))
    return letters if len(letters) == len(part) else ()


def _account(parts: list[list[Token]]) -> tuple[Letter, ...]:
    """The account of an ARN; of ``1111*`` one that it stands for; empty if every account fits or there is none."""
    if len(parts) < 6 or not parts[4] or parts[4] in ([ANY], [RUN]):
        return ()
    fixed = ["0" if token in (ONE, INNER) else token for token in parts[4]]
    wild = [at for at, token in enumerate(fixed) if isinstance(token, int)]
    if wild:
        missing = 12 - len(fixed) + 1
        fixed[wild[0] : wild[0] + 1] = ["0"] * max(0, missing)
    return _name(fixed)
