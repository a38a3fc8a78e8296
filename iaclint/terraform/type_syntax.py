"""The ``type`` argument of a variable block: from its expression to a type.

Terraform documentation, "Type Constraints": primitives, ``any``, collections, ``object({...})`` with ``optional()``.
"""

from __future__ import annotations

from iaclint.terraform.convert import convert
from iaclint.terraform.types import BOOL, DYNAMIC, NUMBER, STRING, Collection, InvalidType, ObjectType, TupleType
from iaclint.text.hclast import Call, ObjectExpr, Template, TupleExpr, Variable
from iaclint.text.mapped import Chars
from iaclint.values.value import Failed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from iaclint.terraform.types import Type
    from iaclint.text.hclast import Expression
    from iaclint.values.value import Value

_WORDS = {
    "string": STRING,
    "number": NUMBER,
    "bool": BOOL,
    "any": DYNAMIC,
    "list": Collection("list", DYNAMIC),
    "map": Collection("map", DYNAMIC),
}
_COLLECTIONS = ("list", "set", "map")


class _RefusedError(Exception):
    """Terraform does not accept this type; carries the reason."""


def parse_type(expression: Expression, constant: Callable[[Expression], Value]) -> Type:
    """The type that an expression writes down; InvalidType where Terraform refuses it.

    ``constant`` evaluates the defaults of ``optional()``, which may use no names and no functions.
    """
    try:
        return _parse(expression, constant)
    except _RefusedError as problem:
        return InvalidType(str(problem))


def _parse(expression: Expression, constant: Callable[[Expression], Value]) -> Type:
    if isinstance(expression, Variable):
        return _word(expression)
    if isinstance(expression, Template):
        raise _RefusedError("a type in quotes is no longer accepted: write it without quotes")
    if not isinstance(expression, Call):
        raise _RefusedError(
            "a type is a word such as string or any, or list(...), set(...), map(...), tuple([...]), object({...})"
        )
    if len(expression.arguments) != 1:
        raise _RefusedError(f"{expression.name}(...) as a type takes one argument")
    argument = expression.arguments[0]
    if expression.name in _COLLECTIONS:
        return Collection(expression.name, _parse(argument, constant))
    if expression.name == "tuple" and isinstance(argument, TupleExpr):
        return TupleType(tuple(_parse(item, constant) for item in argument.items))
    if expression.name == "object" and isinstance(argument, ObjectExpr):
        return _object(argument, constant)
    raise _RefusedError(f"{expression.name}(...) is no type here")


def _word(expression: Variable) -> Type:
    if expression.name in {"object", "tuple", "set"}:
        raise _RefusedError(f"the type {expression.name} needs its parts in parentheses")
    if expression.name not in _WORDS:
        raise _RefusedError(f"there is no type {expression.name}")
    return _WORDS[expression.name]


def _object(argument: ObjectExpr, constant: Callable[[Expression], Value]) -> ObjectType:
    attributes: dict[str, Type] = {}
    optional: dict[str, Value | None] = {}
    for key, written in argument.items:
        name = _attribute_name(key)
        if isinstance(written, Call) and written.name == "optional":
            attributes[name], optional[name] = _optional(written, constant)
        else:
            attributes[name] = _parse(written, constant)
    return ObjectType(attributes, optional)


def _attribute_name(key: Expression) -> str:
    plain = isinstance(key, Template) and not key.span.text.startswith('"')
    if isinstance(key, Template) and plain and all(isinstance(part, Chars) for part in key.parts):
        return "".join(part.text for part in key.parts if isinstance(part, Chars))
    raise _RefusedError("the attribute names of object({...}) are plain names")


def _optional(written: Call, constant: Callable[[Expression], Value]) -> tuple[Type, Value | None]:
    """The type and the default of ``optional(type, default)``."""
    if not 1 <= len(written.arguments) <= 2:
        raise _RefusedError("optional(...) takes a type and at most one default")
    type = _parse(written.arguments[0], constant)
    if len(written.arguments) == 1:
        return type, None
    default = constant(written.arguments[1])
    converted = convert(default, type)
    if isinstance(converted, Failed):
        raise _RefusedError(f"the default of an optional attribute does not fit its type: {converted.reason}")
    return type, default
