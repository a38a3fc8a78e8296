"""How a law is asked: on a few examples always, on many in the slow run, and never on trivial ones alone."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

FEW, MANY = 200, 10_000
SIZES = [FEW, pytest.param(MANY, marks=pytest.mark.slow)]
LEAST_SHARE = 0.3


def hold(law, examples, *strategies):
    """Run a law on random examples. It returns whether the example was not trivial; at least 30 % must be so."""
    telling = []
    told = {"deadline": None, "database": None, "suppress_health_check": list(HealthCheck)}

    @settings(max_examples=examples, derandomize=examples < MANY, **told)
    @given(st.tuples(*strategies))
    def run(values):
        telling.append(bool(law(*values)))

    run()
    share = sum(telling) / len(telling)
    print(f"{law.__qualname__.partition('.')[0]}: {share:.0%} of {len(telling)} examples are not trivial")
    assert share >= LEAST_SHARE
