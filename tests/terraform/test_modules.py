import pytest
from terraform.trees import at, documents, only, places, sources, unit, values, write

from iaclint.estate import NotJudged
from iaclint.files.worktree import WorkTree
from iaclint.terraform import find_roots, roots_of_file
from iaclint.terraform.instances import quoted
from iaclint.terraform.policies import decoded
from iaclint.text.sources import Sources
from iaclint.values.encode import plain
from iaclint.values.origin import ARGUMENT, DEFAULT, GIVEN, SECRET
from iaclint.values.value import Target


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def policy(action, name="p"):
    return f'resource "aws_iam_policy" "{name}" {{\n  policy = "{{\\"Action\\": \\"${{{action}}}\\"}}"\n}}\n'


def action(unit, resource="aws_iam_policy.p"):
    return documents(unit)[resource, "policy"]["Action"]


# files


def test_an_override_file_replaces_arguments_and_blocks_of_a_type():
    found = unit(
        {
            "main.tf": """
            variable "a" { default = "main" }
            locals { b = "main" }
            resource "aws_iam_role" "r" {
              assume_role_policy = "{\\"Id\\": \\"${var.a}\\"}"
              inline_policy { policy = "{\\"Id\\": \\"one\\"}" }
              inline_policy { policy = "{\\"Id\\": \\"two\\"}" }
            }
            """,
            "b_override.tf": """
            variable "a" { default = "second" }
            resource "aws_iam_role" "r" {
              inline_policy { policy = "{\\"Id\\": \\"over\\"}" }
            }
            """,
            "a_override.tf": 'variable "a" { default = "first" }',
        }
    )
    assert documents(found) == {
        ("aws_iam_role.r", "assume_role_policy"): {"Id": "second"},
        ("aws_iam_role.r", "inline_policy[0].policy"): {"Id": "over"},
    }
    assert found.problems == ()


def test_an_override_of_nothing_is_a_problem():
    found = unit({"main.tf": "", "override.tf": 'resource "aws_iam_policy" "p" {}'})
    assert [(problem.file, problem.message) for problem in found.problems] == [
        ("override.tf", "this override file changes aws_iam_policy.p, which no other file declares")
    ]


def test_a_tofu_file_replaces_the_tf_file_of_its_name():
    found = unit(
        {
            "a.tf": 'locals { a = "tf" }',
            "a.tofu": 'locals { a = "tofu" }',
            "p.tf": policy("local.a"),
        }
    )
    assert action(found) == "tofu"


def test_a_broken_file_is_a_problem_and_the_rest_is_judged():
    found = unit({"bad.tf": 'resource "aws_iam_policy" {\n', "good.tf": 'locals { a = "x" }\n' + policy("local.a")})
    assert action(found) == "x"
    assert [problem.file for problem in found.problems] == ["bad.tf", "bad.tf"]


def test_a_file_that_is_not_utf_8_is_a_problem_and_the_rest_is_judged(tmp_path):
    (tmp_path / "bad.tf").write_bytes(b'locals { a = "\xff" }')
    found = unit({"good.tf": 'locals { b = "x" }\n' + policy("local.b")})
    assert action(found) == "x"
    assert [(problem.file, problem.span) for problem in found.problems] == [("bad.tf", None)]


def test_a_second_declaration_is_a_problem_and_both_are_judged():
    found = unit(
        {"main.tf": 'resource "aws_iam_policy" "p" { policy = "1" }\nresource "aws_iam_policy" "p" { policy = "2" }'}
    )
    assert [plain(only(site)) for site in found.sites] == ["1", "2"]
    assert [(at(problem.span)[1], problem.message) for problem in found.problems] == [
        (2, "aws_iam_policy.p is declared a second time")
    ]


def test_json_syntax_writes_the_same_blocks():
    found = unit(
        {
            "main.tf.json": {
                "//": "a comment",
                "variable": {"list": {"type": "list(string)", "default": ["${kept}"]}},
                "locals": [{"a": "A"}, {"b": "${local.a}B"}],
                "resource": {
                    "aws_iam_policy": {"p": {"count": 2, "policy": '{"Id": "${local.b}${count.index}"}'}},
                    "aws_iam_role": [
                        {
                            "r": {
                                "dynamic": {
                                    "inline_policy": {
                                        "for_each": "${var.list}",
                                        "iterator": "each_one",
                                        "content": {"policy": '{"Id": "${each_one.value}"}'},
                                    }
                                }
                            }
                        }
                    ],
                },
            }
        }
    )
    assert documents(found) == {
        ("aws_iam_policy.p[0]", "policy"): {"Id": "AB0"},
        ("aws_iam_policy.p[1]", "policy"): {"Id": "AB1"},
        ("aws_iam_role.r", "inline_policy[0].policy"): {"Id": "${kept}"},
    }
    assert found.problems == ()


def test_mistakes_in_json_syntax_are_problems():
    found = unit({"main.tf.json": '{"resources": {}, "locals": {"a": "${"}, "output": ["x"]}'})
    assert [(problem.span.start, problem.message) for problem in found.problems] == [
        (1, "a configuration has no resources; expected resource, data, module, variable, ..."),
        (37, "expected an expression"),
        (52, "expected an object"),
    ]


