"""The reference evaluator on cases whose answers stand in the documentation of AWS."""

import ast
import json
from pathlib import Path

import pytest
from reference import evaluator
from reference.evaluator import Request, allowed

ROLE = "arn:aws:iam::111122223333:role/app"
OTHER = "arn:aws:iam::444455556666:role/app"
KEY = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
CASES = Path(__file__).parents[3] / "shared" / "reference" / "policy_cases.json"


def policy(*statements, version="2012-10-17"):
    return {"Version": version, "Statement": list(statements)}


def allow(action="kms:Decrypt", resource="*", **more):
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def asks(statement, *, principal=ROLE, action="kms:Decrypt", resource=KEY, version="2012-10-17", **context):
    keys = {name.replace("__", ":"): value for name, value in context.items()}
    return allowed([policy(statement, version=version)], Request(principal, action, resource, keys))


def test_it_imports_nothing_of_the_product():
    tree = ast.parse(Path(evaluator.__file__).read_text())
    names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert sorted(names) == ["dataclasses", "datetime", "ipaddress", "re"]


def test_nothing_is_allowed_unless_something_allows_it_and_a_deny_wins():
    deny = {**allow(), "Effect": "Deny"}
    request = Request(ROLE, "kms:Decrypt", KEY)
    assert not allowed([], request)
    assert allowed([policy(allow())], request)
    assert not allowed([policy(allow()), policy(deny)], request)
    assert allowed([policy({**allow(), "Statement": 1}) | {"Statement": allow()}], request)


@pytest.mark.parametrize(
    ("action", "answer"),
    [("kms:*", True), ("KMS:dec*", True), ("*", True), ("kms:Decryp?", True), ("kms:Decrypt?", False), ("s3:*", False)],
)
def test_actions(action, answer):
    assert asks(allow(action)) is answer
    assert asks({"Effect": "Allow", "NotAction": action, "Resource": "*"}) is not answer


@pytest.mark.parametrize(
    ("resource", "answer"),
    [
        ("arn:aws:kms:*", True),
        ("arn:aws:kms:*:111122223333:key/*", True),
        ("arn:aws:kms:*:key/*", True),
        ("arn:aws:kms:eu-*-1:111122223333:key/*", True),
        ("arn:aws:kms:e*1:key/*", False),
        ("arn:aws:kms:us-east-1:*:key/*", False),
        ("ARN:aws:kms:*", False),
    ],
)
def test_resources(resource, answer):
    assert asks(allow(resource=resource)) is answer
    assert asks({"Effect": "Allow", "Action": "*", "NotResource": resource}) is not answer


@pytest.mark.parametrize(
    ("principal", "answer"),
    [
        ("*", True),
        ({"AWS": "*"}, True),
        ({"AWS": ["111122223333"]}, True),
        ({"AWS": "arn:aws:iam::111122223333:root"}, True),
        ({"AWS": ROLE}, True),
        ({"AWS": OTHER}, False),
        ({"Service": "s3.amazonaws.com"}, False),
    ],
)
def test_principals(principal, answer):
    assert asks(allow(Principal=principal)) is answer
    assert asks(allow(NotPrincipal=principal)) is not answer
    assert asks(allow(Principal={"Service": "s3.amazonaws.com"}), principal="s3.amazonaws.com")


@pytest.mark.parametrize("everyone", ["*", {"AWS": "*"}, {"AWS": [ROLE, "*"]}])
def test_everyone_are_services_too(everyone):
    assert asks(allow(Principal=everyone), principal="s3.amazonaws.com")
    assert not asks(allow(NotPrincipal=everyone), principal="s3.amazonaws.com")


@pytest.mark.parametrize(("operator", "without", "equal", "other"), [
    ("StringEquals", False, True, False),
    ("StringNotEquals", True, False, True),
    ("StringEqualsIfExists", True, True, False),
    ("StringNotEqualsIfExists", True, False, True),
    ("ForAllValues:StringEquals", True, True, False),
    ("ForAnyValue:StringEquals", False, True, False),
    ("ForAllValues:StringNotEquals", True, False, True),
    ("ForAnyValue:StringNotEquals", False, False, True),
    ("ArnLike", False, True, False),
    ("ArnNotEquals", True, False, True),
])  # fmt: skip
def test_a_key_that_the_request_lacks(operator, without, equal, other):
    statement = allow(Condition={operator: {"aws:PrincipalArn": "arn:a:b:c:d:e"}})
    assert asks(statement) is without
    assert asks(statement, aws__PrincipalArn="arn:a:b:c:d:e") is equal
    assert asks(statement, AWS__principalarn="arn:a:b:c:d:f") is other


