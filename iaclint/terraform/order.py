"""Equality, and the order of sets, as cty has them."""

from __future__ import annotations

from itertools import pairwise

from iaclint.terraform.lazy import Lazy, forced
from iaclint.terraform.numeric import simplest
from iaclint.terraform.types import kind_of, type_of
from iaclint.values.encode import complete
from iaclint.values.value import Bool, Mapping, Null, Number, Sequence, Spread, String, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator
    from decimal import Decimal

    from iaclint.values.value import Value


def identity(value: Value) -> Hashable | None:
    """What two values that are wholly known and equal have in common; None if something in ``value`` is not known."""
    if isinstance(value, String):
        text = value.text
        return None if text is None else ("string", text)
    if isinstance(value, Number):
        number = value.value if isinstance(value.value, int) else simplest(value.value)
        return ("number", number if isinstance(number, int) and abs(number) < FIRM else _digits(number))
    if isinstance(value, Bool):
        return ("bool", value.value)
    if isinstance(value, Null):
        return ("null",)
    if isinstance(value, Sequence):
        items = tuple(identity(item) for item in value.items)
        return None if None in items else (value.type, items)
    if isinstance(value, Mapping):
        entries = tuple((key, identity(value.entries[key].value)) for key in sorted(value.entries))
        return None if any(item is None for _, item in entries) else (value.type, entries)
    return None


FIRM = 2**60  # Python hashes numbers modulo 2**61 - 1: whoever wants to, makes any number of larger ones collide


def _digits(number: int | Decimal) -> str:
    """A number as text: the same for equal ones."""
    if isinstance(number, int):
        return hex(number)
    sign, digits, _ = number.as_tuple()
    return f"{sign}{''.join(map(str, digits)).rstrip('0')}e{number.adjusted()}"


def equal(left: Value, right: Value) -> bool | None:
    """Whether two values are equal (nothing is converted); None if what is not known decides it."""
    left = forced(left) if isinstance(left, Lazy) else left
    right = forced(right) if isinstance(right, Lazy) else right
    mine, other = identity(left), identity(right)
    if mine is not None and other is not None:
        return mine == other
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return _with_unknown(left, right)
    if left.kind != right.kind:
        return False
    if isinstance(left, String) and isinstance(right, String):
        return None if _may_be_same(left, right) else False
    if isinstance(left, Sequence) and isinstance(right, Sequence):
        return _equal_sequences(left, right)
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return _equal_mappings(left, right)
    return None


def _with_unknown(left: Value, right: Value) -> bool | None:
    if isinstance(left, Null) or isinstance(right, Null):
        return None
    kinds = {kind_of(type_of(left)), kind_of(type_of(right))}
    return False if len(kinds) > 1 and not kinds & {"dynamic", "undecided", "invalid"} else None


def _may_be_same(left: String, right: String) -> bool:
    """Whether two texts, at least one with holes, can be equal: what is left behind equal beginnings and ends must fit.

    A hole of the same name is the same text, so ``arn`` and ``arn/*`` differ whatever ``arn`` is.
    """
    mine, other = _pieces(left), _pieces(right)
    for end in (0, -1):
        while mine and other and mine[end] == other[end]:
            del mine[end], other[end]
    if not mine or not other:
        return not any(isinstance(piece, str) for piece in (*mine, *other))
    return all(not isinstance(mine[end], str) or not isinstance(other[end], str) for end in (0, -1))


def _pieces(text: String) -> list[object]:
    """The characters one by one, and the holes: those that depend on the moment are only like themselves."""
    pieces: list[object] = []
    for part in text.flat():
        if isinstance(part, Unknown):
            pieces.append((part.name, part.span) if part.target is not None or part.name[-1:] != ")" else part)
        else:
            pieces.extend(part.text)
    return pieces


def known_start(value: String) -> str:
    """The characters before the first hole."""
    known = []
    for part in value.flat():
        if isinstance(part, Unknown):
            break
        known.append(part.text)
    return "".join(known)


def known_end(value: String) -> str:
    """The characters behind the last hole."""
    known: list[str] = []
    for part in reversed(value.flat()):
        if isinstance(part, Unknown):
            break
        known.insert(0, part.text)
    return "".join(known)


def _equal_sequences(left: Sequence, right: Sequence) -> bool | None:
    if left.type != right.type:
        return False
    if left.type == "set" or any(isinstance(item, Spread) for item in (*left.items, *right.items)):
        return None
    if len(left.items) != len(right.items):
        return False
    return _all(equal(mine, other) for mine, other in zip(left.items, right.items, strict=True))


