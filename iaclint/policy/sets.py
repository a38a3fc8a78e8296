"""The sets that a statement speaks of: its actions and its resources, with the values that put them there."""

from __future__ import annotations

from functools import cached_property

from iaclint.policy.answer import MAYBE, NO, YES, every, opposite, some
from iaclint.policy.block import Block
from iaclint.policy.document import NEW_VERSION
from iaclint.policy.familiar import key_actions
from iaclint.policy.language import PatternSet, alone, overlaps, set_of
from iaclint.policy.pattern import pattern_of
from iaclint.policy.reading import action_pattern, resource_pattern
from iaclint.values.value import ANY, String, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from typing import Final

    from iaclint.policy.document import Document, Element, Item, Statement
    from iaclint.policy.pattern import Pattern
    from iaclint.policy.universe import Universe
    from iaclint.values.value import Value

KEY = "key"  # the kind of target that is a KMS key

ANY_TEXT = pattern_of("*").tokens
KMS = "kms:"
STS = "sts:"
ANY_KMS_ACTION = pattern_of("kms:?*")
ANY_ACTION = pattern_of("?*:?*")

# Key actions that will always exist: what is sure about them spares loading the catalogue.
PROBES = (
    *("kms:decrypt", "kms:encrypt", "kms:putkeypolicy", "kms:schedulekeydeletion", "kms:creategrant", "kms:verify"),
    *("kms:describekey", "kms:generatedatakey", "kms:reencryptfrom", "kms:sign", "kms:listgrants", "kms:getkeypolicy"),
)

GRANT_ACTIONS = frozenset(("kms:creategrant", "kms:listgrants", "kms:retiregrant", "kms:revokegrant"))


class _Set:
    """An element and its ``Not`` twin; ``negated`` says that the twin stands there."""

    def __init__(self, element: Element | None, twin: Element | None, read: Callable[[Value], Pattern | None]) -> None:
        self.element: Final = element or twin
        self.negated: Final = element is None and twin is not None
        items = self.element.items if self.element else ()
        patterns = ((item, read(item.value)) for item in items)
        self.entries: Final[tuple[tuple[Item, Pattern], ...]] = tuple(
            (item, pattern) for item, pattern in patterns if pattern is not None
        )

    @cached_property
    def patterns(self) -> PatternSet:
        """The patterns of the element as one set."""
        return set_of(tuple([pattern for _, pattern in self.entries]))

    @property
    def unknowns(self) -> tuple[Unknown, ...]:
        """The holes of the element."""
        return tuple(hole for item, _ in self.entries for hole in item.unknowns())


class Actions(_Set):
    """The actions of a statement."""

    def __init__(self, statement: Statement) -> None:
        super().__init__(statement.action, statement.not_action, action_pattern)

    def has(self, action: str) -> str:
        """Whether an action (``kms:decrypt``) is among them."""
        if self.element is None:
            return NO
        answer = self.patterns.matches(action)
        return opposite(answer) if self.negated else answer

    def every_kms_action(self) -> str:
        """Whether every KMS key action is among them: decided on the patterns, else on the catalogue."""
        if not self.concern_kms():
            return NO
        if self.negated:
            return self._without_kms_exceptions()
        if self.patterns.covers(ANY_KMS_ACTION) == YES:
            return YES
        return self._every(key_actions)

    def _without_kms_exceptions(self) -> str:
        if some(overlaps(ANY_KMS_ACTION, pattern) for _, pattern in self.entries) == NO:
            return YES
        return every(map(self.has, key_actions()))

    def _every(self, names: Callable[[], tuple[str, ...]]) -> str:
        """Whether all of some actions are among them; a hole without wildcard can stand for one action only."""
        if NO in map(self.has, PROBES):
            return NO
        answers = [self.has(action) for action in names()]
        several = any(_several(item, pattern) for item, pattern in self.entries)
        holes = sum(pattern.open for _, pattern in self.entries)
        if NO in answers or (not several and answers.count(MAYBE) > holes):
            return NO
        return every(answers)

    def cannot_exclude(self, actions: Collection[str]) -> bool:
        """Whether ``NotAction`` leaves one of some actions whatever its holes stand for: each excludes one at most."""
        if not self.negated or any(_several(item, pattern) for item, pattern in self.entries):
            return False
        return len(actions) > sum(pattern.open for _, pattern in self.entries)

    def concern_kms(self) -> bool:
        """Whether a KMS action may be among them; spares the catalogue for all other policies."""
        return self._concern_kms

    @cached_property
    def _concern_kms(self) -> bool:
        return self.negated or any(_may_be_kms(pattern) for _, pattern in self.entries)

    def every_action(self) -> str:
        """Whether every action of every service is among them."""
        if self.element is None:
            return NO
        if self.negated:
            return every(_excludes_nothing(pattern) for _, pattern in self.entries)
        # A service that no pattern mentions is covered only by what begins with a wildcard.
        whole = PatternSet(pattern for _, pattern in self.entries if not pattern.open and pattern.head == "")
        if whole.covers(ANY_ACTION) == YES:
            return YES
        return MAYBE if self._list_unknown() else NO

    def exist(self) -> bool:
        """Whether one of the patterns may match an action that exists."""
        return any(_excludes_nothing(pattern) != YES for _, pattern in self.entries)

    def _list_unknown(self) -> bool:
        return any(isinstance(item.value, Unknown) and item.value.shape == ANY for item, _ in self.entries)

    def matching(self, action: str, answer: str = YES) -> tuple[Item, ...]:
        """The items that match an action (with ``MAYBE``: that may match it)."""
        return tuple(item for item, one in self._alone if one.matches(action) == answer)

    @cached_property
    def _alone(self) -> tuple[tuple[Item, PatternSet], ...]:
        """The items, each with its pattern as a set of its own, which keeps what it was asked."""
        if len(self.entries) == 1:
            return ((self.entries[0][0], self.patterns),)
        return tuple((item, alone(pattern)) for item, pattern in self.entries)


