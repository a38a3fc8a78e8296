"""What is kept of earlier runs never answers for what has changed."""

import json
import os
import time

import pytest
from review.test_since_whole import CHANGES, change, here, origin  # noqa: F401 (fixtures)

import iaclint as library
from iaclint import run
from iaclint.cache import entries
from iaclint.reports.json import entry


@pytest.fixture(autouse=True)
def kept(tmp_path, monkeypatch):
    """A cache of its own that also keeps short runs; everything in the tree is settled."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(run, "FEWEST", 0)
    monkeypatch.setattr(run, "has_entries", lambda _: True)
    return tmp_path / "cache"


def told(**settings):
    result = library.lint(".", select=("ALL",), jobs="1", **settings)
    findings = [entry(finding) for finding in result.findings]
    return json.dumps([findings, result.files, result.policies, [str(one) for one in result.not_judged]])


@pytest.fixture
def judged(monkeypatch):
    """The paths of the tasks that were not known."""
    paths = []
    real = run.worked_off

    def worked_off(work, *others):
        paths.extend(task.path for _, task in work)
        return real(work, *others)

    monkeypatch.setattr(run, "worked_off", worked_off)
    return paths


@pytest.mark.parametrize("young", [0, entries.YOUNG])
@pytest.mark.parametrize("name", CHANGES)
def test_a_run_after_a_change_gives_what_one_without_cache_gives(name, young, here, monkeypatch) -> None:  # noqa: F811
    monkeypatch.setattr(entries, "YOUNG", young)  # with 0, the times of a directory stand for the names in it
    time.sleep(0.01)
    before = told()
    change(here, CHANGES[name])
    after = told()
    assert after == told(cache=False)
    assert told() == after
    assert before or after


def test_only_what_asked_for_the_change_is_done_again(here, judged) -> None:  # noqa: F811
    whole = told()
    every = sorted(judged)
    assert "envs/a" in every
    judged.clear()
    assert told() == whole
    assert judged == []
    (here / "stacks" / "alone.yaml").write_text("Resources: {Q: {Type: 'AWS::SQS::Queue'}}\n")
    assert told() == told(cache=False)
    assert judged[:1] == ["stacks/alone.yaml"]
    assert sorted(judged[1:]) == every  # the run without cache


def test_a_damaged_entry_is_as_if_there_were_none(here, kept) -> None:  # noqa: F811
    whole = told()
    for folder, _, names in os.walk(kept):
        for name in names:
            path = os.path.join(folder, name)
            with open(path, "r+b") as file:
                file.seek(40)
                file.write(b"\0\0")
    assert told() == whole


def test_what_no_report_may_show_stays_hidden(here) -> None:  # noqa: F811
    text = 'variable "secret" {\n  default   = "kms:*"\n  sensitive = true\n}\n'
    policy = (
        '{ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = [var.secret, "kms:Decrypt"], '
        'Resource = "*" }] }'
    )
    text += f'resource "aws_iam_policy" "hidden" {{\n  policy = jsonencode({policy})\n}}\n'
    (here / "plain" / "main.tf").write_text(text)
    shown = [library.lint(".", select=("ALL",), jobs="1").findings for _ in range(2)]
    lines = [[one.span.source.shown_line(2) for one in run if one.unit == "plain" and one.span] for run in shown]
    assert lines[0] == lines[1] != []
    assert not any("kms:*" in line for line in lines[0])
