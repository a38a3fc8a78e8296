"""Worlds: parameters take the values that conditions tell apart, and everything follows from them."""

import pytest
from cloudformation.templates import load, managed, policies, resource_of

from iaclint.values.origin import ARGUMENT, DEFAULT, ELEMENT, GIVEN, SECRET
from iaclint.values.world import CELL, explore

IS_PROD = {"IsProd": {"Fn::Equals": [{"Ref": "Env"}, "prod"]}}
IS_DEV = {"IsDev": {"Fn::Equals": ["dev", {"Ref": "Env"}]}}


def env(**more):
    return {"Env": {"Type": "String", **more}}


def branch(name):
    return {"Fn::If": [name, "yes", "no"]}


def both(first, second):
    return {"Fn::Join": [" ", [first, second]]}


def test_a_default_that_no_condition_mentions_is_the_value():
    assert resource_of({"Ref": "Env"}, Parameters=env(Default="dev")) == "dev"


def test_the_parameter_has_the_value_that_the_condition_asks_for():
    found = resource_of(both(branch("IsProd"), {"Ref": "Env"}), Parameters=env(Default="dev"), Conditions=IS_PROD)
    assert found == [({"IsProd": True}, "yes prod"), ({"IsProd": False}, "no dev")]


def test_a_reference_alone_is_judged_in_each_world_too():
    found = resource_of({"Ref": "Env"}, Parameters=env(Default="dev"), Conditions=IS_PROD)
    assert found == [({"IsProd": True}, "prod"), ({"IsProd": False}, "dev")]


def test_without_default_anything_else_is_not_known():
    found = resource_of({"Ref": "Env"}, Parameters=env(), Conditions=IS_PROD)
    assert found == [({"IsProd": True}, "prod"), ({"IsProd": False}, {"$unknown": "Env"})]


def test_anything_else_is_unknown_where_the_default_is_what_is_compared():
    found = resource_of({"Ref": "Env"}, Parameters=env(Default="prod"), Conditions=IS_PROD)
    assert found == [({"IsProd": True}, "prod"), ({"IsProd": False}, {"$unknown": "Env"})]


def test_two_conditions_over_one_parameter_are_never_both_true():
    tree = both(branch("IsProd"), branch("IsDev"))
    found = resource_of(tree, Parameters=env(Default="test"), Conditions={**IS_PROD, **IS_DEV})
    assert found == [
        ({"IsProd": True}, "yes no"),
        ({"IsDev": True}, "no yes"),
        ({"IsDev": False, "IsProd": False}, "no no"),
    ]


def test_allowed_values_without_default_are_each_looked_at():
    found = resource_of({"Ref": "Env"}, Parameters=env(AllowedValues=["a", "b", "c"]))
    assert found == [({"Env": "a"}, "a"), ({"Env": "b"}, "b"), ({"Env": "c"}, "c")]


def test_allowed_values_without_default_that_conditions_mention_are_named_by_the_conditions():
    found = resource_of({"Ref": "Env"}, Parameters=env(AllowedValues=["dev", "prod"]), Conditions=IS_PROD)
    assert found == [({"IsProd": False}, "dev"), ({"IsProd": True}, "prod")]


def test_one_remaining_allowed_value_is_anything_else():
    parameters = env(Default="prod", AllowedValues=["dev", "prod"])
    found = resource_of({"Ref": "Env"}, Parameters=parameters, Conditions=IS_PROD)
    assert found == [({"IsProd": True}, "prod"), ({"IsProd": False}, "dev")]


def test_a_literal_that_is_not_allowed_is_no_world():
    parameters = env(Default="dev", AllowedValues=["dev", "test"])
    assert resource_of(branch("IsProd"), Parameters=parameters, Conditions=IS_PROD) == "no"


def test_a_given_value_decides():
    text = managed({"Resource": [branch("IsProd"), {"Ref": "Env"}]}, Parameters=env(Default="dev"), Conditions=IS_PROD)
    ((_, _, when, document),) = policies(load(text, parameters=[("Env", "prod")]))
    assert (when, document["Statement"][0]["Resource"]) == ({}, ["yes", "prod"])


def test_numbers_and_truth_values_are_compared_as_text():
    parameters = {"N": {"Type": "Number", "Default": 1}, "B": {"Type": "String", "Default": True}}
    conditions = {"C": {"Fn::Equals": [{"Ref": "N"}, 1]}, "D": {"Fn::Equals": [{"Ref": "B"}, "true"]}}
    found = resource_of(both(branch("C"), branch("D")), Parameters=parameters, Conditions=conditions)
    assert {value for _, value in found} == {"yes yes", "yes no", "no yes", "no no"}


