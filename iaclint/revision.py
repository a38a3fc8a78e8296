"""The files of a git revision, read from its objects: no checkout, no change to the repository.

Facts: git-cat-file(1) ``--batch``, git-ls-tree(1) ``-z``, git-diff-index(1) ``-M``. Only plumbing commands run: they
start no hook and no pager.
"""

from __future__ import annotations

import os
import subprocess

from iaclint.files import DIRECTORY, FILE, MAX_BYTES, OTHER, Entry, FileProblem, Log, UserProblem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_LINK = "120000"
_SUBMODULE = "160000"
_MAX_LINKS = 20


class RevisionProblem(UserProblem):
    """A revision that cannot be read, in one line for people."""


def git(*arguments: str, directory: str = ".") -> bytes:
    """What a git command prints; RevisionProblem with git's own last line otherwise."""
    command = ["git", "--no-pager", "--literal-pathspecs", *arguments]
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(command, cwd=directory, capture_output=True, check=False, env=environment)
    except FileNotFoundError:
        raise RevisionProblem("git is not installed, so no revision can be read") from None
    if done.returncode != 0:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["git failed"]
        raise RevisionProblem(lines[-1].removeprefix("fatal: "))
    return done.stdout


class Revision:
    """The files of one commit, under the same paths as in the work tree. A ``Files``."""

    def __init__(self, name: str) -> None:
        self.root = os.fsdecode(git("rev-parse", "--show-toplevel")).rstrip("\n")
        self.log: Final = Log()
        self.commit: Final = _commit(name)
        self._prefix: Final = os.path.relpath(os.path.realpath("."), os.path.realpath(self.root)).replace(os.sep, "/")
        self._blobs: Final[dict[str, tuple[str, str]]] = {}
        self._directories: Final[dict[str, dict[str, str]]] = {"": {}}
        self._batch: subprocess.Popen[bytes] | None = None
        for line in git("ls-tree", "-r", "-z", "--full-tree", self.commit).split(b"\0"):
            if line:
                about, path = line.split(b"\t", 1)
                mode, _, blob = about.decode("ascii").split(" ")
                self._add(os.fsdecode(path), mode, blob)

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "log": Log(), "_batch": None}

    def after_fork(self) -> None:
        """Forget what the other process asked for, and its way to git."""
        self.log.forget()
        self._batch = None

    def _add(self, path: str, mode: str, blob: str) -> None:
        self._blobs[path] = (mode, blob)
        kind = FILE if mode not in {_LINK, _SUBMODULE} else OTHER
        while True:
            parent, _, name = path.rpartition("/")
            known = self._directories.setdefault(parent, {})
            if known.setdefault(name, kind) != kind or not parent:
                return
            path, kind = parent, DIRECTORY

    def read(self, path: str) -> bytes:
        """The bytes of a file at the revision; FileProblem otherwise."""
        place = self._follow(path)
        found = self._blobs.get(place) if place is not None else None
        if found is None:
            self.log.missed.add(path)
            raise FileProblem(path, "no such file or directory")
        self.log.read.add(path)
        return self._blob(path, found[1])

    def listing(self, path: str) -> tuple[Entry, ...]:
        """The names in a directory at the revision."""
        place = self._follow(path)
        known = self._directories.get(place) if place is not None else None
        if known is None:
            raise FileProblem(path, "no such file or directory")
        self.log.listed.add(path)
        return tuple(
            Entry(name, self._kind(f"{place}/{name}".lstrip("/"), kind)) for name, kind in sorted(known.items())
        )

    def outside(self, path: str) -> str:  # noqa: ARG002
        """Links that lead out of a revision are missing files: nothing is outside."""
        return ""

    def tracked(self, path: str) -> bool:  # noqa: ARG002
        """A revision holds nothing else."""
        return True

    def admit_module(self, directory: str) -> None:
        """A revision has nothing outside its root."""

    def kind(self, path: str) -> str | None:
        """What stands at a path at the revision."""
        place = self._follow(path)
        if place is None:
            self.log.missed.add(path)
            return None
        if place in self._directories:
            return DIRECTORY
        return FILE if place in self._blobs else None

    def close(self) -> None:
        """End the reading process."""
        if self._batch is not None:
            self._batch.communicate()
            self._batch = None

    def changed(self) -> dict[str, str | None]:
        """Paths that differ between the revision and the work tree; renamed ones with their old path, else None."""
        found: dict[str, str | None] = {}
        output = git("diff-index", "--name-status", "-z", "-M", self.commit, directory=self.root)
        fields = iter(os.fsdecode(output).split("\0"))
        for status in fields:
            if status[:1] in {"R", "C"}:
                old = next(fields)
                found[self._outward(next(fields))] = self._outward(old)
            elif status:
                found[self._outward(next(fields))] = None
        for path in os.fsdecode(git("ls-files", "-o", "-z", "--exclude-standard", directory=self.root)).split("\0"):
            if path:
                found[self._outward(path)] = None
        return found

    def _outward(self, path: str) -> str:
        return os.path.relpath(path, self._prefix).replace(os.sep, "/")

    def _inward(self, path: str) -> str | None:
        """A path of the working directory as a path of the repository; None outside it."""
        if os.path.isabs(path):
            path = os.path.relpath(path, os.path.realpath(self.root))
            place = os.path.normpath(path)
        else:
            place = os.path.normpath(os.path.join(self._prefix, path))
        place = place.replace(os.sep, "/")
        if place == ".." or place.startswith("../"):
            return None
        return "" if place == "." else place

    def _follow(self, path: str) -> str | None:
        """The place of a file or directory, links followed inside the repository."""
        place = self._inward(path)
        for _ in range(_MAX_LINKS):
            if place is None or place in self._directories:
                return place
            head = self._first_link(place)
            if head is None:
                return place if place in self._blobs else None
            target = self._blob(path, self._blobs[head][1]).decode("utf-8", "surrogateescape")
            joined = os.path.normpath(os.path.join(os.path.dirname(head), target) + place[len(head) :])
            place = None if joined.startswith(("..", "/")) else joined.replace(os.sep, "/")
        return None

    def _first_link(self, place: str) -> str | None:
        parts = place.split("/")
        heads = ("/".join(parts[: count + 1]) for count in range(len(parts)))
        return next((head for head in heads if self._blobs.get(head, ("",))[0] == _LINK), None)

    def _kind(self, place: str, kind: str) -> str:
        if kind != OTHER or self._blobs[place][0] != _LINK:
            return kind
        return self.kind(os.path.join(self.root, place)) or OTHER

    def _blob(self, path: str, blob: str) -> bytes:
        batch = self._batch
        if batch is None:
            command = ["git", "cat-file", "--batch"]
            batch = self._batch = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=self.root
            )
        assert batch.stdin is not None and batch.stdout is not None
        batch.stdin.write(blob.encode("ascii") + b"\n")
        batch.stdin.flush()
        header = batch.stdout.readline().split()
        if len(header) != 3:
            raise RevisionProblem(
                f"the objects of {self.commit[:12]} are not all here (a partial clone): fetch them first"
            )
        content = batch.stdout.read(int(header[2]) + 1)[:-1]
        if len(content) > MAX_BYTES:
            raise FileProblem(path, f"is larger than {MAX_BYTES // 1_000_000} MB")
        return content


def _commit(name: str) -> str:
    try:
        return git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}").decode("ascii").strip()
    except RevisionProblem:
        shallow = git("rev-parse", "--is-shallow-repository").strip() == b"true"
        hint = " (this clone is shallow: fetch more history first)" if shallow else ""
        raise RevisionProblem(f"unknown revision {name!r}{hint}") from None
