"""How large a policy may be, and how large it is at least.

Sources: IAM User Guide, "IAM and AWS STS quotas" (managed 6,144 characters; inline, all of one identity together: user
2,048, role 10,240, group 5,120; role trust policy 2,048 unless raised; "IAM doesn't count white space"); KMS Developer
Guide, "Quotas" (key policy document: 32 KB); IAM Identity Center User Guide, "Quotas" (inline policy of a permission
set: 32,768 bytes).
"""

from __future__ import annotations

from iaclint.record import Record
from iaclint.values.value import ACCOUNT, OWNER, Bool, Mapping, Number, Sequence, String, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.values.value import Value

KEY = "key"

_BY_KIND = {"managed": 6144, "trust": 2048, KEY: 32768}
_INLINE = {"user": 2048, "group": 5120, "permissionset": 32768, "ssoadmin": 32768}
_INLINE_OF_ROLE = 10240  # also where it is not known what the policy is attached to


class Size(Record):
    """What a policy has and what it may have. ``unit`` is ``characters`` or ``bytes``; holes count least."""

    found: int
    allowed: int
    unit: str

    @property
    def exceeded(self) -> bool:
        """Whether the policy is too large."""
        return self.found > self.allowed


def size(document: Value, kind: str, resource_type: str = "") -> Size:
    """The size of a policy of a kind (``managed``, ``inline``, ``key``, ``trust``) of a resource of some type."""
    unit = "bytes" if kind == KEY else "characters"
    return Size(_least(document, kind == KEY), _allowed(kind, resource_type.lower()), unit)


def _allowed(kind: str, resource_type: str) -> int:
    if kind in _BY_KIND:
        return _BY_KIND[kind]
    return next((limit for word, limit in _INLINE.items() if word in resource_type), _INLINE_OF_ROLE)


def _least(value: Value, as_bytes: bool) -> int:
    """The length of the shortest JSON of a value, without white space outside strings (for bytes) or at all."""
    if isinstance(value, String):
        length = 2
        for part in value.flat():
            length += _hole(part) if isinstance(part, Unknown) else _text(part.text, as_bytes)
        return length
    if isinstance(value, Sequence):
        length = 2 + max(0, len(value.items) - 1)
        for item in value.items:
            length += _least(item, as_bytes)
        return length
    if isinstance(value, Mapping):
        length = 2 + max(0, len(value.entries) - 1)
        for key, entry in value.entries.items():
            length += _text(key, as_bytes) + 3 + _least(entry.value, as_bytes)
        return length
    if isinstance(value, Bool):
        return 4 if value.value else 5
    if isinstance(value, Number):
        return len(value.text or str(value.value))
    return _hole(value) if isinstance(value, Unknown) else 4  # null


def _hole(hole: Unknown) -> int:
    return 12 if hole.shape in (ACCOUNT, OWNER) else 1


def _text(text: str, as_bytes: bool) -> int:
    if as_bytes:
        return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))
    if text.isalnum():
        return len(text)
    return len(text) - text.count(" ") - text.count("\t") - text.count("\r") - text.count("\n")
