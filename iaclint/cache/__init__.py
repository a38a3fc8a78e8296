"""What an earlier run found, for the next one over the same files.

This module is all that a run over a few files needs of it.
"""

from __future__ import annotations

import os
import stat
import sys
import time

FEWEST = 100  # files; below that a run costs no more than asking whether it is known
_COARSE_CLOCK = 5  # CLOCK_REALTIME_COARSE in linux/time.h, which Python has no name for
_PRIME = 4_294_967_291  # the largest below 2 ** 32: roots are told apart well enough without loading a checksum


def home(root: str) -> str:
    """The directory of the entries for runs below a root; empty if there is none that only the user can write.

    A relative XDG_CACHE_HOME is to be ignored (XDG Base Directory Specification), and a home that is not there is not
    made. In a cache below the root what a commit brings could answer for a run.
    """
    base = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(base):
        user = os.path.expanduser("~") if os.environ.get("HOME") != "" else ""  # which would be the root directory
        base = os.path.join(user, ".cache") if os.path.isdir(user) else ""
    if not os.path.isabs(base) or (os.path.realpath(base) + os.sep).startswith(root.rstrip(os.sep) + os.sep):
        return ""
    return os.path.join(base, "iaclint", f"{int.from_bytes(os.fsencode(root), 'big') % _PRIME:08x}")


def now() -> int:
    """The time by the clock that file systems take theirs from, in nanoseconds.

    It ticks some hundred times a second: by a finer one a file that is written after a run began could bear a time
    from before (clock_gettime(2), CLOCK_REALTIME_COARSE).
    """
    return time.clock_gettime_ns(_COARSE_CLOCK) if sys.platform == "linux" else time.time_ns()


def has_entries(root: str) -> bool:
    """Whether it is worth asking: most runs are over a few files and were never kept."""
    directory = home(root)
    try:
        about = os.stat(directory) if directory else None
    except OSError:
        return False
    return about is not None and stat.S_ISDIR(about.st_mode) and about.st_uid == getattr(os, "geteuid", lambda: 0)()
