"""What must hold of a tree of HCL, wherever it was read from."""

from __future__ import annotations

import functools

from fuzz.harness import check_chars, check_span
from text.trees import written

from iaclint.text.hclast import Attribute, Body, Directive, Expression
from iaclint.text.mapped import Chars


def check_body(body: Body) -> None:
    """Everything in a body is read, and stands in its source."""
    waiting = [body]
    while waiting:
        body = waiting.pop()
        check_span(body.span)
        for attribute in (*body.attributes.values(), *body.repeated):
            check_attribute(attribute)
        for block in body.blocks:
            check_span(block.header)
            check_span(block.span)
            for label in block.labels:
                check_span(label.span)
            waiting.append(block.body)


def check_attribute(attribute: Attribute) -> None:
    """An argument: its name, and its expression."""
    check_span(attribute.span)
    check_span(attribute.name_span)
    check_expression(attribute.expression)


def check_expression(root: Expression) -> None:
    """An expression and everything below it."""
    waiting: list[object] = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, tuple):
            waiting.extend(node)
        elif isinstance(node, Chars):
            check_chars(node)
        elif isinstance(node, Expression | Directive):
            check_span(node.span)
            waiting += [getattr(node, name) for name in slots(type(node))]


@functools.cache
def slots(kind: type) -> tuple[str, ...]:
    """The names of what a node holds."""
    return tuple(name for base in kind.__mro__ for name in getattr(base, "__slots__", ()) if name != "span")


def shape(body: Body) -> object:
    """A body that can be compared."""
    arguments = [(attribute.name, written(attribute.expression)) for attribute in body.attributes.values()]
    blocks = [(block.type, [label.text for label in block.labels], shape(block.body)) for block in body.blocks]
    return arguments, blocks, [attribute.name for attribute in body.repeated]
