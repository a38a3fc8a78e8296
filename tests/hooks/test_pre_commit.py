"""The real pre-commit, run from this checkout on a small repository. It installs iaclint with pip for every run."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

CHECKOUT = Path(__file__).parents[2]
PRE_COMMIT = Path(sys.executable).parent / "pre-commit"
AUTHOR = ["-c", "user.name=Dev", "-c", "user.email=dev@example.com"]

POLICY = """\
AWSTemplateFormatVersion: '2010-09-09'
Resources:
  Keys:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Action: %s
            Resource: '*'
"""
CALLER = """\
module "operators" {
  source  = "./modules/policy"
  actions = ["kms:*"]
}
"""
CHILD = """\
variable "actions" {
  type = list(string)
}

resource "aws_iam_policy" "this" {
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = %s, Resource = "*" }]
  })
}
"""


def git(repository, *arguments):
    subprocess.run(["git", *AUTHOR, *arguments], cwd=repository, check=True, capture_output=True)


def write(repository, path, text):
    (repository / path).parent.mkdir(parents=True, exist_ok=True)
    (repository / path).write_text(text, encoding="utf-8")


def try_hook(repository, hook, *arguments):
    """The exit code and the output of the hook, run by the pre-commit of the development tools."""
    # Inside GitHub Actions the report would be one for its log, in another form.
    environment = {name: value for name, value in os.environ.items() if name != "GITHUB_ACTIONS"}
    done = subprocess.run(
        [PRE_COMMIT, "try-repo", CHECKOUT, hook, "--color", "never", *arguments],
        cwd=repository,
        env={**environment, "PRE_COMMIT_HOME": str(repository.parent / "pre-commit")},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def places(output):
    """The files and lines that findings name, in the order of the output."""
    return re.findall(r"^(\S+?):(\d+):\d+: \w+ (\w+)", output, re.MULTILINE)


@pytest.fixture
def repository(tmp_path):
    if not PRE_COMMIT.exists() or not shutil.which("git") or not (CHECKOUT / ".git").exists():
        pytest.skip("needs git, a git checkout, and pre-commit beside this Python")
    directory = tmp_path / "repository"
    write(directory, "main.tf", CALLER)
    write(directory, "modules/policy/main.tf", CHILD % '"kms:DescribeKey"')
    write(directory, "untouched.yaml", POLICY % "kms:*")
    git(directory, "init", "--quiet")
    git(directory, "add", ".")
    git(directory, "commit", "--quiet", "--message", "start")
    return directory


def test_the_hook_judges_the_files_of_the_commit_and_what_contains_them(repository):
    write(repository, "bad.yaml", POLICY % "kms:*")
    write(repository, "good.yaml", POLICY % "kms:ListAliases")
    write(repository, "modules/policy/main.tf", CHILD % "var.actions")
    git(repository, "add", ".")
    code, output = try_hook(repository, "iaclint")
    assert code == 1, output
    assert places(output) == [("bad.yaml", "10", "KMS101"), ("main.tf", "3", "KMS101")], output
    assert "module.operators.aws_iam_policy.this" in output


def test_the_hook_over_the_whole_repository_reads_what_the_commit_did_not_touch(repository):
    write(repository, "README.md", "changed")
    git(repository, "add", ".")
    code, output = try_hook(repository, "iaclint-all")
    assert code == 1, output
    assert places(output) == [("untouched.yaml", "10", "KMS101")], output


@pytest.mark.parametrize(
    ("path", "passed"),
    [
        ("main.tf", True),
        ("main.tf.json", True),
        ("main.tofu", True),
        ("prod.auto.tfvars", True),
        ("policy.json.tftpl", True),
        ("user-data.tpl", True),
        ("stack.yaml", True),
        ("stack.yml", True),
        ("stack.template", True),
        ("cdk.out/App.template.json", True),
        ("README.md", False),
        ("tf", False),
        ("main.tf.orig", False),
    ],
)
def test_the_files_that_pre_commit_passes_on(path, passed):
    hooks = yaml.safe_load((CHECKOUT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    pattern = next(hook["files"] for hook in hooks if hook["id"] == "iaclint")
    assert bool(re.search(pattern, path)) == passed
