import pytest
from rules.judging import KEY_ARN, allow, findings, statement, verdicts

ALL_KEYS = [
    "*",
    "arn:aws:kms:*:*:key/*",
    "arn:aws:kms:*:*:*",
    "arn:*:kms:*",
    "arn:aws:kms:*",
    "arn:aws:kms:*:111122223333:key/*",
    ["arn:aws:s3:::b/*", "*"],
    "arn:?{partition AWS::Partition}:kms:*:*:key/*",
]
NOT_ALL_KEYS = [
    KEY_ARN,
    "arn:aws:kms:us-east-1:111122223333:key/*",
    "arn:aws:kms:us-east-1:*:key/*",
    "arn:aws:kms:*:*:key/mrk-*",
    "?{any var.key}",
    "arn:aws:kms:?{region AWS::Region}:?{owner AWS::AccountId}:key/*",
    "arn:aws:kms:*:*:key/?{segment var.id}",
]
FULL = ["kms:*", "KMS:*", "kms:**", "kms:?*", "*", "*:*", ["s3:GetObject", "kms:*"]]


@pytest.mark.parametrize("resource", ALL_KEYS)
@pytest.mark.parametrize(("kind", "code"), [("managed", "KMS101"), ("inline", "KMS102")])
def test_full_access_on_all_keys(resource, kind, code) -> None:
    found = verdicts(allow("kms:*", resource), kind, select=["KMS"])
    assert found == [(code, "kms:*", "Statement[0].Action")]


@pytest.mark.parametrize("action", FULL)
def test_full_access_by_any_spelling(action) -> None:
    found = verdicts(allow(action), select=["KMS"])
    text, path = ("kms:*", "Statement[0].Action[1]") if isinstance(action, list) else (action, "Statement[0].Action")
    assert found == [("KMS101", text, path)]


@pytest.mark.parametrize("resource", NOT_ALL_KEYS)
def test_full_access_on_particular_keys(resource) -> None:
    for kind in ("managed", "inline"):
        assert verdicts(allow("kms:*", resource), kind, select=["KMS"]) == [("KMS103", "kms:*", "Statement[0].Action")]


def test_full_access_by_exception() -> None:
    everything_else = statement(NotAction=["iam:*", "ec2:*"], Resource="*")
    assert verdicts(everything_else, select=["KMS"]) == [("KMS101", "NotAction", "Statement[0].NotAction")]
    for excluded in ("kms:*", "kms:Decrypt", "*"):
        policy = statement(NotAction=["iam:*", excluded], Resource="*")
        assert "KMS101" not in [rule for rule, _, _ in verdicts(policy, select=["KMS"])]
    others = statement(Action="kms:*", NotResource="arn:aws:s3:::b/*")
    assert verdicts(others, select=["KMS"]) == [("KMS101", "kms:*", "Statement[0].Action")]


def test_full_access_that_statements_form_together_is_one_finding() -> None:
    from iaclint.policy.catalogue import actions

    names = [action.name for action in actions("kms") if "key" in action.resource_types]
    halves = [names[:20], names[20:]]
    policy = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
            *({"Effect": "Allow", "Action": half, "Resource": "*"} for half in halves),
        ],
    }
    (found,) = findings(policy, select=["KMS"])
    assert (found.rule, found.policy_path, found.span.text) == ("KMS101", "Statement[1].Action[0]", f'"{names[0]}"')
    inside = [note.span.text.strip('"') for note in found.trace if note.span.source is found.span.source]
    assert inside == names[1:]
    halves[1].remove("kms:Decrypt") if "kms:Decrypt" in halves[1] else halves[0].remove("kms:Decrypt")
    assert "KMS101" not in [rule for rule, _, _ in verdicts(policy, select=["KMS"])]


@pytest.mark.parametrize(
    "deny",
    [
        {"Action": "kms:*", "Resource": "*"},
        {"Action": "KMS:DECRYPT", "Resource": "*"},
        {"NotAction": ["kms:Describe*", "kms:List*"], "Resource": "*"},
        {"Action": "kms:Decrypt", "Resource": "arn:aws:kms:*:*:key/*"},
    ],
)
def test_an_unconditional_deny_on_all_keys_takes_full_access_away(deny) -> None:
    policy = allow("kms:*")
    policy["Statement"].append({"Effect": "Deny", **deny})
    assert "KMS101" not in [rule for rule, _, _ in verdicts(policy)]


@pytest.mark.parametrize(
    "deny",
    [
        {"Action": "kms:*", "Resource": KEY_ARN},
        {"Action": "kms:*", "Resource": "*", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}}},
        {"Action": "s3:*", "Resource": "*"},
        {"Action": "kms:ListKeys", "Resource": "*"},
    ],
)
def test_any_other_deny_takes_nothing_away(deny) -> None:
    policy = allow("kms:*")
    policy["Statement"].append({"Effect": "Deny", **deny})
    (found,) = findings(policy, select=["KMS"])
    assert (found.rule, found.confidence) == ("KMS101", "high")


