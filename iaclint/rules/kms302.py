"""A KMS key can be deleted after less than 30 days

## What it does

Reports a waiting period for deletion that is set to fewer than 30 days. 30 is the longest, and the default.

## Why

A deleted key cannot be restored, and neither can what it encrypted. The waiting period is the only time in which
somebody can notice, from a failing decryption or an alarm, that the key is still needed.

## Bad

A deletion window of `7` days.

## Good

A deletion window of `30` days, or none set.

## Fix

Set the window to 30 days, or leave it out.

## References

- Deleting AWS KMS keys: https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html
"""

from __future__ import annotations

from iaclint.policy.shown import shown
from iaclint.rules.keys import number
from iaclint.rules.registry import KMS_KEY, Rule
from iaclint.rules.violation import Question, Violation
from iaclint.values.value import Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.rules.subject import KeySubject
    from iaclint.rules.violation import Answer

RULE = Rule("KMS302", "kms-deletion-window-short", "low", (KMS_KEY,), True)
COMPLIANCE = ()

LONGEST = 30  # days; "Deleting AWS KMS keys"
FIX = "set the window to 30, or leave it out"
HELP = "a deleted key cannot be restored: the window is the time to notice"


def check(subject: KeySubject) -> Iterator[Answer]:
    """A violation where the window is written and short."""
    window = subject.values.get("deletion_window")
    days = number(window)
    if isinstance(window, Unknown):
        yield Question((window,))
    elif window is not None and days is not None and days < LONGEST:
        yield Violation(
            window.origin, f"the key can be deleted after {shown(window)} days, not the possible 30; {FIX}", HELP
        )
