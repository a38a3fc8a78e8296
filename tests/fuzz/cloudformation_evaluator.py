"""The evaluator of CloudFormation templates: every policy, key and problem of a template in every world."""

from __future__ import annotations

import json
import re

from cloudformation.templates import document, find_templates
from fuzz import seeds
from fuzz.harness import Target, again, check_span, text_of
from fuzz.terraform_evaluator import check_value

from iaclint.cloudformation import Inputs, load_template
from iaclint.files import Overlay, WorkTree
from iaclint.text.nodes import ReadError
from iaclint.text.sources import Sources
from iaclint.values.encode import plain
from iaclint.values.value import Value
from iaclint.values.world import explore

BORDER = b"\n### "  # in an input: where a second template begins, which the first may nest
CHILD = "child.yaml"

FUNCTIONS = ("Base64", "Cidr", "FindInMap", "GetAZs", "If", "ImportValue", "Join", "Length", "Select", "Split", "Sub")
TOKENS = (
    *(
        f"!{name} "
        for name in (
            *FUNCTIONS,
            "GetAtt",
            "Ref",
            "Condition",
            "And",
            "Or",
            "Not",
            "Equals",
            "Transform",
            "ToJsonString",
        )
    ),
    *(f"Fn::{name}: " for name in (*FUNCTIONS, "GetAtt", "Transform", "ToJsonString", "ForEach::L", "Nothing")),
    *(
        "Ref: ",
        "!Ref P",
        "!Ref AWS::Region",
        "!Ref AWS::NoValue",
        "!GetAtt K.Arn",
        "!Sub '${P}-${!x}-${K.Arn}-${AWS::Region}'",
    ),
    *(
        "[",
        "]",
        "{",
        "}",
        ", ",
        ": ",
        "- ",
        "\n",
        "\n  ",
        "\n    ",
        "''",
        "'a,b'",
        "'*'",
        "true",
        "false",
        "null",
        "0",
        "-1",
        "1e3",
    ),
    *(
        "Parameters:\n",
        "Conditions:\n",
        "Mappings:\n",
        "Outputs:\n",
        "Globals:\n",
        "Transform: AWS::LanguageExtensions\n",
    ),
    *(
        "Type: String",
        "Type: CommaDelimitedList",
        "Type: Number",
        "Type: List<Number>",
        "Type: AWS::SSM::Parameter::Value<String>",
    ),
    *(
        "Default: a",
        "AllowedValues: [a, b]",
        "NoEcho: true",
        "Condition: C",
        "DeletionPolicy: Retain",
        "&a ",
        "*a",
        "<<: *a",
        "'{}'",
    ),
    *(
        "Type: AWS::IAM::ManagedPolicy",
        "Type: AWS::IAM::Role",
        "Type: AWS::KMS::Key",
        "Type: AWS::Serverless::Function",
        "Type: AWS::SSO::PermissionSet",
    ),
    *(
        "Type: AWS::CloudFormation::Stack",
        "TemplateURL: child.yaml",
        "PolicyDocument: ",
        "KeyPolicy: ",
        "Policies: ",
        "Properties:\n",
    ),
    *(
        "'{{resolve:ssm:a}}'",
        "${",
        "${L}",
        "&{L}",
        "DefaultValue: a",
        "RefAll",
        "AssumeRolePolicyDocument: ",
        "InlinePolicy: ",
        "Version: 2012-10-17",
    ),
)


def check(data: bytes) -> None:
    """Twice the same; every value in every world is one that can be shown, with a reason where it is not known."""
    first = judged(data)
    if again(data):
        assert judged(data) == first


def judged(data: bytes) -> list[object]:
    """Everything that the rules are given of the templates of an input."""
    parts = [text_of(part).encode() for part in data.split(BORDER, 1)]
    texts = dict(zip(("template.yaml", CHILD), parts, strict=False))
    sources = Sources(Overlay(WorkTree("/nonexistent"), texts))
    told: list[object] = []
    for template in find_templates([(path, True) for path in texts], sources).templates:
        unit = load_template(template, sources, Inputs((("Q", "given,a"),)))
        for problem in unit.problems:
            assert problem.message
            if problem.span is not None:
                check_span(problem.span)
        for site in unit.sites:
            check_span(site.header)
            told += [(site.resource, site.attribute, *(shown(leaf.result) for leaf in explore(site.evaluate)))]
        for key in unit.keys:
            for leaf in explore(key.evaluate):
                values = leaf.result.values if leaf.result is not None else {}
                told += [(key.resource, name, shown(value)) for name, value in values.items()]
    return told


