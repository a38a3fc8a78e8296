"""The acceptance cases and the reference policies that may lie beside the checkout, judged by their own scorers."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "shared"
CASES = sorted(path.parent for path in (SHARED / "cases").glob("*/expect.json"))
REFERENCE = SHARED / "reference" / "policy_cases.json"
COMMAND = str(Path(sys.executable).parent / "iaclint")

# Cases that wait for something, by name, with what they wait for. An exact case may not stand here.
WAITING: dict[str, str] = {}


@pytest.fixture(scope="session")
def scorer():
    path = SHARED / "score" / "score_cases.py"
    if not path.exists():
        pytest.skip("no scorer beside the checkout")
    spec = importlib.util.spec_from_file_location("score_cases", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(not CASES, reason="no acceptance cases beside the checkout")
@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_an_acceptance_case_is_exact(case, scorer, request):
    if case.name in WAITING:
        request.applymarker(pytest.mark.xfail(reason=WAITING[case.name], strict=True))
    result = scorer.one(COMMAND, str(case), timeout=60)
    assert result == {"missed": [], "extra": [], "line_wrong": []}


def test_the_waiting_cases_exist():
    if not CASES:
        pytest.skip("no acceptance cases beside the checkout")
    assert set(WAITING) <= {case.name for case in CASES}


@pytest.mark.skipif(not REFERENCE.exists(), reason="no reference policies beside the checkout")
def test_no_reference_policy_is_judged_wrong():
    script = SHARED / "score" / "score_policies.py"
    done = subprocess.run(
        [sys.executable, script, REFERENCE, "--cmd", COMMAND], capture_output=True, text=True, timeout=300, check=False
    )
    *told, summary = done.stdout.splitlines() or [done.stderr]
    assert told == []
    assert {name: json.loads(summary)[name] for name in ("wrong", "parity_differences")} == {
        "wrong": 0,
        "parity_differences": 0,
    }
