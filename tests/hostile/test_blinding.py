"""Constructs that readers take differently are judged as the deploying tool takes them, or told.

What Terraform makes of each configuration was asked of Terraform 1.11.4 (``terraform validate`` and ``plan`` of the
same text with ``terraform_data``).
"""

# ruff: noqa: RUF001 (letters that look like others are what this is about)

from pathlib import Path

import pytest
from hostile.attacks import DOCUMENT, HARMLESS, MANAGED, STATEMENT, TEMPLATE, found, lint, not_judged, policy, write

QUOTED = DOCUMENT.replace('"', '\\"')
OTHER = "    Type: AWS::SNS::Topic\n"
FLOW = (
    '"\\x52esources": {P: {Type: "\\u0041WS::IAM::ManagedPolicy", Properties: {PolicyDocument: '
    '{Version: "2012-10-17", "\\x53tatement": [{Effect: Allow, Action: "\\U0000006bms:\\x2A", Resource: "*"}]}}}}\n'
)
JSON = (
    '{"\\u0052esources": {"P": {"Type": "\\u0041WS\\u003A\\u003aIAM::ManagedPolicy", "Properties": {"PolicyDocument": '
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "\\u006Bms:*", "Resource": "*"}]}}}}}'
)


@pytest.fixture(autouse=True)
def tree(tmp_path, monkeypatch):
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


# Templates: the text, and the rules with their lines.
TEMPLATES = {
    "a plain one": (TEMPLATE, [("KMS101", 7)]),
    "no final line break, flow style": (TEMPLATE.replace("\n", "\r\n"), [("KMS101", 7)]),
    "lone carriage returns": (TEMPLATE.replace("\n", "\r"), [("KMS101", 1)]),
    "a byte order mark": ("\ufeff" + TEMPLATE, [("KMS101", 7)]),
    "a byte order mark at a later document": ("a: b\n---\n\ufeff" + TEMPLATE, [("KMS101", 9)]),
    "escapes in every name": (FLOW, [("KMS101", 1)]),
    "a section that is there twice": (f"{TEMPLATE}Resources:\n  Q:\n{OTHER}", [("SRC001", 8)]),
    "a resource that is there twice": (f"{TEMPLATE}  P:\n{OTHER}", [("SRC001", 8)]),
    "properties that are there twice": (f"{TEMPLATE}    Properties: {{}}\n", [("SRC001", 8)]),
    "a type that is there twice": (f"Resources:\n  P:\n{OTHER}{MANAGED}", [("KMS101", 8), ("SRC001", 4)]),
    "a merged section": (
        "x: &x\n  Resources:\n    P:\n" + MANAGED.replace("    T", "      T").replace("\n  ", "\n    ") + "<<: *x\n",
        [("KMS101", 8)],
    ),
    "an alias for the action": (
        'x: &a "kms:*"\n' + TEMPLATE.replace('"kms:*"', "*a"),
        [("KMS101", 1)],
    ),
    "tags that say what is so anyway": (
        TEMPLATE.replace('"kms:*"', '!!str "kms:*"').replace("Resources:", "Resources: !!map"),
        [("KMS101", 7)],
    ),
    "a tag of a later standard": (
        "%TAG !y! tag:yaml.org,2002:\n---\n" + TEMPLATE.replace('"kms:*"', "!y!str kms:*"),
        [("KMS101", 9)],
    ),
    "a comment that closes a bracket": (
        TEMPLATE.replace('"kms:*", ', '"kms:*", #}]\n          '),
        [("KMS101", 7)],
    ),
    "a hash without a blank before it": (TEMPLATE.replace('"kms:*"', "kms:*#x"), [("DOC002", 7)]),
    "a second document": (f"a: b\n---\n{TEMPLATE}---\n{TEMPLATE}", [("KMS101", 9), ("KMS101", 17)]),
    "something unreadable below": (f"{TEMPLATE}  Q: [\n", [("SRC001", 9)]),
    "no boolean condition": (
        TEMPLATE.replace("    Prop", "    Condition: false\n    Prop"),
        [("KMS101", 8), ("SRC001", 4)],
    ),
    "a control character": (f"{TEMPLATE}# \0\n", [("SRC001", 8)]),
    "no UTF-8": (TEMPLATE.encode() + b"# \xff\n", [("SRC001", 1)]),
    "UTF-16": (TEMPLATE.encode("utf-16"), [("SRC001", 1)]),
    "a next-line character": (f"{TEMPLATE}# \x85x\n", [("SRC001", 9)]),
}


