"""What git knows of a work tree: revisions, merge bases, and what differs from them.

Facts: git-diff-index(1), git-ls-files(1), git-merge-base(1). Only commands run that start no hook and no pager; nothing
in the repository is changed.
"""

from __future__ import annotations

import os
import re
import subprocess

from iaclint.files import UserProblem
from iaclint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Final

_INSTALLED = "/.terraform/"
LINK = "120000"
SUBMODULE = "160000"
# A hook hands these to what it starts; which repository is meant is told by the paths alone.
_OF_HOOKS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR")
_DEEPEN = "this clone is shallow: git fetch --unshallow (GitHub Actions: fetch-depth: 0; GitLab: GIT_DEPTH: 0)"


class RevisionProblem(UserProblem):
    """A revision that cannot be read, in one line for people."""


def git(*arguments: str, directory: str = ".", stdin: bytes = b"") -> bytes:
    """What a git command prints; RevisionProblem with what git says is wrong otherwise."""
    command = ["git", "--no-pager", "--literal-pathspecs", *arguments]
    environment = {name: value for name, value in os.environ.items() if name not in _OF_HOOKS}
    environment.update(GIT_OPTIONAL_LOCKS="0", LC_ALL="C")
    try:
        done = subprocess.run(command, cwd=directory, input=stdin, capture_output=True, check=False, env=environment)
    except FileNotFoundError:
        raise RevisionProblem("git is not installed, so no revision can be read") from None
    if done.returncode != 0:
        raise RevisionProblem(_complaint(done.stderr.decode("utf-8", "replace")))
    return done.stdout


def _complaint(text: str) -> str:
    """What git says is wrong, in one line, with the command that it recommends."""
    lines = [line.strip() for line in text.splitlines() if line.strip()] or ["git failed"]
    wrong = next((line.removeprefix("fatal: ") for line in lines if line.startswith("fatal: ")), lines[-1])
    advice = next((line for line in lines if line.startswith("git ")), "")
    return f"{wrong} ({advice})" if advice else wrong


def _paths(output: bytes) -> list[str]:
    return [os.fsdecode(path) for path in output.split(b"\0") if path]


def _without_installed(paths: list[str]) -> tuple[list[str], frozenset[str]]:
    """Untracked paths, and apart from them the directories into which Terraform installs what a root calls."""
    kept = [path for path in paths if _INSTALLED not in f"/{path}"]
    installed = (f"/{path}".partition(_INSTALLED)[0][1:] for path in paths if _INSTALLED in f"/{path}")
    return kept, frozenset(f"{root}{_INSTALLED}".lstrip("/") for root in installed)


class Differences(Record):
    """How the work tree differs from a commit; paths are the repository's, directories that git folds end with ``/``.

    ``changed`` are all paths that differ in either, ``names`` those of them that only one of the two has, ``renamed``
    has the earlier path of files that moved. ``untracked`` is what git does not know yet; ``ignored`` is what it does
    not track because somebody said so, no part of any change.
    """

    changed: frozenset[str]
    names: frozenset[str]
    renamed: dict[str, str]
    untracked: frozenset[str]
    ignored: frozenset[str]


