"""Which names expressions mention, without evaluating them; which parts of a module mention a name."""

from __future__ import annotations

from iaclint.text.hclast import (
    Binary,
    Call,
    Conditional,
    ForDirective,
    ForExpr,
    GetAttr,
    IfDirective,
    Index,
    ObjectExpr,
    Parens,
    Splat,
    Template,
    TupleExpr,
    Unary,
    Variable,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from iaclint.terraform.module import Module
    from iaclint.text.hclast import Attribute, Body, Expression

    Names = tuple[str, ...]
    # who mentions a name: ("resource" | "data" | "module" | "local" | "output", its address or name, the argument)
    User = tuple[str, str, str]

_LENGTHS = {"var": 2, "local": 2, "data": 3, "module": 3}


def references(expression: Expression) -> Iterator[Names]:
    """The dotted references in an expression, keys in brackets left out: ``module.m[0].x`` is module, m, x."""
    waiting: list[object] = [expression]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Variable | GetAttr):
            names, inside = _chain(node)
            if names:
                yield names
            waiting.extend(inside)
        else:
            waiting.extend(_parts(node))


def _chain(node: object) -> tuple[Names, list[object]]:
    """A reference read backwards, and the expressions in its brackets or under it."""
    names: list[str] = []
    inside: list[object] = []
    while not isinstance(node, Variable):
        if isinstance(node, GetAttr):
            names.append(node.name)
            node = node.target
        elif isinstance(node, Index):
            inside.append(node.key)
            node = node.target
        else:
            return (), [*inside, node]
    return (node.name, *reversed(names)), inside


def _parts(node: object) -> tuple[object, ...]:
    """What a node of the tree is made of."""
    parts = _PARTS.get(type(node))
    return parts(node) if parts is not None else ()


_PARTS: dict[type, Callable[[Any], tuple[object, ...]]] = {
    Template: lambda node: node.parts,
    TupleExpr: lambda node: node.items,
    ObjectExpr: lambda node: tuple(part for item in node.items for part in item),
    Call: lambda node: node.arguments,
    Index: lambda node: (node.target, node.key),
    Splat: lambda node: (node.target, node.each),
    Binary: lambda node: (node.left, node.right),
    Conditional: lambda node: (node.condition, node.yes, node.no),
    ForExpr: lambda node: (node.collection, node.key_result, node.value_result, node.condition),
    IfDirective: lambda node: (node.condition, node.yes, node.no),
    ForDirective: lambda node: (node.collection, node.body),
    Parens: lambda node: (node.inner,),
    Unary: lambda node: (node.operand,),
}


def users(module: Module) -> dict[str, list[User]]:
    """By name (``var.x``, ``local.x``, ``data.t.n``, ``module.m.x`` or ``module.m``), who in a module mentions it."""
    found: dict[str, list[User]] = {}
    for user, attribute in _written(module):
        for names in references(attribute.expression):
            name = ".".join(names[: _LENGTHS.get(names[0], 2)])
            mentioned = found.setdefault(name, [])
            if user not in mentioned:
                mentioned.append(user)
    return found


def _written(module: Module) -> Iterator[tuple[User, Attribute]]:
    for name, attribute in module.locals.items():
        yield ("local", name, ""), attribute
    for name, block in module.outputs.items():
        for attribute in _all_arguments(block.body):
            yield ("output", name, ""), attribute
    for declaration in module.declarations:
        if declaration.mode == "module":
            for name, attribute in declaration.block.body.attributes.items():
                yield ("module", declaration.address, name), attribute
        else:
            for attribute in _all_arguments(declaration.block.body):
                yield (declaration.mode, declaration.address, ""), attribute


def _all_arguments(body: Body) -> Iterator[Attribute]:
    yield from body.attributes.values()
    for block in body.blocks:
        yield from _all_arguments(block.body)
