"""Writes what is generated: the pages in docs/rules/, docs/compliance.md, and in README.md the table of rules and the
outputs shown.

    python docs/generate.py [--check]

With ``--check`` nothing is written; the exit code is 1 if a file is not what would be written.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path

from iaclint.cli.explain import markdown
from iaclint.cli.main import main as iaclint
from iaclint.cli.rules import as_markdown
from iaclint.rules.compliance import ASKS, cited
from iaclint.rules.pages import Page, page
from iaclint.rules.registry import table

PROJECT = Path(__file__).resolve().parents[1]
CONSOLE = re.compile(r"(```console\n\$ iaclint (.*)\n)(?:.*\n)*?(```)")
START, END = "<!-- rules: written by docs/generate.py -->\n", "<!-- end of rules -->\n"
COMPLIANCE = """# Compliance

Which rule finds what other catalogues ask for. `iaclint rules --format json` lists the ids for programs, a SARIF report
has them as tags of its rules, and the page of a rule says where each is published.

| id | asks for | rules |
|---|---|---|
"""
READ_IN = """
The rules judge files before they are deployed, the catalogues accounts: a finding says that the requirement will not be
met by what the file deploys, a clean run does not say that an account meets it.

The catalogues, and where their ids were read:

- `prowler`: checks of Prowler 5.46.0 (https://github.com/prowler-cloud/prowler)
- `securityhub`: controls of AWS Security Hub CSPM, in its user guide
- `config`: managed rules of AWS Config, in its developer guide
- `cis-aws-VERSION`: requirements of the CIS Amazon Web Services Foundations Benchmark of that version, in Prowler's
  mapping and (up to v6.0.0) in the Steampipe mod for AWS compliance
  (https://github.com/turbot/steampipe-mod-aws-compliance)
- `iso27001-2022`: controls of ISO/IEC 27001:2022, Annex A, in Prowler's mapping

A requirement of CIS or ISO 27001 is stated only where a check of the same meaning is mapped to it there. One mapping is
our own: 2.21 of the CIS benchmark v7.0.0 to IAM201, since the trust policy of a role is a resource policy. Mappings
that have another meaning are left out, such as that of A.8.1 (user endpoint devices) to public keys.
"""


def generated() -> dict[Path, str]:
    """Every generated file and its text."""
    pages = [page(rule.code) for rule in table()]
    rows = as_markdown(pages)
    files = {Path("docs/rules") / f"{one.code}.md": markdown(one) for one in pages}
    files[Path("docs/rules/README.md")] = f"# Rules\n\n{linked(rows, '')}"
    files[Path("docs/compliance.md")] = f"{COMPLIANCE}{''.join(compliance(pages))}{READ_IN}"
    files[Path("README.md")] = with_outputs(with_table((PROJECT / "README.md").read_text(encoding="utf-8"), rows))
    return files


def compliance(pages: list[Page]) -> Iterator[str]:
    """A row of the table of ids for each."""
    for full, asks in ASKS.items():
        _, _, url = cited(full)
        rules = ", ".join(f"[{one.code}](rules/{one.code}.md)" for one in pages if full in one.compliance)
        yield f"| [{full}]({url}) | {asks} | {rules} |\n"


def linked(rows: str, folder: str) -> str:
    """The table with each code as a link to its page."""
    lines = []
    for line in rows.splitlines(keepends=True):
        code = line[2:8]
        lines.append(line.replace(f"| {code} |", f"| [{code}]({folder}{code}.md) |", 1) if code.isalnum() else line)
    return "".join(lines)


def with_table(text: str, rows: str) -> str:
    """A text with the table between its markers."""
    before, _, rest = text.partition(START)
    _, _, after = rest.partition(END)
    return f"{before}{START}\n{linked(rows, 'docs/rules/')}\n{END}{after}"


def with_outputs(text: str) -> str:
    """A text with every command that it shows followed by what the command prints today."""
    return CONSOLE.sub(lambda match: f"{match[1]}{output(shlex.split(match[2]))}{match[3]}", text)


def output(arguments: list[str]) -> str:
    """What iaclint prints in the checkout."""
    os.chdir(PROJECT)
    os.environ.pop("GITHUB_ACTIONS", None)
    os.environ["COLUMNS"] = "100"
    with redirect_stdout(io.StringIO()) as printed:
        iaclint(arguments)
    return printed.getvalue()


def main(arguments: list[str]) -> int:
    """Write, or compare with what is there."""
    files = generated()
    there = {path.relative_to(PROJECT) for path in (PROJECT / "docs/rules").glob("*.md")}
    stale = sorted(there - files.keys())
    changed = [path for path, text in files.items() if not _same(PROJECT / path, text)]
    for path in [*stale, *changed]:
        print(path)
    if "--check" in arguments:
        return 1 if stale or changed else 0
    for path in stale:
        (PROJECT / path).unlink()
    for path in changed:
        (PROJECT / path).parent.mkdir(exist_ok=True)
        (PROJECT / path).write_text(files[path], encoding="utf-8")
    return 0


def _same(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
