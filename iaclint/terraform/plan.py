"""A plan as ``terraform show -json`` prints it: the resources it deploys, and what it knows of their attributes.

Format: Terraform documentation, "JSON Output Format" (``planned_values``, ``prior_state``, ``resource_changes``).
"""

from __future__ import annotations

from iaclint.record import Record
from iaclint.terraform.inputs import as_constant
from iaclint.terraform.plan_secrets import marked
from iaclint.text.nodes import ListNode, MappingNode, ScalarNode
from iaclint.values.decode import from_node
from iaclint.values.origin import SECRET, Origin
from iaclint.values.value import Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

    from iaclint.text.nodes import Node, Pair
    from iaclint.text.span import Span
    from iaclint.values.value import Value


class Planned(Record):
    """A resource or data source of a plan. ``where`` is its address in the text, ``values`` what is known of it.

    ``marks`` say what of that is sensitive.
    """

    address: str
    mode: str
    type: str
    where: Span
    values: MappingNode
    marks: MappingNode | None = None

    def value(self, name: str) -> Value | None:
        """An attribute that the plan knows; None for one that is unknown or null."""
        node = self.values.get(name)
        if node is None or (isinstance(node, ScalarNode) and node.kind == "null"):
            return None
        value = as_constant(from_node(node))
        hidden = self.marks is not None and marked(self.marks.get(name))
        return value.via(SECRET, node.span, f"the plan marks {self.address}.{name} as sensitive") if hidden else value

    def later(self, name: str) -> Unknown:
        """An attribute that the plan does not know."""
        whole = f"{self.address}.{name}"
        return Unknown(Origin(self.where), whole, f"the plan knows {whole} only after apply")

    def key(self, name: str) -> Span:
        """Where the name of an attribute stands; the address if the plan does not list it."""
        pair = self.values.pair(name)
        return pair.key.span if pair is not None else self.where


class Plan:
    """A plan. ``resources`` are those it deploys, ``data`` what its data sources gave, both by address."""

    __slots__ = ("data", "resources", "root", "unknown", "variables")

    def __init__(self, root: MappingNode) -> None:
        self.root: Final = root
        self.resources: Final = {one.address: one for one in _resources(_below(root, "planned_values", "root_module"))}
        state = _below(root, "prior_state", "values", "root_module")
        self.data: Final = {one.address: one for one in _resources(state) if one.mode == "data"}
        self.unknown: Final = dict(_unknown(root))
        self.variables: Final = dict(_variables(root))

    def is_unknown(self, address: str, name: str) -> bool:
        """Whether an attribute of a resource is known only after apply."""
        return _marked_unknown(self._about(address, name))

    def unknown_blocks(self, address: str, name: str, inner: str) -> list[bool]:
        """For each of the nested blocks of a name whether one of their arguments is known only after apply."""
        about = self._about(address, name)
        listed = about.items if isinstance(about, ListNode) else []
        return [_marked_unknown(node.get(inner) if isinstance(node, MappingNode) else node) for node in listed]

    def _about(self, address: str, name: str) -> Node | None:
        about = self.unknown.get(address)
        return about.get(name) if about is not None else None

    def value(self, one: Planned, name: str) -> Value | None:
        """An attribute: as the plan knows it, or unknown where the configuration sets it; else None."""
        value = one.value(name)
        if value is None and self.is_unknown(one.address, name) and self.writes(one, name):
            return one.later(name)
        return value

    def references(self, one: Planned, name: str) -> list[str]:
        """The references in an argument, as the plan's copy of the configuration lists them."""
        listed = _items(_below(self._written(one), name), "references")
        return [item.text for item in listed if isinstance(item, ScalarNode)]

    def writes(self, one: Planned, name: str) -> bool:
        """Whether the configuration sets an argument; what it does not is made by AWS."""
        written = self._written(one)
        return written is None or written.get(name) is not None

    def _written(self, one: Planned) -> MappingNode | None:
        """The arguments of a resource in the plan's copy of the configuration."""
        module = _below(self.root, "configuration", "root_module")
        calls, own = calls_and_own(one.address)
        for call in calls:
            module = _below(module, "module_calls", call, "module")
        for resource in _items(module, "resources"):
            if _text(resource, "address") == own.partition("[")[0]:
                return _below(resource, "expressions") or MappingNode(resource.span, [])
        return None


def _marked_unknown(node: Node | None) -> bool:
    return node is not None and not (isinstance(node, ScalarNode) and node.text == "false")


def is_plan(node: Node) -> bool:
    """Whether a JSON file is a plan."""
    if not isinstance(node, MappingNode) or node.get("format_version") is None:
        return False
    return node.get("planned_values") is not None or node.get("resource_changes") is not None


def calls_and_own(address: str) -> tuple[list[str], str]:
    """The names of the module calls in an address, and the part that names the resource in its module."""
    names: list[str] = []
    rest = address
    while rest.startswith("module."):
        name, rest = _name_and_rest(rest[len("module.") :])
        names.append(name)
    return names, rest


def _name_and_rest(text: str) -> tuple[str, str]:
    """A name, and what follows it and its instance key."""
    end = next((at for at, char in enumerate(text) if char in ".["), len(text))
    name, rest = text[:end], text[end:]
    if rest.startswith('["'):
        at = 2
        while at < len(rest) and rest[at] != '"':
            at += 2 if rest[at] == "\\" else 1
        rest = rest[at + 2 :]
    elif rest.startswith("["):
        rest = rest.partition("]")[2]
    return name, rest.removeprefix(".")


def _below(node: Node | None, *names: str) -> MappingNode | None:
    for name in names:
        node = node.get(name) if isinstance(node, MappingNode) else None
    return node if isinstance(node, MappingNode) else None


def _items(node: MappingNode | None, name: str) -> list[Node]:
    found = node.get(name) if node is not None else None
    return found.items if isinstance(found, ListNode) else []


def _text(node: Node, name: str) -> str:
    found = node.get(name) if isinstance(node, MappingNode) else None
    return found.text if isinstance(found, ScalarNode) else ""


def _resources(module: MappingNode | None) -> Iterator[Planned]:
    waiting: list[Node | None] = [module]
    while waiting:
        at = waiting.pop()
        if isinstance(at, MappingNode):
            for node in _items(at, "resources"):
                values = _below(node, "values")
                address = node.get("address") if isinstance(node, MappingNode) else None
                if values is not None and isinstance(address, ScalarNode):
                    marks = _below(node, "sensitive_values")
                    yield Planned(address.text, _text(node, "mode"), _text(node, "type"), address.span, values, marks)
            waiting.extend(reversed(_items(at, "child_modules")))


def _unknown(root: MappingNode) -> Iterator[tuple[str, MappingNode]]:
    for node in _items(root, "resource_changes"):
        about = _below(node, "change", "after_unknown")
        if about is not None:
            yield _text(node, "address"), about


def _variables(root: MappingNode) -> Iterator[tuple[str, Pair]]:
    variables = _below(root, "variables")
    for pair in variables.pairs if variables is not None else ():
        value = pair.value.pair("value") if isinstance(pair.value, MappingNode) else None
        if value is not None:
            yield pair.key.text, value
