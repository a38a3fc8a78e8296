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
from iaclint.values.value import Bool, Failed, Null, String, Unknown
from iaclint.values.world import Atom

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.terraform.scope import Scope
    from iaclint.terraform.types import Type
    from iaclint.text.hclast import Conditional, Expression
    from iaclint.values.value import Value

_INSTANCE_WORDS = re.compile(r"\b(?:each|count|self)\.")


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
