"""The evaluator of Terraform expressions, as Terraform 1.11 evaluates them.

Every value knows where it came from: a literal its own text, what was passed along or taken out of something its
origin and the steps to here, what an operator or template made the text of that expression. What cannot be known is
Unknown with the reason of what it depends on; what Terraform refuses is Failed.
"""

from __future__ import annotations

from iaclint.terraform import functions
from iaclint.terraform.access import index, reference
from iaclint.terraform.arithmetic import held
from iaclint.terraform.conditions import conditional
from iaclint.terraform.evaluation import (
    FORMS,
    affordable,
    bounded,
    derived,
    evaluate,
    failure,
    refused,
    source_text,
    too_much,
    typed,
)
from iaclint.terraform.loops import for_expression, key_text, splat, splat_item
from iaclint.terraform.operators import binary, unary
from iaclint.terraform.order import holes
from iaclint.terraform.template import template
from iaclint.terraform.types import BOOL, NUMBER
from iaclint.text.hclast import (
    Binary,
    Call,
    Conditional,
    ForExpr,
    GetAttr,
    Index,
    Invalid,
    Literal,
    ObjectExpr,
    Parens,
    Splat,
    SplatItem,
    Template,
    TupleExpr,
    Unary,
    Variable,
)
from iaclint.values.origin import Origin
from iaclint.values.value import Bool, Entry, Failed, Mapping, Null, Number, Sequence, Spread, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.terraform.scope import Scope
    from iaclint.values.value import Value

__all__ = ["evaluate", "evaluate_template"]

STEPS_OF_CALL = 10  # a call takes as long as so many other steps, before what is in its arguments and its result


def evaluate_template(template: Template, scope: Scope) -> Value:
    """The value of a template: a text, or that of its only interpolation."""
    return evaluate(template, scope)


def _literal(expression: Literal, _: Scope) -> Value:
    origin, value = Origin(expression.span), expression.value
    if value is None:
        return Null(origin)
    if isinstance(value, bool):
        return Bool(origin, value)
    number = held(value)
    if number is None:
        return Unknown(origin, source_text(expression.span), "the number has too many digits", type=NUMBER)
    return Number(origin, number)


def _parens(expression: Parens, scope: Scope) -> Value:
    return evaluate(expression.inner, scope)


def _tuple(expression: TupleExpr, scope: Scope) -> Value:
    items = tuple(evaluate(item, scope) for item in expression.items)
    return bounded(Sequence(Origin(expression.span), items, "tuple"))


def _object(expression: ObjectExpr, scope: Scope) -> Value:
    entries: dict[str, Entry] = {}
    for key, value in expression.items:
        name = key_text(evaluate(key, scope), key.span)
        if isinstance(name, Unknown):
            return name
        entries[name.text or ""] = Entry(name.origin, evaluate(value, scope))
    return bounded(Mapping(Origin(expression.span), entries, "object"))


def _invalid(expression: Invalid, _: Scope) -> Value:
    return Unknown(Origin(expression.span), expression.span.text, f"it does not parse: {expression.message}")


def _call(expression: Call, scope: Scope) -> Value:
    name = expression.name.removeprefix("core::")
    if name in ("try", "can"):
        return _try(expression, scope) if name == "try" else _can(expression, scope)
    arguments = [evaluate(argument, scope) for argument in expression.arguments]
    if expression.expand:
        last = arguments.pop()
        spread = _expanded(last, expression)
        if isinstance(spread, Unknown):
            return spread
        arguments.extend(spread)
    if not (scope.budget.spend(STEPS_OF_CALL) and affordable(scope, *arguments)):
        return too_much(expression.span)
    result = functions.call(expression.name, arguments, scope.context, expression.span)
    if isinstance(result, Failed):
        return typed(result, None)
    return bounded(result) if affordable(scope, result) else too_much(expression.span)


def _expanded(last: Value, expression: Call) -> list[Value] | Unknown:
    """The arguments that ``...`` makes of a list."""
    if isinstance(last, Unknown):
        return derived(last, None)
    if not isinstance(last, Sequence):
        return refused(expression.arguments[-1].span, "only a list, set or tuple can be expanded with ...")
    unknown = next((item for item in last.items if isinstance(item, Spread)), None)
    return derived(unknown, None) if unknown is not None else list(last.elements())


def _try(expression: Call, scope: Scope) -> Value:
    """``try``: the first argument that Terraform does not refuse.

    A list with an unknown number of items may come from something that is no list, and is refused at deploy.
    """
    if not expression.arguments:
        return refused(expression.span, "try needs an expression")
    reasons = []
    for argument in expression.arguments:
        value = evaluate(argument, scope)
        refusal = failure(value) if affordable(scope, value) else None
        if refusal is None:
            open_part = next((hole for hole in holes(value) if isinstance(hole, Spread)), None)
            return value if open_part is None else derived(open_part, None)
        reasons.append(refusal.reason)
    return refused(expression.span, f"no expression of try works: {'; '.join(reasons)}")


def _can(expression: Call, scope: Scope) -> Value:
    """``can``: whether Terraform accepts the argument; not known if something in it is not."""
    if len(expression.arguments) != 1:
        return refused(expression.span, "can needs one expression")
    value = evaluate(expression.arguments[0], scope)
    if not affordable(scope, value):
        return too_much(expression.span)
    if failure(value) is not None:
        return Bool(Origin(expression.span), False)
    hole = next(holes(value), None)
    return Bool(Origin(expression.span), True) if hole is None else derived(hole, BOOL)


FORMS.update(
    {
        Literal: _literal,
        Template: template,
        TupleExpr: _tuple,
        ObjectExpr: _object,
        ForExpr: for_expression,
        Variable: reference,
        GetAttr: reference,
        Index: index,
        Splat: splat,
        SplatItem: splat_item,
        Call: _call,
        Unary: unary,
        Binary: binary,
        Conditional: conditional,
        Parens: _parens,
        Invalid: _invalid,
    }
)
