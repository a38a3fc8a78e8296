"""``moved`` blocks: the earlier address of what a module declares (Terraform, "Refactor modules")."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.terraform.instances import Instance
    from iaclint.text.hclast import Attribute


def moves(root: Instance) -> Iterator[tuple[str, str]]:
    """The earlier and today's address of everything that moved, in all modules of a configuration."""
    waiting = [root]
    while waiting:
        instance = waiting.pop()
        prefix = f"{instance.address}." if instance.address else ""
        for file in instance.module.files:
            for block in file.body.blocks:
                if block.type == "moved":
                    named = block.body.attributes
                    if {"from", "to"} <= named.keys():
                        yield prefix + _address(named["from"]), prefix + _address(named["to"])
        waiting.extend(instance.children.values())


def _address(attribute: Attribute) -> str:
    """An address as it is written: a reference, or in JSON a string of one."""
    return "".join(attribute.expression.span.text.split()).removeprefix('"').removesuffix('"').replace('\\"', '"')
