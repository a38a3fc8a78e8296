"""What the rules are told from outside."""

from __future__ import annotations

from iaclint.record import Record


class OwnRule(Record):
    """A rule of the configuration: what ``query`` selects in a policy of one of the ``kinds`` is a finding."""

    code: str
    name: str
    severity: str
    kinds: tuple[str, ...]
    message: str
    help: str
    query: str


class Settings(Record):
    """``selected`` are codes; ``severities`` overrides by code; ``account_id`` is the owner account, empty if unknown.

    ``trusted_accounts`` are accounts that may be named in key and trust policies (KMS207, IAM202). ``root`` is the
    directory that fingerprints name units from; empty for the working directory. ``own`` are the configuration's rules.
    """

    selected: frozenset[str]
    severities: dict[str, str] = {}
    account_id: str = ""
    trusted_accounts: tuple[str, ...] = ()
    root: str = ""
    own: tuple[OwnRule, ...] = ()

    def own_rule(self, code: str) -> OwnRule | None:
        """The rule of the configuration that has a code."""
        return next((rule for rule in self.own if rule.code == code), None)
