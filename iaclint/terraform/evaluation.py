"""The core of the evaluator: one step for one expression, within a budget, and what cannot be known.

The modules ``expression``, ``access``, ``loops``, ``operators`` and ``template`` hold the forms of expressions;
``expression`` puts them into the table here.
"""

from __future__ import annotations

from iaclint.values.origin import Origin
from iaclint.values.value import Failed, Mapping, Sequence, String, Unknown
from iaclint.values.weight import weight

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Final

    from iaclint.terraform.scope import Scope
    from iaclint.terraform.types import Type
    from iaclint.text.hclast import Expression
    from iaclint.text.span import Span
    from iaclint.values.value import Value

MAX_WEIGHT = 10_000_000  # of one value: half a million items, or ten million characters
WEIGHT_OF_STEP = 200  # what is walked through for the price of one step

FORMS: Final[dict[type, Callable[[Any, Scope], Value]]] = {}


def evaluate(expression: Expression, scope: Scope) -> Value:
    """The value of an expression: Failed where Terraform refuses it, Unknown where it cannot be known; never raises."""
    if not scope.budget.spend():
        return too_much(expression.span)
    try:
        return FORMS[type(expression)](expression, scope)
    except RecursionError:
        return Unknown(Origin(expression.span), source_text(expression.span), "it is nested too deeply to be evaluated")


def too_much(span: Span) -> Unknown:
    """What is not evaluated any more because the unit's budget is spent."""
    reason = "too much work: the configuration needs more steps than iaclint spends on one unit"
    return Unknown(Origin(span), source_text(span), reason)


def bounded(value: Value) -> Value:
    """A value that was just put together, unless more is in it than any configuration needs."""
    return value if weight(value) <= MAX_WEIGHT else too_much(value.span)


def affordable(scope: Scope, *values: Value) -> bool:
    """Pay for walking through values; False if the budget does not allow it any more."""
    return scope.budget.spend(1 + sum(map(weight, values)) // WEIGHT_OF_STEP)


def refused(span: Span, reason: str) -> Failed:
    """What Terraform refuses."""
    return Failed(Origin(span), source_text(span), reason)


def typed(refusal: Failed, type: Type | None) -> Failed:
    """A refusal where a value of a certain type was due: a condition with it as one branch has that type."""
    return Failed(refusal.origin, refusal.name, refusal.reason, type=type)


def source_text(span: Span) -> str:
    """The text of a span, white space collapsed."""
    return " ".join(span.text.split())


def derived(cause: Unknown, type: Type | None) -> Unknown:
    """What is made of something unknown, and of that type: unknown for the same reason."""
    if isinstance(cause, Failed):
        return cause
    return Unknown(cause.origin, cause.name, cause.reason, type=type)


def failure(value: Value) -> Failed | None:
    """The first thing in a value that Terraform refuses. Lazy objects are not looked into."""
    if isinstance(value, Failed):
        return value
    if isinstance(value, String):
        found: object = next((part for part in value.parts if isinstance(part, Failed)), None)
    elif isinstance(value, Sequence):
        found = next(filter(None, map(failure, value.items)), None)
    elif isinstance(value, Mapping):
        found = next(filter(None, (failure(entry.value) for entry in value.entries.values())), None)
    else:
        found = None
    return found if isinstance(found, Failed) else None
