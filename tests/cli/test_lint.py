import json
import os
import re
import signal
import subprocess
import sys

import pytest
from running import CLEAN, COMMAND, MANAGED, NO_ROTATION, PUBLIC_KEY, iaclint


@pytest.fixture
def tree(tmp_path):
    """Writes files below a fresh directory and gives it."""

    def write(files):
        for path, text in files.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text)
        return tmp_path

    return write


def rules(output: str) -> list[tuple[str, str, int]]:
    return [(one["rule"], one["file"], one["line"]) for one in json.loads(output)["findings"]]


def test_findings_exit_with_1_and_nothing_with_0(tree):
    root = tree({"bad.yaml": PUBLIC_KEY, "good/t.yaml": CLEAN})
    code, out, err = iaclint(cwd=root)
    assert (code, err) == (1, "")
    assert "bad.yaml:16:24: critical KMS201 " in out
    assert out.splitlines()[-1] == "1 finding (1 critical) in 2 files, 1 policy"
    assert iaclint("good", cwd=root) == (0, "0 findings in 1 file, 0 policies\n", "")
    assert iaclint("--exit-zero", cwd=root)[0] == 0


def test_the_threshold_and_the_choice_of_rules(tree):
    root = tree({"t.yaml": NO_ROTATION})
    assert iaclint(cwd=root)[0] == 1
    assert iaclint("--fail-on", "high", cwd=root)[0] == 0
    assert iaclint("--ignore", "kms301", cwd=root)[0] == 0
    assert iaclint("--select", "IAM,DOC", "--select", "SRC", cwd=root)[0] == 0
    code, out, _ = iaclint("--select", "kms-rotation-disabled", "--format", "json", cwd=root)
    assert (code, rules(out)) == (1, [("KMS301", "t.yaml", 5)])


def test_a_directory_called_lint_is_a_path(tree):
    root = tree({"lint/t.yaml": NO_ROTATION, "other/main.tf": MANAGED})
    code, out, _ = iaclint("lint", "--format", "json", cwd=root)
    assert (code, rules(out)) == (1, [("KMS301", "lint/t.yaml", 5)])


def test_the_arguments_lint_and_paths(tree):
    root = tree({"a/t.yaml": NO_ROTATION, "b/main.tf": MANAGED, "c/t.yaml": PUBLIC_KEY})
    code, out, _ = iaclint("lint", "a", "b/main.tf", "--format", "json", cwd=root)
    assert (code, rules(out)) == (1, [("KMS301", "a/t.yaml", 5), ("KMS101", "b/main.tf", 4)])
    summary = json.loads(out)["summary"]
    assert summary == {
        "files": 2,
        "policies": 1,
        "findings": {"critical": 0, "high": 1, "medium": 1, "low": 0, "info": 0},
        "suppressed": 0,
        "unresolved": 0,
        "not_judged": [],
    }


def test_a_named_file_stands_for_what_contains_it(tree):
    root = tree(
        {
            ".git/HEAD": "",
            "root/main.tf": 'module "m" {\n  source = "../module"\n  actions = ["kms:*"]\n}\n',
            "module/main.tf": 'variable "actions" {}\n' + MANAGED.replace('"kms:*"', "var.actions"),
            "module/notes.tpl": "x",
        }
    )
    for name in ("module/main.tf", "module/notes.tpl"):
        code, out, _ = iaclint(name, "--format", "json", cwd=root)
        assert (code, rules(out)) == (1, [("KMS101", "root/main.tf", 3)]), name
    (finding,) = json.loads(out)["findings"]
    assert (finding["unit"], finding["resource"]) == ("root", "module.m.aws_iam_policy.admin")


def test_a_named_file_stands_for_the_module_above_the_working_directory_too(tree):
    policy = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "kms:*", "Resource": "*"}]}'
    module = 'resource "aws_iam_policy" "p" {\n  policy = file("${path.module}/a/b/p.json")\n}\n'
    root = tree({"work/.git/HEAD": "", "work/m/main.tf": module, "work/m/a/b/p.json": policy, "main.tf": MANAGED})
    below = root / "work/m/a/b"
    for name in ("p.json", "../b/p.json", str(below / "p.json")):
        code, out, _ = iaclint(name, "--format", "json", cwd=below)
        [(rule, file, line)] = rules(out)
        assert (code, rule, below / file, line) == (1, "KMS101", below / "p.json", 1), name
    (root / "work/notes.txt").write_text("x")  # the module above it lies outside the work tree
    assert iaclint("../../../notes.txt", "--format", "concise", cwd=below) == (0, "", NOTHING)