# roots


def test_a_directory_that_others_call_is_no_root():
    write(
        {
            "envs/prod/main.tf": 'module "a" { source = "../../modules/a" }',
            "modules/a/main.tf": 'module "b" { source = "./b" }',
            "modules/a/b/main.tf": "",
            "modules/lonely/main.tf": "",
        }
    )
    directories = ["envs/prod", "modules/a", "modules/a/b", "modules/lonely"]
    assert find_roots(directories, sources()) == ("envs/prod", "modules/lonely")


def test_directories_that_call_each_other_have_a_root():
    write({"a/main.tf": 'module "b" { source = "../b" }', "b/main.tf": 'module "a" { source = "../a" }'})
    assert find_roots(["b", "a"], sources()) == ("a",)
    found = unit({}, root="a")
    assert found.not_judged == (NotJudged("a", "module.b.module.a", "../a", "a calls itself"),)


def test_a_named_file_stands_for_the_roots_that_call_its_module():
    write(
        {
            "envs/dev/main.tf": 'module "a" {\n  source="../../modules/a"\n}',
            "envs/prod/main.tf.json": {"module": {"a": {"source": "../../modules/a"}}},
            "modules/a/main.tf": 'module "b" { source = "../b" }',
            "modules/b/main.tf": "",
            "other/main.tf": "",
            ".hidden/main.tf": 'module "b" { source = "../modules/b" }',
        }
    )
    assert roots_of_file("modules/b/main.tf", sources()) == ("envs/dev", "envs/prod")
    assert roots_of_file("other/main.tf", sources()) == ("other",)
    assert roots_of_file("envs/dev/main.tf", sources()) == ("envs/dev",)


def test_callers_are_found_from_a_working_directory_below_the_root(tmp_path, monkeypatch):
    write(
        {
            "envs/prod/main.tf": 'module "a" { source = "../../modules/a" }',
            "modules/a/main.tf": "",
            "modules/b/main.tf": 'module "a" { source = "../a" }',
        }
    )
    (tmp_path / "modules/loop").symlink_to(tmp_path)
    monkeypatch.chdir("envs")
    files = Sources(WorkTree(str(tmp_path)))
    outside = f"{tmp_path}/modules"
    assert roots_of_file(f"{outside}/a/main.tf", files) == (f"{outside}/b", "prod")
    assert find_roots(["prod", f"{outside}/a"], files) == ("prod",)


# variables


def test_definition_files_in_terraforms_order():
    files = {"main.tf": "\n".join(f'variable "v{n}" {{ default = "default" }}' for n in range(6))}
    files["main.tf"] += "\n" + "\n".join(policy(f"var.v{n}", f"p{n}") for n in range(6))
    files["terraform.tfvars"] = "\n".join(f'v{n} = "terraform.tfvars"' for n in range(1, 6))
    files["terraform.tfvars.json"] = {f"v{n}": "terraform.tfvars.json" for n in range(2, 6)}
    files["a.auto.tfvars.json"] = {f"v{n}": "a.auto" for n in range(3, 6)}
    files["b.auto.tfvars"] = 'v4 = "b.auto"\nv5 = "b.auto"'
    files["given/x.tfvars"] = 'v5 = "--var-file"'
    found = unit(files, var_files=["given/x.tfvars"])
    assert [action(found, f"aws_iam_policy.p{n}") for n in range(6)] == [
        *("default", "terraform.tfvars", "terraform.tfvars.json", "a.auto", "b.auto", "--var-file"),
    ]


@pytest.mark.parametrize(
    ("type", "text", "expected"),
    [
        ("", "[1]", '"[1]"'),
        ("type = string", "1e3", '"1e3"'),
        ("type = number", "0x10", None),
        ("type = number", "10", "10"),
        ("type = bool", "true", "true"),
        ("type = any", "[1]", "[1]"),
        ("type = list(string)", '["a", 2]', '["a","2"]'),
        ("type = map(string)", "{ a = 1 }", '{"a":"1"}'),
    ],
)
def test_an_option_is_read_by_the_declared_type(type, text, expected):
    found = unit(
        {"main.tf": f'variable "v" {{\n  {type}\n}}\nresource "aws_iam_policy" "p" {{ policy = jsonencode(var.v) }}'},
        variables=[("v", text)],
    )
    value = only(found.sites[0])
    assert getattr(value, "text", None) == expected


