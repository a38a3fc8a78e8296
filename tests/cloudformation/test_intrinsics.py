"""Each intrinsic function: what the User Guide says that it gives, holes where nobody can know, and refusals."""

import pytest
from cloudformation.templates import load, managed, policies, resource_of

from iaclint.values.encode import plain
from iaclint.values.value import Failed, Unknown
from iaclint.values.world import BRANCH, World

REGION = {"$unknown": "AWS::Region"}
MAPS = {"Mappings": {"M": {"eu-west-1": {"a": "ireland", "l": ["x", "y"]}, "us-east-1": {"a": "virginia", "l": ["z"]}}}}


def value_of(tree, **sections):
    unit = load(managed({"Effect": "Allow", "Action": "s3:*", "Resource": tree}, **sections), "template.json")
    return unit.sites[0].evaluate(World(sorts=(BRANCH,))).get("Statement").item(0).get("Resource")


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        ({"Ref": "AWS::Region"}, REGION),
        ({"Fn::Sub": "arn:aws:s3:::${AWS::AccountId}"}, {"$parts": ["arn:aws:s3:::", {"$unknown": "AWS::AccountId"}]}),
        ({"Fn::Sub": "${!Literal} ${! x}"}, "${Literal} ${ x}"),
        ({"Fn::Sub": "no variable ${"}, "no variable ${"),
        ({"Fn::Sub": ["${A}${B}", {"A": "x", "B": {"Fn::Join": ["-", ["y", "z"]]}}]}, "xy-z"),
        ({"Fn::Sub": ["${A}", {"A": ["not", "text"]}]}, ["not", "text"]),
        ({"Fn::Sub": ["${AWS::Region}", {"AWS::Region": "own"}]}, "own"),
        ({"Fn::Join": [",", ["a", {"Ref": "AWS::NoValue"}, "b"]]}, "a,b"),
        ({"Fn::Join": [",", ["a", {"Ref": "AWS::Region"}, 7, True]]}, {"$parts": ["a,", REGION, ",7,true"]}),
        ({"Fn::Join": ["", []]}, ""),
        ({"Fn::Split": ["/", "a//b"]}, ["a", "", "b"]),
        ({"Fn::Split": ["ab", "xababy"]}, ["x", "", "y"]),
        ({"Fn::Split": ["/", {"Fn::Sub": "a/${AWS::AccountId}/b"}]}, ["a", {"$unknown": "AWS::AccountId"}, "b"]),
        ({"Fn::Split": ["-", {"Fn::Sub": "a-${AWS::Region}"}]}, ["a", REGION]),
        ({"Fn::Select": ["1", ["a", "b"]]}, "b"),
        ({"Fn::Select": [0, {"Fn::Split": ["-", {"Fn::Sub": "a-${AWS::Region}"}]}]}, "a"),
        ({"Fn::Select": [2, {"Fn::Split": ["-", {"Fn::Sub": "a-${AWS::Region}"}]}]}, REGION),
        ({"Fn::Select": [0, {"Fn::GetAZs": ""}]}, {"$unknown": "Fn::GetAZs"}),
        ({"Fn::Select": [0, {"Fn::Cidr": ["10.0.0.0/16", 2, 8]}]}, {"$unknown": "Fn::Cidr"}),
        ({"Fn::Base64": "hi"}, "aGk="),
        ({"Fn::Base64": {"Ref": "AWS::Region"}}, {"$unknown": "Fn::Base64"}),
        ({"Fn::Length": {"Fn::Split": [",", "a,b,c"]}}, 3),
        ({"Fn::ToJsonString": {"a": ["b", {"Ref": "AWS::Region"}]}}, {"$parts": ['{"a":["b","', REGION, '"]}']}),
        ({"Fn::ImportValue": {"Fn::Sub": "${AWS::StackName}-x"}}, {"$unknown": "Fn::ImportValue"}),
        ({"Fn::ImportValue": "Shared"}, {"$unknown": "Shared"}),
        ({"Fn::FindInMap": ["M", "eu-west-1", "a"]}, "ireland"),
        ({"Fn::FindInMap": ["M", "eu-west-1", "l"]}, ["x", "y"]),
        ({"Fn::FindInMap": ["M", {"Fn::Join": ["-", ["eu", "west", "1"]]}, "a"]}, "ireland"),
        ({"Fn::FindInMap": ["M", {"Ref": "AWS::Region"}, "a"]}, {"$unknown": "Fn::FindInMap"}),
        ({"Fn::FindInMap": ["M", "nowhere", "a", {"DefaultValue": "else"}]}, "else"),
        ({"Fn::FindInMap": ["None", "nowhere", "a", {"DefaultValue": ["e"]}]}, ["e"]),
        ([{"Ref": "AWS::NoValue"}, "a"], ["a"]),
        ({"k": {"Ref": "AWS::NoValue"}, "l": "m"}, {"l": "m"}),
        ({"Fn::GetAtt": "P.Arn"}, {"$unknown": "P.Arn"}),
        ({"Fn::GetAtt": ["P", {"Fn::Sub": "Arn"}]}, {"$unknown": "P.Arn"}),
    ],
)
def test_functions_give(tree, expected):
    assert plain(value_of(tree, **MAPS)) == expected


