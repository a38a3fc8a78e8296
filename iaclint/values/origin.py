"""Where a value came from: the text that produced it, and the steps that handed it on."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

    from iaclint.text.span import Span

# What a step says about the value. Confidence and secrecy follow from them.
DEFAULT = "default"  # a default of a variable or parameter: somebody may override it
GIVEN = "given"  # a tfvars or parameters file, or the command line
ARGUMENT = "argument"  # an argument of a module call, a parameter of a nested stack
LOCAL = "local"
OUTPUT = "output"
ELEMENT = "element"  # taken out of a list, mapping, or FindInMap cell
ASSEMBLED = "assembled"  # the expression that put a text or collection together
USED = "used"  # the data block or the like through which the value reached the resource
SECRET = "secret"  # a variable marked sensitive, a NoEcho parameter: never print the value


class Step:
    """One hand that a value went through: the place and a short sentence for people; ``earlier`` came before it."""

    __slots__ = ("earlier", "kind", "message", "span")

    def __init__(self, kind: str, span: Span, message: str, earlier: Step | None = None) -> None:
        self.kind: Final = kind
        self.span: Final = span
        self.message: Final = message
        self.earlier: Final = earlier


class Origin:
    """The span of the text a person would change, and the steps from there to here."""

    __slots__ = ("last", "span")

    def __init__(self, span: Span, last: Step | None = None) -> None:
        self.span: Final = span
        self.last: Final = last

    def via(self, kind: str, span: Span, message: str) -> Origin:
        """The same origin after one more step."""
        return Origin(self.span, Step(kind, span, message, self.last))

    def after(self, other: Origin) -> Origin:
        """The same origin after all steps of ``other``: for an element taken out of a container that was handed on."""
        if other.last is None:
            return self
        last = self.last
        for step in other.steps():
            last = Step(step.kind, step.span, step.message, last)
        return Origin(self.span, last)

    def steps(self) -> list[Step]:
        """The steps in the order they were taken."""
        return list(self._backwards())[::-1]

    def has(self, kind: str) -> bool:
        """Whether a step of this kind was taken."""
        return any(step.kind == kind for step in self._backwards())

    def _backwards(self) -> Iterator[Step]:
        step = self.last
        while step is not None:
            yield step
            step = step.earlier

    def __repr__(self) -> str:
        return f"Origin({self.span!r}{''.join(' > ' + step.kind for step in self.steps())})"
