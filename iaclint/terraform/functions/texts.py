"""Functions of texts. Characters keep their places, holes stay where the result around them is certain."""

from __future__ import annotations

from iaclint.terraform.functions.graphemes import graphemes
from iaclint.terraform.functions.items import items_of, whole_number
from iaclint.terraform.functions.parts import WHITE, has_holes, loosened, may_hold, piece, strip
from iaclint.terraform.functions.signature import OUTER, Function, Parameter
from iaclint.terraform.order import known_end, known_start, spread
from iaclint.terraform.types import BOOL, NUMBER, STRING, Collection
from iaclint.text.mapped import Chars
from iaclint.values.origin import Origin
from iaclint.values.value import Bool, Null, Sequence, Spread, String, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from iaclint.terraform.functions.signature import Call
    from iaclint.values.value import Number, Part, Value

TEXTS = Collection("list", STRING)
MAX_SPACES = 10_000_000
INTRICATE = "the text is in a script that is not cut into characters here"


def _each_character(change: Callable[[str], str]) -> Callable[[Call, String], Value]:
    """A function that replaces characters one by one, so that each keeps its place."""

    def implementation(_: Call, text: String) -> Value:
        changed = (Chars(change(part.text), part.span, part.offsets) for part in text.flat() if isinstance(part, Chars))
        return String(text.origin, tuple(changed))

    return implementation


def _lower(text: str) -> str:
    return text.lower() if text.isascii() else "".join(map(_lower_character, text))


def _lower_character(char: str) -> str:
    """Go's mapping, which knows no context and always gives one character."""
    lower = char.lower()
    return lower if len(lower) == 1 else lower[0]


def _upper(text: str) -> str:
    return text.upper() if text.isascii() else "".join(map(_upper_character, text))


def _upper_character(char: str) -> str:
    upper = char.upper()
    return upper if len(upper) == 1 else char


def _title(text: str) -> str:
    """Every first letter of a word in title case (Go's strings.Title)."""
    before = " "
    changed = []
    for char in text:
        title = char.title() if _separates(before) else char
        changed.append(title if len(title) == 1 else char)
        before = char
    return "".join(changed)


def _separates(char: str) -> bool:
    if char.isascii():
        return not (char.isalnum() or char == "_")
    return not char.isalnum() and char in WHITE


def _trim(call: Call, text: String, chars: String) -> Value:
    return _trimmed(call, text, chars.text or "", "both")


def _trimspace(call: Call, text: String) -> Value:
    return _trimmed(call, text, WHITE, "both")


def _chomp(call: Call, text: String) -> Value:
    return _trimmed(call, text, "\r\n", "end")


def _trimmed(call: Call, text: String, chars: str, ends: str) -> Value:
    runs = strip(list(text.flat()), chars, left=False)
    if runs is not None and ends == "both":
        runs = strip(runs, chars, left=True)
    return call.unknown(text) if runs is None else String(text.origin, tuple(runs))


def _trimprefix(call: Call, text: String, prefix: String) -> Value:
    start, wanted = known_start(text), prefix.text or ""
    if start.startswith(wanted):
        mapped = text.mapped(flat=True)
        return String(text.origin, mapped.slice(len(wanted), len(mapped.text)))  # type: ignore[arg-type]
    return call.unknown(text) if has_holes(text) and wanted.startswith(start) else text


def _trimsuffix(call: Call, text: String, suffix: String) -> Value:
    end, wanted = known_end(text), suffix.text or ""
    if end.endswith(wanted):
        mapped = text.mapped(flat=True)
        return String(text.origin, mapped.slice(0, len(mapped.text) - len(wanted)))  # type: ignore[arg-type]
    return call.unknown(text) if has_holes(text) and wanted.endswith(end) else text


def _startswith(call: Call, text: String, prefix: String) -> Value:
    start, wanted = known_start(text), prefix.text or ""
    if has_holes(text) and len(start) < len(wanted) and wanted.startswith(start):
        return call.unknown(text)
    return Bool(call.origin(), start.startswith(wanted))


def _endswith(call: Call, text: String, suffix: String) -> Value:
    end, wanted = known_end(text), suffix.text or ""
    if has_holes(text) and len(end) < len(wanted) and wanted.endswith(end):
        return call.unknown(text)
    return Bool(call.origin(), end.endswith(wanted))


def _strcontains(call: Call, text: String, wanted: String) -> Value:
    whole, part = text.text, wanted.text or ""
    if whole is not None:
        return Bool(call.origin(), part in whole)
    if any(part in run.text for run in text.flat() if isinstance(run, Chars)):
        return Bool(call.origin(), True)
    return call.unknown(text)


def _strrev(call: Call, text: String) -> Value:
    clusters = graphemes(text.text or "")
    return call.give_up(INTRICATE) if clusters is None else call.text("".join(clusters[::-1]))


