"""Nested stacks and included files: the child in the worlds of its parent, under the parent's address."""

import json

import pytest
from cloudformation.templates import find, load, managed, policies

from iaclint.values.value import Target, Unknown
from iaclint.values.world import World

CHILD = """
Parameters:
  Env: {Type: String, Default: own}
  Names: {Type: CommaDelimitedList, Default: "x"}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
Resources:
  P:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement: [{Resource: [!Ref Env, !If [IsProd, yes, no], !Ref Names, !GetAtt Key.Arn]}]
  Key:
    Type: AWS::KMS::Key
    Metadata: {iaclint: {ignore: [{rule: KMS301, reason: because}]}}
    Properties: {KeyPolicy: {Statement: []}}
Outputs:
  Env: {Value: !Ref Env}
  KeyArn: {Value: !GetAtt Key.Arn}
"""


def parent(arguments, extra="", condition=""):
    return f"""
Parameters:
  Stage: {{Type: String, Default: dev}}
Conditions:
  Live: !Equals [!Ref Stage, prod]
Resources:
  Inner:
    Type: AWS::CloudFormation::Stack
    {condition}
    Properties:
      TemplateURL: nested/child.yaml
      Parameters: {arguments}
{extra}
"""


def judged(text, **files):
    unit = load(text, others={"nested/child.yaml": CHILD, **files})
    return unit, [(resource, when, document["Statement"]) for resource, _, when, document in policies(unit)]


def resources(text):
    _, shown = judged(text)
    return [(when, statements[0]["Resource"]) for resource, when, statements in shown if resource == "Inner/P"]


ARN = {"$unknown": "Key.Arn"}


def test_the_child_has_the_arguments_of_its_parent():
    assert resources(parent('{Env: prod, Names: "a, b"}')) == [({}, ["prod", "yes", ["a", "b"], ARN])]


def test_a_parameter_that_is_not_passed_has_its_default():
    assert resources(parent("{}")) == [
        ({"Inner/IsProd": True}, ["prod", "yes", ["x"], ARN]),
        ({"Inner/IsProd": False}, ["own", "no", ["x"], ARN]),
    ]


def test_the_child_follows_the_worlds_of_its_parent():
    assert resources(parent("{Env: !Ref Stage}")) == [
        ({"Inner/IsProd": True}, ["prod", "yes", ["x"], ARN]),
        ({"Inner/IsProd": False}, ["dev", "no", ["x"], ARN]),
    ]
    assert resources(parent("{Env: !If [Live, prod, other]}")) == [
        ({"Inner/IsProd": True}, ["prod", "yes", ["x"], ARN]),
        ({"Inner/IsProd": False}, ["other", "no", ["x"], ARN]),
    ]


def test_an_argument_that_is_not_known_leaves_the_condition_open():
    assert resources(parent("{Env: !Ref AWS::StackName}")) == [
        ({"Inner/IsProd": True}, ["prod", "yes", ["x"], ARN]),
        ({"Inner/IsProd": False}, [{"$unknown": "AWS::StackName"}, "no", ["x"], ARN]),
    ]


def test_a_stack_that_is_not_deployed_has_no_policies():
    unit, shown = judged(parent("{Env: !Ref Stage}", condition="Condition: Live"))
    assert [(resource, when) for resource, when, _ in shown] == [
        ("Inner/P", {"Live": True}),
        ("Inner/Key", {"Live": True}),
    ]
    assert len(unit.keys) == 1


def test_addresses_keys_suppressions_and_sources_are_those_of_the_child():
    unit, _ = judged(parent("{}"))
    assert [(site.resource, site.key) for site in unit.sites] == [
        ("Inner/P", None),
        ("Inner/Key", Target("key", "Inner/Key")),
    ]
    assert [key.resource for key in unit.keys] == ["Inner/Key"]
    assert [(item.resource, item.rules, item.reason) for item in unit.suppressions] == [
        ("Inner/Key", ("KMS301",), "because")
    ]
    assert [source.path for source in unit.sources] == ["template.yaml", "nested/child.yaml"]
    assert [block.resources for block in unit.blocks] == [("Inner",), ("Inner/P",), ("Inner/Key",)]
    hole = unit.sites[0].evaluate(World()).get("Statement").item(0).get("Resource").item(3)
    assert hole.target == Target("key", "Inner/Key")


OUTER = """
  Q:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement:
          - Resource: [!GetAtt Inner.Outputs.Env, !Sub "${Inner.Outputs.KeyArn}/x", !GetAtt Inner.Outputs.None]
"""


