"""What the rules are told from outside."""

from __future__ import annotations

from iaclint.record import Record


class Settings(Record):
    """``selected`` are codes; ``severities`` overrides by code; ``account_id`` is the owner account, empty if unknown.

    ``trusted_accounts`` are accounts that may be named in key and trust policies (KMS207, IAM202). ``root`` is the
    directory that fingerprints name units from; empty for the working directory.
    """

    selected: frozenset[str]
    severities: dict[str, str] = {}
    account_id: str = ""
    trusted_accounts: tuple[str, ...] = ()
    root: str = ""
