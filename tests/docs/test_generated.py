"""The generated pages and the output in README.md are what the program says, and links lead somewhere."""

import re
import subprocess
import sys

import checkout
import pytest

PAGES = [checkout.CHECKOUT / "README.md", *sorted((checkout.CHECKOUT / "docs").glob("*.md"))]
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)[^)]*\)")


def test_the_generated_pages_are_current():
    script = checkout.CHECKOUT / "docs" / "generate.py"
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True, check=False)
    assert done.stdout == ""
    assert done.returncode == 0


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_links_of_a_page_lead_somewhere(page):
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target
