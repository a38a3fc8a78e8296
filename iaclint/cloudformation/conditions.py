"""Conditions: whether they hold in a world, and which values of parameters they tell apart."""

from __future__ import annotations

import json

from iaclint.cloudformation.calls import call_of, literal, text_of
from iaclint.cloudformation.references import PSEUDO, names_in, subject_of
from iaclint.cloudformation.scope import MAX_DEPTH, Undecided
from iaclint.cloudformation.supply import option_of
from iaclint.text.nodes import ListNode, MappingNode, ScalarNode
from iaclint.values.encode import plain
from iaclint.values.value import Unknown
from iaclint.values.world import Atom

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

    from iaclint.cloudformation.scope import Scope
    from iaclint.cloudformation.template import Stack
    from iaclint.text.nodes import Node
    from iaclint.values.value import Value


class Comparison:
    """What conditions compare a parameter with; ``vague`` if they also use it in a larger expression."""

    __slots__ = ("literals", "vague")

    def __init__(self) -> None:
        self.literals: Final[dict[str, ScalarNode]] = {}
        self.vague = False


class Comparisons:
    """The comparisons of all conditions of a template, by parameter; and the conditions that mention each."""

    def __init__(self, stack: Stack) -> None:
        self.by_name: Final[dict[str, Comparison]] = {}
        self._stack: Final = stack
        self._direct: Final[dict[str, set[str]]] = {}
        self._uses: Final[dict[str, set[str]]] = {}
        for name, node in stack.conditions.items():
            self._direct[name] = set()
            self._uses[name] = set()
            for call, argument in condition_calls(node):
                if call == "Condition":
                    self._uses[name].add(literal(argument) or "")
                elif call == "Fn::Equals" and isinstance(argument, ListNode) and len(argument.items) == 2:
                    self._direct[name] |= self._compared(*argument.items)

    def _compared(self, left: Node, right: Node) -> set[str]:
        names = set()
        for one, other in ((left, right), (right, left)):
            subject = subject_of(one)
            mentioned = {subject} if subject is not None else names_in(one)
            for name in mentioned:
                if name in PSEUDO or name in self._stack.parameters:
                    names.add(name)
                    self._add(self.by_name.setdefault(name, Comparison()), subject, other)
        return names

    def _add(self, comparison: Comparison, subject: str | None, other: Node) -> None:
        if subject is not None and isinstance(other, ScalarNode) and literal(other) is not None:
            comparison.literals.setdefault(literal(other) or "", other)
            return
        second = self._stack.parameters.get(subject_of(other) or "")
        if subject is not None and second is not None and second.default is not None:
            comparison.literals.setdefault(literal(second.default) or "", second.default)
        else:
            comparison.vague = True

    def mentioning(self, names: set[str]) -> list[str]:
        """The conditions that depend on one of these parameters, also through other conditions."""
        found = {name for name, direct in self._direct.items() if direct & names}
        while more := {name for name, uses in self._uses.items() if uses & found} - found:
            found |= more
        return [name for name in self._direct if name in found]


def condition_calls(node: Node) -> Iterator[tuple[str, Node]]:
    """Every condition function below a node with its argument."""
    todo = [node]
    while todo:
        call = condition_call(todo.pop())
        if call is None:
            continue
        yield call
        if call[0] in {"Fn::And", "Fn::Or", "Fn::Not"} and isinstance(call[1], ListNode):
            todo.extend(call[1].items)


def condition_call(node: Node) -> tuple[str, Node] | None:
    """A call where a condition stands: ``{"Condition": name}`` is one only there."""
    if (
        isinstance(node, MappingNode)
        and not node.tag
        and len(node.pairs) == 1
        and node.pairs[0].key.text == "Condition"
    ):
        return "Condition", node.pairs[0].value
    return call_of(node)


def holds(scope: Scope, name: str) -> bool | None:
    """Whether a named condition holds in this world; None if the world may not choose."""
    name = scope.named(name)
    truths = scope.memory.truths
    if name in truths:
        return truths[name]
    node = scope.stack.conditions.get(name)
    active, progress = scope.memory.active, scope.memory.progress
    if node is None or name in active or progress.depth >= MAX_DEPTH:
        return _free(scope, name)
    active.add(name)
    progress.depth += 5
    try:
        found = truth(scope.bound(scope.stack.condition_bindings.get(name, {})), node)
        if found is None:
            found = _free(scope, name)
    finally:
        active.discard(name)
    progress.depth -= 5
    truths[name] = found
    if found is not None:
        scope.world.note(scope.stack.prefix + name, found)
    return found


def _free(scope: Scope, name: str) -> bool | None:
    """A choice that nothing else decides."""
    chosen = scope.choose(Atom(f"{scope.stack.prefix}condition {name}", 2))
    if chosen is None:
        return None
    scope.world.note(scope.stack.prefix + name, chosen == 0)
    return chosen == 0


def truth(scope: Scope, node: Node) -> bool | None:
    """Whether a condition expression holds; None if that cannot be told."""
    call = condition_call(node)
    progress = scope.memory.progress
    if call is None or progress.spent() is not None:
        return None
    progress.depth += 2
    found = _truth(scope, *call)
    progress.depth -= 2
    return found


def _truth(scope: Scope, name: str, argument: Node) -> bool | None:
    if name == "Condition":
        named = literal(argument)
        return holds(scope, named) if named is not None else None
    items = argument.items if isinstance(argument, ListNode) else []
    if name == "Fn::Not" and len(items) == 1:
        inner = truth(scope, items[0])
        return None if inner is None else not inner
    if name == "Fn::And" and items:
        return _combined(scope, items, decisive=False)
    if name == "Fn::Or" and items:
        return _combined(scope, items, decisive=True)
    if name == "Fn::Equals" and len(items) == 2:
        return _equal(scope, items[0], items[1])
    return None


def _combined(scope: Scope, items: list[Node], decisive: bool) -> bool | None:
    """``Fn::And`` (False decides) and ``Fn::Or`` (True decides); later items are not asked once it is decided."""
    unknown = undecided = False
    progress = scope.memory.progress
    depth = progress.depth
    for item in items:
        try:
            found = truth(scope, item)
        except Undecided:
            progress.depth = depth
            undecided = True
            continue
        if found is decisive:
            return decisive
        unknown = unknown or found is None
    if undecided:
        raise Undecided
    return None if unknown else not decisive


def _equal(scope: Scope, left: Node, right: Node) -> bool | None:
    one, one_is_not = _operand(scope, left)
    two, two_is_not = _operand(scope, right)
    first, second = text_of(one), text_of(two)
    if first is not None and second is not None:
        return first == second
    if first in two_is_not or second in one_is_not:
        return False
    texts = sorted((_canonical(one), _canonical(two)))
    if texts[0] == texts[1]:
        return True
    chosen = scope.choose(Atom(f"{scope.stack.prefix}{texts[0]} = {texts[1]}", 2))
    return None if chosen is None else chosen == 0


def _operand(scope: Scope, node: Node) -> tuple[Value, frozenset[str | None]]:
    """The value of an operand of ``Fn::Equals``, and the texts that it certainly is not."""
    subject = subject_of(node)
    option = option_of(scope, subject) if subject is not None else None
    if option is not None and subject in PSEUDO and option.value is not None:
        return option.value, frozenset()
    value = scope.required(node)
    return value, option.others if option is not None and isinstance(value, Unknown) else frozenset()


def _canonical(value: Value) -> str:
    return json.dumps(plain(value), sort_keys=True)