class Repository:
    """The repository around a directory. ``root`` is its work tree."""

    def __init__(self, directory: str = ".") -> None:
        try:
            self.root: Final = os.fsdecode(git("rev-parse", "--show-toplevel", directory=directory)).rstrip("\n")
        except RevisionProblem as problem:
            hint = "; --since needs one" if "not a git repository" in str(problem) else ""
            raise RevisionProblem(f"{problem}{hint}") from None

    def git(self, *arguments: str, stdin: bytes = b"") -> bytes:
        """What a git command says here."""
        return git(*arguments, directory=self.root, stdin=stdin)

    def commit(self, name: str) -> str:
        """The commit that a name stands for; RevisionProblem with what to do otherwise."""
        found = self._resolved(name)
        if found:
            return found
        if self._resolved(f"origin/{name}"):
            raise RevisionProblem(f'unknown revision {name!r}; did you mean "origin/{name}"?')
        hint = _DEEPEN if self.is_shallow() else "git fetch gets what a remote has"
        raise RevisionProblem(f"unknown revision {name!r} ({hint})")

    def _resolved(self, name: str) -> str:
        try:
            output = self.git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        except RevisionProblem:
            return ""
        return output.decode("ascii").strip()

    def is_shallow(self) -> bool:
        """Whether history is missing."""
        return self.git("rev-parse", "--is-shallow-repository").strip() == b"true"

    def base(self, name: str, commit: str) -> str:
        """The commit that the work tree left the history of ``commit`` at; during a merge, the one of its result."""
        heads = ["HEAD", *(["MERGE_HEAD"] if self._resolved("MERGE_HEAD") else [])]
        try:
            return self.git("merge-base", commit, *heads).decode("ascii").split()[0]
        except (RevisionProblem, IndexError):
            reason = _DEEPEN if self.is_shallow() else "their histories are not related"
            raise RevisionProblem(f"no common ancestor of {name!r} and HEAD ({reason})") from None

    def check_index(self) -> None:
        """RevisionProblem if files are in conflict, so that there is no text to judge."""
        unmerged = _paths(self.git("diff", "--no-ext-diff", "--name-only", "--diff-filter=U", "-z"))
        if unmerged:
            raise RevisionProblem(f"{unmerged[0]} is in conflict: finish the merge first, then git add it")

    def staged_apart(self) -> list[tuple[str, str]]:
        """Files whose staged text is neither that of HEAD nor that of the work tree, with its object."""
        if not self._resolved("HEAD"):
            return []
        staged = _paths(self.git("diff-index", "--cached", "--name-only", "-z", "HEAD"))
        if not staged:
            return []
        differing = set(_paths(self.git("diff", "--no-ext-diff", "--name-only", "--ignore-submodules", "-z")))
        apart = [path for path in staged if path in differing]
        listed = self.git("ls-files", "-s", "-z", "--", *apart).split(b"\0") if apart else []
        return [(os.fsdecode(line.split(b"\t", 1)[1]), line.split()[1].decode("ascii")) for line in listed if line]

    def differences(self, commit: str) -> Differences:
        """How the work tree differs from a commit."""
        changed: set[str] = set()
        names: set[str] = set()
        renamed: dict[str, str] = {}
        options = ("--name-status", "-z", "-M", "--ignore-submodules=none")
        fields = iter(os.fsdecode(self.git("diff-index", *options, commit)).split("\0"))
        for status in fields:
            if status[:1] in {"R", "C"}:
                old, new = next(fields), next(fields)
                renamed[new] = old
                names.update((old, new))
            elif status:
                path = next(fields)
                changed.add(path)
                if status != "M":
                    names.add(path)
        untracked, installed = _without_installed(_paths(self.git("ls-files", "-o", "-z", "--exclude-standard")))
        names.update(untracked)
        renamed.update(self._moved(commit, names.difference(untracked, renamed), untracked))
        ignored = _paths(self.git("ls-files", "-o", "-i", "-z", "--exclude-standard", "--directory"))
        return Differences(
            frozenset(changed | names), frozenset(names), renamed, frozenset(untracked), installed.union(ignored)
        )

    def _moved(self, commit: str, gone: set[str], untracked: list[str]) -> dict[str, str]:
        """Untracked files with the very content of a file that is gone: git tells no renames of those."""
        gone = {path for path in gone if not os.path.lexists(os.path.join(self.root, path))}
        files = [path for path in untracked if "\n" not in path and os.path.isfile(os.path.join(self.root, path))]
        if not gone or not files:
            return {}
        listed = self.git("ls-tree", "-r", "-z", "--full-tree", commit, "--", *sorted(gone)).split(b"\0")
        blobs = {line.split(b"\t")[0].split()[2]: os.fsdecode(line.split(b"\t")[1]) for line in listed if line}
        told = self.git("hash-object", "--stdin-paths", stdin=os.fsencode("\n".join(files) + "\n")).split()
        return {path: blobs[blob] for path, blob in zip(files, told, strict=True) if blob in blobs}

    def links(self) -> Iterable[tuple[str, str]]:
        """The symbolic links of the index, each with the place in the repository that it leads to."""
        listed = self.git("ls-files", "-s", "-z")
        for found in re.findall(rb"(?:^|\0)120000 [0-9a-f]+ \d\t([^\0]+)", listed):
            path = os.fsdecode(found)
            target = os.path.relpath(os.path.realpath(os.path.join(self.root, path)), os.path.realpath(self.root))
            yield path, target.replace(os.sep, "/")
