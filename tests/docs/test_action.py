"""The script of the GitHub Action and the job for GitLab, run as the platforms would run them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import checkout
import pytest
import yaml
from checkout import CHECKOUT

PROGRAMS = Path(sys.executable).parent
ACTION = yaml.safe_load((CHECKOUT / "action.yml").read_text(encoding="utf-8"))
LINT = next(step for step in ACTION["runs"]["steps"] if step.get("id") == "lint")
JOB = yaml.safe_load((CHECKOUT / "docs" / "gitlab-ci.yml").read_text(encoding="utf-8"))["iaclint"]


def run(script, directory, **variables):
    environment = {**os.environ, "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}", **variables}
    return subprocess.run(
        ["bash", "-e", "-c", script], cwd=directory, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture
def runner(tmp_path):
    """The folder for temporary files of a runner, with iaclint installed as the step before does."""
    (tmp_path / "runner" / "iaclint").mkdir(parents=True)
    (tmp_path / "runner" / "iaclint" / "bin").symlink_to(PROGRAMS)
    return tmp_path / "runner"


def lint(runner, directory, **inputs):
    given = {"PATHS": ".", "SINCE": "", "ARGUMENTS": ""} | inputs
    assert given.keys() == LINT["env"].keys()
    files = {"GITHUB_STEP_SUMMARY": str(runner / "summary"), "GITHUB_OUTPUT": str(runner / "output")}
    return run(LINT["run"], directory, RUNNER_TEMP=str(runner), GITHUB_ACTIONS="true", **files, **given)


def test_the_action_annotates_summarizes_and_fails(runner):
    done = lint(runner, CHECKOUT / "docs" / "example", PATHS="main.tf\nkey.yaml\n")
    assert done.returncode == 1, done.stderr
    assert "::error file=main.tf,line=11,endLine=11,col=14,endColumn=20,title=KMS101 " in done.stdout
    assert "KMS201" in (runner / "summary").read_text(encoding="utf-8")
    outputs = dict(line.split("=", 1) for line in (runner / "output").read_text(encoding="utf-8").splitlines())
    results = json.loads(Path(outputs["sarif"]).read_text(encoding="utf-8"))["runs"][0]["results"]
    assert sorted(result["ruleId"] for result in results) == ["KMS101", "KMS201"]
    assert Path(outputs["markdown"]).exists()


def test_the_action_hands_on_further_options(runner):
    done = lint(runner, CHECKOUT / "docs" / "example", ARGUMENTS="--select\nKMS301\n")
    assert done.returncode == 0, done.stderr


def test_an_input_of_the_action_cannot_become_a_command_or_an_option(runner, tmp_path):
    done = lint(runner, tmp_path, PATHS="$(touch broken); touch broken\n--exit-zero")
    assert done.returncode == 2
    assert not (tmp_path / "broken").exists()


def test_every_input_of_the_action_reaches_a_script_only_as_a_variable():
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step.get("run", "")


def test_the_job_for_gitlab_writes_what_it_hands_on(tmp_path):
    checkout.copied(tmp_path)
    (script,) = JOB["script"]
    done = run(script, tmp_path / "docs" / "example", **JOB["variables"])
    assert done.returncode == 1, done.stderr
    for report in JOB["artifacts"]["reports"].values():
        assert (tmp_path / "docs" / "example" / report).exists()
