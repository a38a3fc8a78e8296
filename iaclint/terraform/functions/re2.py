"""RE2 patterns, as Go reads them (regexp/syntax), written for Python's ``re``.

RE2 never backtracks: what it does in linear time may take ``re`` for ever. The translation therefore counts the
repetitions that could multiply, and whoever runs the pattern asks for the cost first. Nothing that the two read
differently goes through untranslated: what is not translated here is Beyond.
"""

from __future__ import annotations

import re
from math import factorial

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

MAX_REPEAT = 1000  # Go's limit
MAX_DEPTH = 100
LONG = 10  # a repetition up to this count is taken for its alternatives, a longer one for endless

_CLASSES = {"d": "0-9", "w": "0-9A-Za-z_", "s": r"\t\n\f\r "}
_NEGATED = {"D": "0-9", "W": "0-9A-Za-z_", "S": r"\t\n\f\r "}
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
_COUNT = re.compile(r"\{(\d+)(?:(,)(\d*))?\}", re.ASCII)
_NAME = re.compile(r"\?P?<(\w+)>", re.ASCII)
_FLAGS = re.compile(r"\?([a-zA-Z]*)(-[a-zA-Z]+)?([:)])")


class Refused(Exception):  # noqa: N818
    """Go does not accept the pattern."""


class Beyond(Exception):  # noqa: N818
    """The pattern is good, but not translated."""


class Pattern:
    """A translated pattern. ``names`` has the name, or None, of each group."""

    def __init__(self, text: str) -> None:
        reader = _Reader(text)
        self._degree: Final = reader.read()
        self.names: Final = reader.names
        self.folds: Final = reader.folds
        self.compiled: Final = re.compile("".join(reader.out), re.ASCII)

    def cost(self, text: str) -> float:
        """An upper bound of the steps on a text."""
        steps = float(len(text) + 1)
        return steps ** (self._degree + 1) / factorial(self._degree) if self._degree < LONG else float("inf")

    def faithful(self, text: str) -> bool:
        """Whether the translation means the same on this text: folding of case is only done in ASCII."""
        return text.isascii() or not self.folds

    def matches(self, text: str) -> list[re.Match[str]]:
        """All matches; as in Go an empty one right behind another does not count."""
        found: list[re.Match[str]] = []
        at, before = 0, -1
        while at <= len(text) and (match := self.compiled.search(text, at)) is not None:
            if match.end() != at or match.start() != before:
                found.append(match)
            at = at + 1 if match.end() == at else match.end()
            before = match.end()
        return found