def _equal_mappings(left: Mapping, right: Mapping) -> bool | None:
    if left.type != right.type or left.entries.keys() != right.entries.keys():
        return False
    return _all(equal(entry.value, right.entries[key].value) for key, entry in left.entries.items())


def _all(answers: Iterable[bool | None]) -> bool | None:
    """False if one is, None if one is open, else True."""
    result: bool | None = True
    for answer in answers:
        if answer is False:
            return False
        if answer is None:
            result = None
    return result


def as_set(value: Sequence) -> Sequence:
    """The items as a set: equal ones once (the first stays), in cty's order, those of unknown place behind."""
    known: dict[Hashable, Value] = {}
    partial: list[Value] = []
    for item in value.items:
        same = identity(item)
        if same is None:
            partial.append(item)
        else:
            known.setdefault(same, item)
    nulls = [item for item in known.values() if isinstance(item, Null)]
    firm = sorted((item for item in known.values() if not isinstance(item, Null)), key=_sort_key)
    items = in_known_order((*firm, *partial)) if partial else None
    return Sequence(value.origin, (*(items or (*firm, *partial)), *nulls), "set", value.element)


def in_known_order(items: tuple[Value, ...]) -> tuple[Value, ...] | None:
    """Texts in their order, if that is certain: what is known of their beginnings must tell them apart."""
    texts = [item for item in items if isinstance(item, String)]
    if len(texts) < len(items):
        return None
    texts.sort(key=known_start)
    for before, after in pairwise(texts):
        start, following = known_start(before), known_start(after)
        if following.startswith(start) and (before.text is None or start == following):
            return None
    return tuple(texts)


def is_settled(value: Sequence) -> bool:
    """Whether number and order of a set's items are certain."""
    return len(value.items) == 1 or all(map(complete, value.items)) or in_known_order(value.items) is not None


def in_order(value: Sequence) -> tuple[Value, ...]:
    """The items of a set as those of a list.

    What is not wholly known may stand anywhere in the list, and may equal another item: spreads stand for it at every
    place where it may be.
    """
    if is_settled(value):
        return value.items
    gap = spread(next(holes(value)))
    certain = [item for item in value.items if complete(item)]
    return (gap, *(one for item in certain for one in (item, gap)))


def spread(hole: Unknown) -> Spread:
    """Any number of items, unknown for the reason of ``hole``."""
    return Spread(hole.origin, hole.name, hole.reason, hole.shape, hole.target, hole.type)


def holes(value: Value) -> Iterator[Unknown]:
    """Everything in a value that is not known."""
    if isinstance(value, Unknown):
        yield value
    elif isinstance(value, String):
        yield from value.unknowns()
    elif isinstance(value, Sequence):
        for item in value.items:
            yield from holes(item)
    elif isinstance(value, Mapping):
        for entry in value.entries.values():
            yield from holes(entry.value)


def _sort_key(item: Value) -> tuple[int, object]:
    if isinstance(item, String):
        return (0, item.text)
    if isinstance(item, Number | Bool):
        return (1, item.value)
    return (2, _fingerprint(item).encode())


def _fingerprint(value: Value) -> str:
    """The text by which cty orders sets of structures (cty, set_internals.go, appendSetHashBytes)."""
    if isinstance(value, String):
        return _quoted(value.text or "")
    if isinstance(value, Number):
        return f"{float(value.value):.10g}"
    if isinstance(value, Bool):
        return "T" if value.value else "F"
    if isinstance(value, Sequence):
        inner = "".join(f"{_fingerprint(item)};" for item in value.items)
        return f"<{inner}>" if value.type == "tuple" else f"[{inner}]"
    if isinstance(value, Mapping):
        return _mapping_fingerprint(value)
    return "~"


def _mapping_fingerprint(value: Mapping) -> str:
    keys = sorted(value.entries)
    if value.type == "object":
        return "<" + "".join(f"{_fingerprint(value.entries[key].value)};" for key in keys) + ">"
    return "{" + "".join(f"{_quoted(key)}:{_fingerprint(value.entries[key].value)};" for key in keys) + "}"


_ESCAPES = {"\a": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v", '"': '\\"'}


def _quoted(text: str) -> str:
    """A text as Go's ``%q`` writes it."""
    return '"' + "".join(_escaped(char) for char in text.replace("\\", "\\\\")) + '"'


def _escaped(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if char.isprintable():
        return char
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x80 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