def test_broken_files_are_findings_and_hide_nothing(tree):
    root = tree({"broken.tf": 'resource "x" {', "latin.yaml": "", "main.tf": MANAGED, "list.yaml": "- [1"})
    (root / "latin.yaml").write_bytes(b"Resources:\n  K\xe9y:\n    Type: AWS::KMS::Key\n")
    code, out, _ = iaclint("--format", "json", cwd=root)
    found = {(rule, file) for rule, file, _ in rules(out)}
    assert code == 1
    assert found == {("SRC001", "broken.tf"), ("SRC001", "latin.yaml"), ("KMS101", "main.tf")}
    code, out, _ = iaclint("list.yaml", "--format", "json", cwd=root)
    assert code == 1
    assert ("SRC001", "list.yaml") in {(rule, file) for rule, file, _ in rules(out)}


def test_ordinary_files_are_passed_over_in_silence(tree):
    root = tree({"package.json": "{}", "k8s.yaml": "kind: Pod\n", "chart/x.yaml": "a: {{ .Values.x }}\n"})
    assert iaclint(cwd=root) == (0, "0 findings in 0 files, 0 policies\n", "")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nope"], "iaclint: nope: no such file or directory"),
        (
            ["--selct", "X"],
            'iaclint: there is no option --selct; did you mean "--select"? (iaclint --help',
        ),
        (
            ["--select", "KMS1O1"],
            'iaclint: --select: there is no rule "KMS1O1"; did you mean "KMS101"? (iaclint rules lists them)',
        ),
        (
            ["--format", "xml"],
            "iaclint: argument --format: 'xml' is no format (choose from text, concise, json, sarif,",
        ),
        (["--format", "json="], "iaclint: argument --format: 'json=' names no file"),
        (["--format", "json", "--format", "text"], "iaclint: --format: two reports would go to standard output"),
        (["--format", "json=x", "--format", "text=./x"], "iaclint: --format: two reports would go to ./x"),
        (["--account-id", "12"], "iaclint: argument --account-id: '12' is no account id (12 digits)"),
        (["--var", "x"], "iaclint: argument --var: 'x' is not NAME=VALUE"),
        (["--var-file", "gone"], "iaclint: argument --var-file: gone: no such file"),
        (["--fail-on", "hihg"], "iaclint: argument --fail-on: invalid choice: 'hihg'"),
        (["--jobs", "0"], "iaclint: argument --jobs: '0' is no number above 0"),
        (
            ["--format", "json=no/such/folder/x"],
            "iaclint: no/such/folder/x: cannot be written: No such file or directory",
        ),
        (["--stdin-filename", "t.yaml"], "iaclint: --stdin-filename names what is read from standard input: give - as"),
        (["--config", "bad.toml"], 'iaclint: bad.toml:1:1: there is no option "colour"'),
        (["--baseline", "bad.toml"], "iaclint: bad.toml: this baseline is no JSON"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_2(tree, arguments, message):
    root = tree({"t.yaml": CLEAN, "bad.toml": "colour = 1\n"})
    code, _, err = iaclint(*arguments, cwd=root)
    assert (code, err.count("\n")) == (2, 1)
    assert err.startswith(message)


def test_a_fault_of_our_own_hides_nothing(tree, monkeypatch, capsys):
    from iaclint.cli.main import main
    from iaclint.rules import engine

    def broken(place, document):
        if place == "bad":
            raise RuntimeError("oh\nno")
        return document

    root = tree({"t.yaml": NO_ROTATION, "main.tf": MANAGED})
    monkeypatch.chdir(root)
    monkeypatch.setattr(engine, "read_document", lambda value: broken("bad", value))
    assert main(["--format", "concise"]) == 2
    out, err = capsys.readouterr()
    assert out.startswith("t.yaml:5:26: KMS301")
    assert re.fullmatch(r"iaclint: \.: internal error: RuntimeError at iaclint/\S+\.py:\d+ \(-v shows where\)\n", err)
    assert main(["--format", "concise", "-v"]) == 2
    assert "Traceback" in capsys.readouterr().err


def test_a_plan_replaces_the_configuration_beside_it(tree):
    root = tree({"env/main.tf": MANAGED, "other/main.tf": MANAGED})
    policy = json.dumps({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})
    resource = {"address": "aws_iam_policy.planned", "mode": "managed", "type": "aws_iam_policy", "name": "planned"}
    plan = {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {"root_module": {"resources": [{**resource, "values": {"policy": policy}}]}},
        "resource_changes": [],
        "configuration": {"root_module": {"resources": []}},
    }
    (root / "env" / "plan.json").write_text(json.dumps(plan))
    code, out, _ = iaclint("--format", "json", "--select", "IAM101,KMS101", cwd=root)
    found = [(one["rule"], one["unit"], one["resource"]) for one in json.loads(out)["findings"]]
    assert code == 1
    assert sorted(found) == [
        ("IAM101", "env/plan.json", "aws_iam_policy.planned"),
        ("KMS101", "env/plan.json", "aws_iam_policy.planned"),
        ("KMS101", "other", "aws_iam_policy.admin"),
    ]


def test_several_reports_and_one_that_fails(tree):
    root = tree({"t.yaml": PUBLIC_KEY})
    formats = ["--format", "text", "--format", "json=out.json", "--format", "sarif=gone/x", "--format", "junit=out.xml"]
    code, out, err = iaclint(*formats, cwd=root)
    assert code == 2
    assert err == "iaclint: gone/x: cannot be written: No such file or directory\n"
    assert "critical KMS201" in out
    assert rules((root / "out.json").read_text()) == [("KMS201", "t.yaml", 16)]
    assert (root / "out.xml").read_text().startswith("<?xml")
    assert sorted(path.name for path in root.iterdir()) == ["out.json", "out.xml", "t.yaml"]


def test_a_report_with_a_fault_of_its_own_hides_no_other(tree, monkeypatch, capsys):
    from iaclint.cli.main import main
    from iaclint.reports import junit

    def broken(report):
        raise RuntimeError("oh\nno")

    root = tree({"t.yaml": PUBLIC_KEY})
    monkeypatch.chdir(root)
    monkeypatch.setattr(junit, "write", broken)
    assert main(["--format", "junit=a.xml", "--format", "json=b.json", "--format", "concise"]) == 2
    out, err = capsys.readouterr()
    assert out.startswith("t.yaml:16:24: KMS201")
    assert re.fullmatch(r"iaclint: a\.xml: cannot be written: internal error: RuntimeError at iaclint/\S+:\d+\n", err)
    assert sorted(path.name for path in root.iterdir()) == ["b.json", "t.yaml"]


def test_a_pipe_that_nobody_reads_keeps_no_other_report_away(tree):
    root = tree({"t.yaml": PUBLIC_KEY})
    reading, writing = os.pipe()
    os.close(reading)
    formats = ["--format", f"sarif=/dev/fd/{writing}", "--format", "json=out.json", "--format", "concise"]
    run = subprocess.run([COMMAND, *formats], cwd=root, capture_output=True, pass_fds=[writing], check=False)
    os.close(writing)
    assert run.returncode == 2
    assert run.stderr.decode() == f"iaclint: /dev/fd/{writing}: cannot be written: Broken pipe\n"
    assert run.stdout.startswith(b"t.yaml:16:24: KMS201")
    assert rules((root / "out.json").read_text()) == [("KMS201", "t.yaml", 16)]


def test_standard_output_is_a_place_too(tree):
    root = tree({"t.yaml": CLEAN})
    with open(root / "out.json", "wb") as out:
        command = [COMMAND, "--format", "text", "--format", "json=out.json"]
        run = subprocess.run(command, cwd=root, stdout=out, stderr=subprocess.PIPE, check=False)
    assert run.returncode == 2
    assert run.stderr == b"iaclint: --format: two reports would go to out.json\n"
    assert (root / "out.json").read_bytes() == b""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell of POSIX")
@pytest.mark.parametrize(
    ("command", "code"),
    [("{} >&-", 1), ("{} 2>&-", 1), ("{} >&- 2>&-", 1), ("{} --nope 2>&-", 2), ("{} >/dev/full", 2)],
)
def test_a_run_without_its_streams_still_has_its_exit_code(tree, command, code):
    root = tree({"t.yaml": PUBLIC_KEY})
    run = subprocess.run(["bash", "-c", command.format(COMMAND)], cwd=root, capture_output=True, check=False)
    assert run.returncode == code
    assert b"Traceback" not in run.stderr


def test_a_report_goes_through_a_link_and_into_a_device(tree):
    root = tree({"t.yaml": CLEAN, "real.json": "old"})
    (root / "link.json").symlink_to("real.json")
    assert iaclint("--format", "json=link.json", "--format", "text=/dev/null", cwd=root)[0] == 0
    assert (root / "link.json").is_symlink()
    assert rules((root / "real.json").read_text()) == []


@pytest.mark.parametrize("arguments", [["--format", "text"], ["--format", "text", "--format", "json=out.json"]])
def test_inside_github_actions_text_becomes_annotations(tree, arguments):
    root = tree({"t.yaml": PUBLIC_KEY})
    code, out, _ = iaclint(*arguments, cwd=root, env={"GITHUB_ACTIONS": "true"})
    assert (code, out[:22]) == (1, "::error file=t.yaml,li")
    assert iaclint("--format", "text=kept.txt", cwd=root, env={"GITHUB_ACTIONS": "true"})[1] == ""
    assert (root / "kept.txt").read_text().startswith("t.yaml:16:24: critical KMS201")


def test_a_job_summary_that_cannot_be_written_is_told_by_its_name(tree):
    root = tree({"t.yaml": PUBLIC_KEY})
    env = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(root / "gone" / "summary.md")}
    code, out, err = iaclint(cwd=root, env=env)
    assert (code, out[:8]) == (2, "::error ")
    assert err == f"iaclint: {root}/gone/summary.md: cannot be written: No such file or directory\n"


