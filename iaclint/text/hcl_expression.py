"""The reader of HCL expressions: recursive descent as in HCL's own parser (hashicorp/hcl, hclsyntax/parser.go)."""

from __future__ import annotations

import re

from iaclint.text.hcl_collection import BRACKETS
from iaclint.text.hcl_template import heredoc, quoted
from iaclint.text.hclast import (
    Binary,
    Call,
    Conditional,
    GetAttr,
    Index,
    Literal,
    Splat,
    SplatItem,
    Unary,
    Variable,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from decimal import Decimal
    from typing import Final

    from iaclint.text.hcl_cursor import Cursor
    from iaclint.text.hclast import Expression

MAX_DIGITS = 4000  # of a number that is kept as an int
MAX_CHAIN = 1000  # operands of one chain of operators, steps of one reference

_PRECEDENCE: Final = {
    "||": 1,
    "&&": 2,
    **dict.fromkeys(("==", "!="), 3),
    **dict.fromkeys((">", ">=", "<", "<="), 4),
    **dict.fromkeys(("+", "-"), 5),
    **dict.fromkeys(("*", "/", "%"), 6),
}
_WORDS: Final = {"true": True, "false": False, "null": None}

_operator = re.compile(r"&&|\|\||[=!<>]=|[-+*/%<>]").match
_simple_step = re.compile(r"\.([A-Za-z_][A-Za-z0-9_-]*+)(?![^\x00-\x7f])").match
_NUMBER = r"[0-9](?:(?:[0-9.]|[eE][-+]?[0-9])*(?:[0-9]|[eE][-+]?[0-9]))?"
_WELL_FORMED = r"[0-9]+\.?[0-9]*(?:[eE][-+]?[0-9]+)?"


def expression(cursor: Cursor) -> Expression:
    """The expression at the cursor; ReadError if there is none. What follows it is left to the caller."""
    char = cursor.space()
    start = cursor.at
    found = _operand(cursor, char)
    if cursor.space() not in "?&|=!<>+-*/%":
        return found
    return _conditional(cursor, start, _operation(cursor, start, found))


def _conditional(cursor: Cursor, start: int, found: Expression) -> Expression:
    """A condition with its branches, if a question mark follows; a branch for false may be a condition itself."""
    choices: list[tuple[int, Expression, Expression]] = []
    while cursor.space() == "?":
        cursor.at += 1
        cursor.deeper()
        yes = expression(cursor)
        cursor.depth -= 1
        cursor.expect(":", "expected : and the value for false")
        choices.append((start, found, yes))
        if len(choices) > MAX_CHAIN:
            raise cursor.fail(f"more than {MAX_CHAIN} conditions in one chain")
        char = cursor.space()
        start = cursor.at
        found = _operation(cursor, start, _operand(cursor, char))
    for start, condition, yes in reversed(choices):
        found = Conditional(cursor.span(start, cursor.last), condition, yes, found)
    return found


def _operation(cursor: Cursor, start: int, first: Expression) -> Expression:
    """An operand with the operators and operands that follow; operators of equal rank group from the left."""
    operator = _next_operator(cursor)
    operands: list[tuple[int, int, Expression]] = [(start, cursor.last, first)]
    operators: list[str] = []
    count = 0
    while operator:
        while operators and _PRECEDENCE[operators[-1]] >= _PRECEDENCE[operator]:
            _reduce(cursor, operands, operators)
        operators.append(operator)
        cursor.at += len(operator)
        char = cursor.space()
        start = cursor.at
        operand = _operand(cursor, char)
        operands.append((start, cursor.last, operand))
        operator = _next_operator(cursor)
        if (count := count + 1) > MAX_CHAIN:
            raise cursor.fail(f"more than {MAX_CHAIN} operators in one chain")
    while operators:
        _reduce(cursor, operands, operators)
    return operands[0][2]


def _next_operator(cursor: Cursor) -> str:
    if cursor.space() not in "&|=!<>+-*/%" or cursor.text.startswith("//", cursor.at):
        return ""
    match = _operator(cursor.text, cursor.at)
    return match.group() if match else ""


def _reduce(cursor: Cursor, operands: list[tuple[int, int, Expression]], operators: list[str]) -> None:
    _, end, right = operands.pop()
    start, _, left = operands.pop()
    operands.append((start, end, Binary(cursor.span(start, end), operators.pop(), left, right)))


def _operand(cursor: Cursor, char: str) -> Expression:
    """A term (``char`` is its first character) with what is taken out of it, and the signs before it."""
    if not char or char not in "-!":
        return _traversal(cursor, cursor.at, _term(cursor, char))
    signs: list[tuple[int, str]] = []
    while char and char in "-!":
        signs.append((cursor.at, char))
        cursor.at += 1
        if len(signs) > MAX_CHAIN:
            raise cursor.fail(f"more than {MAX_CHAIN} signs in one chain")
        char = cursor.space()
    found = _traversal(cursor, cursor.at, _term(cursor, char))
    for start, sign in reversed(signs):
        found = Unary(cursor.span(start, cursor.last), sign, found)
    return found


def _term(cursor: Cursor, char: str) -> Expression:
    if char == '"':
        return quoted(cursor, expression)
    if char in BRACKETS:
        cursor.deeper()
        found = BRACKETS[char](cursor, expression)
        cursor.depth -= 1
        return found
    if char.isdecimal() and char.isascii():
        return _read_number(cursor)
    if char == "<":
        return heredoc(cursor, expression)
    return _named(cursor)


def _read_number(cursor: Cursor) -> Expression:
    start, text = cursor.at, _number(cursor)
    if not text.isdigit() and not re.fullmatch(_WELL_FORMED, text):
        raise cursor.fail("expected a number", start, cursor.at)
    return Literal(cursor.span(start, cursor.at), _number_value(text))


def _number(cursor: Cursor) -> str:
    """Take a number token, which may still have too many dots."""
    match = re.compile(_NUMBER).match(cursor.text, cursor.at)
    text = match.group() if match else ""
    cursor.at = cursor.last = cursor.at + len(text)
    return text


def _number_value(text: str) -> int | Decimal:
    """A whole number as int, unless its exponent is huge."""
    if text.isdigit() and len(text) < MAX_DIGITS:
        return int(text)
    from iaclint.text.decimals import decimal_of

    number = decimal_of(text)
    return int(number) if number.adjusted() < MAX_DIGITS and number == number.to_integral_value() else number


def _named(cursor: Cursor) -> Expression:
    """A name: a function call, a keyword, or the start of a reference."""
    start = cursor.at
    found = cursor.name("expected an expression")
    end = cursor.last
    following = cursor.space()
    if following == "(" or (following == ":" and cursor.text.startswith("::", cursor.at)):
        return _call(cursor, start, found)
    span = cursor.span(start, end)
    return Literal(span, _WORDS[found]) if found in _WORDS else Variable(span, found)


def _call(cursor: Cursor, start: int, function: str) -> Expression:
    while cursor.take("::"):
        function += "::" + cursor.name("expected the name of a function")
    named = cursor.span(start, cursor.last)
    cursor.expect("(", "expected ( and the arguments")
    cursor.deeper()
    lines, cursor.lines = cursor.lines, True
    arguments: list[Expression] = []
    expand = False
    while not cursor.take(")"):
        arguments.append(expression(cursor))
        expand = cursor.take("...")
        if expand or not cursor.take(","):
            cursor.expect(")", "expected )" if expand else "expected , or ) after the argument")
            break
    cursor.lines = lines
    cursor.depth -= 1
    return Call(cursor.span(start, cursor.last), function, named, tuple(arguments), expand)


def _traversal(cursor: Cursor, start: int, found: Expression) -> Expression:
    """What is taken out of a term: attributes, elements, splats."""
    for _ in range(MAX_CHAIN):
        following = cursor.space()
        if following == "." and (step := _simple_step(cursor.text, cursor.at)) is not None:
            cursor.at = cursor.last = step.end()
            found = GetAttr(cursor.span(start, cursor.at), found, step.group(1))
        elif following == "." and not cursor.text.startswith("...", cursor.at):
            cursor.at += 1
            found = _attribute_splat(cursor, start, found) if cursor.take("*") else _step(cursor, start, found)
        elif following == "[":
            found = _index(cursor, start, found)
        else:
            return found
    raise cursor.fail(f"more than {MAX_CHAIN} steps in one reference")


def _step(cursor: Cursor, start: int, target: Expression) -> Expression:
    """``.name``, or ``.0`` as in old configurations."""
    if cursor.space().isdecimal():
        begin, name = cursor.at, _number(cursor)
        if not name.isdigit():
            raise cursor.fail("expected one index; write several as [0][1]", begin, cursor.at)
    else:
        name = cursor.name("expected the name of an attribute after the dot")
    return GetAttr(cursor.span(start, cursor.last), target, name)


def _attribute_splat(cursor: Cursor, start: int, target: Expression) -> Expression:
    """``.*`` with the attributes that follow; an index after them applies to the whole list."""
    each: Expression = SplatItem(cursor.span(start, cursor.last))
    for _ in range(MAX_CHAIN):
        if cursor.space() != "." or cursor.text.startswith("...", cursor.at):
            return Splat(cursor.span(start, cursor.last), target, each, False)
        cursor.at += 1
        each = _step(cursor, start, each)
    raise cursor.fail(f"more than {MAX_CHAIN} steps in one reference")


def _index(cursor: Cursor, start: int, target: Expression) -> Expression:
    """``[key]``, or ``[*]`` with everything that follows it."""
    cursor.at += 1
    cursor.deeper()
    if cursor.take("*"):
        cursor.expect("]", "expected ] after *")
        each = _traversal(cursor, start, SplatItem(cursor.span(start, cursor.last)))
        found: Expression = Splat(cursor.span(start, cursor.last), target, each, True)
    else:
        lines, cursor.lines = cursor.lines, True
        key = expression(cursor)
        cursor.expect("]", "expected ]")
        cursor.lines = lines
        found = Index(cursor.span(start, cursor.last), target, key)
    cursor.depth -= 1
    return found
