"""What to write instead, as neutral statements: for each rule and use."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    Condition = dict[str, dict[str, str]]
    Statement = dict[str, str | list[str] | dict[str, str] | Condition]

KEY = "arn:aws:kms:eu-west-1:111122223333:key/KEY_ID"
ROLE = "arn:aws:iam::111122223333:role/app"

# What each use of a key needs (KMS Developer Guide, "AWS KMS permissions"; S3 User Guide, "Using server-side encryption
# with AWS KMS keys"; Secrets Manager User Guide, "Secret encryption and decryption").
USES: dict[str, list[str]] = {
    "encrypt data": ["kms:Encrypt", "kms:GenerateDataKey"],
    "decrypt data": ["kms:Decrypt"],
    "S3 server-side encryption": ["kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey"],
    "Secrets Manager": ["kms:Decrypt", "kms:GenerateDataKey"],
    "view key info": ["kms:DescribeKey", "kms:GetKeyPolicy"],
}


def _allow(*actions: str, resource: str = KEY, principal: str = "", condition: Condition | None = None) -> Statement:
    """A statement; in one with a principal, for a key policy, the resource ``*`` is the key itself."""
    made: Statement = {"Effect": "Allow"}
    if principal:
        made["Principal"] = {"AWS": principal}
    made["Action"] = list(actions) if len(actions) > 1 else actions[0]
    made["Resource"] = resource
    if condition:
        made["Condition"] = condition
    return made


BY_USE = {use: _allow(*actions) for use, actions in USES.items()}
THROUGH_S3: Condition = {"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}}
FOR_SERVICES: Condition = {"Bool": {"kms:GrantIsForAWSResource": "true"}}
ONE_ACCOUNT: Condition = {"StringEquals": {"kms:CallerAccount": "111122223333"}}
ONE_ORGANISATION: Condition = {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}

STATEMENTS: dict[str, dict[str, Statement]] = {
    "KMS101": BY_USE,
    "KMS102": BY_USE,
    "KMS103": BY_USE,
    "KMS104": {
        "decrypt with one key": _allow("kms:Decrypt"),
        "decrypt through one service": _allow("kms:Decrypt", resource="*", condition=THROUGH_S3),
    },
    "KMS105": {"delete and disable one key": _allow("kms:ScheduleKeyDeletion", "kms:DisableKey")},
    "KMS106": {
        "grants that AWS services make": _allow("kms:CreateGrant", resource="*", condition=FOR_SERVICES),
        "change the policy of one key": _allow("kms:PutKeyPolicy"),
    },
    "KMS201": {
        "one role": _allow("kms:Decrypt", resource="*", principal=ROLE),
        "one account": _allow("kms:Decrypt", resource="*", principal="*", condition=ONE_ACCOUNT),
        "one organisation": _allow("kms:Decrypt", resource="*", principal="*", condition=ONE_ORGANISATION),
    },
}
