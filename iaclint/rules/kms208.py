"""A key policy statement has no effect

## What it does

Reports a key policy statement that can have no effect: it has no `Resource` or no `Action`, none of its actions is a
KMS key action, or its actions are never effective in a key policy (those that only accept `"*"` as resource, such as
`kms:ListKeys`, and `kms:RetireGrant`).

## Why

AWS accepts such a statement without a word. Whoever wrote it believes that it allows or forbids something.

## Bad

```json
{
  "Effect": "Allow",
  "Principal": {"AWS": "arn:aws:iam::111122223333:role/app"},
  "Action": "kms:ListKeys",
  "Resource": "*"
}
```

## Good

```json
{
  "Effect": "Allow",
  "Principal": {"AWS": "arn:aws:iam::111122223333:role/app"},
  "Action": "kms:DescribeKey",
  "Resource": "*"
}
```

## Fix

Add what is missing (`"Resource": "*"` means this key), or move the action to an identity policy.

## References

- Key policy elements: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html
- AWS KMS permissions: https://docs.aws.amazon.com/kms/latest/developerguide/kms-api-permissions-reference.html
"""

from __future__ import annotations

from iaclint.estate import KEY
from iaclint.policy.answer import MAYBE, YES
from iaclint.policy.key_statements import ineffective
from iaclint.rules.registry import Rule
from iaclint.rules.violation import Question, Violation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.policy.document import Statement
    from iaclint.rules.subject import PolicySubject
    from iaclint.rules.violation import Answer


RULE = Rule("KMS208", "kms-key-statement-ineffective", "low", (KEY,))
COMPLIANCE = ()

HELP = 'in a key policy "Resource": "*" means this key, and only actions on keys have an effect'


def check(subject: PolicySubject) -> Iterator[Answer]:
    """A violation for each statement that can have no effect, at its first action."""
    for statement in subject.document.statements:
        access = ineffective(subject.key_policy, statement)
        if access.verdict == YES:
            yield _violation(statement)
        elif access.verdict == MAYBE:
            yield Question(access.unknowns, statement.path, statement)


def _violation(statement: Statement) -> Violation:
    origin, path = statement.value.origin, statement.path
    if statement.action is not None and statement.action.items:
        first = statement.action.items[0]
        origin, path = first.value.origin, first.path
    elif statement.not_action is not None:
        origin, path = statement.not_action.key, f"{statement.path}.NotAction"
    return Violation(origin, _message(statement), HELP, path=path, statement=statement)


def _message(statement: Statement) -> str:
    for name, element, twin in (
        ("Action", statement.action, statement.not_action),
        ("Resource", statement.resource, statement.not_resource),
    ):
        if not (element and element.items) and not (twin and twin.items):
            return f"the statement has no {name}, so it has no effect in a key policy; add it, or remove the statement"
    return "nothing in this statement applies to a key, so it has no effect here; move it to an identity policy"
