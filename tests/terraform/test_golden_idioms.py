"""Idioms of public modules, in one configuration, against the plan that real Terraform makes of it."""
# ruff: noqa: E501

import json

import pytest
from terraform.real import MISSING, plan
from terraform.trees import documents, unit, write

FILES = {
    "main.tf": """
        locals {
          environments = { dev = { admin = false }, prod = { admin = true, extra = ["kms:Decrypt"] } }
          flat         = flatten([for env, about in local.environments : [for n in range(2) : { env = env, n = n }]])
          by_name      = { for one in local.flat : "${one.env}-${one.n}" => one }
          grouped      = { for one in local.flat : one.env => one.n... }
          statements   = [for name, one in local.by_name : { Sid = replace(title(name), "-", ""), Effect = "Allow",
            Action = "s3:Get*", Resource = "arn:aws:s3:::${one.env}/${one.n}" } if one.n != 0]
          tags         = merge({ Owner = "x" }, { for k, v in local.environments : k => tostring(v.admin) })
        }
        resource "aws_iam_policy" "flat" {
          for_each = local.by_name
          name     = each.key
          policy = jsonencode({
            Version = "2012-10-17"
            Statement = concat(local.statements, each.value.n > 0 ? [{
              Effect = "Deny", Action = ["iam:*"], Resource = "*", Condition = { Bool = { "aws:x" = each.value.n == 1 } }
            }] : [])
          })
        }
        resource "aws_iam_policy" "optional" {
          count  = length([for env in values(local.environments) : env if env.admin])
          policy = templatefile("${path.module}/policy.tftpl", { actions = try(local.environments.prod.extra, []), n = count.index })
        }
        resource "aws_iam_policy" "lookup" {
          policy = jsonencode({
            Version   = "2012-10-17"
            Statement = [{ Effect = "Allow", Resource = "*", Action = lookup(local.environments["dev"], "extra", ["ec2:*"]) }]
          })
        }
        module "roles" {
          source   = "./modules/role"
          for_each = { for name, about in local.environments : name => about if name != "none" }
          name     = "role-${each.key}"
          trusted = {
            services = ["ec2.amazonaws.com"]
            accounts = each.value.admin ? ["111122223333", "444455556666"] : []
          }
          policies = {
            for kind in ["read", "write"] : kind => {
              actions   = [for verb in ["Get", "Put"] : "s3:${verb}*" if kind == "write" || verb == "Get"]
              resources = kind == "write" ? null : ["arn:aws:s3:::${each.key}"]
            }
          }
        }
        module "off" {
          source   = "./modules/role"
          count    = 0
          name     = "never"
          policies = {}
        }
        resource "aws_iam_policy" "outputs" {
          policy = jsonencode({
            Version = "2012-10-17"
            Statement = [{
              Effect   = "Allow"
              Action   = distinct(flatten([for role in module.roles : role.actions]))
              Resource = sort([for name, role in module.roles : "arn:aws:iam::*:role/${role.name}"])
            }]
          })
        }
        resource "aws_iam_policy" "splat" {
          policy = one(concat(module.off[*].json, values(module.roles)[*].json, [""])[0] == "" ? [] : [module.roles["dev"].json])
        }
        resource "aws_kms_key" "k" {
          policy = coalesce(null, "", module.roles["prod"].json)
        }
        resource "aws_iam_user_policy" "heredoc" {
          user   = "u"
          policy = <<EOF
        {
          "Version": "2012-10-17",
          "Statement": [
        %{ for env, about in local.environments ~}
            {"Effect": "Allow", "Sid": "${upper(env)}", "Action": ${jsonencode(try(about.extra, "a:b"))}, "Resource": "*"},
        %{ endfor ~}
            {"Effect": "Deny", "Action": "x:y", "Resource": ["%{ if length(local.grouped) == 2 }yes%{ else }no%{ endif }"]}
          ]
        }
        EOF
        }
        """,
    "policy.tftpl": """
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Sid": "N${n}", "Resource": "*",
          "Action": ["s3:List*"%{ for action in actions }, "${action}"%{ endfor }]}]}
        """,
    "modules/role/main.tf": """
        variable "name" { type = string }
        variable "path" {
          type     = string
          default  = "/x/"
          nullable = false
        }
        variable "trusted" {
          type    = object({ services = optional(set(string), []), accounts = optional(list(string), ["999999999999"]) })
          default = {}
        }
        variable "policies" {
          type = map(object({ actions = list(string), resources = optional(list(string)), effect = optional(string, "Allow") }))
        }
        locals { principals = { Service = var.trusted.services, AWS = formatlist("arn:aws:iam::%s:root", var.trusted.accounts) } }
        data "aws_iam_policy_document" "trust" {
          statement {
            actions = ["sts:AssumeRole"]
            dynamic "principals" {
              for_each = { for type, ids in local.principals : type => ids if length(ids) > 0 }
              content {
                type        = principals.key
                identifiers = principals.value
              }
            }
          }
        }
        data "aws_iam_policy_document" "all" {
          dynamic "statement" {
            for_each = var.policies
            iterator = it
            content {
              sid       = title(it.key)
              effect    = it.value.effect
              actions   = it.value.actions
              resources = coalesce(it.value.resources, ["*"])
            }
          }
        }
        resource "aws_iam_role" "this" {
          name               = var.name
          path               = var.path
          assume_role_policy = data.aws_iam_policy_document.trust.json
          dynamic "inline_policy" {
            for_each = var.policies
            content {
              name   = inline_policy.key
              policy = jsonencode({
                Version   = "2012-10-17"
                Statement = { Effect = inline_policy.value.effect, Action = inline_policy.value.actions, Resource = "*" }
              })
            }
          }
        }
        output "name" { value = aws_iam_role.this.name }
        output "json" { value = data.aws_iam_policy_document.all.minified_json }
        output "actions" { value = [for policy in values(var.policies) : policy.actions] }
        """,
}


def planned(made):
    """The policies of a plan, by address and attribute."""
    found = {}
    waiting = [made["planned_values"]["root_module"]]
    while waiting:
        module = waiting.pop()
        waiting += module.get("child_modules", [])
        for resource in module.get("resources", []):
            values = resource["values"]
            for name in ("policy", "assume_role_policy"):
                if values.get(name):
                    found[resource["address"], name] = json.loads(values[name])
            for index, block in enumerate(values.get("inline_policy") or []):
                found[resource["address"], f"inline_policy[{index}].policy"] = json.loads(block["policy"])
    return found


@pytest.mark.slow
@pytest.mark.skipif(bool(MISSING), reason=MISSING)
def test_idioms_of_modules_come_out_as_terraform_plans_them(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(FILES)
    found = unit({})
    assert documents(found) == planned(plan(tmp_path))
    assert found.problems == ()
