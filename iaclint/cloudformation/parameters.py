"""Parameters: what a template declares, and the value that each has in a world.

A value given by the user or by the calling stack is the value. A parameter that conditions mention takes each literal
that it is compared with, and one value that is none of them; one with allowed values and no default takes each of them;
any other has its default.
"""

from __future__ import annotations

from iaclint.cloudformation.calls import section, text_of
from iaclint.record import Record, replace
from iaclint.text.mapped import Chars
from iaclint.text.nodes import ListNode, MappingNode, ScalarNode
from iaclint.values.decode import parse_number
from iaclint.values.origin import ARGUMENT, DEFAULT, ELEMENT, GIVEN, SECRET, Origin
from iaclint.values.value import ANY, SEGMENT, TEXT, Number, Sequence, String, Unknown
from iaclint.values.world import Atom

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.cloudformation.conditions import Comparison
    from iaclint.cloudformation.scope import Scope
    from iaclint.text.nodes import Node
    from iaclint.text.span import Span
    from iaclint.values.value import Value


class Parameter(Record):
    """One declared parameter; ``header`` is its name in the template."""

    name: str
    type: str
    header: Span
    default: ScalarNode | None
    allowed: tuple[ScalarNode, ...]
    secret: bool

    @property
    def listed(self) -> bool:
        """Whether the value is a list (``CommaDelimitedList``, ``List<...>``)."""
        return self.type == "CommaDelimitedList" or "List<" in self.type

    @property
    def stored(self) -> bool:
        """Whether the value is only the name of one in SSM Parameter Store."""
        return self.type.startswith("AWS::SSM::Parameter::Value<")


class Option(Record):
    """One value that a parameter may have in a world, and the step that brings it.

    ``value`` is None for a value that is not known, but is none of ``others``.
    """

    value: Value | None
    others: frozenset[str] = frozenset()
    step: str = ELEMENT
    message: str = ""
    name: str = ""  # what the choice is called in ``when``, where no condition tells it


def read_parameters(root: MappingNode) -> dict[str, Parameter]:
    """The parameters that a template declares."""
    found = {}
    for pair in (section(root, "Parameters") or MappingNode(root.span, [])).pairs:
        if isinstance(pair.value, MappingNode):
            found[pair.key.text] = _declared(pair.key, pair.value)
    return found


def _declared(key: ScalarNode, node: MappingNode) -> Parameter:
    default, allowed = node.get("Default"), node.get("AllowedValues")
    written = node.get("Type")
    hidden = node.get("NoEcho")
    return Parameter(
        name=key.text,
        type=written.text if isinstance(written, ScalarNode) else "String",
        header=key.span,
        default=next(_literals(default), None),
        allowed=tuple(_literals(allowed)),
        secret=isinstance(hidden, ScalarNode) and hidden.text.lower() == "true",
    )


def _literals(node: Node | None) -> Iterator[ScalarNode]:
    """The scalar, or the scalars of a list, that are values."""
    for item in node.items if isinstance(node, ListNode) else (node,):
        if isinstance(item, ScalarNode) and item.kind != "null" and not item.tag:
            yield item


def string_of(node: ScalarNode) -> String:
    """A scalar as the text that a parameter holds: ``Default: true`` is ``"true"``."""
    parts = tuple(part for part in node.parts if isinstance(part, Chars))
    return String(Origin(node.span), (Chars(node.text.lower(), node.span),) if node.kind == "bool" else parts)


def converted(parameter: Parameter, value: Value) -> Value:
    """A text as the type of the parameter wants it; a list given as such is joined and split like any other."""
    if isinstance(value, Sequence) and parameter.listed:
        return value
    if not isinstance(value, String):
        return value
    if parameter.listed:
        from iaclint.cloudformation.strings import split

        return split(value, ",", value.span, strip=True)
    text = value.text
    if parameter.type == "Number" and text and text.lstrip("-").replace(".", "", 1).isdigit() and text[-1] != ".":
        return Number(value.origin, parse_number(text), text)
    return value


def value_of(scope: Scope, name: str, span: Span) -> Value:
    """What ``Ref`` of a declared parameter gives at ``span``."""
    memory = scope.memory
    parameter = scope.stack.parameters[name]
    base = memory.values.get(name)
    if base is None:
        base = memory.values[name] = _base(scope, parameter)
    last = base.origin.last
    if last is None or last.kind == SECRET:
        return base.at(Origin(span, last)) if isinstance(base, Unknown) else base
    return base.via(last.kind, span, f"{last.message}, used here")


