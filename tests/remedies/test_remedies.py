import json
import shutil
import subprocess
import textwrap

import cfn_flip
import hcl2
import pytest
from rules.judging import findings, settings, site, unit, value_of

from iaclint.finding import Finding
from iaclint.record import replace
from iaclint.remedies import BLOCK, FORMS, HCL, JSON, YAML, form_of, has_remedies, remedies, written
from iaclint.remedies.ready import READY
from iaclint.remedies.statements import KEY, ROLE, STATEMENTS, USES
from iaclint.rules import judge, table
from iaclint.text.span import Source, Span


def test_what_is_kept_is_what_the_libraries_write() -> None:
    with open(written.FILE, encoding="utf-8") as file:
        assert file.read() == written.source()
    assert written.everything() == READY


REFERENCES = {
    "${aws_kms_key.app.arn}": KEY,
    "${aws_iam_role.app.arn}": ROLE,
    '{"Fn::GetAtt": ["AppKey", "Arn"]}': KEY,
    '{"Fn::GetAtt": ["AppRole", "Arn"]}': ROLE,
}


def resolved(value):
    """A template's value with its references replaced by what they stand for."""
    if json.dumps(value) in REFERENCES:
        return REFERENCES[json.dumps(value)]
    if isinstance(value, list):
        return [resolved(item) for item in value]
    return {key: resolved(item) for key, item in value.items()} if isinstance(value, dict) else value


def unquoted(value):
    if isinstance(value, str):
        return value[1:-1] if value[:1] == '"' else REFERENCES.get(value, value)
    if isinstance(value, list):
        return [unquoted(item) for item in value]
    return {unquoted(key): unquoted(item) for key, item in value.items() if key != "__is_block__"}


@pytest.mark.parametrize("rule", STATEMENTS)
def test_every_form_says_the_same(rule) -> None:
    for use, statement in STATEMENTS[rule].items():
        texts = {form: {one.use: one.text for one in remedies(rule, form)}[use] for form in FORMS}
        assert json.loads(texts[JSON]) == statement
        assert resolved(json.loads(cfn_flip.to_json(texts[YAML]))) == [statement]
        assert unquoted(hcl2.loads(f"statement = {texts[HCL]}\n"))["statement"] == statement
        (block,) = unquoted(hcl2.loads(texts[BLOCK] + "\n"))["statement"]
        actions = statement["Action"]
        assert block["actions"] == (actions if isinstance(actions, list) else [actions])
        assert block["resources"] == [statement["Resource"]]
        conditions = [
            {"test": operator, "variable": key, "values": [value]}
            for operator, keys in statement.get("Condition", {}).items()
            for key, value in keys.items()
        ]
        assert block.get("condition", []) == conditions
        principals = statement.get("Principal")
        assert block.get("principals", []) == (
            [{"type": "AWS", "identifiers": [principals["AWS"]]}] if principals else []
        )


@pytest.mark.parametrize("rule", STATEMENTS)
def test_what_is_offered_has_no_finding_of_its_own(rule) -> None:
    for statement in STATEMENTS[rule].values():
        kind = "key" if "Principal" in statement else "managed"
        policy = {"Version": "2012-10-17", "Statement": [statement]}
        assert findings(policy, kind, ignore=["KMS202"]) == []


def test_lines_fit_a_narrow_terminal() -> None:
    widest = max(
        len(line)
        for rule in STATEMENTS
        for form in FORMS
        for one in remedies(rule, form)
        for line in one.text.splitlines()
    )
    assert widest <= 70


def test_the_rules_that_have_remedies() -> None:
    assert {rule.code for rule in table() if has_remedies(rule.code)} == set(STATEMENTS)
    assert {one.use for one in remedies("KMS101", HCL)} == set(USES)
    assert remedies("DOC001", YAML) == ()


def found_in(file: str, text: str, at: str) -> Finding:
    (found,) = judge(unit(site(None, evaluate=lambda world: value_of(FULL))), settings(select=["KMS101"]))
    source = Source(file, text)
    start = text.index(at)
    return replace(found, file=file, span=Span(source, start, start + len(at)))


FULL = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "kms:*", "Resource": "*"}]}


@pytest.mark.parametrize(
    ("file", "text", "form"),
    [
        ("main.tf", 'policy = jsonencode({ Statement = [{ Action = "kms:*" }] })', HCL),
        ("main.tf", 'policy = jsonencode({ "Statement" = [{ "Action" = ["kms:*"] }] })', HCL),
        ("main.tf", 'statement {\n  actions = [\n    "kms:*",\n  ]\n}', BLOCK),
        ("main.tf", 'policy = <<EOT\n{"Statement": {"Action": "kms:*"}}\nEOT\n', JSON),
        ("main.tf", 'policy = "{\\"Statement\\": {\\"Action\\": \\"kms:*\\"}}"', JSON),
        ("variables.tf", 'default = "kms:*"', HCL),
        ("policy.json", '{"Statement": {"Action": "kms:*"}}', JSON),
        ("template.yaml", "Statement:\n  - Action: kms:*\n", YAML),
        ("template.yaml", 'PolicyDocument: !Sub |\n  {"Statement": {"Action": "kms:*"}}\n', JSON),
        ("stack.template", '{"Resources": {"P": ["kms:*"]}}', JSON),
        ("stack.template", "Statement:\n  - Action: kms:*\n", YAML),
        ("main.tf.json", '{"actions": ["kms:*"]}', JSON),
    ],
)
def test_the_form_follows_the_file_and_what_stands_around(file, text, form) -> None:
    assert form_of(found_in(file, text, "kms:*")) == form


def every(form):
    """All snippets of a form, each once."""
    return list(dict.fromkeys(one.text for rule in STATEMENTS for one in remedies(rule, form)))


def indented(text, by):
    return textwrap.indent(text, " " * by)


@pytest.mark.skipif(shutil.which("terraform") is None, reason="terraform is not installed")
def test_terraform_parses_every_snippet() -> None:
    objects = [f"  s{at} = {text}" for at, text in enumerate(every(HCL))]
    documents = [
        f'data "aws_iam_policy_document" "d{at}" {{\n{indented(text, 2)}\n}}' for at, text in enumerate(every(BLOCK))
    ]
    source = "\n".join(["locals {", *objects, "}", *documents, ""])
    done = subprocess.run(["terraform", "fmt", "-"], input=source, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("effect") == len(documents)


@pytest.mark.skipif(shutil.which("cfn-lint") is None, reason="cfn-lint is not installed")
def test_cfn_lint_accepts_every_snippet(tmp_path) -> None:
    lines = [
        *("Resources:", "  AppKey:", "    Type: AWS::KMS::Key", "  AppRole:", "    Type: AWS::IAM::Role"),
        *("    Properties:", "      AssumeRolePolicyDocument:", "        Version: '2012-10-17'", "        Statement:"),
        *("          - Effect: Allow", "            Principal: {Service: ec2.amazonaws.com}"),
        "            Action: sts:AssumeRole",
    ]
    for at, text in enumerate(every(YAML)):
        kind, name = (
            ("AWS::KMS::Key", "KeyPolicy") if "Principal" in text else ("AWS::IAM::ManagedPolicy", "PolicyDocument")
        )
        lines += [f"  Policy{at}:", f"    Type: {kind}", "    Properties:", f"      {name}:"]
        lines += ["        Version: '2012-10-17'", "        Statement:", indented(text, 10)]
    template = tmp_path / "template.yaml"
    template.write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = subprocess.run(["cfn-lint", "-c", "E", "--", str(template)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
