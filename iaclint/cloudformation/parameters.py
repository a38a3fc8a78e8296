"""Parameters: what a template declares, and which values they may have.

A parameter that conditions mention takes each literal that it is compared with, and one value that is none of them; one
with allowed values and no default takes each of them.
"""

from __future__ import annotations

from iaclint.cloudformation.calls import text_of
from iaclint.record import Record, replace
from iaclint.text.mapped import Chars
from iaclint.text.nodes import ListNode, MappingNode, ScalarNode
from iaclint.values.decode import parse_number
from iaclint.values.origin import DEFAULT, ELEMENT, Origin
from iaclint.values.value import Number, Sequence, String

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.cloudformation.conditions import Comparison
    from iaclint.text.nodes import Node
    from iaclint.text.span import Span
    from iaclint.values.value import Value

_NUMBER = r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?"


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


def read_parameters(section: MappingNode) -> dict[str, Parameter]:
    """The parameters that the section ``Parameters`` declares."""
    found = {}
    for pair in section.pairs:
        if isinstance(pair.value, MappingNode):
            found[pair.key.text] = _declared(pair.key, pair.value)
    return found


def _declared(key: ScalarNode, node: MappingNode) -> Parameter:
    default, allowed = node.get("Default"), node.get("AllowedValues")
    written = node.get("Type")
    hidden = node.get("NoEcho")
    secret = isinstance(hidden, ScalarNode) and hidden.text.lower() == "true"
    if secret and default is not None:
        default.span.source.hide(default.span.start, default.span.end)
    return Parameter(
        name=key.text,
        type=written.text if isinstance(written, ScalarNode) else "String",
        header=key.span,
        default=next(_literals(default), None),
        allowed=tuple(_literals(allowed)),
        secret=secret,
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
        from iaclint.cloudformation.split import split

        return split(value, ",", value.span, strip=True)
    text = value.text
    if parameter.type != "Number" or text is None:
        return value
    import re

    if not re.fullmatch(_NUMBER, text):
        return value
    return Number(value.origin, parse_number(text), text)


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
