"""A key policy lets a principal make any grant

## What it does

Reports a principal other than the account root that gets `kms:CreateGrant` without `kms:GrantIsForAWSResource`,
`kms:GranteePrincipal`, `kms:GrantOperations` or `kms:GrantConstraintType`. A principal that also has `kms:PutKeyPolicy`
is left alone: an administrator gains nothing by a grant.

## Why

With a grant the principal can pass the use of the key on to anybody, in any account, and grants do not show in
policies.

## Bad

```json
{
  "Effect": "Allow",
  "Principal": {"AWS": "arn:aws:iam::111122223333:role/app"},
  "Action": "kms:CreateGrant",
  "Resource": "*"
}
```

## Good

```json
{
  "Effect": "Allow",
  "Principal": {"AWS": "arn:aws:iam::111122223333:role/app"},
  "Action": "kms:CreateGrant",
  "Resource": "*",
  "Condition": {"Bool": {"kms:GrantIsForAWSResource": "true"}}
}
```

## Fix

Add the condition `kms:GrantIsForAWSResource`, or name the grantees or operations.

## References

- Grants in AWS KMS: https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
- Condition keys for AWS KMS: https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
"""

from __future__ import annotations

from functools import partial

from iaclint.estate import KEY
from iaclint.policy.answer import NO
from iaclint.policy.key_statements import grants_freely
from iaclint.rules.answers import answer, quoted, witness_of_policy
from iaclint.rules.registry import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.rules.subject import PolicySubject
    from iaclint.rules.violation import Answer


RULE = Rule("KMS205", "kms-key-grant-unconstrained", "medium", (KEY,))
COMPLIANCE = ()

FIX = "require kms:GrantIsForAWSResource, or name grantees or operations"
HELP = 'such as "Condition": {"Bool": {"kms:GrantIsForAWSResource": "true"}}'


def check(subject: PolicySubject) -> Iterator[Answer]:
    """A violation for each statement that lets others than administrators make any grant."""
    policy = subject.key_policy
    for grant in policy.allows:
        access = grants_freely(policy, grant)
        if access.verdict == NO:
            continue
        what = quoted(access.places[0]) if access.places else "this"
        yield from answer(
            access,
            f"{what} lets these principals grant the use of the key to anybody; {FIX}",
            HELP,
            witness=partial(witness_of_policy, policy),
        )
