"""The entry of the command ``iaclint``: which command, and how a run ends."""

from __future__ import annotations

import gc
import os
import sys
from io import TextIOWrapper

from iaclint import __version__
from iaclint.cli.ends import FAULT, FINE, INTERRUPTED, say
from iaclint.files import UserProblem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import NoReturn, TextIO

# Trees of values are made by the hundred thousand and hold few cycles: looking for garbage as often as Python does by
# itself takes a third of a long run and saves no memory (measured on 10,000 files: 150 MB either way).
GARBAGE = (200_000, 20, 100)
DEPTH = 4000  # frames: a chain of a hundred locals that need each other goes deeper than Python's own 1,000
COMMANDS = ("lint", "show", "explain", "rules", "init", "baseline")


def entry() -> None:
    """The console script: runs the command and exits with its code."""
    gc.set_threshold(*GARBAGE)
    sys.setrecursionlimit(DEPTH)
    _leave(main(sys.argv[1:]))


def main(arguments: Sequence[str]) -> int:
    """Run one command; the exit code. Everything that goes wrong becomes one line on standard error."""
    try:
        _speak_utf8()
        code = _version() if list(arguments) == ["--version"] else _run(arguments)
    except UserProblem as problem:
        return _complain(str(problem))
    except BrokenPipeError:
        return _closed()
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as fault:
        return _internal(fault, "-v" in arguments or "--verbose" in arguments)
    return code


def _version() -> int:
    say(f"iaclint {__version__}\n")
    return FINE


def _run(arguments: Sequence[str]) -> int:
    word = arguments[0] if arguments else ""
    is_path = word == "lint" and os.path.lexists(word)  # the everyday command needs no name: a path that has it wins
    command = word if word in COMMANDS else "lint"
    rest = arguments[1:] if word in COMMANDS and not is_path else arguments
    _no_file_is_an_option(rest)
    run: Callable[[list[str]], int] = __import__(f"iaclint.cli.{command}", fromlist=["run"]).run
    return run(list(rest))


def _no_file_is_an_option(words: Sequence[str]) -> None:
    """Hooks hand over the names of changed files: one that somebody called ``--baseline=x.json`` is no option."""
    for word in words:
        if word == "--":
            return
        if word[:1] == "-" and word != "-" and os.path.lexists(word):
            raise UserProblem(f"{word}: is an option and a file; write ./{word} for the file")


def _leave(code: int) -> NoReturn:
    """End the process at once: taking modules and values apart one by one costs as much as starting Python."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        code = FAULT
    os._exit(code)


def _speak_utf8() -> None:
    """The same bytes whatever the locale; what UTF-8 cannot say (lone surrogates) is escaped.

    Python has no stream where the descriptor was closed before it started.
    """
    sys.stdout, sys.stderr = sys.stdout or _nowhere(), sys.stderr or _nowhere()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def _nowhere() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")


def _complain(message: str) -> int:
    from iaclint.text.safe import safe

    try:
        sys.stderr.write(f"iaclint: {safe(message)}\n")
        sys.stderr.flush()
    except OSError:  # nobody can be told
        return FAULT
    return FAULT


def _closed() -> int:
    """The reader of our output went away: nobody is left to talk to, also not when the interpreter flushes."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return FAULT


def _internal(fault: Exception, verbose: bool) -> int:
    from iaclint.fault import told, way

    if verbose:
        sys.stderr.write(way(fault))
    return _complain(f"internal error: {told(fault)}{'' if verbose else ' (-v shows where)'}")
