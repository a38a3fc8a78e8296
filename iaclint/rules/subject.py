"""What a rule is asked about: a policy at its site, or a key resource."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from iaclint.estate import KmsKey, PolicySite
    from iaclint.policy.document import Document
    from iaclint.policy.identity import Identity
    from iaclint.rules.settings import Settings
    from iaclint.values.value import Value


class PolicySubject:
    """A policy in one world. ``kind`` is what it is judged as (an unattached document is judged as managed)."""

    __slots__ = ("_identity", "document", "kind", "settings", "site")

    def __init__(self, document: Document, kind: str, site: PolicySite, settings: Settings) -> None:
        self.document: Final = document
        self.kind: Final = kind
        self.site: Final = site
        self.settings: Final = settings
        self._identity: Identity | None = None

    @property
    def identity(self) -> Identity:
        """What the policy allows, as an identity policy."""
        if self._identity is None:
            from iaclint.policy.identity import Identity

            self._identity = Identity(self.document)
        return self._identity


class KeySubject:
    """A key resource in one world. ``values`` are what is set, under the neutral names of ``estate``."""

    __slots__ = ("key", "settings", "values")

    def __init__(self, key: KmsKey, values: dict[str, Value], settings: Settings) -> None:
        self.key: Final = key
        self.values: Final = values
        self.settings: Final = settings
