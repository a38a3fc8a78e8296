"""The Markdown report: a comment on a pull request, a job summary."""

from __future__ import annotations

from iaclint.reports import words
from iaclint.reports.markup import code, markdown
from iaclint.reports.places import by_severity, fold

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from iaclint.reports.places import Group
    from iaclint.reports.report import Report


MORE = "* and {}; the JSON report has all\n"
SPARE = 500  # bytes for the headings, and for saying how many lines are left out


def write(report: Report) -> Iterator[str]:
    """A sentence about the run, a table of findings, most severe first, and what changed since the revision, if any.

    Lines that do not fit into the room are counted in place of being shown.
    """
    end = f"\nNot judged: {markdown(words.not_judged(report.not_judged))}\n" if report.not_judged else ""
    room = report.room - SPARE - _size(end)
    since = "".join(_since(report, room // 2))
    yield f"### iaclint: {markdown(words.summary(report))}\n"
    if report.shown:
        yield "\n| severity | rule | place | finding |\n|---|---|---|---|\n"
    helped: set[str] = set()
    rows = (_row(group, helped) for group in by_severity(fold(report.shown)))
    yield from _fitting(rows, room - _size(since), "| | | | and {}; the JSON report has all |\n", "finding")
    yield since
    yield end


def _since(report: Report, room: int) -> Iterator[str]:
    """What a change grants and takes, and what it suppresses."""
    if report.changes is not None:
        yield "\n#### Access\n\n"
        changes = (f"* {words.change(change, code, markdown)}\n" for change in report.changes)
        yield from _fitting(changes, room // 2, MORE, "change") if report.changes else ["No policy changes.\n"]
    if report.new_suppressions:
        yield "\n#### New suppressions\n\n"
        told = (f"* {markdown(words.new_suppression(finding))}\n" for finding in report.new_suppressions)
        yield from _fitting(told, room // 2, MORE, "suppression")


def _fitting(lines: Iterable[str], room: int, more: str, what: str) -> Iterator[str]:
    """The lines that fit into so many bytes; the others are counted."""
    left = 0
    for line in lines:
        room -= _size(line)
        if room < 0:
            left += 1
        else:
            yield line
    if left:
        yield more.format(words.count(left, f"more {what}"))


def _size(text: str) -> int:
    return len(text.encode("utf-8", "backslashreplace"))


def _row(group: Group, helped: set[str]) -> str:
    """The row of a finding; help stands in the first row that it is for."""
    finding = group.first
    told = [markdown(finding.message)]
    resources = group.resources()
    if resources:
        named = ", ".join(code(resource) for resource in resources[: words.NAMED])
        places = f"{len(group.findings)} places: " if len(group.findings) > 1 else ""
        told.append(f"in {places}{named}{', ...' if len(resources) > words.NAMED else ''}")
    if words.when(group):
        told.append(markdown(f"when {words.when(group)}"))
    if finding.witness is not None:
        told.append(markdown(f"so {words.witness(finding.witness)}"))
    if finding.suppressed is not None:
        told.append(markdown(f"suppressed by {finding.suppressed.by}: {finding.suppressed.reason}"))
    if finding.help and finding.help not in helped:
        helped.add(finding.help)
        told.append(f"_{markdown(finding.help)}_")
    place = code(words.place(finding.span, finding.file))
    return f"| {finding.severity} | {finding.rule} | {place} | {'<br>'.join(told)} |\n"
