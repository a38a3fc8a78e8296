"""Actions of KMS, and others that policies about keys and roles name.

Most of them always will exist, so no data needs to be read for them; a test holds them to ``policy.catalogue``, which
is loaded for the others.
"""

from __future__ import annotations

from functools import cache

_OF_KEYS = (
    *("kms:CancelKeyDeletion", "kms:CreateAlias", "kms:CreateGrant", "kms:Decrypt", "kms:DeleteAlias"),
    *("kms:DeleteImportedKeyMaterial", "kms:DescribeKey", "kms:DisableKey", "kms:DisableKeyRotation"),
    *("kms:EnableKey", "kms:EnableKeyRotation", "kms:Encrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyPair"),
    *("kms:GenerateDataKeyPairWithoutPlaintext", "kms:GenerateDataKeyWithoutPlaintext", "kms:GenerateMac"),
    *("kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:GetParametersForImport", "kms:GetPublicKey"),
    *("kms:ImportKeyMaterial", "kms:ListGrants", "kms:ListKeyPolicies", "kms:ListResourceTags", "kms:PutKeyPolicy"),
    *("kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:ReplicateKey", "kms:RevokeGrant", "kms:ScheduleKeyDeletion"),
    *("kms:Sign", "kms:TagResource", "kms:UntagResource", "kms:UpdateAlias", "kms:UpdateKeyDescription"),
    *("kms:Verify", "kms:VerifyMac"),
)
_OTHERS = (
    *("kms:CreateKey", "kms:GenerateRandom", "kms:ListAliases", "kms:ListKeys", "kms:RetireGrant"),
    *("iam:CreateServiceLinkedRole", "iam:GetRole", "iam:ListRoles", "iam:PassRole"),
    *("sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity", "sts:GetCallerIdentity"),
    *("sts:SetSourceIdentity", "sts:TagSession"),
)

# "This permission is not effective in a key policy" (KMS Developer Guide, "AWS KMS permissions", RetireGrant).
NEVER_IN_KEY_POLICIES = frozenset(("kms:retiregrant",))
KEY_ACTIONS = frozenset(map(str.lower, _OF_KEYS))  # those that a key policy can give
FAMILIAR = {name.lower(): name for name in (*_OF_KEYS, *_OTHERS)}


def exists(action: str) -> bool:
    """Whether an action in small letters, or one that ``stem*`` matches, surely exists."""
    if action in FAMILIAR:
        return True
    stem = action[:-1]
    return action[-1:] == "*" and ":" in stem and any(name.startswith(stem) for name in FAMILIAR)


def proper_name(key: str) -> str:
    """The documented spelling of an action (``kms:decrypt`` to ``kms:Decrypt``), or the text itself."""
    small = key.lower()
    if small in FAMILIAR:
        return FAMILIAR[small]
    from iaclint.policy.catalogue import actions

    return next((action.name for action in actions(key.partition(":")[0]) if action.key == small), key)


@cache
def key_actions() -> tuple[str, ...]:
    """The KMS actions that work on keys (resource type ``key``), as ``kms:decrypt``."""
    from iaclint.policy.catalogue import actions

    return tuple(action.key for action in actions("kms") if "key" in action.resource_types)


@cache
def key_policy_actions() -> tuple[str, ...]:
    """The KMS actions that a key policy can give."""
    return tuple(key for key in key_actions() if key not in NEVER_IN_KEY_POLICIES)