@pytest.mark.parametrize("text, expected", TEMPLATES.values(), ids=TEMPLATES)
def test_a_template(capsys, text, expected):
    write({"t.yaml": text})
    assert [(rule, line) for rule, _, line in found(capsys)] == expected


JSON_TEMPLATES = {
    "escapes in every name": (JSON, [("KMS101", 1)]),
    "escapes, and UTF-16": (JSON.encode("utf-16"), [("SRC001", 1)]),
    "data behind it": (JSON + "\n{}", [("SRC001", 2)]),
    "a section that is there twice": (JSON[:-1] + ',\n"Resources": {}}', [("SRC001", 2)]),
    "a byte order mark": ("\ufeff" + JSON, [("KMS101", 1)]),
    "YAML under the name of JSON": (f"# YAML\n{TEMPLATE}", [("SRC001", 1)]),
}


@pytest.mark.parametrize("text, expected", JSON_TEMPLATES.values(), ids=JSON_TEMPLATES)
def test_a_template_in_json(capsys, text, expected):
    write({"t.json": text})
    assert [(rule, line) for rule, _, line in found(capsys)] == expected


MACROS = {
    "of the template": ("Transform: Mine\n", "Transform", "Mine"),
    "in a list": ("Transform: [AWS::LanguageExtensions, {Name: Mine}]\n", "Transform", "Mine"),
    "as a call": ("Fn::Transform: {Name: Mine}\n", "Transform", "Mine"),
    "an include from elsewhere": (
        "Transform: {Name: AWS::Include, Parameters: {Location: s3://a/b}}\n",
        *("Transform", "s3://a/b"),
    ),
}


@pytest.mark.parametrize("text, call, source", MACROS.values(), ids=MACROS)
def test_a_macro_that_may_change_anything_is_told(capsys, text, call, source):
    write({"t.yaml": text + TEMPLATE})
    assert [(one["call"], one["source"]) for one in lint(capsys)["summary"]["not_judged"]] == [(call, source)]
    assert [rule for rule, _, _ in found(capsys)] == ["KMS101"]


def test_transforms_that_are_understood_are_not_told(capsys):
    write({"t.yaml": "Transform: [AWS::Serverless-2016-10-31, AWS::LanguageExtensions]\n" + TEMPLATE})
    assert not_judged(capsys) == []


def test_a_text_that_must_be_filled_in_first_is_told(capsys):
    write({"charts/t.yaml": "{{ if .Values.kms }}\n" + TEMPLATE + "{{ end }}\n"})
    report = lint(capsys)
    assert (report["findings"], [one["call"] for one in report["summary"]["not_judged"]]) == ([], ["t.yaml"])
    assert [rule for rule, _, _ in found(capsys, "charts/t.yaml")] == ["SRC001"]


def test_a_broken_template_is_told_whatever_escapes_hide(capsys):
    write({"t.yaml": FLOW + "x: [\n"})
    assert [rule for rule, _, _ in found(capsys)] == ["SRC001"]


LOOKS = [
    "kmѕ:*",
    "ｋms:*",
    "kms\\u200b:*",
    "kms :*",
    "kms\\u00a0:*",
    "kms:∗",
    "kms:Decrypt\\u00ad",
    "κms:Decrypt",
    "kms։*",
]


@pytest.mark.parametrize("action", LOOKS)
def test_actions_that_only_look_right_are_told(capsys, action):
    write({"main.tf": policy(action=f'"{action}"'), "t.yaml": TEMPLATE.replace("kms:*", action)})
    rules = found(capsys)
    assert [(rule in {"DOC001", "DOC002"}, file, line) for rule, file, line in rules] == [
        *((True, "main.tf", 2), (True, "t.yaml", 7)),
    ]


