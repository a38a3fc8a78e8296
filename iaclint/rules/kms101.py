"""A managed policy gives full access to KMS

## What it does

Reports a managed identity policy that allows every KMS key action on all keys, however it is written: `kms:*`, `*`,
`KMS:?*`, `NotAction` without KMS, or several statements that only together allow everything. Statements that deny
actions on all keys without a condition are taken into account. A condition on time, network, MFA or transport leaves
full access full; one that narrows the keys or the path makes it KMS103.

"All keys" is every key in a partition: `*`, `arn:aws:kms:*:*:key/*`, and also every Region of one account.

## Why

Whoever has the policy can decrypt everything that any key protects, hand keys to others (`PutKeyPolicy`, `CreateGrant`)
and destroy data for good by deleting keys. Key policies that delegate to IAM, as the default one does, stop nothing of
it.

## Bad

```json
{"Effect": "Allow", "Action": "kms:*", "Resource": "*"}
```

## Good

```json
{
  "Effect": "Allow",
  "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
  "Resource": "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
}
```

## Fix

Name the actions that are needed and the keys they are needed on. By use: encrypting data needs `Encrypt` and
`GenerateDataKey`, decrypting `Decrypt`, S3 server-side encryption `Encrypt`, `Decrypt` and `GenerateDataKey`, Secrets
Manager `Decrypt` and `GenerateDataKey`, looking at keys `DescribeKey` and `GetKeyPolicy`.

## References

- Best practices for IAM policies with AWS KMS:
  https://docs.aws.amazon.com/kms/latest/developerguide/iam-policies-best-practices.html
- Apply least-privilege permissions:
  https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
"""

from __future__ import annotations

from iaclint.estate import MANAGED
from iaclint.rules.full import full_access
from iaclint.rules.registry import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.rules.subject import PolicySubject
    from iaclint.rules.violation import Answer


RULE = Rule("KMS101", "kms-full-access-managed", "high", (MANAGED,))
COMPLIANCE = (
    "prowler:iam_policy_no_full_access_to_kms",
    "securityhub:IAM.21",
    "securityhub:KMS.1",
    "config:iam-policy-no-statements-with-full-access",
    "config:iam-customer-policy-blocked-kms-actions",
)


def check(subject: PolicySubject) -> Iterator[Answer]:
    """A violation for each statement that gives full access, or one for the statements that only together do."""
    return full_access(subject)
