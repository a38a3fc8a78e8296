"""The KMS keys of a stack."""

from __future__ import annotations

from iaclint.cloudformation.calls import Absent, text_of
from iaclint.cloudformation.dynamic import with_holes
from iaclint.cloudformation.properties import properties_of
from iaclint.cloudformation.template import KMS_KEYS, deployed
from iaclint.estate import KeyProperties, KmsKey
from iaclint.values.value import Bool

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.cloudformation.properties import Properties
    from iaclint.cloudformation.scope import Scope
    from iaclint.cloudformation.template import Resource, Stack
    from iaclint.values.value import Value
    from iaclint.values.world import World

_NAMES = {
    "BypassPolicyLockoutSafetyCheck": "bypass_lockout_check",
    "EnableKeyRotation": "rotation",
    "Enabled": "enabled",
    "KeyPolicy": "policy",
    "KeySpec": "spec",
    "KeyUsage": "usage",
    "Origin": "origin",
    "PendingWindowInDays": "deletion_window",
}
_FLAGS = frozenset({"bypass_lockout_check", "enabled", "rotation"})
_TRUTHS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


def keys_of(stack: Stack) -> Iterator[KmsKey]:
    """Every KMS key of a stack, in the order of the template."""
    for resource in stack.resources.values():
        family = KMS_KEYS.get(resource.type)
        if family is not None:
            yield _key(stack, resource, family)


def _key(stack: Stack, resource: Resource, family: str) -> KmsKey:
    properties = properties_of(stack, resource)
    return KmsKey(
        resource=stack.prefix + resource.name,
        resource_type=resource.type,
        family=family,
        header=resource.header,
        evaluate=lambda world: _in_world(stack, resource, properties, world),
        construct=resource.construct,
    )


def _in_world(stack: Stack, resource: Resource, properties: Properties, world: World) -> KeyProperties | None:
    scope = stack.open(world)
    if scope is None:
        return None
    found = None
    if deployed(scope, resource):
        found = KeyProperties(dict(_values(scope, properties)))
    scope.tell()
    return found


def _values(scope: Scope, properties: Properties) -> Iterator[tuple[str, Value]]:
    for written, name in _NAMES.items():
        found = properties.get(written)
        value = scope.bound(found.bindings).evaluate(found.node) if found is not None else properties.rest()
        if value is not None and not isinstance(value, Absent):
            yield name, _flag(value) if name in _FLAGS else with_holes(value)


def _flag(value: Value) -> Value:
    """The truth value that CloudFormation makes of a text where a property wants one; ``yes`` is YAML 1.1."""
    found = _TRUTHS.get((text_of(value) or "").lower())
    return value if found is None else Bool(value.origin, found)
