"""Work on the parts of texts, so that characters keep their places and holes stay holes."""

from __future__ import annotations

from iaclint.terraform.types import STRING
from iaclint.text.mapped import Chars
from iaclint.values.origin import Origin
from iaclint.values.value import ACCOUNT, ARN, OWNER, PARTITION, REGION, SEGMENT, TEXT, String, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.text.mapped import MappedText

    Run = Chars | Unknown

_DIGITS = "0123456789"
_NAME = "abcdefghijklmnopqrstuvwxyz-" + _DIGITS
# what Go's unicode.IsSpace accepts
WHITE = "\t\n\v\f\r \u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_ALPHABETS = {ACCOUNT: _DIGITS, OWNER: _DIGITS, PARTITION: _NAME, REGION: _NAME}


def may_hold(hole: Unknown, chars: str) -> bool:
    """Whether one of ``chars`` may occur in what stands at a hole."""
    alphabet = _ALPHABETS.get(hole.shape)
    if alphabet is not None:
        return any(char in alphabet for char in chars)
    if hole.shape == SEGMENT:
        return any(char != ":" and not char.isspace() for char in chars)
    return hole.shape != ARN or not all(char.isspace() for char in chars)


def loosened(hole: Unknown) -> Unknown:
    """A hole whose text was changed: no longer what it refers to, only some text of the same cause."""
    return Unknown(hole.origin, hole.name, hole.reason, TEXT, type=STRING)


def piece(text: String, mapped: MappedText, start: int, end: int) -> String:
    """The characters ``start`` to ``end`` (of ``text.mapped(flat=True)``), standing where they were written."""
    parts: tuple[Chars | Unknown, ...] = mapped.slice(start, end)  # type: ignore[assignment]
    span = mapped.locate(start, end) if end > start else text.span
    return String(Origin(span, text.origin.last), parts)


def has_holes(text: String) -> bool:
    """Whether some of a text is not known."""
    return any(isinstance(part, Unknown) for part in text.flat())


def strip(runs: list[Run], chars: str, *, left: bool) -> list[Run] | None:
    """Take the given characters off one end; None if a hole leaves open how far that goes."""
    ordered = list(runs) if left else runs[::-1]
    while ordered:
        part = ordered[0]
        if isinstance(part, Unknown):
            return _strip_hole(ordered, chars, left=left)
        kept = _stripped(part, chars, left=left)
        if kept.text:
            ordered[0] = kept
            break
        del ordered[0]
    return ordered if left else ordered[::-1]


def _strip_hole(ordered: list[Run], chars: str, *, left: bool) -> list[Run] | None:
    hole = ordered[0]
    if isinstance(hole, Unknown) and may_hold(hole, chars):
        behind = ordered[1] if len(ordered) > 1 else None
        if isinstance(behind, Unknown) or (behind and _stripped(behind, chars, left=left).text != behind.text):
            return None
        ordered[0] = loosened(hole)
    return ordered if left else ordered[::-1]


def _stripped(part: Chars, chars: str, *, left: bool) -> Chars:
    if left:
        return part.slice(len(part.text) - len(part.text.lstrip(chars)), len(part.text))
    return part.slice(0, len(part.text.rstrip(chars)))
