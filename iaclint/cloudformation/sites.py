"""The policies of a stack: which properties of which resource types hold them."""

from __future__ import annotations

from iaclint.cloudformation.calls import Absent, call_of, literal, section
from iaclint.cloudformation.dynamic import with_holes
from iaclint.cloudformation.properties import Property, properties_of
from iaclint.cloudformation.template import deployed
from iaclint.estate import INLINE, KEY, MANAGED, TRUST, PolicySite
from iaclint.record import Record
from iaclint.text.nodes import ListNode, MappingNode
from iaclint.values.value import Mapping, Target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from iaclint.cloudformation.scope import Scope
    from iaclint.cloudformation.template import Resource, Stack
    from iaclint.text.nodes import Node, Pair
    from iaclint.text.span import Span
    from iaclint.values.value import Value
    from iaclint.values.world import World

    Fetch = Callable[[Scope], Value | None]

_DOCUMENTS = {
    "AWS::IAM::GroupPolicy": (("PolicyDocument", INLINE),),
    "AWS::IAM::ManagedPolicy": (("PolicyDocument", MANAGED),),
    "AWS::IAM::Policy": (("PolicyDocument", INLINE),),
    "AWS::IAM::Role": (("AssumeRolePolicyDocument", TRUST),),
    "AWS::IAM::RolePolicy": (("PolicyDocument", INLINE),),
    "AWS::IAM::UserPolicy": (("PolicyDocument", INLINE),),
    "AWS::KMS::Key": (("KeyPolicy", KEY),),
    "AWS::KMS::ReplicaKey": (("KeyPolicy", KEY),),
    "AWS::SSO::PermissionSet": (("InlinePolicy", INLINE),),
}
_WITH_POLICIES = frozenset({"AWS::IAM::Group", "AWS::IAM::Role", "AWS::IAM::User"})
_SERVERLESS = frozenset({"AWS::Serverless::Function", "AWS::Serverless::StateMachine"})
WITH_SITES = _WITH_POLICIES | _SERVERLESS | _DOCUMENTS.keys()


class Item(Record):
    """One item of a list of policies, and the branches of ``Fn::If`` that lead to it."""

    node: Node
    guards: tuple[tuple[str, bool], ...] = ()


def sites_of(stack: Stack) -> Iterator[PolicySite]:
    """Every policy of a stack, in the order of the template."""
    for resource in stack.resources.values():
        if resource.type not in WITH_SITES:
            continue
        place = _Place(stack, resource)
        for attribute, kind in _DOCUMENTS.get(resource.type, ()):
            found = place.properties.get(attribute)
            if found is not None:
                yield place.site(attribute, kind, found.key, _bound(found, _value(found.node)))
        if resource.type in _WITH_POLICIES:
            yield from place.listed()
        elif resource.type in _SERVERLESS:
            yield from place.serverless()


class _Place:
    """One resource and its properties."""

    def __init__(self, stack: Stack, resource: Resource) -> None:
        self.stack = stack
        self.resource = resource
        self.properties = properties_of(stack, resource)

    def site(self, attribute: str, kind: str, key: Span, fetch: Fetch) -> PolicySite:
        """A policy that ``fetch`` computes where the resource is deployed."""
        address = self.stack.prefix + self.resource.name
        stack, resource = self.stack, self.resource
        return PolicySite(
            resource=address,
            resource_type=resource.type,
            attribute=attribute,
            kind=kind,
            header=resource.header,
            attribute_key=key,
            evaluate=lambda world: in_world(stack, resource, world, fetch),
            key=Target("key", address) if kind == KEY else None,
            construct=resource.construct,
        )

    def listed(self) -> Iterator[PolicySite]:
        """The documents in ``Policies`` of a role, user or group."""
        found = self.properties.get("Policies")
        if found is None:
            return
        for index, item in enumerate(items(found.node)):
            pair = item.node.pair("PolicyDocument") if isinstance(item.node, MappingNode) else None
            fetch = guarded(item, _value(pair.value) if pair is not None else _member(item.node))
            key = pair.key.span if pair is not None else item.node.span
            yield self.site(f"Policies[{index}].PolicyDocument", INLINE, key, _bound(found, fetch))

    def serverless(self) -> Iterator[PolicySite]:
        """The policies of a serverless resource; none of them counts where it has a role of its own."""
        role = self.properties.get("Role")
        trust = self.properties.get("AssumeRolePolicyDocument") or self.from_globals("AssumeRolePolicyDocument")
        if trust is not None:
            fetch = _without(role, _bound(trust, _value(trust.node)))
            yield self.site("AssumeRolePolicyDocument", TRUST, trust.key, fetch)
        found = self.properties.get("Policies")
        if found is None:
            return
        for index, item in enumerate(items(found.node)):
            policy = _serverless_policy(item.node)
            if policy is not None:
                fetch = _without(role, _bound(found, guarded(item, policy[1])))
                yield self.site(f"Policies[{index}]", INLINE, policy[0], fetch)

    def from_globals(self, attribute: str) -> Property | None:
        """A property that all functions of the template have."""
        if self.resource.type != "AWS::Serverless::Function":
            return None
        shared = section(self.stack.section("Globals"), "Function")
        pair = shared.pair(attribute) if shared is not None else None
        return Property(pair.key.span, pair.value, {}) if pair is not None else None


