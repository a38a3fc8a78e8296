"""``show`` against policies that real Terraform planned, which may lie beside the checkout."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SHARED = Path(__file__).parents[3] / "shared"
SCORER = SHARED / "score" / "score_resolution.py"
GOLDEN = SHARED / "golden" / "terraform-modules"
COMMAND = str(Path(sys.executable).parent / "iaclint")

# What Terraform itself knows only after apply, or what stands for the account: shown with holes
PARTLY = {"account-data: aws_kms_key.k policy", "unknown-arn: aws_iam_policy.p policy"}


@pytest.mark.skipif(not GOLDEN.exists(), reason="no golden policies beside the checkout")
def test_every_golden_policy_is_shown_as_terraform_plans_it():
    done = subprocess.run(
        [sys.executable, SCORER, "--verbose", "--cmd", COMMAND, GOLDEN],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    *told, summary = done.stdout.splitlines() or [done.stderr]
    assert {line.removeprefix("partly").strip() for line in told} == PARTLY
    score = json.loads(summary)
    policies = score.pop("policies")
    assert score == {
        "equal": policies - len(PARTLY),
        "partly_unknown": len(PARTLY),
        **dict.fromkeys(("wholly_unknown", "wrong", "missing", "extra", "crashed"), 0),
    }


@pytest.mark.skipif("IACLINT_KMS_GIT" not in os.environ, reason="IACLINT_KMS_GIT names no git directory of the module")
def test_the_examples_of_a_public_module_are_shown_as_terraform_plans_them():
    golden = SHARED / "golden" / "terraform-aws-kms.json"
    done = subprocess.run(
        [sys.executable, SCORER, "--cmd", COMMAND, "--git-dir", os.environ["IACLINT_KMS_GIT"], golden],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    score = json.loads(done.stdout.splitlines()[-1])
    assert {name: score[name] for name in ("wholly_unknown", "wrong", "missing", "extra", "crashed")} == dict.fromkeys(
        ("wholly_unknown", "wrong", "missing", "extra", "crashed"), 0
    )
