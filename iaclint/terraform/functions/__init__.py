"""Terraform's functions (version 1.11), one module a family; a call imports only the family it needs."""

from __future__ import annotations

from importlib import import_module

from iaclint.terraform.convert import convert
from iaclint.terraform.functions.names import FAMILIES
from iaclint.terraform.functions.signature import ALL, NOTHING, Call
from iaclint.terraform.lazy import Lazy, forced
from iaclint.text.mapped import Chars
from iaclint.values.encode import complete
from iaclint.values.origin import Origin
from iaclint.values.secrets import guarded
from iaclint.values.value import Failed, Null, Sequence, String, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.terraform.functions.context import CallContext
    from iaclint.terraform.functions.signature import Function, Parameter
    from iaclint.text.span import Span
    from iaclint.values.value import Value


def call(name: str, arguments: list[Value], context: CallContext, span: Span) -> Value:
    """What a function returns: Failed where Terraform refuses the call, Unknown where the result cannot be known.

    ``name`` may stand in the ``core::`` namespace. ``try`` and ``can`` take expressions, so the evaluator does them.
    """
    if name.startswith("provider::"):
        return Unknown(Origin(span), span.text, f"{name} is a function of a provider, which is not run here")
    short = name.removeprefix("core::")
    function = lookup(short)
    if function is None:
        return Failed(Origin(span), span.text, f"there is no function named {name}")
    this = Call(short, function, context, span)
    parameters = _parameters(function, len(arguments))
    if parameters is None:
        return this.refuse(f"wrong number of arguments: {len(arguments)}")
    result = _prepare(this, parameters, arguments) or _result(this)
    return guarded(result, *arguments) if isinstance(result, Unknown) else result


def _result(this: Call) -> Value:
    try:
        result = this.function.implementation(this, *this.arguments)
    except (ArithmeticError, LookupError, TypeError, ValueError):  # one call that was not foreseen hides nothing else
        return this.give_up(UNFORESEEN)
    return this.give_up("the result is too large") if _too_large(result) else result


UNFORESEEN = "it could not be evaluated with these arguments"


MAX_PARTS = 100_000
MAX_CHARACTERS = 50_000_000
MAX_ITEMS = 1_000_000


def _too_large(result: Value) -> bool:
    """Whether a result has grown so much that the next call could exhaust the memory."""
    if isinstance(result, String):
        known = (len(part.text) for part in result.parts if isinstance(part, Chars))
        return len(result.parts) > MAX_PARTS or sum(known) > MAX_CHARACTERS
    return isinstance(result, Sequence) and len(result.items) > MAX_ITEMS


def lookup(name: str) -> Function | None:
    """The declaration of a function; its family is imported now."""
    family = FAMILIES.get(name)
    if family is None:
        return None
    functions: dict[str, Function] = import_module(f"iaclint.terraform.functions.{family}").FUNCTIONS
    return functions[name]


def _parameters(function: Function, count: int) -> list[Parameter] | None:
    """A parameter for each of ``count`` arguments; None if there are too few or too many."""
    fixed = function.parameters
    more = count - len(fixed)
    if more < 0 or (more and function.variadic is None):
        return None
    return [*fixed, *([function.variadic] * more if function.variadic is not None else ())]


def _prepare(this: Call, parameters: list[Parameter], arguments: list[Value]) -> Value | None:
    """Convert the arguments; the result if they decide it before the function is asked."""
    for parameter, argument in zip(parameters, arguments, strict=True):
        value = forced(argument) if parameter.needs == ALL else _opened(argument)
        if isinstance(value, Failed):
            return value
        value = convert(value, parameter.type)
        if isinstance(value, Failed):
            return this.refuse(value.reason)
        if isinstance(value, Null) and not parameter.null:
            return this.refuse("an argument must not be null")
        this.arguments.append(value)
    pairs = list(zip(parameters, this.arguments, strict=True))
    if all(_enough(parameter, value) for parameter, value in pairs):
        return None
    return this.unknown(*(value for parameter, value in pairs if not _enough(parameter, value)))


def _opened(argument: Value) -> Value:
    """An argument that is a resource as an object; resources inside a list or object may stay lazy."""
    return _opened(argument.force()) if isinstance(argument, Lazy) else argument


def _enough(parameter: Parameter, value: Value) -> bool:
    """Whether as much of an argument is known as the function needs."""
    if parameter.needs == NOTHING:
        return True
    return complete(value) if parameter.needs == ALL else not isinstance(value, Unknown)
