"""Witnesses for findings about access, looked for only where something was found."""

from __future__ import annotations

from iaclint.finding import Witness

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.policy.access import Access
    from iaclint.policy.identity import Identity
    from iaclint.policy.resource_policy import ResourcePolicy
    from iaclint.policy.witness import Request


def of_identity(identity: Identity, access: Access) -> Witness | None:
    """A request that an identity policy allows and should not, or None if none is found."""
    from iaclint.policy import witness

    return _witness(witness.of_identity(identity, access))


def of_policy(policy: ResourcePolicy, access: Access) -> Witness | None:
    """A request that a key or trust policy allows and should not, or None if none is found."""
    from iaclint.policy import witness

    return _witness(witness.of_policy(policy, access))


def _witness(request: Request | None) -> Witness | None:
    return None if request is None else Witness(request.principal, request.action, request.resource, request.context)
