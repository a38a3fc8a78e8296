from pathlib import Path

import pytest
from text.test_hcl import MAIN

from iaclint.text.hcl import read_hcl
from iaclint.text.hclsecond import cross_check
from iaclint.text.span import Source

ROOT = Path(__file__).parents[2]


def differences(text: str) -> list[tuple[str, str]]:
    file = read_hcl(Source("a.tf", text))
    return [(error.span.text, error.message) for error in cross_check(file)]


def test_both_read_the_same() -> None:
    assert differences(MAIN) == []
    assert differences("") == []
    assert differences('\ufeffa "b" c {\r\n  x = <<-E\r\n  ${d}\r\n  E\r\n}\r\n') == []


def test_a_construct_that_the_other_does_not_read() -> None:
    """python-hcl2 8 loses what follows a heredoc whose end marker has a blank behind it."""
    text = 'resource "a" "b" {\n  x = <<E\nt\nE \n  y = 1\n}\n\nresource "a" "c" {\n  z = <<E\nE\n}\n'
    assert read_hcl(Source("a.tf", text)).errors == ()
    assert differences(text) != []


def test_our_own_errors_need_no_second_opinion() -> None:
    assert differences("a = [\n") == []


def configurations() -> list[Path]:
    folders = (ROOT.parent / "shared" / "cases", ROOT.parent / "shared" / "golden", ROOT / "fixtures")
    return sorted(path for folder in folders for path in folder.rglob("*.tf"))


@pytest.mark.skipif(not configurations(), reason="no configurations beside the checkout")
def test_every_configuration_at_hand() -> None:
    found = {str(path): differences(path.read_text(encoding="utf-8")) for path in configurations()}
    assert {path: told for path, told in found.items() if told} == {}