def test_inside_github_actions_annotations_are_the_default(tree):
    root = tree({"infra/t.yaml": PUBLIC_KEY})
    env = {"GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": str(root), "GITHUB_STEP_SUMMARY": str(root / "summary.md")}
    code, out, _ = iaclint(cwd=root / "infra", env=env)
    assert code == 1
    assert out.startswith(
        "::error file=infra/t.yaml,line=16,endLine=16,col=24,endColumn=26,title=KMS201 kms-key-public::"
    )
    assert "| critical | KMS201 |" in (root / "summary.md").read_text()
    assert "::error" not in iaclint("--format", "concise", cwd=root / "infra", env=env)[1]


def test_colours(tree):
    root = tree({"t.yaml": PUBLIC_KEY})
    assert "\x1b[" not in iaclint(cwd=root)[1]
    assert "\x1b[" in iaclint("--color", "always", cwd=root, env={"NO_COLOR": "1"})[1]
    assert "\x1b[" in iaclint(cwd=root, env={"FORCE_COLOR": "1"})[1]
    assert "\x1b[" not in iaclint("--color", "never", cwd=root, env={"FORCE_COLOR": "1"})[1]


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("stack.json", '{"Resources": {"A": {"Type": "AWS::KMS::Key"}}}', "stack.json"),
        (None, NO_ROTATION, "<stdin>.yaml"),
    ],
)
def test_standard_input(tree, name, text, place):
    arguments = ["--stdin-filename", name] if name else []
    code, out, _ = iaclint("-", *arguments, "--format", "json", cwd=tree({}), stdin=text.encode())
    assert (code, [(rule, file) for rule, file, _ in rules(out)]) == (1, [("KMS301", place)])


