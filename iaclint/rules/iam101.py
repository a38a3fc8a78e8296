"""An identity policy gives administrator access

## What it does

Reports an identity policy that allows `*`, or its equivalent by any spelling, on `*`.

## Why

Whoever has the policy can do everything, also remove whatever limits or watches them.

## Bad

```json
{"Effect": "Allow", "Action": "*", "Resource": "*"}
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

List the actions and resources that are needed.

## References

- Apply least-privilege permissions:
  https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
"""

from __future__ import annotations

from functools import partial

from iaclint.policy.answer import NO
from iaclint.rules.answers import answer, quoted, witness_of_identity
from iaclint.rules.registry import IDENTITY, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.rules.subject import PolicySubject
    from iaclint.rules.violation import Answer


RULE = Rule("IAM101", "iam-admin-access", "high", IDENTITY)
COMPLIANCE = (
    "prowler:iam_customer_attached_policy_no_administrative_privileges",
    "prowler:iam_customer_unattached_policy_no_administrative_privileges",
    "prowler:iam_inline_policy_no_administrative_privileges",
    "securityhub:IAM.1",
    "config:iam-policy-no-statements-with-admin-access",
    *("cis-aws-1.4.0:1.16", "cis-aws-3.0.0:1.16", "cis-aws-5.0.0:1.15", "cis-aws-6.0.0:2.15", "cis-aws-7.0.0:2.14"),
    "iso27001-2022:A.8.2",
)

FIX = "list what is needed"
HELP = "IAM Access Analyzer can make a policy of what was used, from CloudTrail"


def check(subject: PolicySubject) -> Iterator[Answer]:
    """A violation for each statement that allows everything."""
    for grant in subject.identity.allows:
        access = subject.identity.administrator(grant)
        if access.verdict == NO:
            continue
        what = quoted(access.places[0]) if access.places else "this"
        yield from answer(
            access,
            f"{what} allows every action on every resource; {FIX}",
            HELP,
            witness=partial(witness_of_identity, subject.identity),
        )
