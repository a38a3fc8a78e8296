"""Values of parameters that the user gives, in every form of file that people have."""

import json

import pytest
from cloudformation.templates import load, managed, policies

from iaclint.values.encode import plain
from iaclint.values.world import World

TEMPLATE = managed(
    {"Resource": [{"Ref": "Text"}, {"Ref": "List"}, {"Ref": "Number"}, {"Ref": "Stored"}]},
    Parameters={
        "Text": {"Type": "String", "Default": "own"},
        "List": {"Type": "List<String>", "Default": "own"},
        "Number": {"Type": "Number", "Default": "1"},
        "Stored": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/name"},
    },
)
PAIRS = {"Text": "given", "List": "a, b", "Number": "7", "Stored": "/other"}
GIVEN = ["given", ["a", "b"], 7, {"$unknown": "Stored"}]
AS_CLI = [{"ParameterKey": key, "ParameterValue": value} for key, value in PAIRS.items()]


def resource(**options):
    unit = load(TEMPLATE, **options)
    assert unit.problems == ()
    return policies(unit)[0][3]["Statement"][0]["Resource"]


def test_defaults():
    assert resource() == ["own", ["own"], 1, {"$unknown": "Stored"}]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("p.json", json.dumps(AS_CLI)),
        ("p.json", json.dumps([f"{key}={value}" for key, value in PAIRS.items()])),
        ("p.json", json.dumps({"Parameters": PAIRS, "Tags": {"a": "b"}})),
        ("p.json", json.dumps({"Parameters": AS_CLI, "StackName": "s"})),
        ("p.json", json.dumps({"Parameters": {**PAIRS, "List": ["a", "b"], "Number": 7}})),
        ("p.json", json.dumps(PAIRS)),
        ("p.json", "\ufeff" + json.dumps({**PAIRS, "Nobody": "x", "Nothing": None})),
        ("p.yaml", "Text: given\nList: [a, b]\nNumber: 7\nStored: /other\n"),
        ("p.yaml", "template-file-path: t.yaml\nparameters:\n  Text: given\n  List: a,b\n  Number: 7\n"),
        ("p.yml", "- ParameterKey: Text\n  ParameterValue: given\n- List=a, b\n- Number=7\n"),
        ("p.params", json.dumps(AS_CLI)),
    ],
)
def test_forms_of_parameter_files(path, text):
    assert resource(files=[path], others={path: text}) == GIVEN


def test_the_command_line_goes_before_files_and_later_files_before_earlier_ones():
    others = {"a.json": '{"Text": "a", "Number": "1"}', "b.json": '{"Text": "b", "Number": "2"}'}
    found = resource(files=["a.json", "b.json"], others=others, parameters=[("Number", "3"), ("Other", "x")])
    assert (found[0], found[2]) == ("b", 3)


def test_a_previous_value_is_not_known_here():
    text = json.dumps([{"ParameterKey": "Text", "UsePreviousValue": True}])
    assert resource(files=["p.json"], others={"p.json": text})[0] == "own"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("{", 1, "expected a key in double quotes"),
        ("[\n1]", 2, "expected Name=Value"),
        ('[\n{"Key": "x"}]', 2, "expected an object with ParameterKey and ParameterValue"),
        ("7", 1, "expected a mapping or a list of parameters"),
        ("[[]]", 1, "expected an object with ParameterKey and ParameterValue"),
    ],
)
def test_a_file_of_another_form_is_a_problem_and_the_template_is_judged(text, line, message):
    unit = load(TEMPLATE, files=["p.json"], others={"p.json": text})
    ((file, span, said),) = [(problem.file, problem.span, problem.message) for problem in unit.problems]
    assert (file, span.location().line, said) == ("p.json", line, message)
    assert len(unit.sites) == 1


def test_a_missing_file_is_a_problem():
    (problem,) = load(TEMPLATE, files=["none.json"]).problems
    assert (problem.file, problem.span) == ("none.json", None)


def test_items_of_a_list_point_at_their_own_text():
    unit = load(TEMPLATE, files=["p.yaml"], others={"p.yaml": "List: one, two\n"})
    items = unit.sites[0].evaluate(World()).get("Statement").item(0).get("Resource").item(1)
    assert [(plain(item), item.span.text) for item in items.elements()] == [("one", "one"), ("two", "two")]
    unit = load(TEMPLATE, files=["p.yaml"], others={"p.yaml": "List: [one, two]\n"})
    items = unit.sites[0].evaluate(World()).get("Statement").item(0).get("Resource").item(1)
    assert [(plain(item), item.span.text) for item in items.elements()] == [("one", "one"), ("two", "two")]
