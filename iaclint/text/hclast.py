"""The tree of HCL: bodies of attributes and blocks, and expressions. Every node has its span.

``.tf.json`` gives the same bodies; its expressions are templates (strings) or literal structures.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal
    from typing import Final

    from iaclint.text.mapped import Chars
    from iaclint.text.span import Span


class Expression:
    """Base of expressions."""

    __slots__ = ("span",)

    def __init__(self, span: Span) -> None:
        self.span: Final = span


class Literal(Expression):
    """A number (int or Decimal), ``true``, ``false`` or ``null`` (None)."""

    __slots__ = ("value",)

    def __init__(self, span: Span, value: int | Decimal | bool | None) -> None:
        super().__init__(span)
        self.value: Final = value


class Template(Expression):
    """A quoted string or heredoc: characters, interpolated expressions and directives, strip markers already applied.

    ``span`` covers the quotes or the heredoc; the ``Chars`` know their own places.
    """

    __slots__ = ("heredoc", "parts")

    def __init__(self, span: Span, parts: tuple[Chars | Expression | Directive, ...], heredoc: bool = False) -> None:
        super().__init__(span)
        self.parts: Final = parts
        self.heredoc: Final = heredoc


class Directive:
    """Base of ``%{ if }`` and ``%{ for }`` in templates."""

    __slots__ = ("span",)

    def __init__(self, span: Span) -> None:
        self.span: Final = span


class IfDirective(Directive):
    """``%{ if condition }yes%{ else }no%{ endif }``."""

    __slots__ = ("condition", "no", "yes")

    def __init__(self, span: Span, condition: Expression, yes: Template, no: Template | None) -> None:
        super().__init__(span)
        self.condition: Final = condition
        self.yes: Final = yes
        self.no: Final = no


class ForDirective(Directive):
    """``%{ for key, value in collection }body%{ endfor }``; ``key`` may be empty."""

    __slots__ = ("body", "collection", "key", "value")

    def __init__(self, span: Span, key: str, value: str, collection: Expression, body: Template) -> None:
        super().__init__(span)
        self.key: Final = key
        self.value: Final = value
        self.collection: Final = collection
        self.body: Final = body


class TupleExpr(Expression):
    """``[a, b]``."""

    __slots__ = ("items",)

    def __init__(self, span: Span, items: tuple[Expression, ...]) -> None:
        super().__init__(span)
        self.items: Final = items


class ObjectExpr(Expression):
    """``{ key = value }``. A bare name as key is a Template of its text; ``(expression)`` is a Parens."""

    __slots__ = ("items",)

    def __init__(self, span: Span, items: tuple[tuple[Expression, Expression], ...]) -> None:
        super().__init__(span)
        self.items: Final = items


class ForExpr(Expression):
    """``[for k, v in c : value if condition]``, with ``key_result`` ``{for k, v in c : key => value...}``."""

    __slots__ = ("collection", "condition", "grouped", "key", "key_result", "value", "value_result")

    def __init__(  # noqa: PLR0913, PLR0917
        self,
        span: Span,
        key: str,
        value: str,
        collection: Expression,
        key_result: Expression | None,
        value_result: Expression,
        condition: Expression | None,
        grouped: bool,
    ) -> None:
        super().__init__(span)
        self.key: Final = key
        self.value: Final = value
        self.collection: Final = collection
        self.key_result: Final = key_result
        self.value_result: Final = value_result
        self.condition: Final = condition
        self.grouped: Final = grouped


class Variable(Expression):
    """A root name: ``var``, ``local``, ``each``, ``aws_kms_key``, a ``for`` variable."""

    __slots__ = ("name",)

    def __init__(self, span: Span, name: str) -> None:
        super().__init__(span)
        self.name: Final = name


class GetAttr(Expression):
    """``target.name`` (also the legacy ``target.0``, where ``name`` is the digits)."""

    __slots__ = ("name", "target")

    def __init__(self, span: Span, target: Expression, name: str) -> None:
        super().__init__(span)
        self.target: Final = target
        self.name: Final = name


class Index(Expression):
    """``target[key]``."""

    __slots__ = ("key", "target")

    def __init__(self, span: Span, target: Expression, key: Expression) -> None:
        super().__init__(span)
        self.target: Final = target
        self.key: Final = key


class Splat(Expression):
    """``target[*]`` or ``target.*`` with what follows: ``each`` is applied to every element, written on a SplatItem."""

    __slots__ = ("each", "full", "target")

    def __init__(self, span: Span, target: Expression, each: Expression, full: bool) -> None:
        super().__init__(span)
        self.target: Final = target
        self.each: Final = each
        self.full: Final = full


class SplatItem(Expression):
    """The element that a splat's ``each`` starts from."""

    __slots__ = ()


