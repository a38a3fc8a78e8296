"""A key policy names an outside account

## What it does

Reports an `Allow` of a key policy whose principal, or whose condition on accounts, names an account that is neither the
owner (`--account-id`) nor trusted (`--trusted-account`). Nothing is reported where the owner is not known.

## Why

What the outside account does with the key is up to its administrators. Such a statement should be there because
somebody decided so.

## Bad

```json
{
  "Effect": "Allow",
  "Principal": {"AWS": "arn:aws:iam::444455556666:root"},
  "Action": "kms:Decrypt",
  "Resource": "*"
}
```

## Good

```json
{
  "Effect": "Allow",
  "Principal": {"AWS": "arn:aws:iam::111122223333:role/app"},
  "Action": "kms:Decrypt",
  "Resource": "*"
}
```

## Fix

Remove the account, or declare it as trusted.

## References

- Allow users in other accounts to use a KMS key:
  https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html
"""

from __future__ import annotations

from functools import partial

from iaclint.estate import KEY
from iaclint.policy.answer import NO
from iaclint.policy.key_statements import outside_accounts
from iaclint.rules.answers import answer, quoted, witness_of_policy
from iaclint.rules.registry import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.rules.subject import PolicySubject
    from iaclint.rules.violation import Answer


RULE = Rule("KMS207", "kms-key-external-account", "low", (KEY,))
COMPLIANCE = ()

FIX = "remove it, or declare the account as trusted"
HELP = "trusted accounts are given by --trusted-account, or in the configuration"


def check(subject: PolicySubject) -> Iterator[Answer]:
    """A violation for each statement that names outside accounts."""
    policy = subject.key_policy
    for grant in policy.allows:
        access = outside_accounts(policy, grant, subject.settings.trusted_accounts)
        if access.verdict == NO:
            continue
        what = quoted(access.places[0]) if access.places else "this"
        yield from answer(
            access,
            f"{what} names an account that is neither the owner nor trusted; {FIX}",
            HELP,
            witness=partial(witness_of_policy, policy),
        )
