import re
from pathlib import Path

import pytest

import iaclint.rules
from iaclint.record import replace
from iaclint.rules import UnknownRule, selection, table
from iaclint.rules.pages import HEADINGS, page

FOLDER = Path(iaclint.rules.__file__).parent
CODES = [rule.code for rule in table()]
OPT_IN = {"KMS203", "KMS302", "KMS304"}


def module(code: str):
    return __import__(f"iaclint.rules.{code.lower()}", fromlist=["RULE"])


def test_a_rule_is_registered_by_being_there() -> None:
    there = sorted(path.stem.upper() for path in FOLDER.glob("*.py") if re.fullmatch(r"[a-z]{3}\d{3}", path.stem))
    assert sorted(CODES) == there


@pytest.mark.parametrize("code", CODES)
def test_the_table_repeats_the_metadata_of_the_module(code) -> None:
    (row,) = [rule for rule in table() if rule.code == code]
    assert replace(row, needs=()) == module(code).RULE
    assert row.opt_in == (code in OPT_IN)


@pytest.mark.parametrize("code", CODES)
def test_the_page_has_the_fixed_headings(code) -> None:
    found = page(code)
    compliance = ["Compliance"] if found.compliance else []
    assert re.findall(r"^## (.*)$", found.text, re.MULTILINE) == [*HEADINGS, *compliance]
    sections = re.split(r"^## .*$", found.text, flags=re.MULTILINE)[1:]
    assert all(section.strip() for section in sections)
    assert found.title and not found.title.endswith(".")
    assert "@@" not in found.text
    assert found.compliance == module(code).COMPLIANCE


def test_pages_are_found_by_code_and_name_in_any_case() -> None:
    assert page("kms101") == page("KMS-Full-Access-Managed")
    with pytest.raises(UnknownRule, match=r'no rule "KMS10"; did you mean "KMS10[1-6]"'):
        page("KMS10")


def test_selection() -> None:
    default = selection()
    assert default == set(CODES) - OPT_IN
    assert selection(["ALL"]) == set(CODES)
    assert selection(["KMS30"]) == {"KMS301", "KMS302", "KMS303", "KMS304"}
    assert selection(["kms-key-public", "iam1"]) == {"KMS201", *(f"IAM10{n}" for n in range(1, 6))}
    assert selection([], ["KMS203"], ["KMS1", "policy-malformed"]) == {
        code for code in {*default, "KMS203"} if not code.startswith("KMS1") and code != "DOC001"
    }
    assert selection(["KMS101"], ["KMS102"], ["ALL"]) == frozenset()
    for word in ("KMS9", "", "kms-key-publik", "*"):
        with pytest.raises(UnknownRule):
            selection([word])


@pytest.mark.parametrize("code", [code for code in CODES if code[:3] in ("KMS", "IAM", "DOC") and code[:4] != "KMS3"])
def test_bad_and_good_of_the_page_are_what_they_say(code) -> None:
    import json

    from rules.judging import ROOT, findings

    (row,) = [rule for rule in table() if rule.code == code]
    kind = row.kinds[0]
    sections = dict(zip(HEADINGS, re.split(r"^## .*$", page(code).text, flags=re.MULTILINE)[1:], strict=False))
    for heading, expected in (("Bad", True), ("Good", False)):
        match = re.search(r"```json\n(.*?)```", sections[heading], re.DOTALL)
        if match is None:
            assert code == "DOC004"
            continue
        example = json.loads(match[1])
        if "Statement" not in example:
            before = [ROOT] if kind == "key" and code != "KMS203" else []
            example = {"Version": "2012-10-17", "Statement": [*before, example]}
        found = {one.rule for one in findings(example, kind, select=["ALL"], account="111122223333")}
        assert (code in found) == expected
        if not expected:
            assert found <= {"KMS203"}
