import json

import pytest
from terraform.real import MISSING, plan
from terraform.trees import at, documents, only, places, sources, write

from iaclint.terraform import Inputs, load_plan
from iaclint.terraform.plan import calls_and_own
from iaclint.terraform.policies import decoded
from iaclint.values.encode import plain
from iaclint.values.value import Target


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def load(path="plan.json"):
    return load_plan(path, sources(), Inputs())


def resource(address, attributes, mode="managed"):
    kind = address.split(".")[1 if mode == "data" else -2] if "[" not in address else address.split(".")[-2]
    return {"address": address, "mode": mode, "type": kind, "values": attributes}


def write_plan(*resources, **more):
    planned = {"root_module": {"resources": list(resources)}}
    write({"plan.json": {"format_version": "1.2", "planned_values": planned, **more}})


CONFIGURATION = {
    "main.tf": """
        variable "actions" { default = ["s3:Get*"] }
        variable "accounts" { type = list(string) }
        resource "aws_iam_policy" "p" {
          count = length(var.accounts)
          policy = jsonencode({
            Version   = "2012-10-17"
            Statement = [{
              Effect   = "Allow"
              Action   = var.actions
              Resource = "arn:aws:iam::${var.accounts[count.index]}:role/x"
            }]
          })
        }
        module "m" {
          source   = "./m"
          for_each = toset(["a b"])
          name     = each.key
        }
        resource "aws_kms_key_policy" "kp" {
          key_id = aws_kms_key.k.key_id
          policy = data.aws_iam_policy_document.d.json

          bypass_policy_lockout_safety_check = true
        }
        resource "aws_kms_key" "k" {
          enable_key_rotation = true
        }
        resource "aws_s3_bucket" "b" {}
        data "aws_iam_policy_document" "d" {
          statement {
            actions   = ["kms:*"]
            resources = ["*"]
            principals {
              type        = "AWS"
              identifiers = ["arn:aws:iam::${var.accounts[0]}:root"]
            }
          }
        }
        resource "aws_iam_role_policy" "u" {
          role   = "r"
          policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "s3:*", Resource = aws_s3_bucket.b.arn }] })
        }
        """,
    "m/main.tf": """
        variable "name" {}
        resource "aws_iam_role" "r" {
          name               = "r"
          assume_role_policy = <<-EOT
            {"Version": "2012-10-17", "Statement": [
              {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ec2.amazonaws.com"}}
            ]}
          EOT
          inline_policy {
            name   = "one"
            policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "kms:*", Resource = var.name }] })
          }
          inline_policy {
            name   = "two"
            policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "ec2:*", Resource = "*" }] })
          }
        }
        """,
}


def statement(action, resource, **more):
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def document(*statements, version="2012-10-17"):
    return {**({"Version": version} if version else {}), "Statement": list(statements)}


