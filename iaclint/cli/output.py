"""Reports to where they belong: standard output, or files that are whole or not there."""

from __future__ import annotations

import os
import sys

from iaclint.cli.ends import CommandError
from iaclint.cli.terminal import colors, width
from iaclint.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from iaclint.reports.report import Report

    Writer = Callable[[Report], Iterator[str]]

BASES = {"github": "GITHUB_WORKSPACE", "sarif": "GITHUB_WORKSPACE", "gitlab": "CI_PROJECT_DIR"}
SUMMARY = "GITHUB_STEP_SUMMARY"
MOST_SUMMARY = 1_000_000  # bytes; GitHub refuses a job summary over 1 MiB


def wanted(formats: list[tuple[str, str]] | None) -> list[tuple[str, str]]:
    """The formats with their files, as asked for or as the place suggests; wrong usage if two go to one place."""
    chosen = formats or [("github" if os.environ.get("GITHUB_ACTIONS") == "true" else "text", "")]
    seen: set[str] = set()
    for _, file in chosen:
        place = os.path.realpath(file) if file else ""
        if place in seen:
            raise CommandError(f"--format: two reports would go to {file or 'standard output'}")
        seen.add(place)
    return chosen


def write_reports(report: Report, formats: list[tuple[str, str]], color: str) -> None:
    """Every report; one that fails keeps none of the others away. Those to files come first."""
    problems: list[str] = []
    for name, file in sorted(formats, key=lambda one: not one[1]):
        try:
            _write(report, name, file, color)
        except BrokenPipeError:
            raise
        except OSError as problem:
            problems.append(f"{file or 'standard output'}: cannot be written: {problem.strerror or problem}")
    if problems:
        raise CommandError("; ".join(problems))


def _write(report: Report, name: str, file: str, color: str) -> None:
    report = replace(report, base=_base(name))
    if file:
        write_file(file, writer(name)(replace(report, color=color == "always")))
        return
    for piece in writer(name)(replace(report, color=colors(sys.stdout, color), width=width(sys.stdout))):
        sys.stdout.write(piece)
    sys.stdout.flush()
    if name == "github" and os.environ.get(SUMMARY):
        _job_summary(os.environ[SUMMARY], report)


def writer(name: str) -> Writer:
    """The function that writes a format."""
    write: Writer = __import__(f"iaclint.reports.{name}", fromlist=["write"]).write
    return write


def _base(name: str) -> str:
    """The directory that a platform wants paths relative to, if the working directory lies in it."""
    base = os.environ.get(BASES.get(name, ""), "")
    return base if base and (os.getcwd() + os.sep).startswith(base.rstrip(os.sep) + os.sep) else ""


def _job_summary(file: str, report: Report) -> None:
    text = "".join(writer("markdown")(report)).encode("utf-8", "backslashreplace")
    if len(text) <= MOST_SUMMARY:
        with open(file, "ab") as out:
            out.write(text)


def write_file(file: str, pieces: Iterable[str]) -> None:
    """A file that takes its name only when it is complete; OSError otherwise."""
    text = "".join(pieces).encode("utf-8", "backslashreplace")
    if os.path.lexists(file) and not os.path.isfile(file):  # a device or pipe cannot be replaced
        with open(file, "wb") as out:
            out.write(text)
        return
    target = os.path.realpath(file)
    partial = f"{target}.{os.getpid()}.partial"
    try:
        with open(partial, "wb") as out:
            out.write(text)
        os.replace(partial, target)
    except BaseException:
        if os.path.lexists(partial):
            os.unlink(partial)
        raise
