"""Policies of serverless resources (AWS SAM Developer Guide, "AWS::Serverless::Function", "Policy template list").

``Policies`` of a function or state machine holds names of managed policies, statements, and policy templates with
their parameters; it counts only where the resource has no ``Role`` of its own.
"""

from __future__ import annotations

from iaclint.cloudformation.calls import Absent, refused
from iaclint.cloudformation.references import PSEUDO, SUB_VARIABLE, named
from iaclint.text.mapped import Chars
from iaclint.text.nodes import MappingNode, ScalarNode
from iaclint.values.origin import ASSEMBLED, Origin
from iaclint.values.value import Entry, Mapping, Sequence, String, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.cloudformation.scope import Scope
    from iaclint.text.nodes import Node, Pair
    from iaclint.text.span import Span
    from iaclint.values.value import Part, Value

    Statement = dict[str, str | list[str] | dict[str, dict[str, str]]]

_templates: dict[str, list[Statement]] = {}


def policy_templates() -> dict[str, list[Statement]]:
    """What each policy template of SAM allows; ``${Name}`` stands for a parameter of the template."""
    if not _templates:
        import json
        import os

        with open(os.path.join(os.path.dirname(__file__), "sam_policies.json"), encoding="utf-8") as file:
            _templates.update(json.load(file))
    return _templates


def is_document(node: Node) -> bool:
    """Whether an item of ``Policies`` is a policy document."""
    return isinstance(node, MappingNode) and not node.tag and node.pair("Statement") is not None


def template_pair(node: Node) -> Pair | None:
    """The entry of an item of ``Policies`` that calls a policy template; None if it is none."""
    if not isinstance(node, MappingNode) or node.tag or len(node.pairs) != 1:
        return None
    pair = node.pairs[0]
    text = pair.key.text
    if text == "Ref" or text.startswith("Fn::") or not isinstance(pair.value, MappingNode | ScalarNode):
        return None
    return pair


def template_document(scope: Scope, pair: Pair) -> Value:
    """The document that a policy template gives; all of it stands where the template is called."""
    name, span = pair.key.text, pair.key.span
    statements = policy_templates().get(name)
    if statements is None:
        return Unknown(Origin(span), name, f"{name} is no policy template of SAM that iaclint knows")
    arguments = pair.value if isinstance(pair.value, MappingNode) else MappingNode(pair.value.span, [])
    filler = _Filler(scope, name, arguments, Origin(span).via(ASSEMBLED, span, f"policy template {name}"))
    return filler.mapping({"Statement": Sequence(filler.origin, tuple(filler.statement(item) for item in statements))})


class _Filler:
    """Fills the parameters of one policy template in."""

    def __init__(self, scope: Scope, name: str, arguments: MappingNode, origin: Origin) -> None:
        self.scope = scope
        self.name = name
        self.arguments = arguments
        self.origin = origin

    def mapping(self, values: dict[str, Value]) -> Mapping:
        return Mapping(self.origin, {key: Entry(self.origin, value) for key, value in values.items()})

    def statement(self, written: Statement) -> Mapping:
        filled = {key: self.filled(value) for key, value in written.items()}
        return self.mapping({"Effect": String.of("Allow", self.origin), **filled})

    def filled(self, written: str | list[str] | dict[str, dict[str, str]] | dict[str, str]) -> Value:
        if isinstance(written, str):
            return self.text(written)
        if isinstance(written, list):
            return Sequence(self.origin, tuple(self.text(item) for item in written))
        return self.mapping({key: self.filled(value) for key, value in written.items()})

    def text(self, pattern: str) -> Value:
        span = self.origin.span
        parts: list[Part] = []
        at = 0
        for match in SUB_VARIABLE.finditer(pattern):
            if match.start() > at:
                parts.append(Chars(pattern[at : match.start()], span))
            at = match.end()
            value = self.argument(match.group(2), span)
            if match.start() == 0 and at == len(pattern):
                return value
            parts.extend(_parts(value, self.name))
        if at < len(pattern):
            parts.append(Chars(pattern[at:], span))
        return String(self.origin, tuple(parts))

    def argument(self, name: str, span: Span) -> Value:
        if name in PSEUDO:
            return named(self.scope, name, span)
        node = self.arguments.get(name)
        value = self.scope.evaluate(node) if node is not None else None
        if value is None or isinstance(value, Absent):
            return refused(span, name, f"policy template {self.name} needs the parameter {name}")
        return value


def _parts(value: Value, name: str) -> tuple[Part, ...]:
    from iaclint.cloudformation.calls import parts_of

    return parts_of(value, value.span, name)
