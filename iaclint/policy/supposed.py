"""What statements of unknown effect might do: the same document, in which they allow."""

from __future__ import annotations

from iaclint.policy.document import Document, Item, read_document
from iaclint.text.mapped import Chars
from iaclint.values.value import Entry, Mapping, Sequence, String

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.values.value import Unknown, Value


def unknown_effects(document: Document) -> dict[str, tuple[Unknown, ...]]:
    """The paths of the statements of unknown effect, each with what is not known of it."""
    effects = ((one.path, Item(one.effect_value, "").unknowns()) for one in document.statements if one.effect_value)
    return {path: unknowns for path, unknowns in effects if unknowns}


def supposing_allow(document: Document) -> Document:
    """The document with ``Allow`` in each statement of unknown effect."""
    paths = unknown_effects(document)
    chosen = {statement.index for statement in document.statements if statement.path in paths}
    whole = document.value
    assert isinstance(whole, Mapping)
    entry = whole.entries["Statement"]
    found = entry.value
    if isinstance(found, Sequence):
        items = tuple(_allowing(item) if at in chosen else item for at, item in enumerate(found.items))
        allowing: Value = Sequence(found.origin, items, found.type)
    else:
        allowing = _allowing(found)
    entries = {**whole.entries, "Statement": Entry(entry.key, allowing)}
    return read_document(Mapping(whole.origin, entries, whole.type, whole.duplicates))


def _allowing(statement: Value) -> Mapping:
    assert isinstance(statement, Mapping)
    effect = statement.entries["Effect"]
    origin = effect.value.origin
    allow = String(origin, (Chars("Allow", origin.span),))
    entries = {**statement.entries, "Effect": Entry(effect.key, allow)}
    return Mapping(statement.origin, entries, statement.type, statement.duplicates)
