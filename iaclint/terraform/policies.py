"""Values that are, or may be, policy documents."""

from __future__ import annotations

from iaclint.terraform.lazy import forced
from iaclint.terraform.resources import argument_value
from iaclint.text.nodes import ReadError
from iaclint.values.decode import decode_json
from iaclint.values.encode import complete, plain
from iaclint.values.value import Failed, Mapping, Null, Sequence, String, Unknown
from iaclint.values.world import World

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from iaclint.terraform.configuration import Configuration
    from iaclint.terraform.instances import Member
    from iaclint.text.hclast import Attribute
    from iaclint.values.encode import Plain
    from iaclint.values.value import Value

    Step = int | str

MAX_DEPTH = 3  # levels of lists and maps in an argument that are looked into


def as_policy(value: Value, name: str, *, optional: bool = False) -> Value | None:
    """The value of a policy argument: a string of JSON or an Unknown; None for ``null``.

    An empty string is no policy either where the argument is ``optional``: the provider takes it for not set (checked
    with a plan of ``aws_kms_key``).
    """
    value = forced(value)
    if isinstance(value, Null) or (optional and isinstance(value, String) and value.text == ""):
        return None
    if isinstance(value, String | Unknown):
        return value
    return Failed(value.origin, name, f"{name} must be a string of JSON: wrap this in jsonencode()")


def is_document(value: Value) -> bool:
    """Whether a value is a policy document: it has a ``Statement`` with an ``Effect``."""
    statement = value.get("Statement") if isinstance(value, Mapping) else None
    statements = statement.items if isinstance(statement, Sequence) else (statement,)
    return any(isinstance(item, Mapping) and "Effect" in item.entries for item in statements)


def decoded(value: Value) -> Value:
    """A string of JSON as what it says; any other value as it is."""
    if not isinstance(value, String) or not any("{" in getattr(part, "text", "{") for part in value.parts):
        return value
    try:
        return decode_json(value)
    except ReadError:
        return value


def arguments_with_policies(
    configuration: Configuration, member: Member, argument: Attribute
) -> Iterator[tuple[str, Callable[[], Value | None]]]:
    """The policy documents in an argument: where in it they stand (empty: it is one), and how to compute each."""

    def compute() -> Value:
        return forced(argument_value(configuration, member, argument))

    for way in _documents(configuration.in_world(World(), compute), ()):
        path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in way)
        yield path, lambda way=way: _at(compute(), way)  # type: ignore[misc]


def _documents(value: Value, way: tuple[Step, ...]) -> Iterator[tuple[Step, ...]]:
    if is_document(decoded(value)):
        yield way
    elif len(way) < MAX_DEPTH:
        if isinstance(value, Sequence):
            for index, item in enumerate(value.items):
                yield from _documents(item, (*way, index))
        elif isinstance(value, Mapping):
            for key, entry in value.entries.items():
                yield from _documents(entry.value, (*way, key))


def _at(value: Value, way: tuple[Step, ...]) -> Value | None:
    """The document at a place of an argument, None if there is none in this world."""
    found: Value | None = value
    for step in way:
        if isinstance(found, Sequence) and isinstance(step, int):
            found = found.item(step) if step < len(found.items) else None
        elif isinstance(found, Mapping) and isinstance(step, str):
            found = found.get(step)
    return found if found is not None and is_document(decoded(found)) else None


def agrees(mine: Value, planned: Value) -> bool:
    """Whether a policy is the one that a plan has: equal as AWS reads it, and nothing in it unknown."""
    left, right = decoded(mine), decoded(planned)
    return complete(left) and _canonical(plain(left)) == _canonical(plain(right))


def _canonical(data: Plain) -> object:
    """A document in which one value equals a list of it, and the order of plain values does not count."""
    if isinstance(data, dict):
        return {key: _canonical(value) for key, value in data.items()}
    if not isinstance(data, list):
        return [str(data).lower() if isinstance(data, bool) else str(data)]
    if any(isinstance(item, dict | list) for item in data):
        return _canonical(data[0]) if len(data) == 1 else [_canonical(item) for item in data]
    return sorted({str(item).lower() if isinstance(item, bool) else str(item) for item in data})
