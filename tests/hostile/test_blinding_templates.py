"""Templates that readers take differently: judged as the deploying tool reads them, or told; never passed over.

The expectations are written by hand from the documentation ("Template formats": YAML 1.1 without binary, omap, pairs,
set and timestamp tags; "Resource attribute reference"; "Intrinsic function reference") and from YAML 1.1 itself. What
cfn-lint's reader makes of each text is held against them at the end.
"""

# ruff: noqa: RUF001 (letters that look like others are what this is about)

import json
import subprocess

import pytest
from cloudformation.templates import interpreter
from hostile.attacks import DOCUMENT, TEMPLATE, lint, write

FOUND = [("KMS101", 7)]
BROKEN = "SRC001"
OTHER = "  T:\n    Type: AWS::SNS::Topic\n"
HARMLESS = "{Effect: Allow, Action: s3:GetObject, Resource: '*'}"
OPEN = "{Effect: Allow, Action: 'kms:*', Resource: '*'}"
INCLUDE = "{Name: AWS::Include, Parameters: {Location: s3://b/k}}"
BODY = "{PolicyDocument: {Version: '2012-10-17', Statement: [" + OPEN + "]}}"
NONE_BODY = "{PolicyDocument: {Version: '2012-10-17', Statement: [" + HARMLESS + "]}}"
JSON = json.dumps(
    {
        "Resources": {
            "P": {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": json.loads(DOCUMENT)}},
        }
    },
    indent=1,
)


def instead(old, new, text=TEMPLATE):
    assert old in text
    return text.replace(old, new)


def action(written, head=""):
    return head + instead('"kms:*"', written)


def head(properties):
    return f"Resources:\n  P:\n    Type: AWS::IAM::ManagedPolicy\n    Properties: {properties}\n"


STATEMENT = '[{Effect: Allow, Action: "kms:*", Resource: "*"}]'
CONDITION = "Parameters: {X: {Type: String}}\nConditions: {C: !Equals [!Ref X, a]}\n"

# The text, and the rules with their lines.
YAML = {
    # keys that stand twice
    "an action twice, the harmless one last": (
        instead(STATEMENT, '[{Effect: Allow, Action: "kms:*", Resource: "*", Action: s3:Get*}]'),
        [("DOC001", 7)],
    ),
    "an action twice, the open one last": (
        instead(STATEMENT, '[{Effect: Allow, Action: s3:Get*, Resource: "*", Action: "kms:*"}]'),
        [("DOC001", 7), ("KMS101", 7)],
    ),
    "an action twice, once in quotes": (
        instead(STATEMENT, '[{Effect: Allow, Action: "kms:*", Resource: "*", "Action": s3:Get*}]'),
        [("DOC001", 7)],
    ),
    "a document twice": (f"{TEMPLATE}      PolicyDocument: {{}}\n", [("DOC001", 8), (BROKEN, 8)]),
    # merge keys
    "a merged statement": (f"X: &x {OPEN}\n" + instead(STATEMENT, "[<<: *x]"), [("KMS101", 1)]),
    "a merged statement with an action of its own": (
        f"X: &x {OPEN}\n" + instead(STATEMENT, "[{<<: *x, Action: s3:GetObject}]"),
        [],
    ),
    "an action of its own before the merge": (
        f"X: &x {OPEN}\n" + instead(STATEMENT, "[{Action: s3:GetObject, <<: *x}]"),
        [],
    ),
    "a list of merges: the first counts, but not for every reader": (
        f"X: &x {OPEN}\nY: &y {HARMLESS}\n" + instead(STATEMENT, "[<<: [*y, *x]]"),
        [("DOC001", 2)],
    ),
    "a list of merges, the open one first": (
        f"X: &x {OPEN}\nY: &y {HARMLESS}\n" + instead(STATEMENT, "[<<: [*x, *y]]"),
        [("DOC001", 1), ("KMS101", 1)],
    ),
    "a list of merges that say the same": (
        f"X: &x {OPEN}\nY: &y {OPEN}\n" + instead(STATEMENT, "[<<: [*x, *y]]"),
        [("KMS101", 1)],
    ),
    "two merges: keys that stand twice": (
        f"X: &x {OPEN}\nY: &y {HARMLESS}\n" + instead(STATEMENT, "[{<<: *y, <<: *x}]"),
        [("DOC001", 1), ("KMS101", 1)],
    ),
    "two merges, the harmless one last": (
        f"X: &x {OPEN}\nY: &y {HARMLESS}\n" + instead(STATEMENT, "[{<<: *x, <<: *y}]"),
        [("DOC001", 2)],
    ),
    "a merge key in quotes is a key": (
        f"X: &x {OPEN}\n" + instead(STATEMENT, '[{"<<": *x}]'),
        [("DOC001", 8)],
    ),
    "a merge of nothing": (f"{TEMPLATE}<<: ~\n", [(BROKEN, 8)]),
    # anchors
    "an anchor that is set anew": (action("*a", "A: &a s3:GetObject\nB: &a 'kms:*'\n"), [("KMS101", 2)]),
    "an anchor that is set anew later": (action("*a", "A: &a 'kms:*'\n") + "B: &a s3:GetObject\n", [("KMS101", 1)]),
    "an anchor that is set too late": (action("*a") + "A: &a 'kms:*'\n", [(BROKEN, 7)]),
    # byte order marks and line ends
    "a byte order mark before a value": (instead("Resources:", "Resources: \ufeff"), [(BROKEN, 2)]),
    "a byte order mark in a key": (instead("    Type", "    \ufeffType") + OTHER, [(BROKEN, 2)]),
    "a byte order mark in an action": (action('"\ufeffkms:*"'), [("DOC001", 7)]),
    "two byte order marks": ("\ufeff\ufeff" + TEMPLATE, FOUND),
    "some lines end as in Windows": (TEMPLATE.replace("\n", "\r\n", 3), FOUND),
    "some lines end in carriage returns": (TEMPLATE.replace("\n", "\r", 3), [("KMS101", 4)]),
    "a carriage return too many": (TEMPLATE.replace("\n", "\r\r\n"), FOUND),
    "next-line characters": (TEMPLATE.replace("\n", "\x85"), [("KMS101", 1)]),
    "line separators": (TEMPLATE.replace("\n", "\u2028"), [("KMS101", 1)]),
    "paragraph separators": (TEMPLATE.replace("\n", "\u2029"), [("KMS101", 1)]),
    "a comment that a next-line character ends": (
        instead("        Statement", "# x\x85        Statement"),
        [("KMS101", 7)],
    ),
    "a comment that a line separator ends": (instead("        Stat", "# x\u2028        Stat"), [("KMS101", 7)]),
    "a comment that a carriage return ends": (instead("        Stat", "# x\r        Stat"), [("KMS101", 7)]),
    # white space
    "a vertical tab": (instead("Effect: Allow", "Effect: Allow \x0b"), [(BROKEN, 7)]),
    "a form feed": (instead("Effect: Allow", "Effect: Allow \x0c"), [(BROKEN, 7)]),
    "a tab before a key": (instead("        Statement", "\t    Statement"), [(BROKEN, 7)]),
    "a tab after a colon": (instead("Statement: ", "Statement:\t"), FOUND),
    "a tab inside brackets": (instead(", Action", ",\n\tAction"), [("KMS101", 8)]),
    "a tab before a comment": (instead("}]", "}]\t# x"), FOUND),
    # letters that look like others
    "a wide colon in an action": (action('"kms：*"'), [("DOC001", 7)]),
    "a wide colon after a key": (instead("Statement:", "Statement："), [(BROKEN, 7)]),
    "a wide colon after Resources": (instead("Resources:", "Resources："), [(BROKEN, 2)]),
    "another letter in a type": (instead("AWS::IAM", "АWS::IAM") + OTHER, [(BROKEN, 3)]),
    "another letter in Properties": (instead("Prop", "Prоp"), [(BROKEN, 4)]),
    "another letter in Type": (instead("Type:", "Tyрe:") + OTHER, [(BROKEN, 2)]),
    "another letter in PolicyDocument": (instead("PolicyD", "PоlicyD"), [(BROKEN, 5)]),
    "a blank that is none behind a type": (instead("ManagedPolicy", "ManagedPolicy\u00a0"), [(BROKEN, 3)]),
    "a blank behind a type": (instead("AWS::IAM::ManagedPolicy", "'AWS::IAM::ManagedPolicy '"), [(BROKEN, 3)]),
    "a type in small letters": (instead("ManagedPolicy", "managedpolicy"), [(BROKEN, 3)]),
    "Type in small letters": (instead("Type:", "type:"), [(BROKEN, 2)]),
    "Properties in small letters": (instead("Properties:", "properties:"), [(BROKEN, 4)]),
    "PolicyDocument in small letters": (instead("PolicyDoc", "policyDoc"), [(BROKEN, 5)]),
    "a character of no width in a key": (instead("Properties", '"Properties\\u200b"'), [(BROKEN, 4)]),
    "another letter in a list of policies": (
        "Resources:\n  U:\n    Type: AWS::IAM::User\n    Properties:\n      Policies:\n        - PolicyName: x\n"
        f"          PоlicyDocument: {DOCUMENT}\n",
        [(BROKEN, 7)],
    ),
    # tags
    "binary": (action("!!binary a21zOio="), [("SRC002", 7)]),
    "a binary document": (head("{PolicyDocument: !!binary eyJTdGF0ZW1lbnQiOltdfQ==}"), [("SRC002", 4)]),
    "a call of Python": (action('!!python/object/apply:os.system ["kms:*"]'), [("SRC002", 7)]),
    "text of Python": (action('!!python/unicode "kms:*"'), [("SRC002", 7)]),
    "text of Java": (action('!!java.lang.String "kms:*"'), [("SRC002", 7)]),
    "a set": (action('!!set {"kms:*"}'), [("SRC002", 7)]),
    "an ordered mapping": (action('!!omap ["kms:*": 1]'), [("SRC002", 7)]),
    "a tag that says nothing of a list": (action('!!seq ["kms:*"]'), FOUND),
    "a tag that says nothing of a mapping": (instead("[{", "[!!map {"), FOUND),
    "a tag that makes it nothing": (action('!!null "kms:*"'), [("DOC001", 7)]),
    "a tag that makes it a number": (action('!!int "1"'), [("DOC001", 7)]),
    "a tag of nobody": (action('!Nope "kms:*"'), [("SRC002", 7)]),
    "a tag of nobody around": (instead("  P:", "  P: !Nope"), FOUND),
    "a tag of nobody around all": ("!Nope\n" + TEMPLATE, [("KMS101", 8)]),
    "a tag of nobody around the properties": (instead("ties:", "ties: !Nope"), [("KMS101", 7), (BROKEN, 4)]),
    "a tag directive that renames functions": (
        "%TAG ! tag:example.com,2000:\n---\n" + action('!Sub "kms:*"'),
        [("SRC002", 9)],
    ),
    # escapes
    "an escape between double quotes": (action('"\\u006bms:\\x2a"'), FOUND),
    "an escape between single quotes is none": (action("'\\u006bms:*'"), [("DOC001", 7)]),
    "an escape without quotes is none": (action("\\u006bms:*"), [("DOC001", 7)]),
    "a line that goes on": (action('"k\\\n            ms:*"'), FOUND),
    "an escape that is none": (action('"kms:\\q*"'), [(BROKEN, 7)]),
    "half a character": (action('"kms:\\ud83d*"'), [(BROKEN, 7)]),
    # several documents, directives
    "a harmless template before": (f"Resources:\n{OTHER}---\n{TEMPLATE}", [("KMS101", 11)]),
    "a mark in the middle": (instead("      PolicyDoc", "---\n      PolicyDoc"), [(BROKEN, 4)]),
    "the end of a document": (f"{TEMPLATE}...\n", FOUND),
    "a template behind the end": (f"{TEMPLATE}...\n{TEMPLATE}", [("KMS101", 7), (BROKEN, 9)]),
    "YAML 1.1": (f"%YAML 1.1\n---\n{TEMPLATE}", [("KMS101", 9)]),
    "YAML 1.2": (f"%YAML 1.2\n---\n{TEMPLATE}", [("KMS101", 9)]),
    "YAML 2.0": (f"%YAML 2.0\n---\n{TEMPLATE}", [(BROKEN, 1)]),
    "a directive without a document": (f"%YAML 1.1\n{TEMPLATE}", [(BROKEN, 2)]),
    # scalars that YAML 1.1 takes for something else
    "an octal number": (instead('Resource: "*"', "Resource: 0123"), [("DOC001", 7)]),
    "a number of base 60": (instead('Resource: "*"', "Resource: 1:30"), [("DOC001", 7)]),
    "an effect that is yes": (instead("Allow", "yes"), [("DOC001", 7)]),
    "an action that is on": (action("on"), [("DOC001", 7)]),
    "a key that is on": (instead("Effect", "on: x, Effect"), [("DOC001", 7), ("KMS101", 7)]),
    "a key that is a number": (instead("Effect", "1: x, Effect"), [("DOC001", 7), ("KMS101", 7)]),
    "a name that is a number": (instead("  P:", "  1:"), FOUND),
    "a name that is a truth value": (instead("  P:", "  yes:"), FOUND),
    "a name that is nothing": (instead("  P:", "  ~:"), FOUND),
    "a key that is a mapping": (instead("  P:", "  ? {a: b}\n  : c\n  P:"), [(BROKEN, 2)]),
    "a key on a line of its own": (instead("  P:\n", "  ? P\n  :\n"), [("KMS101", 8)]),
    "a version that is a date": (instead('"2012-10-17"', "2012-10-17"), FOUND),
    "a version that is a number": (instead('"2012-10-17"', "20121017"), [("DOC001", 6), ("KMS101", 7)]),
    "an action that is nothing": (action("~"), [("DOC001", 7)]),
    "an action that is no number": (action(".nan"), [("DOC001", 7)]),
    "a document in a block": (
        "Resources:\n  P:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument: |\n"
        f"        {DOCUMENT}\n",
        [("KMS101", 6)],
    ),
    # functions
    "a function in a function that wants text": (
        action('{"Fn::Sub": !Ref A}', "Parameters: {A: {Type: String, Default: 'kms:*'}}\n"),
        [("SRC002", 8)],
    ),
    "short forms in a long one": (
        action('{"Fn::Join": [":", [!Ref A, "*"]]}', "Parameters: {A: {Type: String, Default: kms}}\n"),
        [("KMS101", 8)],
    ),
    "a function beside another": (
        action('{Ref: A, "Fn::Sub": "kms:*"}', "Parameters: {A: {Type: String, Default: s3:Get*}}\n"),
        [("SRC002", 8)],
    ),
    "a function beside a key": (action('{"Fn::Sub": "kms:*", x: y}'), [("SRC002", 7)]),
    "a function in small letters": (action('{"Fn::sub": "kms:*"}'), [("SRC002", 7)]),
    "a short form in small letters": (action('!sub "kms:*"'), [("SRC002", 7)]),
    "Ref in small letters": (action("{ref: A}"), [("DOC001", 7)]),
    "a reference to nothing": (action("!Ref Nope"), [("SRC002", 7)]),
    "text with a reference to nothing": (action('!Sub "kms:${Nope}"'), [("SRC002", 7)]),
    "no statement beside one": (instead("[{", "[!Ref AWS::NoValue, {"), FOUND),
    "a choice of properties": (CONDITION + head(f"!If [C, {BODY}, {NONE_BODY}]"), [("KMS101", 6)]),
    "a choice of properties, the other branch": (CONDITION + head(f"!If [C, {NONE_BODY}, {BODY}]"), [("KMS101", 6)]),
    "a choice of properties or none": (CONDITION + head(f"!If [C, !Ref AWS::NoValue, {BODY}]"), [("KMS101", 6)]),
    "choices in a choice": (
        CONDITION + head(f'{{"Fn::If": [C, {NONE_BODY}, {{"Fn::If": [C, {NONE_BODY}, {BODY}]}}]}}'),
        [("KMS101", 6)],
    ),
    "properties from a map": (
        "Mappings: {M: {a: {b: c}}}\n" + head("!FindInMap [M, a, b]"),
        [(BROKEN, 5)],
    ),
    "no properties": (head("~"), [(BROKEN, 4)]),
    "a list of properties": (head(f"[{BODY}]"), [(BROKEN, 4)]),
    # names of conditions
    "a condition called as a pseudo parameter": (
        'Parameters: {X: {Type: String}}\nConditions: {"AWS::Region": !Equals [!Ref X, a]}\n'
        + instead("    Type", '    Condition: "AWS::Region"\n    Type'),
        [("KMS101", 10)],
    ),
    "a choice by a condition called as a pseudo parameter": (
        action('!If ["AWS::NoValue", "kms:*", s3:GetObject]', CONDITION.replace("C:", '"AWS::NoValue":')),
        [("KMS101", 9)],
    ),
    "a parameter called as a pseudo parameter": (
        action("!Ref AWS::Region", 'Parameters: {"AWS::Region": {Type: String, Default: "kms:*"}}\n'),
        [("KMS101", 1)],
    ),
    "a condition of nothing": (instead("    Type", "    Condition: Nope\n    Type"), [("KMS101", 8), (BROKEN, 3)]),
    "a choice by a condition of nothing": (action('!If [Nope, "kms:*", s3:GetObject]'), FOUND),
}


@pytest.fixture(autouse=True)
def tree(tmp_path, monkeypatch):
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)


