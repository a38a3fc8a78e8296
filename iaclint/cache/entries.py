"""Results of whole runs and of their tasks, kept for the next run over the same files.

An entry lists everything that a run asked the file system for: files read (size, times, inode; for those hardly older
than the run also a digest, as git does with its index), paths looked for in vain, directories listed. It holds while
all of that is as it was; anything else, a damaged entry too, is as if there were none. Entries lie in the user's own
cache directory, never in the tree: what a stranger's commit could write must not answer for a run.
"""

from __future__ import annotations

import os

from iaclint.files import Log

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, Final

    Stamp = list[int | str]  # size, mtime_ns, ctime_ns, inode and perhaps a digest
    Listing = Stamp | str  # of a directory, or a digest of the names in it

MOST_ENTRIES = 32
MOST_BYTES = 64_000_000
YOUNG = 100_000_000  # nanoseconds: what the clock of a file system may lag behind
COARSE = 2_000_000_000  # nanoseconds between the times that the coarsest file systems can tell apart


class Cache:
    """The entries in a directory. Nothing here ever raises: a cache that does not work is no cache."""

    def __init__(self, directory: str) -> None:
        self.directory: Final = directory
        self.fault = ""  # why an entry could not be used, for -v

    def recall(self, key: str) -> Any:
        """What ``remember`` kept for this key, if everything that it depends on is unchanged; else None."""
        entry = self.load(key)
        if entry is None:
            return None
        read, missed, listed = entry["read"], entry["missed"], entry["listed"]
        return entry["payload"] if Stamps(read, listed).hold(read, missed, listed) else None

    def remember(self, key: str, log: Log, started: int, payload: object) -> None:
        """Keep a result. ``started`` is when the run began (ns): if anything changed since then, nothing is kept."""
        stamps = Stamps({}, {})
        asked = settled(log)
        if stamps.take(asked, started):
            missed = sorted(asked.missed)
            self.store(key, {"read": stamps.read, "missed": missed, "listed": stamps.listed, "payload": payload})

    def load(self, key: str) -> dict[str, Any] | None:
        """What ``store`` was given under this key; None if there is nothing, or if it is damaged."""
        try:
            with open(os.path.join(self.directory, self.name(key)), "rb") as file:
                digest, data = file.read(32), file.read(MOST_BYTES)
        except OSError:
            return None
        if digest != _digest(data):
            self.fault = "an entry of the cache is damaged; it is made anew"
            return None
        from json import loads

        entry: dict[str, Any] = loads(data)
        return entry

    def store(self, key: str, entry: dict[str, Any]) -> None:
        """Keep an entry, unless it is too large."""
        from json import dumps

        try:
            data = dumps(entry, separators=(",", ":")).encode("ascii")
            if len(data) <= MOST_BYTES:
                self._write(self.name(key), _digest(data) + data)
        except (OSError, ValueError):
            return

    def name(self, key: str) -> str:
        """The short name of a key."""
        return _digest(key.encode("utf-8", "surrogatepass")).hex()[:40]

    def _write(self, name: str, data: bytes) -> None:
        os.makedirs(self.directory, mode=0o700, exist_ok=True)
        part = os.path.join(self.directory, f"{name}.{os.getpid()}.part")
        try:
            with open(part, "wb") as file:
                file.write(data)
            os.replace(part, os.path.join(self.directory, name))
        except OSError:
            if os.path.exists(part):
                os.unlink(part)
            raise
        self._forget()

    def _forget(self) -> None:
        """Remove what was not used for longest, past the bounds."""
        with os.scandir(self.directory) as names:
            entries = sorted(((name.stat(), name.path) for name in names), key=lambda found: -found[0].st_mtime_ns)
        size = 0
        for count, (about, path) in enumerate(entries):
            size += about.st_size
            if count >= MOST_ENTRIES or size > 4 * MOST_BYTES:
                os.unlink(path)


