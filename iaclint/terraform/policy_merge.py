"""Merging policy documents as the AWS provider does: by ``Sid``, and with what its reader of JSON drops.

Facts: the provider's internal/service/iam/policy_model.go; Go's encoding/json finds keys without regard to case.
"""

from __future__ import annotations

from iaclint.text.nodes import ReadError
from iaclint.values.decode import decode_json
from iaclint.values.origin import Origin
from iaclint.values.value import Bool, Entry, Mapping, Null, Sequence, Spread, String, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Final

    from iaclint.values.value import Value

_ELEMENTS = ("Action", "NotAction", "Resource", "NotResource")


class Refused(Exception):  # noqa: N818
    """The provider stops with an error; ``origin`` is what it stumbles over."""

    def __init__(self, message: str, origin: Origin | None = None) -> None:
        super().__init__(message)
        self.origin: Final = origin


class Merged:
    """A document that others are merged into. A ``Spread`` among the statements stands for any number of them."""

    def __init__(self, version: Value | None = None, id: Value | None = None, statements: Iterable[Value] = ()) -> None:
        self.version = version
        self.id = id
        self.statements: Final = list(statements)

    def merge(self, other: Merged) -> None:
        """Lay another document over this one: a statement with a known ``Sid`` replaces the one that has it."""
        if other.id is not None:
            self.id = other.id
        if other.version is not None and self._upgraded(other.version):
            self.version = other.version
        places: dict[str, int] = {}
        for at, mine in enumerate(self.statements):
            places.setdefault(sid_of(mine), at)
        for statement in other.statements:
            sid = sid_of(statement)
            at = places.setdefault(sid, len(self.statements)) if sid else len(self.statements)
            self.statements[at : at + 1] = [statement]

    def _upgraded(self, version: Value) -> bool:
        if self.version is None or isinstance(version, Unknown):
            return True
        mine, new = self.version, version
        return isinstance(mine, String) and isinstance(new, String) and (new.text or "") > (mine.text or "")

    def unique(self, document: Merged, seen: dict[str, bool]) -> None:
        """Refuse a ``Sid`` that stood before."""
        for statement in document.statements:
            sid = sid_of(statement)
            if sid and sid in seen:
                raise Refused(f"the Sid {sid} stands twice", statement.origin)
            seen[sid] = True

    def value(self, origin: Origin) -> Mapping:
        """The document as a value; elements that are not set are left out."""
        entries: dict[str, Entry] = {}
        if self.version is not None:
            entries["Version"] = Entry(self.version.origin, self.version)
        if self.id is not None and not _is_text(self.id, ""):
            entries["Id"] = Entry(self.id.origin, self.id)
        if self.statements:
            entries["Statement"] = Entry(origin, Sequence(origin, tuple(self.statements)))
        return Mapping(origin, entries, "object")


def sid_of(statement: Value) -> str:
    """The ``Sid`` of a statement if it is known; else empty."""
    entry = statement.entries.get("Sid") if isinstance(statement, Mapping) else None
    return (entry.value.text or "") if entry is not None and isinstance(entry.value, String) else ""


def spread(unknown: Unknown) -> Spread:
    """Any number of unknown items."""
    return Spread(unknown.origin, unknown.name, unknown.reason)


def read_document(text: Value, what: str) -> Merged:
    """A document given as JSON, as the provider reads it; Refused if it is none."""
    value = _decoded(text, what)
    if isinstance(value, Unknown):
        return Merged(statements=[spread(value)])
    if not isinstance(value, Mapping):
        raise Refused(f"{what} holds no JSON object", value.origin)
    found = (_field(value, name) for name in ("Version", "Id", "Statement"))
    version, id, statements = (one.within(value) if one is not None else None for one in found)
    if isinstance(statements, Unknown):
        return Merged(version, id, [spread(statements)])
    if statements is not None and not isinstance(statements, Sequence):
        raise Refused(f"in {what}, Statement is no list", statements.origin)
    items = statements.elements() if statements is not None else ()
    return Merged(_string(version, "Version"), _string(id, "Id"), [_statement(item) for item in items])


def _decoded(text: Value, what: str) -> Value:
    if not isinstance(text, String):
        return text
    try:
        return decode_json(text)
    except ReadError as error:
        raise Refused(f"{what} holds no JSON: {error.message}", Origin(error.span)) from None


def _field(value: Mapping, name: str) -> Value | None:
    """An element without the steps of its container; ``null`` counts as not there."""
    key = _found(value, name)
    found = value.entries[key].value if key is not None else None
    return None if isinstance(found, Null) else found


