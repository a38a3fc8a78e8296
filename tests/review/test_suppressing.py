"""Suppressions through the installed command: what each silences, and the exact complaints about the rest."""

import json

import pytest
from repositories import report, write
from running import MANAGED, NO_ROTATION, iaclint

ACTION = '      Action   = "kms:*"'
POLICY = """\
resource "aws_iam_policy" "admin" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
      Effect   = "Allow"
      Action   = "kms:*"
      Resource = "*"
      },
    ]
  })
}
"""
SAID = "iaclint: ignore[KMS101] agreed"
DOCUMENT = """\
data "aws_iam_policy_document" "d" {
  statement {
    actions   = ["kms:*"]
    resources = ["*"]
  }
}

resource "aws_iam_policy" "admin" {
  policy = data.aws_iam_policy_document.d.json
}
"""
TEMPLATE = """\
Resources:
  Admin:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Action: kms:*
            Resource: '*'
"""
UNUSED = "nothing is left here for KMS101 to suppress"


def at(text: str, line: str, said: str) -> str:
    """The text with a comment behind a line."""
    assert text.count(line + "\n") == 1, line
    return text.replace(line + "\n", f"{line} {said}\n")


def above(text: str, line: str, said: str) -> str:
    """The text with a comment above a line."""
    assert text.count(line + "\n") == 1, line
    return text.replace(line + "\n", f"{said}\n{line}\n")


def found(cwd, *arguments: str) -> tuple[list, list]:
    """What is suppressed (the rule, by what, why), and the rest: KMS101 as such, complaints by their message."""
    findings = report(cwd, "--show-suppressed", *arguments)["findings"]
    silenced = [one for one in findings if one["suppressed"]]
    rest = [one["message"] if one["rule"] == "SRC003" else one["rule"] for one in findings if not one["suppressed"]]
    return [(one["rule"], one["suppressed"]["by"], one["suppressed"]["reason"]) for one in silenced], rest


HOLDS = {
    "hcl, on the line": ("main.tf", at(POLICY, ACTION, f"# {SAID}")),
    "hcl, on the line above": ("main.tf", above(POLICY, ACTION, f"# {SAID}")),
    "hcl, two comments above": ("main.tf", above(above(POLICY, ACTION, f"# {SAID}"), f"# {SAID}", "# why")),
    "hcl, with slashes": ("main.tf", at(POLICY, ACTION, f"// {SAID}")),
    "hcl, in a block": ("main.tf", above(POLICY, ACTION, f"/* {SAID} */")),
    "hcl, over several lines": ("main.tf", above(POLICY, ACTION, f"/*\n  {SAID}\n*/")),
    "hcl, on the header": ("main.tf", at(POLICY, 'resource "aws_iam_policy" "admin" {', f"# {SAID}")),
    "hcl, above the header": ("main.tf", f"# {SAID}\n{POLICY}"),
    "hcl, on the statement": ("main.tf", at(POLICY, "      {", f"# {SAID}")),
    "hcl, above the statement": ("main.tf", above(POLICY, "      {", f"# {SAID}")),
    "hcl, crlf": ("main.tf", at(POLICY, ACTION, f"# {SAID}").replace("\n", "\r\n")),
    "hcl, crlf, above": ("main.tf", above(POLICY, ACTION, f"# {SAID}").replace("\n", "\r\n")),
    "hcl, byte order mark": ("main.tf", f"\ufeff# {SAID}\n{POLICY}"),
    "hcl, by name": ("main.tf", at(POLICY, ACTION, "# iaclint: ignore[kms-full-access-managed] agreed")),
    "hcl, in small letters": ("main.tf", at(POLICY, ACTION, "# iaclint: ignore[kms101] agreed")),
    "hcl, with a colon": ("main.tf", at(POLICY, ACTION, "# iaclint:ignore[KMS101]: agreed")),
    "hcl, the data block": ("main.tf", f"# {SAID}\n{DOCUMENT}"),
    "hcl, the data block's header": ("main.tf", at(DOCUMENT, 'data "aws_iam_policy_document" "d" {', f"# {SAID}")),
    "hcl, the data block's statement": ("main.tf", at(DOCUMENT, "  statement {", f"# {SAID}")),
    "hcl, the resource of a data block": (
        "main.tf",
        above(DOCUMENT, 'resource "aws_iam_policy" "admin" {', f"# {SAID}"),
    ),
    "yaml, on the line": ("t.yaml", at(TEMPLATE, "            Action: kms:*", f"# {SAID}")),
    "yaml, above the line": ("t.yaml", above(TEMPLATE, "            Action: kms:*", f"# {SAID}")),
    "yaml, on the logical id": ("t.yaml", at(TEMPLATE, "  Admin:", f"# {SAID}")),
    "yaml, above the logical id": ("t.yaml", above(TEMPLATE, "  Admin:", f"# {SAID}")),
    "yaml, on the statement": ("t.yaml", at(TEMPLATE, "          - Effect: Allow", f"# {SAID}")),
    "yaml, above the statement": ("t.yaml", above(TEMPLATE, "          - Effect: Allow", f"# {SAID}")),
    "yaml, crlf": ("t.yaml", above(TEMPLATE, "  Admin:", f"# {SAID}").replace("\n", "\r\n")),
}


