"""Evaluates the nodes of one template in one world."""

from __future__ import annotations

from iaclint.cloudformation.calls import LOOP, TRANSFORM, Absent, call_of, refused
from iaclint.text.nodes import HoleNode, ListNode, MappingNode, ScalarNode
from iaclint.values.decode import from_scalar, hole_value, repeated_keys
from iaclint.values.origin import SECRET, Origin
from iaclint.values.secrets import HIDDEN, REASON
from iaclint.values.value import Entry, Failed, Mapping, Sequence, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from iaclint.cloudformation.parameters import Option
    from iaclint.cloudformation.supply import Supplied
    from iaclint.cloudformation.template import Resource, Stack
    from iaclint.text.nodes import Node, Pair
    from iaclint.text.span import Span
    from iaclint.values.value import Value
    from iaclint.values.world import Atom, World

MAX_DEPTH = 600  # of Python frames, counted by hand: four a node, more where a name is followed; a policy needs 60

MAX_STEPS = 250_000  # of one value in one world; a policy of 10,000 statements takes 100,000


# Functions that hand a value on as it is.
_PASSING = frozenset({"Fn::If", "Fn::FindInMap", "Fn::Transform"})


class Undecided(Exception):  # noqa: N818
    """Only in a look ahead: a choice would have to be taken."""


class Progress:
    """How deep and how long the evaluation of a value is, over all stacks that it reaches.

    ``secret`` says that it met a value that must not be shown.
    """

    __slots__ = ("depth", "secret", "steps")

    def __init__(self) -> None:
        self.depth = 0
        self.secret = False
        self.steps = 0

    def spent(self) -> str | None:
        """Count one step; why there may be no further one."""
        self.steps += 1
        if self.steps > MAX_STEPS:
            return f"it takes more than {MAX_STEPS} steps to follow"
        return "it is nested too deeply to follow" if self.depth >= MAX_DEPTH else None


class Memory:
    """What was found out about one template in one world."""

    __slots__ = ("active", "children", "fixed", "keys", "looking", "options", "progress", "truths", "values")

    def __init__(self, progress: Progress) -> None:
        self.progress: Final = progress
        self.values: Final[dict[str, Supplied]] = {}  # parameters
        self.options: Final[dict[str, Option | None]] = {}  # the choice taken for a parameter or pseudo parameter
        self.truths: Final[dict[str, bool | None]] = {}  # conditions by name
        self.children: Final[dict[str, Scope]] = {}  # nested stacks
        self.keys: Final[dict[str, str]] = {}  # keys of mappings that this world chose
        self.active: Final[set[str]] = set()  # conditions being worked out
        self.looking = False  # a look ahead takes no choices
        self.fixed = False  # no worlds: every parameter has its default


