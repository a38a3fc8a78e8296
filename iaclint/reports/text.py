"""The text report: source frames, where each value came from, and what to do."""

from __future__ import annotations

from iaclint.remedies import form_of, has_remedies, remedies
from iaclint.reports import words
from iaclint.reports.frame import REDACTED, frame
from iaclint.reports.places import by_file, fold
from iaclint.rules.registry import is_own
from iaclint.text.safe import safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

    from iaclint.finding import Finding
    from iaclint.reports.places import Group
    from iaclint.reports.report import Report
    from iaclint.text.span import Span

STEPS = 5  # how many steps of a trace are shown
GUTTER = 7
INDENT = 10
LEAST = 20  # columns that a line must have left for a text to begin on it
COLORS = {
    "critical": "1;31",
    "high": "31",
    "medium": "33",
    "low": "36",
    "info": "34",
    "bold": "1",
    "faint": "2",
}


def write(report: Report) -> Iterator[str]:
    """The pieces of the report."""
    pen = _Pen(report)
    for _, groups in by_file(fold(report.shown)):
        for group in groups:
            yield "\n".join(pen.group(group)) + "\n\n"
    if not report.silent:
        yield "\n".join(pen.end()) + "\n"


class _Pen:
    def __init__(self, report: Report) -> None:
        self.report: Final = report
        self.width: Final = report.width
        self.told: Final[set[tuple[str, str]]] = set()

    def ink(self, name: str, text: str) -> str:
        return f"\x1b[{COLORS[name]}m{text}\x1b[0m" if self.report.color else text

    def group(self, group: Group) -> Iterator[str]:
        finding = group.first
        yield from self.head(finding)
        reached = words.reached(group)
        if reached:
            yield self.label("in", reached)
        if finding.construct:
            yield self.label("cdk", safe(finding.construct))
        if finding.span is not None:
            yield from self.frame(finding.span, finding.severity, finding.secret)
        yield from self.trace(finding)
        yield from self.notes(group)

    def head(self, finding: Finding) -> Iterator[str]:
        start = words.place(finding.span, finding.file) + ": "
        rule = f"{finding.severity} {finding.rule}"
        lines = self.wrapped(safe(finding.message), len(start) + len(rule) + 1)
        yield (self.ink("bold", start) + self.ink(finding.severity, rule) + f" {lines[0]}").rstrip()
        yield from lines[1:]

    def wrapped(self, text: str, used: int) -> list[str]:
        """A text in lines, ``used`` columns of the first being taken; one line where the width is not known."""
        if not self.width or len(text) + used <= self.width:
            return [text]
        from textwrap import wrap

        room, indent = self.width - used, " " * min(used, INDENT)
        end = text.rfind(" ", 0, room + 1) if room >= LEAST else -1
        if end < 0 and used <= INDENT:  # the next line has no more room than this one
            first, *rest = wrap(text, room, break_on_hyphens=False) or [text]
            return [first, *(indent + line for line in rest)]
        rest = wrap(text[end + 1 :], self.width - len(indent), break_on_hyphens=False)
        return [text[: max(end, 0)], *(indent + line for line in rest)]

    def label(self, name: str, text: str, place: str = "") -> str:
        """A text behind a name; a place before it is never broken, so that it can be clicked."""
        start = f"  {name:>6}  " if name else " " * INDENT
        first, *rest = self.wrapped(text, INDENT + len(place))
        return "\n".join([f"{self.ink('faint', start)}{place}{first}".rstrip(), *rest])

    def frame(self, span: Span, color: str, secret: bool) -> Iterator[str]:
        if secret:
            yield self.ink("faint", f"{span.location().line:>{GUTTER}} |") + f" {REDACTED}"
            return
        made = frame(span, max(20, self.width - GUTTER - 3) if self.width else 0)
        yield self.ink("faint", f"{made.number:>{GUTTER}} |") + f" {made.text}".rstrip()
        yield self.ink("faint", " " * GUTTER + " |") + " " + self.ink(color, made.carets)

    def trace(self, finding: Finding) -> Iterator[str]:
        """The way from the text to the resource; a line that was just shown is not shown again."""
        last = finding.span.location() if finding.span is not None else None
        for note in finding.trace[:STEPS]:
            at = note.span.location()
            yield self.label("via", safe(note.message), f"{words.place(note.span, at.file)}: ")
            if last is None or (last.file, last.line) != (at.file, at.line):
                yield from self.frame(note.span, "faint", note.secret)
            last = at
        if len(finding.trace) > STEPS:
            yield self.label("", f"and {len(finding.trace) - STEPS} more steps")

    def notes(self, group: Group) -> Iterator[str]:
        finding, when = group.first, words.when(group)
        if when:
            yield self.label("when", when)
        if finding.witness is not None:
            yield self.label("so", words.witness(finding.witness))
        if finding.suppressed is not None:
            yield self.label("", f"suppressed by {finding.suppressed.by}: {safe(finding.suppressed.reason)}")
        if finding.help and self.first("help", finding.help):
            yield self.label("help", safe(finding.help))
        yield from self.remedy(finding)
        if not is_own(finding.rule) and self.first("more", finding.rule):
            yield self.label("more", f"iaclint explain {finding.rule}")

    def first(self, what: str, text: str) -> bool:
        """Whether something is told for the first time; a long report does not repeat itself."""
        known = (what, text) in self.told
        self.told.add((what, text))
        return not known

    def remedy(self, finding: Finding) -> Iterator[str]:
        """A statement to start from, once for each rule and form of writing."""
        if not has_remedies(finding.rule):
            return
        form = form_of(finding)
        if self.first(finding.rule, form):
            first = remedies(finding.rule, form)[0]
            lines = [(" " * INDENT + line).rstrip() for line in first.text.splitlines()]
            if not self.width or all(len(line) <= self.width for line in lines):
                yield self.label("try", f"{first.use}:")
                yield from lines

    def end(self) -> Iterator[str]:
        report = self.report
        for line in words.since(report):
            yield from self.wrapped(line, 0)
        folded = len(report.shown) < len(report.listed)
        lines = self.wrapped(words.summary(report) + ("; -v lists what is unresolved" if folded else ""), 0)
        yield from (self.ink("bold", line) for line in lines)
        if report.not_judged:
            yield from self.wrapped("not judged: " + words.not_judged(report.not_judged), 0)