def test_a_value_points_at_where_it_was_written():
    found = unit(
        {
            "main.tf": """\
                variable "default" { default = "one" }
                variable "file" {}
                variable "option" {}
                variable "secret" {
                  default   = "two"
                  sensitive = true
                }
                """
            + "\n".join(
                f'resource "aws_iam_policy" "{n}" {{ policy = var.{n} }}'
                for n in ("default", "file", "option", "secret")
            ),
            "terraform.tfvars": '\nfile = "three"',
        },
        variables=[("option", "four")],
    )
    given = {site.resource.rpartition(".")[2]: only(site).origin for site in found.sites}
    assert {name: at(origin.span) for name, origin in given.items()} == {
        "default": ("main.tf", 1, '"one"'),
        "file": ("terraform.tfvars", 2, '"three"'),
        "option": ("main.tf", 3, 'variable "option" {'),
        "secret": ("main.tf", 5, '"two"'),
    }
    assert given["default"].has(DEFAULT)
    assert given["file"].has(GIVEN)
    assert given["option"].has(GIVEN)
    assert given["secret"].has(SECRET)


def test_optional_attributes_get_their_defaults():
    found = unit(
        {
            "main.tf": """
            variable "v" {
              type    = object({ a = optional(string, "A"), b = optional(list(string)), c = string })
              default = { c = "C", d = "dropped" }
            }
            resource "aws_iam_policy" "p" { policy = jsonencode(var.v) }
            """
        }
    )
    assert documents(found) == {("aws_iam_policy.p", "policy"): {"a": "A", "b": None, "c": "C"}}


def test_a_missing_variable_says_how_to_supply_it():
    found = unit({"main.tf": 'variable "v" { type = string }\n' + policy("var.v")})
    assert action(found) == {"$unknown": "var.v"}
    [hole] = only(found.sites[0]).unknowns()
    assert hole.reason == 'variable "v" has no default; give it in terraform.tfvars, or with --var or --var-file'
    assert at(hole.span) == ("main.tf", 3, "var.v")


def test_null_for_a_variable_that_is_not_nullable_is_its_default():
    found = unit(
        {
            "main.tf": 'module "m" {\n  source = "./m"\n  a = null\n  b = null\n}',
            "m/main.tf": """
            variable "a" {
              default  = "A"
              nullable = false
            }
            variable "b" { default = "B" }
            resource "aws_iam_policy" "p" { policy = "${var.a}${var.b == null ? "null" : var.b}" }
            """,
        }
    )
    assert only(found.sites[0]).text == "Anull"


def test_environment_variables_are_not_read(monkeypatch):
    monkeypatch.setenv("TF_VAR_v", "given")
    assert action(unit({"main.tf": 'variable "v" {}\n' + policy("var.v")})) == {"$unknown": "var.v"}


def test_definitions_that_cannot_be_read_are_problems():
    found = unit({"main.tf": "", "terraform.tfvars": "a = ", "x.auto.tfvars.json": "[]"}, var_files=["missing.tfvars"])
    assert [problem.file for problem in found.problems] == ["terraform.tfvars", "x.auto.tfvars.json", "missing.tfvars"]


# instances and addresses


@pytest.mark.parametrize(
    ("key", "written"),
    [
        ("a b", '"a b"'),
        ('"', '"\\""'),
        ("\\", '"\\\\"'),
        ("\n\r\t", '"\\n\\r\\t"'),
        ("${x} %{y} $ % $$", '"$${x} %%{y} $ % $$"'),
        ("ü\x07", '"ü\\u0007"'),
        ("", '""'),
    ],
)
def test_keys_are_quoted_as_terraform_quotes_them(key, written):
    assert quoted(key) == written


def test_nested_modules_are_judged_instance_by_instance():
    found = unit(
        {
            "main.tf": """
            module "outer" {
              source   = "./outer"
              for_each = { eu = "E", us = "U" }
              name     = each.value
            }
            """,
            "outer/main.tf": """
            variable "name" {}
            module "inner" {
              source = "../inner"
              count  = 2
              name   = "${var.name}${count.index}"
            }
            """,
            "inner/main.tf": 'variable "name" {}\n' + policy("var.name"),
        }
    )
    assert documents(found) == {
        (f'module.outer["{key}"].module.inner[{index}].aws_iam_policy.p', "policy"): {"Action": f"{value}{index}"}
        for key, value in (("eu", "E"), ("us", "U"))
        for index in range(2)
    }


def test_an_unknown_number_of_instances_is_one_without_a_key():
    found = unit(
        {
            "main.tf": """
            variable "n" {}
            variable "each" { type = map(string) }
            resource "aws_iam_policy" "count" {
              count  = var.n
              policy = "{\\"Id\\": \\"${count.index}\\"}"
            }
            resource "aws_iam_policy" "each" {
              for_each = var.each
              policy   = "{\\"Id\\": \\"${each.key}-${each.value}\\"}"
            }
            resource "aws_iam_policy" "some" {
              for_each = toset(["a", var.n])
              policy   = "{\\"Id\\": \\"${each.key}\\"}"
            }
            """
        }
    )
    assert documents(found) == {
        ("aws_iam_policy.count", "policy"): {"Id": {"$unknown": "count.index"}},
        ("aws_iam_policy.each", "policy"): {
            "Id": {"$parts": [{"$unknown": "each.key"}, "-", {"$unknown": "each.value"}]}
        },
        ('aws_iam_policy.some["a"]', "policy"): {"Id": "a"},
        ("aws_iam_policy.some", "policy"): {"Id": {"$unknown": "var.n"}},
    }


