"""The policies and keys of a stack: where the resource types hold them."""

from __future__ import annotations

from iaclint.cloudformation.calls import Absent, call_of, literal, text_of
from iaclint.cloudformation.conditions import holds, tell
from iaclint.cloudformation.template import deployed
from iaclint.estate import INLINE, KEY, MANAGED, TRUST, KeyProperties, KmsKey, PolicySite
from iaclint.record import Record
from iaclint.text.nodes import ListNode, MappingNode
from iaclint.values.value import Bool, Mapping, Target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from iaclint.cloudformation.scope import Scope
    from iaclint.cloudformation.template import Resource, Stack
    from iaclint.text.nodes import Node, Pair
    from iaclint.text.span import Span
    from iaclint.values.value import Value
    from iaclint.values.world import World

KEY_TYPES = {"AWS::KMS::Key": "key", "AWS::KMS::ReplicaKey": "replica"}

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
    "AWS::Serverless::Function": (("AssumeRolePolicyDocument", TRUST),),
}
_LISTS = {
    "AWS::IAM::Group": "Policies",
    "AWS::IAM::Role": "Policies",
    "AWS::IAM::User": "Policies",
}
_KEY_PROPERTIES = {
    "BypassPolicyLockoutSafetyCheck": "bypass_lockout_check",
    "EnableKeyRotation": "rotation",
    "Enabled": "enabled",
    "KeyPolicy": "policy",
    "KeySpec": "spec",
    "KeyUsage": "usage",
    "Origin": "origin",
    "PendingWindowInDays": "deletion_window",
}
_TRUE = frozenset({"true", "yes", "on"})
_FALSE = frozenset({"false", "no", "off"})
_FLAGS = frozenset({"bypass_lockout_check", "enabled", "rotation"})


class Item(Record):
    """One item of a list of policies, and the branches of ``Fn::If`` that lead to it."""

    node: Node
    guards: tuple[tuple[str, bool], ...] = ()


def sites_of(stack: Stack) -> Iterator[PolicySite]:
    """Every policy of a stack, in the order of the template."""
    for resource in stack.resources.values():
        for attribute, kind in _DOCUMENTS.get(resource.type, ()):
            pair = properties(resource).pair(attribute)
            if pair is not None:
                yield site(stack, resource, attribute, kind, pair.key.span, _plain(pair))
        if resource.type in _LISTS:
            yield from _listed(stack, resource, _LISTS[resource.type])


def properties(resource: Resource) -> MappingNode:
    """The properties as written; empty if there are none."""
    node = resource.node.get("Properties")
    return node if isinstance(node, MappingNode) else MappingNode(resource.header, [])


def site(
    stack: Stack, resource: Resource, attribute: str, kind: str, key: Span, fetch: Callable[[Scope], Value | None]
) -> PolicySite:
    """A policy that ``fetch`` computes where the resource is deployed."""
    address = stack.prefix + resource.name
    return PolicySite(
        resource=address,
        resource_type=resource.type,
        attribute=attribute,
        kind=kind,
        header=resource.header,
        attribute_key=key,
        evaluate=lambda world: in_world(stack, resource, world, fetch),
        key=Target("key", address) if kind == KEY else None,
        construct=construct(resource),
    )


def in_world(stack: Stack, resource: Resource, world: World, fetch: Callable[[Scope], Value | None]) -> Value | None:
    """What ``fetch`` finds in a world, None where the resource is not deployed; the conditions are noted."""
    scope = stack.open(world)
    value = None
    if scope is not None:
        if deployed(scope, resource):
            value = fetch(scope.bound(resource.bindings))
        tell(scope)
    return None if isinstance(value, Absent) else value


def construct(resource: Resource) -> str:
    """The construct path that the CDK writes into the metadata."""
    metadata = resource.node.get("Metadata")
    return (literal(metadata.get("aws:cdk:path")) if isinstance(metadata, MappingNode) else None) or ""


def _plain(pair: Pair) -> Callable[[Scope], Value | None]:
    return lambda scope: scope.evaluate(pair.value)


def _listed(stack: Stack, resource: Resource, attribute: str) -> Iterator[PolicySite]:
    pair = properties(resource).pair(attribute)
    if pair is None:
        return
    for index, item in enumerate(items(pair.value)):
        document = item.node.pair("PolicyDocument") if isinstance(item.node, MappingNode) else None
        key = document.key.span if document is not None else item.node.span
        path = f"{attribute}[{index}].PolicyDocument"
        yield site(stack, resource, path, INLINE, key, guarded(item, _document(item, document)))


def _document(item: Item, pair: Pair | None) -> Callable[[Scope], Value | None]:
    if pair is not None:
        return lambda scope: scope.evaluate(pair.value)

    def taken(scope: Scope) -> Value | None:
        value = scope.evaluate(item.node)
        return value.get("PolicyDocument") if isinstance(value, Mapping) else value

    return taken


def guarded(item: Item, fetch: Callable[[Scope], Value | None]) -> Callable[[Scope], Value | None]:
    """``fetch``, where the branches that lead to the item are taken."""
    if not item.guards:
        return fetch
    return lambda scope: fetch(scope) if all(holds(scope, name) is not (not way) for name, way in item.guards) else None


def items(node: Node, guards: tuple[tuple[str, bool], ...] = ()) -> Iterator[Item]:
    """The items that a list may have, as they are written: those of all branches of ``Fn::If``."""
    call = call_of(node)
    if call is None and isinstance(node, ListNode):
        for item in node.items:
            yield from items(item, guards)
    elif call is not None and call[0] == "Fn::If" and isinstance(call[1], ListNode) and len(call[1].items) == 3:
        name = literal(call[1].items[0])
        if name is None:
            yield Item(node, guards)
            return
        yield from items(call[1].items[1], (*guards, (name, True)))
        yield from items(call[1].items[2], (*guards, (name, False)))
    elif not _is_nothing(call):
        yield Item(node, guards)


def _is_nothing(call: tuple[str, Node] | None) -> bool:
    return call is not None and call[0] == "Ref" and literal(call[1]) == "AWS::NoValue"


def keys_of(stack: Stack) -> Iterator[KmsKey]:
    """Every KMS key of a stack."""
    for resource in stack.resources.values():
        family = KEY_TYPES.get(resource.type)
        if family is not None:
            yield _key(stack, resource, family)


def _key(stack: Stack, resource: Resource, family: str) -> KmsKey:
    def evaluate(world: World) -> KeyProperties | None:
        scope = stack.open(world)
        if scope is None or not deployed(scope, resource):
            return None
        found = KeyProperties(dict(_key_values(scope.bound(resource.bindings), properties(resource))))
        tell(scope)
        return found

    return KmsKey(
        resource=stack.prefix + resource.name,
        resource_type=resource.type,
        family=family,
        header=resource.header,
        evaluate=evaluate,
        construct=construct(resource),
    )


def _key_values(scope: Scope, node: MappingNode) -> Iterator[tuple[str, Value]]:
    for pair in node.pairs:
        name = _KEY_PROPERTIES.get(pair.key.text)
        value = scope.evaluate(pair.value) if name is not None else None
        if name is not None and value is not None and not isinstance(value, Absent):
            yield name, _flag(value) if name in _FLAGS else value


def _flag(value: Value) -> Value:
    """The truth value that CloudFormation makes of a text where a property wants one."""
    text = (text_of(value) or "").lower()
    return Bool(value.origin, text in _TRUE) if text in _TRUE | _FALSE else value
