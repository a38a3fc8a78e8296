"""A fault of iaclint itself, told without the values that it was met with.

The text of an exception may quote a secret, so only its kind and its place are shown.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

_PACKAGE = os.path.dirname(os.path.abspath(__file__))


def told(fault: BaseException) -> str:
    """The kind of an exception and the line of ours that it came from: ``KeyError at iaclint/run.py:12``."""
    place = ""
    for file, line in _frames(fault.__traceback__):
        if not place or file.startswith(_PACKAGE + os.sep):
            place = f" at {_short(file)}:{line}"
    reason = f" ({fault.strerror})" if isinstance(fault, OSError) and fault.strerror else ""
    return f"{type(fault).__name__}{reason}{place}"


def way(fault: BaseException) -> str:
    """The stacks of an exception and of those that led to it, as Python prints them, without what they say."""
    from traceback import format_tb

    earlier = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    head = way(earlier) + "\nand then:\n" if earlier is not None else ""
    notes = "".join(f"{note}\n" for note in getattr(fault, "__notes__", ()))
    stack = "".join(format_tb(fault.__traceback__))
    return f"{head}Traceback (most recent call last):\n{stack}{type(fault).__name__}\n{notes}"


def _frames(trace: TracebackType | None) -> Iterator[tuple[str, int]]:
    while trace is not None:
        yield trace.tb_frame.f_code.co_filename, trace.tb_lineno
        trace = trace.tb_next


def _short(file: str) -> str:
    above = os.path.dirname(_PACKAGE) + os.sep
    return file[len(above) :].replace(os.sep, "/") if file.startswith(above) else os.path.basename(file)
