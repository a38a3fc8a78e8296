"""Paths to candidates: which directories hold Terraform, which files may be templates or plans.

Nothing is parsed here. A file that is not named on the command line is a candidate by its name and by the bytes that
every template or plan must hold; what it really is the front ends decide.
"""

from __future__ import annotations

import os
import re

from iaclint.files import DIRECTORY, FILE, FileProblem, TooLarge, UserProblem, given, join, normal
from iaclint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Final

    from iaclint.files import Entry, Files
    from iaclint.gitignore import IgnoreFile

    # gitignore rules with the way from their directory to the current one (``a/b/``); the closest last
    Rules = tuple[tuple[IgnoreFile, str], ...]

TERRAFORM_ENDS = (".tf", ".tofu", ".tf.json", ".tofu.json")
TEMPLATE_ENDS = (".yaml", ".yml", ".json", ".template")
SKIPPED = frozenset({"node_modules"})  # besides hidden folders
_ENDS = TERRAFORM_ENDS + TEMPLATE_ENDS

# JSON and YAML can write any of these letters as an escape, so a file with such an escape is looked at more closely.
_ESCAPE = rb"\\(?:u00|x|U000000)[2-7]"
_FOLDED = rb"\\\r?\n"


class NoSuchPath(UserProblem):
    """A path given by name that does not exist, or that cannot be read."""


class Found(Record):
    """What a walk found below one root.

    ``directories`` hold Terraform files; ``terraform`` are files of that kind given by name, ``others`` files given by
    name that are neither Terraform nor a template or plan; ``candidates`` may be templates (the path, and whether it
    was given by name). ``unreadable`` has paths with the reason.
    """

    directories: tuple[str, ...]
    terraform: tuple[str, ...]
    candidates: tuple[tuple[str, bool], ...]
    plans: tuple[str, ...]
    others: tuple[str, ...]
    unreadable: tuple[tuple[str, str], ...]


def root_of(path: str) -> str:
    """The directory that nothing is read outside of: the git work tree around the path, else the working directory if
    the path lies below it, else the directory of the path.
    """
    full = os.path.abspath(path)
    start = full if os.path.isdir(full) else os.path.dirname(full)
    at = start
    while True:
        if os.path.lexists(os.path.join(at, ".git")):
            return at
        above = os.path.dirname(at)
        if above == at:
            break
        at = above
    here = os.getcwd()
    return here if (start + os.sep).startswith(here.rstrip(os.sep) + os.sep) else start


def discover(
    paths: Sequence[str], files: Files, *, gitignore: bool = True, excluded: Callable[[str], bool] = lambda _: False
) -> Found:
    """What the paths (in the form of ``Files``) hold; NoSuchPath if one is not there.

    ``excluded`` says of a path met on the way, not of one given by name, that nobody wants it read.
    """
    walk = _Walk(files, gitignore, excluded)
    for path in paths:
        walk.start(path)
    return walk.found()


def may_be_template(data: bytes) -> bool:
    """Whether a text can be a CloudFormation template: it has ``Resources`` and a type ``AWS::...``."""
    if b"Resources" in data:
        return b"AWS::" in data or (b"\\" in data and re.search(_ESCAPE + b"|" + _FOLDED, data) is not None)
    return b"AWS" in data and b"\\" in data and re.search(_ESCAPE, data) is not None


def may_be_plan(data: bytes) -> bool:
    """Whether a text can be what ``terraform show -json`` writes for a plan."""
    return b'"planned_values"' in data and b'"format_version"' in data


