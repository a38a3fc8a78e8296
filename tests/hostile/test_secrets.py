"""Values of sensitive variables, of ``NoEcho`` parameters and of what a plan marks are printed nowhere."""

import json
import re

import pytest
from hostile.attacks import write

from iaclint.cli.main import main
from iaclint.terraform.functions.names import FAMILIES

MARK = "HUSH"
LEAK = re.compile(r"(?i:hush[a-v])|SFVTS|48555348")  # in plain text, in base64, in hexadecimal digits
FORMATS = ("text", "concise", "json", "sarif", "github", "gitlab", "junit", "markdown", "html")
REVEALING = {"nonsensitive"}  # who calls it wants the value shown

VARIABLES = """\
variable "s" {
  sensitive = true
  default   = "HUSHa"
}
variable "l" {
  sensitive = true
  default   = ["HUSHb", "kms:HUSHc"]
}
variable "m" {
  sensitive = true
  default   = { HUSHd = "HUSHe" }
}
variable "n" {
  sensitive = true
  type      = list(number)
  default   = ["HUSHf"]
}
variable "d" {
  sensitive = true
  default   = <<-E
    {"Version": "2012-10-17", "HUSHg": 1, "Statement": [{"Sid": "HUSHh", "Effect": "HUSHi", "HUSHj": 1,
    "Action": ["kms:HUSHk", "kms:*"], "Resource": "arn:aws:kms:HUSHl", "Principal": {"HUSHm": "HUSHn"},
    "Condition": {"HUSHo": {"kms:HUSHp": "HUSHq", "HUSHr": {}}, "StringEqualsIfExists": {"kms:HUSHs": "*"}}}]}
  E
}
variable "given" {
  sensitive = true
}
module "m" {
  source = "./m"
  i      = var.s
}
"""
MODULE = """\
variable "i" {
  type = number
}
output "o" {
  value = var.i
}
output "out" {
  sensitive = true
  value     = { a = "HUSHu" }
}
"""
EXPRESSIONS = [
    *("var.s", "var.l", "var.m", "var.n", "var.d", "var.given", "var.s + 1", "-var.s", "!var.s", "module.m.out.a"),
    *('var.s ? "a" : "b"', "var.m[var.s]", "var.l[var.s]", "{ a = 1 }[var.s]", '["a"][var.s]', "var.s.x", "module.m.o"),
    *("[for x in var.s : x]", "{ for x in var.l : x => x }", '{ for x in ["a", "a"] : var.s => x }', '"${var.l}"'),
    *('"%{if var.s}a%{endif}"', '"a${var.s}b${nope}"', '"kms:${var.s}"', "var.l[*].x", "var.s > 1", "var.l[9]"),
    *("var.s ? var.m : var.l", "{ (var.s) = 1 }", "module.m.out[var.s]", "aws_iam_policy.p0[var.s].arn"),
]


def calls():
    """Every function with secrets as its arguments, alone and among others."""
    for name in sorted(FAMILIES.keys() - REVEALING):
        for arguments in ("var.s", '["a"], var.l', "var.s, var.s, var.s"):
            yield f"{name}({arguments})"
    yield from ("try(var.s.x, var.l[var.s])", "try(tonumber(var.s))", "can(var.s)")


def policy(at, expression):
    document = f'jsonencode({{ Version = "2012-10-17", Statement = [{{ Effect = "Allow", Action = {expression} }}] }})'
    return f'resource "aws_iam_policy" "p{at}" {{\n  policy = {document}\n}}\n'


def said(capsys, *arguments):
    """Everything that a run prints; the findings must exist, so that there is something to hide."""
    main([*arguments])
    printed = capsys.readouterr()
    return printed.out + printed.err


def leaks(text):
    return sorted({match.group() for match in LEAK.finditer(text)})


@pytest.fixture(autouse=True)
def tree(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "300")
    return tmp_path


def test_values_of_sensitive_variables(capsys):
    blocks = "".join(policy(at, one) for at, one in enumerate([*EXPRESSIONS, *calls()]))
    write({"main.tf": VARIABLES + blocks, "m/main.tf": MODULE, "terraform.tfvars": 'given = "kms:HUSHv"\n'})
    for arguments in (["--format", "json", "--no-cache"], ["show", "--format", "json"]):
        text = said(capsys, *arguments)
        assert len(json.loads(text)["findings" if arguments[0] == "--format" else "policies"]) > 200
        assert leaks(text) == []


