"""The baseline: findings that were accepted on a day, so that only new ones are reported.

A JSON file for people to review: sorted, one entry a fingerprint, with what it stands for beside it. Fingerprints know
no lines, so moved code keeps its entries. Of several findings with one fingerprint the entry says how many there were.
"""

from __future__ import annotations

import json

from iaclint.files import UserProblem
from iaclint.finding import Suppressed
from iaclint.record import Record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from iaclint.finding import Finding

VERSION = 1
_TEXTS = ("rule", "unit", "resource", "file", "fingerprint")


class BaselineProblem(UserProblem):
    """A baseline that cannot be used, in one line for people."""


class Accepted(Record):
    """One entry: what was accepted, and how many times it may occur."""

    fingerprint: str
    rule: str
    unit: str
    resource: str
    file: str
    count: int


def read_baseline(data: bytes, path: str) -> tuple[Accepted, ...]:
    """The entries of a baseline file; BaselineProblem for anything that ``write_baseline`` does not write."""
    try:
        document = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as problem:
        raise BaselineProblem(
            f"{path}: this baseline is no JSON ({problem}); write a new one with iaclint baseline"
        ) from None
    if not isinstance(document, dict) or document.get("schema_version") != VERSION:
        raise BaselineProblem(
            f"{path}: this is no baseline of schema_version {VERSION}; write a new one with iaclint baseline"
        )
    entries = document.get("accepted")
    if not isinstance(entries, list):
        raise BaselineProblem(f"{path}: the list 'accepted' is missing")
    return tuple(_entry(entry, index, path) for index, entry in enumerate(entries))


def _entry(entry: object, index: int, path: str) -> Accepted:
    count = entry.get("count", 1) if isinstance(entry, dict) else 0
    sound = isinstance(entry, dict) and all(isinstance(entry.get(name), str) for name in _TEXTS)
    if not isinstance(entry, dict) or not sound or not isinstance(count, int) or count < 1:
        raise BaselineProblem(f"{path}: accepted[{index}] needs the texts {', '.join(_TEXTS)} and a count from 1")
    return Accepted(entry["fingerprint"], entry["rule"], entry["unit"], entry["resource"], entry["file"], count)


def write_baseline(findings: Iterable[Finding], place: Callable[[str], str] = str) -> str:
    """The text of a baseline that accepts these findings (those that are not suppressed already).

    ``place`` gives the name that a path has wherever a run starts.
    """
    counted: dict[str, dict[str, object]] = {}
    for finding in findings:
        if finding.suppressed is not None:
            continue
        entry = counted.setdefault(finding.fingerprint, _described(finding, place))
        entry["count"] = int(str(entry["count"])) + 1
    entries = sorted(counted.values(), key=lambda entry: [str(entry[name]) for name in ("file", "resource", *_TEXTS)])
    return json.dumps({"schema_version": VERSION, "accepted": entries}, indent=2, ensure_ascii=True) + "\n"


def _described(finding: Finding, place: Callable[[str], str]) -> dict[str, object]:
    return {
        "rule": finding.rule,
        "unit": place(finding.unit),
        "resource": finding.resource or "",
        "file": place(finding.file),
        "fingerprint": finding.fingerprint,
        "count": 0,
    }


def accept(
    findings: Iterable[Finding],
    accepted: Iterable[Accepted],
    unsuppressable: Mapping[str, frozenset[str]] | None = None,
) -> tuple[list[Finding], list[Accepted]]:
    """The findings with the accepted ones marked, and the stale entries: those that accept more than there is.

    ``unsuppressable`` are the rules that no baseline may accept, by unit.
    """
    never = unsuppressable or {}
    entries = {entry.fingerprint: entry for entry in accepted}
    left = {fingerprint: entry.count for fingerprint, entry in entries.items()}
    reviewed = []
    for finding in findings:
        open_count = left.get(finding.fingerprint, 0)
        if finding.suppressed is None and open_count and finding.rule not in never.get(finding.unit, ()):
            left[finding.fingerprint] = open_count - 1
            finding = replace(finding, suppressed=Suppressed("baseline", "accepted in the baseline"))  # noqa: PLW2901
        reviewed.append(finding)
    stale = [entry for fingerprint, entry in entries.items() if left[fingerprint]]
    return reviewed, stale
