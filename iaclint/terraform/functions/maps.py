"""Functions of maps and objects. Keys and values keep their own places and steps."""

from __future__ import annotations

from iaclint.terraform.convert import convert
from iaclint.terraform.functions.items import MAPPINGS, fits, has_gaps, taken
from iaclint.terraform.functions.signature import NOTHING, OUTER, Function, Parameter
from iaclint.terraform.types import DYNAMIC, STRING, Collection, ObjectType, kind_of, type_of, unknown_type
from iaclint.values.encode import complete
from iaclint.values.origin import Origin
from iaclint.values.value import Entry, Failed, Mapping, Null, Sequence, String, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.terraform.functions.signature import Call
    from iaclint.values.value import Value

TEXTS = Collection("list", STRING)


def _keys(call: Call, mapping: Value) -> Value:
    if isinstance(mapping, Mapping):
        names = tuple(String.of(key, mapping.key(key)) for key in sorted(mapping.entries))
        return _made(call, names, mapping, STRING)
    if not fits(mapping, MAPPINGS):
        return call.refuse("the argument must be a map or object")
    known = unknown_type(mapping)
    if isinstance(known, ObjectType):
        items = tuple(call.text(name) for name in sorted(known.attributes))
        return Sequence(Origin(call.span), items, "tuple")
    return call.unknown(mapping, type=TEXTS if kind_of(known) == "map" else None)


def _made(call: Call, items: tuple[Value, ...], mapping: Mapping, element: object) -> Sequence:
    """A list out of a map, a tuple out of an object."""
    if mapping.type == "map":
        return Sequence(Origin(call.span), items, "list", element)
    return Sequence(Origin(call.span), items, "tuple")


def _values(call: Call, mapping: Value) -> Value:
    if not isinstance(mapping, Mapping):
        return call.refuse("the argument must be a map or object")
    return _made(call, tuple(value for _, value in sorted(mapping.items())), mapping, mapping.element)


def _lookup(call: Call, mapping: Value, key: Value, *rest: Value) -> Value:
    if len(rest) > 1:
        return call.refuse("two or three arguments are required")
    if not fits(mapping, MAPPINGS):
        return call.refuse("the first argument must be a map or object")
    default = rest[0] if rest else None
    if default is not None and kind_of(type_of(mapping)) == "map":
        default = convert(default, type_of(mapping).element)  # type: ignore[attr-defined]
        if isinstance(default, Failed):
            return call.refuse("the default must be of the type of the map's values")
    name = key.text if isinstance(key, String) else None
    if not isinstance(mapping, Mapping) or name is None:
        return call.unknown(*(mapping, key) if isinstance(mapping, Unknown) else (key,))
    found = mapping.get(name)
    if found is not None:
        return taken(found, call)
    return default if default is not None else call.refuse(f'there is no key "{name}"')


def _merge(call: Call, *maps: Value) -> Value:
    given = [value for value in maps if not isinstance(value, Null)]
    if not all(fits(value, MAPPINGS) for value in given):
        return call.refuse("the arguments must be maps or objects")
    if any(isinstance(value, Unknown) for value in given):
        return call.unknown()
    entries: dict[str, Entry] = {}
    for value in given:
        if isinstance(value, Mapping):
            entries.update({key: Entry(value.key(key), item) for key, item in value.items()})
    types = [type_of(value) for value in maps]
    alike = bool(types) and all(type == types[0] for type in types)
    in_order = {key: entries[key] for key in sorted(entries)}
    if alike and isinstance(types[0], Collection):
        return Mapping(Origin(call.span), in_order, "map", (), types[0].element)
    return Mapping(Origin(call.span), in_order)


def _zipmap(call: Call, keys: Sequence, values: Value) -> Value:
    if not isinstance(values, Sequence) or values.type == "set":
        return call.refuse("the values must be a list or tuple")
    if any(isinstance(key, Null) for key in keys.items):
        return call.refuse("a key must not be null")
    if not complete(keys) or has_gaps(values):
        return call.unknown(*(keys, values) if not complete(keys) else (values,))
    if len(keys.items) != len(values.items):
        return call.refuse(f"there are {len(keys.items)} keys, but {len(values.items)} values")
    entries: dict[str, Entry] = {}
    for key, value in zip(keys.elements(), values.elements(), strict=True):
        entries[getattr(key, "text", "")] = Entry(key.origin, value)
    in_order = {key: entries[key] for key in sorted(entries)}
    if values.type == "list":
        return Mapping(Origin(call.span), in_order, "map", (), values.element)
    return Mapping(Origin(call.span), in_order)


def _transpose(call: Call, mapping: Mapping) -> Value:
    found: dict[str, tuple[Origin, list[Value]]] = {}
    for key, texts in sorted(mapping.items()):
        if not isinstance(texts, Sequence):
            return call.refuse("a list of the map is null")
        for text in texts.elements():
            if isinstance(text, Null):
                return call.refuse("a list of the map holds null")
            _, keys = found.setdefault(getattr(text, "text", ""), (text.origin, []))
            keys.append(String.of(key, mapping.key(key)))
    entries = {
        name: Entry(origin, Sequence(Origin(call.span), tuple(keys), "list", STRING))
        for name, (origin, keys) in sorted(found.items())
    }
    return Mapping(Origin(call.span), entries, "map", (), TEXTS)


_FREE = Parameter(DYNAMIC, needs=OUTER)
_UNKNOWN = Parameter(DYNAMIC, needs=NOTHING)

FUNCTIONS = {
    "keys": Function(_keys, (_UNKNOWN,)),
    "values": Function(_values, (_FREE,)),
    "lookup": Function(
        _lookup, (_UNKNOWN, Parameter(STRING, needs=NOTHING)), variadic=Parameter(DYNAMIC, null=True, needs=NOTHING)
    ),
    "merge": Function(_merge, variadic=Parameter(DYNAMIC, null=True, needs=NOTHING)),
    "zipmap": Function(_zipmap, (Parameter(TEXTS, needs=OUTER), _FREE)),
    "transpose": Function(_transpose, (Parameter(Collection("map", TEXTS)),), Collection("map", TEXTS)),
}
