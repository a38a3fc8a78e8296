"""``Fn::ForEach``, compared with what cfn-lint expands, and where the collection is not known."""

import functools
import json
import subprocess

import pytest
from cloudformation.templates import interpreter, load, oracle_folder, policies

EXPAND = """
import importlib.util, json, os, sys, tempfile
spec = importlib.util.spec_from_file_location("oracle", sys.argv[1])
oracle = importlib.util.module_from_spec(spec)
spec.loader.exec_module(oracle)
found = {}
with tempfile.TemporaryDirectory() as folder:
    for name, text in json.load(sys.stdin).items():
        path = os.path.join(folder, name + ".yaml")
        open(path, "w").write(text)
        found[name] = oracle.foreach(path)
print(json.dumps(found))
"""

POLICY = """
        Type: AWS::IAM::ManagedPolicy
        Properties:
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - {Effect: Allow, Action: "s3:*", Resource: %s}
"""
TEMPLATES = {
    "literal": "  Fn::ForEach::L:\n    - X\n    - [Alpha, Beta]\n    - Policy${X}:"
    + POLICY % '!Sub "b-${X}-${AWS::Region}"',
    "reference": "  Fn::ForEach::L:\n    - X\n    - !Ref Names\n    - Policy${X}:" + POLICY % "[!Ref X, !Sub '${X}/*']",
    "mapping": "  Fn::ForEach::L:\n    - X\n    - !FindInMap [M, a, k]\n    - Policy${X}:"
    + POLICY % "!GetAtt [!Sub 'Bucket${X}', Arn]",
    "letters": "  Fn::ForEach::L:\n    - X\n    - ['a-1', 'b.2']\n    - Policy&{X}:"
    + POLICY % "!Join ['', [x, !Ref X]]",
    "nested": "  Fn::ForEach::L:\n    - X\n    - [A, B]\n"
    + "    - Fn::ForEach::M:\n      - Y\n      - [C, D]\n      - Policy${X}${Y}:"
    + POLICY.replace("\n  ", "\n    ") % '!Sub "${X}-${Y}"',
}
HEAD = """
Transform: AWS::LanguageExtensions
Parameters:
  Names: {Type: CommaDelimitedList, Default: "One,Two"}
Mappings:
  M: {a: {k: [Three, Four]}}
Resources:
  BucketThree: {Type: AWS::S3::Bucket}
  BucketFour: {Type: AWS::S3::Bucket}
"""


@functools.cache
def expanded():
    """The templates as cfn-lint expands them, by name."""
    oracle = oracle_folder() / "cloudformation_oracle.py"
    command = [interpreter("cfnlint", "moto"), "-c", EXPAND, str(oracle)]
    text = json.dumps({name: HEAD + body for name, body in TEMPLATES.items()})
    return json.loads(subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout)


@pytest.mark.parametrize("name", TEMPLATES)
def test_loops_give_what_cfn_lint_expands(name):
    mine = policies(load(HEAD + TEMPLATES[name]))
    assert mine == policies(load(expanded()[name], "template.json"))
    assert len(mine) == (4 if name == "nested" else 2)


def test_a_variable_is_replaced_in_every_text():
    # Template Reference, "Fn::ForEach": all instances of ${Identifier} in the key and the value are replaced.
    text = """
Conditions: {IsA: !Equals [a, a], IsB: !Equals [a, b]}
Resources:
  BucketA: {Type: AWS::S3::Bucket}
  Fn::ForEach::L:
    - X
    - [A, B]
    - Policy${X}:
        Type: AWS::IAM::ManagedPolicy
        Properties:
          PolicyDocument:
            Statement:
            - Resource: ['${X}/*', '&{X}', !GetAtt 'Bucket${X}.Arn', !Ref 'Bucket${X}', !If ['Is${X}', y, n]]
      Only${X}:
        Type: AWS::IAM::ManagedPolicy
        Condition: Is${X}
        Properties: {PolicyDocument: {Statement: []}}
"""
    shown = [(name, document["Statement"]) for name, _, _, document in policies(load(text))]
    hole, whole = {"$unknown": "BucketA.Arn"}, {"$unknown": "BucketA"}
    assert shown[0] == ("PolicyA", [{"Resource": ["A/*", "&{X}", hole, whole, "y"]}])
    assert [name for name, _ in shown] == ["PolicyA", "OnlyA", "PolicyB"]
    assert shown[2][1][0]["Resource"][4] == "n"


def test_an_unknown_collection_is_one_instance_with_the_name_as_written():
    text = HEAD + TEMPLATES["reference"].replace("!Ref Names", "!Ref AWS::NotificationARNs")
    ((resource, _, _, document),) = policies(load(text))
    hole = {"$unknown": "AWS::NotificationARNs"}
    assert resource == "Policy${X}"
    assert document["Statement"][0]["Resource"] == [hole, {"$parts": [hole, "/*"]}]


def test_a_loop_in_properties_and_in_a_statement():
    text = """
Resources:
  R:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      Fn::ForEach::P:
        - Key
        - [PolicyDocument]
        - ${Key}:
            Statement:
              - Effect: Allow
                Fn::ForEach::E: [K, [Action, Resource], {"${K}": "${K}:*"}]
"""
    ((_, attribute, _, document),) = policies(load(text))
    assert (attribute, document) == (
        "PolicyDocument",
        {"Statement": [{"Effect": "Allow", "Action": "Action:*", "Resource": "Resource:*"}]},
    )


@pytest.mark.parametrize(
    ("loop", "message"),
    [
        ("[X, [a]]", "Fn::ForEach::L needs a variable, a collection and an object"),
        ("[X, a, {}]", "Fn::ForEach::L needs a list, not a string"),
        ("[[X], [a], {}]", "Fn::ForEach::L needs a variable, a collection and an object"),
    ],
)
def test_a_loop_that_is_refused_is_a_problem_and_the_rest_is_judged(loop, message):
    text = HEAD + f"  Fn::ForEach::L: {loop}\n  P:" + (POLICY % "x").replace("\n    ", "\n")
    unit = load(text)
    assert [problem.message for problem in unit.problems] == [message]
    assert [site.resource for site in unit.sites] == ["P"]


def test_loops_that_multiply_are_cut_off():
    many = json.dumps([f"v{n}" for n in range(3000)])
    body = "{}"
    for name in "ABCDE":
        body = f'{{"Fn::ForEach::{name}": ["{name}", {many}, {body}]}}'
    unit = load(HEAD + f"  {body[1:-1]}\n")
    assert "steps to follow" in unit.problems[0].message


def test_a_condition_made_by_a_loop():
    text = """
Parameters: {Env: {Type: String, Default: a}}
Conditions:
  Fn::ForEach::C: [X, [a, b], {"Is${X}": !Equals [!Ref Env, !Ref X]}]
Resources:
  P:
    Type: AWS::IAM::ManagedPolicy
    Properties: {PolicyDocument: {Statement: [{Resource: !If [Isa, x, y]}]}}
"""
    shown = [(when, document["Statement"][0]["Resource"]) for _, _, when, document in policies(load(text))]
    assert sorted(value for _, value in shown) == ["x", "y"]
