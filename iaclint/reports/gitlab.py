"""GitLab Code Quality: the widget of a merge request.

Source: GitLab Docs, "Code Quality", section "Code Quality report format": an array, fingerprints unique.
"""

from __future__ import annotations

from iaclint.reports import words
from iaclint.reports.places import by_severity, fold
from iaclint.reports.plain_json import dumps
from iaclint.text.safe import safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from iaclint.reports.places import Group
    from iaclint.reports.report import Report

SEVERITIES = {"critical": "blocker", "high": "critical", "medium": "major", "low": "minor", "info": "info"}


def write(report: Report) -> Iterator[str]:
    """The array, one entry a line."""
    seen: dict[str, int] = {}
    between = "["
    for group in by_severity(fold(report.listed)):
        if group.first.suppressed is None:
            yield f"{between}\n  {dumps(_entry(group, report, seen))}"
            between = ","
    yield "[]\n" if between == "[" else "\n]\n"


def _entry(group: Group, report: Report, seen: dict[str, int]) -> dict[str, Any]:
    finding = group.first
    at = finding.span.location() if finding.span is not None else None
    reached = words.reached(group)
    number = seen[finding.fingerprint] = seen.get(finding.fingerprint, 0) + 1
    return {
        "description": safe(f"{finding.rule}: {finding.message}{f' (in {reached})' if reached else ''}"),
        "check_name": finding.rule,
        "fingerprint": finding.fingerprint + (f"-{number}" if number > 1 else ""),
        "severity": SEVERITIES[finding.severity],
        "location": {
            "path": report.path(finding.file),
            "lines": {"begin": at.line if at else 1, "end": at.end_line if at else 1},
        },
    }
