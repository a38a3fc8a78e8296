"""The whole command on trees of files in memory: from discovery to the report in every format."""

from __future__ import annotations

import io
import re
import sys
from contextlib import redirect_stderr, redirect_stdout
from unittest.mock import patch
from zlib import crc32

from fuzz import cloudformation_evaluator, seeds, terraform_evaluator
from fuzz.harness import Target, again
from fuzz.hcl_reader import TOKENS as HCL_TOKENS

from iaclint.cli import lint
from iaclint.cli.main import DEPTH, main
from iaclint.files.overlay import Overlay
from iaclint.files.worktree import WorkTree

BORDER = b"\n### "  # in an input: where another file begins; its name is the rest of the line
FIRST = {b"{": "template.json", b"R": "template.yaml", b"A": "template.yaml", b"P": "template.yaml"}
FORMATS = ("text", "concise", "json", "sarif", "github", "gitlab", "junit", "markdown", "html")
sys.setrecursionlimit(DEPTH)  # as the command does
INTERNAL = re.compile("internal error|Traceback")

TOKENS = (
    *(
        "\n### child/main.tf\n",
        "\n### terraform.tfvars\n",
        "\n### main.tf.json\n",
        "\n### policy.json\n",
        "\n### plan.json\n",
    ),
    *(
        "\n### child.yaml\n",
        '"kms:*"',
        '"*"',
        "kms:Decrypt",
        '"arn:aws:kms:*:*:key/*"',
        '"NotAction"',
        '"NotPrincipal"',
        '"Deny"',
    ),
    *(
        '"Condition": {"StringLike": {"kms:ViaService": "*"}}',
        '"ForAllValues:StringEquals"',
        '"aws:SourceArn"',
        '"sts:ExternalId"',
    ),
    *(
        '"arn:aws:iam::111122223333:root"',
        '"111122223333"',
        '"kms.amazonaws.com"',
        '"iam:PassRole"',
        '"\\u006bms:*"',
        '"kms:?*"',
    ),
    *(
        'module "m" {\n  source = "./child"\n}\n',
        "for_each = toset(var.a)\n",
        "count = 2\n",
        'file("policy.json")',
        "each.value",
    ),
    *(
        'templatefile("policy.json", {})',
        "jsonencode({",
        "data.aws_iam_policy_document.a.json",
        "# iaclint: ignore[KMS101] why",
    ),
    *cloudformation_evaluator.TOKENS,
    *HCL_TOKENS,
    *terraform_evaluator.TOKENS[:20],
)


def check(data: bytes) -> None:
    """A run ends with 0, 1, or 2 and one clear line; a second one says the same."""
    first = run(data)
    code, _, errors = first
    assert code in (0, 1, 2), code
    assert not INTERNAL.search(errors), errors
    if code == 2:
        assert errors.startswith("iaclint: ")
        assert errors.count("\n") == 1
    else:
        assert errors == ""
    if again(data):
        assert run(data) == first