def _serverless_policy(node: Node) -> tuple[Span, Fetch] | None:
    """Where an item of ``Policies`` starts, and its document; None for the name of a managed policy."""
    from iaclint.cloudformation import sam

    if isinstance(node, MappingNode) and sam.is_document(node):
        return node.pairs[0].key.span, _value(node)
    template = sam.template_pair(node)
    return (template.key.span, _from_template(template)) if template is not None else None


def in_world(stack: Stack, resource: Resource, world: World, fetch: Fetch) -> Value | None:
    """What ``fetch`` finds in a world, None where the resource is not deployed; the conditions are noted."""
    scope = stack.open(world)
    if scope is None:
        return None
    value = fetch(scope.bound(resource.bindings)) if deployed(scope, resource) else None
    scope.tell()
    return None if value is None or isinstance(value, Absent) else with_holes(value)


def _value(node: Node) -> Fetch:
    return lambda scope: scope.evaluate(node)


def _bound(found: Property, fetch: Fetch) -> Fetch:
    """``fetch`` with the loop variables of a property."""
    return lambda scope: fetch(scope.bound(found.bindings))


def _member(node: Node) -> Fetch:
    """The document in an item that is only known once it is evaluated."""

    def fetch(scope: Scope) -> Value | None:
        value = scope.evaluate(node)
        return value.get("PolicyDocument") if isinstance(value, Mapping) else value

    return fetch


def _from_template(pair: Pair) -> Fetch:
    from iaclint.cloudformation.sam import template_document

    return lambda scope: template_document(scope, pair)


def _without(role: Property | None, fetch: Fetch) -> Fetch:
    """``fetch``, where the resource has no role of its own."""
    if role is None:
        return fetch
    return lambda scope: fetch(scope) if isinstance(scope.evaluate(role.node), Absent) else None


def guarded(item: Item, fetch: Fetch) -> Fetch:
    """``fetch``, where the branches that lead to the item are taken."""
    if not item.guards:
        return fetch
    from iaclint.cloudformation.conditions import holds

    return lambda scope: fetch(scope) if all(holds(scope, name) is not (not way) for name, way in item.guards) else None


def items(node: Node, guards: tuple[tuple[str, bool], ...] = ()) -> Iterator[Item]:
    """The items that a list may have, as they are written: those of all branches of ``Fn::If``."""
    call = call_of(node)
    if call is None and isinstance(node, ListNode):
        for item in node.items:
            yield from items(item, guards)
    elif call is None:
        yield Item(node, guards)
    elif call[0] == "Fn::If" and isinstance(call[1], ListNode) and len(call[1].items) == 3:
        name = literal(call[1].items[0]) or ""
        yield from items(call[1].items[1], (*guards, (name, True)))
        yield from items(call[1].items[2], (*guards, (name, False)))
    elif call[0] != "Ref" or literal(call[1]) != "AWS::NoValue":
        yield Item(node, guards)