class Call(Expression):
    """A function call; ``expand`` says that the last argument has ``...``. ``name_span`` covers the name."""

    __slots__ = ("arguments", "expand", "name", "name_span")

    def __init__(self, span: Span, name: str, name_span: Span, arguments: tuple[Expression, ...], expand: bool) -> None:
        super().__init__(span)
        self.name: Final = name
        self.name_span: Final = name_span
        self.arguments: Final = arguments
        self.expand: Final = expand


class Unary(Expression):
    """``-x`` or ``!x``."""

    __slots__ = ("operand", "operator")

    def __init__(self, span: Span, operator: str, operand: Expression) -> None:
        super().__init__(span)
        self.operator: Final = operator
        self.operand: Final = operand


class Binary(Expression):
    """``a + b`` and the other two-sided operators."""

    __slots__ = ("left", "operator", "right")

    def __init__(self, span: Span, operator: str, left: Expression, right: Expression) -> None:
        super().__init__(span)
        self.operator: Final = operator
        self.left: Final = left
        self.right: Final = right


class Conditional(Expression):
    """``condition ? yes : no``."""

    __slots__ = ("condition", "no", "yes")

    def __init__(self, span: Span, condition: Expression, yes: Expression, no: Expression) -> None:
        super().__init__(span)
        self.condition: Final = condition
        self.yes: Final = yes
        self.no: Final = no


class Parens(Expression):
    """``(x)``: what is inside, and the fact of the parentheses (an object key in them is an expression)."""

    __slots__ = ("inner",)

    def __init__(self, span: Span, inner: Expression) -> None:
        super().__init__(span)
        self.inner: Final = inner


class Invalid(Expression):
    """An expression that does not parse: evaluating it gives Unknown. ``message`` says what was expected."""

    __slots__ = ("message",)

    def __init__(self, span: Span, message: str) -> None:
        super().__init__(span)
        self.message: Final = message


class Attribute:
    """``name = expression``; the expression is built when it is first asked for."""

    __slots__ = ("_build", "_expression", "name", "name_span", "span")

    def __init__(self, name: str, name_span: Span, span: Span, build: Callable[[], Expression]) -> None:
        self.name: Final = name
        self.name_span: Final = name_span
        self.span: Final = span
        self._build: Final = build
        self._expression: Expression | None = None

    @property
    def expression(self) -> Expression:
        """The right-hand side."""
        expression = self._expression
        if expression is None:
            expression = self._expression = self._build()
        return expression


class Label:
    """One label of a block header."""

    __slots__ = ("span", "text")

    def __init__(self, text: str, span: Span) -> None:
        self.text: Final = text
        self.span: Final = span


class Body:
    """Attributes by name and blocks in order. ``repeated`` are attributes that were written a second time."""

    __slots__ = ("attributes", "blocks", "repeated", "span")

    def __init__(
        self,
        span: Span,
        attributes: dict[str, Attribute],
        blocks: tuple[Block, ...],
        repeated: tuple[Attribute, ...] = (),
    ) -> None:
        self.span: Final = span
        self.attributes: Final = attributes
        self.blocks: Final = blocks
        self.repeated: Final = repeated


class Block:
    """``type "label" { ... }``; the body is built when first asked for. ``header`` is the line up to the brace."""

    __slots__ = ("_body", "_build", "header", "labels", "span", "type")

    def __init__(
        self, type: str, labels: tuple[Label, ...], header: Span, span: Span, build: Callable[[], Body]
    ) -> None:
        self.type: Final = type
        self.labels: Final = labels
        self.header: Final = header
        self.span: Final = span
        self._build: Final = build
        self._body: Body | None = None

    @property
    def body(self) -> Body:
        """What stands between the braces."""
        body = self._body
        if body is None:
            body = self._body = self._build()
        return body
