"""An Allow statement uses NotAction

## What it does

Reports `Allow` with `NotAction` in an identity policy.

## Why

`NotAction` allows every action of every service but those it lists, also of services that do not exist yet. What is
allowed cannot be seen from the policy, and grows without anybody changing it.

## Bad

```json
{"Effect": "Allow", "NotAction": ["iam:*", "organizations:*"], "Resource": "*"}
```

## Good

```json
{"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "arn:aws:s3:::app-data/*"}
```

## Fix

List the allowed actions in `Action`. To forbid some actions whatever else is allowed, use `Deny` with `Action`.

## References

- NotAction: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html
"""

from __future__ import annotations

from iaclint.rules.registry import IDENTITY, Rule
from iaclint.rules.violation import Violation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.rules.subject import PolicySubject
    from iaclint.rules.violation import Answer

RULE = Rule("IAM102", "iam-allow-notaction", "medium", IDENTITY)
COMPLIANCE = ()

FIX = "list the allowed actions in Action"
HELP = "to forbid some actions whatever else is allowed, use Deny with Action"


def check(subject: PolicySubject) -> Iterator[Answer]:
    """A violation for each such statement, at the element's name."""
    for statement in subject.document.allows():
        element = statement.not_action
        if element is not None:
            message = f"Allow with NotAction allows every action of every service but those listed; {FIX}"
            path = f"{statement.path}.NotAction"
            yield Violation(element.key, message, HELP, path=path, statement=statement)
