import pytest
from rules.judging import KEY_ARN, ROOT, findings, key_allow, key_policy, verdicts

OWNER = "111122223333"
APP = {"AWS": "arn:aws:iam::111122223333:role/app"}
ADMIN = {"AWS": "arn:aws:iam::111122223333:role/admin"}
SNS = {"Service": "sns.amazonaws.com"}
ORG = {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}


def key(*statements, select=("KMS2", "IAM203"), ignore=("KMS203",), **told):
    ignore = () if "KMS203" in select else ignore
    return verdicts(key_policy(*statements), "key", select=select, ignore=ignore, **told)


@pytest.mark.parametrize(
    ("principal", "text", "path"),
    [
        ("*", "*", "Statement[1].Principal"),
        ({"AWS": "*"}, "*", "Statement[1].Principal.AWS"),
        ({"AWS": ["*"]}, "*", "Statement[1].Principal.AWS[0]"),
        ({"AWS": ["arn:aws:iam::111122223333:role/app", "*"]}, "*", "Statement[1].Principal.AWS[1]"),
    ],
)
def test_a_public_key_is_reported_at_the_principal(principal, text, path) -> None:
    assert key(key_allow(principal), select=["KMS201"]) == [("KMS201", text, path)]
    assert key(key_allow(principal, "kms:DescribeKey"), select=["KMS201"]) == [("KMS201", text, path)]


