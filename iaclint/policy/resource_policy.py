"""Who from outside gets through a key policy or a role's trust policy: the rules KMS201, KMS209 and IAM201.

Ask a ``ResourcePolicy`` made from the document::

    policy = ResourcePolicy(document, KEY_ACTIONS)    # or TRUST_ACTIONS
    for grant in policy.allows:
        policy.lets_anyone(grant)        # identities of accounts that it does not name; of a key, from any network
        policy.lets_networks(grant)      # ... but only from networks that it names

A Deny counts for the actions that it surely covers if it is for everyone and either unconditional or escaped only by
callers that it names (``Block.escape``); one that is not known counts as absent and is told by ``UNKNOWN_DENY``.
"""

from __future__ import annotations

from functools import cached_property

from iaclint.policy import familiar
from iaclint.policy.answer import MAYBE, NO, NOT, UNKNOWN_DENY, YES, Access, Place, every, item_place, opposite, some
from iaclint.policy.block import OPEN, Guard, both
from iaclint.policy.caller import names, requires
from iaclint.policy.pattern import literal
from iaclint.policy.principal import EVERYONE, principals
from iaclint.policy.sets import PROBES, grants
from iaclint.policy.universe import any_keys, homes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Final

    from iaclint.policy.document import Document
    from iaclint.policy.pattern import Pattern
    from iaclint.policy.principal import Principal
    from iaclint.policy.sets import Grant
    from iaclint.policy.universe import Home
    from iaclint.values.value import Target, Unknown

TELLING = frozenset(("kms:decrypt", "sts:assumerole"))  # what a witness shows first
ASSUME = ("sts:assumerole", "sts:assumerolewithsaml", "sts:assumerolewithwebidentity")


def key_actions() -> tuple[str, ...]:
    """The actions that a key policy can give."""
    return familiar.key_policy_actions()


def trust_actions() -> tuple[str, ...]:
    """The actions that a trust policy can give and that make somebody the role."""
    return ASSUME


