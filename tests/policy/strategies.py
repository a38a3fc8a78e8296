"""Random policies as plain data: small words chosen so that many of them interact."""

from hypothesis import strategies as st

OWN = "111122223333"
FRIEND = "444455556666"
KEY = f"arn:aws:kms:us-east-1:{OWN}:key/1234abcd-12ab-34cd-56ef-1234567890ab"

ACTIONS = [
    *("*", "kms:*", "KMS:?*", "kms:**", "kms:De*", "kms:Decrypt", "kms:DECRYPT", "kms:ReEncrypt*", "kms:?e*"),
    *("kms:[D]*", "kms:PutKeyPolicy", "kms:CreateGrant", "kms:Encrypt", "kms:GenerateDataKey*", "kms:*Key*"),
    *("kms:ListKeys", "kms:C*", "kms:[a-z]*", "s3:*", "s3:GetObject", "iam:PassRole", "prowler:check", "kms:ReEncrypt"),
    *("kms:S*", "kms:D*", "kms:P*", "kms:*t", "kms:*y"),
]
RESOURCES = [
    *("*", "arn:aws:kms:*:*:key/*", f"arn:aws:kms:*:{OWN}:key/*", f"arn:aws:kms:us-east-1:{OWN}:key/*", KEY),
    *("arn:aws:kms:*", "arn:*:kms:*:*:*", "arn:aws:kms:*:*:alias/*", "arn:aws:kms:*:*:key/mrk-*", "arn:aws:s3:::b/*"),
    *("arn:aws:kms:*-*:*:key/*", "arn:aws-cn:kms:*:*:key/*", "arn:aws:kms:*:*:key/????????-*", "arn:aws:*"),
]
# Conditions of identity policies: the key, operators, values.
IDENTITY_CONDITIONS = [
    {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
    {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}},
    {"StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}},
    {"StringNotEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}},
    {"StringEqualsIfExists": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}},
    {"StringLike": {"kms:ViaService": ["s3.*", "*"]}},
    {"StringEquals": {"kms:ViaService": "*"}},
    {"ForAnyValue:StringLike": {"kms:ResourceAliases": "alias/app*"}},
    {"ForAllValues:StringLike": {"kms:ResourceAliases": "alias/app*"}},
    {"StringEquals": {"aws:ResourceTag/team": "a"}},
    {"StringEquals": {"kms:EncryptionContext:app": ["a", "b"]}},
    {"Bool": {"kms:GrantIsForAWSResource": True}},
    {"Bool": {"kms:GrantIsForAWSResource": "false"}},
    {"IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "192.0.2.0/24"]}},
    {"NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"}},
    {"StringEquals": {"aws:RequestedRegion": ["us-east-1", "eu-west-1"]}},
    {"NumericLessThan": {"aws:MultiFactorAuthAge": "300"}},
    {"DateLessThan": {"aws:CurrentTime": "2031-01-01T00:00:00Z"}},
    {"Null": {"aws:MultiFactorAuthAge": "true"}},
    {"StringLike": {"aws:PrincipalArn": f"arn:aws:iam::{OWN}:role/*"}},
]
# Conditions of key policies: everything that the table of SEMANTICS 2.1 speaks of, right and wrong.
CALLERS = {
    "kms:CallerAccount": [OWN, FRIEND, "1111*", "*", "????????????"],
    "aws:PrincipalAccount": [OWN, "1111222233?3", "*"],
    "aws:SourceAccount": [OWN, "*"],
    "aws:PrincipalOrgID": ["o-a1b2c3d4e5", "o-*", "o-a1b2c3d4e5*", "*"],
    "aws:PrincipalOrgPaths": ["o-a1b2c3d4e5/*", "o-a1b2c3d4e5/r-1/ou-2/", "o-*/r-1/", "*"],
    "aws:SourceOrgID": ["o-a1b2c3d4e5", "*"],
    "aws:PrincipalArn": [
        *(f"arn:aws:iam::{OWN}:role/*", f"arn:aws:iam::{OWN}:role/App", "arn:aws:iam::*:role/App", "*", "arn:*"),
        *(f"arn:*:{OWN}:role/App", f"arn:aws:iam::{OWN}:*"),
    ],
    "aws:SourceArn": [f"arn:aws:sns:us-east-1:{OWN}:t", "arn:aws:s3:::bucket", "arn:aws:s3:::*", "arn:aws:sns:*:*:t"],
    "aws:userid": ["AROAEXAMPLEEXAMPLE01:*", "AROA*", "*:session"],
    "aws:username": ["admin", "*"],
    "kms:ViaService": ["s3.us-east-1.amazonaws.com", "*"],
    "kms:EncryptionContext:app": ["a", "*"],
    "aws:PrincipalTag/team": ["a", "*"],
    "aws:PrincipalType": ["Account", "AssumedRole", "*"],
    "aws:SourceVpc": ["vpc-1a2b3c4d", "vpc-*"],
    "aws:SourceVpce": ["vpce-1a2b3c4d", "*"],
    "aws:ResourceAccount": [OWN],
    "aws:UserAgent": ["x", "*"],
    "sts:ExternalId": ["7e5b9c1d"],
}
TEXT_OPERATORS = [
    *(
        "StringEquals",
        "StringLike",
        "StringLike",
        "StringEqualsIgnoreCase",
        "StringEqualsIfExists",
        "StringLikeIfExists",
    ),
    *(
        "StringNotEquals",
        "StringNotLike",
        "StringNotEqualsIfExists",
        "ForAnyValue:StringLike",
        "ForAllValues:StringLike",
    ),
    *("ForAnyValue:StringNotEquals", "ForAllValues:StringNotLike", "ArnLike", "ArnEquals", "ArnNotLike"),
]
ADDRESSES = ["52.94.76.0/24", "10.0.0.0/8", "0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "2001:db8::/32", "::/0"]


def several(values, *, most=3):
    """One value, or a list of some."""
    return st.one_of(st.sampled_from(values), st.lists(st.sampled_from(values), min_size=1, max_size=most))


def text_condition(draw):
    """A condition on a text key: every other time one of the kind that people write and that closes a policy."""
    if draw(st.booleans()):
        key = draw(st.sampled_from([*list(CALLERS)[:8], "aws:SourceVpc"]))
        return {draw(st.sampled_from(["StringEquals", "StringLike", "StringNotEquals"])): {key: CALLERS[key][0]}}
    key = draw(st.sampled_from(sorted(CALLERS)))
    return {draw(st.sampled_from(TEXT_OPERATORS)): {key: draw(several(CALLERS[key], most=2))}}


@st.composite
def caller_conditions(draw):
    """A condition block about callers, of one or two parts, sometimes with the Null that ForAllValues needs."""
    kind = draw(st.integers(0, 9))
    if kind == 0:
        operator = draw(st.sampled_from(["IpAddress", "NotIpAddress", "IpAddressIfExists"]))
        block = {operator: {"aws:SourceIp": draw(several(ADDRESSES, most=2))}}
    elif kind == 1:
        flag = draw(st.sampled_from(["aws:SecureTransport", "aws:PrincipalIsAWSService", "aws:ViaAWSService"]))
        block = {
            draw(st.sampled_from(["Bool", "BoolIfExists"])): {flag: draw(st.sampled_from(["true", "false", True]))}
        }
    else:
        block = text_condition(draw)
    more = draw(st.integers(0, 5))
    if more == 0:
        key = next(iter(next(iter(block.values()))))
        block = {**block, "Null": {key: draw(st.sampled_from(["false", "true"]))}}
    elif more == 1:
        for operator, keys in text_condition(draw).items():
            block = {**block, operator: {**keys, **block.get(operator, {})}}
    return block


PRINCIPALS = [
    *("*", {"AWS": "*"}, {"AWS": ["*"]}, {"AWS": [f"arn:aws:iam::{OWN}:role/App", "*"]}, {"AWS": OWN}),
    *({"AWS": f"arn:aws:iam::{OWN}:root"}, {"AWS": f"arn:aws:iam::{OWN}:role/App"}, {"AWS": FRIEND}),
    *({"Service": "sns.amazonaws.com"}, {"AWS": f"arn:aws:iam::{OWN}:user/u", "Service": ["s3.amazonaws.com"]}),
]


@st.composite
def identity_policies(draw, *, wide=True):
    """An identity policy; ``wide``: its resources are often just ``*``."""
    statements = draw(st.lists(identity_statements(wide), min_size=1, max_size=4))
    return {"Version": "2012-10-17", "Statement": statements}


@st.composite
def identity_statements(draw, wide):
    statement = {"Effect": draw(st.sampled_from(["Allow", "Allow", "Allow", "Deny"]))}
    statement[draw(st.sampled_from(["Action"] * 5 + ["NotAction"]))] = draw(several(ACTIONS))
    resources = several(RESOURCES if wide else RESOURCES[3:])
    stars = wide or statement["Effect"] == "Deny"
    name = draw(st.sampled_from(["Resource"] * 7 + ["NotResource"]))
    statement[name] = draw(st.one_of(st.just("*"), resources) if stars else resources)
    if draw(st.integers(0, 2)) == 0:
        statement["Condition"] = draw(st.sampled_from(IDENTITY_CONDITIONS))
    return statement


@st.composite
def resource_policies(draw, actions=ACTIONS, resource="*"):
    """A key policy with an open statement, others, and often a Deny that means to close it."""
    open_one = {"Effect": "Allow", "Principal": draw(st.sampled_from(PRINCIPALS[:4]))}
    found = [open_one, *draw(st.lists(other_statements(), max_size=2))]
    for statement in found:
        statement["Action"] = draw(several(actions))
        if resource:
            statement["Resource"] = resource
    for statement in (open_one, *(one for one in found[1:] if draw(st.booleans()))):
        if draw(st.integers(0, 4)):
            statement["Condition"] = draw(caller_conditions())
    return {"Version": "2012-10-17", "Statement": draw(st.permutations(found))}


@st.composite
def other_statements(draw):
    effect = draw(st.sampled_from(["Allow", "Deny", "Deny"]))
    if effect == "Allow":
        return {"Effect": effect, "Principal": draw(st.sampled_from(PRINCIPALS[3:]))}
    if draw(st.integers(0, 3)) == 0:
        return {"Effect": effect, "NotPrincipal": draw(st.sampled_from(PRINCIPALS[4:]))}
    return {"Effect": effect, "Principal": draw(st.sampled_from([*PRINCIPALS[:3] * 3, *PRINCIPALS]))}


@st.composite
def owner_policies(draw):
    """A key policy about who of the owner account may manage the key, often nobody."""
    found = []
    for at in range(draw(st.integers(1, 3))):
        statement = {"Effect": draw(st.sampled_from(["Allow", "Deny", "Deny"])) if at else "Allow", "Resource": "*"}
        own = PRINCIPALS[4:7] * 2 if statement["Effect"] == "Allow" else [*PRINCIPALS[:3], *PRINCIPALS[4:7]]
        statement["Principal"] = draw(st.sampled_from([*own, *PRINCIPALS]))
        statement["Action"] = draw(several(["kms:*", "kms:Put*", "kms:Decrypt", "kms:PutKeyPolicy", "kms:D*"]))
        if draw(st.booleans()):
            key = draw(st.sampled_from(["kms:CallerAccount", "aws:PrincipalArn", "aws:PrincipalType"]))
            statement["Condition"] = {draw(st.sampled_from(TEXT_OPERATORS)): {key: draw(several(CALLERS[key]))}}
        found.append(statement)
    return {"Version": "2012-10-17", "Statement": found}