def test_conditions_follow_from_each_other():
    conditions = {
        **IS_PROD,
        "NotProd": {"Fn::Not": [{"Condition": "IsProd"}]},
        "Both": {"Fn::And": [{"Condition": "IsProd"}, {"Condition": "NotProd"}]},
        "Either": {"Fn::Or": [{"Condition": "IsProd"}, {"Condition": "NotProd"}]},
    }
    tree = both(branch("Both"), branch("Either"))
    assert resource_of(tree, Parameters=env(Default="dev"), Conditions=conditions) == "no yes"


def test_the_condition_of_the_resource_takes_part():
    template = managed({"Resource": {"Ref": "Env"}}, Parameters=env(Default="dev"), Conditions=IS_PROD)
    template["Resources"]["P"]["Condition"] = "IsProd"
    ((_, _, when, document),) = policies(load(template))
    assert (when, document["Statement"][0]["Resource"]) == ({"IsProd": True}, "prod")


def test_conditions_over_regions_are_free_but_exclude_each_other():
    conditions = {
        "Virginia": {"Fn::Equals": [{"Ref": "AWS::Region"}, "us-east-1"]},
        "Ireland": {"Fn::Equals": [{"Ref": "AWS::Region"}, "eu-west-1"]},
    }
    found = resource_of(both(branch("Virginia"), branch("Ireland")), Conditions=conditions)
    assert found == [
        ({"Virginia": True}, "yes no"),
        ({"Ireland": True}, "no yes"),
        ({"Ireland": False, "Virginia": False}, "no no"),
    ]


def test_a_comparison_of_unknown_texts_is_free_and_asked_once():
    parameters = {"A": {"Type": "String"}, "B": {"Type": "String"}}
    conditions = {
        "Same": {"Fn::Equals": [{"Ref": "A"}, {"Ref": "B"}]},
        "Turned": {"Fn::Equals": [{"Ref": "B"}, {"Ref": "A"}]},
        "Itself": {"Fn::Equals": [{"Ref": "A"}, {"Ref": "A"}]},
    }
    found = resource_of(both(branch("Same"), branch("Turned")), Parameters=parameters, Conditions=conditions)
    assert [value for _, value in found] == ["yes yes", "no no"]
    assert resource_of(branch("Itself"), Parameters=parameters, Conditions=conditions) == "yes"


def test_parameters_with_defaults_that_are_compared_are_judged_both_ways():
    parameters = {"A": {"Type": "String", "Default": "x"}, "B": {"Type": "String", "Default": "y"}}
    conditions = {"Same": {"Fn::Equals": [{"Ref": "A"}, {"Ref": "B"}]}}
    found = resource_of(branch("Same"), Parameters=parameters, Conditions=conditions)
    assert sorted(value for _, value in found) == ["no", "yes"]


def test_a_list_that_a_condition_joins_is_judged_empty_and_not_empty():
    parameters = {"L": {"Type": "CommaDelimitedList", "Default": ""}}
    conditions = {"Has": {"Fn::Not": [{"Fn::Equals": [{"Fn::Join": ["", {"Ref": "L"}]}, ""]}]}}
    tree = {"Fn::If": ["Has", {"Ref": "L"}, "none"]}
    found = resource_of(tree, Parameters=parameters, Conditions=conditions)
    assert found == [({"Has": False}, "none"), ({"Has": True}, {"$unknown": "L"})]


def test_an_undeclared_condition_and_a_ring_are_judged_both_ways_and_told():
    conditions = {"A": {"Condition": "B"}, "B": {"Fn::Not": [{"Condition": "A"}]}}
    template = managed({"Resource": [branch("A"), branch("Nobody")]}, Conditions=conditions)
    template["Resources"]["P"]["Condition"] = "Missing"
    unit = load(template)
    assert [problem.message for problem in unit.problems] == [
        "condition A depends on itself",
        "condition B depends on itself",
        "the template declares no condition Missing",
    ]
    assert all(when["Missing"] for _, _, when, _ in policies(unit))
    shown = [(when["Nobody"], document["Statement"][0]["Resource"]) for _, _, when, document in policies(unit)]
    assert {tuple(resource) for _, resource in shown} == {("yes", "yes"), ("yes", "no"), ("no", "yes"), ("no", "no")}


