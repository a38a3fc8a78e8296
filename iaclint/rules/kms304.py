"""A KMS key has no key policy of its own

## What it does

Reports a key without a key policy, neither on the key itself nor as a resource of its own. (Opt-in.)

## Why

AWS then applies the default key policy: the account root is allowed everything, so that every identity policy in the
account with KMS permissions on this key takes effect. That may be what is wanted; written down, it can be reviewed.

## Bad

A key without a policy.

## Good

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Enable IAM User Permissions",
      "Effect": "Allow",
      "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
      "Action": "kms:*",
      "Resource": "*"
    }
  ]
}
```

## Fix

Write the key policy that is meant, with the administrators and the users of the key.

## References

- Default key policy: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
"""

from __future__ import annotations

from iaclint.rules.keys import is_set
from iaclint.rules.registry import KMS_KEY, Rule
from iaclint.rules.violation import Violation
from iaclint.values.origin import Origin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.rules.subject import KeySubject
    from iaclint.rules.violation import Answer

RULE = Rule("KMS304", "kms-key-default-policy", "info", (KMS_KEY,), True)
COMPLIANCE = ()

MESSAGE = (
    "the key has no policy, so AWS applies the default one, which lets IAM policies of the account decide about it; "
    "write the policy that is meant"
)
HELP = "name the administrators and the users of the key"


def check(subject: KeySubject) -> Iterator[Answer]:
    """A violation where neither the key nor another resource sets a policy."""
    if subject.key.policy_elsewhere or is_set(subject.values.get("policy")):
        return
    yield Violation(Origin(subject.key.header), MESSAGE, HELP)
