"""Where a policy document leads: the resources that use it, over locals, modules and other documents.

This asks what is written, not what is evaluated: a resource with ``count = 0`` uses its document all the same.
"""

from __future__ import annotations

from iaclint.terraform.calls import child
from iaclint.terraform.instances import SYMBOLIC, Instance, Member
from iaclint.terraform.references import users

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from iaclint.terraform.configuration import Configuration
    from iaclint.terraform.module import Declaration
    from iaclint.terraform.references import User

    Place = tuple[Instance, Declaration]


class Uses:
    """The ways of documents through one configuration. A module instance stands for all instances of its call."""

    def __init__(self, configuration: Configuration) -> None:
        self.configuration: Final = configuration

    def stand_in(self, instance: Instance) -> Instance:
        """The module instance that stands for all that the same calls make."""
        if instance.call is None:
            return instance
        owner = self.stand_in(instance.call.owner)
        return child(self.configuration, Member(owner, instance.call.declaration, SYMBOLIC)) or instance

    def resources(self, instance: Instance, declaration: Declaration) -> list[Place]:
        """The resource blocks that a data block leads to, each with the stand-in of its module instance."""
        found: dict[Place, None] = {}
        seen: set[tuple[Instance, str]] = set()
        waiting = [(self.stand_in(instance), declaration.address)]
        while waiting:
            place = waiting.pop()
            if place in seen:
                continue
            seen.add(place)
            for user in self._mentions(*place):
                waiting.extend(self._follow(place[0], user, found))
        return list(found)

    def _mentions(self, instance: Instance, name: str) -> list[User]:
        module = instance.module
        if module.users is None:
            module.users = users(module)
        return module.users.get(name, [])

    def _follow(self, instance: Instance, user: User, found: dict[Place, None]) -> list[tuple[Instance, str]]:
        """Where the value goes on from somebody who mentions it; resources are put into ``found``."""
        kind, name, argument = user
        if kind == "resource":
            found[instance, instance.module.declared[name]] = None
        elif kind == "data":
            return [(instance, name)]
        elif kind == "local":
            return [(instance, f"local.{name}")]
        elif kind == "module":
            below = child(self.configuration, Member(instance, instance.module.declared[name], SYMBOLIC))
            return [(below, f"var.{argument}")] if below is not None else []
        elif kind == "output" and instance.call is not None:
            called = f"module.{instance.call.declaration.name}"
            return [(instance.call.owner, f"{called}.{name}"), (instance.call.owner, called)]
        return []
