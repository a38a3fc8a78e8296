"""Configuration files in JSON syntax (``.tf.json``): the same bodies as HCL gives.

Rules: Terraform documentation, "JSON Configuration Syntax"; hcl/json/spec.md. Labels are nested objects, several blocks
are lists, a string is a template. Which keys of a body are blocks depends on what reads it; those that policies need
are listed here, all others are arguments.
"""

from __future__ import annotations

from iaclint.text.decimals import decimal_of
from iaclint.text.hcl import read_expression, read_template
from iaclint.text.hclast import (
    Attribute,
    Block,
    Body,
    Invalid,
    Label,
    Literal,
    ObjectExpr,
    Template,
    TupleExpr,
)
from iaclint.text.jsontext import read_json_source
from iaclint.text.mapped import Chars, MappedText
from iaclint.text.nodes import ListNode, MappingNode, Pair, ReadError, ScalarNode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal
    from typing import Final

    from iaclint.text.hclast import Expression
    from iaclint.text.nodes import Node
    from iaclint.text.span import Source

    Nesting = dict[str, "Nesting"]

_LABELS = {
    **dict.fromkeys(("resource", "data", "ephemeral"), 2),
    **dict.fromkeys(("module", "variable", "output", "provider", "check"), 1),
    **dict.fromkeys(("locals", "terraform", "moved", "import", "removed"), 0),
}
_STATEMENT: Nesting = {"principals": {}, "not_principals": {}, "condition": {}}
_NESTED: dict[tuple[str, str], Nesting] = {
    ("data", "aws_iam_policy_document"): {"statement": _STATEMENT},
    ("resource", "aws_iam_role"): {"inline_policy": {}},
}
_WITH_LIFECYCLE = frozenset({"resource", "data", "ephemeral", "module"})
_COMMENT = "//"


