"""The operators. Operands are converted first, as Terraform 1.11 does; both are always evaluated.

``false && x`` and ``true || x`` are decided although ``x`` is unknown: they will be at deploy.
"""

from __future__ import annotations

from iaclint.terraform.arithmetic import calculate, negative_zero
from iaclint.terraform.convert import convert
from iaclint.terraform.evaluation import affordable, derived, evaluate, failure, refused, source_text, too_much, typed
from iaclint.terraform.functions.signature import gathered
from iaclint.terraform.lazy import Lazy, forced
from iaclint.terraform.order import equal, holes
from iaclint.terraform.types import BOOL, NUMBER
from iaclint.values.origin import Origin
from iaclint.values.value import (
    ACCOUNT,
    ARN,
    OWNER,
    PARTITION,
    REGION,
    SEGMENT,
    Bool,
    Failed,
    Null,
    Number,
    String,
    Unknown,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from iaclint.terraform.scope import Scope
    from iaclint.terraform.types import Type
    from iaclint.text.hclast import Binary, Expression, Unary
    from iaclint.text.mapped import Chars
    from iaclint.text.span import Span
    from iaclint.values.value import Value

_ARITHMETIC: Final = "+-*/%"
_ORDERS: Final = {"<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (0, 1)}

# Unknowns of these shapes are never null and never the empty text.
_FIRM: Final = frozenset({ACCOUNT, ARN, OWNER, PARTITION, REGION, SEGMENT})


def binary(expression: Binary, scope: Scope) -> Value:
    """``left operator right``; a long chain of operators is worked off from its left end, without recursion."""
    chain = [expression]
    left: Expression = expression.left
    while type(left) is type(expression):
        chain.append(left)
        left = chain[-1].left
    value = evaluate(left, scope)
    for link in reversed(chain):
        right = evaluate(link.right, scope)
        value = _apply(link, value, right) if affordable(scope, value, right) else too_much(link.span)
    return value


def _apply(link: Binary, left: Value, right: Value) -> Value:
    if link.operator in ("==", "!="):
        if any(isinstance(one, Lazy) and isinstance(other, Null) for one, other in ((left, right), (right, left))):
            return Bool(Origin(link.span), link.operator == "!=")  # a resource is never null
        return _equality(link, forced(left), forced(right))
    want = BOOL if link.operator in ("&&", "||") else NUMBER
    result = NUMBER if link.operator in _ARITHMETIC else BOOL
    left, right = _operand(left, want, link.left.span), _operand(right, want, link.right.span)
    for value in (left, right):
        if isinstance(value, Failed):
            return typed(value, result)
    if want is BOOL:
        return _logical(link, left, right)
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return derived(left if isinstance(left, Unknown) else right, result)  # type: ignore[arg-type]
    assert isinstance(left, Number)
    assert isinstance(right, Number)
    return _numeric(link, left, right)


def _operand(value: Value, want: Type, span: Span) -> Value:
    found = convert(value, want, span)
    return refused(span, "an operand must not be null") if isinstance(found, Null) else found


def _numeric(link: Binary, left: Number, right: Number) -> Value:
    origin = gathered(link.span, (left, right))
    if link.operator in _ORDERS:
        sign = (left.value > right.value) - (left.value < right.value)
        return Bool(origin, sign in _ORDERS[link.operator])
    result = calculate(link.operator, left.value, right.value)
    if result is None:
        reason = "a number is divided by zero" if right.value == 0 else "the numbers have too many digits"
        return Unknown(origin, source_text(link.span), reason, type=NUMBER)
    return Number(origin, result)


def _logical(link: Binary, left: Value, right: Value) -> Value:
    deciding = link.operator == "||"
    origin = gathered(link.span, (left, right))
    known = [value.value for value in (left, right) if isinstance(value, Bool)]
    if deciding in known:
        return Bool(origin, deciding)
    if len(known) == 2:
        return Bool(origin, not deciding)
    return derived(left if isinstance(left, Unknown) else right, BOOL)  # type: ignore[arg-type]


def _equality(link: Binary, left: Value, right: Value) -> Value:
    for value in (left, right):
        refusal = failure(value)
        if refusal is not None:
            return typed(refusal, BOOL)
    same = False if _apart(left, right) or _apart(right, left) else equal(left, right)
    if same is None:
        cause = next((hole for value in (left, right) for hole in holes(value)), None)
        if cause is None:
            return Unknown(Origin(link.span), source_text(link.span), "whether both are equal is not known", type=BOOL)
        return derived(cause, BOOL)
    return Bool(gathered(link.span, (left, right)), same is (link.operator == "=="))


def _apart(left: Value, right: Value) -> bool:
    """Whether something unknown on the left cannot be what stands on the right."""
    if isinstance(left, Unknown):
        empty = isinstance(right, Null) or (isinstance(right, String) and right.text == "")
        return left.shape in _FIRM and empty
    if isinstance(left, String) and isinstance(right, String) and left.text is None and right.text is not None:
        return _least_length(left.flat()) > len(right.text)
    return False


def _least_length(parts: tuple[Chars | Unknown, ...]) -> int:
    return sum(part.shape in _FIRM if isinstance(part, Unknown) else len(part.text) for part in parts)


def unary(expression: Unary, scope: Scope) -> Value:
    """``-x`` and ``!x``."""
    want = NUMBER if expression.operator == "-" else BOOL
    value = _operand(evaluate(expression.operand, scope), want, expression.operand.span)
    if isinstance(value, Unknown):
        return typed(value, want) if isinstance(value, Failed) else derived(value, want)
    origin = gathered(expression.span, (value,))
    if isinstance(value, Bool):
        return Bool(origin, not value.value)
    assert isinstance(value, Number)
    number = value.value  # a Decimal's own minus sign would round it to 28 digits
    if number == 0:
        return Number(origin, negative_zero() if isinstance(number, int) else 0)
    return Number(origin, -number if isinstance(number, int) else number.copy_negate())