@pytest.mark.parametrize(
    ("tree", "reason"),
    [
        ({"Fn::Nothing": "x"}, "CloudFormation has no function Fn::Nothing"),
        ({"Ref": "Nobody"}, "the template declares no parameter or resource Nobody"),
        ({"Fn::GetAtt": "Nobody.Arn"}, "the template declares no parameter or resource Nobody"),
        ({"Fn::GetAtt": "NoDot"}, "Fn::GetAtt needs the name of a resource and of an attribute"),
        ({"Fn::GetAtt": ["a", "b", "c"]}, "Fn::GetAtt needs the name of a resource and of an attribute"),
        ({"Fn::Sub": {"a": "b"}}, "Fn::Sub needs a text, or a list of a text and a mapping"),
        ({"Fn::Sub": ["x"]}, "Fn::Sub needs a text, or a list of a text and a mapping"),
        ({"Fn::Join": "x"}, "Fn::Join needs a delimiter and a list"),
        ({"Fn::Join": [",", "x"]}, "Fn::Join needs a delimiter and a list, not a string"),
        ({"Fn::Split": [","]}, "Fn::Split needs a delimiter and a text"),
        ({"Fn::Split": ["", "x"]}, "Fn::Split needs a delimiter that is not empty"),
        ({"Fn::Select": [0]}, "Fn::Select needs an index and a list"),
        ({"Fn::Select": ["x", ["a"]]}, "Fn::Select needs an index and a list"),
        ({"Fn::Select": [3, ["a"]]}, "Fn::Select has index 3, but the list has 1 items"),
        ({"Fn::Select": [-1, ["a"]]}, "Fn::Select needs an index and a list"),
        ({"Fn::Length": "x"}, "Fn::Length needs a list, not a string"),
        ({"Fn::FindInMap": ["M", "a"]}, "Fn::FindInMap needs a mapping and two keys"),
        ({"Fn::FindInMap": ["M", "eu-west-1", "none"]}, "mapping M has no such keys"),
        ({"Fn::If": ["C"]}, "Fn::If needs the name of a condition and two values"),
        (
            {"Fn::If": [{"Fn::Equals": ["a", "a"]}, "b", "c"]},
            "the first argument of Fn::If must be the name of a condition",
        ),
        ({"Fn::Sub": "x", "Other": "y"}, "Fn::Sub must be the only key of its object"),
    ],
)
def test_what_cloudformation_refuses_is_a_failed_value_with_the_reason(tree, reason):
    value = value_of(tree, **MAPS)
    assert isinstance(value, Failed)
    assert value.reason == reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a ${aws:username}", "the template declares no parameter or resource aws:username"),
        (
            "a ${aws:PrincipalTag/x}",
            "names in Fn::Sub hold only letters, digits, underscores, periods and colons; "
            "write ${!aws:PrincipalTag/x} for the text itself",
        ),
    ],
)
def test_a_policy_variable_in_sub_is_refused(text, reason):
    value = value_of({"Fn::Sub": text})
    (hole,) = value.unknowns()
    assert isinstance(hole, Failed)
    assert (hole.reason, value.parts[0].text) == (reason, "a ")


SHAPES = """
Transform: AWS::Serverless-2016-10-31
Parameters:
  Text: {Type: String}
  Vpc: {Type: AWS::EC2::VPC::Id}
  Items: {Type: List<String>}
  Stored: {Type: AWS::SSM::Parameter::Value<String>, Default: /name}
Resources:
  Key: {Type: AWS::KMS::Key}
  Replica: {Type: AWS::KMS::ReplicaKey}
  Alias: {Type: AWS::KMS::Alias}
  Role: {Type: AWS::IAM::Role}
  User: {Type: AWS::IAM::User}
  Group: {Type: AWS::IAM::Group}
  Managed: {Type: AWS::IAM::ManagedPolicy}
  Topic: {Type: AWS::SNS::Topic}
  Bucket: {Type: AWS::S3::Bucket}
  Own: {Type: Custom::Thing}
  Fn: {Type: AWS::Serverless::Function}
  P:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement:
          - Resource: %s
"""


