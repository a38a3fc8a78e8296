"""Nobody of the account can change the key policy

## What it does

Reports a key policy in which no statement leaves any identity of the owner account with `kms:PutKeyPolicy`. The owner
is `--account-id`, else the account that all account roots in the policy name; where it is not known and the accounts
named differ, the question is not decided.

## Why

The key can then be used, but neither changed nor given to others, and in time nobody can delete it. Only AWS Support
can help.

## Bad

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {"AWS": "arn:aws:iam::111122223333:role/app"},
      "Action": ["kms:Encrypt", "kms:Decrypt"],
      "Resource": "*"
    }
  ]
}
```

## Good

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
      "Action": "kms:*",
      "Resource": "*"
    }
  ]
}
```

## Fix

Give the account root, or an administrator role, `kms:PutKeyPolicy`.

## References

- Default key policy: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
- PutKeyPolicy: https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html
"""

from __future__ import annotations

from iaclint.estate import KEY
from iaclint.policy.answer import MAYBE, YES
from iaclint.rules.answers import confidence, deciding
from iaclint.rules.registry import Rule
from iaclint.rules.violation import Question, Violation
from iaclint.values.origin import Origin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.rules.subject import PolicySubject
    from iaclint.rules.violation import Answer


RULE = Rule("KMS202", "kms-key-lockout", "high", (KEY,))
COMPLIANCE = ()

MESSAGE = (
    "no identity of the account keeps kms:PutKeyPolicy, so nobody can change the policy of this key; "
    "give it to the account root or to an administrator role"
)
HELP = 'the default statement does it: "Principal": {"AWS": the account root}, "Action": "kms:*", "Resource": "*"'


def check(subject: PolicySubject) -> Iterator[Answer]:
    """One violation for a key policy that nobody of the owner account can change, at the policy's attribute."""
    document = subject.document
    if not document.statements:
        return  # malformed or not known: nothing is deployed, or nothing can be said
    access = subject.key_policy.locked_out()
    if access.verdict == YES:
        origins = tuple(origin for statement in document.allows() for origin in deciding(statement))
        attribute = Origin(subject.site.attribute_key)
        yield Violation(attribute, MESSAGE, HELP, deciding=origins, confidence=confidence(access))
    elif access.verdict == MAYBE:
        yield Question(access.unknowns)
