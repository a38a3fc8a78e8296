"""What an expression is evaluated in: the names it may use, the world it belongs to, the work it may do."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Protocol

    from iaclint.terraform.functions.context import CallContext
    from iaclint.text.span import Span
    from iaclint.values.value import Value
    from iaclint.values.world import World
else:
    Protocol = object

MAX_STEPS = 500_000  # one unit: some seconds; a large estate's policies need some ten thousand


class Budget:
    """The evaluation steps that are left. One budget serves a whole unit."""

    __slots__ = ("left",)

    def __init__(self, steps: int = MAX_STEPS) -> None:
        self.left = steps

    def spend(self, steps: int = 1) -> bool:
        """Take steps away; False once none are left."""
        self.left -= steps
        return self.left > 0


class Scope(Protocol):
    """Where an expression stands.

    ``module`` is the address of the module instance (empty in the root module), ``instance`` the address of the
    resource, data or module call instance whose argument is evaluated (empty in locals and outputs): undecided
    conditions that mention ``each``, ``count`` or ``self`` are told apart by it.
    """

    @property
    def world(self) -> World:
        """The open choices."""

    @property
    def context(self) -> CallContext:
        """What functions may use."""

    @property
    def budget(self) -> Budget:
        """The steps that are left."""

    @property
    def module(self) -> str:
        """The address of the module instance."""

    @property
    def instance(self) -> str:
        """The address of the resource, data or module call instance."""

    def resolve(self, names: tuple[str, ...], span: Span) -> tuple[Value, int]:
        """What a dotted reference starts with, and how many of its names that took (at least one).

        ``("local", "x", "y")`` gives the value of ``local.x`` and 2; ``span`` is the whole reference, for the reason
        of an undeclared name (Failed).
        """


class Bound:
    """A scope with further names on top: the variables of ``for``, of ``templatefile``, of a ``dynamic`` block.

    ``key`` tells the iterations apart, for conditions that mention one of the names.
    """

    __slots__ = ("key", "names", "outer")

    def __init__(self, outer: Scope, names: dict[str, Value], key: str = "") -> None:
        self.outer: Final = outer
        self.names: Final = names
        self.key: Final = key

    @property
    def world(self) -> World:
        """The world of the outer scope."""
        return self.outer.world

    @property
    def context(self) -> CallContext:
        """What functions may use."""
        return self.outer.context

    @property
    def budget(self) -> Budget:
        """The steps that are left."""
        return self.outer.budget

    @property
    def module(self) -> str:
        """The address of the module instance."""
        return self.outer.module

    @property
    def instance(self) -> str:
        """The address of the instance whose argument is evaluated."""
        return self.outer.instance

    def resolve(self, names: tuple[str, ...], span: Span) -> tuple[Value, int]:
        """One of its own names, else what the outer scope knows."""
        value = self.names.get(names[0])
        return (value, 1) if value is not None else self.outer.resolve(names, span)