def _found(value: Mapping, name: str) -> str | None:
    """The key of an element as Go's decoder finds it: without regard to case."""
    if name in value.entries:
        return name
    wanted = name.lower()
    return next((key for key in reversed(value.entries) if key.lower() == wanted), None)


def _string(value: Value | None, name: str) -> Value | None:
    if value is not None and not isinstance(value, String | Unknown):
        raise Refused(f"{name} is no string", value.origin)
    return value


def _statement(item: Value) -> Value:
    """A statement with the elements that the provider knows, in its order."""
    if isinstance(item, Unknown):
        return spread(item)
    if not isinstance(item, Mapping):
        raise Refused("a statement is no JSON object", item.origin)
    found: dict[str, Value | None] = {
        "Sid": _string(_field(item, "Sid"), "Sid"),
        "Effect": _string(_field(item, "Effect"), "Effect"),
        **{name: _field(item, name) for name in _ELEMENTS},
        "Principal": _principal(_field(item, "Principal")),
        "NotPrincipal": _principal(_field(item, "NotPrincipal")),
        "Condition": _condition(_field(item, "Condition")),
    }
    entries = {
        name: Entry(_key(item, name), value)
        for name, value in found.items()
        if value is not None and not (_is_text(value, "") and name in {"Sid", "Effect"})
    }
    return Mapping(item.origin, entries, "object")


def _key(item: Mapping, name: str) -> Origin:
    key = _found(item, name)
    return item.entries[key].key if key is not None else item.origin


def _is_text(value: Value, text: str) -> bool:
    return isinstance(value, String) and value.text == text


def _principal(value: Value | None) -> Value | None:
    """Every string becomes ``*``; lists are sorted."""
    if value is None or isinstance(value, Unknown):
        return value
    if isinstance(value, String):
        return String.of("*", value.origin)
    if not isinstance(value, Mapping):
        raise Refused("a principal is neither a string nor an object", value.origin)
    entries: dict[str, Entry] = {}
    for type in sorted(value.entries):
        entry = value.entries[type]
        entries[type] = Entry(entry.key, _identifiers(entry.value))
    only = entries["*"].value if list(entries) == ["*"] else None
    items = only.items if isinstance(only, Sequence) else (only,) if only is not None else ()
    if len(items) == 1 and _is_text(items[0], "*"):
        return items[0]
    return Mapping(value.origin, entries, "object") if entries else None


def _identifiers(value: Value) -> Value:
    if isinstance(value, String | Unknown):
        return value
    if not isinstance(value, Sequence) or any(not isinstance(item, String | Unknown) for item in value.items):
        raise Refused("a principal is no string", value.origin)
    known = [item for item in value.items if isinstance(item, String) and item.text is not None]
    known.sort(key=lambda item: (item.text or "").encode("utf-8", "surrogatepass"), reverse=True)
    others = [item for item in value.items if not any(item is one for one in known)]
    return Sequence(value.origin, (*known, *others))


def _condition(value: Value | None) -> Value | None:
    """Operators and keys in order; a list of one value stands without its brackets, a number is dropped."""
    if value is None or isinstance(value, Unknown):
        return value
    if not isinstance(value, Mapping):
        raise Refused("Condition is no object", value.origin)
    operators: dict[str, Entry] = {}
    for operator in sorted(value.entries):
        where, keys = value.entries[operator].key, value.entries[operator].value
        if isinstance(keys, Unknown):
            operators[operator] = Entry(where, keys)
        elif isinstance(keys, Mapping):
            entries = _condition_keys(keys)
            if entries:
                operators[operator] = Entry(where, Mapping(keys.origin, entries, "object"))
        elif not isinstance(keys, Null):
            raise Refused(f"the condition {operator} is no object", where)
    return Mapping(value.origin, operators, "object") if operators else None


def _condition_keys(keys: Mapping) -> dict[str, Entry]:
    entries: dict[str, Entry] = {}
    for key in sorted(keys.entries):
        where, value = keys.entries[key].key, keys.entries[key].value
        if isinstance(value, Bool):
            value = String.of("true" if value.value else "false", value.origin)
        elif isinstance(value, Sequence):
            if any(not isinstance(item, String | Unknown) for item in value.items):
                raise Refused(f"a value of {key} is no string", value.origin)
            if len(value.items) == 1 and not isinstance(value.items[0], Spread):
                value = value.item(0)
        if isinstance(value, String | Sequence | Unknown):
            entries[key] = Entry(where, value)
    return entries
