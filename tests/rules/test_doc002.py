import pytest
from rules.judging import allow, findings, key_allow, key_policy, statement, verdicts

UNKNOWN = {"select": ["DOC002"]}


@pytest.mark.parametrize(
    ("action", "near"),
    [
        ("kms:Decrpyt", "kms:Decrypt"),
        ("KMS:decrpyt", "kms:Decrypt"),
        ("iam:PassRoles", "iam:PassRole"),
        ("sts:AsumeRole", "sts:AssumeRole"),
        ("kms:ReEncrypt", "kms:ReEncryptTo"),
    ],
)
def test_a_misspelt_action_and_the_nearest_name(action, near) -> None:
    (found,) = findings(allow(["s3:GetObject", action]), **UNKNOWN)
    assert (found.span.text, found.policy_path) == (f'"{action}"', "Statement[0].Action[1]")
    assert found.message == f'there is no action "{action}"; did you mean {near}?'


def test_wildcards_that_match_nothing() -> None:
    assert verdicts(allow("kms:Decript*"), **UNKNOWN) == [("DOC002", "kms:Decript*", "Statement[0].Action")]
    assert verdicts(allow(["kms:De*", "kms:*", "kms:?*", "*", "iam:*Role"]), **UNKNOWN) == []


def test_several_in_one_statement_are_one_finding() -> None:
    (found,) = findings(allow(["kms:Decrpyt", "kms:Encrypt", "kms:Encrpyt"]), **UNKNOWN)
    assert found.span.text == '"kms:Decrpyt"'
    assert '"kms:Encrpyt"' in [note.span.text for note in found.trace]


def test_not_action_and_every_kind_of_policy() -> None:
    assert verdicts(statement(NotAction="iam:Foo", Resource="*"), **UNKNOWN) == [
        ("DOC002", "iam:Foo", "Statement[0].NotAction")
    ]
    deny = {**key_allow("*", "kms:Foo"), "Effect": "Deny"}
    assert verdicts(key_policy(deny), "key", **UNKNOWN) == [("DOC002", "kms:Foo", "Statement[1].Action")]


def test_other_services_and_unknown_text_are_left_alone() -> None:
    actions = ["s3:Foo", "prowler:check", "?{any var.a}", "kms:?{text var.a}", "kms:Generate?{text var.a}", "nonsense"]
    assert verdicts(allow(actions), **UNKNOWN) == []
