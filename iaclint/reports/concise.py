"""The concise report: one line a finding, for editors and ``grep``."""

from __future__ import annotations

from iaclint.reports import words
from iaclint.reports.places import fold
from iaclint.text.safe import safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.reports.report import Report


def write(report: Report) -> Iterator[str]:
    """``file:line:column: CODE message``."""
    for group in fold(report.shown):
        finding = group.first
        places = f" ({len(group.findings)} places)" if len(group.findings) > 1 else ""
        accepted = " (suppressed)" if finding.suppressed else ""
        place = words.place(finding.span, finding.file) if finding.span else f"{safe(finding.file)}:1:1"
        yield f"{place}: {finding.rule} {safe(finding.message)}{places}{accepted}\n"
