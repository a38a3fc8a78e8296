"""An action does not exist

## What it does

Reports an action of KMS, IAM or STS that matches no existing action, with the most similar real name. Actions with
wildcards are reported if nothing matches them.

## Why

AWS accepts any name. A misspelt action in an `Allow` gives nothing, and a request fails later with "access denied"; in
a `Deny` it forbids nothing, and nobody notices. `kms:ReEncrypt` is a frequent one: the operation of that name needs
`kms:ReEncryptFrom` and `kms:ReEncryptTo`.

## Bad

```json
{"Effect": "Allow", "Action": "kms:DescribKey", "Resource": "*"}
```

## Good

```json
{"Effect": "Allow", "Action": "kms:DescribeKey", "Resource": "*"}
```

## Fix

Correct the name.

## References

- Actions of AWS KMS:
  https://docs.aws.amazon.com/service-authorization/latest/reference/list_awskeymanagementservice.html
- Actions of IAM:
  https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
- Actions of STS:
  https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
"""

from __future__ import annotations

from functools import lru_cache

from iaclint.finding import Note
from iaclint.policy import familiar
from iaclint.policy.shown import shown
from iaclint.rules.registry import POLICIES, Rule
from iaclint.rules.violation import Violation
from iaclint.values.secrets import secret

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.policy.document import Item, Statement
    from iaclint.rules.subject import PolicySubject
    from iaclint.rules.violation import Answer

RULE = Rule("DOC002", "policy-unknown-action", "medium", POLICIES)
COMPLIANCE = ()

SERVICES = ("kms", "iam", "sts")
HELP = "an action that does not exist allows nothing and forbids nothing"


def check(subject: PolicySubject) -> Iterator[Answer]:
    """One violation for each statement with such actions, at the first."""
    for statement in subject.document.statements:
        unknown = [(item, text) for item in _items(statement) if (text := _unknown(item))]
        if unknown:
            item, message = unknown[0]
            notes = tuple(Note(other.span, text, secret(other.value)) for other, text in unknown[1:])
            yield Violation(item.value.origin, message, HELP, path=item.path, statement=statement, notes=notes)


def _items(statement: Statement) -> Iterator[Item]:
    for element in (statement.action, statement.not_action):
        if element is not None:
            yield from element.items


def _unknown(item: Item) -> str:
    """What there is to say about an action that does not exist, or an empty text."""
    text = item.text
    prefix, colon, name = (text or "").partition(":")
    if text is None or not colon or prefix.lower() not in SERVICES or (name and not name.strip("*")) or ":" in name:
        return ""
    if _exists(text.lower()):
        return ""
    from iaclint.policy.catalogue import nearest

    near = None if secret(item.value) else nearest(text)
    return f"there is no action {shown(item.value)}; " + (f"did you mean {near}?" if near else "correct its name")


@lru_cache(maxsize=4096)
def _exists(text: str) -> bool:
    """Whether an action in small letters, or one that its wildcards match, exists."""
    if familiar.exists(text):
        return True
    from iaclint.policy.catalogue import actions, matching
    from iaclint.policy.language import PatternSet
    from iaclint.policy.pattern import pattern_of

    prefix = text.partition(":")[0]
    if "*" in text or "?" in text:
        return bool(matching(prefix, PatternSet((pattern_of(text),))))
    return any(action.key == text for action in actions(prefix))
