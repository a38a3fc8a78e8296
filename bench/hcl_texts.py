"""Texts of Terraform files."""

from __future__ import annotations

from random import Random

from other_texts import name, sentence, words

KEY = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
POLICY_MODULE_VARIABLES = """\
variable "name" {
  type = string
}

variable "actions" {
  type    = list(string)
  default = ["kms:Decrypt"]
}

variable "resources" {
  type    = list(string)
  default = ["%s"]
}
"""
POLICY_MODULE = """\
data "aws_iam_policy_document" "this" {
  statement {
    sid       = "Use"
    actions   = concat(var.actions, ["kms:DescribeKey"])
    resources = var.resources
  }

  dynamic "statement" {
    for_each = { for action in var.actions : action => action if startswith(action, "s3:") }
    content {
      actions   = [statement.value]
      resources = ["arn:aws:s3:::${var.name}/*"]
    }
  }
}

resource "aws_iam_policy" "this" {
  name   = var.name
  policy = data.aws_iam_policy_document.this.json
}
"""


def two_policies() -> str:
    """A small file with a managed policy and a key; one finding."""
    return """\
data "aws_caller_identity" "current" {}

resource "aws_iam_policy" "this" {
  name = "decrypt"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["kms:Decrypt"], Resource = "*" }]
  })
}

resource "aws_kms_key" "this" {
  enable_key_rotation = true
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Account"
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:root" }
      Action    = "kms:*"
      Resource  = "*"
    }]
  })
}
"""


def shared_module(draw: Random, number: int) -> list[tuple[str, str]]:
    """A module of three files; every second one makes a policy of what it is handed."""
    outputs = f'output "name" {{\n  value       = var.name\n  description = "{sentence(draw)}"\n}}\n'
    body = POLICY_MODULE if number % 2 == 0 else plain_resources(draw, 6)
    variables = POLICY_MODULE_VARIABLES % KEY
    return [("main.tf", body), ("variables.tf", variables), ("outputs.tf", outputs)]


def root_module(draw: Random, number: int, modules: int) -> list[tuple[str, str]]:
    """A root module of ten files: one calls two shared modules, one holds policies of its own, eight hold neither."""
    files = [(f"{word}_{index}.tf", plain_resources(draw, 6, index)) for index, word in enumerate(words(draw, 6))]
    files.append(("variables.tf", variables(draw, 12)))
    files.append(("outputs.tf", "".join(output(draw, index) for index in range(8))))
    return [("main.tf", calls(draw, number, modules)), ("iam.tf", policies(draw, number)), *files]


def calls(draw: Random, number: int, modules: int) -> str:
    """Calls of two shared modules; those of every tenth root hand on too much."""
    actions = '["kms:*"]' if number % 10 == 0 else '["kms:Decrypt", "kms:GenerateDataKey"]'
    return "".join(
        f"""\
variable "{word}_name_{index}" {{
  default = "{name(draw)}"
}}

module "{word}_name_{index}" {{
  source  = "../../modules/module-{(number * 2 + index) % modules}"
  name    = "{name(draw)}-${{var.{word}_name_{index}}}"
  actions = {actions}
}}

"""
        for index, word in enumerate(words(draw, 2))
    )


def policies(draw: Random, number: int) -> str:
    """A policy, a role with its trust policy, and a key."""
    actions = '"kms:Decrypt", "kms:ReEncrypt*"' if number % 12 == 0 else '"kms:DescribeKey"'
    return f"""\
data "aws_caller_identity" "current" {{}}

resource "aws_iam_role" "{name(draw).replace("-", "_")}" {{
  name = "{name(draw)}"
  assume_role_policy = jsonencode({{
    Version   = "2012-10-17"
    Statement = [{{ Effect = "Allow", Principal = {{ Service = "ec2.amazonaws.com" }}, Action = "sts:AssumeRole" }}]
  }})
}}

resource "aws_iam_policy" "operators" {{
  name = "{name(draw)}"
  policy = jsonencode({{
    Version = "2012-10-17"
    Statement = [
      {{ Effect = "Allow", Action = [{actions}], Resource = "*" }},
      {{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::{name(draw)}/*" }},
    ]
  }})
}}

resource "aws_kms_key" "data" {{
  description         = "{sentence(draw)}"
  enable_key_rotation = true
  policy              = <<-JSON
    {{
      "Version": "2012-10-17",
      "Statement": [{{
        "Sid": "Account",
        "Effect": "Allow",
        "Principal": {{ "AWS": "arn:aws:iam::${{data.aws_caller_identity.current.account_id}}:root" }},
        "Action": "kms:*",
        "Resource": "*"
      }}]
    }}
  JSON
}}
"""


def plain_resources(draw: Random, count: int, file: int = 0) -> str:
    """Resources that hold no policy."""
    return "".join(
        f"""\
resource "aws_s3_bucket" "{word}_{file}{index}" {{
  bucket = "{name(draw)}-${{terraform.workspace}}"

  tags = {{
    Name        = "{name(draw)}"
    Description = "{sentence(draw)}"
    Team        = "{draw.choice(["blue", "green", "red"])}"
  }}
}}

resource "aws_s3_bucket_versioning" "{word}_{file}{index}" {{
  bucket = aws_s3_bucket.{word}_{file}{index}.id

  versioning_configuration {{
    status = "Enabled"
  }}
}}

"""
        for index, word in enumerate(words(draw, count))
    )


def variables(draw: Random, count: int) -> str:
    """Variables with defaults."""
    return "".join(
        f'variable "{word}_{index}" {{\n  description = "{sentence(draw)}"\n  type        = string\n'
        f'  default     = "{name(draw)}"\n}}\n\n'
        for index, word in enumerate(words(draw, count))
    )


def output(draw: Random, number: int) -> str:
    """An output."""
    return f'output "{draw.choice(["name", "id", "note"])}_{number}" {{\n  value = "{sentence(draw)}"\n}}\n\n'


def many_instances(count: int) -> list[tuple[str, str]]:
    """A module with ``count`` instances, each with a policy of its own (range() gives at most 1,024 numbers)."""
    root = f"""\
module "many" {{
  source   = "./module"
  for_each = toset(flatten([for row in range({count // 50}) : [for column in range(50) : "team-${{row}}-${{column}}"]]))
  name     = each.key
}}
"""
    return [
        ("main.tf", root),
        ("module/main.tf", POLICY_MODULE),
        ("module/variables.tf", POLICY_MODULE_VARIABLES % KEY),
    ]