@pytest.mark.parametrize("name", HOLDS)
def test_a_comment_holds(name, tmp_path) -> None:
    path, text = HOLDS[name]
    write(tmp_path, {path: text})
    assert found(tmp_path) == ([("KMS101", "comment", "agreed")], [])


HEREDOC = """\
resource "aws_iam_policy" "admin" {
  policy = <<EOT
{"Version": "2012-10-17", "Statement": [
# iaclint: ignore[KMS101] text
{"Effect": "Allow", "Action": "kms:*", "Resource": "*"}]}
EOT
}
"""
SCALAR = """\
Resources:
  Admin:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      ManagedPolicyName: "x # iaclint: ignore[KMS101] text"
      Description: |
        # iaclint: ignore[KMS101] text
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Action: kms:*
            Resource: '*'
"""
HOLDS_NOT = {
    "another resource": (
        {"main.tf": f'# {SAID}\nresource "aws_s3_bucket" "b" {{}}\n{POLICY}'},
        [UNUSED, "KMS101"],
    ),
    "below the line": ({"main.tf": at(POLICY, '      Resource = "*"', f"# {SAID}")}, ["KMS101", UNUSED]),
    "a blank line between": ({"main.tf": above(POLICY, ACTION, f"# {SAID}\n")}, [UNUSED, "KMS101"]),
    "behind other code above": ({"main.tf": at(POLICY, '      Effect   = "Allow"', f"# {SAID}")}, [UNUSED, "KMS101"]),
    "another file": ({"main.tf": POLICY, "other.tf": f"# {SAID}\n"}, ["KMS101", UNUSED]),
    "another rule": (
        {"main.tf": at(POLICY, ACTION, "# iaclint: ignore[KMS104] agreed")},
        ["KMS101", "nothing is left here for KMS104 to suppress"],
    ),
    "no such rule": (
        {"main.tf": at(POLICY, ACTION, "# iaclint: ignore[KMS1O1] agreed")},
        ["KMS101", "there is no rule 'KMS1O1' to suppress"],
    ),
    "a prefix": (
        {"main.tf": at(POLICY, ACTION, "# iaclint: ignore[KMS] agreed")},
        ["KMS101", "there is no rule 'KMS' to suppress"],
    ),
    "no rule at all": (
        {"main.tf": at(POLICY, ACTION, "# iaclint: ignore agreed")},
        ["KMS101", "this suppression names no rule: write ignore[CODE] and a reason"],
    ),
    "empty brackets": (
        {"main.tf": at(POLICY, ACTION, "# iaclint: ignore[] agreed")},
        ["KMS101", "this suppression names no rule: write ignore[CODE] and a reason"],
    ),
    "a broken fence": (
        {"main.tf": at(POLICY, ACTION, "# iaclint: ignore[KMS101 agreed")},
        ["KMS101", "this suppression names no rule: write ignore[CODE] and a reason"],
    ),
    "text in a block scalar and in quotes": ({"t.yaml": SCALAR}, ["KMS101"]),
    "a file without policy": ({"only.tf": f"locals {{}} # {SAID}\n"}, [UNUSED]),
    "a template without policy": (
        {"t.yaml": f"# {SAID}\n{NO_ROTATION.replace('false', 'true')}"},
        [UNUSED],
    ),
    "values of variables": (
        {
            "main.tf": 'variable "a" {}\n' + MANAGED.replace('"kms:*"', "var.a"),
            "terraform.tfvars": f'a = "s3:Get*" # {SAID}\n',
        },
        [UNUSED],
    ),
}


@pytest.mark.parametrize("name", HOLDS_NOT)
def test_what_does_not_hold_silences_nothing_and_is_told(name, tmp_path) -> None:
    files, rest = HOLDS_NOT[name]
    write(tmp_path, files)
    assert found(tmp_path) == ([], rest)


