import pytest
from rules.judging import KEY_ARN, ROOT, allow, findings, key_allow, key_policy, statement, verdicts

FINE = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}


def malformed(policy, kind="managed") -> list[tuple[str, str]]:
    return [(text, path) for _, text, path in verdicts(policy, kind, select=["DOC001"])]


@pytest.mark.parametrize("kind", ["managed", "inline"])
@pytest.mark.parametrize(
    ("policy", "text", "path"),
    [
        ("[]", "[]", ""),
        ('"x"', "x", ""),
        ('{"Version": "2012-10-17"}', '{"Version": "2012-10-17"}', ""),
        ('{"Version": "2012-10-17", "Statement": []}', "[]", "Statement"),
        ('{"Version": "2012-10-17", "Statement": "x"}', "x", "Statement"),
        ('{"Version": "2012-10-17", "Statement": [7]}', "7", "Statement[0]"),
        ({"Version": "2012-10-18", "Statement": FINE}, "2012-10-18", "Version"),
        ({"Version": "2012-10-17", "Statement": FINE, "statement": 1}, "statement", "statement"),
        ({"Version": "2012-10-17", "Statement": FINE, "Id": "x"}, "Id", "Id"),
        (statement(Action="s3:GetObject", Resource="*", Effect="allow"), "allow", "Statement[0].Effect"),
        (statement(Action="s3:GetObject", Resource="*", Effect=True), "true", "Statement[0].Effect"),
        (allow("s3:GetObject", Foo="x"), "Foo", "Statement[0].Foo"),
        (allow("s3:GetObject", Sid="a b"), "a b", "Statement[0].Sid"),
        (allow("s3:GetObject", NotAction="s3:*"), "NotAction", "Statement[0].NotAction"),
        (allow("s3:GetObject", NotResource="*"), "NotResource", "Statement[0].NotResource"),
        (allow("GetObject"), "GetObject", "Statement[0].Action"),
        (allow(["s3:GetObject", "s3:List:Bucket"]), "s3:List:Bucket", "Statement[0].Action[1]"),
        (allow("a a:ListBucket"), "a a:ListBucket", "Statement[0].Action"),
        (allow("k*:Decrypt"), "k*:Decrypt", "Statement[0].Action"),
        (allow(["s3:GetObject", 7]), "7", "Statement[0].Action[1]"),
        (allow([]), "Action", "Statement[0].Action"),
        (allow("s3:GetObject", None), "Resource", "Statement[0].Resource"),
        (allow("s3:GetObject", "bucket"), "bucket", "Statement[0].Resource"),
        (allow("s3:GetObject", "kms:*"), "kms:*", "Statement[0].Resource"),
        (allow("s3:GetObject", "arn:aws:s*:::b"), "arn:aws:s*:::b", "Statement[0].Resource"),
        (allow("s3:GetObject", "arn:aws:s3::b"), "arn:aws:s3::b", "Statement[0].Resource"),
        (allow("s3:GetObject", Principal="*"), "Principal", "Statement[0].Principal"),
        (allow("s3:GetObject", Condition=[]), "[]", "Statement[0].Condition"),
        (allow("s3:GetObject", Condition={"Equals": {}}), "Equals", "Statement[0].Condition.Equals"),
        (allow("s3:GetObject", Condition={"NullIfExists": {}}), "NullIfExists", "Statement[0].Condition.NullIfExists"),
        (allow("s3:GetObject", Condition={"Bool": "x"}), "x", "Statement[0].Condition.Bool"),
        (allow("s3:GetObject", Condition={"Bool": {"x": "true"}}), "x", 'Statement[0].Condition.Bool["x"]'),
        (allow("s3:GetObject", Condition={"Bool": {"a:b": None}}), "null", 'Statement[0].Condition.Bool["a:b"]'),
    ],
)
def test_what_an_identity_policy_may_not_hold(policy, text, path, kind) -> None:
    assert malformed(policy, kind) == [(text, path)]


def test_a_missing_element_is_reported_at_the_statement() -> None:
    for missing in ("Effect", "Action", "Resource"):
        broken = {name: value for name, value in FINE.items() if name != missing}
        (found,) = findings({"Version": "2012-10-17", "Statement": [FINE, broken]}, select=["DOC001"])
        assert found.policy_path == "Statement[1]"
        assert found.message == f"the statement has no {missing}"
        assert found.span.text.startswith('{"')


def test_json_that_cannot_be_read_is_reported_where_it_ends() -> None:
    (found,) = findings('{"Version": "2012-10-17", "Statement": [}', select=["DOC001"])
    assert (found.span.location().column, found.message) == (41, "the policy is no JSON: expected a value or ]")


def test_keys_and_sids_must_not_stand_twice() -> None:
    policy = '{"Version": "2012-10-17", "Statement": [%s, %s]}'
    one = '{"Sid": "A", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}'
    (found,) = findings(policy % (one, one), select=["DOC001"])
    assert (found.policy_path, found.span.location().column) == ("Statement[1].Sid", 125)
    twice = one.replace('"Sid": "A"', '"Effect": "Deny"')
    (found,) = findings(policy % (twice, one), select=["DOC001"])
    assert (found.policy_path, found.span.location().column) == ("Statement[0].Effect", 60)
    assert malformed(policy % (one, one.replace('"A"', '""'))) == []