class _Reader:
    """Reads a pattern from left to right; ``out`` is the translation."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.out: list[str] = []
        self.names: list[str | None] = []
        self.flags = ""
        self.folds = False
        self.depth = 0

    def read(self) -> int:
        degree, _ = self.alternatives()
        if self.at < len(self.text):
            raise Refused("unexpected )")
        return degree

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def alternatives(self) -> tuple[int, int]:
        """Up to the closing parenthesis. The degree, and the product of nested counts (Go limits it)."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise Beyond("it is nested too deeply")
        outside = self.flags
        degree, count = self.sequence()
        while self.peek() == "|":
            self.at += 1
            self.out.append("|")
            more, other = self.sequence()
            degree, count = max(degree, more), max(count, other)
        self.flags = outside
        self.depth -= 1
        return degree, count

    def sequence(self) -> tuple[int, int]:
        degree, count = 0, 1
        while self.peek() not in {"", "|", ")"}:
            start = len(self.out)
            atom = self.atom()
            if atom is None:
                continue
            inner, times = self.repeated(start, *atom)
            degree, count = degree + inner, max(count, times)
        return degree, count

    def repeated(self, start: int, degree: int, count: int) -> tuple[int, int]:
        """The repetition behind an atom, if there is one."""
        found = self.repetition()
        if found is None:
            return degree, count
        written, low, high = found
        if high != 1 and re.compile("".join(self.out[start:]), re.ASCII).match(""):
            raise Beyond("a repetition of something that may be empty is not translated")
        self.out[start:] = ["(?:", *self.out[start:], ")", written]
        if self.repetition() is not None:
            raise Refused("invalid nested repetition operator")
        if low >= 2 or (high or 0) >= 2:
            count *= high or low
            if count > MAX_REPEAT:
                raise Refused("invalid repeat count")
        if high is None or high > LONG:
            return (LONG if degree else 1), count
        return degree * max(high, 1), count

    def repetition(self) -> tuple[str, int, int | None] | None:
        char = self.peek()
        if char in {"*", "+", "?"} and char:
            self.at += 1
            low, high = {"*": (0, None), "+": (1, None), "?": (0, 1)}[char]
            return char + self.lazy(), low, high
        match = _COUNT.match(self.text, self.at)
        if match is None:
            return None
        self.at = match.end()
        least = int(match[1])
        most = int(match[3]) if match[3] else None if match[2] else least
        if least > MAX_REPEAT or (most is not None and not least <= most <= MAX_REPEAT):
            raise Refused("invalid repeat count")
        return match[0] + self.lazy(), least, most

    def lazy(self) -> str:
        if self.peek() != "?":
            return ""
        self.at += 1
        return "?"

    def atom(self) -> tuple[int, int] | None:
        """One thing that can be repeated; None for flags, which stand for themselves."""
        char = self.peek()
        if char == "(":
            self.at += 1
            return self.group()
        if char == "[":
            self.put(self.bracket())
        elif char == "\\":
            return self.escape()
        elif char in {"*", "+", "?"} or _COUNT.match(self.text, self.at):
            raise Refused("missing argument to repetition operator")
        else:
            self.at += 1
            self.put(self.special(char))
        return 0, 1

    def special(self, char: str) -> str:
        if char == ".":
            return r"[\s\S]" if "s" in self.flags else r"[^\n]"
        if char == "^":
            return "(?m:^)" if "m" in self.flags else r"\A"
        if char == "$":
            return "(?m:$)" if "m" in self.flags else r"\Z"
        return re.escape(char)

    def put(self, written: str) -> None:
        """Write one atom, under the flag that folds case."""
        folds = "i" in self.flags
        self.folds = self.folds or folds
        self.out.append(f"(?i:{written})" if folds else written)

    def group(self) -> tuple[int, int] | None:
        name = _NAME.match(self.text, self.at)
        flags = _FLAGS.match(self.text, self.at)
        outside = self.flags
        if name is not None:
            if name[1] in self.names:
                raise Refused("duplicate group name")
            self.names.append(name[1])
            self.at = name.end()
        elif flags is not None:
            self.at = flags.end()
            self.flags = self.changed(flags[1], (flags[2] or "-")[1:])
            if flags[3] == ")":
                return None
        elif self.peek() == "?":
            raise Refused("invalid or unsupported Perl syntax")
        else:
            self.names.append(None)
        self.out.append("(?:" if flags is not None and name is None else "(")
        result = self.alternatives()
        if self.peek() != ")":
            raise Refused("missing closing )")
        self.at += 1
        self.out.append(")")
        self.flags = outside
        return result

    def changed(self, on: str, off: str) -> str:
        if not set(on + off) <= set("imsU"):
            raise Refused("invalid or unsupported Perl syntax")
        if "U" in on:
            raise Beyond("the flag U is not translated")
        return "".join(flag for flag in "ims" if (flag in self.flags or flag in on) and flag not in off)

    def escape(self) -> tuple[int, int]:
        char = self.text[self.at + 1 : self.at + 2]
        if char == "Q":
            raise Beyond(r"\Q...\E is not translated")
        if char in {"A", "z", "b", "B"} and char:
            self.at += 2
            self.out.append("\\Z" if char == "z" else "\\" + char)
        elif char in _CLASSES:
            self.at += 2
            self.put(f"[{_CLASSES[char]}]")
        elif char in _NEGATED:
            self.at += 2
            self.put(f"[^{_NEGATED[char]}]")
        else:
            self.put(re.escape(self.character()))
        return 0, 1

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
        posix = re.compile(r"\[:(\^?)(\w+):\]").match(self.text, self.at)
        if posix is not None:
            if posix[2] not in _POSIX:
                raise Refused("invalid character class range")
            if posix[1]:
                raise Beyond("negated classes within classes are not translated")
            self.at = posix.end()
            return _POSIX[posix[2]]
        escaped = self.text[self.at + 1 : self.at + 2] if self.peek() == "\\" else ""
        if escaped in _CLASSES:
            self.at += 2
            return _CLASSES[escaped]
        if escaped in {"D", "W"}:
            self.at += 2
            return "\\" + escaped
        if escaped == "S":
            raise Beyond("negated classes within classes are not translated")
        return self.range()

    def range(self) -> str:
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
        if self.peek() == "\\":
            return self.character()
        if not self.peek():
            raise Refused("missing closing ]")
        self.at += 1
        return self.text[self.at - 1]


def _in_class(char: str) -> str:
    return f"\\U{ord(char):08x}"