def test_a_comment_in_a_heredoc_is_text(tmp_path) -> None:
    write(tmp_path, {"main.tf": HEREDOC})
    silenced, rest = found(tmp_path)
    assert (silenced, [one for one in rest if "suppress" in one]) == ([], [])


def test_a_reason_is_asked_for_and_the_finding_stays_suppressed(tmp_path) -> None:
    write(tmp_path, {"main.tf": at(POLICY, ACTION, "# iaclint: ignore[KMS101]")})
    assert found(tmp_path) == ([("KMS101", "comment", "")], ["the suppression of KMS101 gives no reason"])


def test_several_codes_and_names(tmp_path) -> None:
    text = POLICY.replace('"kms:*"', '"*"')
    said = "# iaclint: ignore[KMS101, iam-admin-access,KMS201] agreed"
    write(tmp_path, {"main.tf": at(text, ACTION.replace("kms:*", "*"), said)})
    silenced, rest = found(tmp_path)
    assert sorted(silenced) == [("IAM101", "comment", "agreed"), ("KMS101", "comment", "agreed")]
    assert rest == ["nothing is left here for KMS201 to suppress"]


def test_what_is_not_asked_is_not_missed(tmp_path) -> None:
    write(tmp_path, {"main.tf": f"# {SAID}\n" + MANAGED.replace("kms:*", "s3:Get*")})
    assert found(tmp_path, "--select", "KMS104,SRC003") == ([], [])
    assert found(tmp_path, "--ignore", "SRC003") == ([], [])
    assert found(tmp_path, "--select", "KMS101,SRC003") == ([], [UNUSED])


def metadata(**entry) -> dict:
    admin = {
        "Type": "AWS::IAM::ManagedPolicy",
        "Metadata": {"iaclint": {"ignore": [entry]}},
        "Properties": {
            "PolicyDocument": {
                "Version": "2012-10-17",
                "Statement": {"Effect": "Allow", "Action": "kms:*", "Resource": "*"},
            }
        },
    }
    return {"Resources": {"Admin": admin}}


@pytest.mark.parametrize(
    ("entry", "silenced", "rest"),
    [
        ({"rule": "KMS101", "reason": "agreed"}, True, []),
        ({"rule": "kms-full-access-managed", "reason": "agreed", "expires": "2999-12-31"}, True, []),
        ({"rule": "KMS101, KMS102", "reason": "agreed"}, True, ["nothing is left here for KMS102 to suppress"]),
        ({"rule": ["KMS101"], "reason": "agreed"}, True, []),
        ({"rule": "KMS101"}, True, ["the suppression of KMS101 gives no reason"]),
        (
            {"rule": "KMS101", "reason": "agreed", "expires": "2020-01-01"},
            False,
            ["the suppression of KMS101 expired on 2020-01-01", "KMS101"],
        ),
        (
            {"rule": "KMS101", "reason": "agreed", "expires": "2999-02-30"},
            False,
            ["'2999-02-30' is no date: write expires as YYYY-MM-DD", "KMS101"],
        ),
        ({"reason": "agreed"}, False, ["this suppression names no rule: write ignore[CODE] and a reason", "KMS101"]),
        ({"rule": "KMS104", "reason": "agreed"}, False, ["nothing is left here for KMS104 to suppress", "KMS101"]),
        ({"rule": "KMS101", "reason": {"Ref": "X"}}, True, ["the suppression of KMS101 gives no reason"]),
        ({"rule": "KMS101", "reasn": "agreed"}, True, ["the suppression of KMS101 gives no reason"]),
    ],
)
def test_metadata(entry, silenced, rest, tmp_path) -> None:
    write(tmp_path, {"t.json": json.dumps(metadata(**entry), indent=1)})
    expected = [("KMS101", "metadata", "agreed" if isinstance(entry.get("reason"), str) else "")] if silenced else []
    assert found(tmp_path) == (expected, rest)


def test_metadata_of_another_resource_speaks_for_it_alone(tmp_path) -> None:
    template = metadata(rule="KMS101", reason="agreed")
    other = {name: value for name, value in template["Resources"]["Admin"].items() if name != "Metadata"}
    template["Resources"]["Other"] = other
    write(tmp_path, {"t.json": json.dumps(template, indent=1)})
    assert found(tmp_path) == ([("KMS101", "metadata", "agreed")], ["KMS101"])