def test_standard_input_takes_the_place_of_its_file(tree):
    root = tree(
        {"main.tf": MANAGED.replace('"kms:*"', "local.actions"), "locals.tf": 'locals {\n  actions = "s3:Get*"\n}\n'}
    )
    assert iaclint(cwd=root)[0] == 0
    text = b'locals {\n  actions = "kms:*"\n}\n'
    code, out, _ = iaclint("-", "--stdin-filename", "locals.tf", "--format", "json", cwd=root, stdin=text)
    assert (code, rules(out)) == (1, [("KMS101", "locals.tf", 2)])


def test_standard_input_is_judged_where_it_stands(tree):
    """A module with the arguments of its callers, a caller with its module, a file that is read; also from below."""
    call = 'module "m" {\n  source = "../../m"\n  a      = "ACTION"\n}\n'
    root = tree(
        {
            ".git/HEAD": "",
            "m/main.tf": 'variable "a" {}\n' + MANAGED.replace('"kms:*"', "var.a"),
            "envs/a/main.tf": call.replace("ACTION", "s3:Get*"),
            "envs/b/main.tf": call.replace("ACTION", "kms:*"),
            "file/main.tf": 'resource "aws_iam_policy" "p" {\n  policy = file("${path.module}/p.json")\n}\n',
            "file/p.json": "{}",
        }
    )
    document = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "kms:*", "Resource": "*"}}'
    variable = 'variable "a" {}\n\n'
    for cwd, name, text, expected in (
        (root, "envs/a/main.tf", call.replace("ACTION", "kms:*"), [("KMS101", "envs/a/main.tf", 3)]),
        (root / "envs", "a/main.tf", call.replace("ACTION", "kms:*"), [("KMS101", "a/main.tf", 3)]),
        (root, "m/main.tf", variable + MANAGED.replace('"kms:*"', "var.a"), [("KMS101", "envs/b/main.tf", 3)]),
        (root, "m/main.tf", variable + MANAGED.replace('"kms:*"', '"s3:Get*"'), []),
        (root, "file/p.json", document, [("KMS101", "file/p.json", 1)]),
        (root, "new/dir/t.yaml", NO_ROTATION, [("KMS301", "new/dir/t.yaml", 5)]),
    ):
        code, out, _ = iaclint("-", "--stdin-filename", name, "--format", "json", cwd=cwd, stdin=text.encode())
        assert (code, rules(out)) == (int(bool(expected)), expected), name


