"""Decryption is allowed on all keys

## What it does

Reports a statement of an identity policy that allows `kms:Decrypt` or `kms:ReEncryptFrom` on all keys, without a
condition that narrows the keys or the path.

## Why

Whoever has it can read what any key protects, in this account and in every account whose key policies let this one in.

## Bad

```json
{"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*"}
```

## Good

```json
{
  "Effect": "Allow",
  "Action": "kms:Decrypt",
  "Resource": "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
}
```

## Fix

Name the keys in `Resource`, or add a condition on `kms:ViaService` or `kms:ResourceAliases`.

## References

- Best practices for IAM policies with AWS KMS:
  https://docs.aws.amazon.com/kms/latest/developerguide/iam-policies-best-practices.html
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


RULE = Rule("KMS104", "kms-decrypt-all-keys", "medium", IDENTITY)
COMPLIANCE = (
    "securityhub:KMS.1",
    "securityhub:KMS.2",
    "config:iam-customer-policy-blocked-kms-actions",
    "config:iam-inline-policy-blocked-kms-actions",
)

FIX = "name the keys in Resource"
HELP = 'or narrow it by a condition, such as "StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}'
ACTIONS = ("kms:decrypt", "kms:reencryptfrom")


def check(subject: PolicySubject) -> Iterator[Answer]:
    """A violation for each statement that allows decryption with all keys."""
    for grant in subject.identity.of_kms:
        access = subject.identity.on_all_keys(grant, ACTIONS)
        if access.verdict == NO:
            continue
        what = quoted(access.places[0]) if access.places else "this"
        yield from answer(
            access,
            f"{what} allows decryption with every key; {FIX}",
            HELP,
            witness=partial(witness_of_identity, subject.identity),
        )