class Stamps:
    """How files and directories were when a run asked for them; each is looked at once."""

    def __init__(self, read: dict[str, Stamp], listed: dict[str, Listing]) -> None:
        self.read: Final = read
        self.listed: Final = listed
        self._same: Final[dict[tuple[str, str], bool]] = {}
        self._around: Final[set[str]] = set()  # directories around what was taken in

    def hold(self, read: Iterable[str], missed: Iterable[str], listed: Iterable[str]) -> bool:
        """Whether these files are as they were, these paths still missing, the names in these directories the same."""
        return (
            all(self._is("read", path) for path in read)
            and all(self._is("missed", path) for path in missed)
            and all(self._is("listed", path) for path in listed)
        )

    def _is(self, what: str, path: str) -> bool:
        known = self._same.get((what, path))
        if known is None:
            known = self._same[what, path] = self._look(what, path)
        return known

    def _look(self, what: str, path: str) -> bool:
        if what == "missed":
            return not os.path.lexists(path)
        if what == "listed":
            listing = self.listed[path]
            return (_names(path) if isinstance(listing, str) else stamp(path or ".")) == listing
        before = self.read[path]
        try:
            return _about(path) == before[:4] and (len(before) == 4 or _content(path) == before[4])
        except (OSError, ValueError):
            return False

    def take(self, log: Log, started: int) -> bool:
        """Take in how all that was asked for is now; False if something of it changed since ``started`` (ns)."""
        try:
            self.read.update((path, _stamp(path, started)) for path in log.read if path not in self.read)
            self.listed.update((path, _settled_names(path, started)) for path in log.listed if path not in self.listed)
            for path in (*log.read, *log.missed, *log.listed):
                self._stand(os.path.dirname(path), started)
        except (OSError, ValueError):
            return False
        return True

    def _stand(self, directory: str, started: int) -> None:
        """ValueError if a directory, or one of those around it below the working directory, may be another by now."""
        while directory and directory not in self._around:
            if os.path.lexists(directory):
                _unchanged(directory, stamp(directory) or [0, 0, 0, 0], started)
            self._around.add(directory)
            directory = "" if os.path.isabs(directory) else os.path.dirname(directory)


def settled(log: Log) -> Log:
    """What was asked for; a path that could not be read though it is there counts as read: it may change."""
    told = Log()
    told.add(log)
    there = {path for path in log.missed if os.path.lexists(path)}
    told.read.update(there)
    told.missed.difference_update(there)
    return told


def _digest(data: bytes) -> bytes:
    from hashlib import blake2b

    return blake2b(data, digest_size=32).digest()


def stamp(path: str) -> Stamp:
    """What tells whether a file is the same as before; empty if it cannot be asked."""
    try:
        return _about(path)
    except (OSError, ValueError):
        return []


def _about(path: str) -> Stamp:
    found = os.stat(path)
    return [found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino]


def _stamp(path: str, started: int) -> Stamp:
    """What tells whether a file changes; a young one could change again without it showing."""
    about = _about(path)
    changed = _unchanged(path, about, started)
    if changed >= started - YOUNG:
        if not os.path.isfile(path):
            raise ValueError(f"{path} is young and no regular file")
        about.append(_content(path))
    return about


def _unchanged(path: str, about: Stamp, started: int) -> int:
    """When something last changed (ns); ValueError if that may have been since ``started``.

    A directory that was moved to a path, and a link that took its place, are young, whatever is in them.
    """
    itself = os.lstat(path)
    changed = _latest(about[1], about[2], itself.st_mtime_ns, itself.st_ctime_ns)
    if changed >= started:
        raise ValueError(f"{path} changed while it was looked at")
    return changed


def _latest(*times: int | str) -> int:
    """The latest moment that the last of some times can stand for: one of whole seconds may have been rounded."""
    last = max(map(int, times))
    return last if last % 1_000_000_000 else last + COARSE - 1


def _settled_names(path: str, started: int) -> Listing:
    """What tells whether the names in a directory change: its times, which a young one could keep; else the names."""
    about = stamp(path or ".")
    if not about or not os.path.isdir(path or "."):
        return _names(path)
    changed = _unchanged(path or ".", about, started)
    return _names(path) if changed >= started - YOUNG or os.name != "posix" else about


def _content(path: str) -> str:
    with open(path, "rb") as file:
        return _digest(file.read()).hex()


def _names(path: str) -> str:
    """A digest of the names in a directory and of what they are."""
    try:
        with os.scandir(path or ".") as names:
            told = sorted(f"{name.name}/{name.is_dir():d}{_target(name)}" for name in names)
    except (OSError, ValueError):
        return ""
    return _digest("\0".join(told).encode("utf-8", "surrogateescape")).hex()[:32]


def _target(name: os.DirEntry[str]) -> str:
    return os.readlink(name.path) if name.is_symlink() else ""
