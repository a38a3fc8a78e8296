"""Whether HCL text is surely free of mistakes, told without building anything, and where its blocks end.

Most configuration files hold no mistake and little that a policy needs. Reading each of their expressions only to find
nothing wrong costs ten times what this costs: it passes over arguments, blocks and the common forms of expressions, and
gives up at anything else. What it accepts the reader accepts (tested against it and against ``terraform fmt``).
"""

from __future__ import annotations

import re

from iaclint.text.hcl_scan import blanks, spaces

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Final

MOST_TOKENS = 2000  # of one value: the bounds of the reader on chains and depth are then far away
MOST_OPEN = 20  # blocks, and brackets of one value

_WORD = "[A-Za-z_][A-Za-z0-9_-]*+"
_NAME = rf"{_WORD}(?![^\x00-\x7f])"
_PLAIN = r'"[^"\\$%\r\n]*+"'
# A possessive group ends in an empty alternative, see hcl_scan.
_STEPS = rf"(?:\.{_NAME}|\[(?:0|[1-9][0-9]{{0,8}}+|{_PLAIN}|\*)\]|)*+"
_REFERENCE = rf"(?!for\b){_NAME}{_STEPS}(?!\(|::)"
_STRING = rf'"(?:[^"\\$%\r\n]++|\\[nrt"\\]|[$%](?![{{$%])|\$\{{{_WORD}(?:\.{_WORD}|\[0\]|)*+\}}|)*+"'
_NUMBER = r"(?:0|[1-9][0-9]{0,14}+)(?:\.[0-9]{1,9}+|)(?![0-9A-Za-z_.])"
_SIMPLE = rf"(?:{_STRING}|{_NUMBER}|{_REFERENCE})"
_END = r"[ \t]*+(?:(?:#|//)[^\n]*+|)(?:\n|\r\n|\Z)"  # of a line
_HEADER = rf"{_WORD}(?:[ \t]++(?:{_PLAIN}|{_WORD})|)*+[ \t]*+\{{"

_ARGUMENT, _BRACE, _BLOCK = 1, 2, 3  # the group of an item that matched
_item = re.compile(rf"({_WORD})[ \t]*+=(?![=>])[ \t]*+|(\}})|({_HEADER})").match
_end = re.compile(_END).match

_OPERAND, _CALL, _PAREN, _LIST, _OBJECT, _SIGN, _EMPTY = 1, 2, 3, 4, 5, 6, 7
_operand = re.compile(rf"({_SIMPLE})|({_NAME}\()|(\()|(\[)|(\{{)|([!-])|([)\]])").match
_OPERATOR, _TAKEN, _INDEX, _CONDITION, _OTHERWISE, _COMMA, _CLOSER = 1, 2, 3, 4, 5, 6, 7
_follows = re.compile(
    rf"([=!]=|&&|\|\||>=?|<(?!<)=?|[-+*%]|/(?![/*]))|(\.{_NAME}(?!\())|(\[(?!\*))|(\?)|(:)|(,)|([)\]}}])"
).match
_key = re.compile(rf"(?!for\b)(?:{_NAME}|{_PLAIN})[ \t]*+[=:](?![=>:])|(\}})").match
_CLOSES = {"f": ")", "(": ")", "[": "]", "i": "]", "{": "}"}  # f: a call, i: an index


def outline(text: str, read: Callable[[int], int]) -> dict[int, int] | None:
    """The place of each block's closing brace by the place behind its opening one; None if anything may be wrong.

    ``read`` reads the value that begins at a place, where it has an uncommon form: the place behind it, or -1.
    """
    return _Outline(text, read).ends()


class _Outline:
    """Passes over the items of a file."""

    __slots__ = ("found", "names", "opened", "read", "text")

    def __init__(self, text: str, read: Callable[[int], int]) -> None:
        self.text: Final = text
        self.read: Final = read
        self.found: Final[dict[int, int]] = {}
        self.opened: Final[list[int]] = []
        self.names: Final[list[set[str]]] = [set()]

    def ends(self) -> dict[int, int] | None:
        """What ``outline`` gives."""
        text = self.text
        at = 1 if text.startswith("\ufeff") else 0
        while at >= 0:
            at = spaces(text, at).end()  # type: ignore[union-attr]
            found = _item(text, at)
            if found is None:
                return self.found if at == len(text) and not self.opened else None
            kind, at = found.lastindex, found.end()
            if kind == _ARGUMENT:
                at = self.argument(found[_ARGUMENT], at)
            elif kind == _BLOCK:
                at = self.block(at)
            else:
                at = self.brace(at)
        return None

    def argument(self, name: str, at: int) -> int:
        """The place behind an argument and its line, -1 if it may be wrong."""
        names = self.names[-1]
        if name in names:
            return -1
        names.add(name)
        end = self.line_end(_value(self.text, at))
        return end if end >= 0 else self.line_end(self.read(at))

    def block(self, at: int) -> int:
        """The place behind the opening brace of a block and its line, or behind a block on one line."""
        self.opened.append(at)
        self.names.append(set())
        if len(self.opened) > MOST_OPEN:
            return -1
        found = _end(self.text, at)
        return found.end() if found is not None else self.one_line(at)

    def one_line(self, at: int) -> int:
        """The place behind a block on one line, which has one simple argument or none."""
        at = blanks(self.text, at).end()  # type: ignore[union-attr]
        found = _item(self.text, at)
        if found is not None and found.lastindex == _ARGUMENT:
            simple = _operand(self.text, found.end())
            if simple is None or simple.lastindex != _OPERAND:
                return -1
            at = blanks(self.text, simple.end()).end()  # type: ignore[union-attr]
        return self.brace(at + 1) if self.text.startswith("}", at) else -1

    def brace(self, at: int) -> int:
        """The place behind a closing brace and its line; ``at`` is behind the brace."""
        if not self.opened:
            return -1
        self.found[self.opened.pop()] = at - 1
        self.names.pop()
        return self.line_end(at)

    def line_end(self, at: int) -> int:
        """The place behind the end of the line, -1 if something else stands there."""
        found = _end(self.text, at) if at >= 0 else None
        return -1 if found is None else found.end()


