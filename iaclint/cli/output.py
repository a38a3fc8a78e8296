"""Reports to where they belong: standard output, or files that are whole or not there."""

from __future__ import annotations

import os
import stat
import sys

from iaclint.cli.ends import CommandError
from iaclint.cli.terminal import colors, width
from iaclint.discovery import root_of
from iaclint.files import within
from iaclint.files.worktree import WorkTree
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
    chosen = formats or [("text", "")]
    if os.environ.get("GITHUB_ACTIONS") == "true":
        chosen = [("github", "") if one == ("text", "") else one for one in chosen]
    seen: set[object] = set()
    for _, file in chosen:
        place = _place(file)
        if place in seen:
            raise CommandError(f"--format: two reports would go to {file or 'standard output'}")
        seen.add(place)
    return chosen


def _place(file: str) -> object:
    """What tells whether two names mean one place: a file or pipe that is there by its number, another by its path."""
    try:
        info = os.stat(file) if file else os.fstat(sys.stdout.fileno())
    except (OSError, ValueError):
        return os.path.realpath(file) if file else ""
    if stat.S_ISREG(info.st_mode) or stat.S_ISFIFO(info.st_mode):
        return info.st_dev, info.st_ino
    return os.path.realpath(file) if file else ""


def write_reports(report: Report, formats: list[tuple[str, str]], color: str) -> None:
    """Every report, those to files first. One that fails keeps none of the others away."""
    problems: list[str] = []
    for name, file in sorted(formats, key=lambda one: not one[1]):
        about = replace(report, base=_base(name))
        if file:
            _try(problems, file, _keep, file, writer(name), about, color)
            continue
        summary = os.environ.get(SUMMARY)
        if name == "github" and summary:
            _try(problems, summary, _summarize, summary, about)
        _try(problems, "", _print, writer(name), about, color)
    if problems:
        raise CommandError("; ".join(problems))


def _try(problems: list[str], file: str, write: Callable[..., None], *about: object) -> None:
    """Write one report, and note why if it cannot be. A closed standard output is the end of the run."""
    try:
        write(*about)
    except OSError as problem:
        if isinstance(problem, BrokenPipeError) and not file and not problems:
            raise
        problems.append(f"{file or 'standard output'}: cannot be written: {problem.strerror or problem}")
    except Exception as fault:
        from iaclint.fault import told

        problems.append(f"{file or 'standard output'}: cannot be written: internal error: {told(fault)}")


def _keep(file: str, write: Writer, report: Report, color: str) -> None:
    write_file(file, write(replace(report, color=color == "always")))


def _print(write: Writer, report: Report, color: str) -> None:
    for piece in write(replace(report, color=colors(sys.stdout, color), width=width(sys.stdout))):
        sys.stdout.write(piece)
    sys.stdout.flush()


def _summarize(file: str, report: Report) -> None:
    """Add the Markdown report to the job summary of GitHub."""
    text = "".join(writer("markdown")(replace(report, room=MOST_SUMMARY)))
    with open(file, "ab") as out:
        out.write(text.encode("utf-8", "backslashreplace"))


def writer(name: str) -> Writer:
    """The function that writes a format."""
    write: Writer = __import__(f"iaclint.reports.{name}", fromlist=["write"]).write
    return write


def _base(name: str) -> str:
    """The directory that a platform wants paths relative to, if the working directory lies in it."""
    base = os.environ.get(BASES.get(name, ""), "")
    return base if base and (os.getcwd() + os.sep).startswith(base.rstrip(os.sep) + os.sep) else ""


def write_file(file: str, pieces: Iterable[str], *, new: bool = False) -> None:
    """A file that takes its name only when it is complete; OSError otherwise, also if it must be ``new`` and is not."""
    text = "".join(pieces).encode("utf-8", "backslashreplace")
    target = _target(file)
    if os.path.lexists(file) and not os.path.isfile(file):  # a device or pipe cannot be replaced
        with open(file, "wb") as out:
            out.write(text)
        return
    partial = f"{target}.{os.getpid()}.partial"
    if os.path.lexists(partial):  # of a run that was killed
        os.unlink(partial)
    try:
        with open(partial, "xb") as out:
            out.write(text)
        if new:
            os.link(partial, target)
        else:
            os.replace(partial, target)
    finally:
        if os.path.lexists(partial):
            os.unlink(partial)


def _target(file: str) -> str:
    """Where a file is written: links are followed, but none that a commit can have brought leads out of its tree."""
    here = os.path.realpath(".")
    root = os.path.realpath(root_of(here))
    target = os.path.realpath(file)
    tree = WorkTree(root)
    if within(os.path.normpath(os.path.join(here, file)), root) and (reason := tree.outside(target)):
        raise PermissionError(0, f"a link leads to {target}, which {reason.replace('read', 'written')}")
    return target