class JsonFile:
    """A configuration file in JSON syntax."""

    __slots__ = ("_errors", "_read", "body", "source")

    def __init__(self, source: Source) -> None:
        self.source: Final = source
        self._errors: Final[list[ReadError]] = []
        self._read = False
        self.body: Final = self._file()

    @property
    def errors(self) -> tuple[ReadError, ...]:
        """Everything in the file that cannot be read, in order. Reads the whole file, once."""
        if not self._read:
            self._read = True
            _read_all(self.body)
        return tuple(sorted(self._errors, key=ReadError.place))

    def _file(self) -> Body:
        try:
            node = read_json_source(self.source)
        except ReadError as error:
            self._errors.append(error)
            return Body(self.source.whole(), {}, ())
        blocks: list[Block] = []
        for pair in self._pairs(node):
            labels = _LABELS.get(pair.key.text)
            if labels is None:
                message = f"a configuration has no {pair.key.text}; expected resource, data, module, variable, ..."
                self._errors.append(ReadError(pair.key.span, message))
            else:
                blocks.extend(self._blocks(pair.key.text, pair, labels, {}))
        return Body(node.span, {}, tuple(blocks))

    def _pairs(self, node: Node) -> Iterator[Pair]:
        """The properties of an object, or of a list of objects."""
        for item in node.items if isinstance(node, ListNode) else (node,):
            if isinstance(item, MappingNode):
                yield from (pair for pair in item.pairs if pair.key.text != _COMMENT)
            elif not (isinstance(item, ScalarNode) and item.kind == "null"):
                self._errors.append(ReadError(item.span, "expected an object"))

    def _blocks(
        self, type: str, pair: Pair, missing: int, nested: Nesting, labels: tuple[Label, ...] = ()
    ) -> Iterator[Block]:
        """The blocks that a property writes: one label a level, then one body or a list of them."""
        if missing:
            for inner in self._pairs(pair.value):
                label = Label(inner.key.text, inner.key.span)
                yield from self._blocks(type, inner, missing - 1, nested, (*labels, label))
            return
        inside = _nesting(type, labels, nested)
        for item in pair.value.items if isinstance(pair.value, ListNode) else (pair.value,):
            yield Block(type, labels, pair.key.span, item.span, lambda item=item: self._body(type, item, inside))  # type: ignore[misc]

    def _body(self, type: str, node: Node, nested: Nesting) -> Body:
        attributes: dict[str, Attribute] = {}
        blocks: list[Block] = []
        for pair in self._pairs(node):
            name = pair.key.text
            if name in nested or (name == "dynamic" and nested):
                blocks.extend(self._blocks(name, pair, 1 if name == "dynamic" else 0, nested))
            elif name in attributes:
                self._errors.append(ReadError(pair.key.span, f"the argument {name} was already set in this block"))
            else:
                attributes[name] = self._attribute(type, pair)
        return Body(node.span, attributes, tuple(blocks))

    def _attribute(self, block: str, pair: Pair) -> Attribute:
        name = pair.key.text
        if (block, name) in {("variable", "type"), ("dynamic", "iterator")}:
            build = lambda: self._written(pair.value)  # noqa: E731
        else:
            literal = (block, name) in {("variable", "default"), ("module", "source")}
            build = lambda: self._expression(pair.value, literal)  # noqa: E731
        return Attribute(name, pair.key.span, pair.key.span.to(pair.value.span), build)

    def _written(self, node: Node) -> Expression:
        """A string that holds an expression."""
        if not isinstance(node, ScalarNode) or node.kind != "string":
            return self._invalid(ReadError(node.span, "expected an expression in a string"))
        try:
            return read_expression(MappedText(node.parts, node.span))
        except ReadError as error:
            return self._invalid(error)

    def _expression(self, node: Node, literal: bool) -> Expression:
        if isinstance(node, ScalarNode):
            return self._scalar(node, literal)
        if isinstance(node, ListNode):
            return TupleExpr(node.span, tuple(self._expression(item, literal) for item in node.items))
        if isinstance(node, MappingNode):
            items = [(self._scalar(pair.key, literal), self._expression(pair.value, literal)) for pair in node.pairs]
            return ObjectExpr(node.span, tuple(items))
        return self._invalid(ReadError(node.span, "expected a value"))

    def _scalar(self, node: ScalarNode, literal: bool) -> Expression:
        if node.kind == "string":
            return self._string(node, literal)
        return Literal(node.span, {"true": True, "false": False, "null": None}.get(node.text, _number(node)))

    def _string(self, node: ScalarNode, literal: bool) -> Expression:
        if literal or not any(mark in node.text for mark in ("${", "%{")):
            return Template(node.span, tuple(part for part in node.parts if isinstance(part, Chars)))
        try:
            return Template(node.span, read_template(MappedText(node.parts, node.span)).parts)
        except ReadError as error:
            return self._invalid(error)

    def _invalid(self, error: ReadError) -> Invalid:
        self._errors.append(error)
        return Invalid(error.span, error.message)


def read_tfjson(source: Source) -> JsonFile:
    """A configuration file in JSON syntax; never raises, what is wrong stands in ``errors``."""
    return JsonFile(source)


def _nesting(type: str, labels: tuple[Label, ...], nested: Nesting) -> Nesting:
    """Which keys in a block are blocks themselves."""
    if type == "dynamic":
        return {"content": nested.get(labels[0].text, {})}
    if type in nested:
        return nested[type]
    if type not in _WITH_LIFECYCLE:
        return {}
    return {"lifecycle": {}, **(_NESTED.get((type, labels[0].text), {}) if len(labels) > 1 else {})}


def _number(node: ScalarNode) -> int | Decimal | None:
    if node.kind != "number":
        return None
    number = decimal_of(node.text)
    whole = number == number.to_integral_value() if number.adjusted() < 40 else False
    return int(number) if whole else number


def _read_all(body: Body) -> None:
    for attribute in body.attributes.values():
        _ = attribute.expression
    for block in body.blocks:
        _read_all(block.body)
