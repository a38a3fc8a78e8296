"""Every byte that iaclint reads comes through here: containment, size limits, and a log of what was asked for.

Paths are relative to the working directory where they lie below it, else absolute; always with ``/``.
"""

from __future__ import annotations

import os
import stat

from iaclint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Protocol

    from iaclint.gitindex import Index
else:
    Protocol = object

MAX_BYTES = 50_000_000  # one file; a CloudFormation template may have 1 MB, a plan tens of MB

TOFU_ENDS = (".tofu", ".tofu.json")
MODULE_ENDS = (".tf", ".tf.json", *TOFU_ENDS)

FILE = "file"
DIRECTORY = "directory"
OTHER = "other"  # a FIFO, a socket, a device: never opened

_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_LOOKED_INTO = frozenset(("", ".", "..", ".git"))  # last names whose path says too little


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


class WorkTree:
    """The files on disk below ``root`` (an absolute directory). Nothing outside it is read, also not through links.

    Only the Terraform files of an admitted module may lie outside.
    """

    def __init__(self, root: str) -> None:
        self.root = os.path.realpath(root)
        self.log: Final = Log()
        self._admitted: Final[set[str]] = set()
        self._safe: Final[dict[str, bool]] = {}  # whether a directory lies inside
        self._index: Index | None = None

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "log": Log(), "_index": None}

    def after_fork(self) -> None:
        """Forget what the other process asked for."""
        self.log.forget()

    def read(self, path: str) -> bytes:
        """The bytes of a file; FileProblem otherwise."""
        try:
            descriptor = self._open(path)
        except (OSError, ValueError) as problem:
            self.log.missed.add(path)
            raise FileProblem(path, _reason(problem)) from None
        except FileProblem:
            self.log.missed.add(path)
            raise
        try:
            return self._content(path, descriptor)
        finally:
            os.close(descriptor)

    def _open(self, path: str) -> int:
        """A descriptor of a file inside. Most files are no links and lie in a directory known to be inside."""
        if _NO_LINK and self._in_safe_directory(path):
            try:
                return os.open(path, _READ | _NO_LINK)
            except OSError as problem:
                from errno import ELOOP, EMLINK

                if problem.errno not in {ELOOP, EMLINK}:  # what systems say of a link that is not to be followed
                    raise
        if not self._inside(path):
            raise FileProblem(path, self.outside(path))
        return os.open(path, _READ)

    def _content(self, path: str, descriptor: int) -> bytes:
        about = os.fstat(descriptor)
        self.log.read.add(path)
        if not stat.S_ISREG(about.st_mode):
            raise FileProblem(path, "is no regular file")
        if about.st_size > MAX_BYTES:
            raise TooLarge(path)
        parts = []
        left = MAX_BYTES + 1
        wanted = about.st_size + 1
        try:
            while left > 0 and (part := os.read(descriptor, min(left, wanted))):
                parts.append(part)
                left -= len(part)
                if MAX_BYTES + 1 - left == about.st_size:
                    break
                wanted = 1 << 20  # a file that changes, one of /proc, whose size is told as 0, or a slow file system
        except OSError as problem:
            raise FileProblem(path, _reason(problem)) from None
        if left <= 0:
            raise TooLarge(path)
        return b"".join(parts)

    def listing(self, path: str) -> tuple[Entry, ...]:
        """The names in a directory, sorted; FileProblem if it cannot be listed."""
        if not (self._safe.get(path) or self._inside(path)):
            raise FileProblem(path, self.outside(path))
        self.log.listed.add(path)
        try:
            with os.scandir(path or ".") as names:
                entries = [self._entry(name) for name in names]
        except (OSError, ValueError) as problem:
            raise FileProblem(path, _reason(problem)) from None
        entries.sort(key=lambda entry: entry.name)
        self._remember(path, entries)
        return tuple(entries)

    def _remember(self, path: str, entries: list[Entry]) -> None:
        """Directories in a directory that lies inside lie inside too, unless they are links."""
        at = "" if path == "." else path
        if self._is_safe(at):
            inner = f"{at}/" if at else ""
            found = (one for one in entries if one.kind == DIRECTORY and not one.link and not _of_git(one.name))
            self._safe.update((inner + one.name, True) for one in found)

    def _entry(self, name: os.DirEntry[str]) -> Entry:
        try:
            link = name.is_symlink()
            if link and not self._inside(name.path):
                return Entry(name.name, OTHER, link)
            if name.is_dir():
                return Entry(name.name, DIRECTORY, link)
            return Entry(name.name, FILE if name.is_file() else OTHER, link)
        except OSError:
            return Entry(name.name, OTHER)

    def kind(self, path: str) -> str | None:
        """What stands at a path, or None."""
        try:
            mode = os.stat(path or ".").st_mode if self._inside(path) else None
        except (OSError, ValueError):
            mode = None
        if mode is None:
            self.log.missed.add(path)
            return None
        kind = FILE if stat.S_ISREG(mode) else DIRECTORY if stat.S_ISDIR(mode) else OTHER
        (self.log.listed if kind == DIRECTORY else self.log.read).add(path)
        return kind

    def _in_safe_directory(self, path: str) -> bool:
        head, tail = os.path.split(path)
        return tail not in _LOOKED_INTO and self._is_safe(head)

    def _inside(self, path: str) -> bool:
        try:
            if self._in_safe_directory(path) and not os.path.islink(path):
                return True
            real = os.path.realpath(path or ".")
        except (OSError, ValueError):
            return False
        if self._below(real):
            return True
        return real in self._admitted or (os.path.dirname(real) in self._admitted and real.endswith(MODULE_ENDS))

    def _is_safe(self, directory: str) -> bool:
        """Whether a directory lies inside: asked once, since most files of a run share theirs."""
        known = self._safe.get(directory)
        if known is None:
            known = self._safe[directory] = self._below(os.path.realpath(directory or "."))
        return known

    def _below(self, real: str) -> bool:
        """Whether a real path lies in the root and not among the files of git itself, which hold credentials."""
        if real == self.root:
            return True
        root = self.root.rstrip(os.sep) + os.sep
        return real.startswith(root) and not _of_git(real[len(root) :])

    def outside(self, path: str) -> str:
        """Why a path may not be read; empty if it may."""
        if self._inside(path):
            return ""
        try:
            if _of_git(os.path.relpath(os.path.realpath(path), self.root)):
                return "belongs to git itself, so it is not read"
        except (OSError, ValueError):
            pass
        return "lies outside the scanned root, so it is not read"

    def tracked(self, path: str) -> bool:
        """Whether the index of the work tree has a path."""
        if self._index is None:
            from iaclint.gitindex import Index

            self._index = Index(self.root)
            if self._index.file:
                self.log.read.add(self._index.file)
        head, tail = os.path.split(path)
        return self._index.has(os.path.relpath(os.path.join(os.path.realpath(head or "."), tail), self.root))

    def admit_module(self, directory: str) -> None:
        """Let the Terraform files of a directory be read and the directory be listed, not what lies below it.

        Admitted is only a module around the root (an example calls the module that it stands in), or beside it below
        such a module; never out of a git work tree, and no directory that a link leads to.
        """
        try:
            real = os.path.realpath(directory)
            around = os.path.commonpath((self.root, real))
        except (OSError, ValueError):
            return
        written = os.path.normpath(os.path.join(os.path.realpath("."), directory))
        if real == written and not os.path.lexists(os.path.join(self.root, ".git")) and _is_module(around):
            self._admitted.add(real)


