"""HCL trees written out, so that tests can state them."""

from decimal import Decimal

from iaclint.text.hcl import read_expression, read_hcl
from iaclint.text.hclast import (
    Binary,
    Call,
    Conditional,
    Expression,
    ForDirective,
    ForExpr,
    GetAttr,
    IfDirective,
    Index,
    Invalid,
    Literal,
    ObjectExpr,
    Parens,
    Splat,
    SplatItem,
    Template,
    TupleExpr,
    Unary,
    Variable,
)
from iaclint.text.mapped import Chars
from iaclint.text.span import Source

WRITERS = {
    Chars: lambda node: node.text,
    Literal: lambda node: str(node.value) if isinstance(node.value, Decimal) else node.value,
    Template: lambda node: [written(part) for part in node.parts],
    IfDirective: lambda node: ("if", written(node.condition), written(node.yes), node.no and written(node.no)),
    ForDirective: lambda node: ("for", node.key, node.value, written(node.collection), written(node.body)),
    TupleExpr: lambda node: ("tuple", *map(written, node.items)),
    ObjectExpr: lambda node: ("object", *((written(key), written(value)) for key, value in node.items)),
    ForExpr: lambda node: (
        *("for", node.key, node.value, written(node.collection), node.key_result and written(node.key_result)),
        *(written(node.value_result), node.condition and written(node.condition), node.grouped),
    ),
    Variable: lambda node: ("var", node.name),
    GetAttr: lambda node: (".", written(node.target), node.name),
    Index: lambda node: ("index", written(node.target), written(node.key)),
    Splat: lambda node: ("[*]" if node.full else ".*", written(node.target), written(node.each)),
    SplatItem: lambda node: "item",
    Call: lambda node: ("call", node.name, *map(written, node.arguments), *(["..."] if node.expand else [])),
    Unary: lambda node: (node.operator, written(node.operand)),
    Binary: lambda node: (node.operator, written(node.left), written(node.right)),
    Conditional: lambda node: ("?", written(node.condition), written(node.yes), written(node.no)),
    Parens: lambda node: ("parens", written(node.inner)),
    Invalid: lambda node: ("invalid", node.message),
}


def written(node) -> object:
    """A node as nested tuples and plain values: templates as lists, operators first."""
    return WRITERS[type(node)](node)


def expression(text: str) -> Expression:
    return read_expression(Source("a.tf", text))


def argument(text: str) -> Expression:
    """The expression of the only argument of a file."""
    file = read_hcl(Source("a.tf", text))
    assert file.errors == ()
    (attribute,) = file.body.attributes.values()
    return attribute.expression


def problems(text: str) -> list[tuple[str, str]]:
    """The errors of a file: where (line:column) and what."""
    found = []
    for error in read_hcl(Source("a.tf", text)).errors:
        location = error.span.location()
        found.append((f"{location.line}:{location.column}", error.message))
    return found


def below(node) -> list[object]:
    """A node and all nodes and characters below it."""
    found = [node]
    for name in (name for kind in type(node).__mro__ for name in getattr(kind, "__slots__", ())):
        found += _below(getattr(node, name))
    return found


def _below(value: object) -> list[object]:
    if isinstance(value, tuple):
        return [node for item in value for node in _below(item)]
    return below(value) if isinstance(value, Expression | IfDirective | ForDirective | Chars) else []
