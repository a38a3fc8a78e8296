"""Destroying keys is allowed on all keys

## What it does

Reports a statement of an identity policy that allows `kms:ScheduleKeyDeletion`, `kms:DisableKey` or
`kms:DeleteImportedKeyMaterial` on all keys.

## Why

A deleted key takes everything that it encrypted with it, backups included; a disabled one stops whatever uses it. One
stolen credential is enough to hold all data of the account to ransom.

## Bad

```json
{"Effect": "Allow", "Action": "kms:ScheduleKeyDeletion", "Resource": "*"}
```

## Good

```json
{
  "Effect": "Allow",
  "Action": "kms:ScheduleKeyDeletion",
  "Resource": "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
}
```

## Fix

Name the keys in `Resource`, and give the right only to those who administer keys.

## References

- Control access to key deletion:
  https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys-adding-permission.html
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


RULE = Rule("KMS105", "kms-destroy-all-keys", "medium", IDENTITY)
COMPLIANCE = ()

FIX = "name the keys in Resource"
HELP = "give it only to those who administer keys, on the keys that they administer"
ACTIONS = {
    "kms:schedulekeydeletion": "deleting",
    "kms:disablekey": "disabling",
    "kms:deleteimportedkeymaterial": "removing the material of",
}


def check(subject: PolicySubject) -> Iterator[Answer]:
    """A violation for each statement that allows to destroy or disable all keys."""
    for grant in subject.identity.of_kms:
        access = subject.identity.on_all_keys(grant, ACTIONS)
        if access.verdict == NO:
            continue
        what = quoted(access.places[0]) if access.places else "this"
        verbs = " and ".join(verb for action, verb in ACTIONS.items() if action in access.actions)
        yield from answer(
            access,
            f"{what} allows {verbs} every key; {FIX}",
            HELP,
            witness=partial(witness_of_identity, subject.identity),
        )
