"""CloudFormation templates as units: found, evaluated in every world that their parameters allow."""

from __future__ import annotations

from iaclint.cloudformation.inputs import Inputs, read_inputs
from iaclint.cloudformation.recognise import Found, find_templates
from iaclint.cloudformation.template import Stack, Template
from iaclint.estate import CLOUDFORMATION, Block, Unit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.text.sources import Sources

__all__ = ["Found", "Inputs", "Template", "find_templates", "load_template"]


def load_template(template: Template, sources: Sources, inputs: Inputs) -> Unit:
    """The policies and keys of a template and of the local templates that it nests."""
    from iaclint.cloudformation.checks import not_judged_of, problems_of
    from iaclint.cloudformation.keys import keys_of
    from iaclint.cloudformation.metadata import suppressions_of
    from iaclint.cloudformation.sites import sites_of

    root = Stack(template, sources)
    given = read_inputs(inputs, sources, {name: item.header for name, item in root.parameters.items()})
    if given.values:
        root = Stack(template, sources, given.values)
    stacks = list(_stacks(root))
    return Unit(
        name=template.name,
        dialect=CLOUDFORMATION,
        sites=tuple(site for stack in stacks for site in sites_of(stack)),
        keys=tuple(key for stack in stacks for key in keys_of(stack)),
        problems=(
            *given.problems,
            *(problem for stack in stacks for problem in (*stack.problems, *problems_of(stack))),
        ),
        not_judged=tuple(item for stack in stacks for item in (*stack.not_judged, *not_judged_of(stack))),
        suppressions=tuple(item for stack in stacks for item in suppressions_of(stack)),
        blocks=tuple(
            Block(resource.header, (stack.prefix + resource.name,))
            for stack in stacks
            for resource in stack.resources.values()
        ),
        sources=(*dict.fromkeys(source for stack in stacks for source in stack.read), *given.sources),
    )


def _stacks(root: Stack) -> Iterator[Stack]:
    """A stack and all that it nests."""
    yield root
    for resource in root.resources.values():
        child = root.child(resource)
        if child is not None:
            yield from _stacks(child)
