"""Workflow commands of GitHub Actions: annotations on the lines of a change.

Source: GitHub Docs, "Workflow commands for GitHub Actions"; escaping as in actions/toolkit, ``core/src/command.ts``.
GitHub shows the first ten of each level a step, so the most severe come first.
"""

from __future__ import annotations

from iaclint.reports import words
from iaclint.reports.places import by_severity, fold
from iaclint.text.safe import safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.reports.places import Group
    from iaclint.reports.report import Report

LEVELS = {"critical": "error", "high": "error", "medium": "warning", "low": "notice", "info": "notice"}


def write(report: Report) -> Iterator[str]:
    """One command a finding, then the summary as plain text."""
    for group in by_severity(fold(report.shown)):
        yield command(group, report)
    if report.silent:
        return
    yield from (f"{line}\n" for line in (*words.since(report), words.summary(report)))
    if report.not_judged:
        yield f"not judged: {words.not_judged(report.not_judged)}\n"


def command(group: Group, report: Report) -> str:
    """The workflow command of a finding. Columns only tell where the span lies on one line."""
    finding = group.first
    properties = {"file": safe(report.path(finding.file))}
    if finding.span is not None:
        at = finding.span.location()
        properties |= {"line": str(at.line), "endLine": str(at.end_line)}
        if at.line == at.end_line:
            properties |= {"col": str(at.column), "endColumn": str(max(at.column, at.end_column - 1))}
    properties["title"] = f"{finding.rule} {finding.name}"
    told = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    reached, when = words.reached(group), words.when(group)
    lines = [safe(finding.message), f"in {reached}" if reached else "", f"when {when}" if when else ""]
    lines.append(safe(finding.help))
    level = LEVELS[finding.severity]
    if finding.suppressed is not None:
        level = "notice"
        lines.append(safe(f"suppressed by {finding.suppressed.by}: {finding.suppressed.reason}"))
    return f"::{level} {told}::{_data(chr(10).join(line for line in lines if line))}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
