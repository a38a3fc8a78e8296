"""Templates that nobody would write: no form of them is a fault, and what can be judged is judged."""

import json
from pathlib import Path

import pytest
from cloudformation.templates import document, find_templates, sources
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iaclint.cloudformation import Inputs, load_template
from iaclint.text.nodes import ReadError
from iaclint.values.encode import complete, plain
from iaclint.values.world import World, explore

FIXTURES = Path(__file__).parents[2] / "fixtures"
NAMES = ["P", "C", "D", "M", "L", "X", "AWS::Region", "AWS::NoValue", "a", "", "P.Arn", "N.Outputs.O", "true"]
FUNCTIONS = [
    *("Ref", "Condition", "Fn::Base64", "Fn::Cidr", "Fn::FindInMap", "Fn::GetAZs", "Fn::GetAtt", "Fn::If", "Fn::Join"),
    *("Fn::ImportValue", "Fn::Length", "Fn::Select", "Fn::Split", "Fn::Sub", "Fn::ToJsonString", "Fn::Transform"),
    *("Fn::And", "Fn::Or", "Fn::Not", "Fn::Equals", "Fn::ForEach::L", "Fn::Nothing", "DefaultValue", "Statement"),
]
scalar = st.one_of(
    st.sampled_from([*NAMES, "${P}", "${L}-${!x}", "${M.a}", "a,b", "${", "{{resolve:ssm:a}}", "0", "-1"]),
    st.integers(-2, 3),
    st.booleans(),
    st.none(),
)
tree = st.recursive(
    scalar,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from([*NAMES, *FUNCTIONS]), inner, max_size=3),
        st.tuples(st.sampled_from(FUNCTIONS), st.lists(inner, max_size=4)).map(lambda item: {item[0]: item[1]}),
        st.tuples(st.sampled_from(FUNCTIONS), inner).map(lambda item: {item[0]: item[1]}),
    ),
    max_leaves=12,
)
TYPES = [
    *(
        "AWS::IAM::Role",
        "AWS::IAM::ManagedPolicy",
        "AWS::KMS::Key",
        "AWS::SSO::PermissionSet",
        "AWS::CloudFormation::Stack",
    ),
    *("AWS::Serverless::Function", "AWS::Serverless::StateMachine", "Custom::X"),
]
PROPERTIES = [
    *(
        "PolicyDocument",
        "AssumeRolePolicyDocument",
        "Policies",
        "KeyPolicy",
        "InlinePolicy",
        "TemplateURL",
        "Parameters",
    ),
    *("Role", "Fn::ForEach::Q", "Fn::Transform", "EnableKeyRotation"),
]
resource = st.fixed_dictionaries(
    {"Type": st.one_of(st.sampled_from(TYPES), tree)},
    optional={
        "Properties": st.one_of(st.dictionaries(st.sampled_from(PROPERTIES), tree, max_size=4), tree),
        "Condition": tree,
        "Metadata": st.one_of(tree, st.fixed_dictionaries({"iaclint": st.fixed_dictionaries({"ignore": tree})})),
    },
)
parameter = st.one_of(
    tree,
    st.fixed_dictionaries(
        {
            "Type": st.sampled_from(
                ["String", "Number", "CommaDelimitedList", "List<Number>", "AWS::SSM::Parameter::Value<String>"]
            )
        },
        optional={"Default": scalar, "AllowedValues": st.lists(scalar, max_size=3), "NoEcho": scalar},
    ),
)
template = st.fixed_dictionaries(
    {
        "Resources": st.dictionaries(
            st.sampled_from(["P", "Q", "N", "Fn::ForEach::L", "Fn::Transform"]), st.one_of(resource, tree)
        )
    },
    optional={
        "Parameters": st.one_of(tree, st.dictionaries(st.sampled_from(NAMES), parameter, max_size=4)),
        "Conditions": st.one_of(tree, st.dictionaries(st.sampled_from(NAMES), tree, max_size=4)),
        "Mappings": st.one_of(tree, st.dictionaries(st.sampled_from(NAMES), tree, max_size=2)),
        "Outputs": tree,
        "Globals": tree,
        "Transform": tree,
        "AWSTemplateFormatVersion": st.just("2010-09-09"),
    },
)


def judge(texts, **inputs):
    """Everything that iaclint asks of the units of some files."""
    opened = sources(texts)
    found = find_templates([(path, True) for path in texts], opened)
    for one in found.templates:
        unit = load_template(one, opened, Inputs(**inputs))
        for problem in unit.problems:
            assert problem.message
            assert problem.span is None or problem.span.source.path == problem.file
        for site in unit.sites:
            for leaf in explore(site.evaluate):
                try:
                    value = None if leaf.result is None else document(leaf.result)
                except ReadError:
                    continue
                if value is not None:
                    json.dumps(plain(value))
                    complete(value)
        for key in unit.keys:
            explore(key.evaluate)
    return found


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(template, st.dictionaries(st.sampled_from(NAMES), st.text(max_size=3), max_size=2))
def test_no_template_is_a_fault(written, given_values):
    judge({"template.json": json.dumps(written)}, parameters=tuple(given_values.items()))