def _may_be_kms(pattern: Pattern) -> bool:
    head = pattern.head[: len(KMS)]
    return head == KMS or (KMS.startswith(head) and overlaps(ANY_KMS_ACTION, pattern) != NO)


def _several(item: Item, pattern: Pattern) -> bool:
    """Whether the holes of a pattern can make it match several actions."""
    if isinstance(item.value, Unknown):
        return item.value.shape == ANY
    return pattern.open and pattern.wild


def _excludes_nothing(pattern: Pattern) -> str:
    """Whether a ``NotAction`` pattern matches no action that exists."""
    text = pattern.literal
    prefix = (text or "").partition(":")[0]
    if text is None:
        tokens = pattern.tokens
        head = tokens[: tokens.index(":")] if ":" in tokens else tokens
        if not all(isinstance(token, str) for token in head):
            return MAYBE if pattern.open else NO
        prefix = "".join(map(str, head))
    one = alone(pattern)
    from iaclint.policy.catalogue import actions

    return every(opposite(one.matches(action.key)) for action in actions(prefix))


class Resources(_Set):
    """The resources of a statement."""

    def __init__(self, statement: Statement, *, variables: bool) -> None:
        super().__init__(
            statement.resource, statement.not_resource, lambda value: resource_pattern(value, variables=variables)
        )

    def cover(self, universe: Iterable[Pattern]) -> bool:
        """Whether everything in a universe is surely among them."""
        if self.element is None:
            return False
        if self.negated:
            kept = [pattern for item, pattern in self.entries if not foreign(item)]
            return all(overlaps(part, pattern) == NO for part in universe for pattern in kept)
        return all(map(self.patterns.surely_covers, universe))

    def cover_all(self, universe: Universe) -> bool:
        """Whether everything in a universe is surely among them."""
        if not self.negated and all(universe.apart(one) or not one.wild for one in self.patterns.patterns):
            return False
        return self.cover(universe.parts)

    def has(self, resource: Pattern) -> str:
        """Whether one resource (a pattern without wildcards) is among them."""
        if self.element is None:
            return NO
        answer = self.patterns.covers(resource)
        return opposite(answer) if self.negated else answer

    def touch(self, universe: Pattern) -> str:
        """Whether something in a universe is among them; an unknown resource may be."""
        if self.element is None:
            return NO
        if self.negated:
            return opposite(self.patterns.covers(universe))
        if any(pattern.wild and pattern.tokens == ANY_TEXT for _, pattern in self.entries):
            return YES
        return some(overlaps(universe, pattern) for item, pattern in self.entries if not foreign(item))

    def within(self, other: Resources) -> bool:
        """Whether all of them are surely among other resources."""
        if other.negated or self.negated:
            return other.cover((pattern_of("*"),))
        return all(other.patterns.surely_covers(pattern) for _, pattern in self.entries)


def foreign(item: Item) -> bool:
    """Whether a resource is, or begins with, an attribute of a resource that is no KMS key."""
    first: object = item.value
    if isinstance(first, String):
        first = next(iter(first.flat()), None)
    return isinstance(first, Unknown) and first.target is not None and first.target.kind != KEY


class Grant:
    """A statement with its sets: what it allows or denies, on what, under which conditions."""

    def __init__(self, statement: Statement, *, variables: bool) -> None:
        self.statement: Final = statement
        self._variables: Final = variables

    @cached_property
    def actions(self) -> Actions:
        """Its actions."""
        return Actions(self.statement)

    @cached_property
    def resources(self) -> Resources:
        """Its resources."""
        return Resources(self.statement, variables=self._variables)

    @cached_property
    def block(self) -> Block:
        """Its conditions."""
        return Block(self.statement, variables=self._variables)

    def has(self, action: str) -> str:
        """Whether an action is among its actions, and its requests can have the keys that the conditions ask for.

        In a trust policy a key of KMS closes nothing: who may become a role is rather said too often than too seldom.
        """
        if self.block.of_grants and action not in GRANT_ACTIONS:
            return NO
        if self.block.of_kms and not action.startswith((KMS, STS)):
            return NO
        return self.actions.has(action)

    def every_kms_action(self) -> str:
        """Whether every KMS key action is among them."""
        return NO if self.block.of_grants else self.actions.every_kms_action()


def grants(document: Document, effect: str) -> tuple[Grant, ...]:
    """The statements with an effect, with their sets."""
    variables = document.version in (NEW_VERSION, None)
    return tuple(
        Grant(statement, variables=variables) for statement in document.statements if statement.effect == effect
    )
