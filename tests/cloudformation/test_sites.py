"""Every place of a template that holds a policy or a key, with its address, attribute and positions."""

import pytest
from cloudformation.templates import load, policies

from iaclint.values.decode import decode_json
from iaclint.values.encode import plain
from iaclint.values.value import String, Target
from iaclint.values.world import World, explore

DOCUMENT = "{Statement: [{Action: 'kms:*'}]}"
SITES = f"""
Resources:
  Managed: {{Type: AWS::IAM::ManagedPolicy, Properties: {{PolicyDocument: {DOCUMENT}}}}}
  Policy: {{Type: AWS::IAM::Policy, Properties: {{PolicyDocument: {DOCUMENT}}}}}
  RolePolicy: {{Type: AWS::IAM::RolePolicy, Properties: {{PolicyDocument: {DOCUMENT}}}}}
  UserPolicy: {{Type: AWS::IAM::UserPolicy, Properties: {{PolicyDocument: {DOCUMENT}}}}}
  GroupPolicy: {{Type: AWS::IAM::GroupPolicy, Properties: {{PolicyDocument: {DOCUMENT}}}}}
  Role:
    Type: AWS::IAM::Role
    Metadata: {{"aws:cdk:path": App/Role/Resource}}
    Properties:
      AssumeRolePolicyDocument: {DOCUMENT}
      Policies:
        - {{PolicyName: a, PolicyDocument: {DOCUMENT}}}
        - {{PolicyName: b, PolicyDocument: {DOCUMENT}}}
  User: {{Type: AWS::IAM::User, Properties: {{Policies: [{{PolicyDocument: {DOCUMENT}}}]}}}}
  Group: {{Type: AWS::IAM::Group, Properties: {{Policies: [{{PolicyDocument: {DOCUMENT}}}]}}}}
  Key: {{Type: AWS::KMS::Key, Properties: {{KeyPolicy: {DOCUMENT}}}}}
  Replica: {{Type: AWS::KMS::ReplicaKey, Properties: {{KeyPolicy: {DOCUMENT}}}}}
  Set: {{Type: AWS::SSO::PermissionSet, Properties: {{InlinePolicy: {DOCUMENT}}}}}
  Bucket: {{Type: AWS::S3::BucketPolicy, Properties: {{PolicyDocument: {DOCUMENT}}}}}
  Bare: {{Type: AWS::IAM::Role}}
"""


def test_where_policies_live():
    found = [(site.resource, site.resource_type, site.attribute, site.kind, site.key) for site in load(SITES).sites]
    assert found == [
        ("Managed", "AWS::IAM::ManagedPolicy", "PolicyDocument", "managed", None),
        ("Policy", "AWS::IAM::Policy", "PolicyDocument", "inline", None),
        ("RolePolicy", "AWS::IAM::RolePolicy", "PolicyDocument", "inline", None),
        ("UserPolicy", "AWS::IAM::UserPolicy", "PolicyDocument", "inline", None),
        ("GroupPolicy", "AWS::IAM::GroupPolicy", "PolicyDocument", "inline", None),
        ("Role", "AWS::IAM::Role", "AssumeRolePolicyDocument", "trust", None),
        ("Role", "AWS::IAM::Role", "Policies[0].PolicyDocument", "inline", None),
        ("Role", "AWS::IAM::Role", "Policies[1].PolicyDocument", "inline", None),
        ("User", "AWS::IAM::User", "Policies[0].PolicyDocument", "inline", None),
        ("Group", "AWS::IAM::Group", "Policies[0].PolicyDocument", "inline", None),
        ("Key", "AWS::KMS::Key", "KeyPolicy", "key", Target("key", "Key")),
        ("Replica", "AWS::KMS::ReplicaKey", "KeyPolicy", "key", Target("key", "Replica")),
        ("Set", "AWS::SSO::PermissionSet", "InlinePolicy", "inline", None),
    ]


def test_headers_keys_and_construct_paths():
    unit = load(SITES)
    assert {site.header.text for site in unit.sites} >= {"Role", "Key"}
    assert {site.attribute_key.text for site in unit.sites} == {
        "PolicyDocument",
        "AssumeRolePolicyDocument",
        "KeyPolicy",
        "InlinePolicy",
    }
    assert {site.resource: site.construct for site in unit.sites if site.construct} == {"Role": "App/Role/Resource"}
    assert [block.header.text for block in unit.blocks][:2] == ["Managed", "Policy"]


