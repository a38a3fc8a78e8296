"""Nested blocks of a body, ``dynamic`` ones expanded (Terraform documentation, "dynamic Blocks"; hcl/ext/dynblock)."""

from __future__ import annotations

from iaclint.record import Record
from iaclint.terraform.convert import convert
from iaclint.terraform.expression import evaluate
from iaclint.terraform.instances import MAX_INSTANCES
from iaclint.terraform.lazy import opened
from iaclint.terraform.scope import Bound
from iaclint.terraform.types import STRING
from iaclint.text.hclast import Variable
from iaclint.values.origin import ELEMENT, Origin
from iaclint.values.value import Entry, Mapping, Null, Number, Sequence, Spread, String, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.terraform.scope import Scope
    from iaclint.terraform.types import Type
    from iaclint.text.hclast import Block, Body
    from iaclint.text.span import Span
    from iaclint.values.value import Value


class Nested(Record):
    """One nested block: its body, what its expressions may use, and the line that opens it."""

    body: Body
    scope: Scope
    header: Span

    def key(self, name: str) -> Span:
        """Where an argument's name stands; the header if it is not written."""
        argument = self.body.attributes.get(name)
        return argument.name_span if argument is not None else self.header

    def get(self, name: str, type: Type) -> Value | None:
        """An argument as a value of a type; None if it is not written, or null."""
        argument = self.body.attributes.get(name)
        if argument is None:
            return None
        value = convert(evaluate(argument.expression, self.scope), type, argument.expression.span)
        return None if isinstance(value, Null) else value

    def text(self, name: str) -> Value | None:
        """An argument as a string."""
        return self.get(name, STRING)

    def blocks(self, type: str) -> list[Nested | Unknown]:
        """The nested blocks of a type, in order; an Unknown stands for any number of them."""
        return nested_blocks(self.body, type, self.scope)


def nested_blocks(body: Body, type: str, scope: Scope) -> list[Nested | Unknown]:
    """The nested blocks of a type in a body, ``dynamic`` ones expanded; an Unknown stands for any number of them."""
    found: list[Nested | Unknown] = []
    for block in body.blocks:
        if block.type == type:
            found.append(Nested(block.body, scope, block.header))
        elif block.type == "dynamic" and block.labels and block.labels[0].text == type:
            found.extend(_dynamic(block, type, scope))
    return found


def _dynamic(block: Block, type: str, scope: Scope) -> Iterator[Nested | Unknown]:
    each = block.body.attributes.get("for_each")
    content = next((inner for inner in block.body.blocks if inner.type == "content"), None)
    if each is None or content is None:
        yield Unknown(Origin(block.header), block.header.text, "a dynamic block has for_each and content")
        return
    value = opened(evaluate(each.expression, scope))
    for pair in _pairs(value, each.span):
        if isinstance(pair, Unknown):
            yield pair
        else:
            yield Nested(content.body, _iteration(block, type, scope, pair), content.header)


def _iteration(block: Block, type: str, scope: Scope, pair: tuple[Value, Value]) -> Bound:
    written = block.body.attributes.get("iterator")
    name = written.expression.name if written and isinstance(written.expression, Variable) else type
    key, value = pair
    origin = Origin(block.header)
    entries = {"key": Entry(origin, key), "value": Entry(origin, value)}
    key_text = key.text if isinstance(key, String | Number) else ""
    return Bound(scope, {name: Mapping(origin, entries, "object")}, f"{name}={key_text}")


def _pairs(value: Value, span: Span) -> Iterator[tuple[Value, Value] | Unknown]:
    """What the iterator's ``key`` and ``value`` are, in order; an Unknown for any number of iterations."""
    if isinstance(value, Unknown):
        yield value
    elif isinstance(value, Mapping) and len(value.entries) <= MAX_INSTANCES:
        for key in sorted(value.entries):
            where = value.key(key)
            yield String.of(key, where), _step(value.get(key) or Null(where), span)
    elif isinstance(value, Sequence) and len(value.items) <= MAX_INSTANCES:
        for index, item in enumerate(value.elements()):
            if isinstance(item, Spread):
                yield item
            else:
                step = _step(item, span)
                yield (step if value.type == "set" else Number(Origin(span), index, str(index))), step
    else:
        yield Unknown(value.origin, span.text, "Terraform does not accept this value as for_each")


def _step(value: Value, span: Span) -> Value:
    return value.via(ELEMENT, span, "one of for_each")
