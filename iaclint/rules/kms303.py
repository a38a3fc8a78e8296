"""The policy lockout safety check is bypassed

## What it does

Reports a key, or a key policy that is a resource of its own, that asks KMS to skip the policy lockout safety check.

## Why

The check refuses a key policy after which the caller could not change that policy any more. Without it one wrong
statement makes the key unmanageable, and only AWS Support can help.

## Bad

A key with the bypass set to `true`.

## Good

A key without that setting, and a key policy that leaves `kms:PutKeyPolicy` to the account root or to an administrator.

## Fix

Remove the setting.

## References

- PutKeyPolicy: https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html
- Default key policy: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
"""

from __future__ import annotations

from iaclint.rules.keys import flag
from iaclint.rules.registry import KMS_KEY, Rule
from iaclint.rules.violation import Question, Violation
from iaclint.values.value import Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.rules.subject import KeySubject
    from iaclint.rules.violation import Answer

RULE = Rule("KMS303", "kms-lockout-check-bypassed", "medium", (KMS_KEY,))
COMPLIANCE = ()

FIX = "remove the bypass"
HELP = "the check refuses a policy that nobody could change any more"


def check(subject: KeySubject) -> Iterator[Answer]:
    """A violation where the bypass is on."""
    bypass = subject.values.get("bypass_lockout_check")
    if isinstance(bypass, Unknown):
        yield Question((bypass,))
    elif bypass is not None and flag(bypass) is True:
        yield Violation(bypass.origin, f"the policy lockout safety check of this key is bypassed; {FIX}", HELP)
