"""The evaluator of CloudFormation templates: every policy, key and problem of a template in every world."""

from __future__ import annotations

import json
import re

from cloudformation.templates import document, find_templates
from fuzz import seeds
from fuzz.harness import Target, again, check_span, text_of
from fuzz.terraform_evaluator import check_value

from iaclint.cloudformation import Inputs, load_template
from iaclint.files.overlay import Overlay
from iaclint.files.worktree import WorkTree
from iaclint.text.nodes import ReadError
from iaclint.text.sources import Sources
from iaclint.values.encode import plain
from iaclint.values.value import Value
from iaclint.values.world import explore

BORDER = b"\n### "  # in an input: where the next of these files begins
NAMES = ("template.yaml", "child.yaml", "parameters.yaml")  # the second may be nested or included by the first

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
    texts = dict(zip(NAMES, (text_of(part).encode() for part in data.split(BORDER, 2)), strict=False))
    inputs = Inputs((("Q", "given,a"),), tuple(path for path in texts if path == NAMES[2]))
    sources = Sources(Overlay(WorkTree("/nonexistent"), texts))
    told: list[object] = []
    for template in find_templates([(path, True) for path in texts], sources).templates:
        unit = load_template(template, sources, inputs)
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


LONGEST = 520
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

FORMS += (
    "Transform: [AWS::LanguageExtensions, {Name: AWS::Include, Parameters: {Location: child.yaml}}, Macro]\n"
    + _RESOURCE % "{Fn::Transform: {Name: AWS::Include, Parameters: {Location: child.yaml}}}"
    + "\n### Outputs: {O: {Value: a}}\nResource: b\n",
    _RESOURCE % "{Fn::Transform: {Name: Macro}}" + "\n### a: b\n---\nc\n",
    "Resources: {P: {Type: AWS::IAM::ManagedPolicy, Properties: {Fn::Transform: {Name: AWS::Include, Parameters: "
    "{Location: child.yaml}}}}}\n\n### PolicyDocument: {Statement: []}\n",
    "Transform: AWS::LanguageExtensions\nParameters: {L: {Type: CommaDelimitedList, Default: 'a,b'}}\n"
    "Conditions: {Fn::ForEach::C: [X, [a, b], {'C${X}': !Equals [!Ref L, '${X}']}]}\n"
    "Resources: {Fn::ForEach::L: [X, !Ref L, {'P&{X}': {Type: AWS::KMS::Key, Condition: 'C${X}', Properties: "
    "{KeyPolicy: {Statement: [{Sid: 'a${X}b', Resource: '${X}'}]}}}}]}\n",
    "Transform: AWS::LanguageExtensions\nMappings: {M: {a: {x: [1, 2]}}}\n"
    + _RESOURCE % "!FindInMap [M, !Ref AWS::Region, x, {DefaultValue: b}]",
    "Parameters: {N: {Type: Number, Default: 7, AllowedValues: [7, 8, 9]}, S: {Type: String, AllowedValues: [a, b]}, "
    "T: {Type: AWS::SSM::Parameter::Value<String>, Default: /a}, H: {Type: String, NoEcho: true, Default: h}}\n"
    "Conditions: {C: !Equals [!Ref S, a], D: !And [!Condition C, !Not [!Equals [!Ref N, 8]]], E: !Or [!Condition D, "
    "!Equals [!Ref T, !Ref H]]}\n" + _RESOURCE % "!If [E, !Ref N, !Sub '${T}${H}${S}']",
    *(
        "Parameters: {Q: {Type: String}, R: {Type: List<Number>}, A: {Type: String, Default: d}}\n"
        + _RESOURCE % "!Join ['', [!Ref Q, !Ref A, !Select [0, !Ref R]]]"
        + f"\n### a: b\n### {given}\n"
        for given in (
            "[{ParameterKey: A, ParameterValue: x}, {ParameterKey: R, ParameterValue: [1, 2]}, 'A=y']",
            "{Parameters: {A: x, R: [1, 2], Q: null}, Tags: {a: b}}",
            "A: x\nR: '1, 2'\n---\n",
            "[A, {ParameterKey: A}]",
        )
    ),
    *(
        _RESOURCE % form
        for form in (
            "!Split [',', !Sub 'a,${AWS::Region},b']",
            "!Select [1, !Split ['-', !Ref AWS::StackName]]",
            "!GetAtt [P, Arn]",
            "!Sub '${P.Arn}${AWS::Partition}${AWS::URLSuffix}${AWS::AccountId}'",
            "!If [Nothing, a, b]",
            "[!Ref AWS::NoValue, !Ref Nothing, '{{resolve:ssm:/a/b:1}}x']",
            "!Join ['', [a, !GetAZs '', [b]]]",
        )
    ),
)

TARGET = Target("cloudformation", check, templates, TOKENS, ("iaclint/cloudformation",), LONGEST)