def _of_git(path: str) -> bool:
    """Whether a path leads into a ``.git`` directory, on any file system."""
    return f"{os.sep}.git{os.sep}" in f"{os.sep}{path.lower()}{os.sep}"


def _is_module(directory: str) -> bool:
    try:
        with os.scandir(directory) as names:
            return any(name.name.endswith(MODULE_ENDS) for name in names)
    except OSError:
        return False


class Overlay:
    """Another ``Files`` with some texts laid over it: standard input, tests."""

    def __init__(self, below: Files, texts: dict[str, bytes]) -> None:
        self.below: Final = below
        self.texts: Final = {normal(path): text for path, text in texts.items()}
        self.root = below.root

    @property
    def log(self) -> Log:
        """What was asked for below."""
        return self.below.log

    def after_fork(self) -> None:
        """Apart below."""
        self.below.after_fork()

    def read(self, path: str) -> bytes:
        """The laid-over bytes, else those below."""
        text = self.texts.get(normal(path))
        return text if text is not None else self.below.read(path)

    def listing(self, path: str) -> tuple[Entry, ...]:
        """The names below, and those laid over."""
        path = normal(path)
        names = {rest[0]: len(rest) > 1 for rest in (_below(path, text) for text in self.texts) if rest}
        try:
            found = {entry.name: entry for entry in self.below.listing(path)}
        except FileProblem:
            if not names:
                raise
            found = {}
        for name, deeper in names.items():
            found[name] = Entry(name, DIRECTORY if deeper else FILE)
        return tuple(found[name] for name in sorted(found))

    def kind(self, path: str) -> str | None:
        """What stands at a path, laid over or below."""
        path = normal(path)
        if path in self.texts:
            return FILE
        if any(_below(path, text) for text in self.texts):
            return DIRECTORY
        return self.below.kind(path)

    def outside(self, path: str) -> str:
        """What was laid over may be read; else as below."""
        return "" if normal(path) in self.texts else self.below.outside(path)

    def tracked(self, path: str) -> bool:
        """What was laid over is somebody's; else as below."""
        return normal(path) in self.texts or self.below.tracked(path)

    def admit_module(self, directory: str) -> None:
        """Admitted below."""
        self.below.admit_module(directory)


def _below(directory: str, path: str) -> list[str]:
    """The path's segments below a directory; empty if it does not lie there."""
    if directory in {"", "."}:
        return [] if path.startswith(("/", "../")) else path.split("/")
    return path[len(directory) + 1 :].split("/") if path.startswith(directory + "/") else []


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


def _reason(problem: Exception) -> str:
    text = getattr(problem, "strerror", None) or str(problem)
    return text[:1].lower() + text[1:]
