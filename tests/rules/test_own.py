"""Rules of a configuration: what a query selects, what it leaves open, and how they live with everything else."""

import json
import textwrap

import pytest
from reports.test_real_runs import schema
from rules.judging import judge, site, statement, unit
from running import iaclint

from iaclint.policy.document import read_document
from iaclint.policy.normal import normal
from iaclint.rules.registry import selection
from iaclint.rules.settings import OwnRule, Settings
from iaclint.text.query import LONGEST, compiled
from iaclint.values.world import World

EVERY = ("managed", "inline", "key", "trust")


def verdicts(query, policy, kind="managed", kinds=EVERY, select=("USR", "SRC002")):
    """Rule, text under the finding and path of what a rule with a query says of a policy."""
    rule = OwnRule("USR001", "usr001", "low", kinds, "the message", "the help", query)
    told = Settings(selection(select, own=("USR001",)), own=(rule,))
    return sorted(
        (one.rule, one.span.text.strip('"'), one.policy_path) for one in judge(unit(site(policy, kind)), told)
    )


TWO = {
    "Version": "2012-10-17",
    "Statement": [
        {"Sid": "A", "Effect": "Allow", "Action": "s3:Get*", "Resource": ["*"]},
        {
            "Effect": "Deny",
            "NotAction": ["s3:*", "ec2:*"],
            "Resource": "*",
            "Condition": {"Bool": {"aws:SecureTransport": False}},
        },
    ],
}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("$.Statement[*].Action[*]", [("USR001", "s3:Get*", "Statement[0].Action")]),
        ("Statement[*].Action[?(@ == 's3:Get*')]", [("USR001", "s3:Get*", "Statement[0].Action")]),
        ("$.Statement[*].Action[?(@ == 's3:*')]", []),
        ("$.Statement[?(@.Effect == 'Deny')].NotAction", [("USR001", "NotAction", "Statement[1].NotAction")]),
        ("$.Statement[?(!@.Condition)].Sid", [("USR001", "A", "Statement[0].Sid")]),
        ("$.Statement[?(@.Effect != 'Allow')].Effect", [("USR001", "Deny", "Statement[1].Effect")]),
        ("$..NotAction[1]", [("USR001", "ec2:*", "Statement[1].NotAction[1]")]),
        (
            "$.Statement[*].Condition.Bool['aws:SecureTransport'][?(@ == 'false')]",
            [("USR001", "false", 'Statement[1].Condition.Bool["aws:SecureTransport"]')],
        ),
        ("$[?(@ == '2012-10-17')]", [("USR001", "2012-10-17", "Version")]),
        ("$.Statement[*].Resource[?(@ == '*' || @ == 'x')]", [
            ("USR001", "*", "Statement[0].Resource[0]"),
            ("USR001", "*", "Statement[1].Resource"),
        ]),
    ],
)  # fmt: skip
def test_a_query_selects_in_the_normal_form(query, found):
    assert verdicts(query, TWO) == found


@pytest.mark.parametrize(
    ("principal", "query"),
    [
        ("*", "$.Statement[*].Principal.AWS[?(@ == '*')]"),
        ({"AWS": "*"}, "$.Statement[*].Principal.AWS[?(@ == '*')]"),
        ({"AWS": ["*"]}, "$.Statement[*].Principal.AWS[?(@ == '*')]"),
        ({"Service": "ec2.amazonaws.com"}, "$.Statement[*].Principal.Service[*]"),
        ({"Federated": ["a", "b"]}, "$..Federated[*]"),
    ],
)
def test_principals_are_found_however_they_are_written(principal, query):
    policy = statement(Principal=principal, Action="sts:AssumeRole")
    assert [rule for rule, *_ in verdicts(query, policy, "trust")] == ["USR001"]