def test_a_count_under_an_open_condition_exists_in_one_world():
    found = unit(
        {
            "main.tf": """
            variable "v" {}
            resource "aws_iam_policy" "p" {
              count  = var.v == "x" ? 1 : 0
              policy = "{}"
            }
            """
        }
    )
    assert [site.resource for site in found.sites] == ["aws_iam_policy.p[0]"]
    assert [(facts, value is None) for facts, value in values(found.sites[0])] == [
        ({'var.v == "x"': True}, False),
        ({'var.v == "x"': False}, True),
    ]


@pytest.mark.parametrize("count", ["-1", "1.5", '"x"', "[]", "null", "1000000000"])
def test_a_count_that_terraform_refuses_is_one_instance(count):
    found = unit({"main.tf": f'resource "aws_iam_policy" "p" {{\n  count = {count}\n  policy = "{{}}"\n}}'})
    assert places(found) == [("aws_iam_policy.p", "policy", "managed")]


ENABLED = """
variable "on" { default = false }
variable "v" {}
module "off" {
  source = "./m"
  lifecycle { enabled = var.on }
}
module "on" {
  source = "./m"
  lifecycle { enabled = !var.on }
}
resource "aws_kms_key" "off" {
  lifecycle { enabled = "false" }
}
resource "aws_iam_policy" "open" {
  policy = jsonencode({ off = aws_kms_key.off, used = try(aws_kms_key.off.arn, "none"), m = module.on.p.name })
  lifecycle {
    prevent_destroy = true
    enabled         = var.v == "x" ? true : false
  }
}
resource "aws_iam_policy" "unknown" {
  policy = "{}"
  lifecycle { enabled = var.v }
}
"""


def test_what_is_not_enabled_is_not_there():
    module = (
        'resource "aws_iam_policy" "p" {\n  name = "n"\n  policy = "{}"\n}\noutput "p" { value = aws_iam_policy.p }\n'
    )
    found = unit({"main.tofu": ENABLED, "m/main.tf": module})
    assert found.keys == ()
    assert [site.resource for site in found.sites] == [
        "module.on.aws_iam_policy.p",
        "aws_iam_policy.open",
        "aws_iam_policy.unknown",
    ]
    assert [(facts, value is not None) for facts, value in values(found.sites[1])] == [
        ({'var.v == "x"': True}, True),
        ({'var.v == "x"': False}, False),
    ]
    assert plain(decoded(values(found.sites[1])[0][1])) == {"off": None, "used": "none", "m": "n"}


def test_enabled_in_json():
    key = {"lifecycle": {"enabled": False}}
    assert (
        unit({"main.tf.json": {"resource": {"aws_kms_key": {"k": key, "l": {}}}}}).keys[0].resource == "aws_kms_key.l"
    )


def test_a_cycle_is_told_and_not_followed():
    found = unit({"main.tf": "locals {\n  a = local.b\n  b = local.a\n}\n" + policy("local.a")})
    [hole] = only(found.sites[0]).unknowns()
    assert hole.reason == "it depends on itself: local.a needs local.b needs local.a"


def test_a_count_that_depends_on_itself_is_one_instance():
    found = unit(
        {
            "main.tf": """
            resource "aws_iam_policy" "p" {
              count  = length(aws_iam_policy.p)
              policy = "{}"
            }
            """
        }
    )
    assert places(found) == [("aws_iam_policy.p", "policy", "managed")]


# calls


def test_the_literal_of_each_call_is_where_a_finding_would_point():
    found = unit(
        {
            "main.tf": """\
            module "a" {
              source  = "./m"
              actions = ["s3:*"]
            }
            module "b" {
              source  = "./m"
              actions = ["ec2:*",
                "iam:*"]
            }
            """,
            "m/main.tf": """\
            variable "actions" { type = list(string) }
            resource "aws_iam_policy" "p" {
              policy = jsonencode({ Statement = [{ Effect = "Allow", Action = concat(var.actions, ["kms:*"]) }] })
            }
            """,
        }
    )

    spots = {}
    for site in found.sites:
        [statement] = decoded(only(site)).get("Statement").elements()
        items = list(statement.get("Action").elements())
        spots[site.resource] = [at(item.span) for item in items]
        assert items[0].origin.has(ARGUMENT)
        assert not items[-1].origin.has(ARGUMENT)
    assert spots == {
        "module.a.aws_iam_policy.p": [("main.tf", 3, '"s3:*"'), ("m/main.tf", 3, '"kms:*"')],
        "module.b.aws_iam_policy.p": [
            ("main.tf", 7, '"ec2:*"'),
            ("main.tf", 8, '"iam:*"'),
            ("m/main.tf", 3, '"kms:*"'),
        ],
    }


