"""Random templates: iaclint computes in each world what moto computes with the parameters of that world."""

import functools
import json
import subprocess
from pathlib import Path

import pytest
from cloudformation import templates as cfn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iaclint.cloudformation import Inputs
from iaclint.cloudformation.template import Stack
from iaclint.values.encode import plain
from iaclint.values.world import explore

WORDS = ["alpha", "beta", "kms:*", "arn:aws:s3:::b", "x/y", ""]
NAMED = {
    "Env": {"Type": "String", "Default": "dev"},
    "Stage": {"Type": "String", "AllowedValues": ["one", "two"]},
    "Free": {"Type": "String"},
    "List": {"Type": "CommaDelimitedList", "Default": "a,b,c"},
    "Count": {"Type": "Number", "Default": 7},
}
MAPPINGS = {"Map": {"dev": {"k": "mapped", "l": ["m", "n"]}, "prod": {"k": "other", "l": ["o"]}}}
OTHERS = {"Bucket": {"Type": "AWS::S3::Bucket"}, "Key": {"Type": "AWS::KMS::Key"}}


@functools.cache
def oracle():
    """The worker, run by an interpreter that has moto."""
    worker = [cfn.interpreter("moto"), str(Path(__file__).with_name("oracle_worker.py")), str(cfn.oracle_folder())]
    return subprocess.Popen(worker, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def ask(template, parameters):
    process = oracle()
    request = {"template": template, "parameters": parameters, "imports": ["Exported"]}
    process.stdin.write(json.dumps(request) + "\n")
    process.stdin.flush()
    return json.loads(process.stdout.readline())


def call(name, argument):
    return {name: argument}


literal = st.sampled_from(WORDS)
reference = st.sampled_from(["Env", "Stage", "Free", "AWS::Region", "AWS::AccountId", "AWS::Partition", "Bucket"])
plain_list = st.one_of(st.lists(literal, min_size=3, max_size=4), st.just({"Ref": "List"}))
sub_text = st.lists(
    st.sampled_from(
        ["a-", ":", "${Env}", "${Stage}", "${Free}", "${AWS::Partition}", "${Bucket.Arn}", "${!x}", "$ ", "{}"]
    ),
    max_size=5,
).map("".join)
condition_name = st.sampled_from(["C0", "C1", "C2"])


def deeper(value):
    """A tree around other trees that are texts."""
    return st.one_of(
        st.tuples(st.sampled_from(["", "-", "::"]), st.lists(value, min_size=1, max_size=3)).map(
            lambda item: call("Fn::Join", list(item))
        ),
        st.tuples(condition_name, value, value).map(lambda item: call("Fn::If", list(item))),
        st.tuples(st.integers(0, 2), st.lists(value, min_size=3, max_size=3)).map(
            lambda item: call("Fn::Select", list(item))
        ),
    )


text = st.recursive(
    st.one_of(
        literal,
        reference.map(lambda name: call("Ref", name)),
        sub_text.map(lambda written: call("Fn::Sub", written)),
        st.sampled_from(["dev", "prod"]).map(lambda row: call("Fn::FindInMap", ["Map", row, "k"])),
        st.just(call("Fn::GetAtt", ["Key", "Arn"])),
        st.just(call("Fn::GetAtt", ["Bucket", "Arn"])),
        st.just(call("Fn::ImportValue", "Exported")),
        st.tuples(st.integers(0, 2), plain_list).map(lambda item: call("Fn::Select", list(item))),
        st.just(call("Fn::Select", [1, call("Fn::Split", ["|", "p|q|r"])])),
        st.just(call("Fn::Sub", ["${Own}-${Env}", {"Own": {"Ref": "Free"}}])),
    ),
    deeper,
    max_leaves=6,
)
item = st.one_of(text, st.tuples(condition_name, text).map(lambda i: call("Fn::If", [*i, {"Ref": "AWS::NoValue"}])))
tree = st.one_of(
    item,
    st.lists(item, max_size=3),
    st.dictionaries(st.sampled_from(["k", "l", "m"]), item, max_size=3),
    st.just(call("Fn::Split", [",", "s3:Get*,s3:Put*"])),
    st.just(call("Fn::FindInMap", ["Map", "dev", "l"])),
    st.tuples(condition_name, text, st.lists(text, min_size=1, max_size=2)).map(lambda i: call("Fn::If", list(i))),
)
comparison = st.one_of(
    st.tuples(st.sampled_from(["Env", "Stage", "Free"]), st.sampled_from(["dev", "prod", "one", "beta", ""])).map(
        lambda i: call("Fn::Equals", [{"Ref": i[0]}, i[1]])
    ),
    st.tuples(st.sampled_from(["prod", "two"]), st.sampled_from(["Env", "Stage"])).map(
        lambda i: call("Fn::Equals", [i[0], {"Ref": i[1]}])
    ),
    st.just(call("Fn::Equals", ["a", "a"])),
)


def expression(earlier):
    base = (
        comparison if not earlier else st.one_of(comparison, st.sampled_from(earlier).map(lambda n: {"Condition": n}))
    )
    return st.one_of(
        comparison,  # moto does not follow a condition that is only another one's name
        st.lists(base, min_size=2, max_size=3).map(lambda items: call("Fn::And", items)),
        st.lists(base, min_size=2, max_size=3).map(lambda items: call("Fn::Or", items)),
        base.map(lambda item: call("Fn::Not", [item])),
    )


@st.composite
def templates(draw):
    conditions = {}
    for name in ("C0", "C1", "C2"):
        conditions[name] = draw(expression(list(conditions)))
    documents = draw(
        st.lists(st.fixed_dictionaries({"Version": st.just("v"), "Statement": tree}), min_size=1, max_size=2)
    )
    resources = dict(OTHERS)
    for number, document in enumerate(documents):
        resources[f"P{number}"] = {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": document}}
        condition = draw(st.one_of(st.none(), condition_name))
        if condition:
            resources[f"P{number}"]["Condition"] = condition
    return {"Parameters": NAMED, "Mappings": MAPPINGS, "Conditions": conditions, "Resources": resources}


def assignment(stack, world):
    """The parameters of a world; a value that is not known is the mark that the oracle takes for a hole."""
    taken = {}
    for atom, option in world.path:
        value = stack.options(atom.name)[option].value
        taken[atom.name] = f"\ue000{atom.name}\ue001" if value is None else value.text
    return taken


def normal(tree):
    """As plain data in which numbers are text: CloudFormation has only text in parameters."""
    if isinstance(tree, dict):
        return {key: normal(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [normal(value) for value in tree]
    return str(tree) if isinstance(tree, int) and not isinstance(tree, bool) else tree


def differential(template):
    sources = cfn.sources({"template.json": json.dumps(template)})
    found = cfn.find_templates([("template.json", True)], sources).templates[0]
    stack = Stack(found, sources)
    unit = cfn.load_template(found, sources, Inputs())
    for site in unit.sites:
        for leaf in explore(lambda world, site=site: (world, site.evaluate(world))):
            world, value = leaf.result
            parameters = assignment(stack, world)
            expected = ask(template, parameters)
            assert "error" not in expected, expected
            mine = None if value is None else normal(plain(value))
            assert mine == normal(expected["documents"].get(site.resource)), parameters
            told = {name: fact for name, fact in leaf.facts.items() if isinstance(fact, bool)}
            assert told == {name: expected["conditions"][name] for name in told}


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(templates())
def test_each_world_is_what_moto_computes(template):
    differential(template)


@pytest.mark.slow
@settings(max_examples=3000, deadline=None, suppress_health_check=list(HealthCheck))
@given(templates())
def test_each_world_is_what_moto_computes_at_length(template):
    differential(template)
