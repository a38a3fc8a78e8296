"""AWS would reject the policy

## What it does

Checks the policy against the IAM grammar, for its kind: JSON text, elements and their types, `Version` (a managed
policy needs `2012-10-17`), `Effect`, exactly one of `Action` and `NotAction` and of `Resource` and `NotResource`, the
forms of principals (no partial wildcards, no groups), names of condition operators, unique `Sid`s, no key twice in one
object.

A key policy statement without `Resource` or `Action` is accepted by AWS and has no effect: that is KMS208.

## Why

The deployment fails, often halfway; or a lenient step before AWS drops what it does not understand, and the policy that
is deployed is not the one that was reviewed.

## Bad

```json
{"Version": "2012-10-17", "Statement": [{"Effect": "allow", "Action": "kms:DescribeKey", "Resource": "*"}]}
```

## Good

```json
{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "kms:DescribeKey", "Resource": "*"}]}
```

## Fix

Write the element as the message says.

## References

- Grammar of the IAM JSON policy language:
  https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
- Principal: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
- IAM Access Analyzer policy checks:
  https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
"""

from __future__ import annotations

from iaclint.finding import Note
from iaclint.policy.grammar import faults
from iaclint.rules.registry import POLICIES, Rule
from iaclint.rules.violation import Violation
from iaclint.values.origin import SECRET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.rules.subject import PolicySubject
    from iaclint.rules.violation import Answer

RULE = Rule("DOC001", "policy-malformed", "high", POLICIES)
COMPLIANCE = ()

HELP = "AWS rejects the policy as it is"


def check(subject: PolicySubject) -> Iterator[Answer]:
    """One violation for each statement with faults, and one for the faults outside statements."""
    for group in faults(subject.document, subject.kind):
        first, others = group[0], group[1:]
        notes = tuple(Note(fault.origin.span, fault.message, fault.origin.has(SECRET)) for fault in others)
        yield Violation(first.origin, first.message, HELP, path=first.path, statement=first.statement, notes=notes)
