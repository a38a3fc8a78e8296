"""Conditions, and the choice between two branches where a condition cannot be decided."""

from __future__ import annotations

import re

from iaclint.terraform.convert import convert
from iaclint.terraform.evaluation import derived, evaluate, refused, source_text
from iaclint.terraform.lazy import Lazy
from iaclint.terraform.scope import Bound
from iaclint.terraform.types import BOOL, describe, type_of
from iaclint.terraform.unify import unify
from iaclint.text.hclast import Binary, Parens, Unary
from iaclint.values.value import Bool, Failed, Null, Unknown
from iaclint.values.world import Atom

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.terraform.scope import Scope
    from iaclint.text.hclast import Conditional, Expression
    from iaclint.values.value import Value

_INSTANCE_WORDS = re.compile(r"\b(?:each|count|self)\.")


def conditional(expression: Conditional, scope: Scope) -> Value:
    """``condition ? yes : no``; both branches are evaluated, since their types decide the type of the result."""
    answer = truth(expression.condition, scope)
    if isinstance(answer, Failed):
        return answer
    yes, no = evaluate(expression.yes, scope), evaluate(expression.no, scope)
    if isinstance(answer, Unknown):
        return derived(answer, None)
    chosen, other = (yes, no) if answer.value else (no, yes)
    return _unified(expression, chosen, other)


def truth(condition: Expression, scope: Scope) -> Bool | Unknown:
    """The answer of a condition; what cannot be known is chosen by the world, or Unknown if that does not choose."""
    value = convert(evaluate(condition, scope), BOOL, condition.span)
    if isinstance(value, Null):
        return refused(condition.span, "a condition must not be null")
    if not isinstance(value, Unknown) or isinstance(value, Failed):
        return value  # type: ignore[return-value]
    return _chosen(condition, value, scope)


def _chosen(condition: Expression, value: Unknown, scope: Scope) -> Bool | Unknown:
    name, negated = _canonical(condition)
    span = value.origin.span
    cause = f"{value.name} {span.source.path}:{span.start}"
    option = scope.world.choose(Atom(f"{_place(condition, scope)}{name} ({cause})", 2))
    if option is None:
        return value
    answer = (option == 0) is not negated
    scope.world.note(source_text(condition.span), answer)
    return Bool(value.origin, answer)


def _canonical(condition: Expression) -> tuple[str, bool]:
    """What a condition asks, without parentheses and negation, and whether it was negated."""
    negated = False
    while True:
        if isinstance(condition, Parens):
            condition = condition.inner
        elif isinstance(condition, Unary) and condition.operator == "!":
            condition, negated = condition.operand, not negated
        elif isinstance(condition, Binary) and condition.operator == "!=":
            return f"{source_text(condition.left.span)} == {source_text(condition.right.span)}", not negated
        else:
            return source_text(condition.span), negated


def _place(condition: Expression, scope: Scope) -> str:
    """What tells equal conditions apart: the module instance, and what ``each`` and loop variables stand for."""
    text = condition.span.text
    place = [scope.module]
    if scope.instance and _INSTANCE_WORDS.search(text):
        place.append(scope.instance)
    outer = scope
    while isinstance(outer, Bound):
        if any(re.search(rf"\b{re.escape(name)}\b", text) for name in outer.names):
            place.append(outer.key)
        outer = outer.outer
    return "".join(f"{part}: " for part in place if part)


def _unified(expression: Conditional, chosen: Value, other: Value) -> Value:
    """The chosen branch in the type that both branches have in common."""
    if isinstance(chosen, Failed | Lazy) or isinstance(other, Failed | Lazy):
        return chosen
    if isinstance(other, Null) and other.type is None:
        return chosen
    if isinstance(chosen, Null) and chosen.type is None:
        return convert(chosen, type_of(other), expression.span)
    types = type_of(chosen), type_of(other)
    found = unify(types)
    if found is None:
        kinds = " and ".join(map(describe, types))
        return refused(expression.span, f"the branches of a condition must have one type, but have {kinds}")
    return convert(chosen, found, expression.span)
