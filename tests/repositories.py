"""Real git repositories in a temporary directory, and the installed command in them."""

import json
import subprocess
from pathlib import Path

from running import iaclint

OPTIONS = ("-c", "user.name=n", "-c", "user.email=e@example.com", "-c", "protocol.file.allow=always")


def git(*command: str, cwd=".") -> str:
    full = ["git", *OPTIONS, *command]
    return subprocess.run(full, check=True, capture_output=True, text=True, cwd=cwd).stdout


def write(directory, files: dict[str, str]) -> None:
    """Files below a directory; None removes one."""
    for path, text in files.items():
        place = Path(directory, path)
        if text is None:
            place.unlink()
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text.encode())


def commit(directory, files: dict[str, str] | None = None, message: str = "change") -> None:
    write(directory, files or {})
    git("add", "-A", cwd=directory)
    git("commit", "-qm", message, "--allow-empty", cwd=directory)


def repository(directory, files: dict[str, str]) -> Path:
    """A repository with these files on ``main``, and an equal branch ``work`` checked out."""
    directory.mkdir(parents=True, exist_ok=True)
    git("init", "-q", "-b", "main", cwd=directory)
    commit(directory, files, "first")
    git("checkout", "-qb", "work", cwd=directory)
    return directory


def report(cwd, *arguments: str, code: int | None = None) -> dict:
    """The JSON report of a run; ``code`` is the exit code that it must have (else 0 or 1)."""
    ended, out, err = iaclint(*arguments, "--format", "json", cwd=cwd)
    assert ended in ((0, 1) if code is None else (code,)), (ended, err, out)
    return json.loads(out)


def told(cwd, *arguments: str, code: int | None = None) -> list[tuple[str, str]]:
    """The rule and the resource (or file) of every finding that is not suppressed."""
    found = report(cwd, *arguments, code=code)["findings"]
    return [(one["rule"], one["resource"] or one["file"]) for one in found if one["suppressed"] is None]


def refused(cwd, *arguments: str) -> str:
    """The one line that a run ends with which cannot be; exit code 2, and no report."""
    code, out, err = iaclint(*arguments, cwd=cwd)
    assert (code, out, err.count("\n")) == (2, "", 1), (code, out, err)
    return err
