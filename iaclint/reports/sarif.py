"""SARIF 2.1.0 (OASIS standard) as GitHub code scanning shows it well.

Sources: "SARIF Version 2.1.0"; GitHub Docs, "SARIF support for code scanning" (properties, limits). Columns count code
points, which SARIF calls ``unicodeCodePoints``.
"""

from __future__ import annotations

from iaclint import __version__
from iaclint.reports import words
from iaclint.reports.places import by_severity, fold
from iaclint.reports.plain_json import dumps
from iaclint.text.safe import safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from iaclint.finding import Finding, Note
    from iaclint.reports.places import Group
    from iaclint.reports.report import Report
    from iaclint.text.span import Span

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {"critical": "error", "high": "error", "medium": "warning", "low": "note", "info": "note"}
# GitHub calls 9.0 and above critical, 7.0 high, 4.0 medium, 0.1 low.
SCORES = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "3.0", "info": "0.1"}
MOST_RESULTS = 5000  # GitHub keeps no more of one run
MOST_STEPS = 100  # GitHub shows no more locations of a result
MOST_TEXT = 1024  # GitHub cuts messages there
FINGERPRINT = "iaclint/v1"


def write(report: Report) -> Iterator[str]:
    """The log: one run, a result a line, most severe first."""
    groups = by_severity(fold(report.listed))
    examples = {group.first.rule: group.first for group in reversed(groups)}  # the most severe of each
    codes = sorted(examples)
    yield f'{{"$schema": "{SCHEMA}",\n "version": "2.1.0",\n "runs": [{{\n'
    yield f'  "tool": {dumps({"driver": _driver([examples[code] for code in codes])})},\n'
    yield f'  "columnKind": "unicodeCodePoints",\n  "invocations": {dumps([_invocation(groups, report)])},\n'
    yield '  "results": ['
    for index, group in enumerate(groups[:MOST_RESULTS]):
        yield ("," if index else "") + "\n   " + dumps(_result(group, codes, report))
    yield "]}]}\n"


def _driver(examples: list[Finding]) -> dict[str, Any]:
    return {"name": "iaclint", "semanticVersion": __version__, "rules": [_rule(example) for example in examples]}


def _rule(example: Finding) -> dict[str, Any]:
    """The rule of a finding."""
    from iaclint.rules.pages import page_of

    about = page_of(example)
    return {
        "id": about.code,
        "name": about.name,
        "shortDescription": {"text": _cut(about.title)},
        "fullDescription": {"text": _cut(about.title)},
        "help": {"text": _cut(about.section("Fix")), "markdown": about.text},
        "defaultConfiguration": {"level": LEVELS[about.severity], "enabled": not about.opt_in},
        "properties": {
            "tags": ["security", "iam", *about.compliance],
            "precision": "high",
            # what the configuration makes of the rule, since GitHub shows the severity of the rule
            "problem.severity": LEVELS[example.severity].replace("note", "recommendation"),
            "security-severity": SCORES[example.severity],
        },
    }


def _invocation(groups: list[Group], report: Report) -> dict[str, Any]:
    """How the run went: faults of iaclint, what could not be judged, and what is left out."""
    told = [("error", text) for text in report.failures]
    told += [("warning", f"not judged: {words.not_judged((item,))}") for item in report.not_judged]
    left = len(groups) - MOST_RESULTS
    if left > 0:
        told.append(("warning", f"{left} results of the lowest severity are left out; the JSON report has all"))
    notes = [{"level": level, "message": {"text": _cut(safe(text))}} for level, text in told]
    done = {"executionSuccessful": not report.failures}
    return {**done, "toolExecutionNotifications": notes} if notes else done


def _result(group: Group, codes: list[str], report: Report) -> dict[str, Any]:
    finding = group.first
    reached = words.reached(group)
    text = f"{finding.message}{f' (in {reached})' if reached else ''}. {finding.help}".rstrip(" .")
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": codes.index(finding.rule),
        "level": LEVELS[finding.severity],
        "message": {"text": _cut(safe(text))},
        "locations": [_location(finding.span, finding.file, report, logical=group.resources())],
        "partialFingerprints": {FINGERPRINT: finding.fingerprint},
        "properties": {"confidence": finding.confidence, "units": sorted({one.unit for one in group.findings})},
    }
    result.update(_flow(finding, report))
    if finding.suppressed is not None:
        kind = "inSource" if finding.suppressed.by in {"comment", "metadata"} else "external"
        result["suppressions"] = [{"kind": kind, "justification": _cut(safe(finding.suppressed.reason))}]
    return result


def _flow(finding: Finding, report: Report) -> dict[str, Any]:
    """The trace: as related locations, and as the flow of the value from its text to the resource."""
    if not finding.trace:
        return {}
    steps = [_step(note, report) for note in finding.trace[:MOST_STEPS]]
    first = _location(finding.span, finding.file, report)
    first["message"] = {"text": "the value"}
    flow = [{"location": location} for location in (first, *steps)]
    related = [{**step, "id": index} for index, step in enumerate(steps, 1)]
    return {"relatedLocations": related, "codeFlows": [{"threadFlows": [{"locations": flow}]}]}


def _step(note: Note, report: Report) -> dict[str, Any]:
    location = _location(note.span, note.span.source.path, report)
    location["message"] = {"text": _cut(safe(note.message))}
    return location


def _location(span: Span | None, file: str, report: Report, logical: list[str] | None = None) -> dict[str, Any]:
    at = span.location() if span is not None else None
    region = {
        "startLine": at.line if at else 1,
        "startColumn": at.column if at else 1,
        "endLine": at.end_line if at else 1,
        "endColumn": at.end_column if at else 1,
    }
    physical = {"artifactLocation": {"uri": _uri(report.path(file))}, "region": region}
    names = [{"fullyQualifiedName": safe(name), "kind": "resource"} for name in logical or []]
    return {"physicalLocation": physical, **({"logicalLocations": names} if names else {})}


def _uri(path: str) -> str:
    from urllib.parse import quote

    try:
        data = path.encode("utf-8", "surrogateescape")  # names that are no UTF-8 get their bytes back
    except UnicodeEncodeError:
        data = path.encode("utf-8", "surrogatepass")
    quoted = quote(data)
    return f"file://{quoted}" if path.startswith("/") else quoted


def _cut(text: str) -> str:
    return text if len(text) <= MOST_TEXT else text[: MOST_TEXT - 1] + "…"
