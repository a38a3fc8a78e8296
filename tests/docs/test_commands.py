"""Every command of the how-to pages runs as written, page by page, in a repository made for it."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import checkout
import pytest

DOCS = checkout.CHECKOUT / "docs"
BLOCK = re.compile(r"^ *```sh\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
AUTHOR = ("-c", "user.name=Dev", "-c", "user.email=dev@example.com")
PAGES = [*sorted(DOCS.glob("*.md")), checkout.CHECKOUT / "README.md"]
OTHERS = ("cdk ", "terraform ", "python3 ")  # programs that are not ours, and the set-up tested elsewhere


def commands(page):
    lines = [line.strip() for block in BLOCK.findall(page.read_text(encoding="utf-8")) for line in block.splitlines()]
    return [line for line in lines if line and not line.startswith(OTHERS)]


@pytest.fixture
def repository(tmp_path):
    """The example, a production root, CDK output and a plan, all committed on main."""
    directory = tmp_path / "repository"
    shutil.copytree(DOCS / "example", directory)
    shutil.copytree(DOCS / "example" / "modules", directory / "envs" / "prod" / "modules")
    shutil.copy(DOCS / "example" / "main.tf", directory / "envs" / "prod")
    fixture = checkout.CHECKOUT / "fixtures" / "KMS104" / "bad"
    (directory / "cdk.out").mkdir()
    shutil.copy(fixture / "template.json", directory / "cdk.out" / "App.template.json")
    shutil.copy(fixture / "template.yaml", directory / "stack.yaml")
    (directory / "variables.tf").write_text('variable "stage" {}\n', encoding="utf-8")
    stage = "Parameters: {Stage: {Type: String}}\nResources: {Topic: {Type: AWS::SNS::Topic}}\n"
    (directory / "stage.yaml").write_text(stage, encoding="utf-8")
    empty = {"format_version": "1.2", "terraform_version": "1.11.0", "planned_values": {"root_module": {}}}
    (tmp_path / "plan").mkdir()
    (directory / "plan.json").write_text(json.dumps(empty), encoding="utf-8")
    for words in (["init", "--quiet", "--initial-branch=main"], ["add", "."], ["commit", "--quiet", "-m", "start"]):
        subprocess.run(["git", *AUTHOR, *words], cwd=directory, check=True)
    return directory


@pytest.mark.parametrize("page", [page for page in PAGES if commands(page)], ids=lambda page: page.name)
def test_the_commands_of_a_page_run_as_written(page, repository):
    programs = Path(sys.executable).parent
    environment = {name: value for name, value in os.environ.items() if name != "GITHUB_ACTIONS"}
    environment["PATH"] = f"{programs}{os.pathsep}{environment['PATH']}"
    for command in commands(page):
        done = subprocess.run(
            ["bash", "-c", command], cwd=repository, env=environment, capture_output=True, text=True, check=False
        )
        told = f"{command}\n{done.stdout}{done.stderr}"
        assert done.returncode in (0, 1), told
        assert "iaclint: " not in done.stderr, told
