"""Principals: who a statement of a key or trust policy names, and which account they belong to.

Source: IAM User Guide, "AWS JSON policy elements: Principal". ``"*"`` and ``{"AWS": "*"}`` are everyone; an account id
and the ARN of an account's root both mean the account; a name or ARN with part of it a wildcard is not valid and names
nobody. A hole is never ``*``, unless it is the whole principal and nothing at all is known of it.
"""

from __future__ import annotations

from iaclint.policy.answer import MAYBE, NO, YES
from iaclint.policy.pattern import Opaque, arn_parts
from iaclint.policy.reading import letters_of
from iaclint.record import Record
from iaclint.values.value import ACCOUNT as ACCOUNT_SHAPE
from iaclint.values.value import ANY, TEXT, String, Unknown
from iaclint.values.value import OWNER as OWNER_SHAPE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from iaclint.policy.document import PrincipalItem, Principals
    from iaclint.policy.pattern import Letter

# Kinds of principals
EVERYONE = "everyone"
ACCOUNT = "account"  # every identity that the account's own policies allow; also its root user
ROLE = "role"
USER = "user"
SESSION = "session"  # an assumed role or federated user
SERVICE = "service"
FEDERATED = "federated"
CANONICAL = "canonical user"
UNIQUE_ID = "unique id"
UNKNOWN = "unknown"
INVALID = "invalid"

NAMED = frozenset((ROLE, USER, SESSION))  # one identity
IDENTITIES = NAMED | {ACCOUNT, UNIQUE_ID, UNKNOWN, EVERYONE}  # what can be an identity of an account

OWNER = "owner"  # the account that the resource is deployed to, whatever its number

_KINDS = {"root": ACCOUNT, "role": ROLE, "user": USER, "assumed-role": SESSION, "federated-user": SESSION}


class Principal(Record):
    """One principal. ``account`` is twelve digits, ``OWNER``, ``${name}`` of a hole, or empty if it has none.

    ``letters`` are its text, which tells it from others; holes are letters of their own.
    """

    item: PrincipalItem
    kind: str
    account: str = ""
    letters: tuple[Letter, ...] = ()

    @property
    def text(self) -> str:
        """The text if all of it is known, else empty."""
        return self.item.text or ""

    def everyone(self) -> str:
        """Whether it is everyone."""
        if self.kind == EVERYONE:
            return YES
        return MAYBE if self.kind == UNKNOWN and free(self.item) else NO


def free(item: PrincipalItem) -> bool:
    """Whether nothing at all is known of a principal."""
    return isinstance(value := _whole(item), Unknown) and value.shape in (ANY, TEXT) and value.target is None


def _whole(item: PrincipalItem) -> object:
    """The value, or the hole that is all of its text."""
    value = item.value
    if isinstance(value, String):
        parts = value.flat()
        return parts[0] if len(parts) == 1 else value
    return value


def principals(element: Principals | None) -> tuple[Principal, ...]:
    """The principals of an element."""
    return tuple(map(principal, element.items)) if element else ()


def principal(item: PrincipalItem) -> Principal:
    """One principal, read."""
    letters = tuple(letters_of(item.value) or ())
    whole = _whole(item)
    if item.text == "*" and item.type in ("", "AWS"):
        return Principal(item, EVERYONE, "", letters)
    if isinstance(whole, Unknown) and item.type in ("", "AWS"):
        return Principal(item, *_unknown(whole), letters)
    if item.type == "AWS":
        return Principal(item, *_aws(letters), letters)
    kind = {"Service": SERVICE, "Federated": FEDERATED, "CanonicalUser": CANONICAL}.get(item.type, INVALID)
    return Principal(item, INVALID if "*" in letters else kind, "", letters)


def _unknown(hole: Unknown) -> tuple[str, str]:
    """What a principal is that stands in a hole: resources of the same configuration are the owner's."""
    if hole.shape in (ACCOUNT_SHAPE, OWNER_SHAPE):
        return ACCOUNT, OWNER if hole.shape == OWNER_SHAPE else f"${{{hole.name}}}"
    if hole.target is not None and hole.target.kind in (ROLE, USER):
        return hole.target.kind, OWNER
    return UNKNOWN, ""


def _aws(letters: tuple[Letter, ...]) -> tuple[str, str]:
    if "*" in letters or "?" in letters:
        return INVALID, ""
    parts = arn_parts(letters)
    if len(parts) == 6 and parts[0] == list("arn"):
        return _kind(parts[5]), account_of(parts[4])
    if len(letters) == 12 and account_of(letters):
        return ACCOUNT, account_of(letters)
    if any(isinstance(letter, Opaque) for letter in letters):
        return UNKNOWN, ""
    return (UNIQUE_ID if letters[:1] == ("A",) and ":" not in letters else INVALID), ""


def _kind(name: list[Letter]) -> str:
    head = name[: name.index("/")] if "/" in name else name
    if any(isinstance(letter, Opaque) for letter in head):
        return UNKNOWN
    return _KINDS.get("".join(map(str, head)), INVALID)


def account_of(letters: Iterable[Letter]) -> str:
    """The account that the letters of an account id stand for; empty if they are no account id."""
    found = list(letters)
    first = found[0] if found else ""
    if isinstance(first, Opaque):
        return OWNER if first.name == OWNER_SHAPE else f"${{{first.name}}}"
    text = "".join(map(str, found))
    return text if len(text) == 12 and text.isdigit() else ""


class Owner(Record):
    """The account that a key belongs to: its number (empty if it is not known), and whether that was inferred."""

    number: str = ""
    inferred: bool = False

    def owns(self, account: str) -> str:
        """Whether an account is the owner's."""
        if account == OWNER:
            return YES
        if not account.isdigit() or not self.number:
            return MAYBE
        return YES if account == self.number else NO


def owner(given: str, named: Iterable[Principal]) -> Owner:
    """The owner account of a key: the given one, else the one that all root principals of its policy agree on."""
    if given:
        return Owner(given)
    roots = {one.account for one in named if one.kind == ACCOUNT}
    number = next(iter(roots)) if len(roots) == 1 else ""
    return Owner(number, inferred=True) if number.isdigit() else Owner()