def test_an_installed_module_is_read():
    found = unit(
        {
            "main.tf": 'module "m" {\n  source  = "acme/m/aws"\n  version = "1.0.0"\n  name = "given"\n}',
            ".terraform/modules/modules.json": {
                "Modules": [
                    {"Key": "", "Source": "", "Dir": "."},
                    {"Key": "m", "Source": "registry.terraform.io/acme/m/aws", "Dir": ".terraform/modules/m"},
                    {"Key": "m.deep", "Source": "acme/deep/aws", "Dir": ".terraform/modules/m.deep"},
                ]
            },
            ".terraform/modules/m/main.tf": """
                variable "name" {}
                module "deep" {
                  source = "acme/deep/aws"
                  name   = var.name
                }
                """,
            ".terraform/modules/m.deep/main.tf": 'variable "name" {}\n' + policy("var.name"),
        }
    )
    assert documents(found) == {("module.m.module.deep.aws_iam_policy.p", "policy"): {"Action": "given"}}
    assert found.not_judged == ()


def test_a_module_that_cannot_be_read_is_told_and_its_policies_judged():
    found = unit(
        {
            "main.tf": """
            locals { doc = jsonencode({ Statement = [{ Effect = "Allow", Action = "kms:*" }] }) }
            module "m" {
              source   = "acme/m/aws"
              count    = 2
              name     = "x${count.index}"
              policy   = local.doc
              policies = { a = ["no", { Statement = { Effect = "Deny" } }] }
              settings = { Statement = "none" }
            }
            module "gone" { source = "./gone" }
            resource "aws_iam_policy" "p" { policy = "{\\"Id\\": \\"${module.m[1].arn}\\"}" }
            """
        }
    )
    assert found.not_judged == (
        NotJudged(".", "module.m", "acme/m/aws", "not installed"),
        NotJudged(".", "module.gone", "./gone", "the directory gone does not exist"),
    )
    document = {"Statement": [{"Effect": "Allow", "Action": "kms:*"}]}
    assert documents(found) == {
        ("module.m[0]", "policy"): document,
        ("module.m[0]", "policies.a[1]"): {"Statement": {"Effect": "Deny"}},
        ("module.m[1]", "policy"): document,
        ("module.m[1]", "policies.a[1]"): {"Statement": {"Effect": "Deny"}},
        ("aws_iam_policy.p", "policy"): {"Id": {"$unknown": "module.m[1].arn"}},
    }
    [hole] = only(found.sites[-1]).unknowns()
    assert hole.reason == "module.m[1] (acme/m/aws) cannot be read: not installed; run terraform init"


# resources as values


def test_what_is_known_of_resources():
    names = {
        "key": "aws_kms_key.k.arn",
        "key_id": "aws_kms_key.k.key_id",
        "alias": "aws_kms_alias.a.target_key_arn",
        "alias_name": "aws_kms_alias.a.name",
        "bucket": "aws_s3_bucket.b.arn",
        "role": "aws_iam_role.r.arn",
        "generated": "aws_iam_role.g.arn",
        "role_name": "aws_iam_role.r.name",
        "account": "data.aws_caller_identity.c.account_id",
        "other": "data.aws_caller_identity.o.account_id",
        "partition": "data.aws_partition.p.partition",
        "region": "data.aws_region.r.name",
        "indexed": "aws_sqs_queue.q[1].arn",
    }
    rest = "\n".join(f'resource "aws_iam_policy" "{name}" {{ policy = {value} }}' for name, value in names.items())
    found = unit(
        {
            "main.tf": """
            resource "aws_kms_key" "k" {}
            resource "aws_kms_alias" "a" {
              name          = "alias/x"
              target_key_id = aws_kms_key.k.key_id
            }
            resource "aws_s3_bucket" "b" { bucket = "logs" }
            resource "aws_iam_role" "r" {
              name = "reader"
              path = "/team/"
            }
            resource "aws_iam_role" "g" {}
            resource "aws_sqs_queue" "q" { count = 2 }
            data "aws_caller_identity" "c" {}
            data "aws_caller_identity" "o" { provider = aws.other }
            data "aws_partition" "p" {}
            data "aws_region" "r" {}
            """
            + rest
        }
    )
    seen = {site.resource.rpartition(".")[2]: only(site) for site in found.sites}
    assert {name: plain(value) for name, value in seen.items()} == {
        **{name: {"$unknown": value} for name, value in names.items()},
        "alias_name": "alias/x",
        "role_name": "reader",
        "role": {
            "$parts": [
                "arn:",
                {"$unknown": "partition of aws_iam_role.r.arn"},
                ":iam::",
                {"$unknown": "account of aws_iam_role.r.arn"},
                ":role/team/reader",
            ]
        },
        "generated": {
            "$parts": [
                "arn:",
                {"$unknown": "partition of aws_iam_role.g.arn"},
                ":iam::",
                {"$unknown": "account of aws_iam_role.g.arn"},
                ":role/",
                {"$unknown": "aws_iam_role.g.name"},
            ]
        },
    }
    key = Target("key", "aws_kms_key.k")
    assert {name: (seen[name].shape, seen[name].target) for name in names if hasattr(seen[name], "shape")} == {
        "key": ("arn", key),
        "key_id": ("segment", key),
        "alias": ("arn", key),
        "bucket": ("arn", Target("other", "aws_s3_bucket.b")),
        "account": ("owner", None),
        "other": ("account", None),
        "partition": ("partition", None),
        "region": ("region", None),
        "indexed": ("arn", Target("other", "aws_sqs_queue.q[1]")),
    }


