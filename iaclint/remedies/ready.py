"""Ready statements by form, rule and use. Written by ``iaclint.remedies.written``."""

# ruff: noqa: E501
# fmt: off
READY: dict[str, dict[str, dict[str, str]]] = {
    "hcl": {
        "KMS101": {
            "encrypt data": "{\n  Effect   = \"Allow\",\n  Action   = [\n    \"kms:Encrypt\",\n    \"kms:GenerateDataKey\",\n  ],\n  Resource = aws_kms_key.app.arn,\n}",
            "decrypt data": "{\n  Effect   = \"Allow\",\n  Action   = \"kms:Decrypt\",\n  Resource = aws_kms_key.app.arn,\n}",
            "S3 server-side encryption": "{\n  Effect   = \"Allow\",\n  Action   = [\n    \"kms:Encrypt\",\n    \"kms:Decrypt\",\n    \"kms:GenerateDataKey\",\n  ],\n  Resource = aws_kms_key.app.arn,\n}",
            "Secrets Manager": "{\n  Effect   = \"Allow\",\n  Action   = [\n    \"kms:Decrypt\",\n    \"kms:GenerateDataKey\",\n  ],\n  Resource = aws_kms_key.app.arn,\n}",
            "view key info": "{\n  Effect   = \"Allow\",\n  Action   = [\n    \"kms:DescribeKey\",\n    \"kms:GetKeyPolicy\",\n  ],\n  Resource = aws_kms_key.app.arn,\n}"
        },
        "KMS102": {
            "encrypt data": "{\n  Effect   = \"Allow\",\n  Action   = [\n    \"kms:Encrypt\",\n    \"kms:GenerateDataKey\",\n  ],\n  Resource = aws_kms_key.app.arn,\n}",
            "decrypt data": "{\n  Effect   = \"Allow\",\n  Action   = \"kms:Decrypt\",\n  Resource = aws_kms_key.app.arn,\n}",
            "S3 server-side encryption": "{\n  Effect   = \"Allow\",\n  Action   = [\n    \"kms:Encrypt\",\n    \"kms:Decrypt\",\n    \"kms:GenerateDataKey\",\n  ],\n  Resource = aws_kms_key.app.arn,\n}",
            "Secrets Manager": "{\n  Effect   = \"Allow\",\n  Action   = [\n    \"kms:Decrypt\",\n    \"kms:GenerateDataKey\",\n  ],\n  Resource = aws_kms_key.app.arn,\n}",
            "view key info": "{\n  Effect   = \"Allow\",\n  Action   = [\n    \"kms:DescribeKey\",\n    \"kms:GetKeyPolicy\",\n  ],\n  Resource = aws_kms_key.app.arn,\n}"
        },
        "KMS103": {
            "encrypt data": "{\n  Effect   = \"Allow\",\n  Action   = [\n    \"kms:Encrypt\",\n    \"kms:GenerateDataKey\",\n  ],\n  Resource = aws_kms_key.app.arn,\n}",
            "decrypt data": "{\n  Effect   = \"Allow\",\n  Action   = \"kms:Decrypt\",\n  Resource = aws_kms_key.app.arn,\n}",
            "S3 server-side encryption": "{\n  Effect   = \"Allow\",\n  Action   = [\n    \"kms:Encrypt\",\n    \"kms:Decrypt\",\n    \"kms:GenerateDataKey\",\n  ],\n  Resource = aws_kms_key.app.arn,\n}",
            "Secrets Manager": "{\n  Effect   = \"Allow\",\n  Action   = [\n    \"kms:Decrypt\",\n    \"kms:GenerateDataKey\",\n  ],\n  Resource = aws_kms_key.app.arn,\n}",
            "view key info": "{\n  Effect   = \"Allow\",\n  Action   = [\n    \"kms:DescribeKey\",\n    \"kms:GetKeyPolicy\",\n  ],\n  Resource = aws_kms_key.app.arn,\n}"
        },
        "KMS104": {
            "decrypt with one key": "{\n  Effect   = \"Allow\",\n  Action   = \"kms:Decrypt\",\n  Resource = aws_kms_key.app.arn,\n}",
            "decrypt through one service": "{\n  Effect    = \"Allow\",\n  Action    = \"kms:Decrypt\",\n  Resource  = \"*\",\n  Condition = {\n    StringEquals = {\n      \"kms:ViaService\" = \"s3.eu-west-1.amazonaws.com\",\n    },\n  },\n}"
        },
        "KMS105": {
            "delete and disable one key": "{\n  Effect   = \"Allow\",\n  Action   = [\n    \"kms:ScheduleKeyDeletion\",\n    \"kms:DisableKey\",\n  ],\n  Resource = aws_kms_key.app.arn,\n}"
        },
        "KMS106": {
            "grants that AWS services make": "{\n  Effect    = \"Allow\",\n  Action    = \"kms:CreateGrant\",\n  Resource  = \"*\",\n  Condition = {\n    Bool = {\n      \"kms:GrantIsForAWSResource\" = \"true\",\n    },\n  },\n}",
            "change the policy of one key": "{\n  Effect   = \"Allow\",\n  Action   = \"kms:PutKeyPolicy\",\n  Resource = aws_kms_key.app.arn,\n}"
        },
        "KMS201": {
            "one role": "{\n  Effect    = \"Allow\",\n  Principal = {\n    AWS = aws_iam_role.app.arn,\n  },\n  Action    = \"kms:Decrypt\",\n  Resource  = \"*\",\n}",
            "one account": "{\n  Effect    = \"Allow\",\n  Principal = {\n    AWS = \"*\",\n  },\n  Action    = \"kms:Decrypt\",\n  Resource  = \"*\",\n  Condition = {\n    StringEquals = {\n      \"kms:CallerAccount\" = \"111122223333\",\n    },\n  },\n}",
            "one organisation": "{\n  Effect    = \"Allow\",\n  Principal = {\n    AWS = \"*\",\n  },\n  Action    = \"kms:Decrypt\",\n  Resource  = \"*\",\n  Condition = {\n    StringEquals = {\n      \"aws:PrincipalOrgID\" = \"o-a1b2c3d4e5\",\n    },\n  },\n}"
        }
    },
    "hcl-block": {
        "KMS101": {
            "encrypt data": "statement {\n  effect    = \"Allow\"\n  actions   = [\n    \"kms:Encrypt\",\n    \"kms:GenerateDataKey\",\n  ]\n  resources = [\n    aws_kms_key.app.arn,\n  ]\n}",
            "decrypt data": "statement {\n  effect    = \"Allow\"\n  actions   = [\n    \"kms:Decrypt\",\n  ]\n  resources = [\n    aws_kms_key.app.arn,\n  ]\n}",
            "S3 server-side encryption": "statement {\n  effect    = \"Allow\"\n  actions   = [\n    \"kms:Encrypt\",\n    \"kms:Decrypt\",\n    \"kms:GenerateDataKey\",\n  ]\n  resources = [\n    aws_kms_key.app.arn,\n  ]\n}",
            "Secrets Manager": "statement {\n  effect    = \"Allow\"\n  actions   = [\n    \"kms:Decrypt\",\n    \"kms:GenerateDataKey\",\n  ]\n  resources = [\n    aws_kms_key.app.arn,\n  ]\n}",
            "view key info": "statement {\n  effect    = \"Allow\"\n  actions   = [\n    \"kms:DescribeKey\",\n    \"kms:GetKeyPolicy\",\n  ]\n  resources = [\n    aws_kms_key.app.arn,\n  ]\n}"
        },
        "KMS102": {
            "encrypt data": "statement {\n  effect    = \"Allow\"\n  actions   = [\n    \"kms:Encrypt\",\n    \"kms:GenerateDataKey\",\n  ]\n  resources = [\n    aws_kms_key.app.arn,\n  ]\n}",
            "decrypt data": "statement {\n  effect    = \"Allow\"\n  actions   = [\n    \"kms:Decrypt\",\n  ]\n  resources = [\n    aws_kms_key.app.arn,\n  ]\n}",
            "S3 server-side encryption": "statement {\n  effect    = \"Allow\"\n  actions   = [\n    \"kms:Encrypt\",\n    \"kms:Decrypt\",\n    \"kms:GenerateDataKey\",\n  ]\n  resources = [\n    aws_kms_key.app.arn,\n  ]\n}",
            "Secrets Manager": "statement {\n  effect    = \"Allow\"\n  actions   = [\n    \"kms:Decrypt\",\n    \"kms:GenerateDataKey\",\n  ]\n  resources = [\n    aws_kms_key.app.arn,\n  ]\n}",
            "view key info": "statement {\n  effect    = \"Allow\"\n  actions   = [\n    \"kms:DescribeKey\",\n    \"kms:GetKeyPolicy\",\n  ]\n  resources = [\n    aws_kms_key.app.arn,\n  ]\n}"
        },
        "KMS103": {
            "encrypt data": "statement {\n  effect    = \"Allow\"\n  actions   = [\n    \"kms:Encrypt\",\n    \"kms:GenerateDataKey\",\n  ]\n  resources = [\n    aws_kms_key.app.arn,\n  ]\n}",
            "decrypt data": "statement {\n  effect    = \"Allow\"\n  actions   = [\n    \"kms:Decrypt\",\n  ]\n  resources = [\n    aws_kms_key.app.arn,\n  ]\n}",
            "S3 server-side encryption": "statement {\n  effect    = \"Allow\"\n  actions   = [\n    \"kms:Encrypt\",\n    \"kms:Decrypt\",\n    \"kms:GenerateDataKey\",\n  ]\n  resources = [\n    aws_kms_key.app.arn,\n  ]\n}",
            "Secrets Manager": "statement {\n  effect    = \"Allow\"\n  actions   = [\n    \"kms:Decrypt\",\n    \"kms:GenerateDataKey\",\n  ]\n  resources = [\n    aws_kms_key.app.arn,\n  ]\n}",
            "view key info": "statement {\n  effect    = \"Allow\"\n  actions   = [\n    \"kms:DescribeKey\",\n    \"kms:GetKeyPolicy\",\n  ]\n  resources = [\n    aws_kms_key.app.arn,\n  ]\n}"
        },
        "KMS104": {
            "decrypt with one key": "statement {\n  effect    = \"Allow\"\n  actions   = [\n    \"kms:Decrypt\",\n  ]\n  resources = [\n    aws_kms_key.app.arn,\n  ]\n}",
            "decrypt through one service": "statement {\n  effect    = \"Allow\"\n  actions   = [\n    \"kms:Decrypt\",\n  ]\n  resources = [\n    \"*\",\n  ]\n\n  condition {\n    test     = \"StringEquals\"\n    variable = \"kms:ViaService\"\n    values   = [\n      \"s3.eu-west-1.amazonaws.com\",\n    ]\n  }\n}"
        },
        "KMS105": {
            "delete and disable one key": "statement {\n  effect    = \"Allow\"\n  actions   = [\n    \"kms:ScheduleKeyDeletion\",\n    \"kms:DisableKey\",\n  ]\n  resources = [\n    aws_kms_key.app.arn,\n  ]\n}"
        },
        "KMS106": {
            "grants that AWS services make": "statement {\n  effect    = \"Allow\"\n  actions   = [\n    \"kms:CreateGrant\",\n  ]\n  resources = [\n    \"*\",\n  ]\n\n  condition {\n    test     = \"Bool\"\n    variable = \"kms:GrantIsForAWSResource\"\n    values   = [\n      \"true\",\n    ]\n  }\n}",
            "change the policy of one key": "statement {\n  effect    = \"Allow\"\n  actions   = [\n    \"kms:PutKeyPolicy\",\n  ]\n  resources = [\n    aws_kms_key.app.arn,\n  ]\n}"
        },
        "KMS201": {
            "one role": "statement {\n  effect    = \"Allow\"\n  actions   = [\n    \"kms:Decrypt\",\n  ]\n  resources = [\n    \"*\",\n  ]\n\n  principals {\n    type        = \"AWS\"\n    identifiers = [\n      aws_iam_role.app.arn,\n    ]\n  }\n}",
            "one account": "statement {\n  effect    = \"Allow\"\n  actions   = [\n    \"kms:Decrypt\",\n  ]\n  resources = [\n    \"*\",\n  ]\n\n  principals {\n    type        = \"AWS\"\n    identifiers = [\n      \"*\",\n    ]\n  }\n\n  condition {\n    test     = \"StringEquals\"\n    variable = \"kms:CallerAccount\"\n    values   = [\n      \"111122223333\",\n    ]\n  }\n}",
            "one organisation": "statement {\n  effect    = \"Allow\"\n  actions   = [\n    \"kms:Decrypt\",\n  ]\n  resources = [\n    \"*\",\n  ]\n\n  principals {\n    type        = \"AWS\"\n    identifiers = [\n      \"*\",\n    ]\n  }\n\n  condition {\n    test     = \"StringEquals\"\n    variable = \"aws:PrincipalOrgID\"\n    values   = [\n      \"o-a1b2c3d4e5\",\n    ]\n  }\n}"
        }
    },
    "yaml": {
        "KMS101": {
            "encrypt data": "- Effect: Allow\n  Action:\n    - kms:Encrypt\n    - kms:GenerateDataKey\n  Resource: !GetAtt 'AppKey.Arn'",
            "decrypt data": "- Effect: Allow\n  Action: kms:Decrypt\n  Resource: !GetAtt 'AppKey.Arn'",
            "S3 server-side encryption": "- Effect: Allow\n  Action:\n    - kms:Encrypt\n    - kms:Decrypt\n    - kms:GenerateDataKey\n  Resource: !GetAtt 'AppKey.Arn'",
            "Secrets Manager": "- Effect: Allow\n  Action:\n    - kms:Decrypt\n    - kms:GenerateDataKey\n  Resource: !GetAtt 'AppKey.Arn'",
            "view key info": "- Effect: Allow\n  Action:\n    - kms:DescribeKey\n    - kms:GetKeyPolicy\n  Resource: !GetAtt 'AppKey.Arn'"
        },
        "KMS102": {
            "encrypt data": "- Effect: Allow\n  Action:\n    - kms:Encrypt\n    - kms:GenerateDataKey\n  Resource: !GetAtt 'AppKey.Arn'",
            "decrypt data": "- Effect: Allow\n  Action: kms:Decrypt\n  Resource: !GetAtt 'AppKey.Arn'",
            "S3 server-side encryption": "- Effect: Allow\n  Action:\n    - kms:Encrypt\n    - kms:Decrypt\n    - kms:GenerateDataKey\n  Resource: !GetAtt 'AppKey.Arn'",
            "Secrets Manager": "- Effect: Allow\n  Action:\n    - kms:Decrypt\n    - kms:GenerateDataKey\n  Resource: !GetAtt 'AppKey.Arn'",
            "view key info": "- Effect: Allow\n  Action:\n    - kms:DescribeKey\n    - kms:GetKeyPolicy\n  Resource: !GetAtt 'AppKey.Arn'"
        },
        "KMS103": {
            "encrypt data": "- Effect: Allow\n  Action:\n    - kms:Encrypt\n    - kms:GenerateDataKey\n  Resource: !GetAtt 'AppKey.Arn'",
            "decrypt data": "- Effect: Allow\n  Action: kms:Decrypt\n  Resource: !GetAtt 'AppKey.Arn'",
            "S3 server-side encryption": "- Effect: Allow\n  Action:\n    - kms:Encrypt\n    - kms:Decrypt\n    - kms:GenerateDataKey\n  Resource: !GetAtt 'AppKey.Arn'",
            "Secrets Manager": "- Effect: Allow\n  Action:\n    - kms:Decrypt\n    - kms:GenerateDataKey\n  Resource: !GetAtt 'AppKey.Arn'",
            "view key info": "- Effect: Allow\n  Action:\n    - kms:DescribeKey\n    - kms:GetKeyPolicy\n  Resource: !GetAtt 'AppKey.Arn'"
        },
        "KMS104": {
            "decrypt with one key": "- Effect: Allow\n  Action: kms:Decrypt\n  Resource: !GetAtt 'AppKey.Arn'",
            "decrypt through one service": "- Effect: Allow\n  Action: kms:Decrypt\n  Resource: '*'\n  Condition:\n    StringEquals:\n      kms:ViaService: s3.eu-west-1.amazonaws.com"
        },
        "KMS105": {
            "delete and disable one key": "- Effect: Allow\n  Action:\n    - kms:ScheduleKeyDeletion\n    - kms:DisableKey\n  Resource: !GetAtt 'AppKey.Arn'"
        },
        "KMS106": {
            "grants that AWS services make": "- Effect: Allow\n  Action: kms:CreateGrant\n  Resource: '*'\n  Condition:\n    Bool:\n      kms:GrantIsForAWSResource: 'true'",
            "change the policy of one key": "- Effect: Allow\n  Action: kms:PutKeyPolicy\n  Resource: !GetAtt 'AppKey.Arn'"
        },
        "KMS201": {
            "one role": "- Effect: Allow\n  Principal:\n    AWS: !GetAtt 'AppRole.Arn'\n  Action: kms:Decrypt\n  Resource: '*'",
            "one account": "- Effect: Allow\n  Principal:\n    AWS: '*'\n  Action: kms:Decrypt\n  Resource: '*'\n  Condition:\n    StringEquals:\n      kms:CallerAccount: '111122223333'",
            "one organisation": "- Effect: Allow\n  Principal:\n    AWS: '*'\n  Action: kms:Decrypt\n  Resource: '*'\n  Condition:\n    StringEquals:\n      aws:PrincipalOrgID: o-a1b2c3d4e5"
        }
    },
    "json": {
        "KMS101": {
            "encrypt data": "{\n  \"Effect\": \"Allow\",\n  \"Action\": [\n    \"kms:Encrypt\",\n    \"kms:GenerateDataKey\"\n  ],\n  \"Resource\": \"arn:aws:kms:eu-west-1:111122223333:key/KEY_ID\"\n}",
            "decrypt data": "{\n  \"Effect\": \"Allow\",\n  \"Action\": \"kms:Decrypt\",\n  \"Resource\": \"arn:aws:kms:eu-west-1:111122223333:key/KEY_ID\"\n}",
            "S3 server-side encryption": "{\n  \"Effect\": \"Allow\",\n  \"Action\": [\n    \"kms:Encrypt\",\n    \"kms:Decrypt\",\n    \"kms:GenerateDataKey\"\n  ],\n  \"Resource\": \"arn:aws:kms:eu-west-1:111122223333:key/KEY_ID\"\n}",
            "Secrets Manager": "{\n  \"Effect\": \"Allow\",\n  \"Action\": [\n    \"kms:Decrypt\",\n    \"kms:GenerateDataKey\"\n  ],\n  \"Resource\": \"arn:aws:kms:eu-west-1:111122223333:key/KEY_ID\"\n}",
            "view key info": "{\n  \"Effect\": \"Allow\",\n  \"Action\": [\n    \"kms:DescribeKey\",\n    \"kms:GetKeyPolicy\"\n  ],\n  \"Resource\": \"arn:aws:kms:eu-west-1:111122223333:key/KEY_ID\"\n}"
        },
        "KMS102": {
            "encrypt data": "{\n  \"Effect\": \"Allow\",\n  \"Action\": [\n    \"kms:Encrypt\",\n    \"kms:GenerateDataKey\"\n  ],\n  \"Resource\": \"arn:aws:kms:eu-west-1:111122223333:key/KEY_ID\"\n}",
            "decrypt data": "{\n  \"Effect\": \"Allow\",\n  \"Action\": \"kms:Decrypt\",\n  \"Resource\": \"arn:aws:kms:eu-west-1:111122223333:key/KEY_ID\"\n}",
            "S3 server-side encryption": "{\n  \"Effect\": \"Allow\",\n  \"Action\": [\n    \"kms:Encrypt\",\n    \"kms:Decrypt\",\n    \"kms:GenerateDataKey\"\n  ],\n  \"Resource\": \"arn:aws:kms:eu-west-1:111122223333:key/KEY_ID\"\n}",
            "Secrets Manager": "{\n  \"Effect\": \"Allow\",\n  \"Action\": [\n    \"kms:Decrypt\",\n    \"kms:GenerateDataKey\"\n  ],\n  \"Resource\": \"arn:aws:kms:eu-west-1:111122223333:key/KEY_ID\"\n}",
            "view key info": "{\n  \"Effect\": \"Allow\",\n  \"Action\": [\n    \"kms:DescribeKey\",\n    \"kms:GetKeyPolicy\"\n  ],\n  \"Resource\": \"arn:aws:kms:eu-west-1:111122223333:key/KEY_ID\"\n}"
        },
        "KMS103": {
            "encrypt data": "{\n  \"Effect\": \"Allow\",\n  \"Action\": [\n    \"kms:Encrypt\",\n    \"kms:GenerateDataKey\"\n  ],\n  \"Resource\": \"arn:aws:kms:eu-west-1:111122223333:key/KEY_ID\"\n}",
            "decrypt data": "{\n  \"Effect\": \"Allow\",\n  \"Action\": \"kms:Decrypt\",\n  \"Resource\": \"arn:aws:kms:eu-west-1:111122223333:key/KEY_ID\"\n}",
            "S3 server-side encryption": "{\n  \"Effect\": \"Allow\",\n  \"Action\": [\n    \"kms:Encrypt\",\n    \"kms:Decrypt\",\n    \"kms:GenerateDataKey\"\n  ],\n  \"Resource\": \"arn:aws:kms:eu-west-1:111122223333:key/KEY_ID\"\n}",
            "Secrets Manager": "{\n  \"Effect\": \"Allow\",\n  \"Action\": [\n    \"kms:Decrypt\",\n    \"kms:GenerateDataKey\"\n  ],\n  \"Resource\": \"arn:aws:kms:eu-west-1:111122223333:key/KEY_ID\"\n}",
            "view key info": "{\n  \"Effect\": \"Allow\",\n  \"Action\": [\n    \"kms:DescribeKey\",\n    \"kms:GetKeyPolicy\"\n  ],\n  \"Resource\": \"arn:aws:kms:eu-west-1:111122223333:key/KEY_ID\"\n}"
        },
        "KMS104": {
            "decrypt with one key": "{\n  \"Effect\": \"Allow\",\n  \"Action\": \"kms:Decrypt\",\n  \"Resource\": \"arn:aws:kms:eu-west-1:111122223333:key/KEY_ID\"\n}",
            "decrypt through one service": "{\n  \"Effect\": \"Allow\",\n  \"Action\": \"kms:Decrypt\",\n  \"Resource\": \"*\",\n  \"Condition\": {\n    \"StringEquals\": {\n      \"kms:ViaService\": \"s3.eu-west-1.amazonaws.com\"\n    }\n  }\n}"
        },
        "KMS105": {
            "delete and disable one key": "{\n  \"Effect\": \"Allow\",\n  \"Action\": [\n    \"kms:ScheduleKeyDeletion\",\n    \"kms:DisableKey\"\n  ],\n  \"Resource\": \"arn:aws:kms:eu-west-1:111122223333:key/KEY_ID\"\n}"
        },
        "KMS106": {
            "grants that AWS services make": "{\n  \"Effect\": \"Allow\",\n  \"Action\": \"kms:CreateGrant\",\n  \"Resource\": \"*\",\n  \"Condition\": {\n    \"Bool\": {\n      \"kms:GrantIsForAWSResource\": \"true\"\n    }\n  }\n}",
            "change the policy of one key": "{\n  \"Effect\": \"Allow\",\n  \"Action\": \"kms:PutKeyPolicy\",\n  \"Resource\": \"arn:aws:kms:eu-west-1:111122223333:key/KEY_ID\"\n}"
        },
        "KMS201": {
            "one role": "{\n  \"Effect\": \"Allow\",\n  \"Principal\": {\n    \"AWS\": \"arn:aws:iam::111122223333:role/app\"\n  },\n  \"Action\": \"kms:Decrypt\",\n  \"Resource\": \"*\"\n}",
            "one account": "{\n  \"Effect\": \"Allow\",\n  \"Principal\": {\n    \"AWS\": \"*\"\n  },\n  \"Action\": \"kms:Decrypt\",\n  \"Resource\": \"*\",\n  \"Condition\": {\n    \"StringEquals\": {\n      \"kms:CallerAccount\": \"111122223333\"\n    }\n  }\n}",
            "one organisation": "{\n  \"Effect\": \"Allow\",\n  \"Principal\": {\n    \"AWS\": \"*\"\n  },\n  \"Action\": \"kms:Decrypt\",\n  \"Resource\": \"*\",\n  \"Condition\": {\n    \"StringEquals\": {\n      \"aws:PrincipalOrgID\": \"o-a1b2c3d4e5\"\n    }\n  }\n}"
        }
    }
}
