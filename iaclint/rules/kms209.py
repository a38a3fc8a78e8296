"""Only the network guards a key

## What it does

Reports a key policy statement for everybody that is guarded only by `aws:SourceIp`, `aws:SourceVpc` or `aws:SourceVpce`
with fixed values.

## Why

A network is no identity: whoever reaches it, from any AWS account, may use the key. Addresses change hands, and
requests that services make for a caller come from other networks.

## Bad

```json
{
  "Effect": "Allow",
  "Principal": "*",
  "Action": "kms:Decrypt",
  "Resource": "*",
  "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}
}
```

## Good

```json
{
  "Effect": "Allow",
  "Principal": {"AWS": "111122223333"},
  "Action": "kms:Decrypt",
  "Resource": "*",
  "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}
}
```

## Fix

Name the accounts in `Principal`, or add a condition on `kms:CallerAccount` or `aws:PrincipalOrgID`.

## References

- AWS global condition context keys:
  https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
- Condition keys for AWS KMS: https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
"""

from __future__ import annotations

from iaclint.estate import KEY
from iaclint.policy.answer import MAYBE, YES
from iaclint.policy.shown import shown, shown_key
from iaclint.rules.answers import confidence, deciding, witness_of_policy
from iaclint.rules.registry import Rule
from iaclint.rules.violation import Question, Violation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.policy.answer import Access
    from iaclint.policy.sets import Grant
    from iaclint.rules.subject import PolicySubject
    from iaclint.rules.violation import Answer


RULE = Rule("KMS209", "kms-key-network-only", "medium", (KEY,))
COMPLIANCE = ()

FIX = "name the accounts in Principal, or add a kms:CallerAccount condition"
HELP = 'such as "Condition": {"StringEquals": {"kms:CallerAccount": "111122223333"}} beside it'


def check(subject: PolicySubject) -> Iterator[Answer]:
    """A violation for each statement that only the network guards, at the condition."""
    policy = subject.key_policy
    for grant in policy.allows:
        access = policy.lets_networks(grant)
        if access.verdict == YES:
            yield from _violation(subject, grant, access)
        elif access.verdict == MAYBE:
            yield Question(access.unknowns, access.places[0].path, grant.statement)


def _violation(subject: PolicySubject, grant: Grant, access: Access) -> Iterator[Violation]:
    for condition in subject.key_policy.guard(grant, access.actions[0]).conditions[:1]:
        values = ", ".join(shown(item.value) for item in condition.values[:3])
        yield Violation(
            condition.key,
            f"only {shown_key(condition)} ({values}) stands between every AWS account and this key; {FIX}",
            HELP,
            path=condition.path,
            statement=grant.statement,
            deciding=(*deciding(grant.statement), *(item.value.origin for item in condition.values)),
            confidence=confidence(access),
            witness=witness_of_policy(subject.key_policy, access),
        )
