"""A key policy lets every AWS account in

## What it does

Reports a key policy statement that lets identities of accounts that the policy does not name use the key: `Principal`
`*` (in any spelling) or `NotPrincipal`, for any KMS action, without a condition that fixes who calls.

A condition counts if its operator is positive (no `Not`, no `IfExists` or `ForAllValues:` without
`"Null": {"the:key": "false"}`), its key tells who calls (`kms:CallerAccount`, `aws:PrincipalAccount`,
`aws:PrincipalOrgID`, `aws:PrincipalArn`, `aws:SourceAccount`, `aws:SourceArn`, ...) and every value is fixed.
`kms:ViaService`, encryption context, tags, time and transport say nothing about who calls. A `Deny` to everybody
outside an organisation or account counts too. If only networks stand between the world and the key, it is KMS209.

## Why

KMS serves no anonymous callers, but `*` is every identity of every AWS account that its own administrator lets call
KMS. Anybody can open such an account.

## Bad

```json
{"Effect": "Allow", "Principal": "*", "Action": "kms:Decrypt", "Resource": "*"}
```

## Good

```json
{
  "Effect": "Allow",
  "Principal": "*",
  "Action": "kms:Decrypt",
  "Resource": "*",
  "Condition": {"StringEquals": {"kms:CallerAccount": "111122223333"}}
}
```

## Fix

Name the accounts, roles or users in `Principal`, or add a condition on `kms:CallerAccount` or `aws:PrincipalOrgID`.

## References

- Key policies in AWS KMS: https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
- Condition keys for AWS KMS: https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
"""

from __future__ import annotations

from iaclint.estate import KEY
from iaclint.rules.public import public
from iaclint.rules.registry import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.rules.subject import PolicySubject
    from iaclint.rules.violation import Answer


RULE = Rule("KMS201", "kms-key-public", "critical", (KEY,))
COMPLIANCE = (
    *("prowler:kms_key_not_publicly_accessible", "securityhub:KMS.5", "config:kms-key-policy-no-public-access"),
    "cis-aws-7.0.0:2.21",
)

MESSAGE = (
    "any identity in any AWS account may call {action} with this key; "
    "name the accounts in Principal, or add a kms:CallerAccount condition"
)
HELP = (
    'such as "Principal": {"AWS": "arn:aws:iam::111122223333:role/app"}, '
    'or "Condition": {"StringEquals": {"kms:CallerAccount": "111122223333"}}'
)


def check(subject: PolicySubject) -> Iterator[Answer]:
    """A violation for each statement that lets identities of unnamed accounts use the key."""
    return public(subject.key_policy, MESSAGE, HELP)
