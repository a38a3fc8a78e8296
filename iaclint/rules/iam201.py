"""A role can be assumed from every AWS account

## What it does

Reports a trust policy that lets identities of accounts that it does not name assume the role. The same conditions count
as for KMS201, but no network: whoever calls from it may be of any account. `sts:ExternalId` does not count: it says
nothing about who calls.

## Why

Anybody with an AWS account can become the role.

## Bad

```json
{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
```

## Good

```json
{
  "Effect": "Allow",
  "Principal": {"AWS": "*"},
  "Action": "sts:AssumeRole",
  "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}
}
```

## Fix

Name the accounts, roles or users in `Principal`, or add a condition on `aws:PrincipalOrgID`.

## References

- Role trust policies: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
- Policies and permissions in IAM (a trust policy is a resource policy):
  https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html
- AWS global condition context keys:
  https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

from __future__ import annotations

from iaclint.estate import TRUST
from iaclint.rules.public import public
from iaclint.rules.registry import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.rules.subject import PolicySubject
    from iaclint.rules.violation import Answer


RULE = Rule("IAM201", "iam-role-trust-public", "critical", (TRUST,))
COMPLIANCE = ("cis-aws-7.0.0:2.21",)  # a trust policy is a resource policy

MESSAGE = (
    "any identity in any AWS account may call {action} and become this role; "
    "name the accounts in Principal, or add an aws:PrincipalOrgID condition"
)
HELP = (
    'such as "Principal": {"AWS": "arn:aws:iam::111122223333:role/app"}, '
    'or "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}'
)


def check(subject: PolicySubject) -> Iterator[Answer]:
    """A violation for each statement that lets identities of unnamed accounts assume the role."""
    return public(subject.trust, MESSAGE, HELP)
