"""What makes a finding the same finding tomorrow: fingerprints that no line number enters."""

from __future__ import annotations

import json

from iaclint.values.encode import plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.finding import Finding
    from iaclint.policy.document import Statement
    from iaclint.values.encode import Plain


def statement_identity(statement: Statement | None) -> str:
    """The content of a statement in one form: lists sorted, single values as lists, actions in small letters."""
    if statement is None:
        return ""
    content = plain(statement.value)
    assert isinstance(content, dict)
    for name in ("Action", "NotAction"):
        if name in content:
            content[name] = _small(content[name])
    return json.dumps(_sorted(content), sort_keys=True, separators=(",", ":"))


def fingerprint(finding: Finding, repetition: int = 0) -> str:
    """A short hash of rule, unit, address and statement; ``repetition`` tells equal ones of one resource apart."""
    parts = (finding.rule, finding.unit, finding.resource or finding.file, finding.statement)
    return _hash("\0".join((*parts, str(repetition)) if repetition else parts))


def _hash(text: str) -> str:
    try:
        from _blake2 import blake2b  # hashlib loads OpenSSL, 4 ms
    except ImportError:
        from hashlib import blake2b
    digest: str = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    return digest


def _small(actions: Plain) -> Plain:
    if isinstance(actions, str):
        return actions.lower()
    return [_small(action) for action in actions] if isinstance(actions, list) else actions


def _sorted(content: Plain) -> Plain:
    if isinstance(content, dict):
        return {key: _sorted(value) for key, value in content.items()}
    if isinstance(content, list):
        items = sorted((_sorted(item) for item in content), key=lambda item: json.dumps(item, sort_keys=True))
        return items[0] if len(items) == 1 else items
    return content
