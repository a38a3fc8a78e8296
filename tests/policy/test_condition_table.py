"""The table of SEMANTICS 2.1 as examples, and the proof that each row of the code's tables is held by one of them."""

import pytest
from policy.documents import document

from iaclint.policy import condition_keys, operators
from iaclint.policy.answer import NO, YES
from iaclint.policy.block import Block
from iaclint.policy.condition_keys import NOTHING, TABLE, KeyRow
from iaclint.policy.key_policy import KeyPolicy
from iaclint.record import replace

OWN = "111122223333"
PUBLIC, NETWORK, CLOSED = "public", "network", "closed"

# condition -> what is left of {"Principal": "*"} under it
GUARDS = [
    ({"StringEquals": {"kms:CallerAccount": OWN}}, CLOSED),
    ({"StringLike": {"kms:CallerAccount": "1111*"}}, PUBLIC),
    ({"StringLike": {"kms:CallerAccount": [OWN, "*"]}}, PUBLIC),
    *(({"StringLike": {"kms:CallerAccount": f"{OWN}{end}*"}}, PUBLIC) for end in "/:"),  # an account is twelve digits
    ({"StringEquals": {"KMS:calleraccount": [OWN, "444455556666"]}}, CLOSED),
    ({"StringEqualsIfExists": {"kms:CallerAccount": OWN}}, PUBLIC),
    ({"StringEqualsIfExists": {"kms:CallerAccount": OWN}, "Null": {"kms:CallerAccount": "false"}}, CLOSED),
    ({"StringEqualsIfExists": {"kms:CallerAccount": OWN}, "Null": {"kms:CallerAccount": "true"}}, PUBLIC),
    ({"StringNotEquals": {"kms:CallerAccount": "444455556666"}}, PUBLIC),
    ({"ForAllValues:StringEquals": {"kms:CallerAccount": OWN}}, PUBLIC),
    ({"ForAnyValue:StringEquals": {"kms:CallerAccount": OWN}}, CLOSED),
    ({"ForAllValues:StringEquals": {"kms:CallerAccount": OWN}, "Null": {"kms:CallerAccount": "false"}}, CLOSED),
    ({"ForAllValues:StringEquals": {"kms:CallerAccount": OWN}, "Null": {"kms:CallerAccount": "true"}}, PUBLIC),
    ({"StringEquals": {"kms:CallerAccount": "*"}}, CLOSED),  # literal, matches nobody
    ({"StringEquals": {"aws:PrincipalAccount": OWN}}, CLOSED),
    ({"StringLike": {"aws:PrincipalAccount": "*"}}, PUBLIC),
    ({"StringEquals": {"aws:SourceAccount": OWN}}, CLOSED),
    ({"StringEquals": {"aws:SourceOwner": OWN}}, CLOSED),
    ({"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}, CLOSED),
    ({"StringLike": {"aws:PrincipalOrgID": "o-*"}}, PUBLIC),
    ({"StringLike": {"aws:PrincipalOrgID": "o-a1b2c3d4e5*"}}, PUBLIC),
    ({"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-a1b2c3d4e5/*"}}, CLOSED),
    ({"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-*/r-1/*"}}, PUBLIC),
    ({"StringEquals": {"aws:SourceOrgID": "o-a1b2c3d4e5"}}, CLOSED),
    ({"ForAnyValue:StringLike": {"aws:SourceOrgPaths": "o-a1b2c3d4e5/r-1/ou-*"}}, CLOSED),
    ({"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{OWN}:role/*"}}, CLOSED),
    ({"ArnLike": {"aws:PrincipalArn": f"arn:*:iam::{OWN}:role/App"}}, CLOSED),
    ({"StringLike": {"aws:PrincipalArn": f"arn:*:{OWN}:role/App"}}, PUBLIC),  # a path of a role may hold colons
    ({"StringLike": {"aws:PrincipalArn": f"arn:*:iam::{OWN}:role/App"}}, PUBLIC),
    ({"StringLike": {"aws:PrincipalArn": f"arn:aws:iam::{OWN}:role/*"}}, CLOSED),
    ({"StringLike": {"aws:PrincipalArn": f"arn:aws:iam::{OWN}*"}}, CLOSED),
    ({"StringLike": {"aws:PrincipalArn": "arn:aws:iam::11112222333*"}}, PUBLIC),
    ({"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::*:role/Admin"}}, PUBLIC),
    ({"StringLike": {"aws:PrincipalArn": "*"}}, PUBLIC),
    ({"ArnLike": {"aws:SourceArn": f"arn:aws:sns:*:{OWN}:*"}}, CLOSED),
    ({"ArnLike": {"aws:SourceArn": "arn:aws:s3:::bucket"}}, CLOSED),
    ({"ArnLike": {"aws:SourceArn": "arn:aws:s3:::bucket/*"}}, CLOSED),
    ({"ArnLike": {"aws:SourceArn": "arn:aws:s3:::buck*"}}, PUBLIC),
    ({"ArnLike": {"aws:SourceArn": "arn:aws:route53:::hostedzone/*"}}, PUBLIC),
    ({"StringEquals": {"aws:SourceVpc": "vpc-1a2b3c4d"}}, NETWORK),
    ({"StringLike": {"aws:SourceVpc": "vpc-*"}}, PUBLIC),
    *(({"StringLike": {"aws:SourceVpc": f"vpc-1a2b3c4d{end}*"}}, PUBLIC) for end in "/:"),
    ({"StringEquals": {"aws:SourceVpce": ["vpce-1a2b3c4d", "vpce-2a2b3c4d"]}}, NETWORK),
    ({"StringLike": {"aws:userid": "AROAEXAMPLEEXAMPLE01:*"}}, CLOSED),
    ({"StringLike": {"aws:userid": "AROAEXAMPLEEXAMPLE01*"}}, CLOSED),
    ({"StringLike": {"aws:userid": "AROA*"}}, PUBLIC),
    ({"StringLike": {"aws:userid": "*:session"}}, PUBLIC),
    ({"StringEquals": {"aws:username": "admin"}}, PUBLIC),
    ({"IpAddress": {"aws:SourceIp": "52.94.76.0/24"}}, NETWORK),
    ({"IpAddress": {"aws:SourceIp": "52.0.0.0/8"}}, NETWORK),
    ({"IpAddress": {"aws:SourceIp": "52.0.0.0/7"}}, PUBLIC),
    ({"IpAddress": {"aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/1"]}}, PUBLIC),
    ({"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}, PUBLIC),
    ({"IpAddress": {"aws:SourceIp": "2001:db8::/32"}}, NETWORK),
    ({"IpAddress": {"aws:SourceIp": "2001:d00::/24"}}, PUBLIC),
    ({"IpAddress": {"aws:SourceIp": "2001:db8::/31"}}, PUBLIC),
    ({"IpAddress": {"aws:SourceIp": "fc00::/7"}}, NETWORK),
    ({"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}, NETWORK),
    ({"NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"}}, PUBLIC),
    ({"StringEquals": {"aws:SourceIp": "52.94.76.1"}}, NETWORK),
    ({"StringLike": {"aws:SourceIp": "52.94.*"}}, PUBLIC),
    ({"Bool": {"aws:PrincipalIsAWSService": "true"}}, CLOSED),
    ({"Bool": {"aws:PrincipalIsAWSService": "false"}}, PUBLIC),
    ({"StringEquals": {"aws:PrincipalServiceName": "s3.amazonaws.com"}}, CLOSED),
    ({"StringLike": {"aws:PrincipalServiceName": "*"}}, CLOSED),  # only requests of services have it
    ({"StringNotEquals": {"aws:PrincipalServiceName": "s3.amazonaws.com"}}, PUBLIC),
    ({"ForAnyValue:StringEquals": {"aws:PrincipalServiceNamesList": "s3.amazonaws.com"}}, CLOSED),
    ({"ForAllValues:StringEquals": {"aws:PrincipalServiceNamesList": "s3.amazonaws.com"}}, PUBLIC),
    ({"ArnEquals": {"aws:SourceVpcArn": f"arn:aws:ec2:eu-west-1:{OWN}:vpc/vpc-1a2b3c4d"}}, NETWORK),
    ({"ArnLike": {"aws:SourceVpcArn": "arn:aws:ec2:eu-west-1:*:vpc/*"}}, PUBLIC),
    ({"StringEquals": {"aws:VpceAccount": OWN}}, NETWORK),
    ({"StringLike": {"aws:VpceAccount": "1111*"}}, PUBLIC),
    ({"StringEquals": {"aws:VpceOrgID": "o-a1b2c3d4e5"}}, NETWORK),
    ({"StringLike": {"aws:VpceOrgID": "o-*"}}, PUBLIC),
    ({"ForAnyValue:StringLike": {"aws:VpceOrgPaths": "o-a1b2c3d4e5/*"}}, NETWORK),
    ({"ForAnyValue:StringLike": {"aws:VpceOrgPaths": "o-*/r-1/*"}}, PUBLIC),
    ({"StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}}, PUBLIC),
    ({"ForAnyValue:StringEquals": {"aws:CalledVia": "athena.amazonaws.com"}}, PUBLIC),
    ({"StringEquals": {"aws:CalledViaLast": "athena.amazonaws.com"}}, PUBLIC),
    ({"Bool": {"aws:ViaAWSService": "true"}}, PUBLIC),
    ({"StringEquals": {"kms:EncryptionContext:app": "a"}}, PUBLIC),
    ({"StringEquals": {"kms:EncryptionContext:app": "*"}}, PUBLIC),  # the caller may choose just that text
    ({"ForAnyValue:StringEquals": {"kms:EncryptionContextKeys": "*"}}, PUBLIC),
    ({"Bool": {"kms:GrantIsForAWSResource": "true"}}, PUBLIC),
    ({"StringEquals": {"aws:PrincipalTag/team": "a"}}, PUBLIC),
    ({"StringEquals": {"aws:PrincipalTag/team": "*"}}, PUBLIC),
    ({"StringEquals": {"aws:PrincipalType": "User"}}, PUBLIC),
    ({"StringEquals": {"aws:PrincipalType": "user"}}, CLOSED),  # no such type: nobody
    ({"StringEqualsIgnoreCase": {"aws:PrincipalType": "user"}}, PUBLIC),
    ({"Bool": {"aws:SecureTransport": "true"}}, PUBLIC),
    ({"Bool": {"aws:SecureTransport": "yes"}}, CLOSED),
    ({"Bool": {"aws:MultiFactorAuthPresent": "true"}}, PUBLIC),
    ({"Bool": {"aws:MultiFactorAuthPresent": "1"}}, CLOSED),
    ({"NumericLessThan": {"aws:MultiFactorAuthAge": "300"}}, PUBLIC),
    ({"StringEquals": {"aws:MultiFactorAuthAge": "*"}}, CLOSED),
    ({"DateGreaterThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}}, PUBLIC),
    ({"StringEquals": {"aws:CurrentTime": "*"}}, CLOSED),
    ({"NumericGreaterThan": {"aws:EpochTime": "0"}}, PUBLIC),
    ({"StringEquals": {"aws:EpochTime": "*"}}, CLOSED),
    ({"StringEquals": {"aws:ResourceAccount": OWN}}, PUBLIC),
    ({"StringEquals": {"aws:ResourceAccount": "*"}}, CLOSED),
    ({"StringEquals": {"aws:ResourceOrgID": "o-a1b2c3d4e5"}}, PUBLIC),
    ({"StringEquals": {"aws:ResourceOrgID": "*"}}, CLOSED),
    ({"ForAnyValue:StringLike": {"aws:ResourceOrgPaths": "o-a1b2c3d4e5/*"}}, PUBLIC),
    ({"ForAnyValue:StringEquals": {"aws:ResourceOrgPaths": "o-a1b2c3d4e5/*"}}, CLOSED),
    ({"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}, PUBLIC),
    ({"StringEquals": {"aws:RequestedRegion": "*"}}, CLOSED),
    ({"StringEquals": {"aws:UserAgent": "*"}}, PUBLIC),
    ({"StringLike": {"aws:UserAgent": "x*"}}, PUBLIC),
    ({"StringEquals": {"aws:Referer": "*"}}, PUBLIC),
    ({"StringLike": {"aws:Referer": "x"}}, PUBLIC),
    ({"StringEquals": {"sts:ExternalId": "7e5b9c1d"}}, PUBLIC),
    ({"StringEquals": {"sts:ExternalId": "*"}}, PUBLIC),
    ({"StringEquals": {"kms:ViaService": "*"}}, CLOSED),
    ({"StringEquals": {"kms:ViaService": ["*", "s3.us-east-1.amazonaws.com"]}}, PUBLIC),
    ({"ForAnyValue:StringEquals": {"aws:CalledVia": "*"}}, CLOSED),
    ({"Bool": {"aws:ViaAWSService": "maybe"}}, CLOSED),
    ({"Bool": {"kms:GrantIsForAWSResource": "1"}}, CLOSED),
    ({"ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/a"}}, PUBLIC),
    ({"ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/*"}}, CLOSED),
    ({"StringEquals": {"kms:RequestAlias": "alias/a"}}, PUBLIC),
    ({"StringEquals": {"kms:RequestAlias": "alias/*"}}, CLOSED),
    ({"StringEquals": {"aws:ResourceTag/team": "*"}}, PUBLIC),
    ({"StringEquals": {"aws:username": "*"}}, CLOSED),
    ({"StringEquals": {"aws:NoSuchKey": "x"}}, PUBLIC),
    # compared as text, these say nothing of the caller either
    ({"StringEquals": {"aws:ViaAWSService": "true"}}, PUBLIC),
    ({"StringEquals": {"kms:GrantIsForAWSResource": "true"}}, PUBLIC),
    ({"StringEquals": {"aws:SecureTransport": "true"}}, PUBLIC),
    ({"StringEquals": {"aws:MultiFactorAuthPresent": "true"}}, PUBLIC),
    ({"StringEquals": {"aws:MultiFactorAuthAge": "60"}}, PUBLIC),
    ({"StringEquals": {"aws:CurrentTime": "2030-01-01T00:00:00Z"}}, PUBLIC),
    ({"StringEquals": {"aws:EpochTime": "1900000000"}}, PUBLIC),
    ({"ForAnyValue:StringEquals": {"aws:ResourceOrgPaths": "o-a1b2c3d4e5/r-1/"}}, PUBLIC),
    # AND across keys and operators, OR across values
    ({"StringEquals": {"kms:CallerAccount": OWN, "kms:ViaService": "s3.us-east-1.amazonaws.com"}}, CLOSED),
    ({"StringLike": {"kms:ViaService": "*"}, "StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}, CLOSED),
    ({"IpAddress": {"aws:SourceIp": "52.94.76.0/24"}, "StringEquals": {"kms:CallerAccount": OWN}}, CLOSED),
    ({"IpAddress": {"aws:SourceIp": "52.94.76.0/24"}, "Bool": {"aws:SecureTransport": "true"}}, NETWORK),
]
# condition -> what a Deny with it leaves of {"Principal": "*"}
ESCAPES = [
    ({}, CLOSED),
    ({"StringNotEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}, CLOSED),
    ({"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}, CLOSED),
    ({"StringNotLike": {"aws:PrincipalOrgID": "o-*"}}, PUBLIC),
    ({"StringEquals": {"aws:PrincipalAccount": "999999999999"}}, PUBLIC),
    ({"ForAnyValue:StringNotEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}, PUBLIC),
    ({"ForAllValues:StringNotEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}, CLOSED),
    ({"ArnNotLike": {"aws:PrincipalArn": f"arn:aws:iam::{OWN}:role/*"}}, CLOSED),
    ({"ArnNotEquals": {"aws:PrincipalArn": "arn:aws:iam::*:role/Admin"}}, PUBLIC),
    ({"StringNotEqualsIgnoreCase": {"aws:PrincipalAccount": OWN}}, CLOSED),
    ({"NotIpAddress": {"aws:SourceIp": "52.94.76.0/24"}}, NETWORK),
    ({"StringNotEquals": {"aws:SourceVpce": "vpce-1a2b3c4d"}}, NETWORK),
    ({"StringNotEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}}, PUBLIC),
    ({"StringNotEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}, "Bool": {"aws:SecureTransport": "true"}}, PUBLIC),
    ({"StringNotEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5", "aws:PrincipalAccount": OWN}}, CLOSED),
    (
        {
            "StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"},
            "BoolIfExists": {"aws:PrincipalIsAWSService": "false"},
        },
        CLOSED,
    ),
    ({"Bool": {"aws:PrincipalIsAWSService": "true"}}, PUBLIC),
    ({"Null": {"aws:PrincipalOrgID": "true"}}, PUBLIC),
    ({"Bool": {"aws:MultiFactorAuthPresent": "false"}}, PUBLIC),
]
# condition -> whether it narrows the keys or the path
NARROWING = [
    ({"StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}}, True),
    ({"StringLike": {"kms:ViaService": "*"}}, False),
    ({"StringLike": {"kms:ViaService": ["s3.*", "?*"]}}, False),
    ({"StringEqualsIfExists": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}}, False),
    ({"StringNotEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}}, False),
    ({"Null": {"kms:ViaService": "false"}}, False),
    ({"ForAnyValue:StringLike": {"kms:ResourceAliases": "alias/app-*"}}, True),
    ({"ForAllValues:StringLike": {"kms:ResourceAliases": "alias/app-*"}}, False),
    ({"StringEquals": {"kms:RequestAlias": "alias/app"}}, True),
    ({"StringEquals": {"aws:ResourceTag/team": "a"}}, True),
    ({"StringEquals": {"kms:EncryptionContext:app": "a"}}, True),
    ({"ForAnyValue:StringEquals": {"kms:EncryptionContextKeys": "app"}}, False),
    ({"StringEquals": {"aws:PrincipalTag/team": "a"}}, False),
    ({"Bool": {"aws:MultiFactorAuthPresent": "true"}}, False),
    ({"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}, False),
    ({"StringEquals": {"aws:SourceVpc": "vpc-1a2b3c4d"}}, False),
    ({"StringEquals": {"aws:SourceVpce": "vpce-1a2b3c4d"}}, False),
    ({"Bool": {"aws:SecureTransport": "true"}}, False),
    ({"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}, False),
    ({"DateLessThan": {"aws:CurrentTime": "2031-01-01T00:00:00Z"}}, False),
    ({"NumericLessThan": {"aws:EpochTime": "1"}}, False),
    ({"NumericLessThan": {"aws:MultiFactorAuthAge": "1"}}, False),
    ({"Bool": {"kms:GrantIsForAWSResource": "true"}}, False),
    ({"ForAnyValue:StringEquals": {"aws:CalledVia": "athena.amazonaws.com"}}, False),
    ({"Bool": {"aws:ViaAWSService": "true"}}, False),
    ({"Bool": {"aws:PrincipalIsAWSService": "true"}}, False),
    *(({"StringEquals": {key: "x"}}, False) for key in (
        *("kms:CallerAccount", "aws:PrincipalAccount", "aws:SourceAccount", "aws:SourceOwner", "aws:PrincipalOrgID"),
        *("aws:PrincipalOrgPaths", "aws:SourceOrgID", "aws:SourceOrgPaths", "aws:PrincipalArn", "aws:SourceArn"),
        *("aws:userid", "aws:username", "aws:PrincipalType", "aws:ResourceAccount", "aws:ResourceOrgID"),
        *("aws:ResourceOrgPaths", "aws:UserAgent", "aws:Referer", "sts:ExternalId", "aws:NoSuchKey"),
        *("aws:PrincipalServiceName", "aws:PrincipalServiceNamesList", "aws:SourceVpcArn", "aws:VpceAccount"),
        *("aws:VpceOrgID", "aws:VpceOrgPaths"),
    )),
]  # fmt: skip


def open_statement(**more):
    actions = ["kms:Decrypt", "kms:CreateGrant"]
    return {"Effect": "Allow", "Principal": "*", "Action": actions, "Resource": "*", **more}


def left(*statements):
    policy = KeyPolicy(document({"Version": "2012-10-17", "Statement": list(statements)}))
    if any(policy.lets_anyone(grant).verdict == YES for grant in policy.allows):
        return PUBLIC
    return NETWORK if any(policy.lets_networks(grant).verdict == YES for grant in policy.allows) else CLOSED


def wrong_examples():
    """The examples of all three tables that the code does not agree with."""
    for block, expected in NARROWING:
        (statement,) = document({"Version": "2012-10-17", "Statement": open_statement(Condition=block)}).statements
        if (Block(statement).narrows() == YES) != expected:
            yield block
    for block, expected in GUARDS:
        if left(open_statement(Condition=block)) != expected:
            yield block
    for block, expected in ESCAPES:
        if left(open_statement(), {**open_statement(Condition=block), "Effect": "Deny"}) != expected:
            yield block


def test_the_code_agrees_with_every_example():
    assert list(wrong_examples()) == []


def broken(row):
    """What can be wrong in a row: what it guarantees, the form of its values, whether it narrows, its words."""
    others = {row.guarantees: NOTHING, NOTHING: condition_keys.ACCOUNTS}
    yield "no row at all", None
    if row.guarantees in (NOTHING, condition_keys.PATH):
        form = {"guarantees": others[NOTHING], "form": condition_keys.ENDPOINT}
        yield "guards", replace(row, **form)
    else:
        yield "guards nothing", replace(row, guarantees=NOTHING, form=condition_keys.FREE)
        yield "network for caller", replace(row, guarantees=swapped(row.guarantees))
    yield "narrows", replace(row, narrows=not row.narrows)
    if row.guarantees == NOTHING:
        form = condition_keys.WORD if row.form == condition_keys.FREE else condition_keys.FREE
        yield "form", replace(row, form=form, words=())


def swapped(guarantees):
    return condition_keys.ACCOUNTS if guarantees == condition_keys.NETWORK else condition_keys.NETWORK


# Rows that say what a key without a row is taken for as well: they stand there to be read.
SAID_ANYWAY = {
    *("aws:principaltag/*", "aws:useragent", "aws:referer", "sts:externalid", "kms:encryptioncontextkeys"),
}
MUTANTS = [
    pytest.param(row, change, mutant, id=f"{row.name} {change}")
    for row in TABLE
    for change, mutant in broken(row)
    if mutant is not None or row.name not in SAID_ANYWAY
]


@pytest.mark.parametrize(("row", "change", "mutant"), MUTANTS)
def test_breaking_a_row_of_the_key_table_breaks_an_example(monkeypatch, row, change, mutant):
    mutant = mutant or KeyRow("", NOTHING, condition_keys.FREE)
    if row.name.endswith("*"):
        families = tuple((stem, mutant if found is row else found) for stem, found in condition_keys._FAMILIES)
        monkeypatch.setattr(condition_keys, "_FAMILIES", families)
    else:
        monkeypatch.setitem(condition_keys._BY_NAME, row.name, mutant)
    assert next(wrong_examples(), None) is not None


def test_a_key_without_a_row_guarantees_nothing():
    assert condition_keys.row("aws:NoSuchKey").guarantees == NOTHING
    assert Block(document({"Statement": open_statement()}).statements[0]).narrows() == NO
    assert operators.operator("StringSimilar") is None