def shown(value: Value | None) -> str:
    """A value as JSON."""
    if value is None:
        return ""
    try:
        value = document(value)
    except ReadError as problem:
        check_span(problem.span)
        return problem.message
    check_value(value)
    return json.dumps(plain(value))


def templates() -> list[bytes]:
    """The fixtures, each with only one resource where it has several, and templates of many forms."""
    whole = [text for text in seeds.fixtures("template.yaml") if len(text) <= LONGEST]
    made = []
    for text in seeds.fixtures("template.yaml"):
        head, *resources = re.split(rb"\n(?=  \w)", text[text.find(b"Resources:") :])
        made += [b"Resources:\n" + resource for resource in resources if head == b"Resources:"]
    return [*whole, *made, *(form.encode() for form in FORMS)]


LONGEST = 400
_POLICY = "P: {Type: AWS::IAM::ManagedPolicy, Properties: {PolicyDocument: {Statement: [{Resource: %s}]}}}"
_RESOURCE = f"Resources: {{{_POLICY}}}\n"
FORMS = (
    *("Parameters: {P: {Type: String, Default: a, AllowedValues: [a, b]}}\n" + _RESOURCE % "!Ref P",),
    *("Parameters: {P: {Type: CommaDelimitedList, Default: 'a,b'}}\n" + _RESOURCE % "!Select [1, !Ref P]",),
    *(
        "Conditions: {C: !Equals [!Ref AWS::Region, a], D: !Not [!Condition C]}\n"
        + _RESOURCE % "!If [D, a, !Ref AWS::NoValue]",
    ),
    *("Mappings: {M: {a: {x: 1}, b: {x: [2]}}}\n" + _RESOURCE % "!FindInMap [M, !Ref AWS::Region, x]",),
    *(
        _RESOURCE % form
        for form in ("!Sub ['${A}-${!B}-${AWS::Region}', {A: !GetAtt P.Arn}]", "!Join [',', [a, !Ref P]]")
    ),
    *(_RESOURCE % form for form in ("!Split [',', 'a,b']", "!Base64 a", "!Cidr [10.0.0.0/16, 2, 8]", "!GetAZs ''")),
    *(
        _RESOURCE % form
        for form in ("!ImportValue a", "'{{resolve:secretsmanager:a}}'", "{Fn::ToJsonString: {a: b}}", "!Length [a]")
    ),
    "Transform: AWS::LanguageExtensions\n"
    "Resources: {Fn::ForEach::L: [X, [a, b], {'P${X}': {Type: AWS::IAM::ManagedPolicy}}]}\n",
    "Transform: AWS::Serverless-2016-10-31\nResources: {F: {Type: AWS::Serverless::Function, Properties: {Policies: "
    "[{S3ReadPolicy: {BucketName: b}}, {Statement: [{Effect: Allow}]}, AWSLambda]}}}\n",
    "Resources: {N: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: child.yaml, "
    "Parameters: {In: !Ref AWS::Region}}}"
    ", Q: {Type: AWS::KMS::Key, Properties: {KeyPolicy: !GetAtt N.Outputs.O}}}\n### "
    "Parameters: {In: {Type: String}}\n" + _RESOURCE % "!Ref In" + "Outputs: {O: {Value: !Sub '${In}'}}\n",
    "Resources: {R: {Type: AWS::IAM::Role, Metadata: {iaclint: {ignore: [{rule: KMS101, reason: a}]}}, Properties: "
    "{AssumeRolePolicyDocument: '{\"Statement\": []}', Policies: [{PolicyName: a, PolicyDocument: !Ref X}]}}}\n",
)

TARGET = Target("cloudformation", check, templates, TOKENS, ("iaclint/cloudformation",), LONGEST)
