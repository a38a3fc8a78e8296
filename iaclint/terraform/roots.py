"""Which directories are judged as roots: those that no other directory of the scanned tree calls."""

from __future__ import annotations

import os
import posixpath
import re

from iaclint.files import DIRECTORY, FILE, MODULE_ENDS, FileProblem, join, normal
from iaclint.terraform.calls import is_local, literal_source
from iaclint.terraform.module import module_files, read_configuration, read_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from iaclint.files import Entry, Files
    from iaclint.text.hclast import Block
    from iaclint.text.sources import Sources

_MODULE_BLOCK = r"""\bmodule(?:[ \t]+[^ \t\r\n=.{]|["/])"""
_BACKEND = r"""(?m)^[ \t]*(?:backend[ \t]*"|cloud[ \t]*\{|"(?:backend|cloud)"[ \t]*:)"""
_LOCAL_SOURCE = re.compile(rb"""\bsource"?[ \t]*[=:][ \t]*"(\.\.?(?:/[^"\n]*)?)\"""")


def find_roots(directories: Iterable[str], sources: Sources) -> tuple[str, ...]:
    """The roots among some directories: those that none of the others calls, directly or over several calls.

    One that says where its state is kept, or what its variables are, is deployed by itself, whoever calls it too.
    Of directories that call each other in a circle, the first is a root (Terraform refuses it, but it is judged).
    """
    written = {_place(directory): directory for directory in sorted(set(directories))}
    calls = {place: called_directories(directory, sources) for place, directory in written.items()}
    called = frozenset().union(*calls.values())
    roots = [place for place in calls if place not in called or _is_deployed(written[place], sources)]
    reached = _reached(roots, calls)
    for directory in calls:
        if directory not in reached:
            roots.append(directory)
            reached |= _reached([directory], calls)
    return tuple(written[place] for place in sorted(roots))


def _reached(roots: list[str], calls: dict[str, frozenset[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = list(roots)
    while waiting:
        directory = waiting.pop()
        if directory not in reached:
            reached.add(directory)
            waiting.extend(calls.get(directory, ()))
    return reached


def _is_deployed(directory: str, sources: Sources) -> bool:
    """Whether a directory has what only a root module has: a backend, or a file that gives its variables values."""
    names = {entry.name for entry in _listing(directory, sources.files)}
    if names & {"terraform.tfvars", "terraform.tfvars.json"}:
        return True
    texts = (join(directory, name) for name in names if name.endswith(MODULE_ENDS))
    return any(re.search(_BACKEND, _text(path, sources)) for path in texts)


def _text(path: str, sources: Sources) -> str:
    try:
        return sources.get(path).text
    except FileProblem:
        return ""


def called_directories(directory: str, sources: Sources) -> frozenset[str]:
    """The places of the directories that the module calls of a directory name by path, itself left out."""
    try:
        written = [literal_source(block) for block in _module_calls(directory, sources)]
    except FileProblem:
        return frozenset()
    found = {_place(join(directory, source)) for source in written if source is not None and is_local(source)}
    return frozenset(found - {_place(directory)})


def _module_calls(directory: str, sources: Sources) -> list[Block]:
    """The blocks of the module calls of a directory. Files that hold none by their text are not read as HCL."""
    ordinary, overriding = module_files(directory, sources)
    if any(_may_call(join(directory, name), sources) for name in overriding):
        declarations = read_module(directory, sources).declarations
        return [declaration.block for declaration in declarations if declaration.mode == "module"]
    calling = (join(directory, name) for name in ordinary)
    files = [read_configuration(path, sources) for path in calling if _may_call(path, sources)]
    return [block for file in files for block in file.body.blocks if block.type == "module" and len(block.labels) == 1]


def _may_call(path: str, sources: Sources) -> bool:
    """Whether the text of a file may hold a module call; of a file that cannot be read its module tells."""
    try:
        text = sources.get(path).text
    except FileProblem:
        return False
    return path.endswith(".json") or re.search(_MODULE_BLOCK, text) is not None


def roots_of_file(path: str, sources: Sources) -> tuple[str, ...]:
    """The roots that a configuration file belongs to: those that reach its directory by calls, else the directory.

    Callers are looked for by the text of local sources, below the root that files are read from.
    """
    directory = _place(posixpath.dirname(path) or ".")
    callers: dict[str, set[str]] = {}
    for caller, called in _calls_by_text(sources).items():
        for one in called:
            callers.setdefault(one, set()).add(caller)
    above = _reached([directory], {called: frozenset(found) for called, found in callers.items()})
    roots = sorted(one for one in above if not callers.get(one, set()) - {one})
    return tuple(roots) or (directory,)


def _calls_by_text(sources: Sources) -> dict[str, frozenset[str]]:
    known = sources.made.get(("calls", ""))
    if isinstance(known, dict):
        return known
    found: dict[str, frozenset[str]] = {}
    waiting = [_place(sources.files.root)]
    while waiting:
        directory = waiting.pop()
        names: list[str] = []
        for entry in _listing(directory, sources.files):
            if entry.kind == DIRECTORY and _is_walked(entry):
                waiting.append(_place(join(directory, entry.name)))
            elif entry.kind == FILE and entry.name.endswith(MODULE_ENDS):
                names.append(entry.name)
        called = (source for name in names for source in _sources_in(join(directory, name), sources))
        found[directory] = frozenset(_place(join(directory, source)) for source in called)
    sources.made["calls", ""] = found
    return found


def _is_walked(entry: Entry) -> bool:
    return not entry.link and not entry.name.startswith(".") and entry.name != "node_modules"


def _place(path: str) -> str:
    """A path in the form that ``Files`` has it: relative below the working directory, else absolute."""
    here = os.getcwd()
    full = os.path.abspath(path)
    return "." if full == here else normal(full[len(here) + 1 :] if full.startswith(here + os.sep) else full)


def _listing(directory: str, files: Files) -> tuple[Entry, ...]:
    try:
        return files.listing(directory)
    except FileProblem:
        return ()


def _sources_in(path: str, sources: Sources) -> list[str]:
    try:
        data = sources.files.read(path)
    except FileProblem:
        return []
    return [found.decode("utf-8", "replace") for found in _LOCAL_SOURCE.findall(data)]