class _Walk:
    def __init__(self, files: Files, gitignore: bool, excluded: Callable[[str], bool]) -> None:
        self.files: Final = files
        self.gitignore: Final = gitignore
        self.excluded: Final = excluded
        self.directories: set[str] = set()
        self.terraform: set[str] = set()
        self.candidates: dict[str, bool] = {}
        self.plans: set[str] = set()
        self.others: set[str] = set()
        self.unreadable: set[tuple[str, str]] = set()

    def found(self) -> Found:
        return Found(
            tuple(sorted(self.directories)),
            tuple(sorted(self.terraform)),
            tuple(sorted(self.candidates.items())),
            tuple(sorted(self.plans)),
            tuple(sorted(self.others)),
            tuple(sorted(self.unreadable)),
        )

    def start(self, path: str) -> None:
        kind = self.files.kind(path)
        if kind == DIRECTORY:
            self.walk(path)
        elif kind == FILE:
            self.named(path)
        else:
            raise NoSuchPath(f"{path}: {'is no regular file or directory' if kind else 'no such file or directory'}")

    def named(self, path: str) -> None:
        """A file given by name is always looked at."""
        if path.endswith(TERRAFORM_ENDS):
            self.terraform.add(path)
        elif not path.endswith(TEMPLATE_ENDS):
            self.other(path)
        else:
            self.data(path, named=True)

    def other(self, path: str) -> None:
        """A file of no known kind, given by name; a plan as Terraform saves it wants another form."""
        try:
            head = self.files.read(path)[:100]
        except FileProblem as problem:
            self.unreadable.add((path, problem.reason))
            return
        if head.startswith(b"PK") and b"tfplan" in head:
            self.unreadable.add((path, "is a saved plan; write it as JSON: terraform show -json PLAN > plan.json"))
        else:
            self.others.add(path)

    def data(self, path: str, *, named: bool = False) -> None:
        """A file that may be a template or a plan."""
        try:
            data = self.files.read(path)
        except FileProblem as problem:
            if named or not isinstance(problem, TooLarge):
                self.unreadable.add((path, problem.reason))
            return
        if path.endswith(".json") and may_be_plan(data):
            self.plans.add(path)
        elif may_be_template(data):
            self.candidates[path] = named or self.candidates.get(path, False)
        elif named:
            self.candidates[path] = True
            self.others.add(path)

    def walk(self, top: str) -> None:
        """Everything below a directory. A loop, since trees may be deeper than the interpreter's stack."""
        waiting = [(top, _rules_above(top, self.files) if self.gitignore else ())]
        while waiting:
            path, rules = waiting.pop()
            waiting.extend(self.directory(path, rules, top=path == top))

    def directory(self, path: str, rules: Rules, *, top: bool) -> list[tuple[str, Rules]]:
        """Look at the files of a directory; the directories in it that are to be walked."""
        try:
            entries = self.files.listing(path)
        except FileProblem as problem:
            self.unreadable.add((path, problem.reason))
            return []
        names = {entry.name for entry in entries}
        if "pyvenv.cfg" in names and not top:
            return []
        if self.gitignore and ".gitignore" in names:
            rules = _with_rules(rules, path, self.files)
        below: list[tuple[str, Rules]] = []
        for entry in entries:
            inside = entry.name if path == "." else f"{path}/{entry.name}"
            if _walkable(entry) and self.wanted(entry.name + "/", inside, rules):
                below.append((inside, tuple((file, f"{prefix}{entry.name}/") for file, prefix in rules)))
            elif entry.kind == FILE and entry.name.endswith(_ENDS) and self.wanted(entry.name, inside, rules):
                self.file(path, inside)
        return below

    def wanted(self, name: str, path: str, rules: Rules) -> bool:
        return not _ignored(name, rules) and not self.excluded(path)

    def file(self, directory: str, path: str) -> None:
        """A file met on the way."""
        if path.endswith(TERRAFORM_ENDS):
            self.directories.add(directory)
        else:
            self.data(path)


def _walkable(entry: Entry) -> bool:
    return entry.kind == DIRECTORY and not (entry.link or entry.name.startswith(".") or entry.name in SKIPPED)


def _ignored(name: str, rules: Rules) -> bool:
    """What the ``.gitignore`` files say of a name; the closest one that mentions it decides (gitignore(5))."""
    for file, prefix in reversed(rules):
        verdict = file.ignores(prefix + name)
        if verdict is not None:
            return verdict
    return False


def _with_rules(rules: Rules, directory: str, files: Files) -> Rules:
    """The rules with those of the ``.gitignore`` in a directory; one that cannot be read says nothing."""
    try:
        text = files.read(join(directory, ".gitignore")).decode("utf-8", "replace")
    except FileProblem:
        return rules
    from iaclint.gitignore import IgnoreFile

    return (*rules, (IgnoreFile(text), ""))


def _rules_above(path: str, files: Files) -> Rules:
    """The rules that hold for a directory from the root down; none if they ignore it itself: it was asked for."""
    full = os.path.realpath(path)
    if not full.startswith(files.root.rstrip(os.sep) + os.sep):
        return ()
    rules: Rules = ()
    at = files.root
    for name in normal(os.path.relpath(full, at)).split("/"):
        if files.kind(given(os.path.join(at, ".gitignore"))) == FILE:
            rules = _with_rules(rules, given(at), files)
        if _ignored(name + "/", rules):
            return ()
        rules = tuple((file, f"{prefix}{name}/") for file, prefix in rules)
        at = os.path.join(at, name)
    return rules