@pytest.mark.parametrize(("operator", "wanted", "given", "answer"), [
    ("StringEquals", "a*", "ab", False),
    ("StringLike", "a*", "ab", True),
    ("StringNotLike", "a*", "ab", False),
    ("StringEqualsIgnoreCase", "AB", "ab", True),
    ("StringEquals", ["x", "ab"], "ab", True),
    ("StringNotEquals", ["x", "ab"], "ab", False),
    ("ArnEquals", "arn:aws:iam::*:role/x", "arn:aws:iam::1:role/x", True),
    ("ArnLike", "arn:aws:*:role/x", "arn:aws:iam::1:role/x", False),
    ("ArnLike", "*", "arn:aws:iam::1:role/x", True),
    ("NumericLessThan", "10", "9", True),
    ("NumericGreaterThanEquals", "10", "9", False),
    ("NumericEquals", "1e1", "10", True),
    ("NumericEquals", "ten", "10", False),
    ("DateGreaterThan", "2020-01-01T00:00:00Z", "2021-01-01", True),
    ("DateLessThanEquals", "0", "2021-01-01", False),
    ("DateEquals", "soon", "2021-01-01", False),
    ("Bool", True, "true", True),
    ("Bool", "True", "false", False),
    ("BinaryEquals", "aa==", "aa==", True),
    ("IpAddress", "10.0.0.0/8", "10.2.3.4", True),
    ("NotIpAddress", "10.0.0.0/8", "10.2.3.4", False),
    ("IpAddress", "nowhere", "10.2.3.4", False),
    ("Null", "true", "x", False),
    ("Null", "false", "x", True),
])  # fmt: skip
def test_operators(operator, wanted, given, answer):
    assert asks(allow(Condition={operator: {"aws:K": wanted}}), aws__K=given) is answer


def test_several_values_in_the_request():
    every = allow(Condition={"ForAllValues:StringEquals": {"aws:K": ["a", "b"]}})
    one = allow(Condition={"ForAnyValue:StringEquals": {"aws:K": ["a", "b"]}})
    assert asks(every, aws__K=["a", "b"]) and not asks(every, aws__K=["a", "c"])
    assert asks(one, aws__K=["c", "b"]) and not asks(one, aws__K=["c", "d"])


def test_keys_and_operators_are_all_needed():
    both = allow(Condition={"StringEquals": {"aws:K": "a", "aws:L": "b"}, "Null": {"aws:M": "true"}})
    assert asks(both, aws__K="a", aws__L="b")
    assert not asks(both, aws__K="a")
    assert not asks(both, aws__K="a", aws__L="b", aws__M="c")


def test_policy_variables_only_in_the_new_version():
    own = allow(Condition={"StringEquals": {"aws:K": "${aws:username}"}})
    assert asks(own, aws__K="me", aws__username="me")
    assert not asks(own, aws__K="me")
    assert asks(own, aws__K="${aws:username}", aws__username="me", version="2008-10-17")
    assert asks(allow(resource="a${*}"), resource="a*") and not asks(allow(resource="a${*}"), resource="ab")
    assert asks(allow(resource="a/${aws:K, 'b'}"), resource="a/b")


@pytest.mark.skipif(not CASES.exists(), reason="the reference cases are not beside the checkout")
def test_public_key_policies_of_the_reference_cases_let_an_outsider_in_and_others_do_not():
    contexts = [{}, {"kms:ViaService": "s3.us-east-1.amazonaws.com"}, {"aws:SourceIp": "8.8.8.8"}]
    contexts += [{"aws:PrincipalOrgID": "o-zzzzzzzzzz"}, {"aws:SecureTransport": "true"}]
    contexts += [{"kms:CallerAccount": "444455556666"}, {"aws:CurrentTime": "2030-01-01T00:00:00Z"}]
    contexts += [{"aws:PrincipalArn": "arn:aws:iam::444455556666:role/Admin"}]
    checked = 0
    for case in json.loads(CASES.read_text()):
        if case["kind"] != "key" or "public" not in case["expect"]:
            continue
        actions = ("kms:Decrypt", "kms:DescribeKey")
        requests = [Request(OTHER, action, KEY, context) for action in actions for context in contexts]
        assert any(allowed([case["policy"]], request) for request in requests) is case["expect"]["public"], case["id"]
        checked += 1
    assert checked > 30