def test_only_conditions_in_a_ring_depend_on_themselves():
    """``Bridge`` leads from one ring to another and comes back to neither; ``First`` and ``Last`` are no ring."""
    needs = {"First": "A", "A": "B", "B": ("A", "Bridge"), "Bridge": "C", "C": ("D", "Last"), "D": "C", "Self": "Self"}
    conditions = {
        name: {"Fn::Or": [{"Condition": one} for one in ((used, used) if isinstance(used, str) else used)]}
        for name, used in needs.items()
    }
    unit = load(managed({}, Conditions={**conditions, "Last": {"Fn::Equals": ["a", "b"]}}))
    told = [problem.message for problem in unit.problems]
    assert told == [f"condition {name} depends on itself" for name in ("A", "B", "C", "D", "Self")]


@pytest.mark.parametrize(
    "written", ["text", {"Fn::Equals": ["a"]}, {"Fn::Nothing": []}, {"Ref": "Env"}, [], {"Fn::And": []}]
)
def test_a_malformed_condition_is_judged_both_ways(written):
    found = resource_of(branch("C"), Parameters=env(Default="a"), Conditions={"C": written})
    assert found == [({"C": True}, "yes"), ({"C": False}, "no")]


def test_a_long_chain_of_conditions_is_no_fault():
    conditions = {f"C{n}": {"Fn::Not": [{"Condition": f"C{n + 1}"}]} for n in range(500)}
    conditions["C500"] = {"Fn::Equals": [{"Ref": "Env"}, "prod"]}
    found = resource_of(branch("C0"), Parameters=env(Default="a"), Conditions=conditions)
    assert {value for _, value in found} == {"yes", "no"}


def test_past_the_cap_the_value_is_unknown():
    names = [f"P{n}" for n in range(10)]
    parameters = {name: {"Type": "String", "Default": "b"} for name in names}
    conditions = {f"C{name}": {"Fn::Equals": [{"Ref": name}, "a"]} for name in names}
    tree = [branch(f"C{name}") for name in names]
    unit = load(managed({"Resource": tree}, Parameters=parameters, Conditions=conditions))
    leaves = explore(unit.sites[0].evaluate)
    assert len(leaves) == 64
    unknown = 0
    for leaf in leaves:
        for name, item in zip(names, leaf.result.get("Statement").item(0).get("Resource").items, strict=True):
            if item.kind == "unknown":
                assert item.reason == f"too many conditions meet here to follow condition C{name}"
                unknown += 1
            else:
                assert item.text == ("yes" if leaf.facts[f"C{name}"] else "no")
    assert unknown


def test_cells_of_a_mapping_are_judged_each_and_named_by_their_key():
    maps = {"M": {"eu": {"a": "x", "b": "p"}, "us": {"a": "y", "b": "q"}}, "N": {"eu": {"c": "1"}, "us": {"c": "2"}}}
    look = [
        {"Fn::FindInMap": [name, {"Ref": "AWS::Region"}, key]} for name, key in (("M", "a"), ("M", "b"), ("N", "c"))
    ]
    unit = load(managed({"Resource": {"Fn::Join": ["", look]}}, Mappings=maps))
    shown = [(when, document["Statement"][0]["Resource"]) for _, _, when, document in policies(unit, cells=True)]
    assert shown == [({"AWS::Region": "eu"}, "xp1"), ({"AWS::Region": "us"}, "yq2")]
    hole = {"$unknown": "Fn::FindInMap"}
    ((_, _, when, document),) = policies(unit)
    assert (when, document["Statement"][0]["Resource"]) == ({}, {"$parts": [hole, hole, hole]})
    assert explore(unit.sites[0].evaluate, sorts=(CELL,))[0].facts == {"AWS::Region": "eu"}


def test_a_region_that_conditions_name_decides_the_cell():
    maps = {"M": {"eu": {"a": "x"}, "us": {"a": "y"}}}
    conditions = {"Europe": {"Fn::Equals": [{"Ref": "AWS::Region"}, "eu"]}}
    tree = {"Fn::If": ["Europe", {"Fn::FindInMap": ["M", {"Ref": "AWS::Region"}, "a"]}, "other"]}
    assert resource_of(tree, Mappings=maps, Conditions=conditions) == [
        ({"Europe": True}, "x"),
        ({"Europe": False}, "other"),
    ]


