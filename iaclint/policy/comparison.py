"""Whether a condition holds for a known request: the comparison of each operator family.

Source: IAM User Guide, "IAM JSON policy elements: Condition operators". A value that is not of the operator's kind
matches nothing.
"""

from __future__ import annotations

from functools import lru_cache

from iaclint.policy import operators
from iaclint.policy.answer import YES
from iaclint.policy.language import PatternSet
from iaclint.policy.pattern import folded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from iaclint.policy.condition import Clause
    from iaclint.policy.pattern import Pattern


def holds(clause: Clause, value: Pattern | None) -> bool:
    """Whether a clause holds where its key has one value, a pattern without wildcards (None: the key is lacking)."""
    operator = clause.operator
    if operator.family == operators.NULL:
        return any(pattern.literal == ("true" if value is None else "false") for pattern in clause.patterns)
    if value is None:
        return operator.holds_without_key
    return matches(clause, value) != operator.negated


def matches(clause: Clause, value: Pattern) -> bool:
    """Whether one of the values of a clause surely matches a value of a request."""
    operator = clause.operator
    read = _READERS.get(operator.family)
    if read is None:
        return PatternSet(clause.patterns).covers(folded(value) if operator.folds else value) == YES
    given = read(value.literal or "")
    wanted = (read(pattern.literal) for pattern in clause.patterns if pattern.literal is not None)
    compare = _COMPARISONS[operator.comparison]
    return given is not None and any(one is not None and compare(given, one) for one in wanted)


@lru_cache(maxsize=512)
def number(text: str) -> Any:
    """A number, or None."""
    from decimal import Decimal, InvalidOperation

    try:
        found = Decimal(text.strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


@lru_cache(maxsize=512)
def moment(text: str) -> Any:
    """Seconds since 1970 of a W3C date or of an epoch number, or None."""
    from datetime import UTC, datetime

    if text.strip().lstrip("-").isdigit():
        return number(text)
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return number(repr((found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()))


def date(seconds: Any) -> str:
    """A moment as people write it; its number of seconds if it lies outside the calendar."""
    from datetime import UTC, datetime

    try:
        return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (OverflowError, OSError, ValueError):
        return str(seconds)


@lru_cache(maxsize=512)
def network(text: str) -> Any:
    """An address range, or None."""
    from ipaddress import ip_network

    try:
        return ip_network(text.strip(), strict=False)
    except ValueError:
        return None


def _inside(given: Any, wanted: Any) -> bool:
    return bool(given.version == wanted.version and given.subnet_of(wanted))


_READERS: dict[str, Callable[[str], Any]] = {
    operators.NUMERIC: number,
    operators.DATE: moment,
    operators.ADDRESS: network,
}
_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda given, wanted: given == wanted,
    "<": lambda given, wanted: given < wanted,
    "<=": lambda given, wanted: given <= wanted,
    ">": lambda given, wanted: given > wanted,
    ">=": lambda given, wanted: given >= wanted,
    "in": _inside,
}
