"""What AWS refuses to accept as a policy (DOC001): each fault with its place.

Sources: IAM User Guide, "Grammar of the IAM JSON policy language", the pages of the single elements, and "IAM Access
Analyzer policy check reference" (its errors, not its warnings). What is not known is never a fault.
"""

from __future__ import annotations

import re

from iaclint.policy import elements
from iaclint.policy.document import NEW_VERSION, OLD_VERSION
from iaclint.policy.elements import Fault, known, repeated
from iaclint.policy.shown import named, shown
from iaclint.values.origin import Origin
from iaclint.values.secrets import name
from iaclint.values.value import Mapping, Null, Sequence, String, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from iaclint.policy.document import Document, Element, Item, Principals, Statement

# Kinds of policies, in the words of ``estate``
MANAGED = "managed"
KEY = "key"
TRUST = "trust"

_TOP = ("Version", "Id", "Statement")
_ELEMENTS = (
    *("Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"),
)
_SID = r"[0-9A-Za-z]*"


def faults(document: Document, kind: str) -> list[list[Fault]]:
    """The faults of a document, those of one statement together and in the order of the text.

    ``kind`` is ``managed``, ``inline``, ``key`` or ``trust``.
    """
    if document.error is not None:
        text = Origin(document.error.span, document.value.origin.last)
        return [[Fault(text, f"the policy is no JSON: {document.error.message}", "")]]
    groups = [list(_document(document, kind)), *_not_objects(document)]
    sids = _repeated_sids(document)
    groups.extend([*_statement(statement, kind), *sids.get(statement.path, ())] for statement in document.statements)
    return [sorted(group, key=lambda fault: _place(fault, group)) for group in groups if group]


def _place(fault: Fault, group: list[Fault]) -> tuple[bool, int]:
    """Where a fault stands in the text; what was handed in from another file comes last."""
    home = fault.statement.span if fault.statement is not None else group[0].origin.span
    return fault.origin.span.source is not home.source, fault.origin.span.start


def _document(document: Document, kind: str) -> Iterator[Fault]:
    value = document.value
    if isinstance(value, Unknown):
        return
    if not isinstance(value, Mapping):
        yield Fault(value.origin, f"the policy is {named(value)}; a policy is an object with a Statement", "")
        return
    yield from _names(value, _TOP, "", "a policy")
    yield from _version(document, kind)
    if document.id is not None and kind not in (KEY, TRUST):
        yield Fault(value.key("Id"), "Id is not allowed in an identity policy; remove it", "Id")
    elif document.id is not None and not isinstance(document.id, String | Unknown):
        yield Fault(document.id.origin, f"Id is {named(document.id)}; it must be a string", "Id")
    yield from _statements(value)


def _version(document: Document, kind: str) -> Iterator[Fault]:
    value = document.version_value
    if isinstance(value, Unknown) or (isinstance(value, String) and value.text is None):
        return
    version = document.version
    if value is not None and not (isinstance(value, String) and version in (OLD_VERSION, NEW_VERSION)):
        yield Fault(
            value.origin, f"Version is {shown(value)}; AWS knows only {NEW_VERSION} and {OLD_VERSION}", "Version"
        )
    elif kind == MANAGED and version != NEW_VERSION:
        fact = "has no Version" if value is None else f"has Version {OLD_VERSION}"
        origin = document.value.origin if value is None else value.origin
        path = "" if value is None else "Version"
        yield Fault(origin, f'a managed policy {fact}; AWS requires "Version": "{NEW_VERSION}"', path)


def _statements(document: Mapping) -> Iterator[Fault]:
    value = document.get("Statement")
    if value is None:
        yield Fault(document.origin, "the policy has no Statement", "")
    elif isinstance(value, Sequence):
        if not value.items:
            yield Fault(value.origin, "the list of statements is empty; AWS requires at least one", "Statement")
    elif not isinstance(value, Mapping | Unknown):
        yield Fault(value.origin, f"Statement is {named(value)}; it must be an object or a list", "Statement")


def _not_objects(document: Document) -> Iterator[list[Fault]]:
    value = document.value.get("Statement") if isinstance(document.value, Mapping) else None
    if isinstance(value, Sequence):
        for index, item in enumerate(value.elements()):
            if not isinstance(item, Mapping | Unknown):
                message = f"the statement is {named(item)}; it must be an object"
                yield [Fault(item.origin, message, f"Statement[{index}]")]


def _names(value: Mapping, allowed: tuple[str, ...], path: str, where: str) -> Iterator[Fault]:
    """Elements that do not exist, and elements that stand twice."""
    prefix = f"{path}." if path else ""
    for element in value.entries:
        if element not in allowed:
            origin = value.key(element)
            message = f'{where} has no element "{name(element, origin)}"{_near(element, allowed)}'
            yield Fault(origin, message, prefix + element)
    yield from repeated(value, path)


