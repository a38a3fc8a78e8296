"""How a function is declared, and what its implementation is called with."""

from __future__ import annotations

from iaclint.record import Record
from iaclint.terraform.order import holes
from iaclint.terraform.types import DYNAMIC, STRING
from iaclint.values.origin import Origin, Step
from iaclint.values.value import ANY, TEXT, Failed, Mapping, Sequence, String, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Final

    from iaclint.terraform.functions.context import CallContext
    from iaclint.terraform.types import Type
    from iaclint.text.span import Span
    from iaclint.values.value import Value

# What of an argument must be known for the function to be called; else its result is unknown.
ALL = "all"  # everything in it
OUTER = "outer"  # the text, list or mapping itself: what is in it may be unknown
NOTHING = "nothing"


class Parameter(Record):
    """One parameter: the type that arguments are converted to, whether null is accepted, what must be known."""

    type: Type = DYNAMIC
    null: bool = False
    needs: str = ALL


class Function(Record):
    """A function. ``result`` is the type of what it returns; ``variadic`` takes all arguments after ``parameters``."""

    implementation: Callable[..., Value]
    parameters: tuple[Parameter, ...] = ()
    result: Type = DYNAMIC
    variadic: Parameter | None = None


class Call:
    """One call: where it stands, its converted arguments, and how to make a result."""

    __slots__ = ("arguments", "context", "function", "name", "span")

    def __init__(self, name: str, function: Function, context: CallContext, span: Span) -> None:
        self.name: Final = name
        self.function: Final = function
        self.context: Final = context
        self.span: Final = span
        self.arguments: list[Value] = []

    def pay(self, steps: float) -> Unknown | None:
        """Take steps from the unit's budget for work to be done; the call's result if they are not left."""
        return None if self.context.budget.spend(int(steps)) else self.give_up("too much work")

    def refuse(self, reason: str) -> Failed:
        """The result where Terraform refuses the arguments."""
        return Failed(Origin(self.span), self.span.text, f"{self.name}: {reason}")

    def give_up(self, reason: str, type: Type | None = None) -> Unknown:
        """The result where only iaclint cannot tell it."""
        return self._unknown(Origin(self.span), self.span.text, f"{self.name}: {reason}", type)

    def unknown(self, *causes: Value, type: Type | None = None) -> Unknown:
        """The result where something in the causes (default: the arguments) is not known."""
        found = [hole for cause in causes or self.arguments for hole in holes(cause)]
        refused = next((hole for hole in found if isinstance(hole, Failed)), None)
        if refused is not None or not found:
            return refused or self.give_up("the result is not known before deploy", type)
        return self._unknown(found[0].origin, found[0].name, found[0].reason, type)

    def _unknown(self, origin: Origin, name: str, reason: str, type: Type | None) -> Unknown:
        type = type or self.function.result
        return Unknown(origin, name, reason, TEXT if type is STRING else ANY, type=type)

    def origin(self, *values: Value) -> Origin:
        """The call's place, with the steps of everything that the result was made of (default: the arguments)."""
        return gathered(self.span, values or self.arguments)

    def text(self, text: str) -> String:
        """A text that the call made out of its arguments."""
        if not text.isascii():
            from unicodedata import normalize

            text = normalize("NFC", text)
        return String.of(text, self.origin())


MAX_STEPS = 40  # what a trace could show; a list of thousands may have thousands of them


def gathered(span: Span, values: Iterable[Value]) -> Origin:
    """A place, and the steps of all values, each step once."""
    last: Step | None = None
    seen: set[tuple[str, Span, str]] = set()
    for step in _steps(values):
        key = (step.kind, step.span, step.message)
        if key not in seen and len(seen) < MAX_STEPS:
            seen.add(key)
            last = Step(step.kind, step.span, step.message, last)
    return Origin(span, last)


def _steps(values: Iterable[Value]) -> Iterator[Step]:
    for value in values:
        if value.origin.last is not None:
            yield from value.origin.steps()
        if isinstance(value, Sequence):
            yield from _steps(value.items)
        elif isinstance(value, Mapping):
            yield from _steps(entry.value for entry in value.entries.values())
