"""An Allow statement uses NotPrincipal

## What it does

Reports `Allow` with `NotPrincipal` in a trust policy or key policy. Where nothing else keeps other accounts out, KMS201
or IAM201 says so instead.

## Why

`NotPrincipal` with `Allow` gives access to everybody but those listed: every identity of every other AWS account. A
session of a listed role, or the account around a listed user, is another principal again and is not excluded.

## Bad

```json
{
  "Effect": "Allow",
  "NotPrincipal": {"AWS": "arn:aws:iam::111122223333:role/guest"},
  "Action": "kms:Decrypt",
  "Resource": "*",
  "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}
}
```

## Good

```json
{
  "Effect": "Allow",
  "Principal": {"AWS": "arn:aws:iam::111122223333:role/app"},
  "Action": "kms:Decrypt",
  "Resource": "*"
}
```

## Fix

Name those who are allowed in `Principal`.

## References

- NotPrincipal: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
"""

from __future__ import annotations

from iaclint.estate import KEY, TRUST
from iaclint.rules.registry import Rule
from iaclint.rules.violation import Violation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.rules.subject import PolicySubject
    from iaclint.rules.violation import Answer

RULE = Rule("IAM203", "iam-allow-notprincipal", "high", (KEY, TRUST))
COMPLIANCE = ()

FIX = "name those who are allowed in Principal"
HELP = "to keep somebody out whatever else is allowed, use Deny with Principal"


def check(subject: PolicySubject) -> Iterator[Answer]:
    """A violation for each such statement, at the element's name."""
    for statement in subject.document.allows():
        element = statement.not_principal
        if element is not None:
            message = f"Allow with NotPrincipal lets every identity of every AWS account in but those listed; {FIX}"
            path = f"{statement.path}.NotPrincipal"
            yield Violation(element.key, message, HELP, path=path, statement=statement)