class Scope:
    """What names mean in one template and one world; ``bindings`` are the variables of ``Fn::ForEach``."""

    __slots__ = ("bindings", "memory", "parent", "stack", "world")

    def __init__(
        self,
        stack: Stack,
        world: World,
        parent: tuple[Scope, Resource] | None = None,
        memory: Memory | None = None,
        bindings: dict[str, Value] | None = None,
    ) -> None:
        self.stack: Final = stack
        self.world: Final = world
        self.parent: Final = parent
        self.memory: Final[Memory] = memory or Memory(parent[0].memory.progress if parent is not None else Progress())
        self.bindings: Final[dict[str, Value]] = bindings or {}

    def bound(self, bindings: dict[str, Value]) -> Scope:
        """The same world with these loop variables."""
        return Scope(self.stack, self.world, self.parent, self.memory, bindings) if bindings else self

    def named(self, text: str) -> str:
        """A name as the loops around it complete it."""
        if not self.bindings:
            return text
        from iaclint.cloudformation.loops import bound_text

        return bound_text(text, self.bindings)

    def choose(self, atom: Atom) -> int | None:
        """The option that this world takes; a look ahead takes none."""
        if self.memory.looking:
            raise Undecided
        return self.world.choose(atom)

    def tell(self) -> None:
        """Note every condition that the choices taken so far decide, also those that the value did not ask for."""
        scope = self
        while scope.parent is not None:
            scope = scope.parent[0]
        scope._tell()

    def _tell(self) -> None:
        memory = self.memory
        taken = {name for name, option in memory.options.items() if option is not None}
        if taken:
            from iaclint.cloudformation.conditions import holds

            memory.looking = True
            for name in self.stack.comparisons.mentioning(taken):
                depth = memory.progress.depth
                try:
                    holds(self, name)
                except Undecided:
                    memory.progress.depth = depth
            memory.looking = False
        for child in memory.children.values():
            child._tell()

    def evaluate(self, node: Node) -> Value:
        """The value of a node; Absent for ``AWS::NoValue``."""
        progress = self.memory.progress
        spent = progress.spent()
        if spent is not None:
            return Unknown(Origin(node.span), "...", spent)
        if isinstance(node, ScalarNode) and not node.tag and not self.bindings:
            return from_scalar(node)
        progress.depth += 4
        call = call_of(node)
        if call is not None:
            value = self._call(*call, node.span)
        elif isinstance(node, ScalarNode):
            value = from_scalar(node) if not self.bindings else self._bound_scalar(node)
        elif isinstance(node, ListNode):
            value = self._list(node)
        elif isinstance(node, MappingNode):
            value = self._mapping(node)
        else:
            value = hole_value(node.hole if isinstance(node, HoleNode) else None, Origin(node.span))
        progress.depth -= 4
        return value

    def required(self, node: Node) -> Value:
        """The value of a node where ``AWS::NoValue`` may not stand."""
        value = self.evaluate(node)
        return (
            refused(node.span, "AWS::NoValue", "AWS::NoValue cannot stand here") if isinstance(value, Absent) else value
        )

    def _call(self, name: str, argument: Node, span: Span) -> Value:
        from iaclint.cloudformation.functions import FUNCTIONS

        function = FUNCTIONS.get(name)
        if function is None:
            return refused(span, name, f"CloudFormation has no function {name}")
        progress = self.memory.progress
        before, progress.secret = progress.secret, False
        value = function(self, argument, span)
        if progress.secret and (isinstance(value, Unknown) or not (name in _PASSING or isinstance(value, Mapping))):
            value = _hidden(value, span)
        progress.secret = progress.secret or before
        return value

    def _bound_scalar(self, node: ScalarNode) -> Value:
        from iaclint.cloudformation.loops import bound_scalar

        return bound_scalar(self, node)

    def _list(self, node: ListNode) -> Sequence:
        items = (self.evaluate(item) for item in node.items)
        return Sequence(Origin(node.span), tuple(item for item in items if not isinstance(item, Absent)))

    def _mapping(self, node: MappingNode) -> Value:
        if any(pair.key.text.startswith("Fn::") for pair in node.pairs) or self.bindings:
            return self._special_mapping(node)
        return self._entries(node, [(pair.key.text, pair, self) for pair in node.pairs])

    def _entries(self, node: MappingNode, pairs: list[tuple[str, Pair, Scope]]) -> Mapping:
        entries: dict[str, Entry] = {}
        for key, pair, scope in pairs:
            value = scope.evaluate(pair.value)
            if isinstance(value, Absent):
                entries.pop(key, None)
            else:
                entries[key] = Entry(Origin(pair.key.span), value)
        return Mapping(Origin(node.span), entries, "object", repeated_keys(node))

    def _special_mapping(self, node: MappingNode) -> Value:
        """A mapping with loops, an include, loop variables in its keys, or a function that stands beside other keys."""
        from iaclint.cloudformation.loops import expanded

        for pair in node.pairs:
            name = pair.key.text
            if name.startswith("Fn::") and name != TRANSFORM and not name.startswith(LOOP):
                return refused(pair.key.span, name, f"{name} must be the only key of its object")
        found, lost = expanded(self, node)
        return lost[0] if lost else self._entries(node, found)


def _hidden(value: Value, span: Span) -> Value:
    """What a function made of something secret, marked as such; what it says of it could quote it."""
    if value.origin.has(SECRET):
        return value
    value = value.via(SECRET, span, "made of a sensitive value")
    if not isinstance(value, Unknown):
        return value
    kind = Failed if isinstance(value, Failed) else Unknown
    return kind(value.origin, HIDDEN, REASON, value.shape, value.target, value.type)
