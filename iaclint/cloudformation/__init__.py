"""CloudFormation templates as units: found, evaluated in every world that their parameters allow."""

from __future__ import annotations

from iaclint.cloudformation.recognise import called_templates, may_hold_template, templates_in
from iaclint.cloudformation.template import KMS_KEYS, Stack, Template
from iaclint.estate import CLOUDFORMATION, Block, Unit
from iaclint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.estate import KmsKey, Suppression
    from iaclint.text.sources import Sources

__all__ = ["Inputs", "Template", "called_templates", "load_template", "may_hold_template", "templates_in"]


class Inputs(Record):
    """What the user says of parameters: names with values, and files of them."""

    parameters: tuple[tuple[str, str], ...] = ()
    files: tuple[str, ...] = ()


def load_template(template: Template, sources: Sources, inputs: Inputs) -> Unit:
    """The policies and keys of a template and of the local templates that it nests."""
    from iaclint.cloudformation.checks import not_judged_of, problems_of
    from iaclint.cloudformation.sites import sites_of

    root = Stack(template, sources)
    given = None
    if inputs.parameters or inputs.files:
        from iaclint.cloudformation.inputs import read_inputs

        given = read_inputs(inputs, sources, {name: item.header for name, item in root.parameters.items()})
        if given.values:
            root = Stack(template, sources, given.values)
        for name, value in given.values.items():
            if name in root.parameters and root.parameters[name].secret:
                value.span.source.hide(value.span.start, value.span.end)
    stacks = list(_stacks(root))
    return Unit(
        name=template.name,
        dialect=CLOUDFORMATION,
        sites=tuple(site for stack in stacks for site in sites_of(stack)),
        keys=tuple(key for stack in stacks for key in _keys(stack)),
        problems=(
            *(given.problems if given is not None else ()),
            *(problem for stack in stacks for problem in (*stack.problems, *problems_of(stack))),
        ),
        not_judged=tuple(item for stack in stacks for item in (*stack.not_judged, *not_judged_of(stack))),
        suppressions=tuple(item for stack in stacks for item in _suppressions(stack)),
        blocks=tuple(
            Block(resource.header, (stack.prefix + resource.name,))
            for stack in stacks
            for resource in stack.resources.values()
        ),
        sources=(
            *dict.fromkeys(source for stack in stacks for source in stack.read),
            *(given.sources if given is not None else ()),
        ),
        inputs=tuple(root.parameters),
    )


def _keys(stack: Stack) -> Iterator[KmsKey]:
    if any(resource.type in KMS_KEYS for resource in stack.resources.values()):
        from iaclint.cloudformation.keys import keys_of

        yield from keys_of(stack)


def _suppressions(stack: Stack) -> Iterator[Suppression]:
    if any(resource.node.get("Metadata") is not None for resource in stack.resources.values()):
        from iaclint.cloudformation.metadata import suppressions_of

        yield from suppressions_of(stack)


def _stacks(root: Stack) -> Iterator[Stack]:
    """A stack and all that it nests."""
    yield root
    for resource in root.resources.values():
        child = root.child(resource)
        if child is not None:
            yield from _stacks(child)
