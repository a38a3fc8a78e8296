"""What a policy has at all, so that rules which cannot say anything about it need not even be loaded."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
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
    found: set[str] = set()
    for statement in document.statements:
        _add(statement, found)
    return found


def _add(statement: Statement, found: set[str]) -> None:
    if statement.not_action is not None:
        found.update((NOT_ACTION, ANY_SERVICE))
    for element in (statement.action, statement.not_action):
        if element is not None:
            found.update(map(_prefix, element.items))
    if statement.not_resource is not None:
        found.add(NOT_RESOURCE)
    if statement.not_principal is not None:
        found.update((NOT_PRINCIPAL, EVERYONE))
    for item in statement.principal.items if statement.principal is not None else ():
        if item.type == "Service":
            found.add(SERVICE)
        elif item.text in (None, "*"):
            found.add(EVERYONE)
            if item.text is None and not item.type:
                found.add(SERVICE)
    if statement.conditions or statement.open_conditions:
        found.add(CONDITION)


def _prefix(item: Item) -> str:
    text = item.text
    prefix = "*" if text is None else text.partition(":")[0].lower()
    return ANY_SERVICE if "*" in prefix or "?" in prefix else prefix + ":"
