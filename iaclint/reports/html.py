"""The HTML report: one page without anything from elsewhere, to be kept as an artefact of a run."""

from __future__ import annotations

from iaclint import __version__
from iaclint.reports import words
from iaclint.reports.frame import REDACTED, frame
from iaclint.reports.markup import escaped
from iaclint.reports.places import by_file, fold

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.reports.places import Group
    from iaclint.reports.report import Report
    from iaclint.text.span import Span

STYLE = """
body{font:15px/1.5 system-ui,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem;color:#1b1f24;background:#fff}
h2{font-size:1rem;font-family:ui-monospace,monospace;border-bottom:1px solid #d0d7de;margin-top:2rem}
article{border-left:4px solid #8c959f;padding:.2rem 0 .2rem 1rem;margin:1rem 0}
.critical{border-color:#82071e}.high{border-color:#cf222e}.medium{border-color:#bf8700}.low{border-color:#0969da}
pre{background:#f6f8fa;padding:.5rem;overflow-x:auto;margin:.4rem 0}
mark{background:#ffd8b5}p{margin:.3rem 0}small{color:#57606a}
""".strip()


def write(report: Report) -> Iterator[str]:
    """The page: a section a file, most severe first."""
    yield '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    yield "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
    yield f"<title>iaclint report</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>iaclint {__version__}</h1>\n"
    yield f"<p>{escaped(words.summary(report))}</p>\n"
    if report.not_judged:
        yield f"<p>Not judged: {escaped(words.not_judged(report.not_judged))}</p>\n"
    for file, groups in by_file(fold(report.listed)):
        yield f"<h2>{escaped(file)}</h2>\n"
        yield from (_article(group) for group in groups)
    yield "</body>\n</html>\n"


def _article(group: Group) -> str:
    finding = group.first
    head = f"<strong>{finding.rule}</strong> {escaped(finding.message)}"
    facts = [f"{finding.severity}, confidence {finding.confidence}", words.place(finding.span, finding.file)]
    facts += [f"in {words.reached(group)}"] if group.resources() else []
    facts += [f"when {words.when(finding)}"] if finding.when else []
    facts += [f"suppressed by {finding.suppressed.by}: {finding.suppressed.reason}"] if finding.suppressed else []
    lines = [f"<p>{head}<br><small>{escaped('; '.join(facts))}</small></p>"]
    if finding.span is not None:
        lines.append(_source(finding.span, finding.secret))
    for note in finding.trace:
        lines.append(f"<p>{escaped(words.place(note.span, file=''))}: {escaped(note.message)}</p>")
        lines.append(_source(note.span, note.secret))
    if finding.witness is not None:
        lines.append(f"<p>So {escaped(words.witness(finding.witness))}</p>")
    if finding.help:
        lines.append(f"<p><em>{escaped(finding.help)}</em></p>")
    body = "\n".join(lines)
    return f'<article class="{finding.severity}">\n{body}\n</article>\n'


def _source(span: Span, secret: bool) -> str:
    """The line of a span with the span marked."""
    if secret:
        return f"<pre>{span.location().line:>5} | {REDACTED}</pre>"
    made = frame(span)
    parts = [escaped(part) for part in (made.before, made.marked, made.after)]
    return f"<pre>{made.number:>5} | {parts[0]}<mark>{parts[1]}</mark>{parts[2]}</pre>"