@pytest.mark.slow
@settings(max_examples=3_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(template, template, tree)
def test_no_template_is_a_fault_at_length(written, child, part):
    judge({"template.json": json.dumps(written), "P": json.dumps(child), "a": json.dumps(part)})


@settings(max_examples=60, deadline=None)
@given(template, tree)
def test_no_file_of_parameters_is_a_fault(written, values):
    texts = {"template.json": json.dumps(written), "p.json": json.dumps(values)}
    judge(texts, files=("p.json",))


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*/bad/template.yaml")), ids=lambda path: path.parent.parent.name)
def test_no_mutation_of_a_fixture_is_a_fault(path):
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    for at in range(len(lines)):
        judge({"t.yaml": "".join(lines[:at])})
        judge({"t.yaml": "".join(lines[:at] + lines[at + 1 :])})
        judge({"t.yaml": "".join(lines[:at] + lines[at : at + 1] * 2 + lines[at + 1 :])})
        judge({"t.yaml": "".join(lines[:at]) + lines[at][: len(lines[at]) // 2] + "".join(lines[at + 1 :])})


def test_a_ring_of_outputs_and_arguments_ends():
    properties = "{TemplateURL: child.yaml, Parameters: {In: !GetAtt %s.Outputs.Out}}"
    call = f"{{Type: AWS::CloudFormation::Stack, Properties: {properties}}}"
    parent = f"Resources:\n  A: {call % 'B'}\n  B: {call % 'A'}\n"
    child = "Parameters: {In: {Type: String}}\nResources:\n  P:\n    Type: AWS::IAM::ManagedPolicy\n"
    child += (
        "    Properties: {PolicyDocument: {Statement: [{Resource: !Ref In}]}}\nOutputs: {Out: {Value: !Sub 'x${In}'}}\n"
    )
    judge({"parent.yaml": parent, "child.yaml": child})


def test_a_huge_policy_is_judged():
    statements = [
        {"Effect": "Allow", "Action": ["kms:*", {"Ref": "AWS::Region"}], "Resource": "*"} for _ in range(10_000)
    ]
    body = {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": {"Statement": statements}}}
    opened = sources({"t.json": json.dumps({"Resources": {"P": body}})})
    found = find_templates([("t.json", True)], opened)
    unit = load_template(found.templates[0], opened, Inputs())
    assert len(unit.sites[0].evaluate(World()).get("Statement").items) == 10_000


def test_yaml_that_repeats_itself_by_aliases_is_cut_off_in_the_evaluation():
    lines = [
        "Resources:",
        "  P:",
        "    Type: AWS::IAM::ManagedPolicy",
        "    Properties:",
        "      A0: &a0 [x, x, x, x, x, x, x, x]",
    ]
    lines += [f"      A{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 8)}]" for n in range(1, 6)]
    lines += ["      PolicyDocument: {Statement: [*a5, *a5, *a5]}"]
    judge({"t.yaml": "\n".join(lines)})


@pytest.mark.parametrize("number", ["--5", "-", "1.", "007", "1e999", "9" * 5000, "\u0663", "0x1F", "", " 7"])
def test_numbers_of_any_form(number):
    body = {
        "Type": "AWS::KMS::Key",
        "Properties": {"PendingWindowInDays": {"Ref": "N"}, "KeyPolicy": {"a": {"Ref": "N"}}},
    }
    parameters = {"N": {"Type": "Number", "Default": number}}
    judge({"t.json": json.dumps({"Parameters": parameters, "Resources": {"K": body}})})
    judge({"t.yaml": f"Resources: {{K: {{Type: AWS::KMS::Key, Properties: {{KeyPolicy: {{a: {number}}}}}}}}}"})


def test_conditions_nested_in_a_deep_value_end():
    condition = {"Fn::Equals": [{"Ref": "N"}, "a"]}
    for _ in range(90):
        condition = {"Fn::Not": [condition]}
    value = {"Fn::If": ["C", "x", "y"]}
    for _ in range(120):
        value = [value]
    body = {"Type": "AWS::KMS::Key", "Properties": {"KeyPolicy": value}}
    template = {"Parameters": {"N": {"Type": "String"}}, "Conditions": {"C": condition}, "Resources": {"K": body}}
    judge({"t.json": json.dumps(template)})