def judged(capsys, path, text):
    write({path: text})
    report = lint(capsys)
    found = sorted((one["rule"], one["line"]) for one in report["findings"])
    return found, [(one["call"], one["source"]) for one in report["summary"]["not_judged"]]


@pytest.mark.parametrize("text, expected", YAML.values(), ids=YAML)
def test_a_template_in_yaml(capsys, text, expected):
    assert judged(capsys, "t.yaml", text) == (expected, [])


# Of these a part is elsewhere: what is told of it, besides what is found.
ELSEWHERE = {
    "properties that are included": (head(f"{{Fn::Transform: {INCLUDE}}}"), [], [("P.Properties", "s3://b/k")]),
    "properties that a macro makes": (head("!Transform {Name: Mine}"), [], [("P.Properties", "Mine")]),
    "a resource that is included": (
        f"Resources:\n  P:\n    Fn::Transform: {INCLUDE}\n{OTHER}",
        [],
        [("P", "s3://b/k")],
    ),
    "resources that are included": (
        instead("  P:", f"  Fn::Transform: {INCLUDE}\n  P:"),
        [("KMS101", 8)],
        [("Resources", "s3://b/k")],
    ),
    "resources that are included, in short": (f"Resources: !Transform {INCLUDE}\n", [], [("Resources", "s3://b/k")]),
    "a document that is included": (head(f"{{PolicyDocument: !Transform {INCLUDE}}}"), [("SRC002", 4)], []),
    "statements that are included": (
        instead("[{", f"[Fn::Transform: {INCLUDE}, {{"),
        [("KMS101", 7), ("SRC002", 7)],
        [],
    ),
    "a module of the registry": (
        f"Resources:\n{OTHER}  M:\n    Type: Our::IAM::Policies::MODULE\n",
        [],
        [("M", "Our::IAM::Policies::MODULE")],
    ),
    "a stack set": (
        f"Resources:\n  S:\n    Type: AWS::CloudFormation::StackSet\n    Properties: {{TemplateBody: '{JSON}'}}\n",
        [],
        [("S", "AWS::CloudFormation::StackSet")],
    ),
    "a product": (
        "Resources:\n  S:\n    Type: AWS::ServiceCatalog::CloudFormationProvisionedProduct\n",
        [],
        [("S", "AWS::ServiceCatalog::CloudFormationProvisionedProduct")],
    ),
    "a type that is computed": (
        f"Resources:\n{OTHER}  P:\n    Type: !Ref X\n    Properties: {BODY}\n",
        [],
        [("P", "")],
    ),
    "a macro that knows names of its own": (
        "Transform: Mine\n" + instead("AWS::IAM::ManagedPolicy", "Our policy::x") + OTHER,
        [],
        [("Transform", "Mine")],
    ),
}