def test_undeclared_names_say_so():
    found = unit(
        {"m/main.tf": policy("var.x", "v") + policy("local.x", "l") + policy("aws_s3_bucket.x.arn", "r")}, root="m"
    )
    assert [next(only(site).unknowns()).reason for site in found.sites] == [
        "var.x is not declared in m",
        "local.x is not declared in m",
        "aws_s3_bucket.x is not declared in m",
    ]


def test_paths_and_workspace():
    found = unit(
        {
            "env/main.tf": 'module "m" { source = "../m" }',
            "m/main.tf": """
                resource "aws_iam_policy" "p" { policy = "${path.module} ${path.root} ${terraform.workspace}" }
                """,
        },
        root="env",
    )
    assert only(found.sites[0]).text == "../m . default"


# where policies live


def test_every_resource_of_the_table():
    kinds = {
        "aws_iam_policy": "managed",
        "aws_iam_role_policy": "inline",
        "aws_iam_user_policy": "inline",
        "aws_iam_group_policy": "inline",
        "aws_kms_key": "key",
        "aws_kms_key_policy": "key",
        "aws_kms_external_key": "key",
        "aws_kms_replica_key": "key",
        "aws_kms_replica_external_key": "key",
        "aws_s3_bucket_policy": None,
    }
    text = "\n".join(f'resource "{type}" "x" {{ policy = "{{}}" }}' for type in kinds)
    text += """
        resource "aws_iam_role" "x" {
          assume_role_policy = "{}"
          inline_policy { name = "only a name" }
        }
        resource "aws_ssoadmin_permission_set_inline_policy" "x" { inline_policy = "{}" }
        resource "aws_iam_policy" "null" { policy = null }
        resource "aws_iam_policy" "object" { policy = { Statement = [] } }
        """
    found = unit({"main.tf": text})
    assert set(places(found)) == {
        *((f"{type}.x", "policy", kind) for type, kind in kinds.items() if kind),
        ("aws_iam_role.x", "assume_role_policy", "trust"),
        ("aws_iam_role.x", "inline_policy[0].policy", "inline"),
        ("aws_ssoadmin_permission_set_inline_policy.x", "inline_policy", "inline"),
        ("aws_iam_policy.null", "policy", "managed"),
        ("aws_iam_policy.object", "policy", "managed"),
    }
    by_resource = {(site.resource, site.attribute): only(site) for site in found.sites}
    assert by_resource["aws_iam_policy.null", "policy"] is None
    assert by_resource["aws_iam_role.x", "inline_policy[0].policy"] is None
    assert "jsonencode" in by_resource["aws_iam_policy.object", "policy"].reason


def test_a_key_and_the_policy_that_is_a_resource_of_its_own_meet():
    found = unit(
        {
            "main.tf": """
            module "m" {
              source   = "./m"
              for_each = toset(["a"])
            }
            resource "aws_kms_key_policy" "p" {
              key_id = module.m["a"].id
              policy = "{}"
            }
            resource "aws_kms_key" "own" {
              policy                  = "{}"
              enable_key_rotation     = true
              deletion_window_in_days = "7"
              key_usage               = null
            }
            """,
            "m/main.tf": 'resource "aws_kms_key" "k" {}\noutput "id" { value = aws_kms_key.k.key_id }',
        }
    )
    inner = Target("key", 'module.m["a"].aws_kms_key.k')
    assert {site.resource: site.key for site in found.sites} == {
        "aws_kms_key_policy.p": inner,
        "aws_kms_key.own": Target("key", "aws_kms_key.own"),
    }
    assert [(key.resource, key.family, key.policy_elsewhere) for key in found.keys] == [
        (inner.address, "key", True),
        ("aws_kms_key_policy.p", "policy", False),
        ("aws_kms_key.own", "key", False),
    ]
    settings = {name: plain(value) for name, value in only(found.keys[2]).values.items()}
    assert settings == {"policy": "{}", "rotation": True, "deletion_window": 7}


