"""KMS key resources: their settings under neutral names, and which key a key policy of its own belongs to.

An ``aws_kms_key_policy`` has a setting as well, the lockout bypass: with that it is judged beside the keys.
"""

from __future__ import annotations

from iaclint.estate import KeyProperties, KmsKey
from iaclint.terraform.attributes import KEY_POLICY, KEY_TYPES
from iaclint.terraform.convert import convert
from iaclint.terraform.resources import argument_value
from iaclint.terraform.types import BOOL, NUMBER, STRING
from iaclint.values.origin import Origin
from iaclint.values.value import Null, String, Target, Unknown
from iaclint.values.world import explore

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from iaclint.terraform.configuration import Configuration
    from iaclint.terraform.instances import Member
    from iaclint.terraform.types import Type
    from iaclint.values.value import Value
    from iaclint.values.world import World

FAMILIES = {**dict(zip(KEY_TYPES, ("key", "external", "replica", "external"), strict=True)), KEY_POLICY: "policy"}
SETTINGS: dict[str, tuple[str, Type]] = {
    "enable_key_rotation": ("rotation", BOOL),
    "is_enabled": ("enabled", BOOL),  # aws_kms_key
    "enabled": ("enabled", BOOL),  # the others
    "customer_master_key_spec": ("spec", STRING),
    "key_spec": ("spec", STRING),
    "key_usage": ("usage", STRING),
    "custom_key_store_id": ("custom_key_store", STRING),
    "deletion_window_in_days": ("deletion_window", NUMBER),
    "bypass_policy_lockout_safety_check": ("bypass_lockout_check", BOOL),
    "policy": ("policy", STRING),
}


def kms_key(
    configuration: Configuration, member: Member, exists: Callable[[World], bool], policy_elsewhere: bool
) -> KmsKey:
    """A key resource, or the settings of a key policy of its own."""

    def evaluate(world: World) -> KeyProperties | None:
        if not exists(world):
            return None
        return configuration.in_world(world, lambda: KeyProperties(_settings(configuration, member)))

    declaration = member.declaration
    family = FAMILIES[declaration.type]
    return KmsKey(member.address, declaration.type, family, declaration.block.header, evaluate, policy_elsewhere)


def _settings(configuration: Configuration, member: Member) -> dict[str, Value]:
    found = dict(_written(configuration, member))
    origin = _origin(member)
    if origin:
        found["origin"] = String.of(origin, Origin(member.declaration.block.header))
    return found


def _written(configuration: Configuration, member: Member) -> Iterator[tuple[str, Value]]:
    for name, argument in member.arguments.items():
        neutral = SETTINGS.get(name)
        if neutral is not None:
            value = convert(argument_value(configuration, member, argument), neutral[1])
            if not isinstance(value, Null):
                yield neutral[0], value


def _origin(member: Member) -> str:
    """Where the key material comes from, where the type of the resource says it."""
    if FAMILIES[member.declaration.type] == "external":
        return "EXTERNAL"
    return "EXTERNAL_KEY_STORE" if "xks_key_id" in member.arguments else ""


def governed_key(configuration: Configuration, member: Member) -> Target | None:
    """The key that an ``aws_kms_key_policy`` is attached to, if it is one of a known resource."""
    argument = member.arguments.get("key_id")
    if argument is None:
        return None
    leaves = explore(
        lambda world: configuration.in_world(world, lambda: argument_value(configuration, member, argument))
    )
    targets = (leaf.result.target for leaf in leaves if isinstance(leaf.result, Unknown))
    return next((target for target in targets if target is not None and target.kind == "key"), None)