@pytest.mark.parametrize(
    ("tree", "name", "shape", "target"),
    [
        ("!Ref Text", "Text", "text", None),
        ("!Ref Vpc", "Vpc", "segment", None),
        ("!Ref Items", "Items", "any", None),
        ("!Ref Stored", "Stored", "text", None),
        ("!Ref AWS::AccountId", "AWS::AccountId", "owner", None),
        ("!Ref AWS::Partition", "AWS::Partition", "partition", None),
        ("!Ref AWS::Region", "AWS::Region", "region", None),
        ("!Ref AWS::StackId", "AWS::StackId", "arn", None),
        ("!Ref AWS::StackName", "AWS::StackName", "segment", None),
        ("!Ref AWS::URLSuffix", "AWS::URLSuffix", "segment", None),
        ("!Ref AWS::NotificationARNs", "AWS::NotificationARNs", "any", None),
        ("!Ref Key", "Key", "segment", ("key", "Key")),
        ("!GetAtt Key.Arn", "Key.Arn", "arn", ("key", "Key")),
        ("!GetAtt [Replica, Arn]", "Replica.Arn", "arn", ("key", "Replica")),
        ("!GetAtt Key.KeyId", "Key.KeyId", "segment", ("key", "Key")),
        ("!Ref Alias", "Alias", "segment", ("alias", "Alias")),
        ("!GetAtt Role.Arn", "Role.Arn", "arn", ("role", "Role")),
        ("!Ref User", "User", "segment", ("user", "User")),
        ("!Ref Group", "Group", "segment", ("group", "Group")),
        ("!Ref Managed", "Managed", "arn", ("policy", "Managed")),
        ("!Ref Topic", "Topic", "arn", ("other", "Topic")),
        ("!Ref Bucket", "Bucket", "segment", ("other", "Bucket")),
        ("!GetAtt Own.Whatever", "Own.Whatever", "any", ("other", "Own")),
        ("!GetAtt FnRole.Arn", "FnRole.Arn", "arn", ("role", "FnRole")),
        ("!ImportValue Name", "Name", "text", None),
    ],
)
def test_holes_say_what_is_known_of_them(tree, name, shape, target):
    site = next(site for site in load(SHAPES % tree).sites if site.resource == "P")
    value = site.evaluate(World(sorts=(BRANCH,))).get("Statement").item(0).get("Resource")
    assert type(value) is Unknown
    found = (value.target.kind, value.target.address) if value.target else None
    assert (value.name, value.shape, found) == (name, shape, target)


def test_short_and_long_forms_are_the_same():
    short = '!Sub ["${A}-${B}", {A: !Select [0, !Split ["|", "x|y"]], B: !FindInMap [M, eu-west-1, a]}]'
    text = (SHAPES % short).replace("Parameters:", "Mappings: {M: {eu-west-1: {a: z}}}\nParameters:")
    shown = [document for name, _, _, document in policies(load(text)) if name == "P"]
    assert shown == [{"Statement": [{"Resource": "x-z"}]}]


def test_dynamic_references_are_holes():
    tree = ["{{resolve:ssm:/a/b}}", {"Fn::Sub": "arn:${AWS::Region}:{{resolve:secretsmanager:${AWS::StackName}:x}}/*"}]
    assert resource_of(tree) == [
        {"$unknown": "{{resolve:ssm:/a/b}}"},
        {"$parts": ["arn:", REGION, ":", {"$unknown": "{{resolve:secretsmanager::x}}"}, "/*"]},
    ]


def test_condition_is_an_ordinary_key_where_no_condition_stands():
    statement = {"Effect": "Allow", "Condition": {"Condition": "text"}}
    (_, _, _, document) = policies(load(managed(statement), "t.json"))[0]
    assert document["Statement"] == [statement]


def test_language_extensions_compute_names():
    sections = {
        "Parameters": {"Which": {"Type": "String", "Default": "Other"}, "Other": {"Type": "String", "Default": "v"}}
    }
    assert resource_of({"Ref": {"Ref": "Which"}}, **sections) == "v"


def test_a_deep_tree_is_a_hole_and_no_fault():
    tree = "x"
    for _ in range(170):
        tree = [tree]
    value = value_of(tree)
    while not isinstance(value, Unknown):
        value = value.item(0)
    assert value.reason == "it is nested too deeply to follow"


def test_texts_that_double_are_cut_off():
    tree = {"Fn::Sub": "x" * 100}
    for _ in range(25):
        tree = {"Fn::Sub": ["${A}${A}", {"A": tree}]}
    value = value_of(tree)
    assert [hole.reason for hole in value.unknowns()][:1] == ["the text that Fn::Sub makes is too long to follow"]
