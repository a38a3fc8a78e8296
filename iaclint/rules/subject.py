"""What a rule is asked about: a policy at its site, or a key resource."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from iaclint.estate import KmsKey, PolicySite
    from iaclint.policy.document import Document
    from iaclint.policy.identity import Identity
    from iaclint.policy.key_policy import KeyPolicy
    from iaclint.policy.resource_policy import ResourcePolicy
    from iaclint.rules.settings import Settings
    from iaclint.values.value import Value


class PolicySubject:
    """A policy in one world. ``kind`` is what it is judged as (an unattached document is judged as managed)."""

    __slots__ = ("_identity", "_key_policy", "_trust", "document", "kind", "settings", "site")

    def __init__(self, document: Document, kind: str, site: PolicySite, settings: Settings) -> None:
        self.document: Final = document
        self.kind: Final = kind
        self.site: Final = site
        self.settings: Final = settings
        self._identity: Identity | None = None
        self._key_policy: KeyPolicy | None = None
        self._trust: ResourcePolicy | None = None

    @property
    def identity(self) -> Identity:
        """What the policy allows, as an identity policy."""
        if self._identity is None:
            from iaclint.policy.identity import Identity

            self._identity = Identity(self.document)
        return self._identity

    @property
    def key_policy(self) -> KeyPolicy:
        """What the policy allows, as a key policy."""
        if self._key_policy is None:
            from iaclint.policy.key_policy import KeyPolicy

            self._key_policy = KeyPolicy(self.document, self.settings.account_id, self.site.key)
        return self._key_policy

    @property
    def trust(self) -> ResourcePolicy:
        """What the policy allows, as the trust policy of a role."""
        if self._trust is None:
            from iaclint.policy.resource_policy import ResourcePolicy, trust_actions

            self._trust = ResourcePolicy(self.document, trust_actions)
        return self._trust


class KeySubject:
    """A key resource in one world. ``values`` are what is set, under the neutral names of ``estate``."""

    __slots__ = ("key", "settings", "values")

    def __init__(self, key: KmsKey, values: dict[str, Value], settings: Settings) -> None:
        self.key: Final = key
        self.values: Final = values
        self.settings: Final = settings