def test_outputs_of_the_child_are_known_to_the_parent():
    unit, shown = judged(parent("{Env: given}", OUTER))
    found = next(statements for resource, _, statements in shown if resource == "Q")
    assert found == [{"Resource": ["given", {"$parts": [ARN, "/x"]}, {"$unknown": "Inner.Outputs.None"}]}]
    site = next(site for site in unit.sites if site.resource == "Q")
    first = site.evaluate(World()).get("Statement").item(0).get("Resource").item(0)
    assert [(step.kind, step.span.text) for step in first.origin.steps()] == [
        ("argument", "!Ref Env"),
        ("output", "!GetAtt Inner.Outputs.Env"),
    ]


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://bucket.s3.amazonaws.com/child.yaml", "its template is no file of this project"),
        ("!Sub '${Stage}.yaml'", "its template is no file of this project"),
        ("missing.yaml", "missing.yaml"),
        ("../outside.yaml", "../outside.yaml"),
        ("nested/other.yaml", "nested/other.yaml holds no template"),
        ("template.yaml", "stacks are nested too deeply"),
    ],
)
def test_what_cannot_be_read_is_said_to_be_not_judged(url, reason):
    text = parent("{}").replace("nested/child.yaml", url)
    unit, _ = judged(text, **{"nested/other.yaml": "a: b\n"})
    (item,) = unit.not_judged
    assert (item.unit, item.call) == ("template.yaml", "Inner")
    assert item.reason.startswith(reason)


def test_a_child_that_cannot_be_parsed_is_a_problem():
    unit = load(parent("{}"), others={"nested/child.yaml": "Resources: [\n"})
    assert [(problem.file, problem.span.location().line) for problem in unit.problems] == [("nested/child.yaml", 2)]


def test_nested_templates_are_judged_through_their_callers_only():
    found = find({"nested/child.yaml": CHILD, "template.yaml": parent("{}")})
    assert ([template.path for template in found.templates], found.called) == (
        ["template.yaml"],
        ("nested/child.yaml",),
    )


def test_of_templates_that_nest_each_other_one_is_judged():
    def calling(path):
        return f"Resources: {{C: {{Type: 'AWS::CloudFormation::Stack', Properties: {{TemplateURL: {path}}}}}}}"

    texts = {"a.yaml": calling("b.yaml"), "b.yaml": calling("a.yaml")}
    assert [template.path for template in find(texts).templates] == ["a.yaml"]
    unit = load(texts["a.yaml"], "a.yaml", others={"b.yaml": texts["b.yaml"]})
    assert [(item.call, item.reason) for item in unit.not_judged] == [("C/C", "stacks are nested too deeply")]


def test_the_cdk_names_the_nested_template_in_the_metadata():
    child = managed({"Resource": {"Ref": "Env"}}, Parameters={"Env": {"Type": "String"}})
    properties = {
        "TemplateURL": {"Fn::Join": ["", ["https://s3.", {"Ref": "AWS::Region"}]]},
        "Parameters": {"Env": "given"},
    }
    metadata = {"aws:asset:path": "child.nested.template.json", "aws:asset:property": "TemplateURL"}
    resource = {"Type": "AWS::CloudFormation::Stack", "Metadata": metadata, "Properties": properties}
    files = {"cdk.out/child.nested.template.json": json.dumps(child)}
    unit = load({"Resources": {"N": resource}}, "cdk.out/parent.template.json", others=files)
    assert policies(unit)[0][3]["Statement"] == [{"Resource": "given"}]


def test_stacks_that_multiply_are_cut_off():
    calls = "".join(
        f"  S{number}: {{Type: 'AWS::CloudFormation::Stack', Properties: {{TemplateURL: %s}}}}\n" for number in range(9)
    )
    files = {f"l{level}.yaml": "Resources:\n" + calls % ((f"l{level + 1}.yaml",) * 9) for level in range(6)}
    files["l6.yaml"] = json.dumps(managed({"Resource": "x"}))
    unit = load(files.pop("l0.yaml"), "l0.yaml", others=files)
    assert len(unit.sites) <= 500
    assert {item.reason for item in unit.not_judged} == {"stacks are nested too deeply"}


def test_a_serverless_application_nests_its_location():
    properties = "{Location: nested/child.yaml, Parameters: {Env: e}}"
    text = f"Resources: {{App: {{Type: 'AWS::Serverless::Application', Properties: {properties}}}}}"
    _, shown = judged(text)
    assert [(resource, when) for resource, when, _ in shown] == [("App/P", {}), ("App/Key", {})]


INCLUDING = """
Resources:
  Fn::Transform: {Name: AWS::Include, Parameters: {Location: more.yaml}}
  P:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement:
          - Effect: Allow
            Fn::Transform: {Name: AWS::Include, Parameters: {Location: !Sub "${Name}.json"}}
  Far:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement: [{Effect: Allow, Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3://b/k}}}]
Parameters: {Name: {Type: String, Default: part}}
"""


def test_files_of_the_project_are_included():
    more = "Q:\n  Type: AWS::IAM::ManagedPolicy\n  Properties: {PolicyDocument: {Statement: [{Resource: !Ref Name}]}}\n"
    unit = load(INCLUDING, others={"more.yaml": more, "part.json": '{"Action": "kms:*", "Resource": "*"}'})
    assert [(resource, document["Statement"]) for resource, _, _, document in policies(unit)] == [
        ("Q", [{"Resource": "part"}]),
        ("P", [{"Effect": "Allow", "Action": "kms:*", "Resource": "*"}]),
        ("Far", [{"$unknown": "s3://b/k"}]),
    ]
    assert [source.path for source in unit.sources] == ["template.yaml", "more.yaml"]
    assert next(site for site in unit.sites if site.resource == "Q").header.source.path == "more.yaml"


