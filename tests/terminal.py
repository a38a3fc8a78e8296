"""Runs a command with one of its streams on a terminal of 80 columns."""

import os
import pty
import subprocess
import threading


def on_a_terminal(command, directory, stream, **variables):
    """What a command writes to a pipe and what to the terminal that its ``stream`` (stdout or stderr) is."""
    ours, theirs = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if name not in {"CI", "NO_COLOR", "FORCE_COLOR"}}
    child = subprocess.Popen(
        command,
        cwd=directory,
        env={**environment, "TERM": "xterm", "COLUMNS": "80", **variables},
        text=True,
        **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, stream: theirs},
    )
    os.close(theirs)
    shown = bytearray()
    reader = threading.Thread(target=_drain, args=(ours, shown))
    reader.start()
    printed, told = child.communicate(timeout=60)
    reader.join()
    os.close(ours)
    return printed or told or "", shown.decode()


def _drain(terminal, into):
    try:
        while piece := os.read(terminal, 4096):
            into.extend(piece)
    except OSError:  # the other side is closed
        return
