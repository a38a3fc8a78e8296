"""The names that an expression may use, by where it stands: ``var``, ``local``, ``each``, resources, module calls."""

from __future__ import annotations

import os

from iaclint.terraform.configuration import undeclared
from iaclint.terraform.instances import SINGLE, count_index, expansion
from iaclint.values.origin import LOCAL, Origin
from iaclint.values.value import ANY, TEXT, Failed, String, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from iaclint.terraform.configuration import Configuration
    from iaclint.terraform.functions.context import CallContext
    from iaclint.terraform.instances import Expansion, Instance, Member
    from iaclint.terraform.scope import Budget
    from iaclint.text.span import Span
    from iaclint.values.value import Value
    from iaclint.values.world import World


class Names:
    """A scope of a configuration in its open world; by itself it knows no names (for constants and templates)."""

    __slots__ = ("configuration", "instance", "module")

    def __init__(self, configuration: Configuration, module: str = "", instance: str = "") -> None:
        self.configuration: Final = configuration
        self.module = module
        self.instance = instance

    @property
    def world(self) -> World:
        """The open world."""
        return self.configuration.world

    @property
    def context(self) -> CallContext:
        """What functions may use."""
        return self.configuration.context

    @property
    def budget(self) -> Budget:
        """The steps that are left for the whole configuration."""
        return self.configuration.budget

    def resolve(self, names: tuple[str, ...], span: Span) -> tuple[Value, int]:
        """No name is known."""
        reason = f"{names[0]} is not known here: only constants are allowed"
        return Failed(Origin(span), span.text, reason), len(names)


class Frame(Names):
    """The scope of a module instance; of an instance of a block in it too (with ``each``, ``count``, ``self``)."""

    __slots__ = ("member", "owner")

    def __init__(self, configuration: Configuration, owner: Instance, member: Member | None = None) -> None:
        super().__init__(configuration, owner.address, member.address if member else "")
        self.owner: Final = owner
        self.member: Final = member

    def resolve(self, names: tuple[str, ...], span: Span) -> tuple[Value, int]:
        """The value that a reference starts with, and how many names it took."""
        find = _ROOTS.get(names[0])
        if find is not None:
            return find(self, names, span)
        if names[0] == "resource":
            value, taken = self.declared(names[1:], span)
            return value, taken + 1
        return self.declared(names, span)

    def declared(self, names: tuple[str, ...], span: Span) -> tuple[Value, int]:
        """A resource."""
        return self._block(names, 2, ".".join(names[:2]), span)

    def _block(self, names: tuple[str, ...], count: int, local: str, span: Span) -> tuple[Value, int]:
        from iaclint.terraform.resources import declared_value

        if len(names) < count:
            return _incomplete(span), max(len(names), 1)
        declaration = self.owner.module.declared.get(local)
        if declaration is None:
            return undeclared(Origin(span), span, local, self.owner.module.directory), count
        return declared_value(self.configuration, self.owner, declaration, span), count


def _incomplete(span: Span) -> Failed:
    return Failed(Origin(span), span.text, "this reference is not complete")


def _variable(frame: Frame, names: tuple[str, ...], span: Span) -> tuple[Value, int]:
    from iaclint.terraform.variables import variable_value

    if len(names) < 2:
        return _incomplete(span), 1
    return variable_value(frame.configuration, frame.owner, names[1], span), 2


def _local(frame: Frame, names: tuple[str, ...], span: Span) -> tuple[Value, int]:
    from iaclint.terraform.expression import evaluate

    if len(names) < 2:
        return _incomplete(span), 1
    name = f"local.{names[1]}"
    owner = frame.owner
    attribute = owner.module.locals.get(names[1])
    if attribute is None:
        return undeclared(Origin(span), span, name, owner.module.directory), 2
    value = frame.configuration.value(
        (owner, name),
        name,
        Origin(span),
        lambda: evaluate(attribute.expression, Frame(frame.configuration, owner)).via(
            LOCAL, attribute.span, f"through {name}"
        ),
    )
    return value, 2


def _data(frame: Frame, names: tuple[str, ...], span: Span) -> tuple[Value, int]:
    return frame._block(names, 3, ".".join(names[:3]), span)


def _module(frame: Frame, names: tuple[str, ...], span: Span) -> tuple[Value, int]:
    return frame._block(names, 2, ".".join(names[:2]), span)


def _ephemeral(_: Frame, names: tuple[str, ...], span: Span) -> tuple[Value, int]:
    reason = "an ephemeral value is never written down"
    return Unknown(Origin(span), ".".join(names), reason), len(names)


def _each(frame: Frame, names: tuple[str, ...], span: Span) -> tuple[Value, int]:
    if len(names) < 2 or names[1] not in {"key", "value"}:
        return _incomplete(span), 1
    found = _expansion(frame)
    pair = found.each.get(frame.member.key) if frame.member else None
    if pair is None:
        return Failed(Origin(span), span.text, "there is no for_each here"), 2
    return pair[0] if names[1] == "key" else pair[1], 2


def _count(frame: Frame, names: tuple[str, ...], span: Span) -> tuple[Value, int]:
    if len(names) < 2 or names[1] != "index":
        return _incomplete(span), 1
    found = _expansion(frame)
    if frame.member is None or found.mode != "count":
        return Failed(Origin(span), span.text, "there is no count here"), 2
    return count_index(frame.member.key, found.open, span), 2


def _expansion(frame: Frame) -> Expansion:
    """The instances of the block that the frame belongs to; they are known by now."""
    return expansion(frame.configuration, frame.owner, frame.member.declaration) if frame.member else SINGLE


def _self(_: Frame, names: tuple[str, ...], span: Span) -> tuple[Value, int]:
    return Unknown(Origin(span), ".".join(names), "self is known only while the resource is being made"), len(names)


def _path(frame: Frame, names: tuple[str, ...], span: Span) -> tuple[Value, int]:
    """Paths are relative to the root module, where Terraform runs."""
    wanted = names[1] if len(names) > 1 else ""
    root = frame.configuration.directory
    if wanted == "root":
        return String.of(".", Origin(span)), 2
    if wanted == "module":
        return String.of(os.path.relpath(frame.owner.module.directory, root).replace(os.sep, "/"), Origin(span)), 2
    if wanted == "cwd":
        return Unknown(Origin(span), "path.cwd", "it depends on where Terraform is started", TEXT), 2
    return _incomplete(span), min(len(names), 2)


def _terraform(_: Frame, names: tuple[str, ...], span: Span) -> tuple[Value, int]:
    if names[1:2] == ("workspace",):
        return String.of("default", Origin(span)), 2
    if names[1:2] == ("applying",):
        return Unknown(Origin(span), "terraform.applying", "it is known only during plan or apply", ANY), 2
    return Failed(Origin(span), span.text, "terraform has only the attribute workspace"), len(names)


_ROOTS = {
    "var": _variable,
    "local": _local,
    "data": _data,
    "module": _module,
    "ephemeral": _ephemeral,
    "each": _each,
    "count": _count,
    "self": _self,
    "path": _path,
    "terraform": _terraform,
}
