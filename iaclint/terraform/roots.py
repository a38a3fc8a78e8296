"""Which directories are judged as roots: those that no other directory of the scanned tree calls."""

from __future__ import annotations

from iaclint.files import FileProblem, join
from iaclint.record import Record
from iaclint.terraform.calls import is_local, literal_source
from iaclint.terraform.module import read_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from iaclint.text.sources import Sources


class Root(Record):
    """A directory that is judged as a root module."""

    directory: str


def find_roots(directories: Iterable[str], sources: Sources) -> tuple[Root, ...]:
    """The roots among some directories: those that none of the others calls, directly or over several calls.

    Of directories that call each other in a circle, the first is a root (Terraform refuses it, but it is judged).
    """
    calls = {directory: called_directories(directory, sources) for directory in sorted(set(directories))}
    roots = [directory for directory in calls if not any(directory in called for called in calls.values())]
    reached = _reached(roots, calls)
    for directory in calls:
        if directory not in reached:
            roots.append(directory)
            reached |= _reached([directory], calls)
    return tuple(Root(directory) for directory in sorted(roots))


def _reached(roots: list[str], calls: dict[str, frozenset[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = list(roots)
    while waiting:
        directory = waiting.pop()
        if directory not in reached:
            reached.add(directory)
            waiting.extend(calls.get(directory, ()))
    return reached


def called_directories(directory: str, sources: Sources) -> frozenset[str]:
    """The directories that the module calls of a directory name by path, itself left out."""
    try:
        module = read_module(directory, sources)
    except FileProblem:
        return frozenset()
    written = (literal_source(declaration.block) for declaration in module.declarations if declaration.mode == "module")
    found = {join(directory, source) for source in written if source is not None and is_local(source)}
    return frozenset(found - {directory})
