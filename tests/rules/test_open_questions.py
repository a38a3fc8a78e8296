"""SRC002 says exactly which rule's question is answered "maybe"; each question is asked here by itself."""

import pytest
from rules.judging import KEY_ARN, ROOT, findings, key_allow, key_policy

OWN, FRIEND = "111122223333", "444455556666"
ANY, TEXT = "?{any var.x}", "?{text var.x}"
ROLE = {"AWS": f"arn:aws:iam::{OWN}:role/app"}
SERVICE = {"Service": "s3.amazonaws.com"}


def allow(action, resource="*", **more):
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def asked(rule, kind, *statements):
    policy = {"Version": "2012-10-17", "Statement": list(statements)}
    found = findings(policy, kind, select=[rule, "SRC002"], account=OWN)
    return [(one.rule, one.span.text.strip('"')) for one in found]


IDENTITY = [
    *(("KMS101", allow(action)) for action in (ANY, [ANY, "kms:Decrypt"])),
    *((rule, allow(ANY)) for rule in ("KMS104", "KMS105", "KMS106", "IAM101", "IAM104", "IAM105")),
    ("KMS103", allow(ANY, KEY_ARN)),
    *(("KMS104", allow(action)) for action in (TEXT, ANY)),
    *((rule, allow("*", Condition=ANY)) for rule in ("KMS101", "KMS103", "KMS104", "IAM101", "IAM104", "IAM105")),
    *((rule, allow("*", Condition={"StringEquals": ANY})) for rule in ("KMS101", "KMS103", "IAM104")),
    ("IAM104", allow(["iam:PassRole", TEXT])),
    ("IAM104", allow(["iam:PassRole", "ec2:RunInstances"], Condition={"StringEquals": {"iam:PassedToService": ANY}})),
    *((rule, {**allow("*"), "Effect": ANY}) for rule in ("KMS101", "KMS104", "IAM101", "IAM104", "IAM105")),
    ("IAM102", {"Effect": ANY, "NotAction": "s3:*", "Resource": "*"}),
    ("IAM103", {"Effect": ANY, "Action": "s3:*", "NotResource": "arn:aws:s3:::x"}),
]


@pytest.mark.parametrize(("rule", "statement"), IDENTITY)
def test_identity_policies(rule, statement) -> None:
    policy = {"Version": "2012-10-17", "Statement": statement}
    (found,) = findings(policy, "managed", select=[rule, "SRC002"])
    assert (found.rule, found.severity) == ("SRC002", "info")
    assert "?{" in found.span.text
    assert found.message.startswith(f"whether {rule} applies depends on var.x")


KEYS = [
    *(("KMS201", key_allow(principal)) for principal in ({"AWS": ANY}, ANY, {"AWS": [ROLE["AWS"], ANY]})),
    ("KMS201", key_allow("*", ANY)),
    ("KMS201", key_allow("*", Condition={"StringEquals": {"aws:PrincipalOrgID": TEXT}})),
    ("KMS204", key_allow(ROLE, ["kms:PutKeyPolicy", ANY])),
    ("KMS204", key_allow(ROLE, ["kms:Decrypt", TEXT])),
    ("KMS204", key_allow({"AWS": ANY}, ["kms:Decrypt", "kms:PutKeyPolicy"])),
    ("KMS205", key_allow(ROLE, ANY)),
    ("KMS205", key_allow({"AWS": ANY}, "kms:CreateGrant")),
    ("KMS205", key_allow(ROLE, "kms:CreateGrant", Condition={"Bool": {"kms:GrantIsForAWSResource": ANY}})),
    ("KMS206", key_allow(SERVICE, ANY)),
    ("KMS206", key_allow(SERVICE, Condition=ANY)),
    ("KMS206", key_allow(ANY)),
    ("KMS207", key_allow({"AWS": ANY})),
    ("KMS208", key_allow(ROLE, ANY)),
    ("KMS209", key_allow("*", Condition={"IpAddress": {"aws:SourceIp": ANY}})),
    ("KMS201", {**key_allow("*", "kms:*"), "Effect": ANY}),
    ("KMS205", {**key_allow(ROLE, "kms:CreateGrant"), "Effect": ANY}),
    ("KMS206", {**key_allow(SERVICE), "Effect": ANY}),
    ("KMS207", {**key_allow({"AWS": FRIEND}), "Effect": ANY}),
    ("IAM203", {"Effect": ANY, "NotPrincipal": ROLE, "Action": "kms:Decrypt", "Resource": "*"}),
]


@pytest.mark.parametrize(("rule", "statement"), KEYS)
def test_key_policies(rule, statement) -> None:
    (found,) = findings(key_policy(statement), "key", select=[rule, "SRC002"], account=OWN)
    assert found.rule == "SRC002"
    assert found.message.startswith(f"whether {rule} applies depends on var.x")


