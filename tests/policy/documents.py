"""Documents for the tests of this folder: from JSON text, with holes by their names."""

import json

from iaclint.policy.document import read_document
from iaclint.text.mapped import Chars
from iaclint.text.span import Source
from iaclint.values.decode import decode_json
from iaclint.values.origin import Origin
from iaclint.values.value import Entry, Mapping, Sequence, String, Unknown


def document(policy, **holes):
    """A document from plain data; the text ``<name>`` in a string stands for the hole of that name."""
    source = Source("policy.json", json.dumps(policy))
    value = decode_json(String(Origin(source.whole()), (Chars(source.text, source.whole()),)))
    return read_document(with_holes(value, holes))


def statements(*found, **holes):
    return document({"Version": "2012-10-17", "Statement": list(found)}, **holes)


def hole(name, shape, target=None):
    return Unknown(Origin(Source("main.tf", name).whole()), name, f"{name} is not given", shape, target)


def with_holes(value, holes):
    if isinstance(value, Mapping):
        entries = {key: Entry(entry.key, with_holes(entry.value, holes)) for key, entry in value.entries.items()}
        return Mapping(value.origin, entries, value.type)
    if isinstance(value, Sequence):
        return Sequence(value.origin, tuple(with_holes(item, holes) for item in value.items))
    return _filled(value, holes) if isinstance(value, String) else value


def _filled(value, holes):
    parts = [value.text]
    for name, unknown in holes.items():
        parts = [piece for part in parts for piece in _split(part, f"<{name}>", unknown)]
    if len(parts) == 1:
        return parts[0].at(value.origin) if isinstance(parts[0], Unknown) else value
    return String(value.origin, tuple(Chars(p, value.span) if isinstance(p, str) else p for p in parts))


def _split(part, marker, unknown):
    if not isinstance(part, str) or marker not in part:
        return [part]
    pieces = part.split(marker)
    found = [pieces[0]]
    for piece in pieces[1:]:
        found += [unknown, piece]
    return [piece for piece in found if piece != ""]
