"""CloudFormation templates as units: found, evaluated in every world that their parameters allow."""

from __future__ import annotations

from iaclint.cloudformation.recognise import Found, find_templates
from iaclint.cloudformation.template import Stack, Template
from iaclint.estate import CLOUDFORMATION, Block, Unit
from iaclint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.text.sources import Sources

__all__ = ["Found", "Inputs", "Template", "find_templates", "load_template"]


class Inputs(Record):
    """What the user says of parameters: names with values, and files of them."""

    parameters: tuple[tuple[str, str], ...] = ()
    files: tuple[str, ...] = ()


def load_template(template: Template, sources: Sources, inputs: Inputs) -> Unit:
    """The policies and keys of a template and of the local templates that it nests."""
    from iaclint.cloudformation.sites import keys_of, sites_of

    stack = Stack(template, sources)
    return Unit(
        name=template.name,
        dialect=CLOUDFORMATION,
        sites=tuple(sites_of(stack)),
        keys=tuple(keys_of(stack)),
        problems=tuple(stack.problems),
        blocks=tuple(Block(resource.header, (resource.name,)) for resource in stack.resources.values()),
        sources=tuple(stack.read),
    )