@pytest.mark.parametrize(
    "statement",
    [{**ROOT, "Action": ANY}, {**ROOT, "Condition": ANY}, {**ROOT, "Effect": ANY}],
)
@pytest.mark.parametrize("rule", ["KMS202", "KMS203"])
def test_the_account_of_a_key(rule, statement) -> None:
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    found = findings(policy, "key", select=[rule, "SRC002"], account=OWN)
    # an unknown condition lets some caller through, whatever it is
    expected = [] if rule == "KMS202" and "Condition" in statement else ["SRC002"]
    assert [one.rule for one in found] == expected


def test_an_unknown_principal_type_leaves_delegation_open() -> None:
    statement = {**ROOT, "Condition": {"StringEquals": {"aws:PrincipalType": TEXT}}}
    (found,) = findings({"Version": "2012-10-17", "Statement": statement}, "key", select=["KMS203", "SRC002"])
    assert (found.rule, found.span.text) == ("SRC002", f'"{TEXT}"')


@pytest.mark.parametrize(
    ("rule", "kind", "statement"),
    [
        ("KMS101", "managed", allow(TEXT)),  # one text is one action
        ("KMS101", "managed", {**allow("s3:*"), "Effect": ANY}),
        ("KMS104", "managed", {**allow("s3:*"), "Effect": ANY}),
        ("KMS104", "managed", allow(ANY, KEY_ARN)),
        ("IAM101", "managed", allow("*", ANY)),  # an unknown resource is a particular one
        ("IAM105", "managed", allow("iam:PassRole", Condition={"StringEquals": {"iam:PassedToService": ANY}})),
        ("KMS201", "key", key_allow({"AWS": ANY}, Condition={"StringEquals": {"kms:CallerAccount": OWN}})),
        ("KMS206", "key", key_allow(SERVICE, Condition={"StringEquals": {"aws:SourceAccount": TEXT}})),
        ("KMS207", "key", key_allow({"Service": ANY})),
        ("KMS202", "key", {**key_allow("*", ANY), "Effect": "Deny"}),
    ],
)
def test_what_cannot_decide_is_not_told(rule, kind, statement) -> None:
    statements = [ROOT, statement] if kind == "key" else [statement]
    assert asked(rule, kind, *statements) == []


def test_an_effect_that_changes_nothing_is_not_told() -> None:
    found = asked("KMS101", "managed", allow("kms:*"), {**allow("kms:*", KEY_ARN), "Effect": ANY})
    assert found == [("KMS101", "kms:*")]


def test_one_of_two_unknown_effects_is_enough_to_keep_a_finding_open() -> None:
    statements = [{**ROOT, "Effect": ANY}, {**key_allow(ROLE, "kms:PutKeyPolicy"), "Effect": "?{text var.y}"}]
    assert asked("KMS202", "key", *statements) == [("SRC002", ANY), ("SRC002", "?{text var.y}")]


def test_an_unknown_action_excludes_one_action_at_most() -> None:
    not_action = {"Effect": "Allow", "NotAction": TEXT, "Resource": "*"}
    assert asked("KMS104", "managed", not_action) == [("KMS104", "NotAction")]
    assert asked("KMS104", "managed", {**not_action, "NotAction": [TEXT, "kms:Decrypt"]}) == [("SRC002", TEXT)]
    assert asked("KMS104", "managed", {**not_action, "NotAction": ANY}) == [("SRC002", ANY)]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("aws:PrincipalOrgID", "${aws:PrincipalOrgID}"),
        ("aws:PrincipalAccount", "${aws:PrincipalAccount}"),
        ("aws:PrincipalArn", "arn:aws:iam::${aws:PrincipalAccount}:role/x"),
    ],
)
def test_a_policy_variable_is_known_to_nobody_before_deploy(key, value) -> None:
    condition = {"StringEquals": {key: value}}
    (found,) = findings(key_policy(key_allow("*", Condition=condition)), "key", select=["KMS201", "SRC002"])
    assert (found.rule, found.span.text) == ("SRC002", f'"{value}"')
    assert "it is a policy variable" in found.message
    own = {"StringEquals": {key: value, "kms:CallerAccount": "${aws:ResourceAccount}"}}
    assert findings(key_policy(key_allow("*", Condition=own)), "key", select=["KMS201", "SRC002"]) == []


def test_a_condition_on_a_key_of_kms_lets_only_requests_to_kms_through() -> None:
    condition = {"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}}
    policy = {"Version": "2012-10-17", "Statement": allow("*", Condition=condition)}
    assert [one.rule for one in findings(policy)] == ["KMS103"]


@pytest.mark.parametrize("turn", [1, -1], ids=["as-written", "reversed"])
def test_an_unknown_user_is_asked_about_where_it_manages_the_key(turn):
    """``kms:ListKeys`` gives nothing on a key: no question stands there, in whatever order the statements are."""
    unknown = {"AWS": "?{any var.p}"}
    found = [key_allow(unknown, "kms:ListKeys"), key_allow(unknown, "kms:*")][::turn]
    (told,) = findings({"Version": "2012-10-17", "Statement": found}, "key", select=["KMS204", "SRC002"])
    behind = told.span.source.text[told.span.end :]
    assert (told.rule, behind.partition('"Action": ')[2].partition(",")[0]) == ("SRC002", '"kms:*"')