def test_several_places_of_a_statement_make_one_finding():
    rule = OwnRule("USR001", "usr001", "low", EVERY, "the message", "", "$.Statement[*].NotAction[*]")
    (found,) = judge(unit(site(TWO)), Settings(selection(("USR",), own=("USR001",)), own=(rule,)))
    assert (found.span.text, [note.span.text for note in found.trace]) == ('"s3:*"', ['"Attribute"', '"ec2:*"'])
    assert (found.severity, found.name, found.message) == ("low", "usr001", "the message")


@pytest.mark.parametrize(
    ("action", "query", "found"),
    [
        ("?{text var.a}", "$.Statement[*].Action[?(@ == 's3:*')]", ["SRC002"]),
        ("?{text var.a}", "$.Statement[*].Action[?(@ != 's3:*')]", ["SRC002"]),
        ("?{text var.a}", "$.Statement[*].Action[?(@ == 's3:*' || @ != 's3:*')]", ["USR001"]),
        ("?{text var.a}", "$.Statement[*].Action[?(@ == '*')]", []),
        ("?{text var.a}", "$.Statement[*].Action[*]", ["USR001"]),
        ("s3:?{text var.a}", "$.Statement[*].Action[?(@ == 'kms:Decrypt')]", []),
        ("s3:?{text var.a}", "$.Statement[*].Action[?(@ == 's3:*')]", ["SRC002"]),
        ("s3:?{text var.a}", "$.Statement[*].Action[?(@ != 'kms:Decrypt')]", ["USR001"]),
        ("s3:?{text var.a}", "$.Statement[*].Action[?(@ == 's3:')]", []),
        ("s3:?{text var.a}x?{text var.b}", "$.Statement[*].Action[?(@ == 's3:xx')]", []),
        ("s3:?{text var.a}x?{text var.b}", "$.Statement[*].Action[?(@ == 's3:1x2')]", ["SRC002"]),
        ("s3:?{text var.a}x?{text var.b}y", "$.Statement[*].Action[?(@ == 's3:xxxy')]", ["SRC002"]),
        ("s3:?{text var.a}x?{text var.b}y", "$.Statement[*].Action[?(@ == 's3:zzzy')]", []),
        ("?{text var.a}aba", "$.Statement[*].Action[?(@ == 'aba')]", []),
        ("ab?{text var.a}ba", "$.Statement[*].Action[?(@ == 'aba')]", []),
        ("?{text var.a}x" * 40, f"$.Statement[*].Action[?(@ == '{'x' * 900}y')]", []),
        (["?{text var.a}", "s3:*"], "$.Statement[*].Action[?(@ == 's3:*')]", ["USR001"]),
        ([f"?{{text var.{n}}}" for n in range(9)], "$.Statement[*].Action[?(@ == 's3:*')]", ["SRC002"]),
        ([*(f"?{{text var.{n}}}" for n in range(9)), "s3:*"], "$.Statement[*].Action[?(@ == 's3:*')]", ["USR001"]),
    ],
)
def test_what_hangs_on_an_unknown_value_is_a_question(action, query, found):
    assert sorted({rule for rule, *_ in verdicts(query, statement(Action=action, Resource="x"))}) == found


def test_an_unknown_effect_or_condition_is_a_question_too():
    policy = statement(Action="s3:*", Resource="x", Condition="?{any var.c}")
    assert verdicts("$.Statement[?(!@.Condition)]", policy) == []
    assert [rule for rule, *_ in verdicts("$..StringEquals", policy)] == ["SRC002"]
    assert [rule for rule, *_ in verdicts("$.Statement[*].Condition.StringEquals", policy)] == ["SRC002"]
    policy["Statement"][0]["Effect"] = "?{text var.e}"
    assert [rule for rule, *_ in verdicts("$.Statement[?(@.Effect == 'Allow')].Action", policy)] == ["SRC002"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("$.Statement[*].Sid[1]", [("USR001", "b", "Statement.Sid[1]")]),
        ("$..Note", [("USR001", "x", "Statement.Unheard.Of[0].Note")]),
        ("$.Statement[*].Unheard.Of[*].Other[*]", []),
        ("$.Statement[*].Condition", [("USR001", "Condition", "Statement.Condition")]),
        ("$.Statement[*].Condition.StringEquals", [("USR001", "StringEquals", "Statement.Condition.StringEquals")]),
        ("$.Statement[*].Principal", []),
        ("$.Id[*]", [("USR001", "1", "Id[0]")]),
    ],
)
def test_what_no_policy_should_hold_is_there_to_be_found(query, found):
    """The normal form keeps what AWS would refuse as it is written."""
    odd = {
        "Sid": ["a", "b"],
        "Unheard": {"Of": [{"Note": "x"}]},
        "Condition": {"StringEquals": "of nothing"},
        "Action": "s3:Get*",
    }
    assert verdicts(query, {"Id": ["1"], "Statement": odd}) == found


