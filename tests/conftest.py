import os
import sys
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says something about the machine only; what is checked must not depend on chance.
settings.register_profile(
    "iaclint", deadline=None, derandomize="CI" in os.environ, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("iaclint")

DEEP = 200  # levels that no recursion could go down in a small stack


@pytest.fixture
def small_stack():
    """Gives a context in which the interpreter's stack is small, and a number of levels that is too many for it."""
    return _small_stack, DEEP


@contextmanager
def _small_stack():
    limit, depth, frame = sys.getrecursionlimit(), 0, sys._getframe()
    while frame is not None:
        depth, frame = depth + 1, frame.f_back
    sys.setrecursionlimit(depth + DEEP * 3 // 4)
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)
