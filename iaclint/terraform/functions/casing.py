"""``lower``, ``upper`` and ``title``."""

from __future__ import annotations

from iaclint.terraform.functions.signature import Function, Parameter
from iaclint.terraform.types import STRING
from iaclint.text.mapped import Chars
from iaclint.values.value import String

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from iaclint.terraform.functions.signature import Call
    from iaclint.values.value import Value


def _each_part(change: Callable[[str], str]) -> Callable[[Call, String], Value]:
    """A function that changes characters one by one, so that each keeps its place."""

    def implementation(_: Call, text: String) -> Value:
        parts = tuple(_changed(part, change(part.text)) for part in text.flat() if isinstance(part, Chars))
        return String(text.origin, parts)

    return implementation


def _changed(part: Chars, text: str) -> Chars:
    return Chars(text, part.span, part.offsets if len(text) == len(part.text) else None)


_TEXT = (Parameter(STRING),)

FUNCTIONS = {
    "lower": Function(_each_part(str.lower), _TEXT, STRING),
    "upper": Function(_each_part(str.upper), _TEXT, STRING),
}
