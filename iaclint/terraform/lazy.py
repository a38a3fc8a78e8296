"""Objects whose attributes are computed when they are asked for: resources, data sources, module calls."""

from __future__ import annotations

from iaclint.values.value import Entry, Mapping, Sequence, Unknown, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Final

    from iaclint.text.span import Span
    from iaclint.values.origin import Origin


class Lazy(Value):
    """An object of which only the attributes that are used are computed.

    ``ask`` gives one attribute (Failed if there is none of that name; ``span`` is the reference that asks), ``whole``
    the object with all of them.
    """

    __slots__ = ("ask", "whole")
    kind = "lazy"

    def __init__(self, origin: Origin, ask: Callable[[str, Span], Value], whole: Callable[[], Value]) -> None:
        super().__init__(origin)
        self.ask: Final = ask
        self.whole: Final = whole

    def at(self, origin: Origin) -> Lazy:
        """The same object with another origin."""
        return Lazy(origin, self.ask, self.whole)

    def attribute(self, name: str, span: Span) -> Value:
        """One attribute, with the steps of the object."""
        return self.ask(name, span).within(self)

    def force(self) -> Value:
        """The object with everything in it."""
        return self.whole().within(self)


class Instances(Unknown):
    """Any number of like objects, under a ``count`` or ``for_each`` that is not known; ``member`` is one of them.

    A copy that is made as one of any other unknown has no member.
    """

    __slots__ = ("member",)
    member: Lazy | None

    def __init__(self, *about: Any) -> None:
        super().__init__(*about)
        self.member = None

    @staticmethod
    def of(member: Lazy, name: str, reason: str) -> Instances:
        """Objects of which ``member`` is one."""
        found = Instances(member.origin, name, reason)
        found.member = member
        return found

    def at(self, origin: Origin) -> Instances:
        """The same objects with another origin."""
        found = Instances(origin, self.name, self.reason, self.shape, self.target, self.type)
        found.member = self.member
        return found


def opened(value: Value) -> Value:
    """A value that is no ``Lazy`` itself; what is in it may be."""
    while isinstance(value, Lazy):
        value = value.force()
    return value


def forced(value: Value) -> Value:
    """A value without any ``Lazy`` in it; the same object if there was none."""
    if isinstance(value, Lazy):
        return forced(value.force())
    if isinstance(value, Sequence):
        items = tuple(forced(item) for item in value.items)
        changed = any(new is not old for new, old in zip(items, value.items, strict=True))
        return Sequence(value.origin, items, value.type, value.element) if changed else value
    if isinstance(value, Mapping):
        entries = {key: Entry(entry.key, forced(entry.value)) for key, entry in value.entries.items()}
        changed = any(entries[key].value is not entry.value for key, entry in value.entries.items())
        return Mapping(value.origin, entries, value.type, value.duplicates, value.element) if changed else value
    return value
