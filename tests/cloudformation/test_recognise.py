"""Which files are templates, which are left alone, and which cannot be read."""

import subprocess
import sys
from pathlib import Path

import pytest
from cloudformation.templates import find, load

ROOT = Path(__file__).parents[2]
TEMPLATE = "Resources:\n  B:\n    Type: AWS::S3::Bucket\n"
HELM = 'kind: Service\nmetadata:\n  name: {{ include "web.fullname" . }}\n{{- if .Values.x }}\nspec: {}\n{{- end }}\n'
JINJA = "Resources:\n{% for name in names %}\n  {{ name }}:\n    Type: AWS::S3::Bucket\n{% endfor %}\n"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("t.yaml", TEMPLATE),
        ("t.yml", "\ufeff" + TEMPLATE.replace("\n", "\r\n")),
        ("t.template", TEMPLATE),
        ("t.template", '{"Resources": {"B": {"Type": "AWS::S3::Bucket"}}}'),
        ("t.json", ' \n{"Resources": {"B": {"Type": "Alexa::ASK::Skill"}}}'),
        ("t.json", '{"\\u0052esources": {"B": {"Type": "\\u0041WS::S3::Bucket"}}}'),
        ("t.yaml", "{Resources: {B: {Type: 'AWS::S3::Bucket'}}}"),
        ("t.yaml", "AWSTemplateFormatVersion: 2010-09-09\nResources: {}\n"),
        ("t.yaml", "Resources:\n  Fn::ForEach::L: [X, [a], {'B${X}': {Type: AWS::S3::Bucket}}]\n"),
        ("t.yaml", "Resources:\n  Fn::Transform: {Name: AWS::Include, Parameters: {Location: x}}\n"),
        ("t.yaml", "kind: Other\n---\n" + TEMPLATE),
    ],
)
def test_templates(path, text):
    found = find({path: text})
    assert [template.path for template in found.templates] == [path]
    assert found.problems == ()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("package.json", '{"resources": {"Resources": []}}'),
        ("t.yaml", "Resources: [a]\n"),
        ("t.yaml", "Resources: {a: {Type: plain}}\n"),
        ("t.yaml", "Resources: {a: b}\n"),
        ("t.yaml", "just text"),
        ("t.yaml", ""),
        ("t.yaml", "# nothing\n---\n"),
        ("t.json", "[]"),
        ("manifest.json", '{"artifacts": {"Resources": {"type": "AWS::S3::Bucket"}}}'),
    ],
)
@pytest.mark.parametrize("named", [False, True])
def test_other_files_are_left_alone(path, text, named):
    found = find({path: text}, named)
    assert (found.templates, found.problems) == ((), ())


@pytest.mark.parametrize(
    ("path", "text", "told"),
    [
        ("t.yaml", TEMPLATE + "  - x\n", True),
        ("t.json", '{"Resources": {"B": {"Type": "AWS::S3::Bucket"},}}', True),
        ("t.json", '{"Resources" : {"B": {"Type": "AWS::S3::Bucket"}', True),
        ("t.template", '{"Resources": {"B": {"Type": "AWS::S3::Bucket"}', True),
        ("t.yaml", "a: [\n", False),
        ("t.json", "{", False),
        ("tsconfig.json", "// comment\n{}", False),
        ("chart.yaml", HELM, False),
        ("stack.yaml", JINJA, False),
        ("t.yaml", TEMPLATE + "    Properties: {Name: '{{resolve:ssm:/x}}'\n", True),
        ("t.yaml", TEMPLATE + "  - x\n# {{ later }}\n", True),
    ],
)
def test_what_cannot_be_parsed_is_told_where_it_was_meant_as_a_template_or_named(path, text, told):
    assert [problem.file for problem in find({path: text}).problems] == ([path] if told else [])
    assert [problem.file for problem in find({path: text}, named=True).problems] == [path]


def test_bytes_that_are_no_utf_8_are_told():
    (problem,) = find({"t.yaml": TEMPLATE.encode() + b"# caf\xe9\n"}).problems
    assert (problem.file, problem.span, problem.message) == ("t.yaml", None, "is not UTF-8: byte 0xe9 in line 4")


def test_documents_before_an_error_are_judged():
    found = find({"t.yaml": TEMPLATE + "---\na: [\n"})
    assert ([template.name for template in found.templates], len(found.problems)) == (["t.yaml"], 1)


def test_code_that_the_cdk_copied_is_left_alone():
    path = f"cdk.out/asset.{'0a' * 32}/t.yaml"
    assert find({path: TEMPLATE}).templates == ()
    assert len(find({path: TEMPLATE}, named=True).templates) == 1


def test_each_template_of_a_file_is_a_unit():
    found = find({"t.yaml": f"{TEMPLATE}---\nkind: x\n---\n{TEMPLATE}"})
    assert [template.name for template in found.templates] == ["t.yaml", "t.yaml#2"]


REPEATED = """\
Resources:
  P:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement:
          - {Effect: Allow, Effect: Deny}
      Description: a
      Description: b
  P:
    Type: AWS::IAM::ManagedPolicy
    Properties: &shared
      PolicyDocument: {Statement: []}
  Q:
    Type: AWS::IAM::ManagedPolicy
    Properties: *shared
"""


def test_repeated_keys_outside_of_policies_are_problems_and_inside_they_are_kept():
    unit = load(REPEATED)
    assert [(problem.span.location().line, problem.message) for problem in unit.problems] == [
        (9, "the key Description stands here for the second time, first in line 8"),
        (10, "the key P stands here for the second time, first in line 2"),
    ]
    text = '{"Resources": {"P": {"Type": "AWS::S3::Bucket", "Type": "AWS::S3::Bucket"}}}'
    assert [problem.message for problem in load(text, "t.json").problems] == [
        "the key Type stands here for the second time, first in line 1"
    ]


def test_a_resource_without_type_is_a_problem_and_the_rest_is_judged():
    unit = load(TEMPLATE + "  X: {Typ: AWS::S3::Bucket}\n  Y: text\n")
    assert [problem.message for problem in unit.problems] == ["resource X has no Type", "resource Y has no Type"]
    assert [block.resources for block in unit.blocks] == [("B",)]


def test_a_run_on_json_alone_loads_no_yaml():
    program = """
import json, sys
from iaclint.cloudformation import Inputs, load_template, templates_in
from iaclint.files.overlay import Overlay
from iaclint.files.worktree import WorkTree
from iaclint.text.sources import Sources
from iaclint.values.world import explore
text = json.dumps({"Resources": {"P": {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": {}}}}})
sources = Sources(Overlay(WorkTree("."), {"t.json": text.encode()}))
unit = load_template(templates_in("t.json", sources, is_named=False).templates[0], sources, Inputs())
assert explore(unit.sites[0].evaluate)
print(sorted({"yaml", "typing", "dataclasses", "enum.Enum", "pathlib", "decimal", "subprocess"} & set(sys.modules)))
"""
    found = subprocess.run([sys.executable, "-S", "-c", program], capture_output=True, text=True, check=False, cwd=ROOT)
    assert found.stdout == "[]\n", found.stderr
