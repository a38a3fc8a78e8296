"""Sentences that several reports share."""

from __future__ import annotations

from iaclint.estate import KEY, TRUST
from iaclint.finding import FREED, LOSES
from iaclint.text.safe import safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from iaclint.estate import NotJudged
    from iaclint.finding import Change, Finding, Witness
    from iaclint.reports.places import Group
    from iaclint.reports.report import Report
    from iaclint.text.span import Span

# What bears a policy, by the type of the resource that it stands in.
BEARERS = {
    "aws_iam_role": "role",
    "AWS::IAM::Role": "role",
    "AWS::IAM::User": "user",
    "AWS::IAM::Group": "group",
    "AWS::SSO::PermissionSet": "permission set",
    "AWS::Serverless::Function": "function",
}
NAMED = 3  # how many resources are named before they are only counted


def count(number: int, one: str, many: str = "") -> str:
    """``1 file``, ``3 files``."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def place(span: Span | None, file: str) -> str:
    """``file:line:column``."""
    if span is None:
        return _path(file)
    at = span.location()
    return f"{_path(at.file)}:{at.line}:{at.column}"


def _path(file: str) -> str:
    """A path at the start of a line: what begins with two colons is a command to GitHub's runner."""
    shown = safe(file)
    return f"./{shown}" if shown.lstrip().startswith("::") else shown


def reached(group: Group) -> str:
    """Which resources a finding is about, and in how many places it stands."""
    resources = group.resources()
    named = ", ".join(safe(resource) for resource in resources[:NAMED])
    if len(group.findings) == 1:
        return named
    places = f"{len(group.findings)} places"
    return f"{places}: {named}{', ...' if len(resources) > NAMED else ''}" if named else places


def witness(request: Witness) -> str:
    """A request in words."""
    context = ", ".join(f"{key} = {value}" for key, value in sorted(request.context.items()))
    text = f"{request.principal} may call {request.action} on {request.resource}"
    return safe(f"{text} ({context})" if context else text)


def when(group: Group) -> str:
    """The conditions of a finding in words, those of each place; empty if it always holds at one of them."""
    told = list(dict.fromkeys(_facts(finding) for finding in group.findings))
    if "" in told:
        return ""
    return " or ".join(told[:NAMED]) + (" or ..." if len(told) > NAMED else "")


def _facts(finding: Finding) -> str:
    facts = (
        f"{name} is {str(fact).lower() if isinstance(fact, bool) else fact}"
        for name, fact in sorted(finding.when.items())
    )
    return safe(", ".join(facts))


def change(found: Change, quoted: Callable[[str], str] = safe, written: Callable[[str], str] = safe) -> str:
    """A change of access in words.

    ``quoted`` writes names and actions as the report wants them, ``written`` what is plain text in it.
    """
    actions = ", ".join(quoted(action) for action in found.actions)
    bearer = f"{BEARERS.get(found.resource_type, '')} {quoted(found.resource)}".lstrip()
    who = quoted(found.principal) if found.principal else bearer
    on = _on(found, quoted, bearer)
    was = "was " if found.verb in {LOSES, FREED} else ""
    kept = f", but keeps {', '.join(map(quoted, found.kept))}" if found.kept else ""
    return f"{who} {found.verb} {actions} {on}{_under(found, quoted)}{kept} ({was}{written(place(found.span, ''))})"


def _on(found: Change, quoted: Callable[[str], str], bearer: str) -> str:
    if found.kind == TRUST:
        return f"as {bearer}"
    if found.kind == KEY:
        return f"with key {quoted(found.resource)}"
    if found.on == ("*",):
        return "on every key" if all(action.lower().startswith("kms:") for action in found.actions) else "on everything"
    return f"on {', '.join(quoted(one) for one in found.on)}"


def _under(found: Change, quoted: Callable[[str], str]) -> str:
    condition = f" if {quoted(found.condition)}" if found.condition else ""
    return f"{condition} when {quoted(found.when)}" if found.when else condition


def new_suppression(finding: Finding) -> str:
    """A finding that a change suppressed, in words."""
    told = finding.suppressed
    reason = f"{told.by}: {told.reason}" if told else ""
    return safe(f"{finding.rule} {finding.resource or ''} {reason} ({place(finding.span, finding.file)})")


def since(report: Report) -> list[str]:
    """What a change grants and takes, and what it suppresses: a sentence each."""
    granted = [f"access: {change(found)}" for found in report.changes or ()]
    return granted + [f"suppressed since: {new_suppression(finding)}" for finding in report.new_suppressions]


def summary(report: Report) -> str:
    """The run in one sentence. What is unresolved is no finding but a question, and counted as such."""
    counts = report.counts(questions=False)
    total = sum(counts.values())
    split = ", ".join(f"{number} {severity}" for severity, number in counts.items() if number)
    parts = [f"{count(total, 'finding')}{f' ({split})' if total else ''}"]
    parts[0] += f" in {count(report.files, 'file')}, {count(report.policies, 'policy', 'policies')}"
    if report.suppressed:
        parts.append(f"{report.suppressed} suppressed")
    if report.unresolved:
        parts.append(f"{count(report.unresolved, 'question')} unresolved (SRC002)")
    return "; ".join(parts)


def not_judged(items: tuple[NotJudged, ...]) -> str:
    """The module calls and nested stacks that could not be read, in one line."""
    told = (f"{item.call} in {item.unit} ({item.source}: {item.reason})" for item in items[:NAMED])
    more = f" and {len(items) - NAMED} more" if len(items) > NAMED else ""
    return safe("; ".join(told)) + more