def test_addresses_and_names_that_are_secret(capsys):
    each = 'resource "aws_iam_policy" "each" {\n  for_each = toset(var.l)\n  policy = each.value\n}\n'
    keyed = 'resource "aws_iam_policy" "keyed" {\n  for_each = var.m\n  policy = each.key\n}\n'
    document = """\
data "aws_iam_policy_document" "x" {
  statement {
    sid       = var.s
    actions   = ["kms:${var.s}", "kms:*"]
    resources = [var.s]
    principals {
      type        = var.s
      identifiers = [var.s]
    }
    condition {
      test     = var.s
      variable = var.s
      values   = [var.s]
    }
  }
}
resource "aws_kms_key" "k" {
  policy = data.aws_iam_policy_document.x.json
}
resource "aws_iam_role" "r" {
  assume_role_policy = var.d
}
resource "aws_kms_key" "l" {
  policy = var.d
}
"""
    write({"main.tf": VARIABLES + each + keyed + document, "m/main.tf": MODULE})
    for name in FORMATS:
        text = said(capsys, "--format", name, "-v", "--no-cache", "--select", "ALL")
        assert "DOC001" in text
        assert leaks(text) == [], name
    for name in ("text", "json", "yaml"):
        assert leaks(said(capsys, "show", "--format", name)) == []


FUNCTIONS = [
    *("!Ref S", '!Sub "kms:${S}"', '!Join ["", ["kms:", !Ref S]]', "!Select [!Ref S, [a, b]]", "!Select [5, !Ref L]"),
    *('!Split [!Ref S, "a"]', "!FindInMap [!Ref S, a, b]", "!FindInMap [M, !Ref S, b]", "!GetAtt [P0, !Ref S]"),
    *(
        '!If [C, !Ref S, "a"]',
        "!If [!Ref S, a, b]",
        "!Base64 {Ref: S}",
        "!Cidr [!Ref S, 1, 2]",
        "!ImportValue {Ref: S}",
    ),
    *("!GetAZs {Ref: S}", '{"Fn::Length": !Ref S}', '{"Fn::ToJsonString": {a: !Ref S}}', "!Ref L", "!Ref N", "!Ref D"),
    *(
        '{"Fn::Transform": {Name: AWS::Include, Parameters: {Location: !Ref S}}}',
        '!Sub ["${x}", {x: !Ref S}]',
        "!Ref G",
    ),
    *('!Sub "{{resolve:ssm:${S}}}"', '!Sub "${S}:${nope}"', "[!Ref S, !Ref L]"),
]
PARAMETERS = {
    "S": {"Type": "String", "NoEcho": True, "Default": "HUSHa"},
    "L": {"Type": "CommaDelimitedList", "NoEcho": "true", "Default": "HUSHb,kms:HUSHc"},
    "N": {"Type": "Number", "NoEcho": True, "Default": "HUSHd"},
    "D": {"Type": "String", "NoEcho": True, "Default": '{"Version": "HUSHe", "Statement": [{"HUSHf": "HUSHg"}]}'},
    "G": {"Type": "String", "NoEcho": True},
}


def resources(at, function):
    return f"""\
  P{at}:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: {function}
        Statement: [{{Sid: {function}, Effect: Allow, Action: [{function}, "kms:*"], Resource: "*"}}]
  R{at}:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy:
        Version: "2012-10-17"
        Statement:
          - Effect: {function}
            Principal: {{AWS: {function}, Service: {function}}}
            Action: "kms:*"
            Resource: {function}
            Condition: {{StringEquals: {{"aws:PrincipalArn": {function}}}}}
  T{at}:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: child.yaml
      Parameters: {{X: {function}}}
  U{at}:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: {function}
  "Fn::ForEach::V{at}":
    - X
    - [{function}]
    - "W${{X}}":
        Type: AWS::IAM::ManagedPolicy
        Properties:
          PolicyDocument: "${{X}}"
"""


