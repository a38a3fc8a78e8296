"""``data.aws_iam_policy_document`` against the real provider: the very text, not only what it means."""

import json
import random

import pytest
from terraform.real import MISSING, plan
from terraform.trees import at, documents, only, sources, unit, write

from iaclint.terraform.configuration import Configuration
from iaclint.terraform.expression import evaluate
from iaclint.terraform.installed import Installed
from iaclint.terraform.instances import Instance
from iaclint.terraform.module import read_module
from iaclint.terraform.names import Frame
from iaclint.terraform.policies import decoded
from iaclint.values.encode import plain
from iaclint.values.origin import USED


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def outputs():
    """The outputs of the root module here, as data."""
    files = sources()
    module = read_module(".", files)
    configuration = Configuration(".", files, Installed(".", files))
    frame = Frame(configuration, Instance(module))
    return {
        name: plain(evaluate(block.body.attributes["value"].expression, frame))
        for name, block in module.outputs.items()
    }


# Written by the provider 5.100.0 for the configuration below (terraform plan, the output's value)
PLANNED = {
    "order": (
        '{"Version":"2012-10-17","Id":"some id","Statement":[{"Sid":"A1","Effect":"Allow",'
        '"Action":["s3:b","s3:a","s3:C"],"NotResource":["z","\\u003c\\u0026\\u003e","${aws:username}"],'
        '"Principal":{"AWS":["x","q","z","y","a"],"Federated":[],"Service":["b","a"]},'
        '"NotPrincipal":{"*":["b","*"]},"Condition":{"Bool":{"aws:b":[]},'
        '"NumericEquals":{"aws:n":["1","2.5","true"]},'
        '"StringLike":{"aws:a":"c","aws:x":["zz","${aws:userid}","c","b","c","a"]}}},'
        '{"Effect":"Allow","Resource":"*"},{"Effect":"Allow"}]}'
    ),
    "empty": '{"Version":"2012-10-17"}',
    "old": (
        '{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Action":"a:b","Resource":"*",'
        '"Principal":{"*":"*","AWS":"*"}}]}'
    ),
    "merged": (
        '{"Version":"2012-10-17","Id":"over","Statement":[{"Sid":"S","Effect":"Allow","Action":"over:a",'
        '"Resource":"*"},{"Sid":"T","Effect":"Allow","Action":"own:a","Resource":"*"},'
        '{"Effect":"Allow","Action":"x:y","Resource":["one"],"Principal":"*"},'
        '{"Effect":"Allow","Action":"a:b","Resource":"*","Principal":{"*":"*","AWS":"*"}},'
        '{"Sid":"U","Effect":"Allow","Action":"own:b","Resource":"*"},'
        '{"Sid":"New","Effect":"Deny","Action":"over:c","Resource":"*"},{"Effect":"Allow","Action":"z:z"}]}'
    ),
    "source": (
        '{"Version":"2012-10-17","Id":"src","Statement":[{"Sid":"S","Effect":"Deny","Action":["b","a","c"],'
        '"Resource":"r","Principal":"*"},{"Sid":"T","Effect":"Allow","NotAction":[],'
        '"Principal":{"AWS":["c","b","a"],"Service":"s"},"Condition":{"Bool":{"aws:x":"true","aws:y":"one"}}}]}'
    ),
}