def test_what_cannot_be_included_is_said_and_the_rest_is_judged():
    unit = load(INCLUDING)
    assert [(item.call, item.source) for item in unit.not_judged] == [("Resources", "more.yaml")]
    assert [site.resource for site in unit.sites] == ["P", "Far"]
    unit = load(INCLUDING, others={"more.yaml": "a: [\n"})
    assert [(problem.file, problem.span.location().line) for problem in unit.problems] == [("more.yaml", 2)]


def test_a_file_that_includes_itself_ends():
    unit = load(
        INCLUDING, others={"more.yaml": "Fn::Transform: {Name: AWS::Include, Parameters: {Location: more.yaml}}\n"}
    )
    assert [item.call for item in unit.not_judged] == ["Resources"]
    assert [site.resource for site in unit.sites] == ["P", "Far"]


BODIES = """
Resources:
  Whole:
    Fn::Transform: {Name: AWS::Include, Parameters: {Location: body.yaml}}
  Short: !Transform {Name: AWS::Include, Parameters: {Location: body.yaml}}
  Partly:
    Type: AWS::KMS::Key
    Properties: !Transform {Name: AWS::Include, Parameters: {Location: rotation.yaml}}
  Document:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument: {Statement: [!Transform {Name: AWS::Include, Parameters: {Location: part.json}}]}
"""


def test_an_include_stands_for_a_resource_its_properties_or_a_statement_in_both_forms():
    unit = load(
        BODIES,
        others={
            "body.yaml": "Type: AWS::IAM::ManagedPolicy\nProperties: {PolicyDocument: {Statement: []}}\n",
            "rotation.yaml": "EnableKeyRotation: true\n",
            "part.json": '{"Action": "kms:*"}',
        },
    )
    assert (unit.problems, unit.not_judged) == ((), ())
    assert [(resource, document) for resource, _, _, document in policies(unit)] == [
        ("Whole", {"Statement": []}),
        ("Short", {"Statement": []}),
        ("Document", {"Statement": [{"Action": "kms:*"}]}),
    ]
    assert unit.keys[0].evaluate(World()).values["rotation"].value is True


def test_a_body_that_is_elsewhere_leaves_open_what_is_not_written():
    unit = load(BODIES)
    assert unit.problems == ()
    assert [(item.call, item.source) for item in unit.not_judged] == [
        ("Whole", "body.yaml"),
        ("Short", "body.yaml"),
        ("Partly.Properties", "rotation.yaml"),
    ]
    values = unit.keys[0].evaluate(World()).values
    assert {name: type(value) for name, value in values.items()} == dict.fromkeys(values, Unknown)
    assert {"rotation", "enabled", "policy", "spec"} <= values.keys()


def test_an_included_part_of_a_resource_that_cannot_be_read_is_a_problem():
    unit = load(BODIES, others={"body.yaml": "a: [\n", "rotation.yaml": "[]\n", "part.json": "{}"})
    assert [(problem.file, problem.message) for problem in unit.problems] == [
        ("body.yaml", "expected node content while parsing a flow node"),
        ("template.yaml", "rotation.yaml holds no mapping to include"),
    ]


def test_a_macro_of_the_whole_template_may_give_a_resource_its_type():
    unit = load("Transform: Own\nResources: {B: {Type: AWS::S3::Bucket}, X: {Kind: Bucket}}\n")
    assert unit.problems == ()
    assert [item.source for item in unit.not_judged] == ["Own"]


def test_the_whole_template_includes_a_file():
    text = (
        "Transform: {Name: AWS::Include, Parameters: {Location: more.yaml}}\nResources: {B: {Type: AWS::S3::Bucket}}\n"
    )
    more = "Mappings: {M: {a: {b: c}}}\nResources:\n  P:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n"
    more += "      PolicyDocument: {Statement: [{Resource: !FindInMap [M, a, b]}]}\n"
    shown = policies(load(text, others={"more.yaml": more}))
    assert [(resource, document["Statement"]) for resource, _, _, document in shown] == [("P", [{"Resource": "c"}])]


def test_other_macros_leave_a_hole():
    text = (
        "Resources: {P: {Type: 'AWS::IAM::ManagedPolicy', Properties: {PolicyDocument: {Fn::Transform: {Name: Own}}}}}"
    )
    assert policies(load(text))[0][3] == {"$unknown": "Own"}


def test_names_that_a_missing_part_may_declare_are_holes():
    text = """
Transform: Own
Mappings: {Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3://b/k}}}
Resources:
  P:
    Type: AWS::IAM::ManagedPolicy
    Condition: Theirs
    Properties: {PolicyDocument: {Statement: [{Resource: [!Ref Theirs, !FindInMap [M, a, b], !GetAtt Theirs.Arn]}]}}
"""
    unit = load(text)
    assert unit.problems == ()
    resource = unit.sites[0].evaluate(World()).get("Statement").item(0).get("Resource")
    assert [type(item) for item in resource.items] == [Unknown] * 3