def _value(text: str, at: int) -> int:
    """The place behind the expression at a place; -1 if it has an uncommon form or may be wrong."""
    simple = _operand(text, at)
    if simple is not None and simple.lastindex == _OPERAND and _end(text, simple.end()) is not None:
        return simple.end()
    return _Value(text, at).end()


class _Value:
    """Passes over one expression: an operand, what may follow it, the next operand, and so on."""

    __slots__ = ("at", "lines", "open", "text")

    def __init__(self, text: str, at: int) -> None:
        self.text = text
        self.at = at
        self.open: list[str] = []  # "f" a call, "(", "[", "i" an index, "{", "?" a condition
        self.lines = False  # whether newlines are white space here

    def end(self) -> int:
        """The place behind it, or -1."""
        fresh = False  # whether a call or list may end before an operand
        for _ in range(MOST_TOKENS):
            self.space()
            found = _operand(self.text, self.at)
            if found is None:
                return -1
            kind, self.at = found.lastindex, found.end()
            if kind == _SIGN:
                fresh = False
                continue
            if kind == _OPERAND or (kind == _EMPTY and fresh and self.close(found[_EMPTY])):
                pass
            elif kind == _EMPTY or len(self.open) > MOST_OPEN:
                return -1
            elif kind != _OBJECT:
                self.push("f" if kind == _CALL else "(" if kind == _PAREN else "[")
                fresh = kind != _PAREN
                continue
            elif (state := self.object()) <= 0:
                if state < 0:
                    return -1
                fresh = False
                continue
            state = self.after()
            if state:
                return self.at if state > 0 else -1
            fresh = self.open[-1:] in (["f"], ["["]) and self.text[self.at - 1] == ","
        return -1

    def space(self) -> None:
        """Pass over white space and comments."""
        self.at = (spaces if self.lines else blanks)(self.text, self.at).end()  # type: ignore[union-attr]

    def push(self, bracket: str) -> None:
        """An opening bracket was passed."""
        self.open.append(bracket)
        self.lines = bracket != "{"

    def close(self, closer: str) -> bool:
        """A closing bracket was passed; False if it does not close the innermost one."""
        if not self.open or _CLOSES.get(self.open[-1]) != closer:
            return False
        self.open.pop()
        around = next((bracket for bracket in reversed(self.open) if bracket != "?"), "{")
        self.lines = around != "{"
        return True

    def object(self) -> int:
        """The inside of an object up to a value: 0; 1 if it ends at once, -1 if it has another form."""
        self.push("{")
        return self.key()

    def key(self) -> int:
        """A key: 0; 1 if the object ends in its place, -1 if it has another form."""
        self.at = spaces(self.text, self.at).end()  # type: ignore[union-attr]
        found = _key(self.text, self.at)
        if found is None:
            return -1
        self.at = found.end()
        return int(found.lastindex is not None and self.close("}"))

    def after(self) -> int:
        """What follows an operand: 0 if another one must come, 1 if the value ends, -1 if it may be wrong."""
        while True:
            self.space()
            found = _follows(self.text, self.at)
            kind = 0 if found is None else found.lastindex
            if found is not None:
                self.at = found.end()
            if kind == _TAKEN or (kind == _CLOSER and found is not None and self.close(found[_CLOSER])):
                continue
            if kind in {0, _COMMA}:
                state = self.separated(comma=kind == _COMMA)
                if state == 2:
                    continue
                return state
            return self.operator(kind or 0)

    def operator(self, kind: int) -> int:
        """An operator, an index or a part of a condition was passed: 0 if it may stand here, else -1."""
        if kind == _INDEX:
            self.push("i")
        elif kind == _CONDITION:
            self.open.append("?")
        elif kind == _OTHERWISE:
            if self.open[-1:] != ["?"]:
                return -1
            self.open.pop()
        return -1 if kind == _CLOSER else 0

    def separated(self, *, comma: bool) -> int:
        """The end of an item, at a comma or at the end of a line: as ``after``, and 2 if an object ended."""
        inside = self.open[-1] if self.open else ""
        if inside == "{":
            if not comma and self.text[self.at : self.at + 1] not in {"\n", "\r", "#", "/"}:
                return -1
            state = self.key()
            return 2 if state == 1 else state
        if comma:
            return 0 if inside in {"f", "["} else -1
        return -1 if inside else 1
