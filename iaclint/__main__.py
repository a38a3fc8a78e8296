"""``python -m iaclint`` is the command ``iaclint``."""

from iaclint.cli.main import entry

entry()
