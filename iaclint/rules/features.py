"""What a policy has at all, so that rules which cannot say anything about it need not even be loaded."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.policy.document import Document, Item, Statement

# Features beside the prefixes of actions (``kms:``).
ANY_SERVICE = "*:"  # an action of whatever service: a wildcard or unknown prefix, NotAction
NOT_ACTION = "NotAction"
NOT_RESOURCE = "NotResource"
NOT_PRINCIPAL = "NotPrincipal"
EVERYONE = "everyone"  # a principal that is, or may be, everyone
SERVICE = "service"  # a principal that is, or may be, a service
CONDITION = "condition"


def features(document: Document) -> set[str]:
    """The features of a policy."""
    return {feature for statement in document.statements for feature in _of(statement)}


def _of(statement: Statement) -> Iterator[str]:
    if statement.not_action is not None:
        yield NOT_ACTION
        yield ANY_SERVICE
        yield from _prefixes(statement.not_action.items)
    if statement.action is not None:
        yield from _prefixes(statement.action.items)
    if statement.not_resource is not None:
        yield NOT_RESOURCE
    if statement.not_principal is not None:
        yield NOT_PRINCIPAL
        yield EVERYONE
    for item in statement.principal.items if statement.principal is not None else ():
        if item.type == "Service":
            yield SERVICE
        elif item.text in (None, "*"):
            yield EVERYONE
            if item.text is None and not item.type:
                yield SERVICE
    if statement.conditional:
        yield CONDITION


def _prefixes(items: tuple[Item, ...]) -> Iterator[str]:
    for item in items:
        text = item.text
        prefix = "*" if text is None else text.partition(":")[0].lower()
        yield ANY_SERVICE if "*" in prefix or "?" in prefix else f"{prefix}:"
