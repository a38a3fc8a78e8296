"""The script of the GitHub Action and the job for GitLab, run as the platforms would run them."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import checkout
import pytest
import yaml
from checkout import CHECKOUT
from running import MANAGED

PROGRAMS = Path(sys.executable).parent
ACTION = yaml.safe_load((CHECKOUT / "action.yml").read_text(encoding="utf-8"))
INSTALL, LINT = (
    next(step for step in ACTION["runs"]["steps"] if step.get("id") == name) for name in ("install", "lint")
)
JOB = yaml.safe_load((CHECKOUT / "docs" / "gitlab-ci.yml").read_text(encoding="utf-8"))["iaclint"]


def run(script, directory, **variables):
    environment = {**os.environ, "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}", **variables}
    return subprocess.run(
        ["bash", "-e", "-c", script], cwd=directory, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture
def runner(tmp_path):
    """The folder for temporary files of a runner."""
    (tmp_path / "runner").mkdir()
    return tmp_path / "runner"


def outputs(runner):
    lines = (runner / "output").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines)


def files(runner):
    return {
        "RUNNER_TEMP": str(runner),
        "GITHUB_ACTIONS": "true",
        "GITHUB_STEP_SUMMARY": str(runner / "summary"),
        "GITHUB_OUTPUT": str(runner / "output"),
    }


def lint(runner, directory, **inputs):
    given = {"PROGRAMS": str(PROGRAMS), "PATHS": ".", "SINCE": "", "ARGUMENTS": ""} | inputs
    assert given.keys() == LINT["env"].keys()
    return run(LINT["run"], directory, **files(runner), **given)


PYTHON = """\
#!/bin/sh
printf '%s\\n' "$@" >> "$RUNNER_TEMP/asked"
if [ "$2" = venv ]; then mkdir -p "$3/{folder}"; cp "$0" "$3/{folder}/python"; fi
"""


@pytest.mark.parametrize("folder", ["bin", "Scripts"])
@pytest.mark.parametrize(("version", "installed"), [("", "/the action"), ("1.2.3", "iaclint==1.2.3")])
def test_the_action_installs_itself_or_a_release(runner, folder, version, installed):
    (runner / "python").write_text(PYTHON.format(folder=folder), encoding="utf-8")
    (runner / "python").chmod(0o755)
    environment = {"PATH": f"{runner}{os.pathsep}{os.environ['PATH']}", "GITHUB_ACTION_PATH": "/the action"}
    command = ["bash", "-e", "-c", INSTALL["run"]]
    given = {**os.environ, **files(runner), **environment, "VERSION": version}
    subprocess.run(command, cwd=runner, env=given, check=True)
    asked = (runner / "asked").read_text(encoding="utf-8").splitlines()
    assert asked == ["-m", "venv", f"{runner}/iaclint", "-m", "pip", "install", "--quiet", installed]
    assert outputs(runner) == {"programs": f"{runner}/iaclint/{folder}"}


def checked(schema, *arguments):
    command = [PROGRAMS / "check-jsonschema", "--builtin-schema", schema, *arguments]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_action_and_the_job_follow_the_schemas_of_their_platforms():
    checked("vendor.github-actions", "action.yml")
    checked("vendor.gitlab-ci", "--data-transform", "gitlab-ci", "docs/gitlab-ci.yml")


def test_the_workflow_shown_follows_the_schema_of_github(tmp_path):
    page = (CHECKOUT / "docs" / "ci.md").read_text(encoding="utf-8")
    shown = [block for block in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL) if "runs-on:" in block]
    assert shown
    for number, block in enumerate(shown):
        (tmp_path / f"{number}.yml").write_text(block, encoding="utf-8")
        checked("vendor.github-workflows", tmp_path / f"{number}.yml")
        steps = [step for job in yaml.safe_load(block)["jobs"].values() for step in job["steps"]]
        ours = [step for step in steps if "iaclint@" in step.get("uses", "")]
        assert ours
        for step in ours:
            assert step.get("with", {}).keys() <= ACTION["inputs"].keys()


def test_the_action_annotates_summarizes_and_fails(runner):
    done = lint(runner, CHECKOUT / "docs" / "example", PATHS="main.tf\nkey.yaml\n")
    assert done.returncode == 1, done.stderr
    assert "::error file=main.tf,line=11,endLine=11,col=14,endColumn=20,title=KMS101 " in done.stdout
    summary = (runner / "summary").read_text(encoding="utf-8")
    assert (summary.count("### iaclint"), summary.count("| critical | KMS201 |")) == (1, 1)
    written = outputs(runner)
    results = json.loads(Path(written["sarif"]).read_text(encoding="utf-8"))["runs"][0]["results"]
    assert sorted(result["ruleId"] for result in results) == ["KMS101", "KMS201"]
    assert Path(written["markdown"]).read_text(encoding="utf-8") == summary


def test_the_action_compares_with_a_revision(runner, tmp_path):
    repository = tmp_path / "repository"
    repository.mkdir()
    git = ["git", "-c", "user.name=n", "-c", "user.email=e@example.com"]
    (repository / "main.tf").write_text(MANAGED.replace("kms:*", "kms:Encrypt"), encoding="utf-8")
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "start"]):
        subprocess.run([*git, *words], cwd=repository, check=True)
    (repository / "main.tf").write_text(MANAGED, encoding="utf-8")
    done = lint(runner, repository, SINCE="HEAD")
    assert done.returncode == 1, done.stderr
    comment = Path(outputs(runner)["markdown"]).read_text(encoding="utf-8")
    assert "#### Access\n\n* `aws_iam_policy.admin` gains `kms:*` on every key" in comment


def test_the_action_hands_nothing_on_from_a_run_that_failed(runner, tmp_path):
    (runner / "iaclint.sarif").write_text("of an earlier step", encoding="utf-8")
    done = lint(runner, tmp_path, ARGUMENTS="--no-such-option")
    assert done.returncode == 2
    assert not (runner / "output").exists()


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
