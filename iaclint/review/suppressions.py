"""Suppressions: who said "yes, on purpose", whether it silences anything, and SRC003 where it does not hold.

Three ways lead here and become one ``Allowance`` a rule: comments in HCL and YAML, metadata of a template's resource,
and entries of the configuration (contract, "Suppressions").
"""

from __future__ import annotations

import time
from bisect import bisect_right

from iaclint.files import relative
from iaclint.finding import Finding, Suppressed, fingerprint, is_date
from iaclint.record import Record, replace
from iaclint.text.comments import find_comments
from iaclint.text.glob import covers, fits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Final

    from iaclint.estate import Suppression, Unit
    from iaclint.text.comments import Comment
    from iaclint.text.span import Source, Span

HELP = "remove the suppression, or name the rule that it is meant for, with a reason"


class ConfiguredIgnore(Record):
    """One ``ignore`` entry of a configuration: globs over files and addresses; empty means any.

    ``path`` is relative to ``directory``, where the configuration stands. ``units`` are the names of the units that
    the configuration holds for (None: all). ``whole`` says that all of them were judged, so that an entry that
    silences nothing is worth a complaint.
    """

    rule: str
    path: str
    resource: str
    reason: str
    expires: str
    span: Span
    directory: str = "."
    units: frozenset[str] | None = None
    whole: bool = True

    def fits(self, finding: Finding) -> bool:
        """Whether the entry speaks of the place of a finding."""
        return (
            (self.units is None or finding.unit in self.units)
            and covers(self.path, relative(finding.file, self.directory))
            and (not self.resource or fits(self.resource, finding.resource or ""))
        )


class Rules(Record):
    """What a review must know of the rules.

    ``codes`` has the code of every code and name in capitals, ``judged`` the rules that ran for each unit by its
    name, ``unsuppressable`` those that never yield there. ``root`` is where fingerprints name files from.
    """

    codes: dict[str, str]
    judged: dict[str, frozenset[str]]
    unsuppressable: dict[str, frozenset[str]] = {}
    root: str = ""


class Allowance:
    """One rule that somebody allowed somewhere. ``used`` turns true when it silences a finding."""

    __slots__ = ("by", "code", "expires", "reason", "span", "used", "written")

    def __init__(self, by: str, written: str, code: str, reason: str, expires: str, span: Span) -> None:
        self.by: Final = by
        self.written: Final = written
        self.code: Final = code
        self.reason: Final = reason
        self.expires: Final = expires
        self.span: Final = span
        self.used = False

    def covers(self, finding: Finding, today: str) -> bool:
        """Whether it speaks of this finding's rule and has not expired."""
        return self.code == finding.rule and not self.expired(today)

    def expired(self, today: str) -> bool:
        """Whether its last day is over; a date that is none counts as over."""
        return bool(self.expires) and (not is_date(self.expires) or self.expires < today)