def run(data: bytes) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of one run over the files of an input."""
    files = Overlay(WorkTree("/nonexistent"), tree(data))
    output, errors = io.StringIO(), io.StringIO()
    arguments = ["--select", "ALL", "--format", FORMATS[crc32(data) % len(FORMATS)], "--account-id", "111122223333"]
    with (
        patch.object(lint, "reading", lambda options: (["."], files)),
        redirect_stdout(output),
        redirect_stderr(errors),
    ):
        code = main([*arguments, "--no-cache", "--jobs", "1"])
    return code, output.getvalue(), errors.getvalue()


def tree(data: bytes) -> dict[str, bytes]:
    """The files of an input: the first named by how it starts, the others by the line behind a border."""
    first, *others = data.split(BORDER)
    found = {FIRST.get(first.lstrip()[:1], "main.tf"): first}
    for other in others:
        name, _, text = other.partition(b"\n")
        found[re.sub(r"[^a-z./]", "", name.decode("ascii", "ignore")).strip("/.") or "other.tf"] = text
    return found


def trees() -> list[bytes]:
    """The fixtures of all dialects, the forms of the evaluator of templates, and trees of several files."""
    single = [text for name in ("main.tf", "template.yaml", "template.json") for text in seeds.fixtures(name)]
    return [*single, *(form.encode() for form in FORMS)]


LONGEST = 800
POLICY = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "kms:*", "Resource": "${r}"}]}\n'
FORMS = (
    'module "m" {\n  for_each = toset(["a", "b"])\n  source = "./child"\n  name = each.key\n}\n\n### child/main.tf\n'
    'variable "name" {\n  type = string\n}\nresource "aws_iam_policy" "p" {\n  name = var.name\n'
    '  policy = templatefile("policy.json", { r = "*" })\n}\n\n### policy.json\n' + POLICY,
    'variable "a" {\n  default = ["kms:*"]\n}\ndata "aws_iam_policy_document" "d" {\n  dynamic "statement" {\n'
    '    for_each = var.a\n    content {\n      actions = [statement.value]\n      resources = ["*"]\n    }\n  }\n}\n'
    'resource "aws_iam_role_policy" "r" {\n  role = "x"\n  policy = data.aws_iam_policy_document.d.json\n}\n'
    '\n### terraform.tfvars\na = ["kms:Decrypt", "iam:PassRole"]\n',
    'resource "aws_kms_key" "k" {\n  count = 2\n  policy = file("policy.json")\n  enable_key_rotation = false\n}\n'
    "\n### policy.json\n" + POLICY.replace("${r}", "*").replace('"Action"', '"Principal": "*", "Action"'),
    '# empty\n\n### main.tf.json\n{"resource": {"aws_iam_policy": {"p": {"policy": "${jsonencode({})}"}}}}\n',
    *(form.replace("### ", "### child.yaml\n") for form in cloudformation_evaluator.FORMS),
)

KEY = (
    "Resources: {K: {Type: AWS::KMS::Key, Properties: {KeyPolicy: {Version: '2012-10-17', Statement: ["
    "{Effect: Allow, Principal: {AWS: '*'}, Action: 'kms:*', Resource: '*', Condition: {%s}}]}}}}\n"
)
CONDITIONS = (
    "NumericLessThan: {'kms:RotationPeriodInDays': '5'}",
    "DateGreaterThan: {'aws:CurrentTime': '2020-01-01T00:00:00Z'}, DateLessThan: {'aws:CurrentTime': '2019-01-01'}",
    "IpAddress: {'aws:SourceIp': [10.0.0.0/8, '::1/128']}, NotIpAddress: {'aws:SourceIp': 10.1.0.0/16}",
    "Bool: {'aws:SecureTransport': 'false', 'kms:GrantIsForAWSResource': true}, 'Null': {'aws:SourceArn': true}",
    "ArnLike: {'aws:SourceArn': 'arn:aws:s3:::*'}, StringNotEquals: {'aws:PrincipalAccount': ['111122223333']}",
    "'ForAnyValue:StringLikeIfExists': {'kms:EncryptionContextKeys': [a, 'b*']}, BinaryEquals: {'a:b': 'YQ=='}",
    "StringEquals: {'kms:CallerAccount': '${AWS::AccountId}', 'aws:PrincipalOrgID': 'o-a'}",
    "StringNotLike: {'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/*'}, NumericEquals: {'a:b': [1, x]}",
)
RULE = '[[rules]]\ncode = "USR001"\nquery = "$.Statement[*].Action[*]"\nmessage = "a"\nkinds = ["key"]\n'
FORMS += (
    *(KEY % condition for condition in CONDITIONS),
    *(KEY % condition + "\n### iaclint.toml\n" + RULE for condition in CONDITIONS[:2]),
    '{"format_version": "1.2", "terraform_version": "1.9.0", "planned_values": '
    '{"root_module": {"resources": ['
    '{"address": "aws_iam_policy.p", "mode": "managed", "type": "aws_iam_policy", "name": "p", '
    '"values": {"policy": '
    '"{\\"Statement\\": [{\\"Effect\\": \\"Allow\\", \\"Action\\": \\"*\\", \\"Resource\\": \\"*\\"}]}"}}]}}, '
    '"resource_changes": [], "configuration": {"root_module": {}}}\n',
)

TARGET = Target(
    "pipeline",
    check,
    trees,
    TOKENS,
    # The evaluators have targets of their own.
    ("iaclint/policy", "iaclint/rules", "iaclint/journey/tasks.py", "iaclint/journey/judging.py"),
    LONGEST,
)
