"""``-``: a text on standard input, laid over the work tree where its file would stand."""

from __future__ import annotations

import sys

from iaclint.cli.arguments import DASH
from iaclint.discovery import may_be_template, root_of
from iaclint.files import given
from iaclint.files.overlay import Overlay
from iaclint.files.worktree import WorkTree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.files import Files


def with_stdin(paths: list[str], filename: str | None) -> tuple[list[str], Files]:
    """The paths with ``-`` replaced by a name, and the files of the run."""
    data = sys.stdin.buffer.read()
    name = filename or guessed(data)
    files = Overlay(WorkTree(root_of(name)), {given(name): data})
    return [name if path == DASH else path for path in paths], files


def guessed(data: bytes) -> str:
    """A name that tells the dialect of a text; Terraform gets a directory of its own, so that nothing else joins it."""
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return "<stdin>.json"
    return "<stdin>.yaml" if may_be_template(data) else "<stdin>/main.tf"
