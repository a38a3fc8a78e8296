"""Context values that make conditions hold, or fail: what a witness needs.

A demand is a clause and whether it must hold. Keys are independent of each other, so each is solved alone: by leaving
it out, by a value that looks like what AWS would send, or by a shortest text that fits all demands.
"""

from __future__ import annotations

from iaclint.policy import operators
from iaclint.policy.comparison import date, holds, moment, network, number
from iaclint.policy.condition_keys import (
    ACCOUNT_ID,
    ADDRESS_RANGE,
    ENDPOINT,
    ORGANISATION_ID,
    PRINCIPAL_ARN,
    USER_ID,
)
from iaclint.policy.language import PatternSet
from iaclint.policy.pattern import ANY, RUN, Opaque, Pattern, literal, pattern_of, show
from iaclint.policy.sampling import sample

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from iaclint.policy.condition import Clause
    from iaclint.policy.pattern import Letter

    Demand = tuple[Clause, bool]

# What a request always has ("AWS global condition context keys"): left out only where no value would do.
ALWAYS_THERE = frozenset(
    (
        *("aws:principalarn", "aws:principalaccount", "aws:principaltype", "aws:userid", "aws:securetransport"),
        *("aws:currenttime", "aws:epochtime", "aws:requestedregion", "aws:sourceip", "aws:principalisawsservice"),
        *("kms:calleraccount", "aws:viaawsservice"),
    )
)
LIKELY = {
    ACCOUNT_ID: ("111122223333",),
    ORGANISATION_ID: ("o-exampleorgid",),
    PRINCIPAL_ARN: ("arn:aws:iam::111122223333:role/example",),
    ENDPOINT: ("vpc-0a1b2c3d",),
    USER_ID: ("AROAEXAMPLEEXAMPLE01:session",),
    ADDRESS_RANGE: ("203.0.113.5", "198.51.100.7", "2001:db8::5"),
}
LIKELY_OF_KEY = {
    "aws:currenttime": ("2030-01-01T00:00:00Z",),
    "aws:requestedregion": ("eu-west-1", "us-east-1"),
    "aws:multifactorauthage": ("60",),
    "kms:viaservice": ("s3.us-east-1.amazonaws.com",),
}
FILLERS = ("example", "0", "")


def solve(demands: Sequence[Demand], given: Mapping[str, Pattern | None]) -> dict[str, str] | None:
    """The context values that meet all demands, by key as the policy spells it; None if there are none.

    ``given`` are keys (in small letters) that the caller's request has or, with None, lacks.
    """
    by_key: dict[str, list[Demand]] = {}
    for demand in demands:
        by_key.setdefault(demand[0].key, []).append(demand)
    context = {}
    for key, own in by_key.items():
        candidates = iter((given[key],)) if key in given else _candidates(key, own)
        fitting = (value for value in candidates if _meets(own, value))
        try:
            value = next(fitting)
        except StopIteration:
            return None
        if value is not None:
            context[own[0][0].condition.name] = show(value.tokens)
    return context


def _meets(demands: Iterable[Demand], value: Pattern | None) -> bool:
    return all(holds(clause, value) == wanted for clause, wanted in demands)


def _candidates(key: str, demands: list[Demand]) -> Iterator[Pattern | None]:
    if key not in ALWAYS_THERE:
        yield None
    row = demands[0][0].row
    for text in (*row.words, *LIKELY_OF_KEY.get(key, ()), *LIKELY.get(row.form, ())):
        yield literal(text)
    for clause, _ in demands:
        yield from _near(clause)
    fitting = _fitting(demands)
    if fitting is not None:
        yield fitting
    yield None


def _near(clause: Clause) -> Iterator[Pattern]:
    """Values that lie at, just below and just above those of a clause."""
    family = clause.operator.family
    for pattern in clause.patterns:
        if family in (operators.NUMERIC, operators.DATE, operators.ADDRESS):
            yield from (literal(text) for text in _around(family, pattern.literal or ""))
        else:
            yield from (filled(pattern, filler) for filler in FILLERS)


def _around(family: str, text: str) -> Iterator[str]:
    if family == operators.ADDRESS:
        found = network(text)
        yield from (str(found[at]) for at in (0, found.num_addresses // 2, -1)) if found is not None else ()
        return
    value = number(text) if family == operators.NUMERIC else moment(text)
    if value is not None:
        written = str if family == operators.NUMERIC else date
        yield from (written(value + step) for step in (0, 1, -1))


def filled(pattern: Pattern, filler: str) -> Pattern:
    """A text that a pattern matches: ``filler`` for a ``*``, ``0`` for a ``?``; an account id keeps its length."""
    tokens = pattern.tokens
    if len(tokens) <= 12 and all(isinstance(token, int) or str(token).isdigit() for token in tokens):
        filler = "0" * (12 - sum(token not in (ANY, RUN) for token in tokens))
    letters: list[Letter] = []
    for token in tokens:
        if isinstance(token, int):
            letters.extend(filler if token in (ANY, RUN) else "0")
        elif isinstance(token, str | Opaque):
            letters.append(token)
    return Pattern(tuple(letters))


def _fitting(demands: Iterable[Demand]) -> Pattern | None:
    """A shortest text that fits all demands on texts."""
    inside, outside = [PatternSet((pattern_of("?*"),))], list[PatternSet]()
    for clause, wanted in demands:
        if clause.operator.family in (operators.STRING, operators.ARN, operators.BOOL):
            match = wanted != clause.operator.negated
            (inside if match else outside).append(PatternSet(clause.patterns))
    letters = sample(inside, outside)
    return None if letters is None else Pattern(letters)
