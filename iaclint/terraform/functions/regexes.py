"""``regex``, ``regexall`` and ``replace``."""

from __future__ import annotations

import re

from iaclint.terraform.functions.parts import loosened, may_hold, piece
from iaclint.terraform.functions.re2 import Pattern
from iaclint.terraform.functions.re2_characters import Beyond, Refused
from iaclint.terraform.functions.signature import OUTER, Function, Parameter
from iaclint.terraform.types import DYNAMIC, STRING, Collection, ObjectType, TupleType
from iaclint.text.mapped import Chars
from iaclint.values.origin import Origin
from iaclint.values.value import Entry, Mapping, Null, Sequence, String, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.terraform.functions.signature import Call
    from iaclint.terraform.types import Type
    from iaclint.text.mapped import MappedText
    from iaclint.values.value import Part, Value

MAX_COST = 1e8  # about a second at worst
COST_OF_STEP = 500  # what takes about as long as one step of the evaluation
MAX_RESULT = 10_000_000  # characters that replace() may make


def _pattern(call: Call, text: str, subject: str) -> Pattern | Unknown:
    """The pattern, ready to run on the subject; else the result of the call."""
    try:
        pattern = Pattern(text)
    except Refused as problem:
        return call.refuse(f"the pattern is no regular expression: {problem}")
    except Beyond as problem:
        return call.give_up(f"the pattern cannot be evaluated: {problem}")
    cost = pattern.cost(subject)
    if cost > MAX_COST:
        return call.give_up("the pattern is too costly to evaluate on this text")
    unpaid = call.pay(len(text) + cost / COST_OF_STEP)
    if unpaid is not None:
        return unpaid
    if not pattern.faithful(subject):
        return call.give_up("the pattern ignores case in a text that is not ASCII")
    return pattern


def _regex(call: Call, pattern: String, text: String) -> Value:
    ready = _pattern(call, pattern.text or "", text.text or "")
    if isinstance(ready, Unknown):
        return ready
    if _mixed(ready):
        return call.refuse("the groups of the pattern must all be named, or none")
    found = ready.compiled.search(text.text or "")
    if found is None:
        return call.refuse("the pattern does not match the text")
    return _result(call, ready, found, text, text.mapped(flat=True))


def _regexall(call: Call, pattern: String, text: String) -> Value:
    ready = _pattern(call, pattern.text or "", text.text or "")
    if isinstance(ready, Unknown):
        return ready
    if _mixed(ready):
        return call.refuse("the groups of the pattern must all be named, or none")
    mapped = text.mapped(flat=True)
    items = tuple(_result(call, ready, match, text, mapped) for match in ready.matches(text.text or ""))
    return Sequence(Origin(call.span), items, "list", _result_type(ready))


def _mixed(pattern: Pattern) -> bool:
    named = [name is not None for name in pattern.names]
    return any(named) and not all(named)


def _result_type(pattern: Pattern) -> Type:
    if not pattern.names:
        return STRING
    names = [name for name in pattern.names if name is not None]
    return ObjectType(dict.fromkeys(sorted(names), STRING)) if names else TupleType((STRING,) * len(pattern.names))


def _result(call: Call, pattern: Pattern, match: re.Match[str], text: String, mapped: MappedText) -> Value:
    """What one match gives: the text, a tuple of the groups, or an object of the named ones."""
    if not pattern.names:
        return piece(text, mapped, match.start(), match.end())
    groups: list[Value] = [
        Null(Origin(call.span), STRING) if start < 0 else piece(text, mapped, start, end)
        for start, end in (match.span(number + 1) for number in range(len(pattern.names)))
    ]
    if pattern.names[0] is None:
        return Sequence(Origin(call.span), tuple(groups), "tuple")
    named = {name: Entry(Origin(call.span), value) for name, value in zip(pattern.names, groups, strict=True) if name}
    return Mapping(Origin(call.span), dict(sorted(named.items())))


