from rules.judging import allow, key_allow, key_policy, statement, verdicts

NOT = {"select": ["IAM102", "IAM103", "IAM203"]}


def test_allow_with_not_action() -> None:
    policy = statement(NotAction=["iam:*", "kms:*"], Resource="*")
    assert verdicts(policy, "inline", **NOT) == [("IAM102", "NotAction", "Statement[0].NotAction")]
    assert verdicts(statement(Effect="Deny", NotAction="iam:*", Resource="*"), **NOT) == []
    assert verdicts(allow("s3:GetObject"), **NOT) == []


def test_allow_with_not_resource() -> None:
    policy = statement(Action="s3:GetObject", NotResource="arn:aws:s3:::secrets/*")
    assert verdicts(policy, **NOT) == [("IAM103", "NotResource", "Statement[0].NotResource")]
    assert verdicts(statement(Effect="Deny", Action="s3:*", NotResource="*"), **NOT) == []


def test_allow_with_not_principal() -> None:
    guest = {"AWS": "arn:aws:iam::111122223333:role/guest"}
    open_key = {"Effect": "Allow", "NotPrincipal": guest, "Action": "kms:Decrypt", "Resource": "*"}
    assert verdicts(key_policy(open_key), "key", **NOT) == [("IAM203", "NotPrincipal", "Statement[1].NotPrincipal")]
    assert verdicts(key_policy({**open_key, "Effect": "Deny"}), "key", **NOT) == []
    assert verdicts(key_policy(key_allow(guest)), "key", **NOT) == []
    trust = statement(NotPrincipal=guest, Action="sts:AssumeRole")
    assert verdicts(trust, "trust", **NOT) == [("IAM203", "NotPrincipal", "Statement[0].NotPrincipal")]
