"""An Allow statement uses NotResource

## What it does

Reports `Allow` with `NotResource` in an identity policy.

## Why

`NotResource` allows the actions on everything but the resources it lists, in every account that lets the caller in,
also on resources that do not exist yet.

## Bad

```json
{"Effect": "Allow", "Action": "s3:GetObject", "NotResource": "arn:aws:s3:::secrets/*"}
```

## Good

```json
{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}
```

## Fix

List the resources in `Resource`. To protect some resources whatever else is allowed, use `Deny` with `Resource`.

## References

- NotResource: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html
"""

from __future__ import annotations

from iaclint.rules.registry import IDENTITY, Rule
from iaclint.rules.violation import Violation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.rules.subject import PolicySubject
    from iaclint.rules.violation import Answer

RULE = Rule("IAM103", "iam-allow-notresource", "medium", IDENTITY)
COMPLIANCE = ()

FIX = "list the resources in Resource"
HELP = "to protect some resources whatever else is allowed, use Deny with Resource"


def check(subject: PolicySubject) -> Iterator[Answer]:
    """A violation for each such statement, at the element's name."""
    for statement in subject.document.allows():
        element = statement.not_resource
        if element is not None:
            message = f"Allow with NotResource allows the actions on everything but the resources listed; {FIX}"
            path = f"{statement.path}.NotResource"
            yield Violation(element.key, message, HELP, path=path, statement=statement)
