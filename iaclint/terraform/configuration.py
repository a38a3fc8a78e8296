"""A root module with everything it calls, and what has been computed of it.

Values are computed when asked for and kept: one that asked the world nothing holds in every world, the others only in
the world they were computed in. ``in_world`` opens a world; everything below asks the configuration for the open one.
"""

from __future__ import annotations

from iaclint.terraform.functions.context import CallContext
from iaclint.terraform.scope import Bound, Budget
from iaclint.text.mapped import Chars, MappedText
from iaclint.text.nodes import ReadError
from iaclint.values.origin import Origin
from iaclint.values.value import Failed
from iaclint.values.world import World

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from typing import Any, Final, TypeVar

    from iaclint.terraform.installed import Installed
    from iaclint.text.sources import Sources
    from iaclint.text.span import Source, Span
    from iaclint.values.value import Value
    from iaclint.values.world import Atom, Fact

    T = TypeVar("T")

MAX_NESTING = 150  # references that wait for each other; real configurations need about twenty


class Watch(World):
    """A world that counts how often it was asked."""

    __slots__ = ("asked", "inner")

    def __init__(self, inner: World) -> None:
        super().__init__()
        self.inner: Final = inner
        self.asked = 0

    def choose(self, atom: Atom) -> int | None:
        """What the watched world chooses."""
        self.asked += 1
        return self.inner.choose(atom)

    def note(self, name: str, fact: Fact) -> None:
        """Noted in the watched world."""
        self.asked += 1
        self.inner.note(name, fact)


class Cycle(Exception):  # noqa: N818
    """A computation that needs its own result, or that too many others wait for; carries the reason."""


class Configuration:
    """A root module and what it calls, in the open world.

    ``given`` are the values of root variables that files (``definitions``) and options give; ``known`` is what a plan
    says.
    """

    __slots__ = (
        *("budget", "context", "definitions", "directory", "given", "installed", "known", "sources", "world"),
        *("_memo", "_open", "_shared"),
    )

    def __init__(self, directory: str, sources: Sources, installed: Installed) -> None:
        self.directory: Final = directory
        self.sources: Final = sources
        self.installed: Final = installed
        self.budget: Final = Budget()
        self.context: Final = CallContext(sources, directory, self._template, self.budget)
        self.definitions: Final[list[Source]] = []
        self.given: Final[dict[str, Value]] = {}
        self.known: Final[dict[tuple[str, str], Value]] = {}
        self.world = Watch(World())
        self._shared: Final[dict[Hashable, Any]] = {}
        self._memo: dict[Hashable, Any] = {}
        self._open: dict[Hashable, str] = {}

    def in_world(self, world: World, compute: Callable[[], T]) -> T:
        """The result of ``compute`` in a world."""
        before = self.world, self._memo, self._open
        self.world, self._memo, self._open = Watch(world), {}, {}
        try:
            return compute()
        finally:
            self.world, self._memo, self._open = before

    def once(self, key: Hashable, name: str, compute: Callable[[], T]) -> T:
        """The result of ``compute``, kept under ``key``; Cycle if it is being computed already."""
        if key in self._shared:
            kept: T = self._shared[key]
            return kept
        world = self.world
        if key in self._memo:
            world.asked += 1
            found: T = self._memo[key]
            return found
        if key in self._open or len(self._open) >= MAX_NESTING:
            raise Cycle(self._waiting(key, name))
        asked = world.asked
        self._open[key] = name
        try:
            result = compute()
        finally:
            del self._open[key]
        (self._shared if world.asked == asked else self._memo)[key] = result
        return result

    def _template(self, text: Source | MappedText, variables: dict[str, Value], span: Span) -> Value:
        """The text of a template with variables (``templatefile``, ``templatestring``); the span is the call."""
        from iaclint.terraform.expression import evaluate_template
        from iaclint.terraform.names import Names
        from iaclint.text.hcl import read_template

        mapped = text if isinstance(text, MappedText) else MappedText((Chars(text.text, text.whole()),), text.whole())
        try:
            template = read_template(mapped)
        except ReadError as error:
            return Failed(Origin(error.span), span.text, f"the template does not parse: {error.message}")
        call = f"{span.source.path}:{span.location().line}"
        return evaluate_template(template, Bound(Names(self), variables, call))

    def _waiting(self, key: Hashable, name: str) -> str:
        """Why ``key`` is not computed: what waits for what, from the first time that it was asked for."""
        if key not in self._open:
            return f"more than {MAX_NESTING} values wait for {name}"
        names = list(self._open.values())[list(self._open).index(key) :]
        return "it depends on itself: " + " needs ".join([*names, name])

    def value(self, key: Hashable, name: str, origin: Origin, compute: Callable[[], Value]) -> Value:
        """A value computed once; what depends on itself is Failed with the way round."""
        try:
            return self.once(key, name, compute)
        except Cycle as cycle:
            return Failed(origin, name, str(cycle))


def undeclared(origin: Origin, span: Span, what: str, where: str) -> Failed:
    """A reference to something that a module does not declare."""
    return Failed(origin, span.text, f"{what} is not declared in {where if where != '.' else 'this directory'}")
