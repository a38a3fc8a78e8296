"""What a key policy does to its owner account and to the principals that it names: the rules KMS202 to KMS204.

Ask a ``KeyPolicy`` made from the document, the given owner account ("" if there is none) and the key if it is known::

    policy = KeyPolicy(document, settings.account_id, site.key)
    policy.locked_out()                 # nobody of the owner account keeps kms:PutKeyPolicy
    policy.managing_users()             # named identities with PutKeyPolicy and Decrypt
    for grant in policy.allows:
        policy.lets_anyone(grant)       # from ResourcePolicy: KMS201
        policy.lets_networks(grant)     # ... and KMS209
        policy.delegates(grant)         # the account root, not only its root user

``policy.key_statements`` asks about single statements (KMS205 to KMS208).
"""

from __future__ import annotations

from functools import cached_property

from iaclint.policy.answer import (
    INFERRED_OWNER,
    MAYBE,
    NO,
    NOT,
    YES,
    Access,
    every,
    item_place,
    opposite,
    some,
    unknown_statements,
)
from iaclint.policy.caller import Caller, catches
from iaclint.policy.principal import ACCOUNT, EVERYONE, IDENTITIES, NAMED, UNKNOWN, free, owner, principals
from iaclint.policy.resource_policy import ResourcePolicy, key_actions
from iaclint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Final

    from iaclint.policy.answer import Place
    from iaclint.policy.document import Document
    from iaclint.policy.pattern import Letter
    from iaclint.policy.principal import Owner, Principal
    from iaclint.policy.sets import Grant
    from iaclint.values.value import Target, Unknown

PUT = "kms:putkeypolicy"
DECRYPT = "kms:decrypt"
GRANT = "kms:creategrant"
FOR_SERVICES = "kms:grantisforawsresource"
_SOMEBODY = NAMED | {UNKNOWN}


class _Given(Record):
    """An action that a statement gives, or may give, to a principal at a place."""

    grant: Grant
    has: str
    place: Place


class _Denies:
    """Denies by whom they name; those for everyone, or for all but some, are ``general``."""

    __slots__ = ("by_account", "by_name", "general")

    def __init__(self) -> None:
        self.general: Final[list[Grant]] = []
        self.by_name: Final[dict[tuple[Letter, ...], list[Grant]]] = {}
        self.by_account: Final[dict[str, list[Grant]]] = {}

    def add(self, deny: Grant, named: Iterable[Principal]) -> None:
        """A further one, and whom its ``Principal`` names."""
        if deny.statement.not_principal is not None:
            self.general.append(deny)
            return
        for one in named:
            if one.kind == EVERYONE:
                self.general.append(deny)
            elif one.kind == ACCOUNT:
                self.by_account.setdefault(one.account, []).append(deny)
            self.by_name.setdefault(one.letters, []).append(deny)


