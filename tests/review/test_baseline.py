"""The baseline accepts what was there, as often as it was there, and says what is stale."""

import json

import pytest

from iaclint.finding import Finding, Suppressed
from iaclint.review.baseline import BaselineProblem, accept, read_baseline, write_baseline


def finding(fingerprint: str, suppressed: Suppressed | None = None, rule: str = "KMS101") -> Finding:
    return Finding(
        rule,
        "name",
        "high",
        "high",
        "message",
        "help",
        "terraform",
        "envs/prod",
        "main.tf",
        None,
        "aws_iam_policy.p",
        None,
        fingerprint=fingerprint,
        suppressed=suppressed,
    )


def test_what_was_written_accepts_what_was_found() -> None:
    text = write_baseline([finding("b"), finding("a"), finding("a"), finding("c", Suppressed("comment", "why"))])
    assert [(entry["fingerprint"], entry["count"]) for entry in json.loads(text)["accepted"]] == [("a", 2), ("b", 1)]
    entries = read_baseline(text.encode(), "base.json")
    reviewed, stale = accept([finding("a"), finding("a"), finding("b")], entries)
    assert [found.suppressed.by for found in reviewed] == ["baseline"] * 3
    assert stale == []


def test_one_more_of_the_same_is_new_and_one_less_is_stale() -> None:
    entries = read_baseline(write_baseline([finding("a"), finding("b")]).encode(), "base.json")
    reviewed, stale = accept([finding("a"), finding("a")], entries)
    assert [bool(found.suppressed) for found in reviewed] == [True, False]
    assert [entry.fingerprint for entry in stale] == ["b"]


def test_what_may_not_be_suppressed_is_reported_all_the_same() -> None:
    entries = read_baseline(write_baseline([finding("a")]).encode(), "base.json")
    reviewed, _ = accept([finding("a")], entries, {"envs/prod": frozenset({"KMS101"})})
    assert reviewed[0].suppressed is None


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"{", "base.json: this baseline is no JSON"),
        (b"\xff", "base.json: this baseline is no JSON"),
        (b"[]", "base.json: this is no baseline of schema_version 1"),
        (b'{"schema_version": 2}', "base.json: this is no baseline of schema_version 1"),
        (b'{"schema_version": 1}', "base.json: the list 'accepted' is missing"),
        (b'{"schema_version": 1, "accepted": [1]}', "base.json: accepted[0] needs the texts"),
        (b"[" * 100000, "base.json: this baseline is no JSON"),
    ],
)
def test_a_broken_baseline_is_a_problem(data, message) -> None:
    with pytest.raises(BaselineProblem) as caught:
        read_baseline(data, "base.json")
    assert str(caught.value).startswith(message)