def test_conditions_that_are_no_object_and_documents_that_are_none():
    query = "$.Statement[*].Condition[*]"
    assert verdicts(query, statement(Action="s3:*", Resource="x", Condition=["y"])) == [
        ("USR001", "y", "Statement[0].Condition[0]")
    ]
    assert verdicts("$.Statement[*]", ["x"]) == []


def test_what_is_unknown_in_two_places_is_not_the_same():
    (found,) = unit(site(statement(Action=["?{text var.a}"] * 2, Resource="x"))).sites
    document, _ = normal(read_document(found.evaluate(World())))
    one, other = document["Statement"][0]["Action"]
    assert (one == one, one == other, one == "*") == (True, False, False)  # noqa: PLR0124 - the equality of holes


def test_an_unknown_principal_is_a_question():
    policy = statement(Principal="?{any var.p}", Action="sts:AssumeRole")
    assert [rule for rule, *_ in verdicts("$.Statement[*].Principal.AWS[*]", policy, "trust")] == ["SRC002"]


def test_kinds_and_selection_are_kept():
    query = "$.Statement[*]"
    assert verdicts(query, TWO, "inline", kinds=("managed",)) == []
    assert verdicts(query, TWO, select=("USR001",)) != []
    assert verdicts(query, TWO, select=("KMS101",)) == []
    assert "USR001" in selection((), (), (), ("USR001",))
    assert "USR001" in selection(("ALL",), (), (), ("USR001",))
    assert "USR001" not in selection((), (), ("USR",), ("USR001",))


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("$.[", "is no JSONPath"),
        ("$[" + "(" * 500, "is "),
        ("$" + ".a" * LONGEST, f"is longer than {LONGEST} characters"),
        ("$..a..b", "may have .. once"),
        ("$.a[?($.b == 'x')]", "may have .. once and $ once"),
        ("$.a[?(@.b =~ '(a+)+$')]", "only == and != with a text"),
        ("$.a[?(@.b == 1)]", "only == and != with a text"),
        ("$.a[?(@.b > 'a')]", "only == and != with a text"),
        ("$.a.`len`", "which is more than names"),
        ("$.a.`sub(/a/, b)`", "which is more than names"),
        ("$.a.`parent`", "which is more than names"),
        ("$.a + $.b", "which is more than names"),
    ],
)
def test_a_query_that_might_never_end_is_refused(query, problem):
    with pytest.raises(ValueError, match=problem[:20].replace("$", "[$]")):
        compiled(query)


def test_a_large_policy_is_no_trouble():
    many = {"Version": "2012-10-17", "Statement": [TWO["Statement"][0]] * 2000}
    assert len(verdicts("$..[?(@ == 's3:Get*')]", many)) == 2000


RULE = """\
[[rules]]
code = "USR001"
severity = "high"
query = "$.Statement[?(@.Effect == 'Allow')].Resource[?(@ == '*')]"
message = "this policy is about everything; name the resources"

[[ignore]]
rule = "USR001"
resource = "aws_iam_policy.b"
reason = "known"
"""
FIRST = RULE.partition("\n\n")[0]
POLICY = 'resource "aws_iam_policy" "{}" {{\n  policy = jsonencode({})\n}}\n'
S3 = '{ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:Get*", Resource = "*" }] }'
TEMPLATE = """\
Parameters: {Stage: {Type: String}}
Conditions: {IsDev: !Equals [!Ref Stage, dev]}
Resources:
  C:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: '2012-10-17'
        Statement: {Effect: Allow, Action: 's3:Get*', Resource: !If [IsDev, '*', 'arn:aws:s3:::x']}
"""


