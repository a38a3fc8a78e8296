"""The command line: arguments, commands, exit codes. The only part that prints."""

from __future__ import annotations

try:
    from iaclint import loading
except ImportError:  # an interpreter that keeps the parts of its importlib elsewhere
    pass
else:
    loading.install("iaclint")
