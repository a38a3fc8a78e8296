"""The value of a parameter in a world: given by the user or the calling stack, chosen by the world, or the default."""

from __future__ import annotations

from iaclint.cloudformation.calls import text_of
from iaclint.cloudformation.parameters import converted, string_of
from iaclint.record import Record
from iaclint.values.origin import ARGUMENT, DEFAULT, GIVEN, SECRET, Origin
from iaclint.values.secrets import secret
from iaclint.values.value import ANY, SEGMENT, TEXT, Unknown
from iaclint.values.world import Atom

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.cloudformation.parameters import Option, Parameter
    from iaclint.cloudformation.scope import Scope
    from iaclint.text.span import Span
    from iaclint.values.value import Value


class Supplied(Record):
    """A value and the step that brings it to where it is used; no step for what nobody supplies."""

    value: Value
    step: str = ""
    message: str = ""


def value_of(scope: Scope, name: str, span: Span) -> Value:
    """What ``Ref`` of a declared parameter gives at ``span``."""
    found = scope.memory.values.get(name)
    if found is None:
        found = scope.memory.values[name] = _supplied(scope, scope.stack.parameters[name])
    if secret(found.value):
        scope.memory.progress.secret = True
    if found.step:
        return found.value.via(found.step, span, found.message)
    return found.value.at(Origin(span, found.value.origin.last))


def _supplied(scope: Scope, parameter: Parameter) -> Supplied:
    found = _open_supply(scope, parameter)
    if not parameter.secret:
        return found
    value = found.value.via(SECRET, parameter.header, f"parameter {parameter.name} is NoEcho")
    return Supplied(value, found.step, found.message)


def _open_supply(scope: Scope, parameter: Parameter) -> Supplied:
    outside = from_outside(scope, parameter)
    if outside is not None and not isinstance(outside.value, Unknown):
        return outside
    option = option_of(scope, parameter.name)
    if option is not None and option.value is not None and (outside is None or option.step != DEFAULT):
        return Supplied(option.value, option.step, option.message)
    if outside is not None:
        return outside
    default = parameter.default
    if default is None or parameter.stored or (not scope.memory.fixed and scope.stack.options(parameter.name)):
        return Supplied(_unknown(parameter))
    return Supplied(converted(parameter, string_of(default)), DEFAULT, f"the default of parameter {parameter.name}")


def from_outside(scope: Scope, parameter: Parameter) -> Supplied | None:
    """What the user gave, or the argument of the stack that nests this one; None if there is neither."""
    name = parameter.name
    given = scope.stack.given.get(name)
    if given is not None:
        message = f"the value given for parameter {name}"
        return None if parameter.stored else Supplied(converted(parameter, given), GIVEN, message)
    if scope.parent is None:
        return None
    from iaclint.cloudformation.nested import argument

    progress = scope.memory.progress
    progress.depth += 6
    value = argument(scope, name)
    progress.depth -= 6
    if value is None or (parameter.stored and not isinstance(value, Unknown)):
        return None
    return Supplied(converted(parameter, value), ARGUMENT, f"passed to the nested stack as parameter {name}")


def _unknown(parameter: Parameter) -> Unknown:
    name = parameter.name
    if parameter.stored:
        reason = f"the value of parameter {name} is read from SSM Parameter Store at deploy"
    else:
        reason = f"the value of parameter {name} is not known; give it with --parameter {name}=VALUE"
    if parameter.listed:
        shape = ANY
    elif parameter.type == "Number" or (parameter.type.startswith("AWS::") and not parameter.stored):
        shape = SEGMENT
    else:
        shape = TEXT
    return Unknown(Origin(parameter.header), name, reason, shape)


def option_of(scope: Scope, name: str) -> Option | None:
    """The option that this world takes for a parameter or pseudo parameter; None if it has none, or may not choose."""
    memory = scope.memory
    if name in memory.options:
        return memory.options[name]
    options = () if memory.fixed else scope.stack.options(name)
    if not options:
        return None
    parameter = scope.stack.parameters.get(name)
    outside = from_outside(scope, parameter) if parameter is not None else None
    if outside is not None and not isinstance(outside.value, Unknown):
        return None
    key = memory.keys.get(name)
    atom = Atom(f"{scope.stack.prefix}{name}", len(options))
    chosen = _agreeing(options, key) if key is not None else scope.choose(atom)
    option = memory.options[name] = None if chosen is None else options[chosen]
    if option is not None and option.name:
        scope.world.note(scope.stack.prefix + name, option.name)
    return option


def _agreeing(options: tuple[Option, ...], key: str) -> int:
    """The option of a pseudo parameter that agrees with the cell of a mapping that this world looks at."""
    texts = [text_of(option.value) if option.value is not None else None for option in options]
    return texts.index(key) if key in texts else len(options) - 1
