"""Equal findings shown once: one place in the text, with every resource and unit that it reaches."""

from __future__ import annotations

from iaclint.finding import SEVERITIES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Final

    from iaclint.finding import Finding


class Group:
    """Findings of one rule at one span with one message. ``first`` speaks for them."""

    __slots__ = ("findings", "first")

    def __init__(self, first: Finding) -> None:
        self.first: Final = first
        self.findings: Final = [first]

    def resources(self) -> list[str]:
        """The addresses of the resources, each once, in order."""
        return list(dict.fromkeys(finding.resource for finding in self.findings if finding.resource))


def fold(findings: Iterable[Finding]) -> list[Group]:
    """Findings with one rule, span and message become one group, if they are equal in severity and suppression too."""
    groups: dict[object, Group] = {}
    for finding in findings:
        key = (
            *(finding.rule, finding.severity, finding.file, finding.message),
            *(finding.suppressed is None, _extent(finding)),
        )
        group = groups.get(key)
        if group is None:
            groups[key] = Group(finding)
        else:
            group.findings.append(finding)
    return list(groups.values())


def _extent(finding: Finding) -> tuple[int, int]:
    return (finding.span.start, finding.span.end) if finding.span is not None else (-1, -1)


def by_severity(groups: Iterable[Group]) -> list[Group]:
    """The most severe first, else in the order given."""
    return sorted(groups, key=lambda group: SEVERITIES.index(group.first.severity))


def by_file(groups: Iterable[Group]) -> list[tuple[str, list[Group]]]:
    """The groups of each file, most severe first; the file with the most severe finding first."""
    files: dict[str, list[Group]] = {}
    for group in by_severity(groups):
        files.setdefault(group.first.file, []).append(group)
    return list(files.items())
