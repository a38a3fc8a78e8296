"""Every role may be passed

## What it does

Reports a statement of an identity policy that allows `iam:PassRole` on every role, also on every role of one account,
without `iam:PassedToService`.

## Why

Whoever can pass a role to a service can use its rights, for instance through an instance or function that they start
with it. With every role to choose from, that is the most powerful one.

## Bad

```json
{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"}
```

## Good

```json
{
  "Effect": "Allow",
  "Action": "iam:PassRole",
  "Resource": "arn:aws:iam::111122223333:role/app-task",
  "Condition": {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}
}
```

## Fix

Name the roles, and add `iam:PassedToService`.

## References

- Grant a user permissions to pass a role to an AWS service:
  https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
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


RULE = Rule("IAM105", "iam-passrole-any", "medium", IDENTITY)
COMPLIANCE = ()

FIX = "name the roles, and require iam:PassedToService"
HELP = 'such as "Condition": {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}'


def check(subject: PolicySubject) -> Iterator[Answer]:
    """A violation for each statement that allows to pass every role of an account to any service."""
    for grant in subject.identity.allows:
        access = subject.identity.on_all_roles(grant, "iam:passrole")
        if access.verdict != NO and not grant.block.restricting("iam:passedtoservice"):
            what = quoted(access.places[0]) if access.places else "this"
            yield from answer(
                access,
                f"{what} allows passing every role to any service; {FIX}",
                HELP,
                witness=partial(witness_of_identity, subject.identity),
            )
