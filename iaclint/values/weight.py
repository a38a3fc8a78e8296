"""How much there is in a value: a list of two lists of two lists of two ... has few objects and no end of items."""

from __future__ import annotations

from iaclint.text.mapped import Chars
from iaclint.values.value import Encoded, Mapping, Number, Sequence, String

TYPE_CHECKING = False
if TYPE_CHECKING:
    from decimal import Decimal
    from typing import Final

    from iaclint.values.value import Part, Value

MOST_DIGITS: Final = 4000  # with more nothing is computed
NODE: Final = 20  # what walking through one value costs, against one character


def weight(value: Value) -> int:
    """The characters in a value, and ``NODE`` for each value in it; what stands there twice counts twice.

    Lists and mappings remember theirs, so this takes as long as what was not weighed before is large.
    """
    if isinstance(value, Sequence):
        if value.weight is None:
            value.weight = NODE + sum(map(weight, value.items))
        return value.weight
    if isinstance(value, Mapping):
        if value.weight is None:
            inner = (NODE + len(key) + weight(entry.value) for key, entry in value.entries.items())
            value.weight = NODE + sum(inner)
        return value.weight
    if isinstance(value, String):
        return NODE + sum(map(_part, value.parts))
    return NODE + _digits(value.value) if isinstance(value, Number) else NODE


def _digits(number: int | Decimal) -> int:
    """What there is to compute with in a number: about its digits; of one that is not whole, as a fraction."""
    return number.bit_length() // 4 if isinstance(number, int) else 200 + min(abs(number.adjusted()), MOST_DIGITS)


def _part(part: Part) -> int:
    """An encoded value may become twice as long: each quote in it gets a backslash."""
    if isinstance(part, Chars):
        return NODE + len(part.text)
    return NODE + 2 * weight(part.value) if isinstance(part, Encoded) else NODE
