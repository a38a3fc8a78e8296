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
    from collections.abc import Sequence
    from typing import Final

    from iaclint.config.choose import Excluder
    from iaclint.files import Entry, Files
    from iaclint.gitignore import IgnoreFile

    # gitignore rules with the way from their directory to the current one (``a/b/``); the closest last
    Rules = tuple[tuple[IgnoreFile, str], ...]

TERRAFORM_ENDS = (".tf", ".tofu", ".tf.json", ".tofu.json")
TEMPLATE_ENDS = (".yaml", ".yml", ".json", ".template")
CONFIGURATIONS = ("iaclint.toml", "pyproject.toml")
SKIPPED = frozenset({"node_modules"})  # besides hidden folders
_ENDS = TERRAFORM_ENDS + TEMPLATE_ENDS

# How texts in other encodings begin: with a byte order mark, or with a plain character (RFC 4627, section 3).
_WIDE = (
    (rb"\xff\xfe\0\0|[^\0]\0\0\0", "utf-32-le"),
    (rb"\0\0\xfe\xff|\0\0\0[^\0]", "utf-32-be"),
    (rb"\xff\xfe|[^\0]\0", "utf-16-le"),
    (rb"\xfe\xff|\0[^\0]", "utf-16-be"),
)


class NoSuchPath(UserProblem):
    """A path given by name that does not exist, or that cannot be read."""


class Found(Record):
    """What a walk found below one root.

    ``directories`` hold Terraform files; ``terraform`` are files of that kind given by name, ``others`` files given by
    name that are neither Terraform nor a template or plan, ``policies`` those of them that read like a policy;
    ``candidates`` may be templates (the path, and whether it was given by name). ``unreadable`` has paths with the
    reason; ``aside`` has what is called as templates are but cannot be looked into, so that nobody can tell what it is:
    the path, what it is instead (a link that leads out of the root, a file that is too large), and the reason.
    """

    directories: tuple[str, ...]
    terraform: tuple[str, ...]
    candidates: tuple[tuple[str, bool], ...]
    plans: tuple[str, ...]
    others: tuple[str, ...]
    unreadable: tuple[tuple[str, str], ...]
    aside: tuple[tuple[str, str, str], ...] = ()
    policies: tuple[str, ...] = ()


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


def discover(paths: Sequence[str], files: Files, *, gitignore: bool = True, excluded: Excluder | None = None) -> Found:
    """What the paths (in the form of ``Files``) hold; NoSuchPath if one is not there.

    ``excluded`` says of a path met on the way, not of one given by name, that nobody wants it read.
    """
    walk = _Walk(files, gitignore, excluded)
    for path in paths:
        walk.start(path)
    return walk.found()


def may_be_template(data: bytes) -> bool:
    """Whether a text can be a CloudFormation template: it has ``Resources`` and a type ``AWS::...``."""
    if b"Resources" in data and b"AWS::" in data:
        return True
    if b"\\" not in data:
        return False
    from iaclint.text.escapes import unescaped

    plain = unescaped(data)
    return b"Resources" in plain and b"AWS::" in plain


def wide_encoding(data: bytes) -> str:
    """The encoding of a text that is UTF-16 or UTF-32; empty for any other."""
    if b"\0" not in data[:4] and data[:2] not in {b"\xff\xfe", b"\xfe\xff"}:
        return ""
    return next((name for start, name in _WIDE if re.match(start, data, re.DOTALL)), "")


def may_be_plan(data: bytes) -> bool:
    """Whether a text can be what ``terraform show -json`` writes for a plan."""
    return b'"planned_values"' in data and b'"format_version"' in data


class _Walk:
    def __init__(self, files: Files, gitignore: bool, excluded: Excluder | None) -> None:
        self.files: Final = files
        self.gitignore: Final = gitignore
        self.excluded: Final = excluded
        self.directories: set[str] = set()
        self.terraform: set[str] = set()
        self.candidates: dict[str, bool] = {}
        self.plans: set[str] = set()
        self.others: set[str] = set()
        self.unreadable: set[tuple[str, str]] = set()
        self.aside: set[tuple[str, str, str]] = set()
        self.policies: set[str] = set()

    def found(self) -> Found:
        return Found(
            tuple(sorted(self.directories)),
            tuple(sorted(self.terraform)),
            tuple(sorted(self.candidates.items())),
            tuple(sorted(self.plans)),
            tuple(sorted(self.others)),
            tuple(sorted(self.unreadable)),
            tuple(sorted(self.aside)),
            tuple(sorted(self.policies)),
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
        else:
            self.data(path, named=True)

    def other(self, path: str, data: bytes) -> None:
        """A file that is no template, given by name; a plan as Terraform saves it wants another form."""
        if data.startswith(b"PK") and b"tfplan" in data[:100]:
            self.unreadable.add((path, "is a saved plan; write it as JSON: terraform show -json PLAN > plan.json"))
            return
        self.others.add(path)
        if b"Statement" in data and b"Effect" in data:
            self.policies.add(path)
        if path.lower().endswith(TEMPLATE_ENDS):
            self.candidates[path] = True

    def data(self, path: str, *, named: bool = False) -> None:
        """A file that may be a template or a plan."""
        try:
            data = self.files.read(path)
        except FileProblem as problem:
            if isinstance(problem, TooLarge) and not named:
                self.aside.add((path, "a file", problem.reason))
            else:
                self.unreadable.add((path, problem.reason))
            return
        if (named or path.endswith(".json")) and may_be_plan(data):
            self.plans.add(path)
        elif may_be_template(data):
            self.candidates[path] = named or self.candidates.get(path, False)
        elif (wide := wide_encoding(data)) and may_be_template(data.decode(wide, "replace").encode()):
            self.unreadable.add((path, f"is {wide[:6].upper()}; a template is read as UTF-8"))
        elif named:
            self.other(path, data)

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
        if "pyvenv.cfg" in names and not top and not self.files.tracked(join(path, "pyvenv.cfg")):
            return []
        if self.excluded is not None and not names.isdisjoint(CONFIGURATIONS):
            self.excluded.enter(path)
        if self.gitignore and ".gitignore" in names:
            rules = _with_rules(rules, path, self.files)
        below: list[tuple[str, Rules]] = []
        for entry in entries:
            inside = entry.name if path == "." else f"{path}/{entry.name}"
            if _walkable(entry):
                if self.wanted(entry.name + "/", inside, rules):
                    below.append((inside, tuple((file, f"{prefix}{entry.name}/") for file, prefix in rules)))
            elif entry.opened and _called_right(entry.name) and self.wanted(entry.name, inside, rules):
                self.file(path, inside, entry)
        return below

    def wanted(self, name: str, path: str, rules: Rules) -> bool:
        """Whether a path is to be read; what git tracks is, whatever is to be ignored (gitignore(5), "Notes")."""
        return (not _ignored(name, rules) or self.files.tracked(path)) and not (
            self.excluded is not None and self.excluded(path)
        )

    def file(self, directory: str, path: str, entry: Entry) -> None:
        """A file met on the way."""
        if path.endswith(TERRAFORM_ENDS):
            self.directories.add(directory)
        elif entry.kind == FILE:
            self.data(path)
        elif entry.link and (reason := self.files.outside(path)):
            self.aside.add((path, "a link", reason))


def _walkable(entry: Entry) -> bool:
    return entry.kind == DIRECTORY and not (entry.link or entry.name.startswith(".") or entry.name in SKIPPED)


def _called_right(name: str) -> bool:
    return name.endswith(_ENDS) or name.lower().endswith(TEMPLATE_ENDS)


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
