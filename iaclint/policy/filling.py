"""A text that looks like an ARN out of a pattern that leaves parts of it open: what a witness shows."""

from __future__ import annotations

from iaclint.policy.answer import YES
from iaclint.policy.language import PatternSet
from iaclint.policy.pattern import Pattern, arn_parts
from iaclint.policy.solving import filled
from iaclint.policy.universe import EXAMPLE_ACCOUNT, SOME_KEYS, SOME_REGIONS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.policy.pattern import Token

# What stands in the parts of an ARN where a pattern leaves it open: partition, Region, account, name.
_PARTS = {
    1: ("aws", "aws-cn", "aws-us-gov"),
    3: SOME_REGIONS,
    4: (EXAMPLE_ACCOUNT,),
    5: (*(f"key/{name}" for name in SOME_KEYS), "role/example", "user/example", "policy/example"),
}


def likely(pattern: Pattern) -> Iterator[Pattern]:
    """A text that a pattern of an ARN matches and that looks like one; none for a pattern of another form."""
    parts = arn_parts(pattern.tokens)
    if len(parts) != 6:
        return
    found = [_part(Pattern(tuple(part)), _PARTS.get(at, ())) for at, part in enumerate(parts)]
    whole = Pattern(tuple(letter for at, part in enumerate(found) for letter in ((":",) if at else ()) + part))
    yield from (one for one in (whole,) if PatternSet((pattern,)).covers(one) == YES)


def _part(part: Pattern, words: tuple[str, ...]) -> tuple[Token, ...]:
    if not part.wild:
        return part.tokens
    fitting = (word for word in words if PatternSet((part,)).matches(word) == YES)
    return tuple(next(fitting, "")) or filled(part, "1").tokens