def test_an_unknown_deny_counts_as_absent_and_lowers_the_confidence() -> None:
    policy = allow("kms:*")
    policy["Statement"].append({"Effect": "Deny", "Action": "?{any var.denied}", "Resource": "*"})
    (found,) = findings(policy, select=["KMS"])
    assert (found.rule, found.confidence) == ("KMS101", "low")


@pytest.mark.parametrize(
    "condition",
    [
        {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
        {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}},
        {"StringEquals": {"aws:RequestedRegion": "eu-west-1"}},
        {"StringNotEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}},
        {"StringLikeIfExists": {"kms:ViaService": "s3.*"}},
        {"StringLike": {"kms:ViaService": "*"}},
    ],
)
def test_conditions_that_leave_full_access_full(condition) -> None:
    found = verdicts(allow("kms:*", Condition=condition), select=["KMS"])
    assert found == [("KMS101", "kms:*", "Statement[0].Action")]


NARROWING = [
    {"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}},
    {"StringLike": {"kms:ViaService": "s3.*.amazonaws.com"}},
    {"ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/app"}},
    {"StringEquals": {"kms:RequestAlias": "alias/app"}},
    {"StringEquals": {"aws:ResourceTag/team": "blue"}},
    {"StringEquals": {"KMS:EncryptionContext:app": "x"}},
    {"StringEquals": {"kms:ViaService": "?{text var.service}"}},
]


@pytest.mark.parametrize("condition", NARROWING)
def test_conditions_that_narrow(condition) -> None:
    found = verdicts(allow("kms:*", Condition=condition), select=["KMS"])
    assert found == [("KMS103", "kms:*", "Statement[0].Action")]
    actions = ["kms:Decrypt", "kms:ScheduleKeyDeletion", "kms:PutKeyPolicy", "kms:CreateGrant"]
    assert verdicts(allow(actions, Condition=condition), select=["KMS"]) == []


def test_an_unknown_resource_lowers_the_confidence() -> None:
    (found,) = findings(allow("kms:*", "?{any var.key}"))
    assert (found.rule, found.confidence) == ("KMS103", "medium")
    (found,) = findings(allow("kms:*", KEY_ARN))
    assert (found.rule, found.confidence) == ("KMS103", "high")


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("ec2:*", "*"),
        (["kms:CreateKey", "kms:ListKeys", "kms:ListAliases", "kms:GenerateRandom"], "*"),
        (["kms:Encrypt", "kms:GenerateDataKey", "kms:DescribeKey", "kms:Get*", "kms:EnableKey"], "*"),
        ("kms:*", "arn:aws:kms:*:*:alias/*"),
        ("kms:*", "arn:aws:s3:::bucket"),
        ("kms:Decrypt", KEY_ARN),
        (["kms:ScheduleKeyDeletion", "kms:PutKeyPolicy", "kms:CreateGrant"], KEY_ARN),
    ],
)
def test_what_is_fine(action, resource) -> None:
    assert verdicts(allow(action, resource), ignore=["SRC002"]) == []


@pytest.mark.parametrize(
    ("action", "code"),
    [
        ("kms:Decrypt", "KMS104"),
        ("kms:ReEncryptFrom", "KMS104"),
        ("kms:De*", "KMS104"),
        ("kms:ScheduleKeyDeletion", "KMS105"),
        ("kms:DisableKey", "KMS105"),
        ("kms:DeleteImportedKeyMaterial", "KMS105"),
        ("kms:PutKeyPolicy", "KMS106"),
        ("kms:CreateGrant", "KMS106"),
    ],
)
def test_single_powers_on_all_keys(action, code) -> None:
    found = verdicts(allow(["kms:DescribeKey", action]), "inline", select=[code])
    assert found == [(code, action, "Statement[0].Action[1]")]
    assert verdicts(allow(action, KEY_ARN), select=[code]) == []
    assert verdicts(allow(action, Effect="Deny"), select=[code]) == []


def test_several_powers_in_one_statement_are_one_finding_a_rule() -> None:
    actions = ["kms:Decrypt", "kms:DisableKey", "kms:ReEncrypt*", "kms:ScheduleKeyDeletion", "kms:CreateGrant"]
    found = {one.rule: one for one in findings(allow(actions))}
    assert {rule: one.span.text.strip('"') for rule, one in found.items()} == {
        "KMS104": "kms:Decrypt",
        "KMS105": "kms:DisableKey",
        "KMS106": "kms:CreateGrant",
    }
    assert [note.span.text.strip('"') for note in found["KMS105"].trace][-1] == "kms:ScheduleKeyDeletion"
    assert [note.span.text.strip('"') for note in found["KMS104"].trace][-1] == "kms:ReEncrypt*"


