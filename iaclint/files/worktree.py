"""The files on disk."""

from __future__ import annotations

import os
import stat

from iaclint.files import DIRECTORY, FILE, MAX_BYTES, MODULE_ENDS, OTHER, Entry, FileProblem, Log, TooLarge

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from iaclint.files.gitindex import Index

_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_LOOKED_INTO = frozenset(("", ".", "..", ".git"))  # last names whose path says too little


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
            from iaclint.files.gitindex import Index

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


def _reason(problem: Exception) -> str:
    text = getattr(problem, "strerror", None) or str(problem)
    return text[:1].lower() + text[1:]
