"""A short run of every target. The long runs, and what they reached, stand in the README beside this file."""

import subprocess
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from fuzz.run import TARGETS

RUN = Path(__file__).with_name("run.py")
RUNS = {"pipeline": 400, "cloudformation": 1_000}  # the others are faster
MISSING = "atheris is not installed: pip install -e '.[fuzz]' (it has wheels for Linux on x86-64 only)"


@pytest.mark.skipif(find_spec("atheris") is None, reason=MISSING)
@pytest.mark.parametrize("target", TARGETS)
def test_a_short_run_finds_nothing(target: str) -> None:
    """Mutated by libFuzzer from a fixed seed. The seeds are pieces of fixtures: more of them than there are runs."""
    runs = RUNS.get(target, 2_500)
    told = subprocess.run(
        [sys.executable, RUN, target, "--runs", str(runs)], capture_output=True, text=True, check=False, timeout=300
    )
    assert told.returncode == 0, told.stdout + told.stderr[-2000:]
    assert f"{target}: {runs} executions" in told.stdout
    assert "0 kinds of fault" in told.stdout


@pytest.mark.parametrize("target", TARGETS)
def test_the_seeds_are_no_faults(target: str) -> None:
    """Also where atheris is not installed."""
    found = import_module(TARGETS[target]).TARGET
    seeds = list(found.seeds())
    assert len(seeds) > 50
    for seed in seeds[:: max(1, len(seeds) // 40)]:
        found.check(seed)
