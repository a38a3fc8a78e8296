"""Input variables: what the root module is given, what a module call passes, defaults and types.

Terraform documentation, "Input Variables". Environment variables (``TF_VAR_name``) are not read.
"""

from __future__ import annotations

from iaclint.terraform.configuration import undeclared
from iaclint.terraform.convert import convert
from iaclint.terraform.types import BOOL, DYNAMIC, NUMBER, STRING, Collection
from iaclint.values.origin import ARGUMENT, DEFAULT, SECRET, Origin
from iaclint.values.secrets import guarded, veiled
from iaclint.values.value import Bool, Failed, Null, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.terraform.configuration import Configuration
    from iaclint.terraform.instances import Instance
    from iaclint.terraform.types import Type
    from iaclint.text.hclast import Attribute, Block, Expression
    from iaclint.text.span import Span
    from iaclint.values.value import Value

# Types in quotes, as Terraform before 0.12 wanted them; still common in old configurations.
_QUOTED = {"string": STRING, "list": Collection("list", DYNAMIC), "map": Collection("map", DYNAMIC)}


def variable_value(configuration: Configuration, instance: Instance, name: str, span: Span) -> Value:
    """The value of ``var.name`` in a module instance; Unknown at ``span`` where nothing gives one."""
    block = instance.module.variables.get(name)
    if block is None:
        return undeclared(Origin(span), span, f"var.{name}", instance.module.directory)
    if "default" not in block.body.attributes and not _is_given(configuration, instance, name):
        return _missing(configuration, instance, block, span)
    return configuration.value(
        (instance, "var", name), f"var.{name}", Origin(span), lambda: _value(configuration, instance, block)
    )


def _is_given(configuration: Configuration, instance: Instance, name: str) -> bool:
    return name in (configuration.given if instance.call is None else instance.call.arguments)


def _missing(configuration: Configuration, instance: Instance, block: Block, span: Span) -> Value:
    name = block.labels[0].text
    reason = f'variable "{name}" has no default'
    if instance.call is None:
        reason += "; give it in terraform.tfvars, or with --var or --var-file"
    else:
        reason += f", and the call of {instance.call.address} does not pass it"
    unknown = Unknown(Origin(span), f"var.{name}", reason)
    type = variable_type(configuration, block)
    return convert(unknown, type)


def _value(configuration: Configuration, instance: Instance, block: Block) -> Value:
    name = block.labels[0].text
    default = block.body.attributes.get("default")
    value = _given(configuration, instance, name)
    is_constant = instance.call is None
    if default is not None and (value is None or (isinstance(value, Null) and not _nullable(configuration, block))):
        is_constant = True
        written = constant(configuration, default.expression)
        value = written.via(DEFAULT, default.span, f'default of variable "{name}"')
    if value is None:
        return Failed(Origin(block.header), f"var.{name}", "it has no value")
    type = variable_type(configuration, block)
    if not _sensitive(configuration, block):
        return convert(value, type)
    secret = (veiled(value) if is_constant else value).via(SECRET, block.header, f'variable "{name}" is sensitive')
    return guarded(convert(secret, type), secret)


def _given(configuration: Configuration, instance: Instance, name: str) -> Value | None:
    """What the caller of a module, or the options and files of the root module, give."""
    from iaclint.terraform.expression import evaluate
    from iaclint.terraform.names import Frame

    if instance.call is None:
        return configuration.given.get(name)
    argument = instance.call.arguments.get(name)
    if argument is None:
        return None
    frame = Frame(configuration, instance.call.owner, instance.call)
    return evaluate(argument.expression, frame).via(ARGUMENT, argument.span, "passed by this module call")


def _nullable(configuration: Configuration, block: Block) -> bool:
    return flag(configuration, block.body.attributes.get("nullable"), absent=True)


def hide_secrets(configuration: Configuration, root: Instance) -> None:
    """Let no report show the text of what is given to sensitive variables, nor their defaults."""
    waiting = [root]
    while waiting:
        instance = waiting.pop()
        waiting.extend(instance.children.values())
        for name, block in instance.module.variables.items():
            if "sensitive" not in block.span.text or not _sensitive(configuration, block):
                continue
            default = block.body.attributes.get("default")
            given = configuration.given.get(name) if instance.call is None else None
            argument = instance.call.arguments.get(name) if instance.call is not None else None
            for part in (default and default.expression, argument and argument.expression, given):
                if part is not None:
                    part.span.source.hide(part.span.start, part.span.end)


def _sensitive(configuration: Configuration, block: Block) -> bool:
    return flag(configuration, block.body.attributes.get("sensitive"), absent=False)


def flag(configuration: Configuration, attribute: Attribute | None, *, absent: bool) -> bool:
    """What an argument that takes a constant truth value says; ``absent`` where it is not there."""
    if attribute is None:
        return absent
    value = convert(constant(configuration, attribute.expression), BOOL)
    return value.value if isinstance(value, Bool) else absent


def constant(configuration: Configuration, expression: Expression) -> Value:
    """The value of an expression that may use no names."""
    from iaclint.terraform.expression import evaluate
    from iaclint.terraform.names import Names

    return evaluate(expression, Names(configuration))


def variable_type(configuration: Configuration, block: Block) -> Type:
    """The declared type of a variable; ``any`` if it has none."""
    written = block.body.attributes.get("type")
    if written is None:
        return DYNAMIC
    return configuration.once((block, "type"), "type", lambda: _parsed_type(configuration, written.expression))


def _parsed_type(configuration: Configuration, expression: Expression) -> Type:
    from iaclint.terraform.type_syntax import parse_type

    quoted = expression.span.text.strip('"')
    if expression.span.text != quoted and quoted in _QUOTED:
        return _QUOTED[quoted]
    return parse_type(expression, lambda default: constant(configuration, default))


def is_literal(configuration: Configuration, block: Block) -> bool:
    """Whether ``--var`` gives this variable its text as it stands (else as an expression)."""
    type = variable_type(configuration, block)
    return type in (STRING, NUMBER, BOOL) or "type" not in block.body.attributes
