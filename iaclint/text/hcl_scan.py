"""Where the pieces of HCL text begin and end: white space, comments, brackets, strings and heredocs.

Nothing is built here. ``skip`` passes over a block body or an expression at the speed of the regular expression engine,
so that only what a policy needs is read in full. The lexical rules are those of HCL's own scanner
(hashicorp/hcl, hclsyntax/scan_tokens.rl): a quoted string ends at its quote, ``$${`` and ``%%{`` are no sequences, a
heredoc ends at a line that is its marker.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

# What Go's unicode.IsSpace takes for white space (strip markers, heredoc indentation). str.isspace knows some more.
WHITE: Final = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f"
    "\u205f\u3000"
)

# Letters, digits, _ and - of ASCII, and anything beyond it (checked later; negated sets compile ten times faster).
NAME = r"[^\x00-@\[-^`{-\x7f][^\x00-,./:-@\[-^`{-\x7f]*+"
_HEREDOC = rf"<<(-?)({NAME})\r?\n"
_COMMENT = r"/\*(?s:.*?)\*/"
# A possessive group ends in an empty alternative: up to Python 3.11.4 an alternative that fails half-way in the last
# round leaves the match where it got to (python/cpython#100061, #106052).
_STRING = r'"(?:[^"\\$%\r\n]++|\\[^\r\n]|[$%](?![{$%])|[$%]\{[^"{}\n#/<]*+\}|)*+"'

blanks = re.compile(rf"(?:[ \t]++|{_COMMENT}|)*+").match  # where a newline ends the item
spaces = re.compile(rf"(?:[ \t]++|\r?\n|(?:#|//)[^\n]*+|{_COMMENT}|)*+").match  # where it does not
name = re.compile(NAME).match
# Up to a sequence, or to the end: of a quoted string, and of a line of a heredoc.
quoted_text = re.compile(r'(?:[^"\\$%\r\n]++|\\[^\r\n]|\$\$\{|%%\{|[$%](?!\{)|)*+').match
line_text = re.compile(r"(?:[^$%\n]++|\$\$\{|%%\{|[$%](?!\{)|)*+\n?").match

# Anything that cannot open, close or end something: no bracket, no string with a sequence that itself has one.
_plain = re.compile(rf'(?:[^"{{}}()\[\]#/<]++|{_STRING}|/(?![/*])|{_COMMENT}|<(?!<)|)*+').match
_plain_line = re.compile(r'(?:[^\n"{}()\[\]#/<]++|"[^"\\$%\r\n]*+"|)*+').match
_CODE = r'(?:[^"{}()\[\]#/<]++|"[^"\\$%\r\n]*+"|/(?![/*])|<(?!<)|)*+'


def heredoc_start(text: str, at: int) -> re.Match[str] | None:
    """The ``<<MARKER`` at a place with its newline: group 1 is the minus sign, group 2 the marker."""
    return re.compile(_HEREDOC).match(text, at)


_OPENERS: Final = {")": "(", "]": "[", "}": "{"}


class _Heredoc:
    """The heredoc that the skipping is inside of."""

    __slots__ = ("marker",)

    def __init__(self, marker: str) -> None:
        self.marker: Final = marker


def skip(text: str, at: int, end: int, *, line: bool) -> int:
    """The end of the body (its closing brace) or, with ``line``, of the item (newline, comment or closing bracket).

    ``at`` stands outside of any string. ``end`` if there is no such place before it.
    """
    return _Skipper(text, at, end).run(line)


def comments(text: str) -> Iterator[tuple[int, int]]:
    """The start and end of every comment: what looks like one inside a string or heredoc is none."""
    skipper = _Skipper(text, 0, len(text))
    while True:
        start = skipper.at = re.compile(_CODE).match(text, skipper.at).end()  # type: ignore[union-attr]
        if start >= len(text):
            return
        if text[start] == "#" or text.startswith("//", start):
            skipper.at = skipper.find("\n")
            yield start, start + len(text[start : skipper.at].rstrip("\r"))
        elif text.startswith("/*", start):
            skipper.at = min(skipper.find("*/") + 2, len(text))
            yield start, skipper.at
        else:
            skipper.step(text[start])


class _Skipper:
    __slots__ = ("at", "counts", "end", "open", "text")

    def __init__(self, text: str, at: int, end: int) -> None:
        self.text: Final = text
        self.end: Final = end
        self.at = at
        self.open: Final[list[str | _Heredoc]] = []  # brackets, '"', and heredocs; "{" also stands for ${ and %{
        self.counts: Final = {"(": 0, "[": 0, "{": 0}

    def run(self, line: bool) -> int:
        text, end = self.text, self.end
        while True:
            plain = _plain_line if line and not self.open else _plain
            self.at = at = plain(text, self.at, end).end()  # type: ignore[union-attr]
            if at >= end or (not self.open and self._ends(text[at], line)):
                return min(at, end)
            self.step(text[at])

    def _ends(self, char: str, line: bool) -> bool:
        """Whether the character ends what is skipped: only asked outside of all brackets."""
        return char == "}" or (line and (char in "\n#)]" or self.text.startswith("//", self.at)))

    def step(self, char: str) -> None:
        """Pass over one character that matters outside of strings, and over the string that it opens."""
        if char in self.counts:
            self._open(char)
            self.at += 1
        elif char in ")]}":
            self.at += 1
            self._close(_OPENERS[char])
        elif char == '"':
            self.at += 1
            self.open.append('"')
            self._inside()
        elif char == "#" or self.text.startswith("//", self.at):
            self.at = self.find("\n")
        elif self.text.startswith("/*", self.at) and self.find("*/") == self.end:
            self.at = self.end
        elif char == "<" and (begin := heredoc_start(self.text, self.at)):
            self.at = begin.end()
            self.open.append(_Heredoc(begin.group(2)))
            self._inside()
        else:
            self.at += 1

    def find(self, what: str) -> int:
        """The next place of a text, else the end."""
        found = self.text.find(what, self.at, self.end)
        return found if found >= 0 else self.end

    def _open(self, bracket: str) -> None:
        self.open.append(bracket)
        self.counts[bracket] += 1

    def _close(self, opener: str) -> None:
        """A closing bracket: what it does not match was never closed, so it is given up."""
        if not self.counts[opener]:
            return
        innermost = None
        while innermost != opener:
            innermost = self.open.pop()
            if isinstance(innermost, str) and innermost in self.counts:
                self.counts[innermost] -= 1
        self._inside()

    def _inside(self) -> None:
        """If a string or heredoc is the innermost thing open, pass over its characters to a sequence or its end."""
        innermost = self.open[-1] if self.open else ""
        if isinstance(innermost, _Heredoc):
            if not self._heredoc(innermost.marker):
                self.open.pop()
        elif innermost == '"' and not self._string():
            self.open.pop()

    def _string(self) -> bool:
        """Pass over the inside of a quoted string; True at a sequence, False at its end (also that of its line)."""
        self.at = quoted_text(self.text, self.at, self.end).end()  # type: ignore[union-attr]
        if self._sequence():
            return True
        self.at += self.text.startswith('"', self.at)
        return False

    def _heredoc(self, marker: str) -> bool:
        """The same for a heredoc: its end is a line that is the marker, the newline not included."""
        text = self.text
        while self.at < self.end:
            newline = self.find("\n")
            if newline == self.end:
                self.at = newline
            elif text[self.at - 1] == "\n" and text[self.at : newline].strip(WHITE) == marker:
                self.at = newline
                return False
            else:
                self.at = line_text(text, self.at, self.end).end()  # type: ignore[union-attr]
                if self._sequence():
                    return True
        return False

    def _sequence(self) -> bool:
        if self.text.startswith(("${", "%{"), self.at):
            self._open("{")
            self.at += 2
            return True
        return False
