"""Actions that most policies about keys and roles name: they always will exist, so no data needs to be read for them.

A test holds them to ``policy.catalogue``.
"""

from __future__ import annotations

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

KEY_ACTIONS = frozenset(map(str.lower, _OF_KEYS))  # those that a key policy can give
FAMILIAR = {name.lower(): name for name in (*_OF_KEYS, *_OTHERS)}


def exists(action: str) -> bool:
    """Whether an action in small letters, or one that ``stem*`` matches, surely exists."""
    if action in FAMILIAR:
        return True
    stem = action[:-1]
    return action[-1:] == "*" and ":" in stem and any(name.startswith(stem) for name in FAMILIAR)
