"""What a change grants and takes, in words, through the installed command."""

import pytest
from repositories import commit, report, repository
from running import iaclint

STACK = """\
Parameters:
  Stage: {Type: String}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  Key:
    Type: AWS::KMS::Key
    Properties:
      EnableKeyRotation: true
      KeyPolicy:
        Version: '2012-10-17'
        Statement:
          - {Effect: Allow, Principal: {AWS: 'arn:aws:iam::111122223333:root'}, Action: 'kms:*', Resource: '*'}
          - Effect: Allow
            Principal: {AWS: 'arn:aws:iam::111122223333:role/OLD'}
            Action: KEYACTION
            Resource: '*'
  App:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement: {Effect: Allow, Principal: {Service: TRUSTED}, Action: 'sts:AssumeRole'}
      Policies:
        - PolicyName: a
          PolicyDocument:
            Version: '2012-10-17'
            Statement:
              - {Effect: Allow, Action: ACTIONS, Resource: '*'}
              - {Effect: Allow, Action: 's3:PutObject', Resource: 'arn:aws:s3:::b/*'TLS}
              - {Effect: Deny, Action: DENIED, Resource: '*'}
"""
BEFORE = {
    "OLD": "old",
    "KEYACTION": "kms:Decrypt",
    "TRUSTED": "[ec2.amazonaws.com, sns.amazonaws.com]",
    "ACTIONS": "['s3:GetObject', 'sqs:*']",
    "DENIED": "['s3:DeleteObject', 'sns:*']",
    "TLS": ", Condition: {Bool: {aws:SecureTransport: 'true'}}",
}
AFTER = {
    "OLD": "new",
    "KEYACTION": "!If [IsProd, 'kms:Decrypt', 'kms:Sign']",
    "TRUSTED": "[ec2.amazonaws.com, ecs.amazonaws.com]",
    "ACTIONS": "['kms:Decrypt', 's3:GetObject', 'sqs:SendMessage']",
    "DENIED": "['s3:DeleteObject', 'kms:Sign']",
    "TLS": "",
}
GONE = """
resource "aws_iam_policy" "gone" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Action = ["ec2:RunInstances"], Resource = "arn:aws:ec2:*:*:instance/x" }
  ] })
}
"""
WORDS = [
    "arn:aws:iam::111122223333:role/new gains kms:Decrypt with key Key when IsProd is true (stack.yaml:16:34)",
    "arn:aws:iam::111122223333:role/new gains kms:Sign with key Key when IsProd is false (stack.yaml:16:49)",
    "arn:aws:iam::111122223333:role/old loses kms:Decrypt with key Key (was stack.yaml:16:21)",
    "ecs.amazonaws.com gains sts:AssumeRole as role App (stack.yaml:23:106)",
    "sns.amazonaws.com loses sts:AssumeRole as role App (was stack.yaml:23:106)",
    "role App gains kms:Decrypt on every key (stack.yaml:29:42)",
    "role App gains s3:PutObject on arn:aws:s3:::b/* (stack.yaml:30:41)",
    "role App is now denied kms:Sign on every key (stack.yaml:31:60)",
    "role App loses sqs:* on everything, but keeps sqs:SendMessage (was stack.yaml:29:58)",
    "role App is no longer denied sns:* on everything (was stack.yaml:31:60)",
    "aws_iam_policy.gone loses ec2:RunInstances on arn:aws:ec2:*:*:instance/x (was main.tf:4:35)",
]


def filled(values) -> str:
    text = STACK
    for name, value in values.items():
        text = text.replace(name, value)
    return text


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = repository(tmp_path_factory.mktemp("access"), {"stack.yaml": filled(BEFORE), "main.tf": GONE})
    commit(root, {"stack.yaml": filled(AFTER), "main.tf": None})
    return root


def test_in_text(root) -> None:
    out = iaclint("--since", "main", cwd=root)[1]
    assert [line.removeprefix("access: ") for line in out.splitlines() if line.startswith("access: ")] == WORDS


def test_in_markdown(root) -> None:
    out = iaclint("--since", "main", "--format", "markdown", cwd=root)[1]
    told = [line.removeprefix("* ").replace("`", "") for line in out.splitlines() if line.startswith("* ")]
    assert told == WORDS
    assert "* role `App` gains `kms:Decrypt` on every key (stack.yaml:29:42)\n" in out


def test_in_json(root) -> None:
    changes = report(root, "--since", "main")["changes"]
    assert len(changes) == len(WORDS)
    told = [(one["verb"], one["kind"], one["principal"], one["resource"], one["on"], one["when"]) for one in changes]
    role = "arn:aws:iam::111122223333:role/"
    assert told[:5] == [
        ("gains", "key", f"{role}new", "Key", ["*"], "IsProd is true"),
        ("gains", "key", f"{role}new", "Key", ["*"], "IsProd is false"),
        ("loses", "key", f"{role}old", "Key", ["*"], None),
        ("gains", "trust", "ecs.amazonaws.com", "App", [], None),
        ("loses", "trust", "sns.amazonaws.com", "App", [], None),
    ]


def test_nothing_is_said_where_nothing_changes(root, tmp_path) -> None:
    out = iaclint("--since", "work", "--format", "markdown", cwd=root)[1]
    assert "#### Access\n\nNo policy changes.\n" in out
