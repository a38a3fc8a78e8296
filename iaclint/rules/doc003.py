"""A condition cannot do what it seems to

## What it does

Reports, in an `Allow`:

- `...IfExists` or `ForAllValues:` as the only guard, on a key that the caller can leave out (both are true where the
  key is missing);
- a wildcard in the value of a `String` operator without `Like`, where it is an ordinary character (`Arn` operators
  honour wildcards);
- a `kms:` condition key that does not exist.

Keys that are always present with the action are left alone, such as `kms:GrantOperations` with `kms:CreateGrant`.

## Why

The statement either allows more than it seems to, or nothing at all.

## Bad

```json
{
  "Effect": "Allow",
  "Action": "kms:Decrypt",
  "Resource": "*",
  "Condition": {"StringEquals": {"kms:ViaService": "s3.*.amazonaws.com"}}
}
```

## Good

```json
{
  "Effect": "Allow",
  "Action": "kms:Decrypt",
  "Resource": "*",
  "Condition": {"StringLike": {"kms:ViaService": "s3.*.amazonaws.com"}}
}
```

## Fix

Use the operator without `IfExists`, add `"Null": {"the:key": "false"}` beside `ForAllValues:`, use `StringLike` for
wildcards, correct the name of the key.

## References

- Condition operators:
  https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
- Single-valued vs. multivalued context keys:
  https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
- Condition keys for AWS KMS: https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
"""

from __future__ import annotations

import re

from iaclint.finding import Note
from iaclint.policy.elements import known
from iaclint.policy.operators import ALL, STRING
from iaclint.policy.shown import shown, shown_key, shown_operator
from iaclint.rules.registry import POLICIES, Rule
from iaclint.rules.violation import Violation
from iaclint.values.origin import SECRET
from iaclint.values.value import String

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.policy.condition import Clause
    from iaclint.policy.sets import Grant
    from iaclint.rules.subject import PolicySubject
    from iaclint.rules.violation import Answer
    from iaclint.values.origin import Origin

    Fault = tuple[Origin, str, str, str]  # the place, its path, the message, the help

RULE = Rule("DOC003", "policy-condition-ineffective", "medium", POLICIES)
COMPLIANCE = ()

# Keys that every request has ("AWS global condition context keys", availability; "Condition keys for AWS KMS").
ALWAYS = frozenset(
    [
        *("aws:currenttime", "aws:epochtime", "aws:principalaccount", "aws:principalarn", "aws:principaltype"),
        *("aws:principalisawsservice", "aws:requestedregion", "aws:resourceaccount", "aws:securetransport"),
        *("aws:userid", "aws:viaawsservice", "kms:calleraccount", "kms:keyorigin", "kms:keyspec", "kms:keyusage"),
        *("kms:multiregion",),
    ]
)
# ... and keys that every request of one action has.
WITH_ACTION = {"kms:grantoperations": "kms:creategrant", "kms:granteeprincipal": "kms:creategrant"}
_VARIABLE = r"\$\{[^}]*\}"


def check(subject: PolicySubject) -> Iterator[Answer]:
    """One violation for each Allow with such conditions: the first, the others in its notes."""
    if not any(statement.conditions for statement in subject.document.allows()):
        return
    from iaclint.policy.sets import grants

    for grant in grants(subject.document, "Allow"):
        faults = [fault for clause in grant.block.clauses for fault in _faults(clause, grant)]
        if faults:
            (origin, path, message, help), *others = faults
            notes = tuple(Note(other[0].span, other[2], other[0].has(SECRET)) for other in others)
            yield Violation(origin, message, help, path=path, statement=grant.statement, notes=notes)


def _faults(clause: Clause, grant: Grant) -> Iterator[Fault]:
    condition = clause.condition
    missing = _missing_key(clause)
    if missing:
        yield condition.key, condition.path, missing, "a condition on a key that does not exist is never true"
    elif _skippable(clause, grant) and not any(other.effective for other in grant.block.clauses):
        operator, key = shown_operator(condition), shown_key(condition)
        message = f"{operator} also holds where a request has no {key}, and is the only guard"
        if clause.operator.if_exists:
            yield (
                condition.key,
                condition.path,
                f"{message}; drop IfExists",
                "IfExists is true where the key is missing",
            )
        else:
            help = f'"Null": {{"{key}": "false"}} asks for the key; ForAllValues is true where it is missing'
            yield condition.key, condition.path, f"{message}; ask for the key too", help
    if clause.operator.family == STRING and not clause.operator.wildcards:
        yield from _literal_wildcards(clause)


def _literal_wildcards(clause: Clause) -> Iterator[Fault]:
    operator = shown_operator(clause.condition)
    for item in clause.condition.values:
        if isinstance(item.value, String) and _wild(item.value):
            message = f"{operator} takes the wildcard in {shown(item.value)} as an ordinary character; use StringLike"
            yield item.value.origin, item.path, message, "only Like and Arn operators know wildcards"


def _missing_key(clause: Clause) -> str:
    """What there is to say about a key that KMS does not have, or an empty text."""
    if not clause.key.startswith("kms:"):
        return ""
    from iaclint.policy.catalogue import nearest_condition_key, service

    kms = service("kms")
    if kms is None or kms.has_condition_key(clause.key):
        return ""
    near = "" if clause.condition.key.has(SECRET) else nearest_condition_key(clause.key)
    fix = f"did you mean {near}?" if near else "correct its name"
    return f"there is no condition key {shown_key(clause.condition)}; {fix}"


def _skippable(clause: Clause, grant: Grant) -> bool:
    """Whether a clause asks for a match, but holds too where the caller leaves the key out."""
    test = clause.operator
    lenient = test.if_exists or (test.quantifier == ALL and not clause.present)
    if not lenient or test.negated or clause.key in ALWAYS:
        return False
    action = WITH_ACTION.get(clause.key)
    return action is None or any(item.text is None or item.text.lower() != action for item, _ in grant.actions.entries)


def _wild(value: String) -> bool:
    return any(char in re.sub(_VARIABLE, "", known(value)) for char in "*?")