def test_configuration_beside_the_paths(tree):
    root = tree(
        {
            ".git/HEAD": "",
            "pyproject.toml": '[tool.iaclint]\nselect = ["KMS301"]\nfail-on = "critical"\n',
            "t.yaml": NO_ROTATION,
            "team/iaclint.toml": 'ignore = ["KMS301"]\n',
            "team/t.yaml": NO_ROTATION,
        }
    )
    code, out, _ = iaclint("--format", "json", cwd=root)
    assert (code, rules(out)) == (0, [("KMS301", "t.yaml", 5)])
    assert iaclint("--fail-on", "medium", cwd=root)[0] == 1
    assert iaclint("team", cwd=root)[0] == 0
    assert iaclint(cwd=root / "team")[0] == 0
    assert iaclint("--config", "pyproject.toml", "--fail-on", "low", "team", cwd=root)[0] == 1


def test_a_configured_severity_and_exclusion(tree):
    root = tree(
        {
            "iaclint.toml": 'severity = { KMS301 = "critical" }\nexclude = ["old"]\n',
            "t.yaml": NO_ROTATION,
            "old/t.yaml": NO_ROTATION,
        }
    )
    assert "t.yaml:5:26: critical KMS301" in iaclint(cwd=root)[1]
    assert iaclint(cwd=root)[1].endswith("1 finding (1 critical) in 1 file, 0 policies\n")
    assert iaclint("old", "--format", "concise", cwd=root)[1].startswith("old/t.yaml:5:26: KMS301")


def test_the_closest_configuration_excludes(tree):
    root = tree(
        {
            ".git/HEAD": "",
            "iaclint.toml": 'exclude = ["old"]\n',
            "old/t.yaml": NO_ROTATION,
            "team/pyproject.toml": '[tool.iaclint]\nexclude = ["examples/**"]\n',
            "team/examples/t.yaml": NO_ROTATION,
            "team/old/t.yaml": NO_ROTATION,
            "other/pyproject.toml": "[tool.x]\n",
            "other/examples/t.yaml": NO_ROTATION,
            "other/old/t.yaml": NO_ROTATION,
        }
    )
    everywhere = [("KMS301", name, 5) for name in ("other/examples/t.yaml", "other/old/t.yaml", "team/old/t.yaml")]
    assert rules(iaclint("--format", "json", cwd=root)[1]) == everywhere
    assert rules(iaclint("--format", "json", cwd=root / "team")[1]) == [("KMS301", "old/t.yaml", 5)]
    assert rules(iaclint("team", "--format", "json", cwd=root)[1]) == everywhere[2:]
    assert len(rules(iaclint("team/examples", "--format", "json", cwd=root)[1])) == 1