def _substr(call: Call, text: String, offset: Number, length: Number) -> Value:
    start, size = whole_number(offset), whole_number(length)
    if start is None or size is None:
        return call.refuse("offset and length must be whole numbers")
    if has_holes(text):
        return _substr_before_hole(call, text, start, size)
    clusters = graphemes(text.text or "")
    if clusters is None:
        return call.give_up(INTRICATE)
    if start < 0:
        start += len(clusters)
    elif size == 0:
        return call.text("")
    first = sum(map(len, clusters[: max(start, 0)]))
    chosen = clusters[max(start, 0) :] if size <= 0 else clusters[max(start, 0) :][:size]
    return piece(text, text.mapped(flat=True), first, first + sum(map(len, chosen)))


def _substr_before_hole(call: Call, text: String, start: int, size: int) -> Value:
    """A piece that lies before the first hole, or runs from there to the end of the text."""
    known = known_start(text)
    if start < 0 or start > len(known) or not known.isascii() or "\r\n" in known:
        return call.unknown(text)
    mapped = text.mapped(flat=True)
    if size < 0:
        return String(text.origin, mapped.slice(start, len(mapped.text)))  # type: ignore[arg-type]
    if size and start + size <= len(known) - 1:
        return piece(text, mapped, start, start + size)
    return call.unknown(text)


def _split(call: Call, separator: String, text: String) -> Value:
    sign, mapped = separator.text or "", text.mapped(flat=True)
    holes = has_holes(text)
    if holes and len(sign) != 1:
        return call.unknown(text)
    bounds = _bounds(sign, mapped.text)
    pieces: list[Value] = []
    for start, end in bounds:
        found = piece(text, mapped, start, end)
        open_holes = [hole for hole in found.unknowns() if may_hold(hole, sign)] if holes else []
        pieces.append(spread(loosened(open_holes[0])) if open_holes else found)
    return Sequence(Origin(call.span), tuple(pieces), "list", STRING)


def _bounds(sign: str, text: str) -> list[tuple[int, int]]:
    """Start and end of each piece between separators; without a separator each character is one."""
    if not sign:
        return [(at, at + 1) for at in range(len(text))]
    bounds: list[tuple[int, int]] = []
    start = 0
    while (at := text.find(sign, start)) >= 0:
        bounds.append((start, at))
        start = at + len(sign)
    return [*bounds, (start, len(text))]


def _join(call: Call, separator: String, *lists: Sequence) -> Value:
    if not lists:
        return call.refuse("at least one list is required")
    items = [item for value in lists for item in items_of(value)]
    if any(isinstance(item, Null) for item in items):
        return call.refuse("a null item cannot be joined")
    parts: list[Part] = []
    due = False  # whether a separator stands before the next item; an unknown number of items takes its own along
    for item in items:
        if isinstance(item, Spread):
            parts.append(loosened(item))
            continue
        parts.extend(separator.parts if due else ())
        if isinstance(item, String):
            parts.extend(item.parts)
        elif isinstance(item, Unknown):
            parts.append(item)
        due = True
    return String(call.origin(), tuple(parts))


def _indent(call: Call, spaces: Number, text: String) -> Value:
    count = whole_number(spaces)
    if count is None or count < 0:
        return call.refuse("the number of spaces must be a whole number, not negative")
    if count * sum(part.text.count("\n") for part in text.flat() if isinstance(part, Chars)) > MAX_SPACES:
        return call.give_up("the text would become too large")
    parts: list[Part] = []
    for part in text.flat():
        if isinstance(part, Unknown):
            parts.append(loosened(part) if may_hold(part, "\n") else part)
            continue
        start = 0
        for start_of_line in _line_starts(part.text):
            parts += (part.slice(start, start_of_line), Chars(" " * count, call.span))
            start = start_of_line
        parts.append(part.slice(start, len(part.text)))
    return String(call.origin(), tuple(parts))


def _line_starts(text: str) -> list[int]:
    return [at + 1 for at, char in enumerate(text) if char == "\n"]


_TEXT = Parameter(STRING)
_PARTS = Parameter(STRING, needs=OUTER)
_NUMBER = Parameter(NUMBER)

FUNCTIONS = {
    "lower": Function(_each_character(_lower), (_TEXT,), STRING),
    "upper": Function(_each_character(_upper), (_TEXT,), STRING),
    "title": Function(_each_character(_title), (_TEXT,), STRING),
    "trim": Function(_trim, (_PARTS, _TEXT), STRING),
    "trimspace": Function(_trimspace, (_PARTS,), STRING),
    "chomp": Function(_chomp, (_PARTS,), STRING),
    "trimprefix": Function(_trimprefix, (_PARTS, _TEXT), STRING),
    "trimsuffix": Function(_trimsuffix, (_PARTS, _TEXT), STRING),
    "startswith": Function(_startswith, (_PARTS, _TEXT), BOOL),
    "endswith": Function(_endswith, (_PARTS, _TEXT), BOOL),
    "strcontains": Function(_strcontains, (_PARTS, _TEXT), BOOL),
    "strrev": Function(_strrev, (_TEXT,), STRING),
    "substr": Function(_substr, (_PARTS, _NUMBER, _NUMBER), STRING),
    "split": Function(_split, (_TEXT, _PARTS), TEXTS),
    "join": Function(_join, (_PARTS,), STRING, Parameter(TEXTS, needs=OUTER)),
    "indent": Function(_indent, (_NUMBER, _PARTS), STRING),
}
