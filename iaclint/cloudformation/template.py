"""One template: its sections read once, its resources by logical id."""

from __future__ import annotations

from iaclint.cloudformation.calls import LOOP, TRANSFORM, literal, section
from iaclint.cloudformation.properties import body_of
from iaclint.estate import NotJudged, Problem
from iaclint.record import Record
from iaclint.text.nodes import ListNode, MappingNode, ScalarNode
from iaclint.values.value import Failed
from iaclint.values.world import World

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

    from iaclint.cloudformation.conditions import Comparisons
    from iaclint.cloudformation.parameters import Option, Parameter
    from iaclint.cloudformation.properties import Properties
    from iaclint.cloudformation.scope import Scope
    from iaclint.text.nodes import Node, Pair
    from iaclint.text.sources import Sources
    from iaclint.text.span import Source, Span
    from iaclint.values.value import Unknown, Value

MAX_NESTED_STACKS = 8
STACKS = {"AWS::CloudFormation::Stack": "TemplateURL", "AWS::Serverless::Application": "Location"}
KMS_KEYS = {"AWS::KMS::Key": "key", "AWS::KMS::ReplicaKey": "replica"}
SERVERLESS = "AWS::Serverless-2016-10-31"
INCLUDE = "AWS::Include"

# Transforms that make no resource a template could refer to.
_HARMLESS = frozenset(
    {
        "AWS::CodeDeployBlueGreen",
        "AWS::LanguageExtensions",
        "AWS::SecretsManager-2020-07-23",
        "AWS::SecretsManager-2024-09-16",
    }
)


class Template(Record):
    """A template in a file; ``number`` counts the documents of a file from 1."""

    path: str
    source: Source
    root: MappingNode
    number: int = 1

    @property
    def name(self) -> str:
        """What the unit is called."""
        return self.path if self.number == 1 else f"{self.path}#{self.number}"


class Resource(Record):
    """One resource; ``bindings`` are the variables of the loops around it, ``header`` its logical id.

    ``lost`` says why there may be more in its body than ``node``.
    """

    name: str
    type: str
    header: Span
    node: MappingNode
    bindings: dict[str, Value]
    lost: tuple[Unknown, ...] = ()

    @property
    def construct(self) -> str:
        """The construct path that the CDK writes into the metadata; empty if there is none."""
        metadata = section(self.node, "Metadata")
        return (literal(metadata.get("aws:cdk:path")) if metadata is not None else None) or ""


