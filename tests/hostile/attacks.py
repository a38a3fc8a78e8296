"""What a pull request may hold, and what a run makes of it."""

import json
from pathlib import Path

from iaclint.cli.main import main

STATEMENT = 'Statement: [{Effect: Allow, Action: "kms:*", Resource: "*"}]'
MANAGED = f"""\
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        {STATEMENT}
"""
TEMPLATE = f"Resources:\n  P:\n{MANAGED}"
DOCUMENT = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:*","Resource":"*"}]}'
HARMLESS = 'jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Deny", Action = "*", Resource = "*" }] })'


def policy(name="a", action='"kms:*"'):
    statement = f'{{ Effect = "Allow", Action = {action}, Resource = "*" }}'
    document = f'jsonencode({{ Version = "2012-10-17", Statement = [{statement}] }})'
    return f'resource "aws_iam_policy" "{name}" {{\n  policy = {document}\n}}\n'


def write(files):
    """Files in the working directory: path and text or bytes."""
    for path, content in files.items():
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_bytes(content if isinstance(content, bytes) else content.encode())


def lint(capsys, *arguments):
    """The JSON report of a run in this process."""
    code = main(["--format", "json", "--no-cache", *arguments])
    said = capsys.readouterr()
    assert code in {0, 1}, said.err
    return json.loads(said.out)


def found(capsys, *arguments):
    """The rules that fire, each with file and line."""
    return sorted((one["rule"], one["file"], one["line"]) for one in lint(capsys, *arguments)["findings"])


def not_judged(capsys, *arguments):
    return [(one["call"], one["source"]) for one in lint(capsys, *arguments)["summary"]["not_judged"]]