def test_a_cell_decides_the_conditions_over_its_key():
    maps = {"M": {"eu": {"a": "x"}, "us": {"a": "y"}}}
    conditions = {
        "Europe": {"Fn::Equals": [{"Ref": "AWS::Region"}, "eu"]},
        "Asia": {"Fn::Equals": [{"Ref": "AWS::Region"}, "ap"]},
    }
    tree = {
        "Fn::Join": [" ", [{"Fn::FindInMap": ["M", {"Ref": "AWS::Region"}, "a"]}, branch("Europe"), branch("Asia")]]
    }
    unit = load(managed({"Resource": tree}, Mappings=maps, Conditions=conditions))
    shown = [document["Statement"][0]["Resource"] for _, _, _, document in policies(unit, cells=True)]
    assert shown == ["x yes no", "y no no"]
    hole = {"$unknown": "Fn::FindInMap"}
    assert resource_of(tree, Mappings=maps, Conditions=conditions) == [
        ({"Europe": True}, {"$parts": [hole, " yes no"]}),
        ({"Asia": True}, {"$parts": [hole, " no yes"]}),
        ({"Asia": False, "Europe": False}, {"$parts": [hole, " no no"]}),
    ]


def test_a_key_that_conditions_exclude_is_no_cell():
    maps = {"M": {"prod": {"a": "x"}, "dev": {"a": "y"}, "test": {"a": "z"}}}
    tree = both(branch("IsProd"), {"Fn::FindInMap": ["M", {"Ref": "Env"}, "a"]})
    unit = load(managed({"Resource": tree}, Mappings=maps, Conditions=IS_PROD, Parameters=env()))
    shown = [document["Statement"][0]["Resource"] for _, _, _, document in policies(unit, cells=True)]
    assert shown == ["yes x", "no y", "no z"]


def origin(template, **options):
    value = explore(load(template, **options).sites[0].evaluate)[0].result
    return value.get("Statement").item(0).get("Resource").origin


TEMPLATE = """
Parameters:
  Secret: {Type: String, Default: hidden, NoEcho: true}
  Plain: {Type: String, Default: shown}
  Chosen: {Type: String, AllowedValues: [first, second]}
  List: {Type: CommaDelimitedList, Default: "a, b"}
Mappings:
  M: {r: {k: cell}}
Resources:
  P:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement:
          - Resource: %s
"""


@pytest.mark.parametrize(
    ("tree", "text", "kinds"),
    [
        ("!Ref Plain", "shown", [DEFAULT]),
        ("!Sub '${Plain}'", "shown", [DEFAULT]),
        ("!Ref Secret", "hidden", [SECRET, DEFAULT]),
        ("!Ref Chosen", "first", [ELEMENT]),
        ("!Select [1, !Ref List]", "b", [DEFAULT, ELEMENT]),
        ("!FindInMap [M, r, k]", "cell", [ELEMENT]),
        ("!Sub 'x-${Plain}'", "!Sub 'x-${Plain}'", []),
        ("!Join ['', [x, !Ref Plain]]", "!Join ['', [x, !Ref Plain]]", []),
        ("!Join ['-', [!Ref Plain]]", "shown", [DEFAULT]),
        ("!Ref AWS::Region", "!Ref AWS::Region", []),
    ],
)
def test_a_value_points_at_the_text_to_change(tree, text, kinds):
    found = origin(TEMPLATE % tree)
    assert (found.span.text, [step.kind for step in found.steps()]) == (text, kinds)
    assert {step.span.text for step in found.steps()} <= {tree, "Secret", "${Plain}", "!Ref Plain", "!Ref List"}


def test_a_value_from_a_file_points_into_the_file_and_one_from_the_command_line_at_the_declaration():
    text = TEMPLATE % "!Ref Plain"
    found = origin(text, files=["p.json"], others={"p.json": '{"Plain": "given"}'})
    assert (found.span.source.path, found.span.text, [step.kind for step in found.steps()]) == (
        "p.json",
        '"given"',
        [GIVEN],
    )
    found = origin(text, parameters=[("Plain", "given")])
    assert (found.span.source.path, found.span.text, [step.kind for step in found.steps()]) == (
        "template.yaml",
        "Plain",
        [GIVEN],
    )


def test_argument_is_a_step_of_its_own():
    child = TEMPLATE % "!Ref Plain"
    properties = "{TemplateURL: child.yaml, Parameters: {Plain: x}}"
    parent = f"Resources: {{C: {{Type: 'AWS::CloudFormation::Stack', Properties: {properties}}}}}"
    found = origin(parent, others={"child.yaml": child})
    assert (found.span.source.path, found.span.text, [step.kind for step in found.steps()]) == (
        "template.yaml",
        "x",
        [ARGUMENT],
    )
