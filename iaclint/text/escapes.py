"""What a text looks like without the escapes that can hide plain words in JSON and YAML."""

from __future__ import annotations

import re

# Any letter can be written as an escape, and a quoted text of YAML goes on after a backslash at the end of a line.
_ESCAPES = rb"\\(?:(?:u00|x|U000000)([2-7][0-9A-Fa-f])|(?:\r?\n|\r)[ \t]*)"


def unescaped(data: bytes) -> bytes:
    """The bytes of a file with the escapes of plain characters resolved, wherever they stand."""
    return re.sub(_ESCAPES, _letter, data)


def _letter(escape: re.Match[bytes]) -> bytes:
    return bytes([int(escape[1], 16)]) if escape[1] else b""
