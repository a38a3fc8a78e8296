"""User-perceived characters, in which Terraform counts the length of a text."""

from __future__ import annotations

TYPE_CHECKING = False

_JOINS_BEFORE = (range(0x1F3FB, 0x1F400), range(0xE0020, 0xE0080), range(0xFF9E, 0xFFA0), range(0x200C, 0x200D))
# zero width joiner, Hangul jamo, regional indicators, and characters that join the next one: rules of their own
_INTRICATE = (
    *(range(0x200D, 0x200E), range(0x1100, 0x1200), range(0xA960, 0xA980), range(0xD7B0, 0xD800)),
    *(range(0x1F1E6, 0x1F200), range(0x0600, 0x0606), range(0x06DD, 0x06DE), range(0x070F, 0x0710)),
    *(range(0x0890, 0x0892), range(0x08E2, 0x08E3), range(0x0D4E, 0x0D4F), range(0x0E33, 0x0E34)),
    *(range(0x0EB3, 0x0EB4), range(0x110BD, 0x110BE), range(0x110CD, 0x110CE), range(0x11000, 0x12000)),
)


def graphemes(text: str) -> list[str] | None:
    """The text cut into grapheme clusters (Unicode annex 29); None for scripts that need more of its rules."""
    if text.isascii():
        return list(text) if "\r\n" not in text else _clusters(text)
    if any(ord(char) in some for char in text for some in _INTRICATE):
        return None
    return _clusters(text)


def _clusters(text: str) -> list[str]:
    from unicodedata import category

    clusters: list[str] = []
    for char in text:
        joins = category(char) in {"Mn", "Me", "Mc"} or any(ord(char) in some for some in _JOINS_BEFORE)
        before = clusters[-1][-1] if clusters else ""
        after_control = not before or category(before) in {"Cc", "Zl", "Zp", "Cf"}
        if (joins and not after_control) or (char == "\n" and before == "\r"):
            clusters[-1] += char
        else:
            clusters.append(char)
    return clusters
