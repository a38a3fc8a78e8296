"""Every byte that iaclint reads comes through here: containment, size limits, and a log of what was asked for.

Paths are relative to the working directory where they lie below it, else absolute; always with ``/``.
"""

from __future__ import annotations

import os

from iaclint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Protocol
else:
    Protocol = object

MAX_BYTES = 50_000_000  # one file; a CloudFormation template may have 1 MB, a plan tens of MB

TOFU_ENDS = (".tofu", ".tofu.json")
MODULE_ENDS = (".tf", ".tf.json", *TOFU_ENDS)

FILE = "file"
DIRECTORY = "directory"
OTHER = "other"  # a FIFO, a socket, a device: never opened


class UserProblem(Exception):  # noqa: N818
    """Something that a person must put right before a run can be (exit code 2); the message is one line for them."""


class FileProblem(Exception):  # noqa: N818
    """A file that cannot be read, with the reason in words."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path: Final = path
        self.reason: Final = reason


class TooLarge(FileProblem):
    """A file over the size limit."""

    def __init__(self, path: str) -> None:
        super().__init__(path, f"is larger than {MAX_BYTES // 1_000_000} MB")


class Entry(Record):
    """One name in a directory; links are followed if they stay inside the root. ``link`` says that it is one."""

    name: str
    kind: str
    link: bool = False

    def __init__(self, name: str, kind: str, link: bool = False) -> None:
        self.name = name  # type: ignore[misc]
        self.kind = kind  # type: ignore[misc]
        self.link = link  # type: ignore[misc]

    @property
    def opened(self) -> bool:
        """Whether a program that goes by names opens it as a file: all but true directories."""
        return self.kind != DIRECTORY or self.link


class Files(Protocol):
    """Where a run reads from: the work tree, a git revision, or one of them with some texts laid over."""

    root: str

    @property
    def log(self) -> Log:
        """What was asked for here; in a process that this was sent to, only what is asked for there."""

    def after_fork(self) -> None:
        """Begin as in a process of its own: what two processes cannot share is opened anew."""

    def read(self, path: str) -> bytes:
        """The bytes of a file; FileProblem if it is missing, outside the root, too large, or no regular file."""

    def listing(self, path: str) -> tuple[Entry, ...]:
        """The names in a directory, sorted; FileProblem if it cannot be listed."""

    def kind(self, path: str) -> str | None:
        """``file``, ``directory``, ``other``, or None if there is nothing (or it lies outside the root)."""

    def outside(self, path: str) -> str:
        """Why a path may not be read, whatever is there; empty if it may."""

    def tracked(self, path: str) -> bool:
        """Whether git has a file, or something in a directory, in its index, so that a commit can have brought it."""

    def admit_module(self, directory: str) -> None:
        """Let the Terraform files of a directory outside the root be read: a configuration inside calls it."""


class Log:
    """What a run read, looked for in vain, and listed: the cache key and ``--since`` stand on it."""

    __slots__ = ("listed", "missed", "read")

    def __init__(self) -> None:
        self.read: set[str] = set()
        self.missed: set[str] = set()
        self.listed: set[str] = set()

    def swap(self, other: Log) -> None:
        """Exchange what two logs have."""
        self.read, other.read = other.read, self.read
        self.missed, other.missed = other.missed, self.missed
        self.listed, other.listed = other.listed, self.listed

    def forget(self) -> None:
        """Begin anew."""
        self.read.clear()
        self.missed.clear()
        self.listed.clear()

    def add(self, other: Log) -> None:
        """Take in what another process asked for."""
        self.read.update(other.read)
        self.missed.update(other.missed)
        self.listed.update(other.listed)


def normal(path: str) -> str:
    """A path without ``.``, doubled slashes and inner ``..``; the working directory is ``.``."""
    return os.path.normpath(path).replace(os.sep, "/")


def given(path: str) -> str:
    """A path as a user writes it, in our form: relative below the working directory, else absolute."""
    full = os.path.abspath(path)
    here = os.getcwd()
    if full == here:
        return "."
    prefix = here.rstrip(os.sep) + os.sep
    return normal(full[len(prefix) :] if full.startswith(prefix) else full)


def relative(path: str, directory: str) -> str:
    """A path seen from a directory: what the globs of a configuration there are compared with."""
    if directory == ".":
        return path
    return os.path.relpath(path, directory).replace(os.sep, "/")


def anchored(path: str, root: str) -> str:
    """A path as it is called wherever a run starts and wherever the tree lies: seen from the root (a real path)."""
    full = os.path.abspath(path)
    if full != root and not full.startswith(root.rstrip(os.sep) + os.sep):
        full = os.path.realpath(path)
    return relative(full, root)


def within(path: str, directory: str) -> bool:
    """Whether a path is a directory or lies below it."""
    way = relative(os.path.abspath(path), os.path.abspath(directory))
    return way != ".." and not way.startswith("../")


def join(directory: str, relative: str) -> str:
    """A path written relative to ``directory``, made normal."""
    return normal(os.path.join(directory, relative))