def test_a_configuration_that_lies_elsewhere(tree):
    root = tree({"tree/.git/HEAD": "", "tree/t.yaml": NO_ROTATION, "ci.toml": 'ignore = ["KMS301"]\n'})
    for name in ("../ci.toml", str(root / "ci.toml")):
        assert iaclint("--config", name, cwd=root / "tree")[0] == 0


def test_a_configured_ignore_entry(tree):
    root = tree(
        {
            ".git/HEAD": "",
            "iaclint.toml": '[[ignore]]\nrule = "KMS301"\npath = "envs/*.yaml"\nreason = "rotated by hand"\n',
            "envs/t.yaml": NO_ROTATION,
        }
    )
    for cwd, name in ((root, "envs/t.yaml"), (root / "envs", "t.yaml")):
        code, out, _ = iaclint("--show-suppressed", "--format", "json", cwd=cwd)
        (finding,) = json.loads(out)["findings"]
        assert code == 0
        assert (finding["file"], finding["suppressed"]) == (name, {"by": "config", "reason": "rotated by hand"})


def test_an_ignore_entry_that_silences_nothing_is_told_where_all_was_judged(tree):
    root = tree(
        {
            "iaclint.toml": '[[ignore]]\nrule = "KMS301"\npath = "b.yaml"\nreason = "x"\n',
            "a.yaml": CLEAN,
            "b.yaml": CLEAN,
        }
    )
    assert iaclint("a.yaml", cwd=root)[0] == 0
    code, out, _ = iaclint("--format", "json", cwd=root)
    assert (code, rules(out)) == (1, [("SRC003", "iaclint.toml", 1)])


def test_the_baseline(tree):
    root = tree({"t.yaml": NO_ROTATION})
    assert iaclint("baseline", cwd=root) == (0, "iaclint-baseline.json: 1 finding accepted\n", "")
    assert iaclint("--baseline", "iaclint-baseline.json", cwd=root)[:2] == (
        0,
        "0 findings in 1 file, 0 policies; 1 suppressed\n",
    )
    (root / "iaclint.toml").write_text('baseline = "iaclint-baseline.json"\n')
    assert iaclint(cwd=root)[0] == 0
    (root / "t.yaml").write_text(CLEAN)
    assert iaclint(cwd=root)[0] == 0
    code, _, err = iaclint("--strict-baseline", cwd=root)
    assert (code, err) == (1, "iaclint-baseline.json: stale: KMS301 Key\n")
    assert iaclint("baseline", cwd=root)[1] == "iaclint-baseline.json: 0 findings accepted\n"


def test_the_same_bytes_whatever_surrounds_a_run(tree):
    root = tree(
        {"äö/t.yaml": NO_ROTATION.replace("Key:\n    T", "Kéy漢字:\n    T"), "b/main.tf": MANAGED, "c.yaml": PUBLIC_KEY}
    )
    outputs = {
        iaclint("--format", format, cwd=root, env=env)[1]
        for env in (
            {"PYTHONHASHSEED": "1", "LC_ALL": "C"},
            {"PYTHONHASHSEED": "2", "LC_ALL": "C.UTF-8"},
            {"PYTHONIOENCODING": "ascii"},
        )
        for format in ("text", "json")
    }
    assert len(outputs) == 2


def test_a_reader_that_goes_away_is_nobody_to_complain_to(tree):
    root = tree({"t.yaml": "Resources:\n" + "".join(NO_ROTATION[11:].replace("Key:", f"Key{n}:") for n in range(2000))})
    run = subprocess.Popen([COMMAND], cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    run.stdout.readline()
    run.stdout.close()
    assert run.stderr.read() == b""
    assert run.wait(timeout=60) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="signals are another matter there")
