"""What a policy has at all, so that rules which cannot say anything about it need not even be loaded.

A feature may be told of a policy that lacks it, never the other way round: a property of generated policies checks
that asking every rule finds nothing more.
"""

from __future__ import annotations

from iaclint.policy.familiar import KEY_ACTIONS
from iaclint.values.value import OWNER as OWN_ACCOUNT
from iaclint.values.value import String, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.policy.document import Document, Item, PrincipalItem, Statement

# Features beside the prefixes of actions (``kms:``), the actions that a statement allows by their names
# (``kms:decrypt``), and prefixes of those that it allows by a wildcard (``kms:*``); all in small letters.
ANY_SERVICE = "*:"  # an action of whatever service: a wildcard or unknown prefix, NotAction
NOT_ACTION = "NotAction"
NOT_RESOURCE = "NotResource"
NOT_PRINCIPAL = "NotPrincipal"
EVERYONE = "everyone"  # a principal that is, or may be, everyone
SERVICE = "service"  # a principal that is, or may be, a service
NAMED = "named"  # a principal that may be a single identity
OTHERS = "others"  # a principal that may be another one than the account that everything is deployed to
CONDITION = "condition"
IDLE = "idle"  # a statement that may have no effect in a key policy
LOCKABLE = "lockable"  # no statement that surely leaves the owner account every right on the key


def features(document: Document) -> set[str]:
    """The features of a policy."""
    found: set[str] = set()
    statements = document.statements
    for statement in statements:
        _add(statement, found)
    if document.open or any(statement.effect is None for statement in statements):
        found.update([feature + "*" for feature in found if feature[-1:] == ":"])
    if any(statement.effect != "Allow" for statement in statements) or not any(map(_leaves_everything, statements)):
        found.add(LOCKABLE)
    return found


def _add(statement: Statement, found: set[str]) -> None:
    if statement.not_action is not None:
        found.update((NOT_ACTION, ANY_SERVICE))
        _add_actions(statement.not_action.items, False, found)
    if statement.action is not None:
        _add_actions(statement.action.items, statement.effect != "Deny", found)
    if statement.not_resource is not None:
        found.add(NOT_RESOURCE)
    if statement.not_principal is not None:
        found.update((NOT_PRINCIPAL, EVERYONE, OTHERS))
    if statement.principal is not None:
        for item in statement.principal.items:
            _add_principal(item, found)
    if statement.conditions or statement.open_conditions:
        found.add(CONDITION)
    if IDLE not in found and not _speaks_of_keys(statement):
        found.add(IDLE)


def _add_actions(items: tuple[Item, ...], allowed: bool, found: set[str]) -> None:
    for item in items:
        text = (item.text or "*").lower()
        prefix, _, name = text.partition(":")
        if "*" in prefix or "?" in prefix:
            found.add(ANY_SERVICE)
            continue
        found.add(prefix + ":")
        if allowed:
            found.add(prefix + ":*" if "*" in name or "?" in name else text)


def _add_principal(item: PrincipalItem, found: set[str]) -> None:
    if item.type == "Service":
        found.update((SERVICE, OTHERS))
        return
    account = _root_account(item)
    if account is None:
        found.add(NAMED)
        if item.text == "*" or _is_one_hole(item):
            found.add(EVERYONE)
        if item.text is None and not item.type:
            found.add(SERVICE)
    if not isinstance(account, Unknown) or account.shape != OWN_ACCOUNT:
        found.add(OTHERS)


def _root_account(item: PrincipalItem) -> str | Unknown | None:
    """The account whose root principal an item certainly is, as it is written; None if it may be anything else."""
    parts = _parts(item)
    if len(parts) == 1 and isinstance(parts[0], Unknown) and parts[0].shape == OWN_ACCOUNT:
        return parts[0]
    text = "".join(part if isinstance(part, str) else "\0" for part in parts)
    segments = text.split(":")
    if (
        item.type != "AWS"
        or len(segments) != 6
        or segments[0] != "arn"
        or segments[5] != "root"
        or "*" in text
        or "?" in text
    ):
        return None
    holes = [part for part in parts if isinstance(part, Unknown)]
    before = sum(segment.count("\0") for segment in segments[:4])
    return holes[before] if segments[4] == "\0" else segments[4]


def _parts(item: Item) -> list[str | Unknown]:
    """The text of a value and its holes."""
    value = item.value
    if isinstance(value, String):
        return [part if isinstance(part, Unknown) else part.text for part in value.flat()]
    return [value] if isinstance(value, Unknown) else []


def _is_one_hole(item: Item) -> bool:
    return item.text is None and len(_parts(item)) < 2


def _speaks_of_keys(statement: Statement) -> bool:
    """Whether a statement surely gives or takes a right on a key, whoever asks for it."""
    if statement.conditions or statement.open_conditions or statement.action is None or statement.resource is None:
        return False
    actions = {(item.text or "").lower() for item in statement.action.items}
    return any(item.text == "*" for item in statement.resource.items) and not actions.isdisjoint(_EFFECTIVE)


_EVERYTHING = frozenset(("*", "kms:*"))
_EFFECTIVE = KEY_ACTIONS | _EVERYTHING


def _leaves_everything(statement: Statement) -> bool:
    """Whether a statement surely leaves the account that everything is deployed to every right on the key."""
    if statement.principal is None or statement.action is None or not _speaks_of_keys(statement):
        return False
    roots = map(_root_account, statement.principal.items)
    return any(isinstance(one, Unknown) and one.shape == OWN_ACCOUNT for one in roots) and any(
        (item.text or "").lower() in _EVERYTHING for item in statement.action.items
    )