def test_a_yaml_date_and_a_bare_rule(tmp_path) -> None:
    entry = "{rule: KMS101, reason: agreed, expires: 2999-01-01}"
    said = f"    Metadata:\n      iaclint:\n        ignore:\n          - {entry}\n"
    write(tmp_path, {"t.yaml": TEMPLATE.replace("    Properties:\n", said + "    Properties:\n")})
    assert found(tmp_path) == ([("KMS101", "metadata", "agreed")], [])
    bare = "    Metadata: {iaclint: {ignore: KMS101}}\n"
    write(tmp_path, {"t.yaml": TEMPLATE.replace("    Properties:\n", bare + "    Properties:\n")})
    assert found(tmp_path) == ([("KMS101", "metadata", "")], ["the suppression of KMS101 gives no reason"])


def test_what_one_of_two_parents_needs_is_of_use(tmp_path) -> None:
    child = (
        "Parameters:\n  Action: {Type: String}\nResources:\n  Admin:\n    Type: AWS::IAM::ManagedPolicy\n"
        "    Metadata: {iaclint: {ignore: [{rule: KMS101, reason: agreed}]}}\n    Properties:\n      PolicyDocument:\n"
        "        Version: '2012-10-17'\n"
        "        Statement: {Effect: Allow, Action: !Ref Action, Resource: '*'}\n"
    )
    parent = (
        "Resources:\n  Child:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: ./child.yaml\n"
        "      Parameters: {{Action: '{}'}}\n"
    )
    write(tmp_path, {"child.yaml": child, "a.yaml": parent.format("kms:*"), "b.yaml": parent.format("s3:Get*")})
    assert found(tmp_path) == ([("KMS101", "metadata", "agreed")], [])
    assert found(tmp_path, "b.yaml")[1] == []


def test_what_one_of_two_callers_needs_is_of_use(tmp_path) -> None:
    module = f'variable "a" {{}}\n# {SAID}\n' + MANAGED.replace('"kms:*"', "var.a")
    call = 'module "m" {{\n  source = "../m"\n  a      = "{}"\n}}\n'
    write(tmp_path, {"m/main.tf": module, "a/main.tf": call.format("kms:*"), "b/main.tf": call.format("s3:Get*")})
    assert found(tmp_path) == ([("KMS101", "comment", "agreed")], [])


CONFIGURED = '[[ignore]]\nrule = "KMS101"\n'


@pytest.mark.parametrize(
    ("entry", "silenced", "rest"),
    [
        ('reason = "agreed"', True, []),
        ("", True, ["the suppression of KMS101 gives no reason"]),
        ('reason = "agreed"\npath = "envs/**"', True, []),
        ('reason = "agreed"\npath = "envs/*/main.tf"\nresource = "aws_iam_policy.*"', True, []),
        ('reason = "agreed"\npath = "envs/dev"', False, [UNUSED, "KMS101"]),
        ('reason = "agreed"\nresource = "aws_iam_policy.x*"', False, [UNUSED, "KMS101"]),
        ('reason = "agreed"\nexpires = 2999-01-01', True, []),
        (
            'reason = "agreed"\nexpires = 2020-01-01',
            False,
            ["the suppression of KMS101 expired on 2020-01-01", "KMS101"],
        ),
    ],
)
def test_configuration(entry, silenced, rest, tmp_path) -> None:
    (tmp_path / ".git").mkdir()
    write(tmp_path, {"envs/prod/main.tf": MANAGED, "iaclint.toml": f"{CONFIGURED}{entry}\n"})
    reason = "agreed" if entry else ""
    told = ([("KMS101", "config", reason)] if silenced else [], sorted(rest))
    for cwd in (tmp_path, tmp_path / "envs"):
        silent, complaints = found(cwd)
        expected = [one for one in told[1] if one != UNUSED] if cwd != tmp_path else told[1]
        assert (silent, sorted(complaints)) == (told[0], expected), cwd


def test_what_nobody_may_suppress(tmp_path) -> None:
    write(
        tmp_path,
        {
            "main.tf": f"# {SAID}\n{MANAGED}",
            "iaclint.toml": f'unsuppressable = ["kms-full-access-managed"]\n{CONFIGURED}reason = "x"\n',
        },
    )
    silenced, rest = found(tmp_path)
    assert (silenced, sorted(rest)) == ([], ["KMS101", UNUSED, UNUSED])
    assert iaclint("baseline", cwd=tmp_path)[0] == 0
    assert "KMS101" in found(tmp_path, "--baseline", "iaclint-baseline.json")[1]