def test_not_principal_is_public_at_its_key_and_says_it_once() -> None:
    open_key = {"Effect": "Allow", "NotPrincipal": APP, "Action": "kms:*", "Resource": "*"}
    assert key(open_key) == [("KMS201", "NotPrincipal", "Statement[1].NotPrincipal")]


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}},
        {"StringLike": {"kms:CallerAccount": [OWNER, "*"]}},
        {"StringLike": {"aws:PrincipalOrgID": "o-*"}},
        {"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}},
        {"ForAllValues:StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}},
        {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/Admin"}},
        {"IpAddress": {"aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/1"]}},
        {"Bool": {"aws:SecureTransport": "true"}},
        {"DateGreaterThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}},
        {"StringNotEquals": {"aws:PrincipalAccount": "999999999999"}},
    ],
)
def test_conditions_that_do_not_say_who_calls_go_to_the_trace(condition) -> None:
    (found,) = findings(key_policy(key_allow("*", Condition=condition)), "key", select=["KMS201"])
    assert found.span.text == '"*"'
    (name,) = next(iter(condition.values()))
    assert found.trace[-1].span.text == f'"{name}"'


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": {"kms:CallerAccount": OWNER}},
        {"StringEquals": {"kms:CallerAccount": OWNER, "kms:ViaService": "s3.us-east-1.amazonaws.com"}},
        ORG,
        {"ForAllValues:StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}, "Null": {"aws:PrincipalOrgID": "false"}},
        {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/*"}},
        {"StringEquals": {"kms:CallerAccount": "?{owner AWS::AccountId}"}},
    ],
)
def test_conditions_that_say_who_calls(condition) -> None:
    assert key(key_allow("*", Condition=condition), account=OWNER) == []


def test_a_deny_can_close_a_public_key() -> None:
    outside = {"StringNotEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}
    deny = {"Effect": "Deny", "Principal": "*", "Action": "kms:*", "Resource": "*", "Condition": outside}
    assert key(key_allow("*"), deny) == []
    assert [rule for rule, _, _ in key(key_allow("*", "kms:*"), {**deny, "Action": "kms:Decrypt"})] == ["KMS201"]
    one = {**deny, "Condition": {"StringEquals": {"aws:PrincipalAccount": "999999999999"}}}
    assert [rule for rule, _, _ in key(key_allow("*"), one)] == ["KMS201"]


def test_only_the_network() -> None:
    condition = {"Bool": {"aws:SecureTransport": "true"}, "IpAddress": {"aws:SourceIp": "52.94.76.0/24"}}
    assert key(key_allow("*", Condition=condition)) == [
        ("KMS209", "aws:SourceIp", 'Statement[1].Condition.IpAddress["aws:SourceIp"]')
    ]
    for name, value in (("aws:SourceVpc", "vpc-1a2b3c4d"), ("aws:SourceVpce", "vpce-1a2b3c4d")):
        found = key(key_allow("*", Condition={"StringEquals": {name: value}}))
        assert [(rule, text) for rule, text, _ in found] == [("KMS209", name)]
    both = {**ORG, "IpAddress": {"aws:SourceIp": "52.94.76.0/24"}}
    assert key(key_allow("*", Condition=both)) == []


def test_an_unknown_principal_or_only_guard_is_told() -> None:
    found = key(key_allow({"AWS": "?{any var.who}"}), select=["KMS201", "SRC002"])
    assert found == [("SRC002", "?{any var.who}", "Statement[1].Principal.AWS")]
    guard = {"StringEquals": {"aws:PrincipalOrgID": "?{text var.org}"}}
    assert [rule for rule, _, _ in key(key_allow("*", Condition=guard), select=["KMS201", "SRC002"])] == ["SRC002"]
    named = key_allow({"AWS": "arn:aws:iam::?{account data.x}:role/app"})
    assert key(named, select=["KMS201", "SRC002"]) == []


def lockout(*statements, **told):
    policy = {"Version": "2012-10-17", "Statement": list(statements)}
    return verdicts(policy, "key", select=["KMS202"], **told)


LOCKED = [("KMS202", "Attribute", "")]


def test_lockout_is_reported_at_the_attribute() -> None:
    assert lockout(key_allow(APP, ["kms:Encrypt", "kms:Decrypt"]), account=OWNER) == LOCKED
    assert lockout(key_allow({"Service": "logs.us-east-1.amazonaws.com"}, "kms:*")) == LOCKED
    assert lockout({"Effect": "Deny", "Principal": "*", "Action": "kms:*", "Resource": "*"}) == LOCKED
    no_resource = {name: value for name, value in ROOT.items() if name != "Resource"}
    assert lockout(no_resource) == LOCKED
    nobody = {**ROOT, "Condition": {"StringEquals": {"aws:PrincipalType": "account"}}}
    assert lockout(nobody) == LOCKED
    assert lockout(key_allow({"AWS": "arn:aws:iam::444455556666:root"}, "kms:*"), account=OWNER) == LOCKED


def test_somebody_who_keeps_put_key_policy() -> None:
    for statement in (
        ROOT,
        key_allow(ADMIN, ["kms:Put*", "kms:Get*"]),
        key_allow("*", "kms:*"),
        {**ROOT, "Condition": {"StringEquals": {"aws:PrincipalType": "Account"}}},
    ):
        assert lockout(statement, account=OWNER) == []
    spared = {"ArnNotEquals": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/admin"}}
    deny = {"Effect": "Deny", "Principal": "*", "Action": "kms:PutKeyPolicy", "Resource": "*", "Condition": spared}
    assert lockout(ROOT, deny) == []


def test_what_cannot_be_read_is_no_lockout() -> None:
    for policy in ("{", "[]", {"Version": "2012-10-17"}, {"Statement": "?{any var.s}"}):
        assert verdicts(policy, "key", select=["KMS202"]) == []


def test_delegation_to_iam_is_opt_in() -> None:
    assert key() == []
    assert key(select=["KMS203"]) == [("KMS203", "arn:aws:iam::111122223333:root", "Statement[0].Principal.AWS")]
    for kind, codes in (("Account", []), ("*", ["KMS203"]), (["Account", "User"], ["KMS203"])):
        condition = {"StringLike" if kind == "*" else "StringEquals": {"aws:PrincipalType": kind}}
        policy = {"Version": "2012-10-17", "Statement": [{**ROOT, "Condition": condition}]}
        assert [rule for rule, _, _ in verdicts(policy, "key", select=["KMS203"])] == codes


def test_administration_and_use_in_one_hand() -> None:
    only = {"select": ["KMS204"]}
    assert key(key_allow(APP, ["kms:PutKeyPolicy", "kms:Decrypt"]), **only) == [
        ("KMS204", "arn:aws:iam::111122223333:role/app", "Statement[1].Principal.AWS")
    ]
    over_two = key(key_allow(ADMIN, "kms:Put*"), key_allow({"AWS": [APP["AWS"], ADMIN["AWS"]]}), **only)
    assert over_two == [("KMS204", "arn:aws:iam::111122223333:role/admin", "Statement[1].Principal.AWS")]
    two = key(key_allow({"AWS": [APP["AWS"], ADMIN["AWS"]]}, "kms:*"), **only)
    assert two == [("KMS204", "arn:aws:iam::111122223333:role/app", "Statement[1].Principal.AWS[0]")]
    assert key(key_allow(ADMIN, "kms:Put*"), key_allow(APP), **only) == []
    assert key(key_allow({"Service": "sns.amazonaws.com"}, "kms:*"), **only) == []
    assert key(key_allow("*", "kms:*"), **only) == []


def test_a_public_statement_silences_what_it_contributes_to() -> None:
    both = key_allow({"AWS": ["*", APP["AWS"]]}, ["kms:PutKeyPolicy", "kms:Decrypt", "kms:CreateGrant"])
    assert [rule for rule, _, _ in key(both)] == ["KMS201"]
    assert "KMS204" in [rule for rule, _, _ in key(both, select=["KMS204", "KMS205"])]


def test_unconstrained_grants() -> None:
    only = {"select": ["KMS205"]}
    found = key(key_allow(APP, ["kms:Decrypt", "kms:Create*"]), **only)
    assert found == [("KMS205", "kms:Create*", "Statement[1].Action[1]")]
    for condition in (
        {"Bool": {"kms:GrantIsForAWSResource": "true"}},
        {"StringEquals": {"kms:GranteePrincipal": "arn:aws:iam::111122223333:role/x"}},
        {"ForAllValues:StringEquals": {"kms:GrantOperations": ["Encrypt"]}},
        {"StringEquals": {"kms:GrantConstraintType": "EncryptionContextSubset"}},
    ):
        assert key(key_allow(APP, "kms:CreateGrant", Condition=condition), **only) == []
    false = {"Bool": {"kms:GrantIsForAWSResource": "false"}}
    assert [rule for rule, _, _ in key(key_allow(APP, "kms:CreateGrant", Condition=false), **only)] == ["KMS205"]
    assert key(key_allow(ADMIN, ["kms:Create*", "kms:Put*"]), **only) == []
    assert key(key_allow(ADMIN, "kms:CreateGrant"), key_allow(ADMIN, "kms:PutKeyPolicy"), **only) == []


def test_services_for_anybody() -> None:
    sns = {"Service": ["sns.amazonaws.com", "sqs.amazonaws.com"]}
    assert key(key_allow(sns)) == [("KMS206", "sns.amazonaws.com", "Statement[1].Principal.Service[0]")]
    for condition in (
        {"StringEquals": {"aws:SourceAccount": OWNER}},
        {"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:111122223333:*"}},
        {"StringEquals": {"kms:EncryptionContext:aws:logs:arn": "x"}},
        {"StringEquals": {"kms:ViaService": "sns.eu-west-1.amazonaws.com"}},
    ):
        assert key(key_allow(sns, Condition=condition)) == []
    for condition in (
        {"StringEqualsIfExists": {"aws:SourceAccount": OWNER}},
        {"StringLike": {"aws:SourceArn": "*"}},
        {"StringNotEquals": {"aws:SourceAccount": "444455556666"}},
    ):
        assert [rule for rule, _, _ in key(key_allow(sns, Condition=condition))] == ["KMS206"]


def test_outside_accounts_need_a_known_owner() -> None:
    outside = key_allow({"AWS": ["arn:aws:iam::444455556666:root", "777788889999"]})
    found = [("KMS207", "arn:aws:iam::444455556666:root", "Statement[1].Principal.AWS[0]")]
    assert key(outside, account=OWNER, select=["KMS207"]) == found
    assert key(outside, account=OWNER, trusted=["444455556666", "777788889999"], select=["KMS207"]) == []
    caller = key_allow("*", Condition={"StringEquals": {"kms:CallerAccount": [OWNER, "444455556666"]}})
    assert key(caller, account=OWNER) == [
        ("KMS207", "444455556666", 'Statement[1].Condition.StringEquals["kms:CallerAccount"][1]')
    ]
    deny = {**outside, "Effect": "Deny"}
    assert key(deny, account=OWNER, select=["KMS207"]) == []


@pytest.mark.parametrize(
    ("statement", "text", "path"),
    [
        ({"Effect": "Allow", "Principal": APP, "Action": "kms:ListKeys", "Resource": "*"}, "kms:ListKeys", ".Action"),
        (key_allow(APP, "kms:RetireGrant"), "kms:RetireGrant", ".Action"),
        (key_allow(APP, ["s3:GetObject", "kms:CreateKey"]), "s3:GetObject", ".Action[0]"),
        ({"Effect": "Allow", "Principal": APP, "Action": ["kms:Decrypt"]}, "kms:Decrypt", ".Action[0]"),
        ({"Effect": "Deny", "Principal": "*", "NotAction": "kms:*", "Resource": "*"}, "NotAction", ".NotAction"),
    ],
)
def test_statements_without_effect(statement, text, path) -> None:
    assert key(statement) == [("KMS208", text, f"Statement[1]{path}")]


def test_a_statement_without_action_is_reported_at_its_start() -> None:
    (found,) = findings(key_policy({"Effect": "Allow", "Principal": APP, "Resource": "*"}), "key", select=["KMS208"])
    assert (found.policy_path, found.span.text[:12]) == ("Statement[1]", '{"Effect": "')


def test_statements_with_effect() -> None:
    for action in ("kms:Decrypt", "kms:*", "*", ["s3:GetObject", "kms:Encrypt"]):
        assert key(key_allow(APP, action), select=["KMS208"]) == []
    assert key({**key_allow(APP), "Resource": KEY_ARN}, select=["KMS208"]) == []


@pytest.mark.parametrize(
    ("deny", "expected"),
    [
        ({"Principal": SNS}, []),
        ({"Principal": "*"}, []),
        ({"Principal": SNS, "Condition": {"StringNotEquals": {"aws:SourceAccount": OWNER}}}, []),
        ({"Principal": "*", "Condition": {"StringNotLikeIfExists": {"aws:SourceArn": "arn:aws:s3:::app"}}}, []),
        ({"Principal": SNS, "Action": "kms:Encrypt"}, ["KMS206"]),
        ({"Principal": {"Service": "s3.amazonaws.com"}}, ["KMS206"]),
        ({"Principal": SNS, "Condition": {"StringNotLike": {"aws:SourceAccount": "*"}}}, ["KMS206"]),
        ({"Principal": SNS, "Condition": {"StringEquals": {"aws:SourceAccount": "444455556666"}}}, ["KMS206"]),
        ({"Principal": SNS, "Condition": {"ForAnyValue:StringNotEquals": {"aws:SourceOrgPaths": "o-a/*"}}}, ["KMS206"]),
    ],
)
def test_a_deny_may_ask_a_service_for_whom_it_acts(deny, expected) -> None:
    statement = {"Effect": "Deny", "Action": "kms:Decrypt", "Resource": "*", **deny}
    policy = key_policy(key_allow(SNS), statement)
    assert [one.rule for one in findings(policy, "key", select=["KMS206"])] == expected


def test_a_principal_of_a_service_names_no_account() -> None:
    assert findings(key_policy(key_allow({"Service": "?{any var.s}"})), "key", account=OWNER, select=["KMS207"]) == []


def test_the_witness_is_of_the_account_that_is_pointed_at() -> None:
    condition = {"StringEquals": {"kms:CallerAccount": [OWNER, "444455556666"]}}
    (found,) = findings(key_policy(key_allow("*", Condition=condition)), "key", account=OWNER, select=["KMS207"])
    assert found.span.text == '"444455556666"'
    assert found.witness is not None
    assert (found.witness.principal, found.witness.context) == (
        "arn:aws:iam::444455556666:role/example",
        {"kms:CallerAccount": "444455556666"},
    )
