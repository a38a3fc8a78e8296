"""The findings of all worlds of a site as one list: each once, with the smallest assignment that shows it."""

from __future__ import annotations

from iaclint.values.world import smallest_whens

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.rules.violation import Violation
    from iaclint.values.world import Fact, Leaf

    Hits = list[tuple[str, Violation]]
    Name = tuple[str, str, int, int, int]


def merged(leaves: tuple[Leaf[Hits], ...]) -> list[tuple[str, Violation, dict[str, Fact]]]:
    """Every violation once, with the facts under which it exists. A leaf without the resource has no hits."""
    if len(leaves) == 1:
        return [(code, violation, {}) for code, violation in leaves[0].result]
    named = [_named(leaf.result) for leaf in leaves]
    found: dict[Name, tuple[str, Violation]] = {}
    for names in named:
        found = {**names, **found}
    return [(code, violation, _when(name, leaves, named)) for name, (code, violation) in found.items()]


def _named(hits: Hits) -> dict[Name, tuple[str, Violation]]:
    """Hits under what makes them the same in another world: the rule, the place, and which of several there."""
    found: dict[Name, tuple[str, Violation]] = {}
    for code, violation in hits:
        span = violation.origin.span
        repetition = 0
        while (code, span.source.path, span.start, span.end, repetition) in found:
            repetition += 1
        found[code, span.source.path, span.start, span.end, repetition] = (code, violation)
    return found


def _when(
    name: Name, leaves: tuple[Leaf[Hits], ...], named: list[dict[Name, tuple[str, Violation]]]
) -> dict[str, Fact]:
    has = {id(leaf): True for leaf, names in zip(leaves, named, strict=True) if name in names}
    whens = [when for when, _ in smallest_whens(leaves, lambda leaf: has.get(id(leaf)))]
    return min(whens, key=len)
