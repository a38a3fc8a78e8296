"""The Markdown report: a comment on a pull request, a job summary."""

from __future__ import annotations

from iaclint.reports import words
from iaclint.reports.markup import code, markdown
from iaclint.reports.places import by_severity, fold
from iaclint.reports.report import UNRESOLVED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.reports.places import Group
    from iaclint.reports.report import Report


def write(report: Report) -> Iterator[str]:
    """A sentence about the run, and a table of findings, most severe first."""
    yield f"### iaclint: {markdown(words.summary(report))}\n"
    shown = [finding for finding in report.listed if report.verbose or finding.rule != UNRESOLVED]
    if shown:
        yield "\n| severity | rule | place | finding |\n|---|---|---|---|\n"
    for group in by_severity(fold(shown)):
        yield _row(group)
    yield from _since(report)
    if report.not_judged:
        yield f"\nNot judged: {markdown(words.not_judged(report.not_judged))}\n"


def _since(report: Report) -> Iterator[str]:
    """What a change grants and takes, and what it suppresses."""
    if report.changes is not None:
        yield "\n#### Access\n\n"
        yield "".join(f"* {words.change(change, code)}\n" for change in report.changes) or "No policy changes.\n"
    if report.new_suppressions:
        yield "\n#### New suppressions\n\n"
        yield "".join(f"* {markdown(words.new_suppression(finding))}\n" for finding in report.new_suppressions)


def _row(group: Group) -> str:
    finding = group.first
    told = [markdown(finding.message)]
    resources = group.resources()
    if resources:
        named = ", ".join(code(resource) for resource in resources[: words.NAMED])
        places = f"{len(group.findings)} places: " if len(group.findings) > 1 else ""
        told.append(f"in {places}{named}{', ...' if len(resources) > words.NAMED else ''}")
    if finding.when:
        told.append(markdown(f"when {words.when(finding)}"))
    if finding.witness is not None:
        told.append(markdown(f"so {words.witness(finding.witness)}"))
    if finding.suppressed is not None:
        told.append(markdown(f"suppressed by {finding.suppressed.by}: {finding.suppressed.reason}"))
    if finding.help:
        told.append(f"_{markdown(finding.help)}_")
    place = code(words.place(finding.span, finding.file))
    return f"| {finding.severity} | {finding.rule} | {place} | {'<br>'.join(told)} |\n"