def test_values_of_parameters_without_echo(capsys):
    head = f"Transform: AWS::LanguageExtensions\nParameters: {json.dumps(PARAMETERS)}\n"
    head += "Conditions: {C: !Equals [!Ref S, x]}\nMappings: {M: {a: {b: c}}}\nResources:\n"
    child = "Parameters: {X: {Type: Number}}\nResources:\n  P:\n    Type: AWS::IAM::ManagedPolicy\n"
    child += "    Properties:\n      PolicyDocument: !Ref X\n"
    write(
        {
            "main.yaml": head + "".join(resources(at, one) for at, one in enumerate(FUNCTIONS)),
            "child.yaml": child,
            "given.json": json.dumps([{"ParameterKey": "G", "ParameterValue": "HUSHv"}]),
        }
    )
    for name in ("text", "json"):
        arguments = ("--format", name, "-v", "--no-cache", "--select", "ALL", "--parameters", "given.json", "main.yaml")
        text = said(capsys, *arguments)
        assert "DOC001" in text
        assert leaks(text) == [], name
    assert leaks(said(capsys, "show", "--parameters", "given.json", "main.yaml")) == []


def test_values_that_a_plan_marks(capsys):
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "kms:*", "Resource": "HUSHa"}]}
    plain = json.dumps(document).replace("HUSHa", "*")
    common = {"mode": "managed", "type": "aws_iam_policy"}
    planned = [
        {
            "address": "aws_iam_policy.a",
            **common,
            "values": {"description": "HUSHb", "policy": json.dumps(document)},
            "sensitive_values": {"description": True, "policy": True},
        },
        {
            "address": "aws_iam_policy.b",
            **common,
            "values": {"tags": [{"x": "HUSHc"}], "policy": plain},
            "sensitive_values": {"tags": [{"x": True}]},
        },
    ]
    change = {"after": {"x": "HUSHd"}, "after_sensitive": True, "before": {}, "before_sensitive": {}}
    plan = {
        "format_version": "1.2",
        "variables": {"password": {"value": "HUSHe"}},
        "planned_values": {
            "outputs": {"o": {"sensitive": True, "value": "HUSHf"}},
            "root_module": {"resources": planned},
        },
        "resource_changes": [{"address": "x", "change": change}],
        "configuration": {"root_module": {"variables": {"password": {"sensitive": True}}}},
    }
    write({"plan.json": json.dumps(plan)})
    for name in FORMATS:
        text = said(capsys, "--format", name, "-v", "--no-cache", "plan.json")
        assert "KMS101" in text
        assert leaks(text) == [], name
    assert leaks(said(capsys, "show", "plan.json")) == []


def test_a_secret_on_the_line_of_a_finding(capsys):
    """The frame of a finding in a file of one line shows what stands beside it."""
    policy = '{"Statement":[{"Action":"kms:*","Effect":"Allow","Resource":"*"}],"Version":"2012-10-17"}'
    variable = {"s": {"sensitive": True, "default": "HUSHa"}}
    terraform = {"variable": variable, "resource": {"aws_iam_policy": {"p": {"policy": policy}}}}
    properties = {"PolicyDocument": json.loads(policy)}
    template = {
        "Parameters": {"S": {"Type": "String", "NoEcho": True, "Default": "HUSHb"}},
        "Resources": {"P": {"Properties": properties, "Type": "AWS::IAM::ManagedPolicy"}},
    }
    write({"main.tf.json": json.dumps(terraform), "t.json": json.dumps(template)})
    for name in ("text", "html"):
        text = said(capsys, "--format", name, "--no-cache")
        assert "*******" in text
        assert leaks(text) == []


def test_a_result_from_the_cache_hides_as_much(capsys, tree, monkeypatch):
    monkeypatch.setattr("iaclint.run.FEWEST", 0)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tree.parent / "cache"))
    test_a_secret_on_the_line_of_a_finding(capsys)
    first, second = (said(capsys, "--format", "text") for _ in range(2))
    assert list((tree.parent / "cache").rglob("*"))
    assert first == second
    assert "*******" in first
    assert leaks(first) == []


@pytest.mark.parametrize("given", ["HUSHa", "[HUSHa]", '["HUSHa", "kms:*"]', "{ a = HUSHa }", "[HUSHa", '["HUSHa'])
def test_values_on_the_command_line(capsys, given):
    declared = 'variable "l" {\n  type      = list(string)\n  sensitive = true\n}\n'
    write({"main.tf": declared + policy(0, "var.l"), "other/main.tf": policy(0, '"kms:*"')})
    for arguments in (["--format", "text", "-v", "--no-cache"], ["show"]):
        text = said(capsys, *arguments, "--var", f"l={given}")
        assert leaks(text) == []
        assert "internal error" not in text
        assert "kms:*" in text
    text = said(capsys, "--format", "json", "--no-cache", "--var", f"l={given}")
    assert {one["rule"] for one in json.loads(text)["findings"]} & {"SRC001", "SRC002", "DOC001"}