class KeyPolicy(ResourcePolicy):
    """A key policy and the account that owns the key."""

    def __init__(self, document: Document, account_id: str = "", key: Target | None = None) -> None:
        super().__init__(document, key_actions, key=key)
        self._denied: Final[dict[str, _Denies]] = {}
        self._index: Final[dict[str, dict[tuple[Letter, ...], list[_Given]]]] = {}
        named = (one for statement in document.statements for one in principals(statement.principal))
        self.owner: Final[Owner] = owner(account_id, named)
        self.owner_number = self.owner.number

    def locked_out(self) -> Access:
        """Whether no statement leaves any identity of the owner account with kms:PutKeyPolicy."""
        left = [(grant, one, self._manages(grant, one)) for grant in self.allows for one in self.named(grant)]
        verdict = opposite(some(answer for _, _, answer in left))
        unknown = tuple(hole for access in unknown_statements(self.document) for hole in access.unknowns)
        if verdict == YES and unknown:
            return Access(MAYBE, unknowns=unknown)
        if verdict == NO:
            return NOT
        unknowns = [hole for grant, one, answer in left if answer == MAYBE for hole in _holes(grant, one)]
        if verdict == MAYBE and not unknowns:
            return NOT  # only the owner's number is missing: not decided
        return Access(verdict, (), (PUT,), tuple(dict.fromkeys(unknowns)), self.owner_doubts())

    def named(self, grant: Grant) -> tuple[Principal | None, ...]:
        """The principals of a statement; None for the unnamed ones of ``NotPrincipal``."""
        return self.principals(grant) if grant.statement.not_principal is None else (None,)

    def _manages(self, grant: Grant, principal: Principal | None) -> str:
        """Whether a principal is, or brings in, an identity of the owner account that keeps kms:PutKeyPolicy."""
        has = grant.has(PUT)
        if has == NO:
            return NO
        if principal is None:
            return has
        own = self._of_owner(principal)
        if own == NO or not self._admitted(grant, principal) or self.stopped(PUT, principal):
            return NO
        return every((has, own))

    def _of_owner(self, principal: Principal) -> str:
        """Whether a principal can be an identity of the owner account."""
        if principal.kind not in IDENTITIES:
            return NO
        if principal.kind == UNKNOWN and not principal.account:
            return MAYBE if free(principal.item) else YES  # an unknown ARN of an identity: most likely its own
        return self.owner.owns(principal.account) if principal.account else YES

    def _admitted(self, grant: Grant, principal: Principal) -> bool:
        """Whether the conditions of an Allow let some caller of the owner account in that a principal stands for."""
        caller = Caller.of(principal, self.owner)
        return not any(caller.satisfies(clause) == NO for clause in grant.block.clauses)

    def stopped(self, action: str, principal: Principal) -> bool:
        """Whether a Deny surely takes an action away from all that a principal stands for."""
        denies = self._stopping(action)
        near = [*denies.general, *denies.by_name.get(principal.letters, ())]
        if principal.account:
            near.extend(denies.by_account.get(principal.account, ()))
        caller = Caller.of(principal, self.owner)
        return any(catches(deny, principal, caller) for deny in near)

    def _stopping(self, action: str) -> _Denies:
        """The Denies that cover an action; made once, as every principal is asked about."""
        found = self._denied.get(action)
        if found is None:
            found = self._denied[action] = _Denies()
            for deny in self.denying(action):
                found.add(deny, self.principals(deny))
        return found

    def delegates(self, grant: Grant) -> Access:
        """Whether the owner's root principal is allowed for more than its root user."""
        kept = [(one, self._keeps_something(grant, one)) for one in self._owner_roots(grant)]
        keeps = some(answer for _, answer in kept)
        verdict = every((keeps, opposite(grant.block.only("aws:principaltype", "Account"))))
        if verdict == NO:
            return NOT
        places = tuple(item_place(grant.statement, one.item) for one, answer in kept if answer == keeps)
        unknowns = (*grant.block.unknowns_of("aws:principaltype"), *(grant.actions.unknowns if keeps == MAYBE else ()))
        return Access(verdict, places, (), unknowns if verdict == MAYBE else (), self.owner_doubts())

    def _owner_roots(self, grant: Grant) -> Iterator[Principal]:
        return (one for one in self.principals(grant) if one.kind == ACCOUNT and self.owner.owns(one.account) == YES)

    def _keeps_something(self, grant: Grant, principal: Principal) -> str:
        """Whether a principal gets an action that no Deny takes away."""
        return some(grant.has(name) for name in self.given(grant) if not self.stopped(name, principal))

    def managing_users(self) -> tuple[Access, ...]:
        """Named roles, users and sessions that have both kms:PutKeyPolicy and kms:Decrypt: one answer for each.

        The first place is the principal where it gets the first of the two. Who is not known at all may be one.
        """
        named: dict[tuple[Letter, ...], Principal] = {}
        for grant in self.allows:
            for one in self.principals(grant) if grant.has(PUT) != NO else ():
                if one.kind in _SOMEBODY:
                    named.setdefault(one.letters, one)
        answers = (self._manages_and_uses(one) for one in named.values())
        return tuple(access for access in answers if access.verdict != NO)

    def _manages_and_uses(self, one: Principal) -> Access:
        put, use = self._given(one, PUT), self._given(one, DECRYPT)
        unknown = one.item.unknowns() if free(one.item) else ()
        verdict = every((_answer(put), _answer(use), MAYBE if unknown else YES))
        if verdict == NO:
            return NOT
        found = [given for gifts in (put, use) for given in gifts if given.has == _answer(gifts)]
        places = {given.place.path: given.place for given in found}
        holes = (hole for given in found if given.has == MAYBE for hole in given.grant.actions.unknowns)
        told = tuple(dict.fromkeys((*unknown, *holes))) if verdict == MAYBE else ()
        return Access(verdict, tuple(sorted(places.values(), key=_order)), (PUT, DECRYPT), told)

    def gets(self, principal: Principal, action: str) -> bool:
        """Whether a statement surely gives an action to just this principal, and no Deny takes it away."""
        return _answer(self._given(principal, action)) == YES

    def _given(self, principal: Principal, action: str) -> list[_Given]:
        given = self._given_to(action).get(principal.letters, [])
        return [] if self.stopped(action, principal) else given

    def _given_to(self, action: str) -> dict[tuple[Letter, ...], list[_Given]]:
        """Whom statements give or may give an action; computed once, as every principal is asked about."""
        found = self._index.get(action)
        if found is None:
            found = self._index[action] = {}
            for grant in self.allows:
                has = grant.has(action)
                for one in self.principals(grant) if has != NO else ():
                    given = _Given(grant, has, item_place(grant.statement, one.item))
                    found.setdefault(one.letters, []).append(given)
        return found

    @cached_property
    def direct_grants_denied(self) -> str:
        """Whether a Deny for everyone stops every CreateGrant that is not for an AWS service."""
        return some(
            YES
            for deny in self.denying(GRANT)
            if any(one.kind == EVERYONE for one in self.principals(deny))
            and deny.block.clauses
            and not deny.block.open
            and all(clause.key == FOR_SERVICES and clause.refuses("false") for clause in deny.block.clauses)
        )

    def owner_doubts(self) -> tuple[str, ...]:
        """The doubt that an inferred owner brings."""
        return (INFERRED_OWNER,) if self.owner.inferred else ()


def _order(place: Place) -> int:
    return place.statement.index if place.statement else 0


def _answer(given: Iterable[_Given]) -> str:
    return some(one.has for one in given)


def _holes(grant: Grant, principal: Principal | None) -> Iterator[Unknown]:
    yield from grant.actions.unknowns if grant.has(PUT) == MAYBE else ()
    yield from principal.item.unknowns() if principal is not None and free(principal.item) else ()
