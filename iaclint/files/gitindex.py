"""Which paths git tracks, read from the index of a work tree.

Format: Git documentation, "gitformat-index": the name of an entry follows two bytes of flags, whose lower twelve bits
are its length; in version 3 two more bytes may stand between. Version 4 shortens names, so git itself is asked.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_LONGEST = 0xFFF
_EXTENDED = 0x4000


class Index:
    """The index of the work tree at ``root``; empty if there is none. ``file`` is where it stands, or empty."""

    def __init__(self, root: str) -> None:
        self.file = ""
        self.data = b""
        self.names: Final[set[bytes]] = set()
        try:
            file = os.path.join(_git_directory(root), "index")
            with open(file, "rb") as index:
                self.data = index.read()
            self.file = file
        except (OSError, ValueError):
            return
        if self.data[4:8] == b"\0\0\0\4":
            self._ask(root)

    def has(self, path: str) -> bool:
        """Whether there is an entry for a path (relative to the root), or below it."""
        name = os.fsencode(path.replace(os.sep, "/"))
        if self.names:
            return name in self.names
        return self._entry(name + b"\0") or self._entry(name + b"/")

    def _entry(self, start: bytes) -> bool:
        """Whether a name of the index starts so."""
        data = self.data
        at = data.find(start)
        while at >= 0:
            length = min(data.find(b"\0", at) - at, _LONGEST)
            if _flags(data, at - 2) & _LONGEST == length:
                return True
            flags = _flags(data, at - 4)
            if flags & _EXTENDED and flags & _LONGEST == length:
                return True
            at = data.find(start, at + 1)
        return False

    def _ask(self, root: str) -> None:
        """Take the names, and those of the directories around them, from git."""
        import subprocess

        try:
            listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, check=False).stdout
        except OSError:
            return
        for name in listed.split(b"\0"):
            while name and name not in self.names:
                self.names.add(name)
                name = name.rpartition(b"/")[0]  # noqa: PLW2901


def _flags(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 2], "big")


def _git_directory(root: str) -> str:
    """Where git keeps the index: ``.git``, or the place that a file of this name tells (gitrepository-layout(5))."""
    path = os.path.join(root, ".git")
    if os.path.isdir(path):
        return path
    with open(path, encoding="utf-8") as file:
        told = file.read(4096)
    return os.path.join(root, told.removeprefix("gitdir:").strip())
