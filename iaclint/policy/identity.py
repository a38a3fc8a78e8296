"""What an identity policy allows: the questions of the rules KMS101 to KMS106 and IAM101 to IAM105.

Ask an ``Identity`` made from the document::

    identity = Identity(document)
    for access in identity.full_access(): ...              # every KMS key action on all keys
    for grant in identity.allows:
        identity.scoped_full_access(grant)                 # ... on particular keys or under a narrowing condition
        identity.on_all_keys(grant, ("kms:decrypt",))      # one of these actions on all keys, not narrowed
        identity.on_all_roles(grant, "iam:passrole")
        identity.administrator(grant)                      # every action on everything
    identity.may("iam:createpolicyversion", "iam")         # the action, on resources that may be of that service

Each answer is an ``Access``. Only an unconditional Deny that covers all keys takes anything away ("Decisions taken");
one that is not known counts as absent and is told by ``UNKNOWN_DENY``. A statement that no request can satisfy allows
nothing and is not among ``allows``.
"""

from __future__ import annotations

from functools import cached_property

from iaclint.policy.answer import (
    MAYBE,
    NO,
    NOT,
    UNKNOWN_DENY,
    UNKNOWN_RESOURCE,
    YES,
    Access,
    element_place,
    every,
    item_place,
    known,
    opposite,
    some,
    unknown_statements,
)
from iaclint.policy.familiar import key_actions
from iaclint.policy.language import PatternSet, alone, overlaps
from iaclint.policy.sets import ANY_KMS_ACTION, PROBES, foreign, grants
from iaclint.policy.universe import ANY_KEY, Universe, any_keys, any_of, homes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Final

    from iaclint.policy.answer import Place
    from iaclint.policy.document import Document, Item
    from iaclint.policy.pattern import Pattern
    from iaclint.policy.sets import Grant, Resources
    from iaclint.policy.universe import Home

SAMPLE = ("kms:decrypt",)  # stands for every key action where one must be named


