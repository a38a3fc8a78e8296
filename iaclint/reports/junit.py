"""JUnit XML: a test case a finding. One below the threshold is a skipped test, a clean run one that passed.

Source: the schema of Jenkins' xUnit plug-in (``junit-10.xsd``).
"""

from __future__ import annotations

from iaclint.reports import words
from iaclint.reports.markup import escaped
from iaclint.reports.places import by_file, fold

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.reports.places import Group
    from iaclint.reports.report import Report


def write(report: Report) -> Iterator[str]:
    """The document: a suite a file."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="iaclint">\n'
    files = by_file(fold(report.listed))
    for file, groups in files:
        failures = sum(_fails(group, report) for group in groups)
        counts = f'tests="{len(groups)}" failures="{failures}" errors="0" skipped="{len(groups) - failures}"'
        yield f'  <testsuite name="{escaped(file)}" {counts}>\n'
        seen: dict[str, int] = {}
        yield from (_case(group, report, seen) for group in groups)
        yield "  </testsuite>\n"
    if not files:
        yield '  <testsuite name="iaclint" tests="1" failures="0" errors="0" skipped="0">\n'
        yield f'    <testcase classname="iaclint" name="{escaped(words.summary(report))}"/>\n  </testsuite>\n'
    yield "</testsuites>\n"


def _fails(group: Group, report: Report) -> bool:
    return group.first.suppressed is None and group.first.severity in report.failing


def _case(group: Group, report: Report, seen: dict[str, int]) -> str:
    """The test case of a finding. GitLab and Jenkins know it by its name, so no two of a file have the same."""
    finding = group.first
    place = words.place(finding.span, finding.file)
    reached = words.reached(group)
    name = f"{finding.rule} {finding.name} {place}"
    number = seen[name] = seen.get(name, 0) + 1
    name += f" ({number})" if number > 1 else ""
    head = f'    <testcase classname="{escaped(finding.file)}" name="{escaped(name)}">\n'
    if not _fails(group, report):
        why = f"suppressed: {finding.suppressed.reason}" if finding.suppressed else f"{finding.severity} only"
        return f'{head}      <skipped message="{escaped(f"{why}: {finding.message}")}"/>\n    </testcase>\n'
    lines = [place, *([f"in {reached}"] if reached else []), finding.help]
    body = "\n".join(escaped(line) for line in lines if line)
    failure = f'<failure type="{finding.rule}" message="{escaped(finding.message)}">{body}</failure>'
    return f"{head}      {failure}\n    </testcase>\n"
