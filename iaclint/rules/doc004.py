"""A policy is larger than AWS allows

## What it does

Reports a policy that is over the size quota of its kind: 6,144 characters for a managed policy, 2,048 (user), 5,120
(group) and 10,240 (role) for the inline policies of one identity, 2,048 for a trust policy, white space not counted; 32
KB for a key policy. Quotas that can be raised are judged by their default.

## Why

The deployment fails.

## Bad

A managed policy of 7,000 characters.

## Good

The same statements in two managed policies.

## Fix

Split the policy, use wildcards for families of actions, drop long `Sid`s.

## References

- IAM and AWS STS quotas: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
- AWS KMS quotas: https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html
"""

from __future__ import annotations

from iaclint.policy.quota import size
from iaclint.rules.registry import POLICIES, Rule
from iaclint.rules.violation import Violation
from iaclint.values.origin import Origin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.rules.subject import PolicySubject
    from iaclint.rules.violation import Answer


RULE = Rule("DOC004", "policy-too-large", "high", POLICIES)
COMPLIANCE = ()

HELP = "use wildcards for families of actions and resources; a quota that can be raised is judged by its default"


def check(subject: PolicySubject) -> Iterator[Answer]:
    """One violation for a policy that is too large even if every unknown value is as short as it can be."""
    found = size(subject.document.value, subject.kind, subject.site.resource_type)
    if found.exceeded:
        message = f"the policy has {found.found:,} {found.unit}; AWS allows {found.allowed:,}, so split it"
        yield Violation(Origin(subject.site.attribute_key), message, HELP)