class Identity:
    """What an identity policy allows."""

    def __init__(self, document: Document) -> None:
        self.document: Final = document
        self.allows: Final = tuple(grant for grant in grants(document, "Allow") if grant.block.satisfiable())
        self.denies: Final = grants(document, "Deny")

    @cached_property
    def of_kms(self) -> tuple[Grant, ...]:
        """The Allows that may have a KMS action."""
        return tuple(grant for grant in self.allows if grant.actions.concern_kms())

    @cached_property
    def homes(self) -> tuple[Home, ...]:
        """The partitions and accounts that the policy names."""
        return homes(pattern for grant in (*self.allows, *self.denies) for _, pattern in grant.resources.entries)

    def full_access(self) -> tuple[Access, ...]:
        """Every KMS key action on all keys: an answer for each statement that gives it alone, else one for their union.

        A condition that does not narrow the keys or the path changes nothing. Unknown statements answer ``MAYBE``.
        """
        candidates = [grant for grant in self.of_kms if grant.block.narrows() != YES]
        single = [access for access in map(self._full, candidates) if access.verdict != NO]
        if not any(access.verdict == YES for access in single) and len(candidates) > 1:
            union = self._union(candidates)
            if union.verdict == YES or (union.verdict == MAYBE and not single):
                single = [union]
        return (*single, *unknown_statements(self.document))

    def _full(self, grant: Grant) -> Access:
        verdict = every((grant.every_kms_action(), opposite(grant.block.narrows())))
        if verdict == NO:
            return NOT
        covered = (universe for universe in self._undenied if grant.resources.cover_all(universe))
        universe = next(covered, None)
        return NOT if universe is None else self._access(verdict, [grant], universe)

    @cached_property
    def _keys(self) -> tuple[Universe, ...]:
        return tuple(home.keys() for home in self.homes)

    @cached_property
    def _any_keys(self) -> tuple[Pattern, ...]:
        return any_keys(self.homes)

    @cached_property
    def _undenied(self) -> tuple[Universe, ...]:
        """The sets of all keys from which no unconditional Deny takes a key action away."""
        if not any(deny.actions.concern_kms() for deny in self._unconditional):
            return self._keys
        actions = key_actions()
        return tuple(keys for keys in self._keys if not any(self._denied(action, keys) for action in actions))

    def _union(self, candidates: list[Grant]) -> Access:
        """Full access that several statements form together, judged on the catalogue."""
        for universe in self._keys:
            if any(self._together(action, candidates, universe) == NO for action in PROBES):
                continue
            verdict = every(self._together(action, candidates, universe) for action in key_actions())
            if verdict != NO:
                return self._access(verdict, [grant for grant in candidates if _contributes(grant)], universe)
        return NOT

    def _together(self, action: str, allows: list[Grant], universe: Universe) -> str:
        """Whether statements together allow an action on a whole universe, and no Deny takes it away."""
        having = [grant for grant in allows if grant.has(action) == YES and grant.block.narrows() == NO]
        if _cover(having, universe):
            return known(not self._denied(action, universe))
        maybe = [grant for grant in allows if grant.has(action) != NO]
        if len(maybe) == len(having):
            return NO
        return MAYBE if _cover(maybe, universe) and not self._denied(action, universe) else NO

    def scoped_full_access(self, grant: Grant) -> Access:
        """Every KMS key action in one statement, but on particular keys or under a narrowing condition."""
        verdict = grant.every_kms_action()
        if verdict == NO:
            return NOT
        narrows = grant.block.narrows()
        touched = some(map(grant.resources.touch, self._any_keys))
        if touched == NO:
            return NOT
        if narrows != YES and any(grant.resources.cover_all(universe) for universe in self._keys):
            if narrows == NO:
                return NOT  # full access
            verdict = MAYBE
        if len(self._undenied) < len(self._keys):
            return NOT
        doubts = (UNKNOWN_RESOURCE,) if touched == MAYBE else ()
        return self._access(verdict, [grant], self._keys[0], doubts=doubts)

    def on_all_keys(self, grant: Grant, actions: Iterable[str]) -> Access:
        """One of some KMS actions (in small letters) on all keys, by one statement, not narrowed, after Deny."""
        if not any(grant.has(action) != NO for action in actions) or grant.block.narrows() == YES:
            return NOT
        accesses = (self._some(grant, actions, universe) for universe in self._keys)
        return next((access for access in accesses if access.verdict != NO), NOT)

    def on_all_roles(self, grant: Grant, action: str) -> Access:
        """An action on every role of an account, by one statement, after Deny."""
        if grant.has(action) == NO:
            return NOT
        accesses = (self._some(grant, (action,), home.roles()) for home in self.homes)
        return next((access for access in accesses if access.verdict != NO), NOT)

    def _some(self, grant: Grant, actions: Iterable[str], universe: Universe) -> Access:
        had = {action: grant.has(action) for action in actions}
        having = [action for action, has in had.items() if has != NO]
        if not having or not grant.resources.cover_all(universe):
            return NOT
        left = {action: had[action] for action in having if not self._denied(action, universe)}
        sure = YES if grant.actions.cannot_exclude(left) else some(left.values())
        verdict = every((sure, MAYBE if grant.block.open else YES))
        chosen = [action for action, has in left.items() if has == YES] or list(left)
        return NOT if verdict == NO else self._access(verdict, [grant], universe, actions=chosen)

    def administrator(self, grant: Grant) -> Access:
        """Every action on everything, by one statement, after Deny."""
        verdict = every((grant.actions.every_action(), opposite(grant.block.narrows())))
        if verdict == NO or not any(grant.resources.cover_all(home.everything()) for home in self.homes):
            return NOT
        if grant.block.of_one_service() or any(map(self._takes_something, self._unconditional)):
            return NOT
        return self._access(verdict, [grant], self.homes[0].everything(), actions=SAMPLE)

    def _takes_something(self, deny: Grant) -> bool:
        """Whether a Deny takes an action away on everything."""
        everywhere = all(deny.resources.cover_all(home.everything()) for home in self.homes)
        return everywhere and (deny.actions.negated or deny.actions.exist())

    def may(self, action: str, service: str, limits: Callable[[Grant], str] = lambda _: NO) -> Access:
        """An action, after Deny, on resources that may be ARNs of a service (``*``, unknown, such an ARN).

        ``limits`` says whether the conditions of a statement limit the action so that it does not count.
        """
        kind = any_of(service)
        found = {
            grant: every((grant.has(action), opposite(limits(grant))))
            for grant in self.allows
            if grant.has(action) != NO and grant.resources.touch(kind) != NO and not self._taken(action, grant)
        }
        verdict = some(found.values())
        if verdict == NO:
            return NOT
        chosen = [grant for grant, answer in found.items() if answer == verdict]
        return self._access(verdict, chosen, Universe((kind,), tuple, kind), actions=(action,))

    def _taken(self, action: str, grant: Grant) -> bool:
        """Whether an unconditional Deny takes an action away on all resources of a statement."""
        denies = (deny for deny in self._unconditional if deny.has(action) == YES)
        return any(grant.resources.within(deny.resources) for deny in denies)

    @cached_property
    def _unconditional(self) -> tuple[Grant, ...]:
        return tuple(grant for grant in self.denies if grant.block.unconditional)

    def _denied(self, action: str, universe: Universe) -> bool:
        """Whether an unconditional Deny surely takes an action away from a whole universe."""
        return _cover([grant for grant in self._unconditional if grant.has(action) == YES], universe)

    def _access(
        self,
        verdict: str,
        allows: Sequence[Grant],
        universe: Universe,
        *,
        actions: Sequence[str] = (),
        doubts: tuple[str, ...] = (),
    ) -> Access:
        """The answer with its places: the actions of the statements that count."""
        places = tuple(place for grant in allows for place in _places(grant, actions))
        if verdict == YES and self._doubtful(actions or SAMPLE, universe):
            doubts = (*doubts, UNKNOWN_DENY)
        holes = (hole for grant in allows for hole in (*grant.actions.unknowns, *grant.block.unknowns))
        unknowns = tuple(dict.fromkeys(holes)) if verdict == MAYBE else ()
        named = tuple(actions) or SAMPLE
        return Access(verdict, places, named, unknowns, doubts, tuple(allows), universe.examples(), universe.kind)

    def _doubtful(self, actions: Iterable[str], universe: Universe) -> bool:
        """Whether a Deny of which something is not known could take an action away."""
        return any(
            deny.resources.cover_all(universe)
            and (deny.block.open or deny.block.unconditional)
            and some(map(deny.has, actions)) != NO
            for deny in self.denies
            if deny.block.open or deny.actions.unknowns
        )


