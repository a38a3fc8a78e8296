"""One principal administers a key and decrypts with it

## What it does

Reports a role, user or session that the key policy gives both `kms:PutKeyPolicy` and `kms:Decrypt`, in one statement or
in several. Account roots, services and `*` are not meant.

## Why

Separation of duties: whoever can change the policy should not read the data, so that no single credential suffices for
both.

## Bad

```json
{
  "Effect": "Allow",
  "Principal": {"AWS": "arn:aws:iam::111122223333:role/ops"},
  "Action": ["kms:PutKeyPolicy", "kms:Decrypt"],
  "Resource": "*"
}
```

## Good

```json
{
  "Effect": "Allow",
  "Principal": {"AWS": "arn:aws:iam::111122223333:role/key-admin"},
  "Action": ["kms:PutKeyPolicy", "kms:GetKeyPolicy", "kms:DescribeKey"],
  "Resource": "*"
}
```

## Fix

Give administration and use to two roles.

## References

- Key administrators and key users: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
"""

from __future__ import annotations

from iaclint.estate import KEY
from iaclint.record import replace
from iaclint.rules.answers import answer, quoted
from iaclint.rules.registry import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.policy.answer import Access
    from iaclint.rules.subject import PolicySubject
    from iaclint.rules.violation import Answer


RULE = Rule("KMS204", "kms-key-admin-and-use", "low", (KEY,))
COMPLIANCE = ()

FIX = "give the two rights to two roles"
HELP = "who administers a key needs no kms:Decrypt, and who uses it no kms:PutKeyPolicy"


def check(subject: PolicySubject) -> Iterator[Answer]:
    """A violation for each statement with such principals: the first of them, the others in its notes."""
    by_statement: dict[str, list[Access]] = {}
    for access in subject.key_policy.managing_users():
        first = access.places[0].statement
        by_statement.setdefault(first.path if first is not None else "", []).append(access)
    for found in by_statement.values():
        places = tuple({place.path: place for access in found for place in access.places}.values())
        who = quoted(places[0])
        message = f"{who} may change the policy of this key and decrypt with it; {FIX}"
        yield from answer(replace(found[0], places=places), message, HELP)
