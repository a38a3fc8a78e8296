"""Globs over paths in configurations: linear in pattern times path, whatever somebody writes."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def covers(pattern: str, path: str) -> bool:
    """Whether a glob fits a path or a directory above it. ``*`` and ``?`` stay within one name, ``**`` does not."""
    wanted = [name for name in pattern.split("/") if name not in {"", "."}]
    names = [name for name in path.split("/") if name not in {"", "."}]
    if not wanted:
        return True
    return _fits([*wanted, "**"], names, "**", lambda glob, name: _fits(glob, name, "*", _same))


def fits(pattern: str, text: str) -> bool:
    """Whether a glob fits a whole text; ``*`` is any run of characters, ``?`` one."""
    return _fits(pattern, text, "*", _same)


def _same(wanted: str, char: str) -> bool:
    return wanted in {"?", char}


def _fits(pattern: Sequence[str], items: Sequence[str], star: str, one: Callable[[str, str], bool]) -> bool:
    """The greedy algorithm: on a mismatch only the last star takes one item more."""
    at = place = 0
    last = mark = -1
    while place < len(items):
        if at < len(pattern) and pattern[at] == star:
            last, mark = at, place
            at += 1
        elif at < len(pattern) and one(pattern[at], items[place]):
            at += 1
            place += 1
        elif last >= 0:
            mark += 1
            at, place = last + 1, mark
        else:
            return False
    return all(left == star for left in pattern[at:])
