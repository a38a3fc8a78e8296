"""Modules that multiply: the walk through their instances ends, and says that it did not see everything."""

import pytest
from terraform.trees import unit

from iaclint.terraform import sites

POLICY = 'resource "aws_iam_policy" "p" {\n  policy = jsonencode({ Statement = [] })\n}\n'
COUNTED = 'module "m" {\n  source = "%s"\n  count  = 1000\n}\n'
TWICE = "".join(f'module "{name}" {{\n  source = "%s"\n}}\n' for name in "abcdefghij")
MESSAGE = "the configuration has too many instances of modules and resources: from here on none is judged"


@pytest.mark.parametrize("call", [COUNTED, TWICE], ids=["count", "calls"])
def test_modules_that_multiply_at_every_level(call, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sites, "MAX_WALK", 20_000)
    levels = ["main.tf", "m1/main.tf", "m1/m2/main.tf", "m1/m2/m3/main.tf", "m1/m2/m3/m4/main.tf"]
    files = {file: POLICY + call.replace("%s", f"./m{number + 1}") for number, file in enumerate(levels[:-1])}
    found = unit({**files, levels[-1]: POLICY})
    assert [problem.message for problem in found.problems] == [MESSAGE]
    assert 10 < len(found.sites) <= 20_000 / sites.STEPS_OF_POLICY
    assert "aws_iam_policy.p" in [site.resource for site in found.sites]


def test_modules_without_instances_multiply_as_well(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sites, "MAX_WALK", 2_000)
    levels = ["m1/main.tf", "m1/m2/main.tf", "m1/m2/m3/main.tf"]
    files = {file: TWICE.replace("%s", f"./m{number + 2}") for number, file in enumerate(levels)}
    root = POLICY + COUNTED.replace("%s", "./m1").replace("1000", "0")
    found = unit({"main.tf": root, **files, "m1/m2/m3/m4/main.tf": POLICY})
    assert [problem.message for problem in found.problems] == [MESSAGE]
    assert [site.resource for site in found.sites] == ["aws_iam_policy.p"]


def test_a_walk_that_is_long_enough_misses_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = unit({"main.tf": COUNTED.replace("%s", "./m") + POLICY, "m/main.tf": POLICY})
    assert found.problems == ()
    assert len(found.sites) == 1001
