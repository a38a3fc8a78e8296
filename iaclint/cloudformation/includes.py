"""``AWS::Include``: a part of a template that stands in a file of its own (User Guide, "AWS::Include transform")."""

from __future__ import annotations

from iaclint.cloudformation.calls import TRANSFORM, literal, refused, section, text_of
from iaclint.files import FileProblem, join
from iaclint.text.nodes import MappingNode
from iaclint.values.origin import Origin
from iaclint.values.secrets import HIDDEN, secret
from iaclint.values.value import Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.cloudformation.scope import Scope
    from iaclint.cloudformation.template import Stack
    from iaclint.text.nodes import Node
    from iaclint.text.span import Span


def included(scope: Scope, node: Node, span: Span) -> MappingNode | Unknown:
    """What a call of a transform puts in its place, if that is a file here; Unknown with the reason otherwise."""
    name = literal(node.get("Name")) if isinstance(node, MappingNode) else None
    if name is None:
        return refused(span, TRANSFORM, f"{TRANSFORM} needs the name of a macro")
    if name != "AWS::Include":
        return Unknown(Origin(span), name, f"the macro {name} computes this at deploy")
    parameters = section(node, "Parameters")
    place = parameters.get("Location") if parameters is not None else None
    value = scope.evaluate(place) if place is not None else None
    location = text_of(value) if value is not None else None
    if value is None or location is None:
        return Unknown(Origin(span), name, "the file that AWS::Include names is not known")
    if secret(value):
        return Unknown(Origin(span), HIDDEN, "a file whose name is sensitive is not looked for")
    return _file(scope.stack, location, span)


def _file(stack: Stack, location: str, span: Span) -> MappingNode | Unknown:
    path = local_path(stack.template.path, location)
    if path is None:
        return Unknown(Origin(span), location, f"{location} is no file of this project")
    from iaclint.cloudformation.recognise import read_documents

    try:
        source = stack.sources.get(path)
    except FileProblem as problem:
        return Unknown(Origin(span), location, f"{path} {problem.reason}")
    documents, wrong = read_documents(source)
    if source not in stack.read:
        stack.read.append(source)
    if wrong is not None:
        return refused(wrong.span, location, wrong.message)
    root = documents[0] if len(documents) == 1 else None
    if not isinstance(root, MappingNode):
        return refused(span, location, f"{path} holds no mapping to include")
    return root


def local_path(template: str, location: str) -> str | None:
    """The path of a file that is named relative to a template; None if it is named by a URL."""
    if not location or "://" in location or location.startswith("/"):
        return None
    directory = template.rpartition("/")[0]
    return join(directory or ".", location)
