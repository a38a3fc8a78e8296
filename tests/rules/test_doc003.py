import pytest
from rules.judging import KEY_ARN, allow, findings, key_allow, key_policy, statement, verdicts

ONLY = {"select": ["DOC003"]}
APP = {"AWS": "arn:aws:iam::111122223333:role/app"}


def texts(condition, action="kms:Decrypt", effect="Allow") -> list[str]:
    return [text for _, text, _ in verdicts(allow(action, KEY_ARN, Condition=condition, Effect=effect), **ONLY)]


def test_a_key_that_kms_does_not_have_is_reported_at_the_key() -> None:
    (found,) = findings(allow("kms:Decrypt", Condition={"StringEquals": {"kms:ViaServices": "x"}}), **ONLY)
    assert found.span.text == '"kms:ViaServices"'
    assert found.policy_path == 'Statement[0].Condition.StringEquals["kms:ViaServices"]'
    assert found.message.lower() == "there is no condition key kms:viaservices; did you mean kms:viaservice?"
    for name in ("kms:ViaService", "KMS:viaservice", "kms:EncryptionContext:app", "kms:RecipientAttestation:PCR3"):
        assert texts({"StringEquals": {name: "x"}}) == []
    assert texts({"StringEquals": {"s3:Nonsense": "x"}}) == []


@pytest.mark.parametrize(
    "operator", ["StringEquals", "StringEqualsIgnoreCase", "ForAnyValue:StringEquals", "StringNotEquals"]
)
def test_a_wildcard_that_is_taken_literally_is_reported_at_the_value(operator) -> None:
    assert texts({operator: {"kms:ViaService": ["s3.eu-west-1.amazonaws.com", "ec2.*.amazonaws.com"]}}) == [
        "ec2.*.amazonaws.com"
    ]
    assert texts({operator: {"kms:ViaService": "?{text var.prefix}.*"}}) == ["?{text var.prefix}.*"]


def test_wildcards_where_they_mean_something_or_are_none() -> None:
    assert texts({"StringLike": {"kms:ViaService": "s3.*"}}) == []
    assert texts({"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/*"}}) == []
    assert texts({"StringEquals": {"aws:ResourceTag/owner": "${aws:PrincipalTag/a*b}"}}) == []
    assert texts({"StringEquals": {"kms:ViaService": "?{text var.service}"}}) == []


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        ({"StringEqualsIfExists": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}}, "kms:ViaService"),
        ({"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}}, "aws:MultiFactorAuthPresent"),
        ({"ForAllValues:StringEquals": {"kms:ResourceAliases": "alias/app"}}, "kms:ResourceAliases"),
        ({"ForAllValues:StringEquals": {"kms:GrantOperations": "Encrypt"}}, "kms:GrantOperations"),
    ],
)
def test_the_only_guard_must_not_hold_without_its_key(condition, text) -> None:
    assert texts(condition, ["kms:CreateGrant", "kms:Decrypt"]) == [text]
    beside = {**condition, "ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/app"}}
    assert texts(beside) == []
    assert texts(condition, effect="Deny") == []


@pytest.mark.parametrize(
    "condition",
    [
        {"ForAllValues:StringEquals": {"kms:GrantOperations": ["Encrypt", "Decrypt"]}},
        {"StringEqualsIfExists": {"kms:GranteePrincipal": "x"}},
        {"StringEqualsIfExists": {"aws:PrincipalAccount": "111122223333"}},
        {"ForAllValues:StringEquals": {"aws:TagKeys": "a"}, "Null": {"aws:TagKeys": "false"}},
        {"StringNotEqualsIfExists": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}},
    ],
)
def test_keys_that_are_always_there(condition) -> None:
    assert texts(condition, "kms:CreateGrant") == []


def test_several_in_one_statement_are_one_finding_in_every_kind_of_policy() -> None:
    condition = {"StringEquals": {"kms:Foo": "x", "aws:PrincipalOrgID": "o-*"}}
    (found,) = findings(key_policy(key_allow(APP, Condition=condition)), "key", **ONLY)
    assert (found.span.text, found.trace[-1].span.text) == ('"kms:Foo"', '"o-*"')
    trust = statement(Principal=APP, Action="sts:AssumeRole", Condition={"StringEquals": {"sts:ExternalId": "*"}})
    assert [text for _, text, _ in verdicts(trust, "trust", **ONLY)] == ["*"]