class ResourcePolicy:
    """A policy with principals. ``actions`` are those that it can give; ``key`` is the KMS key that it belongs to.

    A trust policy has no resources; of a key policy only statements that may speak of keys have an effect.
    """

    def __init__(
        self, document: Document, actions: Callable[[], tuple[str, ...]], *, key: Target | None = None
    ) -> None:
        self.document: Final = document
        self._named: Final[dict[str, tuple[Principal, ...]]] = {}
        self._left: Final[dict[str, Guard]] = {}
        self._denying: Final[dict[str, tuple[Grant, ...]]] = {}
        self.key: Final = key
        self.owner_number = ""
        self._actions: Final = actions
        self._of_key: Final = actions is key_actions
        allows, denies = grants(document, "Allow"), grants(document, "Deny")
        self._all: Final = (*allows, *denies)
        satisfiable = (grant for grant in allows if grant.block.satisfiable())
        self.allows: Final = tuple(grant for grant in satisfiable if self.governs(grant) != NO)
        self.every_deny: Final = denies
        self.denies: Final = tuple(grant for grant in denies if self.governs(grant) == YES)

    @cached_property
    def _homes(self) -> tuple[Home, ...]:
        return homes(pattern for grant in self._all for _, pattern in grant.resources.entries)

    def governs(self, grant: Grant) -> str:
        """Whether a statement speaks of this key: ``MAYBE`` where its resource can be this key or another one."""
        if not self._of_key:
            return YES
        named = self.key is not None and any(
            hole.target == self.key for item, _ in grant.resources.entries for hole in item.unknowns()
        )
        if named or any(grant.resources.cover_all(home.keys()) for home in self._homes):
            return YES
        touched = some(map(grant.resources.touch, any_keys(self._homes)))
        return NO if touched == NO else MAYBE

    @cached_property
    def accounts(self) -> frozenset[str]:
        """The accounts that the policy names, as principals or in conditions."""
        found = {one.account for statement in self.document.statements for one in principals(statement.principal)}
        found.update(
            one.account for statement in self.document.statements for one in principals(statement.not_principal)
        )
        clauses = (clause for grant in (*self.allows, *self.every_deny) for clause in grant.block.clauses)
        return frozenset(found | {account for clause in clauses for _, account in clause.accounts()})

    def examples(self, grant: Grant) -> tuple[Pattern, ...]:
        """Resources that a statement speaks of: keys that this one can be."""
        if not self._of_key:
            return (literal("*"),)
        likely = (key for home in self._homes for key in home.some_keys(self.owner_number))
        named = (pattern for _, pattern in grant.resources.entries if not pattern.wild)
        return tuple(key for key in (*likely, *named) if grant.resources.has(key) == YES)

    def speaks_of(self, deny: Grant, action: str, resource: Pattern) -> bool:
        """Whether a Deny may cover an action on a resource."""
        return deny.has(action) != NO and (not self._of_key or deny.resources.has(resource) != NO)

    def principals(self, grant: Grant) -> tuple[Principal, ...]:
        """The principals that a statement names."""
        path = grant.statement.path
        if path not in self._named:
            self._named[path] = principals(grant.statement.principal)
        return self._named[path]

    def lets_anyone(self, grant: Grant) -> Access:
        """Whether identities of accounts that the policy does not name get an action; of a key, from any network."""
        return self._outsiders(grant, lambda guard: opposite(guard.fenced if self._of_key else guard.closed))

    def lets_networks(self, grant: Grant) -> Access:
        """Whether they get an action and only the network stands between."""
        return self._outsiders(grant, lambda guard: every((guard.fenced, opposite(guard.closed))))

    def _outsiders(self, grant: Grant, passes: Callable[[Guard], str]) -> Access:
        everyone = self._everyone(grant)
        if everyone == NO:
            return NOT
        verdicts = {action: self._passing(grant, action, everyone, passes) for action in self.given(grant)}
        verdict = some(verdicts.values())
        if verdict == NO:
            return NOT
        actions = tuple(action for action, one in verdicts.items() if one == verdict)
        unknowns = self._unknowns(grant, actions) if verdict == MAYBE else ()
        doubts = (UNKNOWN_DENY,) if verdict == YES and self._doubtful(actions) else ()
        return Access(verdict, self.public_places(grant), actions, unknowns, doubts, (grant,))

    def _passing(self, grant: Grant, action: str, everyone: str, passes: Callable[[Guard], str]) -> str:
        return every((everyone, grant.has(action), passes(self.guard(grant, action))))

    def gives(self, grant: Grant) -> str:
        """Whether a statement gives any action that such a policy can give."""
        if self._of_key and any(grant.has(action) == YES for action in PROBES):
            return YES
        return some(map(grant.has, self._actions()))

    def given(self, grant: Grant) -> list[str]:
        """The actions that a statement gives or may give."""
        found = [action for action in self._actions() if grant.has(action) != NO]
        return sorted(found, key=lambda action: action not in TELLING)

    def _everyone(self, grant: Grant) -> str:
        """Whether a statement is for everyone; one with ``NotPrincipal`` is for everyone else."""
        if grant.statement.not_principal is not None:
            return opposite(some(one.everyone() for one in principals(grant.statement.not_principal)))
        return some(one.everyone() for one in self.principals(grant))

    def public_places(self, grant: Grant) -> tuple[Place, ...]:
        """Where a statement names everyone: the principals, or the key ``NotPrincipal``."""
        statement = grant.statement
        if statement.not_principal is not None:
            return (Place(statement, statement.not_principal.key, f"{statement.path}.NotPrincipal"),)
        found = self.principals(grant)
        public = [principal for principal in found if principal.everyone() == YES]
        public = public or [principal for principal in found if principal.everyone() == MAYBE]
        return tuple(item_place(statement, principal.item) for principal in public)

    def guard(self, grant: Grant, action: str) -> Guard:
        """What stands between outsiders and an action of an Allow: its own conditions, and every Deny."""
        return both((grant.block.guard, self._left_by_denies(action)))

    def _left_by_denies(self, action: str) -> Guard:
        """What every Deny together says of the outsiders that it leaves an action."""
        if action not in self._left:
            self._left[action] = both(map(self.escape, self.denying(action)))
        return self._left[action]

    def denying(self, action: str) -> tuple[Grant, ...]:
        """The Denies that surely cover an action."""
        if action not in self._denying:
            self._denying[action] = tuple(deny for deny in self.denies if deny.has(action) == YES)
        return self._denying[action]

    def denied_without(self, keys: tuple[str, ...], action: str, principal: Principal) -> bool:
        """Whether a Deny stops every request of a principal that has no fitting value of one of some condition keys."""
        return any(names(deny, principal) and requires(deny, keys, principal) for deny in self.denying(action))

    def escape(self, deny: Grant) -> Guard:
        """What a Deny says of the outsiders that it leaves alone."""
        statement = deny.statement
        if statement.not_principal is not None:
            spared = principals(statement.not_principal)
            return OPEN if any(principal.everyone() != NO for principal in spared) else deny.block.escape
        everyone = any(principal.kind == EVERYONE for principal in self.principals(deny))
        return deny.block.escape if everyone else OPEN

    def _unknowns(self, grant: Grant, actions: Iterable[str]) -> tuple[Unknown, ...]:
        """The unknowns that leave it open whether outsiders get some actions."""
        found: list[Unknown] = []
        if self._everyone(grant) == MAYBE:
            found.extend(
                hole for one in self.principals(grant) if one.everyone() == MAYBE for hole in one.item.unknowns()
            )
        for action in actions:
            if grant.has(action) == MAYBE:
                found.extend(grant.actions.unknowns)
            found.extend(self.guard(grant, action).unknowns)
        return tuple(dict.fromkeys(found))

    def _doubtful(self, actions: Iterable[str]) -> bool:
        """Whether a Deny of which something is not known could keep outsiders from some actions."""
        return any(
            some(map(deny.has, actions)) != NO and any(one.everyone() != NO for one in self.principals(deny))
            for deny in self.denies
            if deny.block.open or deny.actions.unknowns or _open_principals(self.principals(deny))
        )


def _open_principals(found: Iterable[Principal]) -> bool:
    return any(principal.everyone() == MAYBE for principal in found)