BRANCHES = """
Parameters: {Env: {Type: String, Default: dev}, Docs: {Type: String, Default: x}}
Conditions: {IsProd: !Equals [!Ref Env, prod], More: !Equals [!Ref Docs, y]}
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      Policies: !If
        - IsProd
        - - {PolicyDocument: {Statement: a}}
          - Fn::If: [More, {PolicyDocument: {Statement: b}}, !Ref AWS::NoValue]
        - - {PolicyDocument: !If [More, {Statement: c}, !Ref AWS::NoValue]}
          - !Ref AWS::NoValue
"""


def test_policies_in_branches_are_sites_of_their_own():
    shown = [(attribute, when, document["Statement"]) for _, attribute, when, document in policies(load(BRANCHES))]
    assert shown == [
        ("Policies[0].PolicyDocument", {"IsProd": True}, "a"),
        ("Policies[1].PolicyDocument", {"IsProd": True, "More": True}, "b"),
        ("Policies[2].PolicyDocument", {"IsProd": False, "More": True}, "c"),
    ]


def test_a_list_of_policies_that_is_not_known_is_a_hole():
    text = "Resources: {R: {Type: AWS::IAM::Role, Properties: {Policies: !Ref AWS::NotificationARNs}}}"
    assert policies(load(text)) == [("R", "Policies[0].PolicyDocument", {}, {"$unknown": "AWS::NotificationARNs"})]


TEXT = """
Parameters: {Team: {Type: String, Default: core}, Verb: {Type: String, Default: "kms:*"}}
Resources:
  S:
    Type: AWS::SSO::PermissionSet
    Properties:
      InlinePolicy: !Sub |
        {"Statement": [
          {"Action": ["s3:*", "${Verb}"], "Resource": "arn:aws:s3:::${Team}-x", "NotAction": "${AWS::Region}"}
        ]}
  T:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Fn::Join:
          - ""
          - - '{"Statement": [{"Action": "'
            - !Ref Verb
            - '"}]}'
  U:
    Type: AWS::SSO::PermissionSet
    Properties:
      InlinePolicy: "{\\"Statement\\": [{\\"Action\\": \\"kms:*\\"}]}"
"""


def statement(unit, resource):
    value = next(site for site in unit.sites if site.resource == resource).evaluate(World())
    assert isinstance(value, String)
    return decode_json(value).get("Statement").item(0)


def place(value):
    location = value.span.location()
    return location.line, location.column, value.span.text


def test_json_in_a_text_has_positions_inside_the_text():
    found = statement(load(TEXT), "S")
    first, second = found.get("Action").elements()
    assert place(first) == (9, 23, '"s3:*"')
    assert place(second) == (2, 81, '"kms:*"')
    assert [(step.kind, step.span.text) for step in second.origin.steps()] == [("default", "${Verb}")]
    assert place(found.get("Resource")) == (9, 55, '"arn:aws:s3:::${Team}-x"')
    assert plain(found.get("Resource")) == "arn:aws:s3:::core-x"
    assert plain(found.get("NotAction")) == {"$unknown": "AWS::Region"}


def test_json_put_together_by_join_points_at_the_default():
    assert place(statement(load(TEXT), "T").get("Action")) == (2, 81, '"kms:*"')


def test_json_in_an_escaped_text_has_positions_too():
    assert place(statement(load(TEXT), "U").get("Action")) == (23, 52, '\\"kms:*\\"')


KEYS = """
Parameters: {Rotate: {Type: String, Default: "false"}, Days: {Type: Number, Default: 7}}
Conditions: {Off: !Equals [!Ref Rotate, "false"]}
Resources:
  All:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy: {Statement: []}
      EnableKeyRotation: true
      Enabled: "False"
      KeySpec: SYMMETRIC_DEFAULT
      KeyUsage: ENCRYPT_DECRYPT
      Origin: AWS_KMS
      PendingWindowInDays: !Ref Days
      BypassPolicyLockoutSafetyCheck: yes
      MultiRegion: true
  Bare: {Type: AWS::KMS::Key}
  Chosen:
    Type: AWS::KMS::Key
    Properties:
      EnableKeyRotation: !Ref Rotate
      KeySpec: !If [Off, !Ref AWS::NoValue, RSA_2048]
      Origin: "{{resolve:ssm:/origin}}"
  Replica: {Type: AWS::KMS::ReplicaKey, Properties: {PendingWindowInDays: 30}}
  Sometimes: {Type: AWS::KMS::Key, Condition: Off}
"""


