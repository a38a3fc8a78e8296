"""The files of a git revision, read from its objects: no checkout, no change to the repository.

What does not differ is read from the work tree, as is what git ignores: it is the same for both. Facts: git-cat-file(1)
``--batch``, git-ls-tree(1) ``-z``.
"""

from __future__ import annotations

import os
import subprocess

from iaclint.files import DIRECTORY, FILE, OTHER, Entry, FileProblem, Log, TooLarge
from iaclint.files import MAX_BYTES as MOST
from iaclint.files.repository import LINK, SUBMODULE, Repository, RevisionProblem
from iaclint.files.worktree import WorkTree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from iaclint.files import Files
    from iaclint.files.repository import Differences

_MAX_LINKS = 20


class Revision:
    """The files of one commit, under the same paths as in the work tree. A ``Files``."""

    def __init__(self, repository: Repository, commit: str, differences: Differences) -> None:
        self.repository: Final = repository
        self.root = os.path.realpath(repository.root)
        self.log: Final = Log()
        self.commit: Final = commit
        self.differences: Final = differences
        self._tree: Final = WorkTree(self.root)
        self._prefix: Final = os.path.relpath(os.path.realpath("."), self.root).replace(os.sep, "/")
        self._blobs: Final[dict[str, tuple[str, str]]] = {}
        self._directories: Final[dict[str, dict[str, str]]] = {"": {}}
        self._inner: Final[dict[str, Files | None]] = {}  # what lies in submodules
        self._batch: subprocess.Popen[bytes] | None = None
        for line in repository.git("ls-tree", "-r", "-z", "--full-tree", commit).split(b"\0"):
            if line:
                about, path = line.split(b"\t", 1)
                mode, _, blob = about.decode("ascii").split(" ")
                self._add(os.fsdecode(path), mode, blob)
        for name in differences.ignored:
            self._add(name.rstrip("/"), "", "", DIRECTORY if name.endswith("/") else FILE)

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "log": Log(), "_batch": None}

    def after_fork(self) -> None:
        """Forget what the other process asked for, and its way to git."""
        self.log.forget()
        self._batch = None

    def _add(self, path: str, mode: str, blob: str, kind: str = "") -> None:
        """Take in a path of the commit; without a mode, one that only the work tree has."""
        if mode:
            self._blobs[path] = (mode, blob)
        kind = kind or (FILE if mode not in {LINK, SUBMODULE} else OTHER)
        while True:
            parent, _, name = path.rpartition("/")
            known = self._directories.setdefault(parent, {})
            if known.setdefault(name, kind) != kind or not parent:
                return
            path, kind = parent, DIRECTORY

    def read(self, path: str) -> bytes:
        """The bytes of a file at the revision; FileProblem otherwise."""
        place, other = self._place(path)
        if other is not None:
            return other.read(self._full(place or ""))
        found = self._blobs.get(place) if place is not None else None
        if found is None or place is None:
            self.log.missed.add(path)
            raise FileProblem(path, "no such file or directory")
        self.log.read.add(path)
        if place not in self.differences.changed:
            return self._tree.read(self._full(place))
        return self._blob(path, found[1])

    def has_text(self, blob: str) -> bool:
        """Whether some file of the revision has the text of an object."""
        return any(known == blob for _, known in self._blobs.values())

    def listing(self, path: str) -> tuple[Entry, ...]:
        """The names in a directory at the revision."""
        place, other = self._place(path)
        if other is not None:
            return other.listing(self._full(place or ""))
        known = self._directories.get(place) if place is not None else None
        if known is None:
            raise FileProblem(path, "no such file or directory")
        self.log.listed.add(path)
        return tuple(self._entry(f"{place}/{name}".lstrip("/"), name, kind) for name, kind in sorted(known.items()))

    def _entry(self, place: str, name: str, kind: str) -> Entry:
        if kind != OTHER:
            return Entry(name, kind)
        return Entry(name, self.kind(self._full(place)) or OTHER, self._blobs[place][0] == LINK)

    def outside(self, path: str) -> str:  # noqa: ARG002
        """Links that lead out of a revision are missing files: nothing is outside."""
        return ""

    def tracked(self, path: str) -> bool:
        """Whether the commit holds a path, so that it is no mere file beside it."""
        place, other = self._place(path)
        return other is None and (place in self._blobs or place in self._directories)

    def admit_module(self, directory: str) -> None:
        """A revision has nothing outside its root."""

    def kind(self, path: str) -> str | None:
        """What stands at a path at the revision."""
        place, other = self._place(path)
        if other is not None:
            return other.kind(self._full(place or ""))
        if place is None:
            self.log.missed.add(path)
            return None
        if place in self._directories:
            return DIRECTORY
        mode, _ = self._blobs.get(place, ("", ""))
        return (OTHER if mode in {LINK, SUBMODULE} else FILE) if mode else None

    def close(self) -> None:
        """End the reading process."""
        if self._batch is not None:
            self._batch.communicate()
            self._batch = None
        for inner in self._inner.values():
            if isinstance(inner, Revision):
                inner.close()

    def outward(self, place: str) -> str:
        """A path of the repository as ``Files`` has it: relative below the working directory, else absolute."""
        seen = os.path.relpath(place.rstrip("/"), self._prefix).replace(os.sep, "/")
        return self._full(place.rstrip("/")) if seen.startswith("../") or seen == ".." else seen

    def _full(self, place: str) -> str:
        return os.path.join(self.root, place) if place else self.root

    def _inward(self, path: str) -> str | None:
        """A path of the working directory as a path of the repository; None outside it."""
        if os.path.isabs(path):
            place = os.path.normpath(os.path.relpath(path, self.root))
        else:
            place = os.path.normpath(os.path.join(self._prefix, path))
        place = place.replace(os.sep, "/")
        if place == ".." or place.startswith("../"):
            return None
        return "" if place == "." else place

    def _place(self, path: str) -> tuple[str | None, Files | None]:
        """The place of a file or directory, links followed inside the repository, and who knows it if not the commit.

        What git ignores is known by the work tree, what lies in a submodule by its own revision.
        """
        place = self._inward(path)
        for _ in range(_MAX_LINKS):
            if place is None or place in self._directories:
                return place, self._tree if place is not None and self._is_ignored(place) else None
            head = self._first_special(place)
            if head is None:
                return place, self._tree if self._is_ignored(place) else None
            if self._blobs[head][0] == SUBMODULE:
                return place, self._submodule(head)
            target = self._blob(path, self._blobs[head][1]).decode("utf-8", "surrogateescape")
            joined = os.path.normpath(os.path.join(os.path.dirname(head), target) + place[len(head) :])
            place = None if joined.startswith(("..", "/")) else joined.replace(os.sep, "/")
        return None, None

    def _is_ignored(self, place: str) -> bool:
        ignored = self.differences.ignored
        return place not in self._blobs and any(
            f"{head}/" in ignored or head == place in ignored for head in _heads(place)
        )

    def _first_special(self, place: str) -> str | None:
        """The first part of a path that is a link or a submodule."""
        return next((head for head in _heads(place) if self._blobs.get(head, ("",))[0] in {LINK, SUBMODULE}), None)

    def _submodule(self, head: str) -> Files | None:
        """What is in a submodule: the work tree knows if it does not differ, else the commit that is recorded here."""
        if head not in self.differences.changed:
            return self._tree
        if head not in self._inner:
            self._inner[head] = self._revision_of(head)
        return self._inner[head]

    def _revision_of(self, head: str) -> Revision | None:
        if not os.path.lexists(os.path.join(self.root, head, ".git")):
            return None
        inner = Repository(self._full(head))
        try:
            commit = inner.commit(self._blobs[head][1])
            return Revision(inner, commit, inner.differences(commit))
        except RevisionProblem:
            short = self._blobs[head][1][:12]
            raise RevisionProblem(
                f"the submodule {head} has no commit {short} here (git -C {head} fetch origin {short})"
            ) from None

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
                f"the objects of {self.commit[:12]} are not all here (a partial clone): git fetch them first"
            )
        content = batch.stdout.read(int(header[2]) + 1)[:-1]
        if len(content) > MOST:
            raise TooLarge(path)
        return content


def _heads(place: str) -> list[str]:
    """A path's beginnings, the whole path last (``a``, ``a/b``)."""
    parts = place.split("/")
    return ["/".join(parts[: count + 1]) for count in range(len(parts))]
