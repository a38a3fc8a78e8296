"""Writes what is generated: the pages in docs/rules/, and in README.md the table of rules and the outputs shown.

    python docs/generate.py [--check]

With ``--check`` nothing is written; the exit code is 1 if a file is not what would be written.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import sys
from contextlib import redirect_stdout
from pathlib import Path

from iaclint.cli.explain import markdown
from iaclint.cli.main import main as iaclint
from iaclint.cli.rules import as_markdown
from iaclint.rules.pages import page
from iaclint.rules.registry import table

PROJECT = Path(__file__).resolve().parents[1]
CONSOLE = re.compile(r"(```console\n\$ iaclint (.*)\n)(?:.*\n)*?(```)")
START, END = "<!-- rules: written by docs/generate.py -->\n", "<!-- end of rules -->\n"


def generated() -> dict[Path, str]:
    """Every generated file and its text."""
    pages = [page(rule.code) for rule in table()]
    rows = as_markdown(pages)
    files = {Path("docs/rules") / f"{one.code}.md": markdown(one) for one in pages}
    files[Path("docs/rules/README.md")] = f"# Rules\n\n{linked(rows, '')}"
    files[Path("README.md")] = with_outputs(with_table((PROJECT / "README.md").read_text(encoding="utf-8"), rows))
    return files


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
