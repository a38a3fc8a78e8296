"""Templates: text with interpolations and directives (hashicorp/hcl, expression_template.go)."""

from __future__ import annotations

from iaclint.terraform.conditions import truth
from iaclint.terraform.convert import convert
from iaclint.terraform.evaluation import affordable, bounded, evaluate, refused, too_much
from iaclint.terraform.functions.signature import gathered
from iaclint.terraform.loops import pairs, turns
from iaclint.terraform.types import STRING
from iaclint.text.hclast import Expression, ForDirective, IfDirective
from iaclint.text.mapped import Chars
from iaclint.values.origin import Origin
from iaclint.values.value import TEXT, Failed, Null, String, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.terraform.scope import Scope
    from iaclint.text.hclast import Directive, Template
    from iaclint.values.value import Part, Value


def template(expression: Template, scope: Scope) -> Value:
    """A template that is nothing but one interpolation passes its value on; any other is text."""
    parts = expression.parts
    if len(parts) == 1:
        only = parts[0]
        if isinstance(only, Expression):
            return evaluate(only, scope)
        if isinstance(only, Chars):
            return String(Origin(expression.span), (composed(only),))
    return text(expression, scope)


def text(expression: Template, scope: Scope) -> Value:
    """A template as text: each contribution keeps its place, what is not known or is refused is a hole."""
    writer = _Writer(scope)
    writer.write(expression)
    return bounded(String(gathered(expression.span, writer.used), tuple(writer.parts)))


class _Writer:
    """Collects the parts of a text, and the values that went into it."""

    __slots__ = ("parts", "scope", "used")

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.parts: list[Part] = []
        self.used: list[Value] = []

    def write(self, expression: Template) -> None:
        for part in expression.parts:
            if isinstance(part, Chars):
                if part.text:
                    self.parts.append(composed(part))
            elif isinstance(part, Expression):
                self.interpolate(evaluate(part, self.scope), part)
            else:
                self.direct(part)

    def interpolate(self, value: Value, part: Expression) -> None:
        """Add a value as text."""
        if not affordable(self.scope, value):
            value = too_much(part.span)
        self.used.append(value)
        value = convert(value, STRING, part.span)
        if isinstance(value, Null):
            value = refused(part.span, "null cannot be part of a text")
        if isinstance(value, Unknown):
            self.parts.append(value)
        elif isinstance(value, String):
            self.parts.extend(value.handed())

    def direct(self, directive: Directive) -> None:
        """Add what a directive writes."""
        if isinstance(directive, IfDirective):
            answer = truth(directive.condition, self.scope)
            if isinstance(answer, Unknown):
                self.unknown(answer)
            elif answer.value:
                self.write(directive.yes)
            elif directive.no is not None:
                self.write(directive.no)
        elif isinstance(directive, ForDirective):
            self.loop(directive)

    def loop(self, directive: ForDirective) -> None:
        rounds = pairs(evaluate(directive.collection, self.scope), directive.collection.span)
        if isinstance(rounds, Unknown):
            self.unknown(rounds)
            return
        outer = self.scope
        for turn in turns((directive.key, directive.value), rounds, None, outer):
            if isinstance(turn, Unknown):
                self.unknown(turn)
            else:
                self.scope = turn
                self.write(directive.body)
        self.scope = outer

    def unknown(self, cause: Unknown) -> None:
        """Add a hole that may be any text."""
        hole = (
            cause if isinstance(cause, Failed) else Unknown(cause.origin, cause.name, cause.reason, TEXT, type=STRING)
        )
        self.parts.append(hole)


def composed(chars: Chars) -> Chars:
    """The characters in Unicode's composed form (NFC), as Terraform keeps all text."""
    if chars.text.isascii():
        return chars
    from unicodedata import is_normalized, normalize

    return chars if is_normalized("NFC", chars.text) else Chars(normalize("NFC", chars.text), chars.span)
