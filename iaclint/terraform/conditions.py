"""Conditions, and the choice between two branches where a condition cannot be decided."""

from __future__ import annotations

import re

from iaclint.terraform.convert import convert
from iaclint.terraform.evaluation import affordable, derived, evaluate, refused, source_text, too_much, typed
from iaclint.terraform.lazy import Lazy
from iaclint.terraform.scope import Bound
from iaclint.terraform.types import BOOL, DYNAMIC, STRING, describe, is_open, type_of
from iaclint.terraform.unify import unify
from iaclint.text.hclast import Binary, Parens, Unary
from iaclint.values.value import Bool, Failed, Null, Number, String, Unknown
from iaclint.values.world import Atom

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.terraform.scope import Scope
    from iaclint.terraform.types import Type
    from iaclint.text.hclast import Conditional, Expression
    from iaclint.values.value import Value

_INSTANCE_WORDS = r"\b(?:each|count|self)\."


def conditional(expression: Conditional, scope: Scope) -> Value:
    """``condition ? yes : no``; both branches are evaluated, since their types decide the type of the result."""
    answer = truth(expression.condition, scope)
    yes, no = evaluate(expression.yes, scope), evaluate(expression.no, scope)
    if not affordable(scope, yes, no):
        return too_much(expression.span)
    type = _common_type(yes, no)
    if type is None:
        kinds = " and ".join(describe(type_of(branch)) for branch in (yes, no))
        return refused(expression.span, f"the branches of a condition must have one type, but have {kinds}")
    if isinstance(answer, Failed):
        return typed(answer, None if is_open(type) else type)
    if isinstance(answer, Unknown):
        return derived(answer, None if is_open(type) else type)
    chosen = yes if answer.value else no
    if type is DYNAMIC or isinstance(chosen, Failed | Lazy) or type_of(chosen) == type:
        return chosen
    return convert(chosen, type, expression.span)


def _common_type(yes: Value, no: Value) -> Type | None:
    """The type of a condition's result; DYNAMIC where nothing is converted, None where the branches do not fit."""
    if isinstance(yes, String) and isinstance(no, String):
        return STRING
    for one, other in ((yes, no), (no, yes)):
        if isinstance(one, Lazy) or (isinstance(one, Failed) and one.type is None):
            return DYNAMIC
        if isinstance(one, Null) and one.type is None:
            return DYNAMIC if isinstance(other, Lazy) else type_of(other)
    types = type_of(yes), type_of(no)
    return types[0] if types[0] == types[1] else unify(types)


def truth(condition: Expression, scope: Scope) -> Bool | Unknown:
    """The answer of a condition; what cannot be known is chosen by the world, or Unknown if that does not choose."""
    value = convert(evaluate(condition, scope), BOOL, condition.span)
    if isinstance(value, Null):
        return refused(condition.span, "a condition must not be null")
    if not isinstance(value, Unknown) or isinstance(value, Failed):
        return value  # type: ignore[return-value]
    return _chosen(condition, value, scope)


def _chosen(condition: Expression, value: Unknown, scope: Scope) -> Bool | Unknown:
    """What the world chooses for a condition: one answer for one question about one thing."""
    name, negated = _canonical(condition)
    turns = _turns(condition, scope)
    span = value.origin.span
    cause = f"{value.name} {span.source.path}:{span.start}"
    place = [scope.module, scope.instance if re.search(_INSTANCE_WORDS, condition.span.text) else "", *turns]
    option = scope.world.choose(Atom(f"{name} ({cause}, {', '.join(place)})", 2))
    if option is None:
        return value
    answer = (option == 0) is not negated
    text = source_text(condition.span)
    scope.world.note(f"{text} ({', '.join(turns)})" if turns else text, answer)
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


def _turns(condition: Expression, scope: Scope) -> list[str]:
    """What the variables of loops and templates that a condition mentions stand for: a value, else which turn it is."""
    found: dict[str, None] = {}
    while isinstance(scope, Bound):
        for name, value in scope.names.items():
            if re.search(rf"\b{re.escape(name)}\b", condition.span.text):
                known = _scalar(value)
                found[f"{name}={known}" if known is not None else scope.key] = None
        scope = scope.outer
    return [turn for turn in found if turn]


def _scalar(value: Value) -> str | None:
    """A single known value as text."""
    if isinstance(value, String):
        return value.text
    return str(value.value) if isinstance(value, Number | Bool) else None