ROLE = 'module.m["a b"].aws_iam_role.r'
DEPLOYED = {
    ("aws_iam_policy.p[0]", "policy"): document(statement("[1]", "arn:aws:iam::111122223333:role/x")),
    ("aws_iam_policy.p[1]", "policy"): document(statement("[1]", "arn:aws:iam::444455556666:role/x")),
    ("aws_kms_key_policy.kp", "policy"): document(
        statement("kms:*", "*", Principal={"AWS": "arn:aws:iam::111122223333:root"})
    ),
    (ROLE, "assume_role_policy"): document(
        {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ec2.amazonaws.com"}}
    ),
    (ROLE, "inline_policy[0].policy"): document(statement("kms:*", "a b"), version=""),
    (ROLE, "inline_policy[1].policy"): document(statement("ec2:*", "*"), version=""),
}


@pytest.fixture
def real_plan(tmp_path):
    if MISSING:
        pytest.skip(MISSING)
    write(CONFIGURATION)
    made = plan(tmp_path, '-var=accounts=["111122223333","444455556666"]', "-var=actions=[1]")
    write({"plan.json": made, "alone/plan.json": made})


BYPASSES = {"aws_kms_key.k": (True, False), "aws_kms_key_policy.kp": (False, True)}


def bypass(key):
    """Whether the lockout check is bypassed there; a plan writes false where a configuration leaves it out."""
    return "bypass_lockout_check" in (values := only(key).values) and plain(values["bypass_lockout_check"])


@pytest.mark.slow
def test_a_real_plan_beside_its_configuration_has_the_positions_of_the_configuration(real_plan):
    unit = load()
    assert (unit.name, unit.problems, unit.not_judged) == ("plan.json", (), ())
    hole = {"$unknown": "aws_s3_bucket.b.arn"}
    unknown = {("aws_iam_role_policy.u", "policy"): document(statement("s3:*", hole), version="")}
    assert documents(unit) == {**DEPLOYED, **unknown}
    assert {site.attribute_key.source.path for site in unit.sites} == {"main.tf", "m/main.tf"}
    policy = decoded(only(next(site for site in unit.sites if site.resource == "aws_iam_policy.p[0]")))
    action = policy.get("Statement").item(0).get("Action")
    assert at(action.span) == ("main.tf", 2, 'variable "actions" {')
    assert [step.message for step in action.origin.steps()] == ["given when plan.json was made"]
    assert {site.resource: site.key for site in unit.sites if site.key} == {
        "aws_kms_key_policy.kp": Target("key", "aws_kms_key.k")
    }
    assert {key.resource: (key.policy_elsewhere, bypass(key)) for key in unit.keys} == BYPASSES


@pytest.mark.slow
def test_a_real_plan_alone_has_positions_in_the_plan(real_plan):
    unit = load("alone/plan.json")
    unknown = {("aws_iam_role_policy.u", "policy"): {"$unknown": "aws_iam_role_policy.u.policy"}}
    assert documents(unit) == {**DEPLOYED, **unknown}
    assert {site.attribute_key.source.path for site in unit.sites} == {"alone/plan.json"}
    policy = decoded(only(next(site for site in unit.sites if site.resource == "aws_kms_key_policy.kp")))
    assert policy.get("Statement").item(0).get("Action").span.text == '\\"kms:*\\"'
    assert {key.resource: (key.policy_elsewhere, bypass(key)) for key in unit.keys} == BYPASSES
    assert plain(next(only(key).values["rotation"] for key in unit.keys if key.resource == "aws_kms_key.k")) is True


def test_where_the_configuration_disagrees_the_plan_counts():
    write(
        {
            "main.tf": """
            resource "aws_iam_policy" "changed" { policy = "{\\"Id\\": \\"written\\"}" }
            resource "aws_iam_policy" "same" { policy = "{\\"Id\\": \\"same\\"}" }
            resource "aws_iam_policy" "new" { policy = "{}" }
            data "aws_caller_identity" "c" {}
            resource "aws_iam_policy" "account" { policy = data.aws_caller_identity.c.account_id }
            """
        }
    )
    state = {
        "root_module": {"resources": [resource("data.aws_caller_identity.c", {"account_id": "111122223333"}, "data")]}
    }
    write_plan(
        resource("aws_iam_policy.changed", {"policy": '{"Id": "planned"}'}),
        resource("aws_iam_policy.same", {"policy": '{"Id":"same"}'}),
        resource("aws_iam_policy.gone", {"policy": '{"Id": "only planned"}'}),
        resource("aws_iam_policy.account", {"policy": "111122223333"}),
        prior_state={"values": state},
    )
    unit = load()
    assert documents(unit) == {
        ("aws_iam_policy.changed", "policy"): {"Id": "planned"},
        ("aws_iam_policy.same", "policy"): {"Id": "same"},
        ("aws_iam_policy.gone", "policy"): {"Id": "only planned"},
        ("aws_iam_policy.account", "policy"): "111122223333",
    }
    assert {site.resource.rpartition(".")[2]: only(site).span.source.path for site in unit.sites} == {
        "changed": "plan.json",
        "same": "main.tf",
        "gone": "plan.json",
        "account": "main.tf",
    }


def test_an_open_condition_is_decided_by_the_plan():
    write(
        {
            "main.tf": """
            data "aws_iam_roles" "all" {}
            resource "aws_iam_policy" "p" {
              policy = data.aws_iam_roles.all.names[0] == "x" ? "{\\"Id\\": \\"yes\\"}" : "{\\"Id\\": \\"no\\"}"
            }
            """
        }
    )
    write_plan(resource("aws_iam_policy.p", {"policy": '{"Id": "no"}'}))
    [site] = load().sites
    assert plain(decoded(only(site))) == {"Id": "no"}
    assert at(only(site).span)[0] == "main.tf"


def test_a_key_without_a_policy_of_its_own_has_none():
    keys = {"configuration": {"root_module": {"resources": [{"address": "aws_kms_key.k", "expressions": {}}]}}}
    changes = [{"address": "aws_kms_key.k", "change": {"after_unknown": {"policy": True}}}]
    write_plan(resource("aws_kms_key.k", {"is_enabled": True, "key_usage": None}), resource_changes=changes, **keys)
    unit = load()
    assert unit.sites == ()
    assert {name: plain(value) for name, value in only(unit.keys[0]).values.items()} == {"enabled": True}


def written_as(**expressions):
    """The plan's copy of a configuration; None for a resource of which nothing is written."""
    listed = [
        {"address": address, **({"expressions": arguments} if arguments is not None else {})}
        for address, arguments in expressions.items()
    ]
    return {"configuration": {"root_module": {"resources": listed}}}


def test_a_setting_that_is_known_after_apply_is_not_absent():
    """As Terraform 1.11 prints keys: one with nothing written, one whose arguments depend on another resource."""
    later = {"references": ["terraform_data.t.id", "terraform_data.t"]}
    expressions = {"aws_kms_key.plain": None, "aws_kms_key.later": {"enable_key_rotation": later, "policy": later}}
    changes = [
        {"address": "aws_kms_key.plain", "change": {"after_unknown": {"policy": True}}},
        {"address": "aws_kms_key.later", "change": {"after_unknown": {"policy": True, "enable_key_rotation": True}}},
    ]
    keys = [resource("aws_kms_key.plain", {"enable_key_rotation": False}), resource("aws_kms_key.later", {})]
    write_plan(*keys, resource_changes=changes, **written_as(**expressions))
    unit = load()
    assert places(unit) == [("aws_kms_key.later", "policy", "key")]
    reason = {"rotation": {"$unknown": "aws_kms_key.later.enable_key_rotation"}}
    reason |= {"policy": {"$unknown": "aws_kms_key.later.policy"}}
    assert {key.resource: plain_values(key) for key in unit.keys} == {
        "aws_kms_key.plain": {"rotation": False},
        "aws_kms_key.later": reason,
    }


def plain_values(key):
    return {name: plain(value) for name, value in only(key).values.items()}


TWO_POLICIES = """
resource "aws_iam_role" "r" {
  assume_role_policy = "{}"
  inline_policy {
    name   = "a"
    policy = jsonencode({ Id = aws_kms_key.k.arn })
  }
  inline_policy {
    name   = "b"
    policy = "{}"
  }
}
resource "aws_kms_key" "k" {}
"""


def test_an_inline_policy_that_is_known_after_apply_is_a_policy():
    blocks = [{"name": "a"}, {"name": "b", "policy": "{}"}]
    change = {"after_unknown": {"inline_policy": [{"policy": True}, {}]}}
    role = resource("aws_iam_role.r", {"assume_role_policy": "{}", "inline_policy": blocks})
    write_plan(role, resource_changes=[{"address": "aws_iam_role.r", "change": change}])
    unknown = "aws_iam_role.r.inline_policy[0].policy"
    assert documents(load()) == {
        ("aws_iam_role.r", "assume_role_policy"): {},
        ("aws_iam_role.r", "inline_policy[0].policy"): {"$unknown": unknown},
        ("aws_iam_role.r", "inline_policy[1].policy"): {},
    }
    write({"main.tf": TWO_POLICIES})
    assert documents(load())["aws_iam_role.r", "inline_policy[0].policy"] == {"Id": {"$unknown": "aws_kms_key.k.arn"}}


def test_inline_policies_of_which_the_plan_knows_nothing_are_those_of_the_configuration():
    role = resource("aws_iam_role.r", {"assume_role_policy": "{}"})
    change = {"after_unknown": {"inline_policy": True}}
    write_plan(role, resource_changes=[{"address": "aws_iam_role.r", "change": change}])
    write({"main.tf": TWO_POLICIES})
    assert documents(load())["aws_iam_role.r", "inline_policy[0].policy"] == {"Id": {"$unknown": "aws_kms_key.k.arn"}}


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("aws_iam_policy.p", ([], "aws_iam_policy.p")),
        ("data.aws_iam_policy_document.d[0]", ([], "data.aws_iam_policy_document.d[0]")),
        ('module.a["x.\\"]"].module.b[1].aws_kms_key.k["module.c"]', (["a", "b"], 'aws_kms_key.k["module.c"]')),
    ],
)
def test_addresses_are_taken_apart(address, parts):
    assert calls_and_own(address) == parts


@pytest.mark.parametrize("text", ["{", "[]", '{"a": 1}', '{"format_version": "1.0"}'])
def test_a_file_that_is_no_plan_is_a_problem(text):
    write({"plan.json": text})
    assert [problem.file for problem in load().problems] == ["plan.json"]


@pytest.mark.parametrize(
    "planned",
    [{}, [], {"root_module": []}, {"root_module": {"resources": [1, {}, {"address": 1, "values": []}, None]}}],
)
def test_a_plan_with_unusual_parts_is_read_as_far_as_it_goes(planned):
    write({"plan.json": json.dumps({"format_version": "1.2", "planned_values": planned, "variables": {"x": 1}})})
    assert places(load()) == []
