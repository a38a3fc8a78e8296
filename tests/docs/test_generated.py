"""What the documents show is what the program says."""

import re
import shlex
import subprocess
import sys

import checkout
import pytest

from iaclint.cli.main import main

PAGES = [checkout.CHECKOUT / "README.md", *sorted((checkout.CHECKOUT / "docs").glob("*.md"))]
CONSOLE = re.compile(r"```console\n\$ (iaclint .*)\n((?:.*\n)*?)```")
SHOWN = [(page, *match.groups()) for page in PAGES for match in CONSOLE.finditer(page.read_text(encoding="utf-8"))]
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)[^)]*\)")


def test_the_generated_pages_are_current():
    script = checkout.CHECKOUT / "docs" / "generate.py"
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True, check=False)
    assert done.stdout == ""
    assert done.returncode == 0


@pytest.mark.parametrize(("page", "command", "output"), SHOWN, ids=[f"{page.name}: {line}" for page, line, _ in SHOWN])
def test_the_output_in_a_page_is_that_of_the_command(page, command, output, capsys, monkeypatch):
    monkeypatch.chdir(checkout.CHECKOUT)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    main([*shlex.split(command)[1:], "--no-cache"])
    assert capsys.readouterr().out == output


def test_the_readme_shows_real_output():
    assert any(page.name == "README.md" for page, _, _ in SHOWN)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_links_of_a_page_lead_somewhere(page):
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target