def test_documents_are_unattached_only_if_no_resource_uses_them():
    found = unit(
        {
            "main.tf": """
            data "aws_iam_policy_document" "unused" {}
            data "aws_iam_policy_document" "output" {}
            data "aws_iam_policy_document" "unread" {}
            data "aws_iam_policy_document" "bucket" {}
            data "aws_iam_policy_document" "source" {}
            data "aws_iam_policy_document" "merged" {
              source_policy_documents = [data.aws_iam_policy_document.source.json]
            }
            data "aws_iam_policy_document" "passed" {}
            output "o" { value = data.aws_iam_policy_document.output.json }
            module "unread" {
              source = "acme/m/aws"
              x      = [data.aws_iam_policy_document.unread.minified_json]
            }
            locals { all = { b = data.aws_iam_policy_document.bucket.json } }
            resource "aws_s3_bucket_policy" "b" { policy = local.all["b"] }
            resource "aws_iam_policy" "p" { policy = data.aws_iam_policy_document.merged.json }
            module "m" {
              source = "./m"
              doc    = data.aws_iam_policy_document.passed.json
            }
            resource "aws_iam_policy" "q" { policy = module.m.out }
            """,
            "m/main.tf": """
            variable "doc" {}
            locals { doc = var.doc }
            output "out" { value = local.doc }
            data "aws_iam_policy_document" "inner" {}
            """,
        }
    )
    assert [site.resource for site in found.sites if site.kind == "unattached"] == [
        "data.aws_iam_policy_document.unused",
        "data.aws_iam_policy_document.output",
        "data.aws_iam_policy_document.unread",
        "module.m.data.aws_iam_policy_document.inner",
    ]


def test_a_comment_at_a_document_speaks_for_the_resources_that_use_it():
    found = unit(
        {
            "main.tf": """\
            # iaclint: ignore[KMS101] for the test
            data "aws_iam_policy_document" "d" {}
            data "aws_iam_policy_document" "alone" {}
            resource "aws_iam_policy" "p" {
              count  = 2
              policy = data.aws_iam_policy_document.d.json
            }
            """
        }
    )
    assert [(at(block.header)[1], block.resources) for block in found.blocks] == [
        (4, ("aws_iam_policy.p[0]", "aws_iam_policy.p[1]")),
        (2, ("aws_iam_policy.p[0]", "aws_iam_policy.p[1]")),
        (3, ("data.aws_iam_policy_document.alone",)),
    ]


def test_a_module_around_the_root_is_read_but_nothing_else_there(tmp_path, monkeypatch):
    write(
        {
            "main.tf": """
            resource "aws_iam_policy" "p" { policy = "{}" }
            resource "aws_iam_policy" "q" { policy = file("${path.module}/secret.json") }
            """,
            "secret.json": '{"secret": true}',
            "n/main.tf": "",
            "inside/main.tf": 'module "m" { source = "../" }\nmodule "l" { source = "./link" }',
        }
    )
    (tmp_path / "inside/link").symlink_to(tmp_path / "n")
    monkeypatch.chdir("inside")
    found = unit({})
    assert [site.resource for site in found.sites] == ["module.m.aws_iam_policy.p", "module.m.aws_iam_policy.q"]
    assert plain(only(found.sites[0])) == "{}"
    assert "outside the scanned root" in only(found.sites[1]).reason
    assert [(one.call, one.reason) for one in found.not_judged] == [
        (
            "module.l",
            "the directory link lies outside the scanned root, so it is not read",
        )
    ]


def test_an_element_of_an_unknown_number_of_objects_is_one_of_them():
    found = unit(
        {
            "main.tf": """
            variable "n" { type = number }
            data "aws_iam_policy_document" "d" {
              count = var.n
              statement {
                actions = ["kms:*"]
              }
            }
            module "m" {
              count  = var.n
              source = "./m"
            }
            resource "aws_iam_policy" "one" { policy = data.aws_iam_policy_document.d[0].json }
            resource "aws_iam_policy" "module" { policy = module.m[0].policy }
            resource "aws_iam_policy" "all" { policy = join("", data.aws_iam_policy_document.d[*].json) }
            """,
            "m/main.tf": 'output "policy" { value = "{}" }',
        }
    )
    assert documents(found) == {
        ("aws_iam_policy.one", "policy"): {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Action": "kms:*"}],
        },
        ("aws_iam_policy.module", "policy"): {},
        ("aws_iam_policy.all", "policy"): {"$unknown": "data.aws_iam_policy_document.d[*].json"},
    }


def test_texts_that_other_data_sources_read():
    found = unit(
        {
            "main.tf": """
            data "template_file" "t" {
              template = file("policy.tpl")
              vars     = { action = "kms:*" }
            }
            data "local_file" "f" { filename = "${path.module}/policy.json" }
            resource "aws_iam_policy" "t" { policy = data.template_file.t.rendered }
            resource "aws_iam_policy" "f" { policy = data.local_file.f.content }
            """,
            "policy.tpl": '\n{"Action": ["${action}", "s3:*"]}',
            "policy.json": '{"Action": "ec2:*"}',
        }
    )
    assert documents(found) == {
        ("aws_iam_policy.t", "policy"): {"Action": ["kms:*", "s3:*"]},
        ("aws_iam_policy.f", "policy"): {"Action": "ec2:*"},
    }
    first, second = decoded(only(found.sites[0])).get("Action").elements()
    assert at(first.span) == ("main.tf", 4, '"kms:*"')
    assert at(second.span) == ("policy.tpl", 2, '"s3:*"')