CONFIGURATION = """
data "aws_iam_policy_document" "order" {
  policy_id = "some id"
  statement {
    sid           = "A1"
    actions       = ["s3:b", "s3:a", "s3:C", "s3:a"]
    not_resources = ["z", "&{aws:username}", "<&>"]
    principals {
      type        = "Service"
      identifiers = ["b", "a"]
    }
    principals {
      type        = "AWS"
      identifiers = ["x"]
    }
    principals {
      type        = "AWS"
      identifiers = ["y", "z", "a"]
    }
    principals {
      type        = "AWS"
      identifiers = ["q"]
    }
    principals {
      type        = "Federated"
      identifiers = []
    }
    not_principals {
      type        = "*"
      identifiers = ["*", "b"]
    }
    condition {
      test     = "StringLike"
      variable = "aws:x"
      values   = ["&{aws:userid}", "c", "b"]
    }
    condition {
      test     = "StringLike"
      variable = "aws:x"
      values   = ["c", "a"]
    }
    condition {
      test     = "StringLike"
      variable = "aws:a"
      values   = ["c"]
    }
    condition {
      test     = "Bool"
      variable = "aws:b"
      values   = []
    }
    condition {
      test     = "StringLike"
      variable = "aws:x"
      values   = ["zz"]
    }
    condition {
      test     = "NumericEquals"
      variable = "aws:n"
      values   = [1, 2.5, true]
    }
  }
  statement {
    not_actions = []
    actions     = null
    resources   = ["*"]
    effect      = null
    sid         = ""
  }
  statement {}
}
data "aws_iam_policy_document" "empty" {}
data "aws_iam_policy_document" "old" {
  version = "2008-10-17"
  statement {
    actions   = ["a:b"]
    resources = ["*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
  }
}
locals {
  source = jsonencode({
    version = "2008-10-17", id = "src", Extra = 1
    statement = [
      { sid = "S", action = ["b", "a", "c"], effect = "Deny", principal = "arn:aws:iam::1:root", resource = "r" },
      {
        Sid = "T", Effect = "Allow", NotAction = [], NotPrincipal = {}, More = 2
        Principal = { AWS = ["b", "c", "a"], Service = "s" }
        Condition = { Bool = { "aws:x" = true, "aws:y" = ["one"], "aws:n" = 5 }, Empty = {}, Only = { "aws:n" = 5 } }
      },
    ]
  })
  third = jsonencode({
    Statement = [{ Effect = "Allow", Principal = { "*" = ["*"] }, Action = "x:y", Resource = ["one"] }]
  })
}
data "aws_iam_policy_document" "source" { source_policy_documents = [local.source] }
data "aws_iam_policy_document" "merged" {
  source_policy_documents = [local.source, local.third, data.aws_iam_policy_document.old.json]
  statement {
    sid       = "T"
    actions   = ["own:a"]
    resources = ["*"]
  }
  statement {
    sid       = "U"
    actions   = ["own:b"]
    resources = ["*"]
  }
  override_policy_documents = [
    jsonencode({
      Version = "2012-10-17", Id = "over"
      Statement = [
        { Sid = "S", Effect = "Allow", Action = "over:a", Resource = "*" },
        { Sid = "New", Effect = "Allow", Action = "over:b", Resource = "*" },
      ]
    }),
    jsonencode({
      Statement = [
        { Sid = "New", Effect = "Deny", Action = "over:c", Resource = "*" },
        { Effect = "Allow", Action = "z:z" },
      ]
    }),
  ]
}
output "order" { value = data.aws_iam_policy_document.order.minified_json }
output "empty" { value = data.aws_iam_policy_document.empty.minified_json }
output "old" { value = data.aws_iam_policy_document.old.minified_json }
output "merged" { value = data.aws_iam_policy_document.merged.minified_json }
output "source" { value = data.aws_iam_policy_document.source.minified_json }
output "indented" { value = data.aws_iam_policy_document.order.json }
"""


def test_documents_are_written_as_the_provider_writes_them():
    write({"main.tf": CONFIGURATION})
    found = outputs()
    indented = found.pop("indented")
    assert found == PLANNED
    assert indented.startswith(
        '{\n  "Version": "2012-10-17",\n  "Id": "some id",\n  "Statement": [\n    {\n      "Sid"'
    )
    assert json.loads(indented) == json.loads(PLANNED["order"])


@pytest.mark.slow
@pytest.mark.skipif(bool(MISSING), reason=MISSING)
def test_the_texts_above_are_the_providers(tmp_path):
    write({"main.tf": CONFIGURATION})
    found = {name: output["value"] for name, output in plan(tmp_path)["planned_values"]["outputs"].items()}
    assert found.pop("indented") == outputs()["indented"]
    assert found == PLANNED