class Suppressions:
    """All allowances of a run, asked finding by finding.

    ``is_asked`` says of a file whether everything that needs it was judged.
    """

    def __init__(
        self,
        units: Iterable[Unit],
        configured: Iterable[ConfiguredIgnore],
        rules: Rules,
        is_asked: Callable[[str], bool] = lambda _: True,
    ) -> None:
        self._is_asked: Final = is_asked
        self.rules: Final = rules
        self.today: Final = time.strftime("%Y-%m-%d", time.gmtime())
        self.all: Final[list[Allowance]] = []
        self._owners: Final[dict[str, list[Unit]]] = {}
        self._blocks: Final[dict[str, dict[int, tuple[Span, set[str]]]]] = {}
        self._starts: Final[dict[str, list[int]]] = {}
        self._by_line: Final[dict[tuple[str, int], list[Allowance]]] = {}
        self._alone: Final[set[tuple[str, int]]] = set()
        self._by_resource: Final[dict[tuple[str, str], list[Allowance]]] = {}
        self._entries: Final[dict[tuple[Span, str], Allowance]] = {}
        self._configured: Final[list[tuple[ConfiguredIgnore, Allowance]]] = []
        self._read(list(units))
        for entry in configured:
            allowance = self._allow("config", entry.rule, entry.reason, entry.expires, entry.span)
            allowance.used = not entry.whole
            self._configured.append((entry, allowance))

    def _read(self, units: list[Unit]) -> None:
        for unit in units:
            for source in unit.sources:
                owners = self._owners.setdefault(source.path, [])
                owners.append(unit)
                if len(owners) == 1:
                    self._read_comments(source)
            for block in unit.blocks:
                there = self._blocks.setdefault(block.header.source.path, {})
                there.setdefault(block.header.start, (block.header, set()))[1].update(block.resources)
            for entry in unit.suppressions:
                for rule in entry.rules or ("",):
                    allowance = self._of_metadata(entry, rule)
                    self._by_resource.setdefault((unit.name, entry.resource), []).append(allowance)

    def _of_metadata(self, entry: Suppression, rule: str) -> Allowance:
        """One allowance for an entry, however many units read the file that it stands in."""
        known = self._entries.get((entry.span, rule))
        if known is None:
            known = self._allow("metadata", rule, entry.reason, entry.expires, entry.span)
            self._entries[entry.span, rule] = known
        return known

    def _read_comments(self, source: Source) -> None:
        for comment in find_comments(source):
            for rule in comment.rules or ("",):
                self._place(source.path, comment, self._allow("comment", rule, comment.reason, "", comment.span))

    def _place(self, path: str, comment: Comment, allowance: Allowance) -> None:
        for line in range(comment.first_line, comment.last_line + 1):
            self._by_line.setdefault((path, line), []).append(allowance)
            if comment.alone:
                self._alone.add((path, line))

    def _allow(self, by: str, rule: str, reason: str, expires: str, span: Span) -> Allowance:
        allowance = Allowance(by, rule, self.rules.codes.get(rule.upper(), ""), reason, expires, span)
        self.all.append(allowance)
        return allowance

    def apply(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings, the allowed ones marked, and an SRC003 for each allowance that does not hold."""
        reviewed = [self._review(finding) for finding in findings]
        return reviewed + list(self._complaints())

    def _review(self, finding: Finding) -> Finding:
        if finding.rule in self.rules.unsuppressable.get(finding.unit, ()):
            return finding
        first = None
        for allowance in self._candidates(finding):
            if allowance.covers(finding, self.today):
                allowance.used = True
                first = first or allowance
        return replace(finding, suppressed=Suppressed(first.by, first.reason)) if first else finding

    def _candidates(self, finding: Finding) -> Iterator[Allowance]:
        if finding.span is not None:
            yield from self._near(finding.span, first_line_only=False)
            header, resources = self._block(finding.span)
            if header is not None and finding.resource in resources:
                yield from self._near(header, first_line_only=True)
        for span in finding.also:
            yield from self._near(span, first_line_only=True)
        if finding.resource is not None:
            yield from self._by_resource.get((finding.unit, finding.resource), ())
        for entry, allowance in self._configured:
            if entry.fits(finding):
                yield allowance

    def _block(self, span: Span) -> tuple[Span | None, set[str]]:
        """The header of the block that a place stands in (the last one before it), and whom it speaks for."""
        path = span.source.path
        starts = self._starts.get(path)
        if starts is None:
            starts = self._starts[path] = sorted(self._blocks.get(path, ()))
        before = bisect_right(starts, span.start)
        return self._blocks[path][starts[before - 1]] if before else (None, set())

    def _near(self, span: Span, *, first_line_only: bool) -> Iterator[Allowance]:
        """The comments on the lines of a span, and those that stand alone on the lines right above it."""
        where = span.location()
        above = where.line - 1
        while (where.file, above) in self._alone:
            yield from self._by_line[where.file, above]
            above -= 1
        last = where.line if first_line_only else where.end_line
        for line in range(where.line, last + 1):
            yield from self._by_line.get((where.file, line), ())

    def _complaints(self) -> Iterator[Finding]:
        """One SRC003 a comment, metadata entry or configuration entry, with what is wrong about it."""
        faults: dict[Span, list[str]] = {}
        for allowance in self.all:
            fault = self._fault(allowance)
            if fault and self._judged("SRC003", allowance.span):
                faults.setdefault(allowance.span, []).append(fault)
        for span, found in faults.items():
            yield self._complaint(span, "; ".join(dict.fromkeys(found)))

    def _fault(self, allowance: Allowance) -> str:
        if not allowance.written:
            return "this suppression names no rule: write ignore[CODE] and a reason"
        if not allowance.code:
            return f"there is no rule {allowance.written!r} to suppress"
        if allowance.expired(self.today):
            return _expiry(allowance)
        if not allowance.used:
            path = allowance.span.source.path
            asked = self._judged(allowance.code, allowance.span) and (path not in self._owners or self._is_asked(path))
            return f"nothing is left here for {allowance.written} to suppress" if asked else ""
        return "" if allowance.reason else f"the suppression of {allowance.written} gives no reason"

    def _judged(self, code: str, span: Span) -> bool:
        """Whether a rule ran for every unit that the file belongs to (all units, for a configuration file)."""
        owners = [unit.name for unit in self._owners.get(span.source.path, ())] or list(self.rules.judged)
        return all(code in self.rules.judged.get(name, ()) for name in owners)

    def _complaint(self, span: Span, message: str) -> Finding:
        unit = next(iter(self._owners.get(span.source.path, ())), None)
        complaint = Finding(
            rule="SRC003",
            name="source-unused-suppression",
            severity="low",
            confidence="high",
            message=message,
            help=HELP,
            dialect=unit.dialect if unit else "",
            unit=unit.name if unit else "",
            file=span.source.path,
            span=span,
            resource=None,
            resource_type=None,
        )
        return replace(complaint, fingerprint=fingerprint(complaint, self.rules.root))


def _expiry(allowance: Allowance) -> str:
    if not is_date(allowance.expires):
        return f"{allowance.expires!r} is no date: write expires as YYYY-MM-DD"
    return f"the suppression of {allowance.written} expired on {allowance.expires}"
