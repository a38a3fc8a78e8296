"""RE2 patterns, as Go reads them (regexp/syntax), written for Python's ``re``.

RE2 never backtracks: what it does in linear time may take ``re`` for ever. The translation therefore counts the
repetitions that could multiply, and whoever runs the pattern asks for the cost first. Nothing that the two read
differently goes through untranslated: what is not translated here is Beyond.
"""

from __future__ import annotations

import re
from itertools import pairwise
from math import factorial

from iaclint.record import Record
from iaclint.terraform.functions.re2_characters import CLASSES, NEGATED, Beyond, Characters, Refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

MAX_REPEAT = 1000  # Go's limit
MAX_DEPTH = 100
MANY = 1e9
LONG = 10  # a repetition up to this count is taken for its alternatives, a longer one for endless

_COUNT = re.compile(r"\{(\d+)(?:(,)(\d*))?\}", re.ASCII)
_NAME = re.compile(r"\?P?<(\w+)>", re.ASCII)
_FLAGS = re.compile(r"\?([a-zA-Z]*)(-[a-zA-Z]+)?([:)])")


class Weight(Record):
    """What a part of a pattern can cost: a power of the length of the text, times a number of ways.

    ``count`` is the product of nested repetition counts, which Go limits.
    """

    degree: int = 0
    ways: float = 1.0
    count: int = 1


class Pattern:
    """A translated pattern. ``names`` has the name, or None, of each group."""

    def __init__(self, text: str) -> None:
        reader = _Reader(text)
        self._weight: Final = reader.read()
        self.names: Final = reader.names
        self.folds: Final = reader.folds
        self.compiled: Final = re.compile("".join(reader.out), re.ASCII)

    def cost(self, text: str) -> float:
        """An upper bound of the steps on a text."""
        degree, steps = self._weight.degree, float(len(text) + 1)
        if degree >= LONG or self._weight.ways > MANY:
            return float("inf")
        return self._weight.ways * steps ** (degree + 1) / factorial(degree)

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


class _Reader(Characters):
    """Reads a pattern from left to right; ``out`` is the translation."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.out: list[str] = []
        self.names: list[str | None] = []
        self.flags = ""
        self.literal = ""  # the character that the last atom stands for
        self.folds = False
        self.depth = 0

    def read(self) -> Weight:
        weight = self.alternatives()
        if self.at < len(self.text):
            raise Refused("unexpected )")
        return weight

    def alternatives(self) -> Weight:
        """Up to the closing parenthesis."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise Beyond("it is nested too deeply")
        outside = self.flags
        found = [self.sequence()]
        while self.peek() == "|":
            self.at += 1
            self.out.append("|")
            found.append(self.sequence())
        self.flags = outside
        self.depth -= 1
        ways = [weight.ways for weight, _ in found]
        return Weight(
            max(weight.degree for weight, _ in found),
            max(ways) if _told_apart([literal for _, literal in found]) else sum(ways),
            max(weight.count for weight, _ in found),
        )

    def sequence(self) -> tuple[Weight, str | None]:
        """One alternative, and its text if it is nothing but text."""
        total, literal = Weight(), ""
        plain = True
        while self.peek() not in {"", "|", ")"}:
            start = len(self.out)
            self.literal = ""
            atom = self.atom()
            if atom is None:
                continue
            weight, repeated = self.repeated(start, atom)
            plain = plain and not repeated and self.literal != ""
            literal += self.literal
            total = Weight(total.degree + weight.degree, total.ways * weight.ways, max(total.count, weight.count))
        return total, literal if plain and not self.folds else None

    def repeated(self, start: int, atom: Weight) -> tuple[Weight, bool]:
        """An atom with the repetition behind it, and whether there is one."""
        found = self.repetition()
        if found is None:
            return atom, False
        written, low, high = found
        if high != 1 and re.compile("".join(self.out[start:]), re.ASCII).match(""):
            raise Beyond("a repetition of something that may be empty is not translated")
        self.out[start:] = ["(?:", *self.out[start:], ")", written]
        if self.repetition() is not None:
            raise Refused("invalid nested repetition operator")
        count = atom.count
        if low >= 2 or (high or 0) >= 2:
            count *= high or low
            if count > MAX_REPEAT:
                raise Refused("invalid repeat count")
        if high is None or high > LONG:
            return Weight(LONG if atom.degree or atom.ways > 1 else 1, 1.0, count), True
        ways = min(atom.ways, MANY) ** max(high, 1) * (high - low + 1)
        return Weight(atom.degree * max(high, 1), ways, count), True

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

    def atom(self) -> Weight | None:
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
            self.literal = "" if char in ".^$" else char
            self.put(self.special(char))
        return Weight()

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

    def group(self) -> Weight | None:
        name = _NAME.match(self.text, self.at)
        flags = _FLAGS.match(self.text, self.at)
        outside = self.flags
        if name is not None:
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
        self.literal = ""
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

    def escape(self) -> Weight:
        char = self.text[self.at + 1 : self.at + 2]
        if char == "Q":
            raise Beyond(r"\Q...\E is not translated")
        if char in {"A", "z", "b", "B"} and char:
            self.at += 2
            self.out.append({"z": "\\Z", "B": "(?!\\b)"}.get(char, "\\" + char))  # Python's \\B fails on an empty text
        elif char in CLASSES:
            self.at += 2
            self.put(f"[{CLASSES[char]}]")
        elif char in NEGATED:
            self.at += 2
            self.put(f"[^{NEGATED[char]}]")
        else:
            self.literal = self.character()
            self.put(re.escape(self.literal))
        return Weight()


def _told_apart(texts: list[str | None]) -> bool:
    """Whether at every place at most one of several texts can match: none begins with another."""
    known = sorted(text for text in texts if text is not None)
    return len(known) == len(texts) and not any(after.startswith(before) for before, after in pairwise(known))
