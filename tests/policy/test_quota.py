import json

import pytest
from policy.documents import document, hole

from iaclint.policy.quota import size
from iaclint.values.value import OWNER

POLICY = {
    "Version": "2012-10-17",
    "Statement": [{"Sid": "Ünlimited keys", "Effect": "Allow", "Action": ["kms:*"], "N": 1}],
}


def value(policy, **holes):
    return document(policy, **holes).value


def test_characters_without_white_space_and_bytes_with():
    text = json.dumps(POLICY, separators=(",", ":"), ensure_ascii=False)
    assert size(value(POLICY), "managed").found == len(text) - 1
    assert size(value(POLICY), "key").found == len(text.encode())


def test_a_hole_is_as_short_as_it_can_be():
    assert size(value({"A": "<x>"}, x=hole("x", OWNER)), "managed").found == len('{"A":""}') + 12 - 2
    assert size(value({"A": "a<x>"}, x=hole("x", OWNER)), "managed").found == len('{"A":"a"}') + 12


@pytest.mark.parametrize(
    ("kind", "resource_type", "allowed"),
    [
        ("managed", "aws_iam_policy", 6144),
        ("key", "AWS::KMS::Key", 32768),
        ("trust", "AWS::IAM::Role", 2048),
        ("inline", "aws_iam_user_policy", 2048),
        ("inline", "AWS::IAM::Group", 5120),
        ("inline", "AWS::IAM::RolePolicy", 10240),
        ("inline", "AWS::IAM::Policy", 10240),
        ("inline", "AWS::SSO::PermissionSet", 32768),
        ("inline", "aws_ssoadmin_permission_set_inline_policy", 32768),
    ],
)
def test_what_each_kind_may_have(kind, resource_type, allowed):
    assert size(value({}), kind, resource_type).allowed == allowed


def test_one_more_than_allowed_is_too_large():
    fixed = len('{"A":""}')
    assert not size(value({"A": "x" * (6144 - fixed)}), "managed").exceeded
    assert size(value({"A": "x" * (6145 - fixed)}), "managed").exceeded
    assert size(value({"A": [True, False, None, 1.5]}), "key").found == len('{"A":[true,false,null,1.5]}')