class Generator:
    """Policy documents with everything the data source takes, as configuration."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def some(self, choices, most=4):
        return [self.random.choice(choices) for _ in range(self.random.randint(0, most))]

    def text(self):
        return self.random.choice(
            ["*", "s3:Get*", "kms:*", "b", "a", "Ä", "&{aws:username}", "<x&y>", 'q"uote', "arn:aws:x"]
        )

    def texts(self, most=4):
        items = [json.dumps(self.text(), ensure_ascii=False) for _ in range(self.random.randint(0, most))]
        return self.random.choice(["[%s]", "toset([%s])", "concat([%s], [])", "distinct(flatten([[%s]]))"]) % ", ".join(
            items
        )

    def principals(self, name):
        types = ["AWS", "Service", "Federated", "*"]
        blocks = [
            f'{name} {{\n type = "{self.random.choice(types)}"\n identifiers = {self.texts(3)}\n}}'
            for _ in range(self.random.choice([0, 0, 1, 1, 2, 4]))
        ]
        if self.random.random() < 0.2:
            each = '{ AWS = ["x", "*"], Service = ["s"] }'
            blocks.append(
                f'dynamic "{name}" {{\n for_each = {each}\n iterator = it\n content {{\n'
                " type = it.key\n identifiers = it.value\n }\n}"
            )
        return "\n".join(blocks)

    def condition(self):
        values = ", ".join(
            self.random.choice(['"a"', '"b"', "1", "true", '"&{aws:userid}"']) for _ in range(self.random.randint(0, 3))
        )
        return (
            f'condition {{\n test = "{self.random.choice(["StringEquals", "Bool", "ForAnyValue:StringLike"])}"\n'
            f' variable = "{self.random.choice(["aws:a", "aws:b", "kms:c"])}"\n values = [{values}]\n}}'
        )

    def statement(self, number):
        lines = [
            f"{name} = {self.texts()}"
            for name in ("actions", "not_actions", "resources", "not_resources")
            if self.random.random() < 0.5
        ]
        if self.random.random() < 0.5:
            lines.append(f'sid = "S{number}"')
        if self.random.random() < 0.3:
            lines.append('effect = "Deny"')
        lines += [
            self.principals("principals"),
            self.principals("not_principals") if self.random.random() < 0.3 else "",
        ]
        lines += [self.condition() for _ in range(self.random.choice([0, 0, 1, 2, 5]))]
        body = "\n".join(lines)
        if self.random.random() < 0.2:
            body = body.replace("sid =", "# sid =")
            return f'dynamic "statement" {{\n for_each = [1, 2]\n content {{\n{body}\n}}\n}}'
        return f"statement {{\n{body}\n}}"

    def document(self, name, others):
        lines = [self.statement(number) for number in range(self.random.randint(0, 4))]
        if self.random.random() < 0.2:
            lines.append('policy_id = "an id"')
        for argument in ("source_policy_documents", "override_policy_documents"):
            if others and self.random.random() < 0.3:
                wanted = self.random.sample(others, 1)
                lines.append(
                    f"{argument} = [{', '.join(f'data.aws_iam_policy_document.{other}.json' for other in wanted)}]"
                )
        body = "\n".join(lines)
        return (
            f'data "aws_iam_policy_document" "{name}" {{\n{body}\n}}\n'
            f'output "{name}" {{ value = data.aws_iam_policy_document.{name}.json }}\n'
        )


@pytest.mark.slow
@pytest.mark.skipif(bool(MISSING), reason=MISSING)
def test_generated_documents_are_written_as_the_provider_writes_them(tmp_path):
    generator = Generator(20240229)
    names = [f"d{number}" for number in range(100)]
    write({"main.tf": "".join(generator.document(name, names[:number]) for number, name in enumerate(names))})
    planned = {name: output["value"] for name, output in plan(tmp_path)["planned_values"]["outputs"].items()}
    assert outputs() == planned


# what is not known, where things stand


def test_what_is_not_known_stays_in_its_place():
    found = unit(
        {
            "main.tf": """
            variable "action" { type = string }
            variable "actions" { type = list(string) }
            variable "each" { type = list(string) }
            variable "source" { type = string }
            data "aws_iam_policy_document" "d" {
              source_policy_documents = [var.source]
              statement {
                actions   = ["b", var.action, "a"]
                resources = var.actions
              }
              dynamic "statement" {
                for_each = var.each
                content {
                  actions = [statement.value]
                }
              }
              statement {
                not_actions = [var.action]
                principals {
                  type        = "AWS"
                  identifiers = ["arn:aws:iam::${var.action}:root", "x"]
                }
                dynamic "condition" {
                  for_each = var.each
                  content {
                    test     = "Bool"
                    variable = "aws:x"
                    values   = [true]
                  }
                }
              }
            }
            resource "aws_iam_policy" "p" { policy = data.aws_iam_policy_document.d.json }
            """
        }
    )
    hole = {"$unknown": "var.action"}
    assert documents(found) == {
        ("aws_iam_policy.p", "policy"): {
            "Version": "2012-10-17",
            "Statement": [
                {"$unknown": "var.source"},
                {"Effect": "Allow", "Action": ["b", "a", hole], "Resource": {"$unknown": "var.actions"}},
                {"$unknown": "var.each"},
                {
                    "Effect": "Allow",
                    "NotAction": hole,
                    "Principal": {"AWS": ["x", {"$parts": ["arn:aws:iam::", hole, ":root"]}]},
                    "Condition": {"$unknown": "var.each"},
                },
            ],
        }
    }


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ('statement { sid = "A" }\nstatement { sid = "A" }', "the Sid A stands twice"),
        ('source_policy_documents = ["{"]', "source_policy_documents holds no JSON"),
        ('source_policy_documents = ["[]"]', "source_policy_documents holds no JSON object"),
        ("override_policy_documents = [jsonencode({ Statement = {} })]", "Statement is no list"),
        ("source_policy_documents = [null]", "must not hold null"),
        (
            'source_policy_documents = [jsonencode({ Statement = [{ Sid = "A" }, { Sid = "A" }] })]',
            "the Sid A stands twice",
        ),
    ],
)
def test_what_the_provider_refuses_is_told(body, reason):
    found = unit(
        {
            "main.tf": f'data "aws_iam_policy_document" "d" {{\n{body}\n}}\n'
            'resource "aws_iam_policy" "p" { policy = data.aws_iam_policy_document.d.json }'
        }
    )
    assert reason in only(found.sites[0]).reason


def test_documents_of_provider_version_4_are_merged_as_it_did():
    found = unit(
        {
            "main.tf": """
            data "aws_iam_policy_document" "d" {
              source_json   = jsonencode({ Statement = [{ Sid = "A", Action = "source" }] })
              override_json = jsonencode({ Statement = [{ Sid = "A", Action = "over" }] })
              statement {
                sid     = "B"
                actions = ["own"]
              }
            }
            resource "aws_iam_policy" "p" { policy = data.aws_iam_policy_document.d.json }
            """
        }
    )
    assert documents(found)["aws_iam_policy.p", "policy"]["Statement"] == [
        {"Sid": "A", "Action": "over"},
        {"Sid": "B", "Effect": "Allow", "Action": "own"},
    ]


def test_every_value_stands_where_it_was_written():
    found = unit(
        {
            "main.tf": """\
            data "aws_iam_policy_document" "base" {
              statement {
                actions = ["base:x"]
              }
            }
            data "aws_iam_policy_document" "d" {
              source_policy_documents = [data.aws_iam_policy_document.base.json]
              statement {
                actions = ["z:z",
                  "kms:*"]
                principals {
                  type        = "AWS"
                  identifiers = ["*"]
                }
                condition {
                  test     = "Bool"
                  variable = "aws:x"
                  values   = ["true"]
                }
              }
            }
            resource "aws_iam_policy" "p" {
              policy = data.aws_iam_policy_document.d.json
            }
            """
        }
    )
    document = decoded(only(found.sites[0]))
    base, own = document.get("Statement").elements()
    assert at(base.get("Action").span) == ("main.tf", 3, '"base:x"')
    assert at(own.span) == ("main.tf", 8, "statement {")
    assert at(own.get("Action").item(1).span) == ("main.tf", 10, '"kms:*"')
    assert at(own.key("Action").span) == ("main.tf", 9, "actions")
    principal = own.get("Principal")
    assert (at(principal.key("AWS").span), at(principal.get("AWS").span)) == (
        ("main.tf", 12, '"AWS"'),
        ("main.tf", 13, '"*"'),
    )
    operator = own.get("Condition").get("Bool")
    assert (at(operator.key("aws:x").span), at(operator.get("aws:x").span)) == (
        ("main.tf", 17, '"aws:x"'),
        ("main.tf", 18, '"true"'),
    )
    assert at(own.get("Effect").span) == ("main.tf", 8, "statement {")
    assert [(at(step.span)[1], step.message) for step in base.get("Action").origin.steps() if step.kind == USED] == [
        (1, "rendered by data.aws_iam_policy_document.base"),
        (6, "rendered by data.aws_iam_policy_document.d"),
    ]