def test_objects_that_are_iterated_keep_their_attributes():
    found = unit(
        {
            "main.tf": """
            resource "aws_iam_role" "r" {
              for_each = toset(["a"])
              name     = each.key
            }
            resource "aws_kms_key" "k" {
              for_each = { x = 1 }
            }
            resource "aws_iam_policy" "p" {
              for_each = aws_iam_role.r
              policy   = jsonencode([each.value.name, aws_kms_key.k["x"].arn])
            }
            resource "aws_iam_role" "dynamic" {
              dynamic "inline_policy" {
                for_each = aws_kms_key.k
                content { policy = inline_policy.value.arn }
              }
            }
            """
        }
    )
    assert documents(found)['aws_iam_policy.p["a"]', "policy"] == ["a", {"$unknown": 'aws_kms_key.k["x"].arn'}]
    assert only(found.sites[1]).target == Target("key", 'aws_kms_key.k["x"]')


def test_a_key_policy_of_its_own_may_bypass_the_lockout_check_whatever_its_key_says():
    found = unit(
        {
            "main.tf": """
            variable "key_id" {}
            resource "aws_kms_key" "k" {
              bypass_policy_lockout_safety_check = false
            }
            resource "aws_kms_key_policy" "p" {
              key_id                             = aws_kms_key.k.id
              policy                             = "{}"
              bypass_policy_lockout_safety_check = true
            }
            resource "aws_kms_key_policy" "elsewhere" {
              key_id                             = var.key_id
              policy                             = "{}"
              bypass_policy_lockout_safety_check = true
            }
            """
        }
    )
    bypasses = {key.resource: only(key).values["bypass_lockout_check"] for key in found.keys}
    assert {resource: at(value.span) for resource, value in bypasses.items()} == {
        "aws_kms_key.k": ("main.tf", 4, "false"),
        "aws_kms_key_policy.p": ("main.tf", 9, "true"),
        "aws_kms_key_policy.elsewhere": ("main.tf", 14, "true"),
    }
    assert [key.policy_elsewhere for key in found.keys] == [True, False, False]


def test_the_sources_of_a_unit_are_all_texts_with_comments():
    found = unit({"main.tf": 'module "m" { source = "./m" }', "m/x.tf": "", "terraform.tfvars": "", "other.tfvars": ""})
    assert [source.path for source in found.sources] == ["main.tf", "m/x.tf", "terraform.tfvars"]


def test_a_resource_passed_as_an_object_keeps_the_attributes_of_the_variables_type():
    found = unit(
        {
            "main.tf": """
            resource "aws_kms_key" "k" {}
            module "m" {
              source = "./m"
              key    = aws_kms_key.k
              any    = aws_kms_key.k
            }
            """,
            "m/main.tf": """
            variable "key" { type = object({ arn = string, id = string, extra = optional(string, "none") }) }
            variable "any" {}
            resource "aws_iam_policy" "typed" { policy = var.key.arn }
            resource "aws_iam_policy" "any" { policy = var.any.arn }
            """,
        }
    )
    assert [only(site).target for site in found.sites] == [Target("key", "aws_kms_key.k")] * 2


def test_a_resource_is_not_null():
    found = unit(
        {
            "main.tf": """
            resource "aws_sns_topic" "t" { count = 2 }
            locals { topics = [one([]), aws_sns_topic.t[0], aws_sns_topic.t[1]] }
            resource "aws_iam_policy" "p" { policy = jsonencode([for t in local.topics : t.arn if t != null]) }
            """
        }
    )
    assert documents(found)["aws_iam_policy.p", "policy"] == [{"$unknown": f"aws_sns_topic.t[{n}].arn"} for n in (0, 1)]


def test_an_empty_key_policy_is_no_policy_but_an_empty_iam_policy_is_one():
    found = unit(
        {
            "main.tf": """
            resource "aws_kms_key" "k" { policy = "" }
            resource "aws_iam_policy" "p" { policy = "" }
            """
        }
    )
    assert {site.resource: only(site) for site in found.sites if only(site) is None} == {"aws_kms_key.k": None}


def test_an_unknown_number_of_objects_goes_through_conversions():
    found = unit(
        {
            "main.tf": """
            variable "n" { type = number }
            resource "aws_kms_key" "k" { count = var.n }
            locals { keys = var.n > 1 ? aws_kms_key.k : [{ arn = "x" }] }
            module "m" {
              source = "./m"
              keys   = aws_kms_key.k
            }
            resource "aws_iam_policy" "p" { policy = jsonencode([local.keys[0], tolist(aws_kms_key.k)]) }
            """,
            "m/main.tf": """
            variable "keys" { type = list(object({ arn = string })) }
            resource "aws_iam_policy" "p" { policy = var.keys[0].arn }
            """,
        }
    )
    assert [value is not None for site in found.sites for _, value in values(site)] == [True] * 3


def test_a_module_without_instances_is_read_for_its_mistakes():
    found = unit(
        {
            "main.tf": 'module "m" {\n  source = "./m"\n  count = 0\n}',
            "m/main.tf": 'module "n" { source = "../n" }\nresource "aws_iam_policy" "p" { policy = "{}" }',
            "n/main.tf": "x = (",
        }
    )
    assert found.sites == ()
    assert {problem.file for problem in found.problems} == {"n/main.tf"}