@pytest.fixture
def tree(tmp_path):
    (tmp_path / "iaclint.toml").write_text(RULE, encoding="utf-8")
    commented = POLICY.format("c", S3).replace("policy =", "# iaclint: ignore[USR001] on purpose\n  policy =")
    text = POLICY.format("a", S3) + POLICY.format("b", S3) + commented
    (tmp_path / "main.tf").write_text(text, encoding="utf-8")
    (tmp_path / "t.yaml").write_text(TEMPLATE, encoding="utf-8")
    return tmp_path


def test_a_rule_of_the_configuration_lives_like_any_other(tree):
    code, out, err = iaclint("--no-cache", "--show-suppressed", "--format", "json", cwd=tree)
    document = json.loads(out)
    assert (code, err) == (1, "")
    assert list(schema().iter_errors(document)) == []
    told = [(one["rule"], one["resource"], one["when"], one["suppressed"]) for one in document["findings"]]
    assert [(*rest, suppressed and suppressed["by"]) for *rest, suppressed in told] == [
        ("USR001", "aws_iam_policy.a", {}, None),
        ("USR001", "aws_iam_policy.b", {}, "config"),
        ("USR001", "aws_iam_policy.c", {}, "comment"),
        ("USR001", "C", {"IsDev": True}, None),
    ]  # fmt: skip
    assert iaclint("--no-cache", "--ignore", "USR001", cwd=tree)[0] == 0
    assert iaclint("--no-cache", "--select", "USR001", "--fail-on", "critical", cwd=tree)[0] == 0
    for name in ("text", "sarif", "html", "markdown", "junit", "gitlab", "github", "concise"):
        code, out, err = iaclint("--no-cache", "--format", name, cwd=tree)
        assert (code, err, "USR001" in out) == (1, "", True), name


def test_a_rule_of_the_configuration_is_remembered_with_the_rest(tree):
    first = iaclint("--format", "json", cwd=tree)
    assert iaclint("--format", "json", cwd=tree) == first
    (tree / "iaclint.toml").write_text(RULE.replace("== '*'", "== 'nothing'"), encoding="utf-8")
    assert "USR001" not in {one["rule"] for one in json.loads(iaclint("--format", "json", cwd=tree)[1])["findings"]}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (('"USR001"\nseverity', '"ORG001"\nseverity'), 'iaclint.toml:2:1: "ORG001" is no code for a rule of your own'),
        (('severity = "high"', 'severity = "bad"'), 'iaclint.toml:3:1: "severity" must be one of'),
        (('severity = "high"', 'kinds = ["keys"]'), 'iaclint.toml:3:10: "kinds" must hold some of'),
        (("$.Statement", "$.["), 'iaclint.toml:4:1: "query" is no JSONPath'),
        (('severity = "high"', 'name = "a b"'), 'iaclint.toml:3:1: "name" must be letters, digits and hyphens'),
        (('message = "', 'note = "'), 'iaclint.toml:5:1: there is no option "note"'),
        (("[[ignore]]", f"{FIRST}\n[[ignore]]"), 'iaclint.toml:8:1: the code "USR001" is given twice'),
    ],
)  # fmt: skip
def test_a_wrong_rule_is_told_with_its_place(tree, change, problem):
    (tree / "iaclint.toml").write_text(RULE.replace(*change, 1), encoding="utf-8")
    code, _, err = iaclint(cwd=tree)
    assert (code, err.count("\n")) == (2, 1)
    assert err.startswith(f"iaclint: {problem}"), textwrap.shorten(err, 200)
