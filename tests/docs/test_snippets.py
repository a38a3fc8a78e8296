"""The configurations, templates and Terraform that the pages show are ones that iaclint and others accept."""

import re
import textwrap

import checkout
import pytest
import yaml

from iaclint.cli.main import main

PAGES = [*sorted((checkout.CHECKOUT / "docs").glob("*.md")), checkout.CHECKOUT / "README.md"]
BLOCK = re.compile(r"^( *)```(\w+)\n(.*?)^\1```", re.MULTILINE | re.DOTALL)


def snippets(language):
    """The code blocks of the pages in a language, named after their place."""
    found = []
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for block in BLOCK.finditer(text):
            if block[2] == language:
                line = text[: block.start()].count("\n") + 1
                found.append(pytest.param(textwrap.dedent(block[3]), id=f"{page.name}:{line}"))
    return found


@pytest.mark.parametrize("text", snippets("toml"))
def test_a_configuration_is_accepted(text, tmp_path, capsys, monkeypatch):
    (tmp_path / "iaclint.toml").write_text(text, encoding="utf-8")
    (tmp_path / "envs" / "prod").mkdir(parents=True)
    (tmp_path / "envs" / "prod" / "prod.tfvars").write_text("", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["."]) == 0, capsys.readouterr().err


@pytest.mark.parametrize("text", snippets("yaml"))
def test_yaml_can_be_read(text):
    assert yaml.safe_load(text)


@pytest.mark.parametrize("text", snippets("hcl"))
def test_a_suppression_in_terraform_suppresses(text, tmp_path, capsys, monkeypatch):
    if "resource" not in text:
        text = f'data "aws_iam_policy_document" "this" {{\n  statement {{\n{text}\nresources = ["*"]\n}}\n}}\n'
    (tmp_path / "main.tf").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["."]) == 0, capsys.readouterr().out
    assert "1 suppressed" in capsys.readouterr().out
