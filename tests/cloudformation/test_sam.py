"""Policies of serverless resources, compared with what SAM's own translator makes of them."""

import json
import subprocess

from cloudformation.templates import interpreter, load, policies

from iaclint.cloudformation.sam import policy_templates
from iaclint.values.world import World

TRANSLATE = """
import json, sys, os, logging
logging.disable(logging.CRITICAL)
os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")
from samtranslator.translator.transform import transform
if len(sys.argv) > 1:
    import samtranslator
    path = os.path.join(os.path.dirname(samtranslator.__file__), "policy_templates_data", "policy_templates.json")
    print(json.dumps({name: sorted(item["Parameters"]) for name, item in json.load(open(path))["Templates"].items()}))
else:
    print(json.dumps(transform(json.load(sys.stdin), {}, lambda: {})["Resources"]))
"""


def translator(*arguments, text=""):
    command = [interpreter("samtranslator"), "-c", TRANSLATE, *arguments]
    found = subprocess.run(command, input=text, capture_output=True, text=True, check=True)
    return json.loads(found.stdout)


def function(**properties):
    return {
        "Type": "AWS::Serverless::Function",
        "Properties": {"Runtime": "python3.12", "Handler": "a.b", "CodeUri": "s3://b/k", **properties},
    }


def template(*functions):
    resources = {f"F{number}": item for number, item in enumerate(functions)}
    return {"Transform": "AWS::Serverless-2016-10-31", "Resources": resources}


def simplified(tree):
    """``Fn::Sub`` with a map of plain texts, as SAM writes resources, put together."""
    if isinstance(tree, list):
        return [simplified(item) for item in tree]
    if not isinstance(tree, dict):
        return tree
    if set(tree) == {"Fn::Sub"}:
        text, own = tree["Fn::Sub"] if isinstance(tree["Fn::Sub"], list) else (tree["Fn::Sub"], {})
        for name, value in own.items():
            text = text.replace("${" + name + "}", value)
        parts = []
        while "${" in text:
            before, _, rest = text.partition("${")
            name, _, text = rest.partition("}")
            parts += [*([before] if before else []), {"$unknown": name}]
        parts += [text] if text else []
        return parts[0] if len(parts) == 1 else {"$parts": parts}
    return {key: simplified(value) for key, value in tree.items()}


def test_every_policy_template_is_what_sam_makes_of_it():
    names = translator("names")
    assert sorted(policy_templates()) == sorted(names)
    functions = [
        function(Policies=[{name: {parameter: f"value-{parameter}" for parameter in parameters}}])
        for name, parameters in names.items()
    ]
    made = translator(text=json.dumps(template(*functions)))
    shown = {resource: document for resource, _, _, document in policies(load(template(*functions)))}
    for number, name in enumerate(names):
        (policy,) = made[f"F{number}Role"]["Properties"]["Policies"]
        assert shown[f"F{number}"] == simplified(policy["PolicyDocument"]), name


SAM = """
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: "*", Action: "sts:AssumeRole"}]}
Parameters:
  Role: {Type: String, Default: ""}
Conditions:
  Own: !Not [!Equals [!Ref Role, ""]]
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Policies:
        - AWSLambdaBasicExecutionRole
        - !Sub arn:${AWS::Partition}:iam::aws:policy/X
        - KMSDecryptPolicy: {KeyId: !Ref Role}
        - !If [Own, {Statement: {Effect: Allow, Action: "kms:*", Resource: "*"}}, !Ref AWS::NoValue]
        - NobodyKnowsPolicy: {}
  WithRole:
    Type: AWS::Serverless::Function
    Properties:
      Role: !If [Own, !Ref Role, !Ref AWS::NoValue]
      Policies: {Statement: [{Effect: Allow, Action: "s3:*", Resource: "*"}]}
  Machine:
    Type: AWS::Serverless::StateMachine
    Properties:
      Policies: [VPCAccessPolicy: {}]
  Attached:
    Type: AWS::Serverless::Connector
    Properties: {Source: {Id: F}, Destination: {Id: T}, Permissions: [Write]}
"""


def test_policies_count_where_the_resource_has_no_role():
    shown = policies(load(SAM))
    assert [item[:3] for item in shown] == [
        ("F", "AssumeRolePolicyDocument", {}),
        ("F", "Policies[2]", {"Own": False}),
        ("F", "Policies[2]", {"Own": True}),
        ("F", "Policies[3]", {"Own": True}),
        ("F", "Policies[4]", {}),
        ("WithRole", "AssumeRolePolicyDocument", {"Own": False}),
        ("WithRole", "Policies[0]", {"Own": False}),
        ("Machine", "Policies[0]", {}),
    ]
    resource = shown[1][3]["Statement"][0]["Resource"]["$parts"]
    assert resource[-1] == ":key/"
    assert shown[4][3] == {"$unknown": "NobodyKnowsPolicy"}


def test_what_a_connector_makes_is_not_judged():
    (item,) = load(SAM).not_judged
    assert (item.call, item.source) == ("Attached", "AWS::Serverless::Connector")


def test_a_policy_template_is_reported_where_it_is_called():
    unit = load(SAM)
    site = next(site for site in unit.sites if site.attribute == "Policies[2]")
    action = site.evaluate(World()).get("Statement").item(0).get("Action")
    assert (site.attribute_key.text, action.span.text, action.text) == (
        "KMSDecryptPolicy",
        "KMSDecryptPolicy",
        "kms:Decrypt",
    )


def test_a_parameter_that_is_missing_is_refused():
    unit = load(template(function(Policies=[{"KMSDecryptPolicy": {}}])))
    hole = list(unit.sites[0].evaluate(World()).get("Statement").item(0).get("Resource").unknowns())[-1]
    assert hole.reason == "policy template KMSDecryptPolicy needs the parameter KeyId"