@pytest.mark.parametrize("text, found, told", ELSEWHERE.values(), ids=ELSEWHERE)
def test_a_template_of_which_a_part_is_elsewhere(capsys, text, found, told):
    assert judged(capsys, "t.yaml", text) == (found, told)


# JSON under its own name is JSON; under others it may be YAML.
TEXTS = {
    "an action twice": ("t.json", instead('"kms:*"', '"kms:*",\n"Action": "s3:Get*"', JSON), [("DOC001", 12)]),
    "an action twice by an escape": (
        "t.json",
        instead('"kms:*"', '"kms:*",\n"\\u0041ction": "s3:Get*"', JSON),
        [("DOC001", 12)],
    ),
    "escapes": ("t.json", instead('"kms:*"', '"\\u006b\\u006D\\u0073\\u003a\\u002A"', JSON), [("KMS101", 11)]),
    "carriage returns": ("t.json", JSON.replace("\n", "\r"), [("KMS101", 1)]),
    "a comment": ("t.json", instead('"Effect"', '// x\n"Effect"', JSON), [(BROKEN, 10)]),
    "a comment with stars": ("t.json", instead('"Effect"', '/* x */ "Effect"', JSON), [(BROKEN, 10)]),
    "a comment of YAML": ("t.json", instead('"Effect"', '# x\n"Effect"', JSON), [(BROKEN, 10)]),
    "a comma too many": ("t.json", instead('"kms:*"', '["kms:*",]', JSON), [(BROKEN, 11)]),
    "single quotes": ("t.json", JSON.replace('"', "'"), [(BROKEN, 2)]),
    "no number": ("t.json", instead('"kms:*"', "NaN", JSON), [(BROKEN, 11)]),
    "a zero before a number": ("t.json", instead('"kms:*"', "007", JSON), [(BROKEN, 11)]),
    "a tab in a text": ("t.json", instead("kms:*", "kms:\t*", JSON), [(BROKEN, 11)]),
    "half a character": ("t.json", instead("kms:*", "kms:\\ud83d*", JSON), [("DOC002", 11)]),
    "a null byte behind it": ("t.json", JSON + "\0", [(BROKEN, 19)]),
    "a byte order mark in a template": ("t.template", "\ufeff" + JSON, [("KMS101", 11)]),
    "a byte order mark in a template of YAML": ("t.template", "\ufeff" + TEMPLATE, FOUND),
    "a comma too many in a template": ("t.template", instead('"kms:*"', '["kms:*",]', JSON), [("KMS101", 11)]),
    "two commas too many": ("t.template", instead('"kms:*"', '["kms:*",,]', JSON), [(BROKEN, 11)]),
    "single quotes in a template": ("t.template", JSON.replace('"', "'"), [("KMS101", 11)]),
    "keys without quotes": ("t.template", instead('"Action"', "Action", JSON), [("KMS101", 11)]),
    "a comment in a template": ("t.template", instead('"Effect"', '// x\n"Effect"', JSON), [(BROKEN, 10)]),
    "a comment of YAML in a template": ("t.template", instead('"Effect"', '# x\n"Effect"', JSON), [("KMS101", 12)]),
    "tabs in a template": ("t.template", JSON.replace("\n ", "\n\t"), [("KMS101", 11)]),
}


@pytest.mark.parametrize("path, text, expected", TEXTS.values(), ids=TEXTS)
def test_a_template_in_json(capsys, path, text, expected):
    assert judged(capsys, path, text) == (expected, [])


READER = """
import json, logging, sys
logging.disable(logging.CRITICAL)
from cfnlint.decode import decode
for path in sys.argv[1:]:
    try:
        template, _ = decode(path)
    except Exception:
        template = None
    policies = (template or {}).get("Resources") or {}
    told = json.dumps(policies, default=str) if isinstance(policies, dict) else ""
    print(json.dumps(None if template is None else '"kms:*"' in told))
"""


def test_nothing_that_another_reader_sees_is_passed_over():
    """Where nothing is expected, cfn-lint's reader finds nothing among the resources either."""
    python = interpreter("cfnlint")
    clean = [text for text, expected in YAML.values() if not expected]
    clean += [text for text, found, told in ELSEWHERE.values() if not found and not told]
    write({f"{number}.yaml": text for number, text in enumerate(clean)})
    paths = [f"{number}.yaml" for number in range(len(clean))]
    done = subprocess.run([python, "-c", READER, *paths], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["false"] * len(clean)
