"""What an earlier run found, for the next one over the same files.

This module is all that a run over a few files needs of it.
"""

from __future__ import annotations

import os

FEWEST = 100  # files; below that a run costs no more than asking whether it is known
_PRIME = 4_294_967_291  # the largest below 2 ** 32: roots are told apart well enough without loading a checksum


def home(root: str) -> str:
    """The directory of the entries for runs below a root."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(base, "iaclint", f"{int.from_bytes(os.fsencode(root), 'big') % _PRIME:08x}")


def has_entries(root: str) -> bool:
    """Whether it is worth asking: most runs are over a few files and were never kept."""
    return os.path.isdir(home(root))