@pytest.mark.parametrize(
    ("condition", "codes"),
    [
        ({"Bool": {"kms:GrantIsForAWSResource": "true"}}, []),
        ({"Bool": {"kms:GrantIsForAWSResource": True}}, []),
        ({"Bool": {"kms:GrantIsForAWSResource": "false"}}, ["KMS106"]),
        ({"BoolIfExists": {"kms:GrantIsForAWSResource": "true"}}, ["KMS106"]),
        ({"Bool": {"aws:SecureTransport": "true"}}, ["KMS106"]),
        ({"Bool": {"kms:GrantIsForAWSResource": "?{any var.guard}"}}, ["SRC002"]),
    ],
)
def test_grants_for_services_only(condition, codes) -> None:
    policy = allow("kms:CreateGrant", Condition=condition)
    assert [rule for rule, _, _ in verdicts(policy, select=["KMS", "SRC"])] == codes


def test_deny_takes_a_single_power_away() -> None:
    policy = allow(["kms:Decrypt", "kms:DisableKey"])
    policy["Statement"].append({"Effect": "Deny", "Action": "kms:Decrypt", "Resource": "*"})
    assert [rule for rule, _, _ in verdicts(policy, select=["KMS"])] == ["KMS105"]


def test_broader_findings_silence_narrower_ones() -> None:
    policy = allow("kms:*")
    policy["Statement"] += [
        {"Effect": "Allow", "Action": "kms:*", "Resource": KEY_ARN},
        {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*"},
    ]
    assert verdicts(policy, select=["KMS"]) == [("KMS101", "kms:*", "Statement[0].Action")]
    assert [rule for rule, _, _ in verdicts(policy, ignore=["KMS101"])] == [
        "KMS103",
        "KMS104",
        "KMS104",
        "KMS105",
        "KMS106",
    ]
    scoped = allow("kms:*", KEY_ARN)
    scoped["Statement"].append({"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*"})
    assert verdicts(scoped) == [
        ("KMS103", "kms:*", "Statement[0].Action"),
        ("KMS104", "kms:Decrypt", "Statement[1].Action"),
    ]


def test_administrator_access() -> None:
    for action in ("*", "*:*", ["s3:*", "*"]):
        assert [rule for rule, _, _ in verdicts(allow(action), select=["IAM"])] == ["IAM101"]
        assert [rule for rule, _, _ in verdicts(allow(action), ignore=["IAM"])] == ["KMS101"]
    assert verdicts(statement(NotAction="prowler:check", Resource="*"), select=["IAM101"]) == [
        ("IAM101", "NotAction", "Statement[0].NotAction")
    ]
    for policy in (
        statement(NotAction="iam:*", Resource="*"),
        statement(NotAction="*", Resource="*"),
        allow("s3:*"),
        allow("*", "arn:aws:s3:::b/*"),
        allow("*", "?{any var.r}"),
    ):
        assert verdicts(policy, select=["IAM101"]) == []


def test_pass_role() -> None:
    codes = {"select": ["IAM105"]}
    for resource in (
        "*",
        "arn:aws:iam::*:role/*",
        "arn:aws:iam::111122223333:role/*",
        "arn:aws:iam::?{owner o}:role/*",
    ):
        for action in ("iam:PassRole", "iam:*", "iam:Pass*"):
            assert verdicts(allow(action, resource), **codes) == [("IAM105", action, "Statement[0].Action")]
    guard = {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}
    assert verdicts(allow("iam:PassRole", Condition=guard), **codes) == []
    assert verdicts(allow("iam:PassRole", "arn:aws:iam::111122223333:role/app-*"), **codes) == []
    assert verdicts(allow("iam:PassRole", "?{any var.role}"), **codes) == []
    assert verdicts(allow("iam:GetRole"), **codes) == []


def test_unknown_actions_are_told() -> None:
    (found,) = findings(allow("?{any var.actions}"))
    assert (found.rule, found.policy_path, found.confidence) == ("SRC002", "Statement[0].Action", "high")
    assert verdicts(allow("?{any var.actions}", "arn:aws:s3:::b/*"), select=["KMS", "SRC"]) == []
    both = verdicts(allow(["kms:*", "?{any var.actions}"]), select=["KMS", "SRC"])
    assert both == [("KMS101", "kms:*", "Statement[0].Action[0]")]


def test_an_unattached_document_is_judged_as_managed_with_medium_confidence() -> None:
    (found,) = findings(allow("kms:*"), "unattached")
    assert (found.rule, found.confidence) == ("KMS101", "medium")
    assert findings(allow("kms:*", Principal="*"), "unattached") == []
    assert findings({"Version": "2012-10-17", "Statement": "?{any var.s}"}, "unattached") == []
