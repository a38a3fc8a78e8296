"""Texts of CloudFormation templates."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from other_texts import name, sentence, words

KEY = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
VERSION = "2012-10-17"


def document(*statements: dict[str, Any]) -> dict[str, Any]:
    """A policy document."""
    return {"Version": VERSION, "Statement": list(statements)}


def allow(action: list[str], resource: object) -> dict[str, Any]:
    """An Allow statement of an identity policy."""
    return {"Effect": "Allow", "Action": action, "Resource": resource}


def two_policies() -> dict[str, Any]:
    """A small template with a managed policy and a key; one finding."""
    root = {"Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}
    key_policy = document(
        {"Sid": "Account", "Effect": "Allow", "Principal": {"AWS": root}, "Action": "kms:*", "Resource": "*"}
    )
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Resources": {
            "Policy": {
                "Type": "AWS::IAM::ManagedPolicy",
                "Properties": {"PolicyDocument": document(allow(["kms:Decrypt"], "*"))},
            },
            "Key": {"Type": "AWS::KMS::Key", "Properties": {"EnableKeyRotation": True, "KeyPolicy": key_policy}},
        },
    }


def as_yaml(value: object, indent: int = 0) -> str:
    """JSON values as plain block YAML."""
    pad = " " * indent
    if isinstance(value, dict):
        return "".join(f"{pad}{key}:{_below(item, indent + 2)}" for key, item in value.items())
    assert isinstance(value, list)
    return "".join(f"{pad}-{_below(item, indent + 2)}" for item in value)


def _below(value: object, indent: int) -> str:
    if isinstance(value, dict | list) and value:
        return "\n" + as_yaml(value, indent)
    return f" {json.dumps(value)}\n"


def application(draw: Random, number: int) -> str:
    """A role with inline policies, a managed policy, a function and a table."""
    functions = "".join(
        f"""\
  Function{index}:
    Type: AWS::Lambda::Function
    Properties:
      Handler: {word}.handler
      Runtime: python3.12
      Role: !GetAtt Role.Arn
      Description: {sentence(draw)}
      Environment:
        Variables:
          TABLE: !Ref Table
          STAGE: !Ref Stage
"""
        for index, word in enumerate(words(draw, 3))
    )
    return f"""\
AWSTemplateFormatVersion: '2010-09-09'
Description: {sentence(draw)}
Parameters:
  Stage:
    Type: String
    Default: test
    AllowedValues: [test, prod]
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: {name(draw)}-{number}
{functions}  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '{VERSION}'
        Statement:
          - Effect: Allow
            Principal: {{ Service: lambda.amazonaws.com }}
            Action: sts:AssumeRole
      Policies:
        - PolicyName: table
          PolicyDocument:
            Version: '{VERSION}'
            Statement:
              - Effect: Allow
                Action: [dynamodb:GetItem, dynamodb:Query]
                Resource: !GetAtt Table.Arn
              - !If
                - IsProd
                - Effect: Allow
                  Action: kms:Decrypt
                  Resource: {KEY}
                - !Ref AWS::NoValue
  Operators:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: '{VERSION}'
        Statement:
          - Effect: Allow
            Action: ['kms:Describe*', 'kms:List*'{", 'kms:*'" if number % 10 == 0 else ""}]
            Resource: '*'
"""


def keys(draw: Random, number: int) -> str:
    """Two keys with policies."""
    resources = "".join(
        f"""\
  Key{index}:
    Type: AWS::KMS::Key
    Properties:
      Description: {sentence(draw)}
      EnableKeyRotation: {"true" if (number + index) % 7 else "false"}
      KeyPolicy:
        Version: '{VERSION}'
        Statement:
          - Sid: Account
            Effect: Allow
            Principal: {{ AWS: !Sub 'arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:root' }}
            Action: kms:*
            Resource: '*'
          - Sid: Use
            Effect: Allow
            Principal: {{ AWS: !Sub 'arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:role/{name(draw)}' }}
            Action: [kms:Encrypt, kms:Decrypt, 'kms:GenerateDataKey*']
            Resource: '*'
"""
        for index in range(2)
    )
    return f"AWSTemplateFormatVersion: '2010-09-09'\nResources:\n{resources}"


def cdk(draw: Random, number: int) -> str:
    """What the CDK synthesizes: a role and its default policy, with construct paths."""
    resources: dict[str, Any] = {}
    for index, word in enumerate(words(draw, 4)):
        path = f"App{number}/{word.title()}{index}"
        role = f"{word.title()}{index}Role"
        trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
        resources[role] = {
            "Type": "AWS::IAM::Role",
            "Properties": {"AssumeRolePolicyDocument": document(trust)},
            "Metadata": {"aws:cdk:path": f"{path}/Role/Resource"},
        }
        resources[f"{role}DefaultPolicy"] = {
            "Type": "AWS::IAM::Policy",
            "Properties": {
                "PolicyName": f"{role}DefaultPolicy",
                "Roles": [{"Ref": role}],
                "PolicyDocument": document(allow(["kms:Decrypt", "kms:DescribeKey"], KEY if index else "*")),
            },
            "Metadata": {"aws:cdk:path": f"{path}/Role/DefaultPolicy/Resource"},
        }
    return json.dumps({"Resources": resources}, indent=1) + "\n"


def network(draw: Random, number: int) -> str:
    """Subnets: no policy."""
    subnets = "".join(
        f"""\
  Subnet{index}:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Vpc
      CidrBlock: 10.{number % 250}.{index}.0/24
      Tags: [{{ Key: Name, Value: {name(draw)} }}]
"""
        for index in range(12)
    )
    vpc = f"  Vpc:\n    Type: AWS::EC2::VPC\n    Properties:\n      CidrBlock: 10.{number % 250}.0.0/16\n"
    return f"AWSTemplateFormatVersion: '2010-09-09'\nResources:\n{vpc}{subnets}"


def queue(draw: Random, _number: int) -> str:
    """Queues and topics: no policy."""
    resources = {
        f"{word.title()}{index}": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": name(draw)}}
        for index, word in enumerate(words(draw, 12))
    }
    return json.dumps({"Resources": resources}, indent=2) + "\n"


def many_statements(count: int) -> dict[str, Any]:
    """One policy of ``count`` statements."""
    statements = [allow([f"s3:Get{number}*", "kms:Decrypt"], f"{KEY[:-4]}{number:04x}") for number in range(count)]
    policy = {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": document(*statements)}}
    return {"Resources": {"Policy": policy}}


def many_resources(count: int) -> str:
    """A template with a policy for every ten files asked for: 5 MB at 100,000."""
    one = {"PolicyDocument": document(allow(["kms:Decrypt", "kms:Encrypt"], KEY), allow(["s3:GetObject"], "*"))}
    resource = as_yaml({"Type": "AWS::IAM::ManagedPolicy", "Properties": one}, 4)
    return "Resources:\n" + "".join(f"  Policy{number}:\n{resource}" for number in range(count // 10))
