"""``-``: a text on standard input, laid over the work tree where its file would stand."""

from __future__ import annotations

import re
import sys

from iaclint.cli.arguments import DASH
from iaclint.cli.ends import CommandError
from iaclint.discovery import may_be_template, root_of
from iaclint.files import MAX_BYTES, given
from iaclint.files.overlay import Overlay
from iaclint.files.worktree import WorkTree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.files import Files


def with_stdin(paths: list[str], filename: str | None) -> tuple[list[str], Files]:
    """The paths with ``-`` replaced by a name, and the files of the run.

    Without a name an empty text is what a command leaves that has failed, not a file in which there is nothing yet.
    """
    data = _read()
    if not filename and not data.strip():
        raise CommandError("standard input is empty, so there is nothing to judge")
    name = filename or guessed(data)
    files = Overlay(WorkTree(root_of(name)), {given(name): data})
    return [name if path == DASH else path for path in paths], files


def _read() -> bytes:
    """All that standard input has; CommandError if it cannot be read, or has no end."""
    if sys.stdin is None:  # where the descriptor was closed before Python started
        raise CommandError("standard input is closed, so there is nothing to judge")
    try:
        data = sys.stdin.buffer.read(MAX_BYTES + 1)
    except OSError as problem:
        raise CommandError(f"standard input: cannot be read: {problem.strerror or problem}") from None
    if len(data) > MAX_BYTES:
        raise CommandError(f"standard input is larger than {MAX_BYTES // 1_000_000} MB")
    return data


def guessed(data: bytes) -> str:
    """A name that tells the dialect of a text; Terraform gets a directory of its own, so that nothing else joins it."""
    text = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text[:1] in {b"{", b"["}:  # no Terraform begins so
        return "<stdin>.json"
    return "<stdin>.yaml" if may_be_template(data) or _is_yaml(text) else "<stdin>/main.tf"


def _is_yaml(text: bytes) -> bool:
    """Whether a text can only be YAML: no line of Terraform begins with a key and a colon."""
    line = next((line for line in text.splitlines() if line.strip() and not line.lstrip().startswith(b"#")), b"")
    return re.match(rb"---|%YAML|\s*-\s|\s*(?:[\w./-]+|\"[^\"]*\"|'[^']*')\s*:(?:\s|$)", line) is not None