def _contributes(grant: Grant) -> bool:
    touched = grant.resources.touch(ANY_KEY) != NO
    return touched and any(grant.has(action) != NO for action in key_actions())


def _cover(allows: Sequence[Grant], universe: Universe) -> bool:
    """Whether the resources of some statements together cover a universe."""
    if not allows:
        return False
    entries = (entry for grant in allows if not grant.resources.negated for entry in grant.resources.entries)
    plain = PatternSet(pattern for _, pattern in entries if not universe.apart(pattern))
    negated = [grant.resources for grant in allows if grant.resources.negated]
    return all(
        plain.surely_covers(part) or any(_all_but_covered(one, part, plain, negated) for one in negated)
        for part in universe.parts
    )


def _all_but_covered(all_but: Resources, part: Pattern, plain: PatternSet, negated: list[Resources]) -> bool:
    """Whether what a ``NotResource`` leaves out of a part is not in it, or is covered by other statements."""
    left_out = [pattern for item, pattern in all_but.entries if not foreign(item) and overlaps(part, pattern) != NO]
    return all(
        plain.covers(pattern) == YES or any(other.cover((pattern,)) for other in negated) for pattern in left_out
    )


def _places(grant: Grant, actions: Sequence[str]) -> tuple[Place, ...]:
    """The actions of a statement that count: those that match alone if there are any, else all that take part."""
    statement, element = grant.statement, grant.actions.element
    if element is not None and grant.actions.negated:
        return (element_place(statement, element),)
    items = _naming(grant, actions) if actions else _full_items(grant)
    return tuple(item_place(statement, item) for item in items)


def _naming(grant: Grant, actions: Sequence[str]) -> list[Item]:
    """The items that match one of some actions; if there are none, those that may."""
    found = {id(item) for action in actions for item in grant.actions.matching(action)}
    found = found or {id(item) for action in actions for item in grant.actions.matching(action, MAYBE)}
    return [item for item, _ in grant.actions.entries if id(item) in found]


def _full_items(grant: Grant) -> list[Item]:
    entries = grant.actions.entries
    whole = [item for item, pattern in entries if alone(pattern).covers(ANY_KMS_ACTION) == YES]
    if whole:
        return whole
    names = key_actions()
    return [item for item, pattern in entries if any(alone(pattern).matches(name) != NO for name in names)]
