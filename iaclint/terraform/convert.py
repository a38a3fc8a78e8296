"""Values of one Terraform type to another, as cty's ``convert.Convert`` does it.

Positions and steps survive: a converted text stands where the number stood, a set keeps the first of equal items.
"""

from __future__ import annotations

from iaclint.terraform.asking import asked
from iaclint.terraform.order import as_set, in_order
from iaclint.terraform.scalars import failed, mismatch, to_primitive
from iaclint.terraform.types import (
    DYNAMIC,
    STRING,
    UNDECIDED,
    Collection,
    InvalidType,
    ObjectType,
    Primitive,
    TupleType,
    Type,
    describe,
    has_undecided,
    is_closed,
    is_open,
    kind_of,
    refined,
    type_of,
    unknown_type,
)
from iaclint.terraform.unify import convertible, unify
from iaclint.values.encode import number_text
from iaclint.values.secrets import guarded
from iaclint.values.value import (
    ANY,
    TEXT,
    Bool,
    Entry,
    Failed,
    Mapping,
    Null,
    Number,
    Sequence,
    Spread,
    String,
    Unknown,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.text.span import Span
    from iaclint.values.value import Value


def convert(value: Value, want: Type, span: Span | None = None) -> Value:
    """``value`` as ``want``; Failed at ``span`` (else where the value stands) if Terraform refuses it."""
    if want is DYNAMIC or (isinstance(value, String) and want is STRING):
        return value
    result = _convert(value if isinstance(want, Primitive) else asked(value, want), want)
    if isinstance(result, Failed) and not isinstance(value, Failed):
        return guarded(result if span is None else Failed(result.origin, span.text, result.reason), value)
    return result


def _convert(value: Value, want: Type) -> Value:
    """The same for a value without lazy objects in it."""
    if isinstance(value, Failed) or want is DYNAMIC:
        return value
    if isinstance(want, InvalidType):
        return failed(value, want.reason)
    if isinstance(value, Unknown):
        return _unknown(value, want)
    if isinstance(value, Null):
        return _null(value, want)
    if want is UNDECIDED:
        return _undecided(value)
    if isinstance(want, Primitive):
        return to_primitive(value, want)
    if isinstance(want, Collection):
        return _map(value, want) if want.kind == "map" else _collection(value, want)
    return _tuple(value, want) if isinstance(want, TupleType) else _object(value, want)  # type: ignore[arg-type]


def _null(value: Null, want: Type) -> Value:
    given = type_of(value)
    if not convertible(given, want):
        return mismatch(value, want)
    return Null(value.origin, want if given is DYNAMIC else refined(want, given))


def _unknown(value: Unknown, want: Type) -> Value:
    given = unknown_type(value)
    if not convertible(given, want):
        return failed(value, f"{describe(want)} required, but {value.name} is {describe(given)}")
    shape = TEXT if value.shape == ANY and want is STRING else value.shape
    type = want if given is UNDECIDED or kind_of(want) != kind_of(given) else refined(want, given)
    return value.__class__(value.origin, value.name, value.reason, shape, value.target, type)


def _undecided(value: Value) -> Value:
    """A number or truth value among unknowns that may turn it into a text."""
    if not isinstance(value, Number | Bool):
        return value
    text = number_text(value.value) if isinstance(value, Number) else str(value.value).lower()
    return Unknown(value.origin, text, f"whether {text} becomes a text depends on an unknown value beside it")


def _collection(value: Value, want: Collection) -> Value:
    """A list, set or tuple as a list or set."""
    if not isinstance(value, Sequence):
        return mismatch(value, want)
    if value.type == want.kind and value.element == want.element:
        return value
    element = _item_type(value, want)
    if element is None:
        return failed(value, f"the items have no type in common, so they make no {want.kind}")
    items = tuple(_convert(item, element) for item in value.items)
    if value.type == "tuple" and not is_closed(element):
        element = _made_alike(items, want.kind)
        if element is None:
            return failed(value, f"the items have no type in common, so they make no {want.kind}")
        items = tuple(_convert(item, element) for item in items)
    bad = _first_failed(items, value.items)
    if bad is not None:
        return bad
    known = element if is_closed(element) else None
    if want.kind == "set":
        return as_set(Sequence(value.origin, items, "set", known))
    if value.type == "set":
        items = in_order(Sequence(value.origin, items))
    return Sequence(value.origin, items, "list", known)


def _item_type(value: Sequence, want: Collection) -> Type | None:
    """What the items are converted to; None if they have no type in common."""
    if not is_open(want.element):
        return want.element
    if value.type != "tuple":
        return value.element if isinstance(value.element, Type) else want.element
    found = unify(type_of(item) for item in value.items)
    mixed = found is DYNAMIC and any(type_of(item) is not DYNAMIC for item in value.items)
    return None if mixed else found


def _made_alike(items: tuple[Value, ...], kind: str) -> Type | None:
    """The type of items that were converted one by one: a list converts them again, a set needs them to be alike."""
    types = [type for type in map(type_of, items) if type is not DYNAMIC]
    if kind == "list" or any(map(has_undecided, types)):
        return unify(map(type_of, items))
    return (types[0] if types else DYNAMIC) if all(type == types[0] for type in types) else None


def _first_failed(items: tuple[Value, ...], before: tuple[Value, ...]) -> Failed | None:
    """The first item that the conversion refused (one that had failed before is passed on inside)."""
    for item, old in zip(items, before, strict=True):
        if isinstance(item, Failed) and not isinstance(old, Failed):
            return item
    return None


def _map(value: Value, want: Collection) -> Value:
    """A map or object as a map."""
    if not isinstance(value, Mapping):
        return mismatch(value, want)
    if value.type == "map" and value.element == want.element:
        return value
    element: Type | None = want.element
    if is_open(want.element):
        element = _attribute_type(value)
    if element is None:
        return failed(value, "the attributes have no type in common, so they make no map")
    entries = {key: Entry(entry.key, _convert(entry.value, element)) for key, entry in sorted(value.entries.items())}
    if value.type == "object" and kind_of(element) in {"list", "set", "map", "object"} and not is_closed(element):
        element = unify(type_of(entry.value) for entry in entries.values())
        if element is None:
            return failed(value, "the attributes have no type in common, so they make no map")
        entries = {key: Entry(entry.key, _convert(entry.value, element)) for key, entry in entries.items()}
    bad = _first_bad_entry(entries, value)
    known = element if is_closed(element) else None
    return bad if bad is not None else Mapping(value.origin, entries, "map", value.duplicates, known)


def _attribute_type(value: Mapping) -> Type | None:
    if value.type == "map":
        return value.element if isinstance(value.element, Type) else DYNAMIC
    types = [type_of(entry.value) for entry in value.entries.values()]
    found = unify(types)
    certain = [type for type in types if type is not DYNAMIC]
    if found is DYNAMIC and certain:  # nulls beside structures: these must be of one type already
        return certain[0] if all(type == certain[0] for type in certain) else None
    return found


def _first_bad_entry(entries: dict[str, Entry], before: Mapping) -> Failed | None:
    for key, entry in entries.items():
        old = before.entries.get(key)
        if isinstance(entry.value, Failed) and not (old is not None and isinstance(old.value, Failed)):
            return entry.value
    return None


def _tuple(value: Value, want: TupleType) -> Value:
    if not isinstance(value, Sequence) or value.type != "tuple":
        return mismatch(value, want)
    if any(isinstance(item, Spread) for item in value.items):
        return value
    if len(value.items) != len(want.elements):
        return failed(value, f"a tuple of {len(want.elements)} items is required, but this has {len(value.items)}")
    items = tuple(map(_convert, value.items, want.elements))
    return _first_failed(items, value.items) or Sequence(value.origin, items, "tuple")


def _object(value: Value, want: ObjectType) -> Value:
    """A map or object as an object: missing optional attributes get their default, others are left out."""
    if not isinstance(value, Mapping):
        return mismatch(value, want)
    entries: dict[str, Entry] = {}
    for name, type in sorted(want.attributes.items()):
        entry = value.entries.get(name)
        if name in want.optional:
            entry = _with_default(value, entry, want.optional[name])
        if entry is None:
            return failed(value, f'the attribute "{name}" is required')
        entries[name] = Entry(entry.key, _convert(entry.value, type))
    bad = _first_bad_entry(entries, value)
    return bad if bad is not None else Mapping(value.origin, entries, "object")


def _with_default(value: Mapping, entry: Entry | None, default: Value | None) -> Entry:
    """An optional attribute that is missing or null gets its default, else null."""
    if entry is not None and (default is None or not isinstance(entry.value, Null)):
        return entry
    if default is not None:
        return Entry(default.origin, default)
    return Entry(value.origin, Null(value.origin))