NAMES = {
    "Аction": "Action",
    "action": "Action",
    "Action ": "Action",
    "Action\\u200b": "Action",
    "Effеct": "Effect",
    "Ѕtatement": "Statement",
    "Resourсe": "Resource",
    "Versiоn": "Version",
}


@pytest.mark.parametrize("name, real", NAMES.items())
def test_elements_that_only_look_right_are_told(capsys, name, real):
    write({"t.yaml": TEMPLATE.replace(f"{real}:", f'"{name}":')})
    assert "DOC001" in {rule for rule, _, _ in found(capsys)}


def body(argument):
    return '{"resource": {"aws_iam_policy": {"a": {' + argument + "}}}}"


# Modules: the files, and the rules with file and line.
MODULES = {
    "an attribute of an object twice: the last counts": (
        {"main.tf": policy(action='"s3:GetObject", Action = "kms:*"')},
        [("KMS101", "main.tf", 2)],
    ),
    "an argument twice": (
        {"main.tf": policy().replace("}\n", f"  policy = {HARMLESS}\n}}\n")},
        [("KMS101", "main.tf", 2), ("SRC001", "main.tf", 3)],
    ),
    "an argument twice in JSON": (
        {"main.tf.json": body(f'"policy": "{QUOTED}",\n"policy": "{{}}"')},
        [("KMS101", "main.tf.json", 1), ("SRC001", "main.tf.json", 2)],
    ),
    "a section twice in JSON: both count": (
        {"main.tf.json": body(f'"policy": "{QUOTED}"')[:-1] + ',\n"resource": {}}'},
        [("KMS101", "main.tf.json", 1)],
    ),
    "data behind JSON": ({"main.tf.json": body(f'"policy": "{QUOTED}"') + "\n{}"}, [("SRC001", "main.tf.json", 2)]),
    "escapes": ({"main.tf": policy(action='"\\u006bms:\\U0000002a"')}, [("KMS101", "main.tf", 2)]),
    "comments that hold braces": (
        {"main.tf": "/* { */ // }\n" + policy().replace("{\n", "{ # }\n").replace("({", "({ /* } */")},
        [("KMS101", "main.tf", 3)],
    ),
    "a comment in a comment ends at the first end": (
        {"main.tf": "/* /* x */\n" + policy()},
        [("KMS101", "main.tf", 3)],
    ),
    "a comment without end": (
        {"main.tf": policy() + "/* x\n" + policy("b")},
        [("KMS101", "main.tf", 2), ("SRC001", "main.tf", 4)],
    ),
    "a heredoc whose end has blanks": (
        {"main.tf": f'resource "aws_iam_policy" "a" {{\n  policy = <<E\n{DOCUMENT}\nE  \n}}\n'},
        [("KMS101", "main.tf", 3)],
    ),
    "a byte order mark": ({"main.tf": "\ufeff" + policy()}, [("KMS101", "main.tf", 2)]),
    "line ends of Windows": ({"main.tf": policy().replace("\n", "\r\n")}, [("KMS101", "main.tf", 2)]),
    "an override": (
        {"main.tf": policy(action='"s3:GetObject"'), "a_override.tf": policy()},
        [("KMS101", "a_override.tf", 2)],
    ),
    "an override in JSON": (
        {"main.tf": policy(action='"s3:GetObject"'), "override.tf.json": body(f'"policy": "{QUOTED}"')},
        [("KMS101", "override.tf.json", 1)],
    ),
    "an override of nothing": ({"override.tf": policy()}, [("SRC001", "override.tf", 1)]),
    "files that Terraform passes over": ({"main.tf": "", ".a.tf": policy(), "a.tf~": policy(), "A.TF": policy()}, []),
    "a broken file beside": (
        {"main.tf": policy(), "x.tf": "resource {\n"},
        [("KMS101", "main.tf", 2), ("SRC001", "x.tf", 1), ("SRC001", "x.tf", 1)],
    ),
    "a file beside that is no UTF-8": (
        {"main.tf": policy(), "x.tf": b"# \xff\n"},
        [("KMS101", "main.tf", 2), ("SRC001", "x.tf", 1)],
    ),
    "a resource twice": (
        {"a.tf": policy(), "b.tf": policy()},
        [("KMS101", "a.tf", 2), ("KMS101", "b.tf", 2), ("SRC001", "b.tf", 1)],
    ),
}


