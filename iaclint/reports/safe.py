"""Text that cannot harm where it is shown: no terminal escapes, no characters that turn or hide text."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from re import Match

# Control characters (C0, DEL, C1), soft hyphen, Arabic letter mark, zero-width and bidirectional controls, line and
# paragraph separators, byte order mark, interlinear marks, lone surrogates, tag characters.
_HARMFUL = (
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)


def safe(text: str) -> str:
    """A text on one line, with everything that is not plainly visible written as an escape."""
    return text if text.isascii() and text.isprintable() else re.sub(_HARMFUL, _escape, text)


def _escape(match: Match[str]) -> str:
    code = ord(match[0])
    short = {9: "\\t", 10: "\\n", 13: "\\r"}.get(code)
    return short or (f"\\x{code:02x}" if code < 0x100 else f"\\u{{{code:x}}}")
