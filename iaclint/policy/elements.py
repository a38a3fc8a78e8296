"""What AWS refuses inside single elements of a statement: actions, resources, principals, conditions.

Sources: the pages of the elements in the IAM User Guide ("IAM JSON policy elements: Principal", "... Action", ...) and
"IAM Access Analyzer policy check reference". What is not known is never a fault.
"""

from __future__ import annotations

import re

from iaclint.policy.shown import named, shown
from iaclint.text.mapped import Chars
from iaclint.values.secrets import name
from iaclint.values.value import Bool, Mapping, Null, Number, Sequence, String, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

    from iaclint.policy.document import Item, PrincipalItem, Principals, Statement
    from iaclint.values.origin import Origin

_TYPES = ("AWS", "Service", "Federated", "CanonicalUser")
_PREFIX = r"\*|[A-Za-z0-9.-]+"
_ACCOUNT = r"[0-9]{12}"
_UNIQUE_ID = r"A[A-Z0-9]{15,127}"
_PRINCIPAL_ARN = (
    r"arn:[a-z0-9-]+:(?:iam::(?:[0-9]{12}|cloudfront):(?:root|(?:user|role)/.+)"
    r"|sts::[0-9]{12}:(?:assumed-role/.+/.+|federated-user/.+|self))"
)
_SERVICE = r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"


class Fault:
    """One thing that AWS would not accept: the offending place, the fact and what is allowed, and the path."""

    __slots__ = ("message", "origin", "path", "statement")

    def __init__(self, origin: Origin, message: str, path: str, statement: Statement | None = None) -> None:
        self.origin: Final = origin
        self.message: Final = message
        self.path: Final = path
        self.statement: Final = statement


def known(value: String) -> str:
    """The characters of a text that are known; what is not known is never a wildcard."""
    return "".join(part.text for part in value.flat() if isinstance(part, Chars))


def action(item: Item) -> str:
    """What is wrong with an action, or an empty text."""
    text = item.text
    if text is None or text == "*":
        return ""
    prefix, colon, name = text.partition(":")
    if not colon:
        return (
            f"{shown(item.value)} is no action; an action is a service prefix, a colon and a name, such as kms:Decrypt"
        )
    if ":" in name:
        return f"{shown(item.value)} is no action; it may have only one colon"
    if not (prefix.isascii() and prefix.isalnum()) and not re.fullmatch(_PREFIX, prefix):
        return f"{shown(item.value)} is no action; the service prefix must be written out"
    return ""


def resource(item: Item) -> str:
    """What is wrong with a resource, or an empty text."""
    text = item.text
    if text is None or text == "*":
        return ""
    segments = text.split(":", 5)
    if segments[0] != "arn" or len(segments) < 3:
        return f'{shown(item.value)} is no resource; AWS accepts an ARN or "*"'
    if "*" in segments[2] or "?" in segments[2]:
        return f"{shown(item.value)} is no resource; the service of an ARN must be written out"
    if len(segments) < 6 and not text.endswith("*"):
        return f"{shown(item.value)} is no resource; an ARN has six parts separated by colons"
    return ""


def principals(element: Principals, path: str) -> Iterator[Fault]:
    """What is wrong with the principals of a statement of a key or trust policy."""
    value = element.value
    if isinstance(value, Mapping):
        yield from _types(value, path)
    elif not isinstance(value, String | Unknown) or (isinstance(value, String) and value.text not in (None, "*")):
        message = f'{element.name} is {shown(value)}; it must be "*" or an object such as {{"AWS": ...}}'
        yield Fault(value.origin, message, path)
        return
    for item in element.items:
        wrong = _principal(item)
        if wrong and item.type in _TYPES:
            yield Fault(item.value.origin, wrong, item.path)


def _types(value: Mapping, path: str) -> Iterator[Fault]:
    if not value.entries:
        yield Fault(value.origin, "the object of principals is empty; name at least one", path)
    yield from repeated(value, path)
    for type, entry in value.entries.items():
        if type not in _TYPES:
            message = f'there is no type of principal "{name(type, value.key(type))}"; AWS knows {", ".join(_TYPES)}'
            yield Fault(value.key(type), message, f"{path}.{type}")
        elif isinstance(entry.value, Null) or (isinstance(entry.value, Sequence) and not entry.value.items):
            yield Fault(value.key(type), f"{type} names no principal", f"{path}.{type}")


def _principal(item: PrincipalItem) -> str:
    value = item.value
    if isinstance(value, Unknown):
        return ""
    if isinstance(value, Mapping | Sequence | Bool | Null):
        return f"a principal must be a string, not {named(value)}"
    text = item.text
    if isinstance(value, String) and item.text != "*" and any(char in known(value) for char in "*?"):
        return f'{shown(value)} has a wildcard; a principal is named in full, or is "*" alone'
    if text is None:
        return ""
    return _aws(item, text) if item.type == "AWS" else _other(item, text)


def _aws(item: PrincipalItem, text: str) -> str:
    if (
        text == "*"
        or re.fullmatch(_ACCOUNT, text)
        or re.fullmatch(_UNIQUE_ID, text)
        or re.fullmatch(_PRINCIPAL_ARN, text)
    ):
        return ""
    if ":group/" in text:
        return f"{shown(item.value)} is a group, and groups are no principals; name users or roles"
    return (
        f"{shown(item.value)} is no principal; name an account id, or the ARN of an account root, user, role or session"
    )


def _other(item: PrincipalItem, text: str) -> str:
    if text == "*":
        return f"{item.type} must be named in full, not by a wildcard"
    if item.type == "Service" and not re.fullmatch(_SERVICE, text):
        return f"{shown(item.value)} is no service principal, such as sns.amazonaws.com"
    return ""


def conditions(statement: Statement) -> Iterator[Fault]:
    """What is wrong with the condition of a statement."""
    value, path = statement.value.get("Condition"), f"{statement.path}.Condition"
    if value is None or isinstance(value, Unknown):
        return
    if not isinstance(value, Mapping):
        yield Fault(value.origin, f"Condition is {named(value)}; it must be an object of operators", path)
        return
    from iaclint.policy.operators import operator as known_operator

    yield from repeated(value, path)
    for operator, keys in value.items():
        said = name(operator, value.key(operator))
        if known_operator(operator) is None:
            yield Fault(value.key(operator), f'there is no condition operator "{said}"', f"{path}.{operator}")
        if isinstance(keys, Mapping):
            yield from _keys(keys, f"{path}.{operator}")
        elif not isinstance(keys, Unknown):
            message = f"{said} holds {named(keys)}; it must hold an object of condition keys"
            yield Fault(keys.origin, message, f"{path}.{operator}")


def _keys(keys: Mapping, path: str) -> Iterator[Fault]:
    yield from repeated(keys, path)
    for key, value in keys.items():
        at = f'{path}["{key}"]'
        if ":" not in key:
            said = name(key, keys.key(key))
            message = f'"{said}" is no condition key; a key is a prefix, a colon and a name, such as kms:ViaService'
            yield Fault(keys.key(key), message, at)
        for item in value.elements() if isinstance(value, Sequence) else (value,):
            if not isinstance(item, String | Number | Bool | Unknown):
                yield Fault(item.origin, f"a condition value must be a string, not {named(item)}", at)


def repeated(value: Mapping, path: str) -> Iterator[Fault]:
    """The keys that stand twice in one object; the later one is the fault."""
    prefix = f"{path}." if path else ""
    for key, where in value.duplicates:
        origin = where.after(value.origin)
        message = f'the key "{name(key, origin)}" stands twice in one object; AWS rejects the policy'
        yield Fault(origin, message, prefix + key)
