"""Taking over keys is allowed on all keys

## What it does

Reports a statement of an identity policy that allows `kms:PutKeyPolicy` on all keys, or `kms:CreateGrant` on all keys
without `"Bool": {"kms:GrantIsForAWSResource": "true"}`.

## Why

`PutKeyPolicy` gives whoever has it every other right on the key. A grant gives any principal, in any account, the use
of the key, and does not show in policies.

## Bad

```json
{"Effect": "Allow", "Action": "kms:CreateGrant", "Resource": "*"}
```

## Good

```json
{
  "Effect": "Allow",
  "Action": "kms:CreateGrant",
  "Resource": "*",
  "Condition": {"Bool": {"kms:GrantIsForAWSResource": "true"}}
}
```

## Fix

Name the keys in `Resource`; for services that make grants on behalf of the caller add `kms:GrantIsForAWSResource`.

## References

- Grants in AWS KMS: https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
- Condition keys for AWS KMS: https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
"""

from __future__ import annotations

from functools import partial

from iaclint.policy.answer import MAYBE, NO, YES
from iaclint.rules.answers import answer, quoted, witness_of_identity
from iaclint.rules.registry import IDENTITY, Rule
from iaclint.rules.violation import Question

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.policy.answer import Access
    from iaclint.rules.subject import PolicySubject
    from iaclint.rules.violation import Answer


RULE = Rule("KMS106", "kms-takeover-all-keys", "high", IDENTITY)
COMPLIANCE = ()

HELP = '"Condition": {"Bool": {"kms:GrantIsForAWSResource": "true"}} allows only the grants that AWS services make'
PUT_POLICY = "kms:putkeypolicy"
CREATE_GRANT = "kms:creategrant"
FOR_SERVICES = "kms:grantisforawsresource"


def check(subject: PolicySubject) -> Iterator[Answer]:
    """A violation for each statement that allows to change the policies of all keys, or to make any grant on them."""
    for grant in subject.identity.of_kms:
        access = subject.identity.on_all_keys(grant, (PUT_POLICY, CREATE_GRANT))
        guarded = NO if access.verdict == NO else grant.block.only(FOR_SERVICES, "true")
        if access.verdict == NO or guarded == YES:
            continue  # a request other than CreateGrant lacks the key of that condition
        if guarded == MAYBE and access.verdict == YES:
            yield Question(grant.block.unknowns_of(FOR_SERVICES), access.places[0].path, grant.statement)
        else:
            yield from answer(access, _message(access), HELP, witness=partial(witness_of_identity, subject.identity))


def _message(access: Access) -> str:
    what = quoted(access.places[0]) if access.places else "this"
    if PUT_POLICY in access.actions:
        return f"{what} allows replacing the policy of every key; name the keys in Resource"
    return f"{what} allows granting the use of every key to anybody; require kms:GrantIsForAWSResource"