def _near(name: str, allowed: tuple[str, ...]) -> str:
    near = next((other for other in allowed if other.lower() == name.lower()), "")
    return f"; write {near}, names are case-sensitive" if near else f"; it may have {', '.join(allowed)}"


def _repeated_sids(document: Document) -> dict[str, list[Fault]]:
    seen: set[str] = set()
    found: dict[str, list[Fault]] = {}
    for statement in document.statements:
        sid = statement.sid.text if isinstance(statement.sid, String) else None
        if statement.sid is not None and sid and sid in seen:
            path = f"{statement.path}.Sid"
            message = (
                f"the Sid {shown(statement.sid)} stands in an earlier statement too; Sids must be unique in a policy"
            )
            found[statement.path] = [Fault(statement.sid.origin, message, path, statement)]
        elif sid:
            seen.add(sid)
    return found


def _statement(statement: Statement, kind: str) -> Iterator[Fault]:
    value = statement.value
    for fault in _parts(statement, kind):
        yield Fault(fault.origin, fault.message, fault.path, statement)
    for missing in _missing(statement, kind):
        yield Fault(value.origin, f"the statement has no {missing}", statement.path, statement)


def _parts(statement: Statement, kind: str) -> Iterator[Fault]:
    yield from _names(statement.value, _ELEMENTS, statement.path, "a statement")
    yield from _sid(statement, kind)
    yield from _effect(statement)
    yield from _pairs(statement)
    for element in (statement.action, statement.not_action):
        if element is not None:
            yield from _texts(element, statement, kind, elements.action)
    for element in (statement.resource, statement.not_resource):
        if element is not None and kind == TRUST:
            yield Fault(element.key, f"a trust policy has no {element.name}; remove it", _path(statement, element))
        elif element is not None:
            yield from _texts(element, statement, kind, elements.resource)
    for principals in (statement.principal, statement.not_principal):
        if principals is not None and kind in (KEY, TRUST):
            yield from elements.principals(principals, _path(statement, principals))
        elif principals is not None:
            message = f"{principals.name} is not allowed in an identity policy; remove it"
            yield Fault(principals.key, message, _path(statement, principals))
    yield from elements.conditions(statement)


def _path(statement: Statement, element: Element | Principals) -> str:
    return f"{statement.path}.{element.name}"


def _missing(statement: Statement, kind: str) -> Iterator[str]:
    """What every statement must have; a key policy is accepted without Action or Resource (KMS208)."""
    if statement.effect_value is None:
        yield "Effect"
    if kind != KEY and statement.action is None and statement.not_action is None:
        yield "Action"
    if kind not in (KEY, TRUST) and statement.resource is None and statement.not_resource is None:
        yield "Resource"
    if kind in (KEY, TRUST) and statement.principal is None and statement.not_principal is None:
        yield "Principal"


def _sid(statement: Statement, kind: str) -> Iterator[Fault]:
    value, path = statement.sid, f"{statement.path}.Sid"
    if value is None or isinstance(value, Unknown):
        return
    if not isinstance(value, String):
        yield Fault(value.origin, f"Sid is {named(value)}; it must be a string", path)
    elif kind not in (KEY, TRUST) and not re.fullmatch(_SID, known(value)):
        message = "the Sid of an identity policy may hold only letters and digits (A-Z, a-z, 0-9)"
        yield Fault(value.origin, message, path)


def _effect(statement: Statement) -> Iterator[Fault]:
    value = statement.effect_value
    if value is None or isinstance(value, Unknown) or statement.effect is not None:
        return
    if not isinstance(value, String) or value.text is not None:
        message = f'Effect is {shown(value)}; AWS accepts only "Allow" and "Deny", in this spelling'
        yield Fault(value.origin, message, f"{statement.path}.Effect")


def _pairs(statement: Statement) -> Iterator[Fault]:
    for element in ("Action", "Resource", "Principal"):
        other = statement.key(f"Not{element}")
        if other is not None and element in statement.value.entries:
            message = f"Not{element} stands beside {element}; a statement may have only one of them"
            yield Fault(other, message, f"{statement.path}.Not{element}")


def _texts(element: Element, statement: Statement, kind: str, check: Callable[[Item], str]) -> Iterator[Fault]:
    """Faults of an element that must be a string or a list of strings; a key policy may have an empty list."""
    value = element.value
    if isinstance(value, Null) or (isinstance(value, Sequence) and not value.items and kind != KEY):
        fact = "is null" if isinstance(value, Null) else "is an empty list"
        yield Fault(element.key, f"{element.name} {fact}; it must name at least one value", _path(statement, element))
    for item in element.items:
        wrong = ""
        if isinstance(item.value, String):
            wrong = check(item)
        elif not isinstance(item.value, Unknown):
            wrong = f"{element.name} holds {named(item.value)}; it must hold strings"
        if wrong:
            yield Fault(item.value.origin, wrong, item.path)
