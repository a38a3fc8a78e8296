"""Nested stacks: the template that a resource nests, what the caller hands to it, and what it hands back.

A template is nested by ``TemplateURL`` (``Location`` in SAM) if that is a path relative to the calling template, as
``aws cloudformation package`` takes it, or by the asset path that the CDK writes into the metadata.
"""

from __future__ import annotations

from iaclint.cloudformation.calls import literal, section
from iaclint.cloudformation.includes import local_path
from iaclint.cloudformation.loops import expanded
from iaclint.cloudformation.template import MAX_NESTED_STACKS, STACKS, Stack
from iaclint.estate import NotJudged, Problem
from iaclint.files import FileProblem, join
from iaclint.text.nodes import MappingNode, ScalarNode
from iaclint.values.origin import OUTPUT, Origin
from iaclint.values.value import Sequence, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.cloudformation.scope import Scope
    from iaclint.cloudformation.template import Resource, Template
    from iaclint.text.nodes import Node
    from iaclint.text.span import Span
    from iaclint.values.value import Value

MAX_STACKS = 500  # below one template; CloudFormation allows 500 resources


def nested_path(template: str, node: Node) -> str | None:
    """The path of the local template that a resource nests; None if there is none."""
    if not isinstance(node, MappingNode):
        return None
    attribute = STACKS.get(literal(node.get("Type")) or "")
    if attribute is None:
        return None
    metadata = section(node, "Metadata")
    asset = literal(metadata.get("aws:asset:path")) if metadata is not None else None
    if asset is not None and metadata is not None and literal(metadata.get("aws:asset:property")) == attribute:
        return join(template.rpartition("/")[0] or ".", asset)
    properties = section(node, "Properties")
    location = literal(properties.get(attribute)) if properties is not None else None
    return local_path(template, location) if location is not None else None


def child_of(stack: Stack, resource: Resource) -> Stack | None:
    """The stack that a resource nests, read once; None with a word to the user where it cannot be judged."""
    if resource.name not in stack.children:
        child = _child(stack, resource)
        stack.children[resource.name] = child if isinstance(child, Stack) else None
        if isinstance(child, str):
            stack.not_judged.append(NotJudged(stack.unit, stack.prefix + resource.name, _source(resource), child))
    return stack.children[resource.name]


def _source(resource: Resource) -> str:
    properties = section(resource.node, "Properties")
    node = properties.get(STACKS[resource.type]) if properties is not None else None
    return node.text if isinstance(node, ScalarNode) else ""


def _child(stack: Stack, resource: Resource) -> Stack | str:
    """The nested stack, or the reason why there is none."""
    path = nested_path(stack.template.path, resource.node)
    if path is None:
        return "its template is no file of this project"
    if path in stack.ancestors() or stack.depth >= MAX_NESTED_STACKS or stack.root().count >= MAX_STACKS:
        return "stacks are nested too deeply"
    from iaclint.cloudformation.recognise import read_templates

    try:
        source = stack.sources.get(path)
    except FileProblem as problem:
        return f"{path} {problem.reason}"
    templates, wrong = read_templates(source)
    if wrong is not None:
        stack.root().problems.append(Problem(path, wrong.span, wrong.message))
    if not templates:
        return f"{path} holds no template"
    return _nest(stack, resource, templates[0])


def _nest(stack: Stack, resource: Resource, template: Template) -> Stack:
    stack.root().count += 1
    return Stack(template, stack.sources, parent=(stack, resource))


def argument(scope: Scope, name: str) -> Value | None:
    """The value that the calling stack gives to a parameter; None if it gives none."""
    if scope.parent is None:
        return None
    above, resource = scope.parent
    values = section(section(resource.node, "Properties"), "Parameters")
    node = values.get(name) if values is not None else None
    if node is None:
        return None
    from iaclint.cloudformation.calls import Absent

    value = above.bound(resource.bindings).evaluate(node)
    return None if isinstance(value, Absent) else value


def output(scope: Scope, resource: Resource, name: str, span: Span) -> Value | None:
    """An output of a nested stack; None if its template is not here."""
    child = scope.stack.child(resource)
    if child is None:
        return None
    inner = scope_of(scope, resource, child)
    found = _output(inner, name)
    if found is None:
        reason = f"the template of {resource.name} has no output {name}"
        return Unknown(Origin(span), f"{resource.name}.Outputs.{name}", reason)
    if isinstance(found, Sequence):
        return Unknown(Origin(span), f"{resource.name}.Outputs.{name}", "an output must be text")
    return found.via(OUTPUT, span, f"output {name} of {resource.name}")


def _output(scope: Scope, name: str) -> Value | None:
    """The value of an output; None if the template has none of this name."""
    node = scope.stack.section("Outputs")
    if node is None:
        return None
    for key, pair, inner in expanded(scope, node)[0]:
        if key == name and isinstance(pair.value, MappingNode):
            value = pair.value.get("Value")
            return inner.required(value) if value is not None else None
    return None


def scope_of(scope: Scope, resource: Resource, child: Stack) -> Scope:
    """The scope of a nested stack in the world of its caller."""
    from iaclint.cloudformation.scope import Scope as Inner

    children = scope.memory.children
    found = children.get(resource.name)
    if found is None:
        found = children[resource.name] = Inner(child, scope.world, (scope, resource))
        found.memory.fixed = scope.memory.fixed
    return found