def test_an_interrupted_run_exits_with_130(tree):
    reading, writing = os.pipe()
    run = subprocess.Popen([COMMAND, "-"], cwd=tree({}), stdin=reading, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        with pytest.raises(subprocess.TimeoutExpired):  # it waits for its input
            run.wait(timeout=2)
        run.send_signal(signal.SIGINT)
        assert run.communicate(timeout=60) == (b"", b"")
        assert run.returncode == 130
    finally:
        os.close(writing)
        os.close(reading)


def test_help_fits_a_screen():
    code, out, err = iaclint("--help", cwd=".")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert len(lines) <= 50
    assert max(map(len, lines)) <= 100
    for name in (
        "--format",
        "--select",
        "--fail-on",
        "--account-id",
        "--baseline",
        "--since",
        "--jobs",
        "--no-gitignore",
    ):
        assert name in out


UNHEARD = {
    "a variable of nobody": (
        ["--var", "stgae=x"],
        '--var stgae: no Terraform configuration that was read declares this variable; did you mean "stage"?',
    ),
    "a variable of a called module": (
        ["--var", "inner=x"],
        "--var inner: no Terraform configuration that was read declares this variable",
    ),
    "a parameter of nobody": (
        ["--parameter", "stage=x", "--parameter", "Stage=x"],
        '--parameter stage: no template that was read declares this parameter; did you mean "Stage"?',
    ),
    "a parameter of a nested template": (
        ["--parameter", "Inner=x"],
        "--parameter Inner: no template that was read declares this parameter",
    ),
}


@pytest.mark.parametrize("arguments, line", UNHEARD.values(), ids=UNHEARD)
def test_a_value_that_nothing_takes_is_told(tree, arguments, line):
    """Terraform and CloudFormation refuse it; here another unit may be the one that it is for."""
    root = tree(
        {
            ".git/HEAD": "",
            "a/main.tf": 'variable "stage" {}\nmodule "m" {\n  source = "../m"\n  inner  = var.stage\n}\n',
            "b/main.tf": "",
            "m/main.tf": 'variable "inner" {}\n',
            "t.yaml": "Parameters: {Stage: {Type: String}}\nResources:\n  S:\n    Type: AWS::CloudFormation::Stack\n"
            "    Properties: {TemplateURL: n.yaml}\n",
            "n.yaml": "Parameters: {Inner: {Type: String}}\n" + CLEAN,
        }
    )
    told = f"iaclint: {line}\n"
    assert iaclint(*arguments, cwd=root) == (0, "0 findings in 5 files, 0 policies\n", told)
    assert iaclint(*arguments, "--jobs", "2", cwd=root)[2] == told
    assert iaclint("show", *arguments, cwd=root) == (0, "", told)
    assert iaclint("baseline", *arguments, cwd=root)[2] == told


def test_a_value_that_something_takes_is_not_told(tree):
    root = tree(
        {
            "a/main.tf": 'variable "stage" {}\n',
            "b/main.tf.json": '{"variable": {"other": {}}}',
            "t.yaml": "Parameters: {Stage: {Type: String}}\n" + CLEAN,
            "plan/p.json": '{"format_version": "1.2", "planned_values": {}, "variables": {"planned": {"value": 1}}}',
        }
    )
    values = ["--var", "stage=1", "--var", "other=2", "--var", "planned=3", "--parameter", "Stage=3"]
    assert iaclint(*values, cwd=root) == (0, "0 findings in 4 files, 0 policies\n", "")


def test_a_value_that_nothing_takes_is_told_from_the_cache_too(tree):
    root = tree({f"m{number}/main.tf": 'variable "stage" {}\n' for number in range(120)})
    env = {"XDG_CACHE_HOME": str(root.parent / f"{root.name}-cache")}
    first, second = (iaclint("--var", "nope=1", cwd=root, env=env) for _ in range(2))
    assert list((root.parent / f"{root.name}-cache").rglob("*"))
    assert first == second
    assert first[2] == "iaclint: --var nope: no Terraform configuration that was read declares this variable\n"


POLICY = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "kms:*", "Resource": "*"}]}'
NOTHING = "iaclint: no file that was named is a template, a plan or of a Terraform module\n"
NONE = "0 findings in 0 files, 0 policies\n"
UNUSED = "no template holds it, and no Terraform module stands at or above it"