def test_keys_and_their_properties():
    unit = load(KEYS)
    assert [(key.resource, key.family, key.header.text) for key in unit.keys] == [
        ("All", "key", "All"),
        ("Bare", "key", "Bare"),
        ("Chosen", "key", "Chosen"),
        ("Replica", "replica", "Replica"),
        ("Sometimes", "key", "Sometimes"),
    ]
    shown = {
        key.resource: [
            (leaf.facts, leaf.result and {name: plain(value) for name, value in leaf.result.values.items()})
            for leaf in explore(key.evaluate)
        ]
        for key in unit.keys
    }
    assert shown == {
        "All": [
            (
                {},
                {
                    "bypass_lockout_check": True,
                    "rotation": True,
                    "enabled": False,
                    "policy": {"Statement": []},
                    "spec": "SYMMETRIC_DEFAULT",
                    "usage": "ENCRYPT_DECRYPT",
                    "origin": "AWS_KMS",
                    "deletion_window": 7,
                },
            )
        ],
        "Bare": [({}, {})],
        "Chosen": [
            ({"Off": True}, {"rotation": False, "origin": {"$unknown": "{{resolve:ssm:/origin}}"}}),
            (
                {"Off": False},
                {
                    "rotation": {"$unknown": "Rotate"},
                    "spec": "RSA_2048",
                    "origin": {"$unknown": "{{resolve:ssm:/origin}}"},
                },
            ),
        ],
        "Replica": [({}, {"deletion_window": 30})],
        "Sometimes": [({"Off": True}, {}), ({"Off": False}, None)],
    }


METADATA = """
Resources:
  A:
    Type: AWS::KMS::Key
    Metadata:
      iaclint:
        ignore:
          - {rule: KMS301, reason: no rotation here, expires: 2030-01-01}
          - {rule: [KMS302, kms-lockout], reason: two}
          - rule: KMS303, KMS304
          - KMS201
          - {reason: nothing}
  B: {Type: AWS::KMS::Key, Metadata: {iaclint: {ignore: {rule: ALL, reason: one}}}}
  C: {Type: AWS::KMS::Key, Metadata: {iaclint: text, other: {ignore: []}}}
"""


def test_suppressions_in_the_metadata():
    found = load(METADATA).suppressions
    assert [(item.resource, item.rules, item.reason, item.expires) for item in found] == [
        ("A", ("KMS301",), "no rotation here", "2030-01-01"),
        ("A", ("KMS302", "kms-lockout"), "two", ""),
        ("A", ("KMS303", "KMS304"), "", ""),
        ("A", ("KMS201",), "", ""),
        ("A", (), "nothing", ""),
        ("B", ("ALL",), "one", ""),
    ]
    assert [item.span.location().line for item in found] == [8, 9, 10, 11, 12, 13]


DUPLICATES = """
Resources:
  P:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement: [{Effect: Allow, Action: a, Effect: Deny}]
"""


def test_keys_repeated_in_a_policy_are_told_to_the_rules():
    unit = load(DUPLICATES)
    assert unit.problems == ()
    found = unit.sites[0].evaluate(World()).get("Statement").item(0)
    assert [(key, origin.span.location().column) for key, origin in found.duplicates] == [("Effect", 48)]
    assert plain(found) == {"Effect": "Deny", "Action": "a"}


@pytest.mark.parametrize("document", ["text", "[]", "7", "", "!Ref AWS::NoValue", "!Ref Nobody", "!Sub ''"])
def test_a_document_of_any_form_is_a_site(document):
    text = f"Resources: {{P: {{Type: AWS::IAM::ManagedPolicy, Properties: {{PolicyDocument: {document}}}}}}}"
    (site,) = load(text).sites
    value = site.evaluate(World())
    assert (value is None) == (document == "!Ref AWS::NoValue")


IDENTITY_PROVIDER = """
Parameters: {Provider: {Type: String}}
Resources:
  R:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: !Sub |
        {"Statement": [
          {"Effect": "Allow", "Condition": {"StringEquals": {"${Provider}:sub": "system:serviceaccount:a:b"}}},
          {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}]}
"""


def test_a_condition_key_that_is_not_known_leaves_the_other_statements_readable():
    [(_, _, _, document)] = policies(load(IDENTITY_PROVIDER))
    assert document["Statement"] == [
        {"Effect": "Allow", "Condition": {"StringEquals": {"$unknown": "Provider"}}},
        {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"},
    ]
