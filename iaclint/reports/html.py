"""The HTML report: one page without anything from elsewhere, to be kept as an artefact of a run."""

from __future__ import annotations

from iaclint import __version__
from iaclint.finding import SEVERITIES
from iaclint.reports import words
from iaclint.reports.frame import REDACTED, frame
from iaclint.reports.markup import escaped
from iaclint.reports.places import by_file, fold

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from iaclint.reports.places import Group
    from iaclint.reports.report import Report
    from iaclint.text.span import Span

STYLE = """
:root{color-scheme:light dark;--text:#1b1f24;--back:#fff;--faint:#57606a;--line:#d0d7de;--code:#f6f8fa;--mark:#ffd8b5;
--critical:#82071e;--high:#cf222e;--medium:#9a6700;--low:#0969da;--info:#57606a}
@media(prefers-color-scheme:dark){:root{--text:#e6edf3;--back:#0d1117;--faint:#9198a1;--line:#3d444d;--code:#161b22;
--mark:#7a4a10;--critical:#ff7b93;--high:#ff6a69;--medium:#d29922;--low:#4493f8;--info:#9198a1}}
body{font:15px/1.5 system-ui,sans-serif;max-width:68rem;margin:2rem auto;padding:0 1rem;color:var(--text);
background:var(--back);overflow-wrap:anywhere}
h2{font-size:1.15rem;border-bottom:1px solid var(--line);margin-top:2.2rem}
h3{font:600 1rem ui-monospace,monospace;margin:1.8rem 0 .6rem}
table{border-collapse:collapse}td{padding:.15rem 1rem .15rem 0;vertical-align:top}td.n{text-align:right}
article{border-left:4px solid var(--info);padding:.1rem 0 .1rem 1rem;margin:1rem 0}
b{font-weight:600}b.critical,b.high,b.medium,b.low,b.info{text-transform:uppercase;font-size:.8em;letter-spacing:.04em}
.critical{color:var(--critical);border-color:var(--critical)}.high{color:var(--high);border-color:var(--high)}
.medium{color:var(--medium);border-color:var(--medium)}.low{color:var(--low);border-color:var(--low)}
.info{color:var(--info)}article{color:var(--text)!important}
pre{background:var(--code);padding:.5rem;overflow-x:auto;margin:.4rem 0;overflow-wrap:normal}
code,pre{font-family:ui-monospace,monospace;font-size:.9em}
mark{background:var(--mark);color:inherit}p{margin:.3rem 0}small,dt{color:var(--faint)}a{color:var(--low)}
dl{display:grid;grid-template-columns:4.5rem 1fr;margin:.4rem 0}dd{margin:0}
details{border:1px solid var(--line);border-radius:6px;padding:.5rem 1rem;margin:.6rem 0}summary{cursor:pointer}
""".strip()
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def write(report: Report) -> Iterator[str]:
    """The page: an overview, a section a file with the most severe first, and the pages of the rules."""
    groups = fold(report.listed)
    yield '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    yield '<meta name="viewport" content="width=device-width">\n'
    yield f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
    yield f"<title>iaclint: {escaped(words.summary(report))}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
    yield f"<h1>iaclint {__version__}</h1>\n<p>{escaped(words.summary(report))}</p>\n"
    if report.not_judged:
        yield f"<p>Not judged: {escaped(words.not_judged(report.not_judged))}</p>\n"
    yield from _overview(groups)
    yield from _since(report)
    if groups:
        yield "<h2>Findings</h2>\n"
    for file, of_file in by_file(groups):
        yield f"<h3>{escaped(file)}</h3>\n"
        yield from (_article(group) for group in of_file)
    yield from _pages(groups)
    yield "</body>\n</html>\n"


def _overview(groups: list[Group]) -> Iterator[str]:
    """How often each rule fired, the most severe first."""
    counts: dict[tuple[int, str, str], int] = {}
    for group in groups:
        rule = SEVERITIES.index(group.first.severity), group.first.rule, group.first.name
        counts[rule] = counts.get(rule, 0) + len(group.findings)
    if counts:
        yield "<table>\n"
        for (severity, code, name), count in sorted(counts.items()):
            level = SEVERITIES[severity]
            yield f'<tr><td class="n">{count}</td><td><b class="{level}">{level}</b></td>'
            yield f'<td><a href="#{code}">{code}</a></td><td>{escaped(name)}</td></tr>\n'
        yield "</table>\n"


def _since(report: Report) -> Iterator[str]:
    """What a change grants and takes, and what it suppresses."""
    if report.changes is not None:
        yield "<h2>Access</h2>\n"
        yield from _list(words.change(change) for change in report.changes)
        if not report.changes:
            yield "<p>No policy changes.</p>\n"
    if report.new_suppressions:
        yield "<h2>New suppressions</h2>\n"
        yield from _list(words.new_suppression(finding) for finding in report.new_suppressions)


def _list(lines: Iterable[str]) -> Iterator[str]:
    yield "<ul>\n"
    for line in lines:
        yield f"<li>{escaped(line)}</li>\n"
    yield "</ul>\n"


def _article(group: Group) -> str:
    finding, level = group.first, group.first.severity
    rule = f'<b class="{level}">{level}</b> <a href="#{finding.rule}">{finding.rule}</a>'
    lines = [f"<p>{rule} {escaped(finding.message)}</p>"]
    if finding.span is not None:
        lines.append(_source(finding.span, finding.secret))
    lines.append(f"<dl>{''.join(f'<dt>{name}</dt><dd>{escaped(fact)}</dd>' for name, fact in _facts(group))}</dl>")
    for note in finding.trace:
        lines.append(f"<p><small>{escaped(words.place(note.span, file=''))}: {escaped(note.message)}</small></p>")
        lines.append(_source(note.span, note.secret))
    body = "\n".join(lines)
    return f'<article class="{level}">\n{body}\n</article>\n'


def _facts(group: Group) -> Iterator[tuple[str, str]]:
    finding = group.first
    yield "at", words.place(finding.span, finding.file)
    if group.resources():
        yield "in", words.reached(group)
    if finding.construct:
        yield "cdk", finding.construct
    if words.when(group):
        yield "when", words.when(group)
    if finding.witness is not None:
        yield "so", words.witness(finding.witness)
    if finding.help:
        yield "help", finding.help
    if finding.confidence != "high":
        yield "sure", f"confidence {finding.confidence}"
    if finding.suppressed is not None:
        yield "but", f"suppressed by {finding.suppressed.by}: {finding.suppressed.reason}"


def _source(span: Span, secret: bool) -> str:
    """The line of a span with the span marked."""
    if secret:
        return f"<pre>{span.location().line:>5} | {REDACTED}</pre>"
    made = frame(span)
    parts = [escaped(part) for part in (made.before, made.marked, made.after)]
    return f"<pre>{made.number:>5} | {parts[0]}<mark>{parts[1]}</mark>{parts[2]}</pre>"


def _pages(groups: list[Group]) -> Iterator[str]:
    """The pages of the rules that fired."""
    from markdown_it import MarkdownIt

    from iaclint.rules.pages import page_of

    reader = MarkdownIt("commonmark", {"html": False})
    examples = {group.first.rule: group.first for group in groups}
    if examples:
        yield "<h2>Rules</h2>\n"
    for code in sorted(examples):
        about = page_of(examples[code])
        yield f"<details>\n<summary><b>{code}</b> {escaped(about.name)}: {escaped(about.title)}</summary>\n"
        text = f"\n{about.text}".replace("\n## ", "\n#### ")
        yield f'<div id="{code}">\n{reader.render(text)}</div>\n</details>\n'  # a link into it opens it
