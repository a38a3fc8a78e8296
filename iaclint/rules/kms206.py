"""A service may use a key for anybody

## What it does

Reports a key policy statement that allows an AWS service without saying for whom it may act: no effective condition on
`aws:SourceArn`, `aws:SourceAccount`, `aws:SourceOrgID`, `kms:CallerAccount`, `kms:ViaService` or the encryption
context. Effective means a positive operator without `IfExists`, and values that are not just `*`. A `Deny` that stops
the service where such a value is lacking counts as well.

## Why

The service acts for all its customers. Another customer can point their resource at this key and have the service use
it: the service is a confused deputy.

## Bad

```json
{
  "Effect": "Allow",
  "Principal": {"Service": "sns.amazonaws.com"},
  "Action": ["kms:GenerateDataKey", "kms:Decrypt"],
  "Resource": "*"
}
```

## Good

```json
{
  "Effect": "Allow",
  "Principal": {"Service": "sns.amazonaws.com"},
  "Action": ["kms:GenerateDataKey", "kms:Decrypt"],
  "Resource": "*",
  "Condition": {"StringEquals": {"aws:SourceAccount": "111122223333"}}
}
```

## Fix

Add a condition on `aws:SourceArn` or `aws:SourceAccount`.

## References

- The confused deputy problem: https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
- AWS global condition context keys:
  https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

from __future__ import annotations

from functools import partial

from iaclint.estate import KEY
from iaclint.policy.answer import NO
from iaclint.policy.key_statements import confused_deputies
from iaclint.rules.answers import answer, quoted, witness_of_policy
from iaclint.rules.registry import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.rules.subject import PolicySubject
    from iaclint.rules.violation import Answer


RULE = Rule("KMS206", "kms-key-confused-deputy", "medium", (KEY,))
COMPLIANCE = ()

FIX = "require aws:SourceArn or aws:SourceAccount"
HELP = 'such as "Condition": {"StringEquals": {"aws:SourceAccount": "111122223333"}}'


def check(subject: PolicySubject) -> Iterator[Answer]:
    """A violation for each statement that allows services without saying for whom."""
    policy = subject.key_policy
    for grant in policy.allows:
        access = confused_deputies(policy, grant)
        if access.verdict == NO:
            continue
        who = quoted(access.places[0]) if access.places else "a service"
        yield from answer(
            access,
            f"{who} may use this key for any of its customers; {FIX}",
            HELP,
            witness=partial(witness_of_policy, policy),
        )
