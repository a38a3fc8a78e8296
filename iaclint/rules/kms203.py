"""A key policy delegates to IAM

## What it does

Reports a key policy that allows the account root without limiting it to the root user (`aws:PrincipalType` =
`Account`). Opt-in.

## Why

The root principal of a key policy stands for the account: every identity policy in the account with KMS permissions
then takes effect on this key. That is the AWS default and often wanted; for a few keys it is not.

## Bad

```json
{
  "Effect": "Allow",
  "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
  "Action": "kms:*",
  "Resource": "*"
}
```

## Good

```json
{
  "Effect": "Allow",
  "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
  "Action": "kms:*",
  "Resource": "*",
  "Condition": {"StringEquals": {"aws:PrincipalType": "Account"}}
}
```

## Fix

Add the condition, and statements that name the administrators and users of the key.

## References

- Default key policy: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
- AWS global condition context keys:
  https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

from __future__ import annotations

from iaclint.estate import KEY
from iaclint.rules.answers import answer
from iaclint.rules.registry import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.rules.subject import PolicySubject
    from iaclint.rules.violation import Answer


RULE = Rule("KMS203", "kms-key-delegates-to-iam", "info", (KEY,), True)
COMPLIANCE = ()

MESSAGE = (
    "the account root is allowed, so every identity policy of the account decides about this key; "
    "to close it, require aws:PrincipalType to be Account"
)
HELP = (
    '"Condition": {"StringEquals": {"aws:PrincipalType": "Account"}} leaves the root user; '
    "name administrators and users in statements of their own"
)


def check(subject: PolicySubject) -> Iterator[Answer]:
    """A violation for each statement that allows the whole account."""
    policy = subject.key_policy
    for grant in policy.allows:
        yield from answer(policy.delegates(grant), MESSAGE, HELP)
