"""Escapes and character classes of RE2 patterns, written for Python's ``re``."""

from __future__ import annotations

import re

CLASSES = {"d": "0-9", "w": "0-9A-Za-z_", "s": r"\t\n\f\r "}
NEGATED = {"D": "0-9", "W": "0-9A-Za-z_", "S": r"\t\n\f\r "}
_CONTROLS = {"a": "\a", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_POSIX = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "ascii": r"\x00-\x7f",
    "blank": r"\t ",
    "cntrl": r"\x00-\x1f\x7f",
    "digit": "0-9",
    "graph": "!-~",
    "lower": "a-z",
    "print": " -~",
    "punct": r"!-/:-@\[-`{-~",
    "space": r"\t\n\v\f\r ",
    "upper": "A-Z",
    "word": "0-9A-Za-z_",
    "xdigit": "0-9A-Fa-f",
}


class Refused(Exception):  # noqa: N818
    """Go does not accept the pattern."""


class Beyond(Exception):  # noqa: N818
    """The pattern is good, but not translated."""


class Characters:
    """A place in a pattern, and the reading of single characters and of classes there."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def peek(self) -> str:
        """The next character; empty at the end."""
        return self.text[self.at : self.at + 1]

    def character(self) -> str:
        """An escaped character, at a backslash."""
        char = self.text[self.at + 1 : self.at + 2]
        self.at += 2
        if char in _CONTROLS:
            return _CONTROLS[char]
        if char in {"p", "P", "C"} and char:
            raise Beyond(f"\\{char} is not translated")
        if char == "x":
            return self.code(re.compile(r"\{([0-9a-fA-F]+)\}|([0-9a-fA-F]{2})"), 16)
        if char in set("01234567"):
            self.at -= 1
            return self.code(re.compile("(0[0-7]{0,2})|([1-7][0-7]{1,2})"), 8)
        if not char:
            raise Refused("trailing backslash at end of expression")
        if not char.isascii() or char.isalnum():
            raise Refused("invalid escape sequence")
        return char

    def code(self, form: re.Pattern[str], base: int) -> str:
        """A character by its number, of the given form."""
        match = form.match(self.text, self.at)
        number = int(match[1] or match[2], base) if match is not None else 0x110000
        if match is None or number > 0x10FFFF:
            raise Refused("invalid escape sequence")
        self.at = match.end()
        return chr(number)

    def bracket(self) -> str:
        """A character class."""
        self.at += 1
        negated = self.peek() == "^"
        self.at += negated
        members: list[str] = []
        while self.peek() != "]" or not members:
            if not self.peek():
                raise Refused("missing closing ]")
            members.append(self.member())
        self.at += 1
        return f"[{'^' if negated else ''}{''.join(members)}]"

    def member(self) -> str:
        """One member of a class: a range, a single character, a named class."""
        posix = re.compile(r"\[:(\^?)(\w+):\]").match(self.text, self.at)
        if posix is not None:
            if posix[2] not in _POSIX:
                raise Refused("invalid character class range")
            if posix[1]:
                raise Beyond("negated classes within classes are not translated")
            self.at = posix.end()
            return _POSIX[posix[2]]
        escaped = self.text[self.at + 1 : self.at + 2] if self.peek() == "\\" else ""
        if escaped in CLASSES:
            self.at += 2
            return CLASSES[escaped]
        if escaped in {"D", "W"}:
            self.at += 2
            return "\\" + escaped
        if escaped == "S":
            raise Beyond("negated classes within classes are not translated")
        return self.range()

    def range(self) -> str:
        """A range, or a single character."""
        low = self.single()
        dash = self.text[self.at : self.at + 2]
        if not dash.startswith("-") or dash in {"-", "-]"}:
            return _in_class(low)
        self.at += 1
        high = self.single()
        if high < low:
            raise Refused("invalid character class range")
        return f"{_in_class(low)}-{_in_class(high)}"

    def single(self) -> str:
        """A character in a class, escaped or not."""
        if self.peek() == "\\":
            return self.character()
        if not self.peek():
            raise Refused("missing closing ]")
        self.at += 1
        return self.text[self.at - 1]


def _in_class(char: str) -> str:
    return f"\\U{ord(char):08x}"
