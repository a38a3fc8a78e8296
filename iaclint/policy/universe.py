"""All keys, all roles, all ARNs: the sets that the resources of a statement are measured against.

"All keys" are the keys of one account in every Region of one partition, for a partition and an account that the policy
itself names (contract, "Rules"). A policy that names no partition means ``aws``; one that names no account means any,
which is an account that no pattern mentions.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import islice, product

from iaclint.policy.pattern import ANY, INNER, ONE, RUN, CharClass, Opaque, Pattern, arn_parts, pieces
from iaclint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Final

    from iaclint.policy.pattern import Letter, Token

_SMALL = CharClass("abcdefghijklmnopqrstuvwxyz")
_DIGIT = CharClass("0123456789")
_HEX = CharClass("0123456789abcdef")

# eu-west-1, us-gov-east-1, eusc-de-east-1
_REGION: tuple[Token, ...] = (_SMALL, _SMALL, RUN, "-", INNER, RUN, "-", _DIGIT)
_UUID: tuple[Token, ...] = (*(_HEX,) * 8, "-", *(*(_HEX,) * 4, "-") * 3, *(_HEX,) * 12)
_MULTI_REGION: tuple[Token, ...] = (*"mrk-", *(_HEX,) * 32)

NOBODYS_ACCOUNT: tuple[Letter, ...] = tuple(Opaque("any account", part, rigid=True) for part in range(12))

EXAMPLE_ACCOUNT = "111122223333"
MOST_HOMES = 64
SOME_REGIONS = ("us-east-1", "eu-west-1", "ap-southeast-2", "ca-central-1")
SOME_KEYS = (
    *("1234abcd-12ab-34cd-56ef-1234567890ab", "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"),
    "mrk-1234abcd12ab34cd56ef1234567890ab",
)

# Any key at all, of whatever partition and account.
ANY_KEY = Pattern((*"arn:", INNER, RUN, *":kms:", RUN, ":", RUN, *":key/", INNER, RUN))


class Universe(Record):
    """A set that something is measured against: the union of ``parts``; ``examples`` gives some, ``kind`` covers it."""

    parts: tuple[Pattern, ...]
    examples: Callable[[], tuple[Pattern, ...]]
    kind: Pattern
    account: str = ""  # of keys, if it is written out: no ARN of another account is among them

    def apart(self, pattern: Pattern) -> bool:
        """Whether a pattern names another account between two colons: keys have just the colons of an ARN."""
        named = _accounts(pattern) if self.account else ()
        return bool(named) and self.account not in named


class Home:
    """A partition and an account that a policy names; each is made once (``home``), its sets when first asked for."""

    __slots__ = ("_any_key", "_everything", "_keys", "_roles", "account", "partition")

    def __init__(self, partition: tuple[Letter, ...], account: tuple[Letter, ...]) -> None:
        self.partition: Final = partition
        self.account: Final = account
        self._keys: Universe | None = None
        self._roles: Universe | None = None
        self._everything: Universe | None = None
        self._any_key: Pattern | None = None

    def keys(self) -> Universe:
        """All KMS keys of the account in every Region: those with a UUID, and multi-Region keys."""
        if self._keys is None:
            stem = (*"arn:", *self.partition, *":kms:", *_REGION, ":", *self.account, *":key/")
            parts = Pattern((*stem, *_UUID)), Pattern((*stem, *_MULTI_REGION))
            known = all(isinstance(letter, str) for letter in self.account)
            self._keys = Universe(parts, self.some_keys, ANY_KEY, "".join(map(str, self.account)) if known else "")
        return self._keys

    def roles(self) -> Universe:
        """All IAM roles of the account, with and without a path."""
        if self._roles is None:
            stem = (*"arn:", *self.partition, *":iam::", *self.account, *":role/")
            self._roles = Universe((Pattern((*stem, ONE, ANY)),), self._some_roles, any_of("iam"))
        return self._roles

    def everything(self) -> Universe:
        """All ARNs of the partition."""
        if self._everything is None:
            whole = Pattern((*"arn:", *self.partition, ":", INNER, RUN, ":", RUN, ":", RUN, ":", ONE, ANY))
            self._everything = Universe((whole,), lambda: (Pattern(("*",)),), Pattern((ANY,)))
        return self._everything

    def any_key(self) -> Pattern:
        """Any key of the partition, of whatever account."""
        if self._any_key is None:
            known = all(isinstance(letter, str) for letter in self.partition)
            self._any_key = _any_key(self.partition) if known else _any_key.__wrapped__(self.partition)
        return self._any_key

    def some_keys(self, owner: str = "") -> tuple[Pattern, ...]:
        """A few of its keys, in different Regions; of the owner account where the policy names none."""
        return tuple(
            Pattern((*"arn:", *self.partition, *f":kms:{region}:", *self._shown_account(owner), *f":key/{name}"))
            for region in SOME_REGIONS
            for name in SOME_KEYS
        )

    def _some_roles(self) -> tuple[Pattern, ...]:
        shown = (*"arn:", *self.partition, *":iam::", *self._shown_account(), *":role/")
        return Pattern((*shown, *"example")), Pattern((*shown, *"admin"))

    def _shown_account(self, owner: str = "") -> tuple[Letter, ...]:
        return tuple(owner or EXAMPLE_ACCOUNT) if self.account == NOBODYS_ACCOUNT else self.account


_shared = lru_cache(maxsize=512)(Home)


def home(partition: tuple[Letter, ...], account: tuple[Letter, ...]) -> Home:
    """A home, the same one for the same texts; holes of one name need not be alike in two units."""
    known = all(isinstance(letter, str) for letter in partition) and (
        account is NOBODYS_ACCOUNT or all(isinstance(letter, str) for letter in account)
    )
    return _shared(partition, account) if known else Home(partition, account)


@lru_cache(maxsize=64)
def _any_key(partition: tuple[Letter, ...]) -> Pattern:
    return Pattern((*"arn:", *partition, *":kms:", RUN, ":", RUN, *":key/", INNER, RUN))


def any_keys(homes: Iterable[Home]) -> tuple[Pattern, ...]:
    """Any keys of the partitions of some homes."""
    return tuple(dict.fromkeys(home.any_key() for home in homes))


@lru_cache(maxsize=64)
def any_of(service: str) -> Pattern:
    """Any ARN of a service."""
    return Pattern((*"arn:", INNER, RUN, ":", *service, ":", ANY))


def homes(patterns: Iterable[Pattern]) -> tuple[Home, ...]:
    """The partitions and accounts that resource patterns name, each combination once, in their order.

    Those of patterns with wildcards come first: only they can cover a home. Past ``MOST_HOMES`` the rest is left out.
    """
    partitions: dict[tuple[Letter, ...], None] = {}
    accounts: dict[tuple[Letter, ...], None] = {}
    named = [pattern for pattern in dict.fromkeys(patterns) if pattern.head.startswith("arn:")]
    for pattern in (*(one for one in named if one.wild), *(one for one in named if not one.wild)):
        partition, account = _of_arn(pattern)
        if partition:
            partitions[partition] = None
        if account:
            accounts[account] = None
    pairs = product(partitions or (tuple("aws"),), accounts or (NOBODYS_ACCOUNT,))
    return tuple(home(*pair) for pair in islice(pairs, MOST_HOMES))


@lru_cache(maxsize=2048)
def _of_arn(pattern: Pattern) -> tuple[tuple[Letter, ...], tuple[Letter, ...]]:
    """The partition and the account of an ARN, each empty where it names none."""
    text = pattern.literal
    parts: list[list[Token]]
    parts = arn_parts(pattern.tokens) if text is None else [list(part) for part in text.split(":", 5)]
    if len(parts) < 3 or parts[0] != list("arn"):
        return (), ()
    return _name(parts[1]), _account(parts)


@lru_cache(maxsize=2048)
def _accounts(pattern: Pattern) -> tuple[str, ...]:
    """The account ids that a pattern has in full between two colons."""
    parts = (part for piece in pieces(pattern.tokens) for part in piece.split(":")[1:-1])
    return tuple(part for part in parts if len(part) == 12 and part.isdigit())


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