class Stack:
    """A template with what its caller gives it: values of parameters, and the place it is nested in."""

    def __init__(
        self,
        template: Template,
        sources: Sources,
        given: dict[str, Value] | None = None,
        parent: tuple[Stack, Resource] | None = None,
    ) -> None:
        self.template: Final = template
        self.sources: Final = sources
        self.given: Final = given or {}
        self.parent: Final = parent
        self.prefix: Final[str] = f"{parent[0].prefix}{parent[1].name}/" if parent is not None else ""
        self.depth: Final[int] = parent[0].depth + 1 if parent is not None else 0
        self.unit: Final[str] = parent[0].unit if parent is not None else template.name
        self.problems: Final[list[Problem]] = []
        self.not_judged: Final[list[NotJudged]] = []
        self.children: Final[dict[str, Stack | None]] = {}
        self.incomplete = False  # an included file is not here
        self.count = 0  # of nested stacks, counted at the outermost one
        self.read: Final[list[Source]] = [template.source]
        self.transforms: Final = _transforms(template.root)
        self.parameters: Final = _parameters(template.root)
        self.roots: Final = [template.root]
        self.resources: Final[dict[str, Resource]] = {}
        self.properties: Final[dict[str, Properties]] = {}  # those of resources that were asked for
        self.conditions: Final[dict[str, Node]] = {}
        self.condition_bindings: Final[dict[str, dict[str, Value]]] = {}
        self._options: Final[dict[str, tuple[Option, ...]]] = {}
        self._comparisons: Comparisons | None = None
        self._include_roots()
        self.mappings: Final = {key: pair.value for key, pair, _ in self._entries("Mappings")}
        for key, pair, inner in self._entries("Conditions"):
            self.conditions[key] = pair.value
            self.condition_bindings[key] = inner.bindings
        for key, pair, scope in self._entries("Resources"):
            self._add(key, pair, scope)

    @property
    def comparisons(self) -> Comparisons:
        """What the conditions compare."""
        if self._comparisons is None:
            from iaclint.cloudformation.conditions import Comparisons

            self._comparisons = Comparisons(self)
        return self._comparisons

    def options(self, name: str) -> tuple[Option, ...]:
        """The values that worlds give to a parameter or pseudo parameter; none if it has just one."""
        found = self._options.get(name)
        if found is None:
            from iaclint.cloudformation.parameters import options_for, options_for_pseudo

            compared = self.comparisons.by_name.get(name) if self.conditions else None
            parameter = self.parameters.get(name)
            if parameter is not None:
                found = options_for(parameter, compared)
            else:
                found = options_for_pseudo(compared) if compared is not None and compared.literals else ()
            self._options[name] = found
        return found

    def maker(self, owner: str) -> str | None:
        """The transform that may make something of this name; None if the template is all there is."""
        if SERVERLESS in self.transforms and owner.startswith(("Serverless", *self.resources)):
            return SERVERLESS
        return self.open_ended()

    def section(self, name: str) -> MappingNode | None:
        """A section of the template, with what included files add to it."""
        found = [node for root in self.roots if (node := section(root, name)) is not None]
        if len(found) < 2:
            return found[0] if found else None
        return MappingNode(found[0].span, [pair for node in found for pair in node.pairs])

    def child(self, resource: Resource) -> Stack | None:
        """The stack that a resource nests, if its template is here."""
        if resource.type not in STACKS:
            return None
        from iaclint.cloudformation.nested import child_of

        return child_of(self, resource)

    def open_ended(self) -> str | None:
        """The transform that may add anything to the template; None if what stands here is all."""
        if self.incomplete:
            return INCLUDE
        return next(self._macros(), None)

    def _macros(self) -> Iterator[str]:
        """The transforms of the whole template that may make anything of it."""
        return (name for name in self.transforms if name not in _HARMLESS and name != SERVERLESS)

    def root(self) -> Stack:
        """The outermost stack."""
        return self if self.parent is None else self.parent[0].root()

    def ancestors(self) -> list[str]:
        """The paths of the templates around this one, and its own."""
        above = self.parent[0].ancestors() if self.parent is not None else []
        return [*above, self.template.path]

    def static(self) -> Scope:
        """A scope without worlds: every parameter has its given value or default."""
        from iaclint.cloudformation.scope import Scope

        if self.parent is not None:
            return self._within(self.parent[0].static(), self.parent[1])
        scope = Scope(self, World((), 0, ()))
        scope.memory.fixed = True
        return scope

    def open(self, world: World) -> Scope | None:
        """The scope of a world; None where the stack that this one is nested in is not deployed."""
        from iaclint.cloudformation.scope import Scope

        if self.parent is None:
            return Scope(self, world)
        above = self.parent[0].open(world)
        if above is None or not deployed(above, self.parent[1]):
            return None
        return self._within(above, self.parent[1])

    def _within(self, above: Scope, resource: Resource) -> Scope:
        from iaclint.cloudformation.nested import scope_of

        return scope_of(above, resource, self)

    def _include_roots(self) -> None:
        """Read the parts that ``AWS::Include`` adds to the whole template, and say which macros may change it."""
        for item in _declared(self.template.root):
            if isinstance(item, MappingNode) and literal(item.get("Name")) == INCLUDE:
                from iaclint.cloudformation.includes import included

                found = included(self.static(), item, item.span)
                if isinstance(found, MappingNode):
                    self.roots.append(found)
                else:
                    self._lose(found, "Transform")
        for name in self._macros():
            reason = "this macro may add to the template and change it at deploy"
            self.not_judged.append(NotJudged(self.unit, f"{self.prefix}Transform", name, reason))

    def _lose(self, item: Unknown, name: str) -> None:
        """Say that a part of the template cannot be judged."""
        self.incomplete = self.incomplete or not isinstance(item, Failed)
        self._say(item, name)

    def _say(self, item: Unknown, name: str) -> None:
        if isinstance(item, Failed):
            problem = Problem(item.span.source.path, item.span, item.reason)
            self.problems.extend(() if problem in self.problems else (problem,))
        else:
            self.not_judged.append(NotJudged(self.unit, f"{self.prefix}{name}", item.name, item.reason))

    def _entries(self, name: str) -> list[tuple[str, Pair, Scope]]:
        """The entries of a section, loops and includes expanded."""
        node = self.section(name)
        if node is None:
            return []
        scope = self.static()
        if not any(pair.key.text.startswith("Fn::") for pair in node.pairs):
            return [(pair.key.text, pair, scope) for pair in node.pairs]
        from iaclint.cloudformation.loops import expanded

        found, lost = expanded(scope, node)
        for item in lost:
            self._lose(item, name)
        return found

    def _add(self, name: str, pair: Pair, scope: Scope) -> None:
        node, lost = body_of(pair.value, scope)
        kind = node.get("Type") if isinstance(node, MappingNode) else None
        for item in lost:
            self._say(item, name)
        if isinstance(node, MappingNode) and isinstance(kind, ScalarNode) and (not kind.tag or "::" in kind.text):
            written = scope.named(kind.text)
            self.resources[name] = Resource(name, written, pair.key.span, node, scope.bindings, lost)
        elif kind is not None:
            self.not_judged.append(NotJudged(self.unit, self.prefix + name, "", "its Type is no text"))
        elif not lost and next(self._macros(), None) is None:
            self.problems.append(Problem(pair.key.span.source.path, pair.key.span, f"resource {name} has no Type"))


def deployed(scope: Scope, resource: Resource) -> bool:
    """Whether the condition of a resource lets it exist in this world."""
    name = literal(resource.node.get("Condition"))
    if name is None:
        return True
    from iaclint.cloudformation.conditions import holds

    return holds(scope.bound(resource.bindings), name) is not False


def _parameters(root: MappingNode) -> dict[str, Parameter]:
    """The parameters that a template declares."""
    declared = section(root, "Parameters")
    if declared is None:
        return {}
    from iaclint.cloudformation.parameters import read_parameters

    return read_parameters(declared)


def _transforms(root: MappingNode) -> tuple[str, ...]:
    """The names of the transforms that a template declares."""
    found = []
    for item in _declared(root):
        named = item.get("Name") if isinstance(item, MappingNode) else item
        if isinstance(named, ScalarNode) and named.text != INCLUDE:
            found.append(named.text)
    return tuple(found)


def _declared(root: MappingNode) -> list[Node]:
    """The transforms of a whole template, as they are written: names, or calls with parameters."""
    nodes = [node for key in ("Transform", TRANSFORM) if (node := root.get(key)) is not None]
    return [item for node in nodes for item in (node.items if isinstance(node, ListNode) else [node])]


def is_loop(key: str) -> bool:
    """Whether a key starts an ``Fn::ForEach``."""
    return key.startswith(LOOP)
