"""The reader of what brackets hold: parentheses, tuples, objects, ``for`` expressions."""

from __future__ import annotations

import re

from iaclint.text.hcl_pieces import loop_names
from iaclint.text.hclast import ForExpr, GetAttr, Invalid, Literal, ObjectExpr, Parens, Template, TupleExpr, Variable

_bare_key = re.compile(r"([A-Za-z_][A-Za-z0-9_-]*+)[ \t]*+=(?![=>])").match

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Final

    from iaclint.text.hcl_cursor import Cursor
    from iaclint.text.hcl_pieces import Read
    from iaclint.text.hclast import Expression


def _parens(cursor: Cursor, read: Read) -> Expression:
    start = cursor.at
    cursor.at += 1
    lines, cursor.lines = cursor.lines, True
    inner = read(cursor)
    cursor.expect(")", "expected )")
    cursor.lines = lines
    return Parens(cursor.span(start, cursor.last), inner)


def _tuple(cursor: Cursor, read: Read) -> Expression:
    start = cursor.at
    cursor.at += 1
    lines, cursor.lines = cursor.lines, True
    if cursor.word("for"):
        return _for(cursor, read, start, lines, "]")
    items: list[Expression] = []
    while not cursor.take("]"):
        items.append(read(cursor))
        if not cursor.take(","):
            cursor.expect("]", "expected , or ] after the item")
            break
    cursor.lines = lines
    return TupleExpr(cursor.span(start, cursor.last), tuple(items))


def _object(cursor: Cursor, read: Read) -> Expression:
    start = cursor.at
    cursor.at += 1
    lines, cursor.lines = cursor.lines, True
    if cursor.word("for"):
        return _for(cursor, read, start, lines, "}")
    items: list[tuple[Expression, Expression]] = []
    while not cursor.take("}"):
        cursor.lines = False
        items.append(_item(cursor, read))
        following = cursor.space()
        if not following or following not in ",}\r\n#/":
            raise cursor.fail("expected a newline, a comma or } after the value")
        cursor.take(",")
        cursor.lines = True
    cursor.lines = lines
    return ObjectExpr(cursor.span(start, cursor.last), tuple(items))


def _item(cursor: Cursor, read: Read) -> tuple[Expression, Expression]:
    """One ``key = value`` of an object."""
    cursor.space()
    start = cursor.at
    bare = _bare_key(cursor.text, start)
    if bare is not None:
        cursor.at = bare.end()
        named = cursor.span(start, bare.end(1))
        return Template(named, tuple(cursor.chars(bare.group(1), start, bare.end(1), None))), read(cursor)
    key = _key(cursor, start, read(cursor))
    if not cursor.take(":"):
        if cursor.space() != "=" or cursor.text.startswith("=>", cursor.at):
            raise cursor.fail("expected = and a value after the key")
        cursor.take("=")
    return key, read(cursor)


def _key(cursor: Cursor, start: int, key: Expression) -> Expression:
    """A bare name is a key as it stands; a bare reference is refused, as Terraform does."""
    if isinstance(key, Variable) or (isinstance(key, Literal) and not cursor.text[start].isdigit()):
        end = cursor.last
        return Template(key.span, tuple(cursor.chars(cursor.text[start:end], start, end, None)))
    root = key
    while isinstance(root, GetAttr):
        root = root.target
    if isinstance(root, Variable):
        return Invalid(key.span, "expected a key: put a reference in parentheses, a name with dots in quotes")
    return key


def _for(cursor: Cursor, read: Read, start: int, lines: bool, closing: str) -> Expression:
    """What follows ``[for`` and ``{for``."""
    key, value = loop_names(cursor)
    collection = read(cursor)
    cursor.expect(":", "expected : after the collection")
    key_result, result = None, read(cursor)
    if cursor.take("=>"):
        key_result, result = result, read(cursor)
    grouped = cursor.take("...")
    if (key_result is None) != (closing == "]") or (grouped and closing == "]"):
        raise cursor.fail("expected => and a value" if closing == "}" else "expected ]: only { } has => and ...")
    condition = read(cursor) if cursor.word("if") else None
    cursor.expect(closing, f"expected {closing} after the for expression")
    cursor.lines = lines
    return ForExpr(cursor.span(start, cursor.last), key, value, collection, key_result, result, condition, grouped)


BRACKETS: Final[dict[str, Callable[[Cursor, Read], Expression]]] = {"(": _parens, "[": _tuple, "{": _object}