def test_several_faults_of_a_statement_are_one_finding_at_the_first() -> None:
    broken = {"Effect": "allow", "Action": "x", "Resource": "y", "Foo": 1}
    (found,) = findings({"Version": "2012-10-17", "Statement": [FINE, broken]}, select=["DOC001"])
    assert found.span.text == '"allow"'
    assert [note.span.text for note in found.trace if note.span.source is found.span.source] == ['"x"', '"y"', '"Foo"']


def test_only_a_managed_policy_must_have_the_new_version() -> None:
    old = {"Version": "2008-10-17", "Statement": FINE}
    assert malformed(old) == [("2008-10-17", "Version")]
    assert [path for _, path in malformed({"Statement": FINE})] == [""]
    assert malformed(old, "inline") == malformed({"Statement": FINE}, "inline") == []
    assert malformed({"Statement": [ROOT], "Id": "key-default-1"}, "key") == []


@pytest.mark.parametrize(
    ("principal", "text"),
    [
        ("111122223333", "111122223333"),
        (["*"], '["*"]'),
        ({}, "{}"),
        ({"aws": "*"}, "aws"),
        ({"AWS": []}, "AWS"),
        ({"AWS": "arn:aws:iam::*:root"}, "arn:aws:iam::*:root"),
        ({"AWS": ["*", "arn:aws:iam::111122223333:role/*"]}, "arn:aws:iam::111122223333:role/*"),
        ({"AWS": "arn:aws:iam::?{account a.b}:role/*"}, "arn:aws:iam::?{account a.b}:role/*"),
        ({"AWS": "arn:aws:iam::111122223333:group/Admins"}, "arn:aws:iam::111122223333:group/Admins"),
        ({"AWS": "arn:aws:s3:::bucket"}, "arn:aws:s3:::bucket"),
        ({"AWS": "11112222333"}, "11112222333"),
        ({"AWS": 11112222333}, "11112222333"),
        ({"AWS": {}}, "{}"),
        ({"Service": "*"}, "*"),
        ({"Service": "s3"}, "s3"),
        ({"Service": "*.amazonaws.com"}, "*.amazonaws.com"),
    ],
)
def test_principals_that_aws_refuses(principal, text) -> None:
    policy = key_policy(key_allow(principal))
    assert [found for found, _ in malformed(policy, "key")] == [text]
    trust = {"Statement": {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}}
    assert [found for found, _ in malformed(trust, "trust")] == [text]


@pytest.mark.parametrize(
    "principal",
    [
        "*",
        {"AWS": "*"},
        {"AWS": ["111122223333", 111122223333, "arn:aws-cn:iam::111122223333:root"]},
        {"AWS": "arn:aws:sts::111122223333:assumed-role/app/session"},
        {"AWS": "arn:aws:iam::?{account a.b}:role/app", "Service": "logs.eu-west-1.amazonaws.com"},
        {"AWS": "arn:?{partition p}:iam::?{owner o}:root"},
        {"Federated": "cognito-identity.amazonaws.com"},
        {"AWS": "AROAEXAMPLEEXAMPLE123"},
        "?{any var.p}",
        {"AWS": "?{any var.p}"},
    ],
)
def test_principals_that_aws_accepts(principal) -> None:
    assert malformed(key_policy(key_allow(principal)), "key") == []


def test_a_key_policy_needs_a_principal_and_nothing_else() -> None:
    bare = {"Effect": "Allow", "Principal": "*"}
    assert malformed(key_policy(bare), "key") == []
    assert malformed(key_policy({**bare, "Action": [], "Resource": []}), "key") == []
    assert [path for _, path in malformed(key_policy(FINE), "key")] == ["Statement[1]"]
    assert malformed(key_policy(key_allow("*", Sid="a b")), "key") == []


def test_a_trust_policy_has_no_resource() -> None:
    trust = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
    assert malformed({"Statement": trust}, "trust") == []
    assert malformed({"Statement": {**trust, "Resource": "*"}}, "trust") == [("Resource", "Statement.Resource")]


@pytest.mark.parametrize(
    "policy",
    [
        allow("*"),
        allow("*:*"),
        allow("s3:Get?bject*", ["arn:aws:s3:::b/*", KEY_ARN, "arn:aws:kms:*", "arn:*:s3:::b"]),
        allow("s3:GetObject", "?{any var.r}"),
        allow("?{any var.a}", "arn:?{partition p}:s3:::?{segment b}/*"),
        allow("s3:GetObject", Condition={"ForAnyValue:StringLikeIfExists": {"aws:TagKeys": ["a", True, 3]}}),
        allow("s3:GetObject", Condition={}),
        allow("s3:GetObject", Condition="?{any var.c}"),
        {"Version": "2012-10-17", "Statement": "?{any var.s}"},
        {"Version": "?{any var.v}", "Statement": FINE},
        "?{any var.p}",
    ],
)
def test_what_aws_accepts_or_nobody_knows(policy) -> None:
    if policy == "?{any var.p}":
        policy = {"Version": "2012-10-17", "Statement": ["?{any var.p}", FINE]}
    assert malformed(policy) == []


def test_an_unknown_statement_is_told() -> None:
    policy = {"Version": "2012-10-17", "Statement": [FINE, "?{any var.extra}"]}
    assert verdicts(policy) == [("SRC002", "?{any var.extra}", "Statement[1]")]
