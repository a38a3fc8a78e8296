"""Every KMS action is allowed on particular keys

## What it does

Reports a statement of an identity policy that allows every KMS key action, but only on particular keys, or under a
condition that narrows the keys or the path: `kms:ViaService`, `kms:ResourceAliases`, `kms:RequestAlias`,
`aws:ResourceTag/...`, `kms:EncryptionContext:...`. A resource that is not known before deploy counts as a particular
key.

## Why

Nobody who uses a key needs to change its policy, and nobody who administers it needs to decrypt with it. Whoever has
all actions on a key can do both, and can delete it.

## Bad

```json
{
  "Effect": "Allow",
  "Action": "kms:*",
  "Resource": "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
}
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

Name the actions that are needed on these keys.

## References

- Best practices for IAM policies with AWS KMS:
  https://docs.aws.amazon.com/kms/latest/developerguide/iam-policies-best-practices.html
- Apply least-privilege permissions:
  https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
"""

from __future__ import annotations

from functools import partial

from iaclint.policy.answer import NO
from iaclint.rules.answers import BY_USE, answer, quoted, witness_of_identity
from iaclint.rules.registry import IDENTITY, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.rules.subject import PolicySubject
    from iaclint.rules.violation import Answer


RULE = Rule("KMS103", "kms-full-access-scoped", "medium", IDENTITY)
COMPLIANCE = (
    "securityhub:IAM.21",
    "config:iam-policy-no-statements-with-full-access",
)

FIX = "name the actions that are needed on them"


def check(subject: PolicySubject) -> Iterator[Answer]:
    """A violation for each statement that allows every key action on less than all keys."""
    for grant in subject.identity.of_kms:
        access = subject.identity.scoped_full_access(grant)
        if access.verdict == NO:
            continue
        what = quoted(access.places[0]) if len(access.places) == 1 else "this statement"
        narrowed = "on keys that a condition narrows" if grant.block.narrowing() else "on particular keys"
        yield from answer(
            access,
            f"{what} allows every KMS action {narrowed}; {FIX}",
            BY_USE,
            witness=partial(witness_of_identity, subject.identity),
        )
