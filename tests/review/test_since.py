"""``--since`` through the installed command, on real git repositories."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

POLICY = """\
resource "aws_iam_policy" "p" {{
  policy = jsonencode({{
    Version = "2012-10-17"
    Statement = [
{statements}
    ]
  }})
}}
"""
DECRYPT = '      { Effect = "Allow", Action = ["kms:Decrypt"], Resource = "*" },'
READ = '      { Effect = "Allow", Action = ["s3:GetObject"], Resource = "*" },'
BOTH = '      { Effect = "Allow", Action = ["kms:Decrypt", "s3:GetObject"], Resource = "*" },'
DESTROY = (
    '      { Effect = "Allow", Action = ["kms:Decrypt", "kms:ScheduleKeyDeletion", "s3:GetObject"], Resource = "*" },'
)
NARROW = (
    '      { Effect = "Allow", Action = ["kms:Decrypt"], Resource = "*", '
    'Condition = { Bool = { "aws:MultiFactorAuthPresent" = "true" } } },'
)


def git(*command: str) -> str:
    full = ["git", "-c", "user.name=n", "-c", "user.email=e@example.com", *command]
    return subprocess.run(full, check=True, capture_output=True, text=True).stdout


def policy(*statements: str) -> str:
    return POLICY.format(statements="\n".join(statements))


def write(path: str, text: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, encoding="utf-8")


def commit(message: str = "change") -> None:
    git("add", "-A")
    git("commit", "-qm", message)


def iaclint(*arguments: str, code: int | None = None) -> dict:
    command = [sys.executable, "-m", "iaclint", ".", "--format", "json", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode in ({0, 1} if code is None else {code}), done.stderr
    return json.loads(done.stdout)


def new(*arguments: str) -> list[tuple[str, str]]:
    return [(found["rule"], found["resource"]) for found in iaclint("--since", "main", *arguments)["findings"]]


@pytest.fixture
def repository(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    git("init", "-q", "-b", "main")
    write("main.tf", policy(BOTH))
    commit("first")
    git("checkout", "-qb", "work")
    return tmp_path


@pytest.mark.parametrize(
    "changed",
    [
        {"main.tf": policy(READ, DECRYPT)},  # split and reordered
        {"main.tf": policy(NARROW, READ)},  # narrowed
        {"main.tf": "\n\n# moved down\n" + policy(BOTH)},
        {"main.tf": "", "policies.tf": policy(BOTH)},  # another file of the module
        {
            "main.tf": policy(BOTH).replace('"p"', '"q"')
            + "moved {\n  from = aws_iam_policy.p\n  to   = aws_iam_policy.q\n}\n"
        },
    ],
)
def test_what_was_allowed_before_is_not_new(repository, changed) -> None:
    for path, text in changed.items():
        write(path, text)
    assert new() == []
    commit()
    assert new() == []


def test_a_renamed_directory_or_template_is_not_new(repository) -> None:
    git("checkout", "-q", "main")
    template = {"Type": "AWS::KMS::Key", "Properties": {"PendingWindowInDays": 30}}
    write("a/key.json", json.dumps({"Resources": {"Key": template}}, indent=1))
    write("envs/dev/main.tf", policy(BOTH))
    commit()
    git("checkout", "-qB", "work")
    git("mv", "a", "b")
    git("mv", "envs/dev", "envs/prod")
    commit()
    assert new() == []


def test_one_more_action_is_exactly_what_is_new(repository) -> None:
    write("main.tf", policy(DESTROY))
    assert new() == [("KMS105", "aws_iam_policy.p")]


def test_the_same_policy_at_another_address_is_new(repository) -> None:
    write("other.tf", policy(DECRYPT).replace('"p"', '"other"'))
    assert new() == [("KMS104", "aws_iam_policy.other")]


def test_a_weaker_condition_is_new(repository) -> None:
    git("checkout", "-q", "main")
    scoped = DECRYPT.replace(
        " },", ', Condition = { StringEquals = { "kms:ViaService" = "s3.us-east-1.amazonaws.com" } } },'
    )
    write("main.tf", policy(scoped))
    commit()
    git("checkout", "-qB", "work")
    write("main.tf", policy(DECRYPT))
    assert new() == [("KMS104", "aws_iam_policy.p")]


def test_rebased_work_is_compared_with_the_revision_itself(repository) -> None:
    write("main.tf", policy(DESTROY))
    commit()
    git("checkout", "-q", "main")
    write("unrelated.txt", "x")
    commit()
    git("checkout", "-q", "work")
    git("rebase", "-q", "main")
    assert new() == [("KMS105", "aws_iam_policy.p")]


def test_a_change_cannot_acquit_itself(repository) -> None:
    commented = DESTROY + " # iaclint: ignore[KMS105] trust me"
    write("main.tf", policy(commented))
    write("iaclint.toml", 'ignore = ["KMS105"]\nbaseline = "base.json"\n')
    done = iaclint("--since", "main", "--no-new-suppressions", code=1)
    assert done["findings"] == []
    assert [(found["rule"], found["suppressed"]["reason"]) for found in done["new_suppressions"]] == [
        ("KMS105", "trust me"),
    ]
    iaclint("--since", "main", code=0)


def test_neither_configuration_nor_baseline_of_the_change_count(repository) -> None:
    write("main.tf", policy(DESTROY))
    write("iaclint.toml", 'ignore = ["KMS105"]\nbaseline = "base.json"\n')
    command = [sys.executable, "-m", "iaclint", "baseline", ".", "--output", "base.json"]
    subprocess.run(command, check=True, capture_output=True)
    assert new() == [("KMS105", "aws_iam_policy.p")]
    assert new("--config", "iaclint.toml") == []


def test_an_old_suppression_is_no_new_one(repository) -> None:
    git("checkout", "-q", "main")
    write("main.tf", policy(BOTH + " # iaclint: ignore[KMS104] agreed"))
    commit()
    git("checkout", "-qB", "work")
    write("main.tf", "\n" + policy(BOTH + " # iaclint: ignore[KMS104] agreed"))
    assert iaclint("--since", "main", "--no-new-suppressions", code=0)["new_suppressions"] == []


def test_it_is_said_who_gains_and_loses_what(repository) -> None:
    write("main.tf", policy(DESTROY.replace(', "s3:GetObject"', "")))
    changes = iaclint("--since", "main")["changes"]
    assert [(change["verb"], change["resource"], change["actions"], change["on"]) for change in changes] == [
        ("gains", "aws_iam_policy.p", ["kms:ScheduleKeyDeletion"], ["*"]),
        ("loses", "aws_iam_policy.p", ["s3:GetObject"], ["*"]),
    ]


def test_the_comment_for_a_pull_request_says_it_in_words(repository) -> None:
    write("main.tf", policy(DESTROY))
    command = [sys.executable, "-m", "iaclint", ".", "--since", "main", "--format", "markdown"]
    text = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    assert "* `aws_iam_policy.p` gains `kms:ScheduleKeyDeletion` on every key (main.tf:5:52)" in text


@pytest.mark.parametrize(
    ("revision", "message"),
    [("nope", "unknown revision 'nope'"), ("--all", "argument --since: expected one argument")],
)
def test_an_unknown_revision_is_an_error(repository, revision, message) -> None:
    command = [sys.executable, "-m", "iaclint", ".", "--since", revision]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, message in done.stderr) == (2, True)
    assert len(done.stderr.splitlines()) <= 2


def test_without_git_it_is_an_error(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    write("main.tf", policy(BOTH))
    command = [sys.executable, "-m", "iaclint", ".", "--since", "main"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, "not a git repository" in done.stderr) == (2, True)
