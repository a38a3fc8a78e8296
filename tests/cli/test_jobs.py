import json
import subprocess
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import pytest
from running import FIXTURES, MANAGED, NO_ROTATION, iaclint

import iaclint as library
from iaclint.journey.work import processes_for

FOLDERS = ["KMS101", "KMS201", "IAM104", "SRC001", "SRC003"]


@pytest.mark.parametrize("format", ["json", "text"])
def test_any_number_of_processes_gives_the_same_bytes(format):
    arguments = [*FOLDERS, "--select", "ALL", "-v", "--format", format]
    alone, several = (iaclint(*arguments, "--jobs", jobs, cwd=FIXTURES) for jobs in ("1", "3"))
    assert alone[0] == 1
    assert several == alone


def test_processes_are_started_where_they_pay():
    assert processes_for("auto", 1) == 1
    assert processes_for("auto", 10_000) >= 1
    assert processes_for("4", 10) == 4
    assert processes_for("4", 2) == 2
    assert processes_for("4", 0) == 1


@pytest.mark.parametrize("pool", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_an_executor_of_the_caller(pool, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "many.yaml").write_text(f"{NO_ROTATION}---\n{NO_ROTATION.replace('Key:', 'Other:')}")
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "main.tf").write_text(MANAGED)
    (tmp_path / "c" / "broken.tf").write_text("resource {")
    with pool(2) as executor:
        apart = library.lint(executor=executor)
    here = library.lint()
    assert [(f.rule, f.file, f.unit, f.message) for f in apart.findings] == [
        (f.rule, f.file, f.unit, f.message) for f in here.findings
    ]
    assert len(here.findings) >= 6
    assert (apart.files, apart.policies, apart.failures) == (here.files, here.policies, ())


def test_processes_read_a_revision_each_by_itself(tmp_path):
    git = ["git", "-c", "user.name=n", "-c", "user.email=e@example.com", "-C", str(tmp_path)]
    for name in "abcdef":
        (tmp_path / name).mkdir()
        (tmp_path / name / "main.tf").write_text(MANAGED)
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "first"]):
        subprocess.run([*git, *command], check=True)
    for name in "abcdef":
        (tmp_path / name / "more.tf").write_text(MANAGED.replace('"admin"', '"more"'))
    arguments = ["--since", "HEAD", "--format", "json"]
    alone, several = (iaclint(*arguments, "--jobs", jobs, cwd=tmp_path) for jobs in ("1", "3"))
    assert [finding["file"] for finding in json.loads(alone[1])["findings"]] == [f"{name}/more.tf" for name in "abcdef"]
    assert several == alone