def _base(scope: Scope, parameter: Parameter) -> Value:
    """The value of a parameter with the step that supplied it."""
    outside = supplied(scope, parameter)
    if outside is not None and not isinstance(outside, Unknown):
        return _hidden(parameter, outside)
    option = option_of(scope, parameter.name)
    if option is not None and option.value is not None:
        value = option.value.via(option.step, parameter.header, option.message)
        return _hidden(parameter, value)
    if outside is not None:
        return _hidden(parameter, outside)
    if option is None and not is_open(scope, parameter.name) and parameter.default is not None:
        default = converted(parameter, string_of(parameter.default))
        if not parameter.stored:
            value = default.via(DEFAULT, parameter.header, f"the default of parameter {parameter.name}")
            return _hidden(parameter, value)
    return _hidden(parameter, _unknown(parameter))


def _hidden(parameter: Parameter, value: Value) -> Value:
    if not parameter.secret:
        return value
    # The step goes before the others, so that the last step is still the one that supplied the value.
    bare = value.at(Origin(value.span).via(SECRET, parameter.header, f"parameter {parameter.name} is NoEcho"))
    last = value.origin.last
    return bare if last is None else bare.via(last.kind, last.span, last.message)


def supplied(scope: Scope, parameter: Parameter) -> Value | None:
    """The value from outside: what the user gave, or the argument of the stack that contains this one."""
    given = scope.stack.given.get(parameter.name)
    if given is not None:
        if parameter.stored:
            return None
        return converted(parameter, given).via(GIVEN, given.span, f"the value given for parameter {parameter.name}")
    if scope.parent is None:
        return None
    from iaclint.cloudformation.nested import argument

    progress = scope.memory.progress
    progress.depth += 6
    value = argument(scope, parameter.name)
    progress.depth -= 6
    if value is None or (parameter.stored and not isinstance(value, Unknown)):
        return None
    return converted(parameter, value).via(ARGUMENT, value.span, f"an argument for parameter {parameter.name}")


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


def is_open(scope: Scope, name: str) -> bool:
    """Whether worlds differ in the value of a parameter or pseudo parameter."""
    return not scope.memory.fixed and bool(scope.stack.options(name))


def option_of(scope: Scope, name: str) -> Option | None:
    """The option that this world takes for a parameter or pseudo parameter; None if it has none, or may not choose."""
    memory = scope.memory
    if name in memory.options:
        return memory.options[name]
    options = () if memory.fixed else scope.stack.options(name)
    if not options:
        return None
    parameter = scope.stack.parameters.get(name)
    outside = supplied(scope, parameter) if parameter is not None else None
    if outside is not None and not isinstance(outside, Unknown):
        return None
    chosen = scope.choose(Atom(f"{scope.stack.prefix}{name}", len(options)))
    option = memory.options[name] = None if chosen is None else options[chosen]
    if option is not None and option.name:
        scope.world.note(scope.stack.prefix + name, option.name)
    return option


def options_for(parameter: Parameter, compared: Comparison | None) -> tuple[Option, ...]:
    """The values that worlds give to a parameter; none if it has just one."""
    allowed = {string_of(node).text or "": node for node in parameter.allowed}
    if parameter.listed or parameter.stored:
        allowed = {}
    default = None if parameter.default is None or parameter.stored else string_of(parameter.default)
    literals = dict(compared.literals) if compared is not None else {}
    if allowed and default is None:
        return tuple(_option(parameter, node, noted=len(allowed) > 1) for node in allowed.values())
    if compared is None:
        return ()
    if allowed:
        literals = {text: allowed[text] for text in literals if text in allowed}
    options = [_option(parameter, node) for node in literals.values()]
    others = frozenset(literals)
    rest = [node for text, node in allowed.items() if text not in others]
    if default is not None and text_of(default) not in others:
        message = f"the default of parameter {parameter.name}"
        options.append(Option(converted(parameter, default), others, DEFAULT, message))
    elif len(rest) == 1:
        options.append(replace(_option(parameter, rest[0]), others=others))
    elif rest or not allowed:
        options.append(Option(None, others))
    if compared.vague and all(option.value is not None for option in options) and not allowed:
        options.append(Option(None, others | _texts(default)))
    return tuple(options)


def _texts(default: String | None) -> frozenset[str]:
    text = default.text if default is not None else None
    return frozenset() if text is None else frozenset({text})


def _option(parameter: Parameter, node: ScalarNode, *, noted: bool = False) -> Option:
    message = f"one of the values that parameter {parameter.name} may have"
    value = string_of(node)
    return Option(converted(parameter, value), message=message, name=(value.text or "") if noted else "")


def options_for_pseudo(compared: Comparison) -> tuple[Option, ...]:
    """The values that worlds give to a pseudo parameter that conditions compare with literals."""
    nodes: Iterator[ScalarNode] = iter(compared.literals.values())
    return (*(Option(string_of(node)) for node in nodes), Option(None, frozenset(compared.literals)))
