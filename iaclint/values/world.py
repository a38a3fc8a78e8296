"""Worlds: the open choices under which a value is computed.

An evaluator asks ``world.choose(atom)`` where it cannot decide. ``explore`` then evaluates again for the other options:
a decision tree over the atoms that were really met. Functions see plain values, and two questions about one atom always
get one answer. Past the cap the answer is None, and the caller makes the value Unknown.
"""

from __future__ import annotations

from iaclint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from typing import Final, Generic, TypeVar

    T = TypeVar("T")
    Fact = bool | str
else:
    T = None

    class Generic:  # noqa: D101
        def __class_getitem__(cls, _):  # noqa: ANN001, ANN204
            return cls


MAX_LEAVES = 64
MAX_WORK = 10_000  # of all worlds together; where one of them needs more than its share there are fewer
MAX_FACTS = 4  # that a finding names; of more it names all
MAX_CHOICES = 20_000  # of facts that are looked at for it

BRANCH = "branch"  # a condition, a parameter that conditions mention, an undecided ternary
CELL = "cell"  # a mapping cell whose key is unknown: judged each, shown as unknown


class Atom(Record):
    """One open choice: what it is called, how many options it has, and its sort."""

    name: str
    options: int
    sort: str = BRANCH


class World:
    """One way through the choices. ``facts`` are what people call the choices (``IsProd`` is true).

    ``work`` is what the evaluator says that it has to do with the value, in statements.
    """

    __slots__ = ("_answers", "_plan", "_room", "_sorts", "facts", "path", "work")

    def __init__(
        self, plan: tuple[int, ...] = (), room: int = MAX_LEAVES, sorts: tuple[str, ...] = (BRANCH, CELL)
    ) -> None:
        self._plan: Final = plan
        self._room = room
        self._sorts: Final = sorts
        self._answers: dict[str, int | None] = {}
        self.path: Final[list[tuple[Atom, int]]] = []
        self.facts: Final[dict[str, Fact]] = {}
        self.work = 0

    def choose(self, atom: Atom) -> int | None:
        """The option (from 0) that this world takes; None where it may not choose, so the value stays unknown."""
        if atom.name in self._answers:
            return self._answers[atom.name]
        answer = self._decide(atom)
        self._answers[atom.name] = answer
        return answer

    def _decide(self, atom: Atom) -> int | None:
        if atom.options < 1 or atom.sort not in self._sorts:
            return None
        at = len(self.path)
        if at >= len(self._plan):
            if atom.options - 1 > self._room:
                return None
            self._room -= atom.options - 1
        option = self._plan[at] if at < len(self._plan) else 0
        self.path.append((atom, option))
        return option

    def note(self, name: str, fact: Fact) -> None:
        """Say what the choices so far mean for a named condition."""
        self.facts[name] = fact


class Leaf(Record, Generic[T]):
    """What came out in one world."""

    facts: dict[str, Fact]
    result: T


def explore(
    evaluate: Callable[[World], T], *, cap: int = MAX_LEAVES, sorts: tuple[str, ...] = (BRANCH, CELL)
) -> tuple[Leaf[T], ...]:
    """Every world of ``evaluate``, at most ``cap``, in a fixed order. Deterministic evaluators only.

    Where the worlds together would be too much work there are fewer: more choices stay open in each.
    """
    plans: list[tuple[int, ...]] = [()]
    leaves: list[Leaf[T]] = []
    while plans:
        plan = plans.pop()
        world = World(plan, cap - 1 - len(leaves) - len(plans), sorts)
        result = evaluate(world)
        if cap > 1 and cap * world.work > MAX_WORK and (world.path or plan):
            return explore(evaluate, cap=min(cap - 1, MAX_WORK // world.work) or 1, sorts=sorts)
        leaves.append(Leaf(world.facts, result))
        taken = tuple(option for _, option in world.path)
        for at in range(len(plan), len(taken)):
            others = range(world.path[at][0].options - 1, 0, -1)
            plans.extend((*taken[:at], option) for option in others)
    return tuple(leaves)


def smallest_whens(
    leaves: tuple[Leaf[T], ...], chosen: Callable[[Leaf[T]], Hashable]
) -> list[tuple[dict[str, Fact], T]]:
    """The fewest facts under which each kind of leaf comes out: (when, the result of the first such leaf).

    ``chosen`` gives the kind of a leaf; leaves of kind None are left out of the answer but still told apart. A kind
    that comes out always has ``{}``; one that no single set of facts describes comes several times.
    """
    kinds = [chosen(leaf) for leaf in leaves]
    found: list[tuple[dict[str, Fact], T]] = []
    for kind in dict.fromkeys(kinds):
        if kind is None:
            continue
        mine = [leaf for leaf, other in zip(leaves, kinds, strict=True) if other == kind]
        rest = [leaf for leaf, other in zip(leaves, kinds, strict=True) if other != kind]
        found.extend(_cover(mine, rest))
    return found


def _cover(mine: list[Leaf[T]], rest: list[Leaf[T]]) -> list[tuple[dict[str, Fact], T]]:
    found: list[tuple[dict[str, Fact], T]] = []
    open_leaves = list(mine)
    while open_leaves:
        leaf = open_leaves[0]
        when = _smallest(leaf, open_leaves, rest)
        found.append((when, leaf.result))
        open_leaves = [other for other in open_leaves[1:] if not _fits(when, other)]
    return found


def _smallest(leaf: Leaf[T], mine: list[Leaf[T]], rest: list[Leaf[T]]) -> dict[str, Fact]:
    """The fewest facts of a leaf that no other kind shares; of several, those that hold in the most of its own kind."""
    # Conditions (true or false) say more to people than the values that decide them.
    names = sorted(leaf.facts, key=lambda name: (isinstance(leaf.facts[name], str), name))
    apart = [
        frozenset(at for at, name in enumerate(names) if other.facts.get(name, leaf.facts[name]) != leaf.facts[name])
        for other in rest
    ]
    apart.sort(key=len)
    for size in range(min(len(names), MAX_FACTS) + 1):
        found = sorted(_hitting(apart, size))
        if found:
            whens = ({names[at]: leaf.facts[names[at]] for at in chosen} for chosen in found)
            return max(whens, key=lambda when: sum(_fits(when, other) for other in mine))
    return dict(leaf.facts)


def _hitting(sets: list[frozenset[int]], size: int) -> set[tuple[int, ...]]:
    """Every choice of ``size`` numbers that has one in each set, if no smaller choice does.

    Each choice has a number of the first set that is left, so only those are tried; past the budget none is found.
    """
    chosen: set[tuple[int, ...]] = set()
    waiting: list[tuple[int, ...]] = [()]
    for _ in range(MAX_CHOICES):
        if not waiting:
            return chosen
        numbers = waiting.pop()
        missed = next((one for one in sets if one.isdisjoint(numbers)), None)
        if missed is None:
            chosen.add(tuple(sorted(numbers)))
        elif len(numbers) < size:
            waiting.extend((*numbers, number) for number in missed)
    return set()


def _fits(when: dict[str, Fact], leaf: Leaf[T]) -> bool:
    return all(leaf.facts.get(name) == fact for name, fact in when.items())