@pytest.mark.parametrize("files, expected", MODULES.values(), ids=MODULES)
def test_a_module(capsys, files, expected):
    write(files)
    assert found(capsys) == expected


# What Terraform refuses to read is told, whatever else there is.
REFUSED = {
    "a heredoc whose start has blanks": f'resource "aws_iam_policy" "a" {{\n  policy = <<E  \n{DOCUMENT}\nE\n}}\n',
    "lone carriage returns": policy().replace("\n", "\r"),
    "a comment that a lone carriage return ends": "# x\r" + policy(),
    "a comment that a line separator ends": "# \u2028" + policy(),
    "a byte order mark in the middle": "# x\n\ufeff" + policy(),
    "a blank that is none": policy().replace("policy =", "policy\u00a0="),
    "a vertical tab": policy().replace("{\n", "{\v\n"),
    "a null byte": policy() + "\0",
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_what_terraform_cannot_read_is_told(capsys, text):
    write({"main.tf": text})
    assert "SRC001" in {rule for rule, _, _ in found(capsys)}


def test_a_plan_that_a_commit_brings_does_not_replace_the_configuration(capsys, tree):
    import subprocess

    plan = '{"format_version": "1.2", "terraform_version": "1.11.4", "planned_values": {"root_module": {}}}'
    write({"main.tf": policy(), "plan.json": plan})
    assert found(capsys) == []
    (tree / ".git").rmdir()
    for command in (["init", "-q"], ["add", "."]):
        subprocess.run(["git", *command], cwd=tree, check=True)
    assert found(capsys) == [("KMS101", "main.tf", 2)]


def test_statement_is_not_split_by_a_template(capsys):
    """The same text through a template language gives the same verdict."""
    write({"main.tf": policy(action='"${"kms"}:${join("", ["*"])}"'), "t.yaml": TEMPLATE})
    assert STATEMENT in TEMPLATE
    assert [rule for rule, _, _ in found(capsys)] == ["KMS101", "KMS101"]


def test_a_file_that_only_looks_like_a_backup_is_read(capsys):
    """Terraform passes over ``#x#``, not over ``#x.tf``."""
    write({"#main.tf": policy()})
    assert found(capsys) == [("KMS101", "#main.tf", 2)]


def test_what_only_opentofu_or_only_terraform_reads_hides_nothing_from_the_other(capsys):
    harmless = policy(action='"s3:GetObject"')
    write({"a/main.tf": policy(), "a/main.tofu": harmless, "b/main.tf": harmless, "b/main.tofu": policy()})
    write(
        {"c/main.tf": policy(), "c/main_override.tofu": harmless, "d/m.tofu": policy(), "d/x.tf": "locals { a = b }\n"}
    )
    write({"e/main.tf": policy(), "e/other.tofu": policy("b")})
    assert found(capsys) == [
        *(("KMS101", "a/main.tf", 2), ("KMS101", "b/main.tofu", 2), ("KMS101", "c/main.tf", 2)),
        *(("KMS101", "d/m.tofu", 2), ("KMS101", "e/main.tf", 2), ("KMS101", "e/other.tofu", 2)),
    ]


def test_a_new_caller_hides_no_module_that_is_deployed_by_itself(capsys):
    variable = 'variable "a" {\n  default = "kms:*"\n}\n'
    call = 'module "m" {\n  source = "../prod"\n  a = "s3:GetObject"\n  count = 0\n}\n'
    module = {"prod/main.tf": variable + policy(action="var.a"), "zz/main.tf": call}
    write(module)
    assert found(capsys) == []
    for file in ({"prod/terraform.tfvars": ""}, {"prod/b.tf": 'terraform {\n  backend "s3" {}\n}\n'}):
        write(file)
        assert found(capsys) == [("KMS101", "prod/main.tf", 2)]
        Path(*file).unlink()
