"""Automatic rotation of a KMS key is off

## What it does

Reports a symmetric encryption key with key material made by AWS KMS in the default key store, whose automatic rotation
is off or not set (off is the default). Keys that cannot rotate are left alone: asymmetric and HMAC keys, imported
material, custom key stores, disabled keys, and replicas (they follow their primary key).

## Why

Rotation limits how much data one key has encrypted. KMS keeps the old material, so nothing has to be encrypted again
and nobody has to change a configuration.

## Bad

A key without a rotation setting, or with rotation set to `false`.

## Good

A key with rotation set to `true`; optionally with a rotation period of 90 to 2560 days (365 is the default).

## Fix

Turn automatic rotation on.

## References

- Rotating AWS KMS keys: https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
"""

from __future__ import annotations

from iaclint.policy.shown import shown
from iaclint.rules.keys import flag, is_set, known_text
from iaclint.rules.registry import KMS_KEY, Rule
from iaclint.rules.violation import Question, Violation
from iaclint.values.origin import Origin
from iaclint.values.value import Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.rules.subject import KeySubject
    from iaclint.rules.violation import Answer
    from iaclint.values.value import Value

RULE = Rule("KMS301", "kms-rotation-disabled", "medium", (KMS_KEY,))
COMPLIANCE = (
    *("prowler:kms_cmk_rotation_enabled", "securityhub:KMS.4", "config:cmk-backing-key-rotation-enabled"),
    *("cis-aws-1.4.0:3.8", "cis-aws-3.0.0:3.6", "cis-aws-5.0.0:3.6", "cis-aws-6.0.0:4.6", "cis-aws-7.0.0:4.6"),
    "iso27001-2022:A.8.24",
)

FIX = "turn it on"
HELP = "KMS keeps the old key material, so nothing has to be encrypted again"
DECIDING = ("rotation", "spec", "usage", "origin", "custom_key_store", "enabled")
ROTATES = {"spec": "SYMMETRIC_DEFAULT", "usage": "ENCRYPT_DECRYPT", "origin": "AWS_KMS"}


def check(subject: KeySubject) -> Iterator[Answer]:
    """A violation where the key could rotate and does not."""
    if subject.key.family != "key" or not _rotates(subject.values):
        return
    rotation = subject.values.get("rotation")
    if flag(rotation) is True:
        return
    unknown = tuple(value for name in DECIDING if isinstance(value := subject.values.get(name), Unknown))
    if unknown:
        yield Question(unknown)
    elif not is_set(rotation) or rotation is None:
        yield Violation(
            Origin(subject.key.header), f"automatic rotation of this key is not set, so it is off; {FIX}", HELP
        )
    elif flag(rotation) is False:
        yield Violation(rotation.origin, f"automatic rotation of this key is off ({shown(rotation)}); {FIX}", HELP)


def _rotates(values: dict[str, Value]) -> bool:
    """Whether the key is, or may be, of a sort that rotates."""
    store = values.get("custom_key_store")
    if is_set(store) and not isinstance(store, Unknown):
        return False
    if flag(values.get("enabled")) is False:
        return False
    return all(known_text(values.get(name)) in (None, default) for name, default in ROTATES.items())