def test_a_policy_that_nothing_uses_is_not_passed_over_in_silence(tree):
    root = tree({"policy.json": POLICY, "m/main.tf": "", "m/p.json": POLICY, "n/p.tftpl": POLICY, "y.yaml": "a: 1\n"})
    told = f"not judged: policy.json in . (a policy: {UNUSED})\n"
    assert iaclint("policy.json", cwd=root, env={"COLUMNS": "200"}) == (0, NONE + told, "")
    told = f"not judged: <stdin>.json in . (a policy: {UNUSED})\n"
    assert iaclint("-", cwd=root, stdin=POLICY.encode(), env={"COLUMNS": "200"}) == (0, NONE + told, "")
    code, out, err = iaclint("--format", "json", "n/p.tftpl", "y.yaml", cwd=root)
    assert (code, err) == (0, "")
    assert json.loads(out)["summary"]["not_judged"] == [
        {"unit": "n", "call": "p.tftpl", "source": "a policy", "reason": UNUSED}
    ]
    assert iaclint("m/p.json", cwd=root) == (0, "0 findings in 1 file, 0 policies\n", "")


def test_files_that_hold_nothing_are_not_passed_over_in_silence(tree):
    root = tree({"package.json": "{}", "values.yaml": "a: 1\n", "empty/readme.md": ""})
    assert iaclint("package.json", "values.yaml", cwd=root) == (0, NONE, NOTHING)
    assert iaclint("package.json", "-q", cwd=root) == (0, "", "")
    assert iaclint("empty", cwd=root) == (0, NONE, "")
    assert iaclint("-", cwd=root, stdin=b'{"a": 1}') == (0, NONE, NOTHING)


@pytest.mark.parametrize("name", ["plan.json", "tfplan", "plan.out", "-"])
def test_a_plan_is_known_by_what_is_in_it(tree, name):
    resource = {
        "address": "aws_iam_policy.p",
        "mode": "managed",
        "type": "aws_iam_policy",
        "values": {"policy": POLICY},
    }
    plan = {"format_version": "1.2", "planned_values": {"root_module": {"resources": [resource]}}}
    root = tree({"plan.json": json.dumps(plan), "tfplan": json.dumps(plan), "plan.out": json.dumps(plan)})
    code, out, _ = iaclint("--format", "json", name, cwd=root, stdin=json.dumps(plan).encode())
    assert (code, [rule for rule, _, _ in rules(out)]) == (1, ["KMS101"])


TYPELESS = 'AWSTemplateFormatVersion: "2010-09-09"\nResources:\n  T:\n    Type: Custom::X\n'
INPUTS = {
    "a template without a type of AWS": (TYPELESS, 0, [], "0 findings in 1 file, 0 policies\n"),
    "a template behind a comment": ("# x\n\n" + NO_ROTATION, 1, [("KMS301", "<stdin>.yaml", 7)], ""),
    "a document of YAML": ("---\n- a\n", 0, [], NONE),
    "other YAML": ("# x\nname: x\n", 0, [], NONE),
    "a list of JSON": ("[1]", 0, [], NONE),
    "a configuration": ("# a: b\n" + MANAGED, 1, [("KMS101", "<stdin>/main.tf", 5)], ""),
    "no language": ("hello\n", 1, [("SRC001", "<stdin>/main.tf", 1)], ""),
    "a broken template": (NO_ROTATION + "x: [\n", 1, [("SRC001", "<stdin>.yaml", 7)], ""),
    "no text": (b"\xb3\xff\x00", 1, [("SRC001", "<stdin>/main.tf", 1)], ""),
}


@pytest.mark.parametrize("text, code, found, out", INPUTS.values(), ids=INPUTS)
def test_standard_input_is_known_by_what_is_in_it(tree, text, code, found, out):
    data = text if isinstance(text, bytes) else text.encode()
    result = iaclint("-", "--format", "json", cwd=tree({}), stdin=data)
    assert (result[0], rules(result[1])) == (code, found)
    if out:
        assert iaclint("-", cwd=tree({}), stdin=data)[:2] == (code, out)