def _replace(call: Call, text: String, old: String, new: String) -> Value:
    wanted = old.text or ""
    if len(wanted) > 1 and wanted.startswith("/") and wanted.endswith("/"):
        if text.text is None or new.text is None:
            return call.unknown(text, new)
        return _replace_pattern(call, text, wanted[1:-1], new.text)
    whole = text.text
    if whole is not None:
        if whole.count(wanted) * sum(len(part.text) for part in new.flat() if isinstance(part, Chars)) > MAX_RESULT:
            return call.give_up("the text would become too large")
        return String(call.origin(), tuple(_replaced(text.mapped(flat=True), wanted, new)))
    return _replace_around_holes(call, text, wanted, new)


def _replaced(mapped: MappedText, wanted: str, new: String) -> list[Part]:
    """The parts of a text without holes, with every occurrence replaced."""
    parts: list[Part] = []
    at = 0
    for start, end in _occurrences(mapped.text, wanted):
        parts += (*_known(mapped, at, start), *new.parts)
        at = end
    return [*parts, *_known(mapped, at, len(mapped.text))]


def _known(mapped: MappedText, start: int, end: int) -> list[Chars]:
    return [part for part in mapped.slice(start, end) if isinstance(part, Chars)]


def _occurrences(text: str, wanted: str) -> list[tuple[int, int]]:
    """Where a text occurs, from the left; an empty one before and behind every character."""
    if not wanted:
        return [(at, at) for at in range(len(text) + 1)]
    return [match.span() for match in re.finditer(re.escape(wanted), text)]


def _replace_around_holes(call: Call, text: String, wanted: str, new: String) -> Value:
    """One character is found in the known runs; what stands in a hole may change."""
    if len(wanted) != 1:
        return call.unknown(text)
    parts: list[Part] = []
    for part in text.flat():
        if isinstance(part, Unknown):
            parts.append(loosened(part) if may_hold(part, wanted) else part)
        else:
            parts += _replaced(String(text.origin, (part,)).mapped(), wanted, new)
    return String(call.origin(), tuple(parts))


_REFERENCE = re.compile(r"\$(?:(\$)|(\w+)|\{(\w+)\})", re.ASCII)


def _replace_pattern(call: Call, text: String, pattern: str, template: str) -> Value:
    subject = text.text or ""
    ready = _pattern(call, pattern, subject)
    if isinstance(ready, Unknown):
        return ready
    mapped = text.mapped(flat=True)
    parts: list[Part] = []
    before = at = 0
    made = 0
    while at <= len(subject) and (match := ready.compiled.search(subject, at)) is not None:
        parts += _known(mapped, before, match.start())
        if match.end() > before or match.start() == 0:
            parts.append(Chars(_expanded(ready, match, template), call.span))
            made += len(template) + len(match[0])
        before = match.end()
        at = max(at + 1, match.end())
        if made > MAX_RESULT:
            return call.give_up("the text would become too large")
    return String(call.origin(), (*parts, *_known(mapped, before, len(subject))))


def _expanded(pattern: Pattern, match: re.Match[str], template: str) -> str:
    """The replacement with its references ``$1``, ``${name}`` filled in (Go's Regexp.Expand)."""

    def fill(reference: re.Match[str]) -> str:
        if reference[1]:
            return "$"
        name = reference[2] or reference[3]
        if name.isdigit():
            return match[int(name)] or "" if len(name) < 6 and int(name) <= len(pattern.names) else ""
        named = (number + 1 for number, other in enumerate(pattern.names) if other == name)
        return next((match[number] for number in named if match[number] is not None), "")

    return _REFERENCE.sub(fill, template)


_TEXT = Parameter(STRING)
_PARTS = Parameter(STRING, needs=OUTER)

FUNCTIONS = {
    "regex": Function(_regex, (_TEXT, _TEXT)),
    "regexall": Function(_regexall, (_TEXT, _TEXT), Collection("list", DYNAMIC)),
    "replace": Function(_replace, (_PARTS, _TEXT, _PARTS), STRING),
}
