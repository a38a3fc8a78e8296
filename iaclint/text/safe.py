"""Text that cannot harm where it is shown: no terminal escapes, no characters that turn or hide text."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from re import Match

# Control characters (C0, DEL, C1), lone surrogates, line and paragraph separators, and what Unicode calls "default
# ignorable" (DerivedCoreProperties.txt): soft hyphens, joiners, fillers, zero-width and bidirectional controls,
# variation selectors, tags; and interlinear marks.
_HARMFUL = (
    "[\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)
# What build services take for commands wherever it stands in a line: GitHub's runner ``##[``, Azure ``##vso[``,
# TeamCity ``##teamcity[``.
_COMMAND = r"(?<=#)#(?=\w*\[)"


def safe(text: str) -> str:
    """A text on one line, with everything that is not plainly visible, or is a command to somebody, as an escape."""
    if text.isascii() and text.isprintable():
        return re.sub(_COMMAND, _escape, text) if "##" in text else text
    return re.sub(f"{_HARMFUL}|{_COMMAND}", _escape, text)


def _escape(match: Match[str]) -> str:
    code = ord(match[0])
    short = {9: "\\t", 10: "\\n", 13: "\\r"}.get(code)
    return short or (f"\\x{code:02x}" if code < 0x100 else f"\\u{{{code:x}}}")
