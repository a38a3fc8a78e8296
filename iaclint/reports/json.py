"""The JSON report (contract, "JSON output"): one finding a line, the same bytes for the same run."""

from __future__ import annotations

from iaclint import __version__
from iaclint.finding import SEVERITIES
from iaclint.reports.plain_json import dumps

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from iaclint.finding import Change, Finding, Note
    from iaclint.reports.report import Report
    from iaclint.text.span import Span

SCHEMA_VERSION = 1


def write(report: Report) -> Iterator[str]:
    """The pieces of the report."""
    yield f'{{"schema_version": {SCHEMA_VERSION},\n'
    yield f' "tool": {dumps({"name": "iaclint", "version": __version__})},\n "findings": ['
    for index, finding in enumerate(report.listed):
        yield ("," if index else "") + "\n  " + dumps(entry(finding))
    yield "],\n"
    if report.changes is not None:
        yield f' "changes": {dumps([_change(change) for change in report.changes])},\n'
        yield f' "new_suppressions": {dumps([entry(finding) for finding in report.new_suppressions])},\n'
    yield f' "summary": {dumps(summary(report))}}}\n'


def _change(change: Change) -> dict[str, Any]:
    """One change of access against a revision."""
    return {
        "verb": change.verb,
        "unit": change.unit,
        "resource": change.resource,
        "resource_type": change.resource_type,
        "kind": change.kind,
        "principal": change.principal or None,
        "actions": list(change.actions),
        "on": list(change.on),
        "condition": change.condition or None,
        "when": change.when or None,
        "kept": list(change.kept),
        **_place(change.span, ""),
    }


def entry(finding: Finding) -> dict[str, Any]:
    """One finding."""
    witness, suppressed = finding.witness, finding.suppressed
    return {
        "rule": finding.rule,
        "name": finding.name,
        "severity": finding.severity,
        "confidence": finding.confidence,
        "message": finding.message,
        "help": finding.help,
        "dialect": finding.dialect,
        "unit": finding.unit,
        **_place(finding.span, finding.file),
        "resource": finding.resource,
        "resource_type": finding.resource_type,
        "policy_path": finding.policy_path,
        "trace": [_note(note) for note in finding.trace],
        "when": dict(sorted(finding.when.items())),
        "witness": witness
        and {
            "principal": witness.principal,
            "action": witness.action,
            "resource": witness.resource,
            "context": witness.context,
        },
        "fingerprint": finding.fingerprint,
        "suppressed": suppressed and {"by": suppressed.by, "reason": suppressed.reason},
    }


def _note(note: Note) -> dict[str, Any]:
    return {**_place(note.span, note.span.source.path), "message": note.message}


def _place(span: Span | None, file: str) -> dict[str, Any]:
    """Where a span stands; line 1 of a file that has no text to point at."""
    if span is None:
        return {"file": file, "line": 1, "column": 1, "end_line": 1, "end_column": 1}
    at = span.location()
    return {
        "file": at.file,
        "line": at.line,
        "column": at.column,
        "end_line": at.end_line,
        "end_column": at.end_column,
    }


def summary(report: Report) -> dict[str, Any]:
    """The counts of a run, and what could not be judged."""
    counts = report.counts()
    return {
        "files": report.files,
        "policies": report.policies,
        "findings": {severity: counts[severity] for severity in SEVERITIES},
        "suppressed": report.suppressed,
        "unresolved": report.unresolved,
        "not_judged": [
            {"unit": item.unit, "call": item.call, "source": item.source, "reason": item.reason}
            for item in report.not_judged
        ],
    }
