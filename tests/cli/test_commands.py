import json
import re
import shutil
import subprocess
import sys

import cfn_flip
import hcl2
import pytest
import yaml
from running import CLEAN, COMMAND, MANAGED, NO_ROTATION, PUBLIC_KEY, ROOT, iaclint
from terminal import on_a_terminal

import iaclint as library
from iaclint import __version__
from iaclint.files import UserProblem
from iaclint.files.overlay import Overlay
from iaclint.files.worktree import WorkTree
from iaclint.rules.registry import table

CONDITIONAL = """\
Parameters:
  Stage: {Type: String}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          Effect: Allow
          Action: !If [IsProd, 's3:Get*', 's3:*']
          Resource: !Sub 'arn:${AWS::Partition}:s3:::x/*'
"""


@pytest.fixture
def tree(tmp_path):
    def write(files):
        for path, text in files.items():
            (tmp_path / path).write_text(text)
        return tmp_path

    return write


def shown(cwd, *arguments) -> list:
    code, out, err = iaclint("show", "--format", "json", *arguments, cwd=cwd)
    assert (code, err) == (0, "")
    document = json.loads(out)
    assert document["schema_version"] == 1
    return document["policies"]


def test_show_gives_each_alternative_with_its_condition(tree):
    policies = shown(tree({"t.yaml": CONDITIONAL}))
    assert [(policy["when"], policy["document"]["Statement"]["Action"]) for policy in policies] == [
        ({"IsProd": False}, "s3:*"),
        ({"IsProd": True}, "s3:Get*"),
    ]
    assert {key: value for key, value in policies[0].items() if key not in {"when", "document"}} == {
        "file": "t.yaml",
        "line": 9,
        "dialect": "cloudformation",
        "resource": "Policy",
        "resource_type": "AWS::IAM::ManagedPolicy",
        "attribute": "PolicyDocument",
        "kind": "managed",
        "complete": False,
    }
    assert policies[0]["document"]["Statement"]["Resource"] == {
        "$parts": ["arn:", {"$unknown": "AWS::Partition"}, ":s3:::x/*"]
    }


def test_show_takes_values(tree):
    root = tree({"t.yaml": CONDITIONAL, "main.tf": 'variable "a" {}\n' + MANAGED.replace('"kms:*"', "var.a")})
    policies = shown(root, "--parameter", "Stage=prod", "--var", "a=kms:Sign")
    actions = {policy["file"]: policy["document"]["Statement"] for policy in policies if not policy["when"]}
    assert actions["main.tf"][0]["Action"] == "kms:Sign"


def test_show_in_every_format_says_the_same(tree):
    root = tree({"t.yaml": CONDITIONAL, "k.yaml": PUBLIC_KEY.replace("Sid: Open", "Sid: '${x} \"q\" %{y}'")})
    policies = shown(root)
    code, text, _ = iaclint("show", "--format", "yaml", cwd=root)
    assert (code, yaml.safe_load(text)["policies"]) == (0, policies)
    assert json.loads(cfn_flip.to_json(text))["policies"] == policies
    code, text, _ = iaclint("show", "--format", "hcl", cwd=root)
    assert code == 0
    assert len(hcl2.loads(text)["policy"]) == len(policies)
    assert '"$${x} \\"q\\" %%{y}"' in text
    code, text, _ = iaclint("show", cwd=root)
    documents = [json.loads(part.split("\n{", 1)[1].join(["{", ""])) for part in text.split("\n\n")]
    assert documents == [policy["document"] for policy in policies]
    assert "# when IsProd is true\n# not everything in it is known before deploy ($unknown)\n{" in text


def test_show_answers_queries(tree):
    root = tree({"t.yaml": CONDITIONAL, "main.tf": MANAGED})
    query = "$.policies[?(@.complete==true)].resource"
    assert iaclint("show", "--query", query, cwd=root) == (0, "aws_iam_policy.admin\n", "")
    assert json.loads(iaclint("show", "--query", query, "--format", "json", cwd=root)[1]) == ["aws_iam_policy.admin"]
    code, out, err = iaclint("show", "--query", "$.policies[", cwd=root)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("iaclint: --query: '$.policies[' is no JSONPath: ")


def test_show_says_what_it_could_not_read(tree):
    root = tree({"main.tf": MANAGED, "broken.tf": 'resource "x" {\n'})
    code, out, err = iaclint("show", cwd=root)
    assert code == 1
    assert "aws_iam_policy.admin" in out
    assert err.startswith("broken.tf:")


def test_show_shows_text_that_is_no_json_as_text(tree):
    root = tree({"main.tf": 'resource "aws_iam_policy" "p" {\n  policy = "not json"\n}\n'})
    assert [policy["document"] for policy in shown(root)] == ["not json"]


def test_sensitive_values_are_never_shown(tree):
    secret = 'variable "t" {\n  default   = "hunter2"\n  sensitive = true\n}\n'
    root = tree({"main.tf": secret + MANAGED.replace('Resource = "*"', 'Resource = "arn:aws:s3:::${var.t}"')})
    (policy,) = shown(root)
    assert policy["document"]["Statement"][0]["Resource"] == {"$unknown": "a sensitive value"}
    for command in (["show"], ["--select", "ALL", "-v"], ["--select", "ALL", "--format", "json"]):
        code, out, err = iaclint(*command, cwd=root)
        assert code in {0, 1}
        assert "hunter2" not in out + err


def test_explain_prints_the_page_of_a_rule():
    code, out, err = iaclint("explain", "kms-key-public", cwd=".")
    assert (code, err) == (0, "")
    assert out.startswith("# KMS201 kms-key-public\n")
    for heading in ("What it does", "Why", "Bad", "Good", "Fix", "References"):
        assert f"\n## {heading}\n" in out
    assert iaclint("explain", "KMS201", cwd=".")[1] == out
    assert "\x1b[" in iaclint("explain", "KMS201", "--color", "always", cwd=".")[1]
    code, _, err = iaclint("explain", "KMS2O1", cwd=".")
    assert (code, err) == (2, 'iaclint: there is no rule "KMS2O1"; did you mean "KMS201"? (iaclint rules lists them)\n')


def test_explain_lays_the_page_out_on_a_terminal(tmp_path):
    command = [COMMAND, "explain", "KMS201"]
    for arguments, variables, colored in (
        ([], {}, True),
        (["--color", "never"], {}, False),
        ([], {"NO_COLOR": "1"}, False),
    ):
        _, shown = on_a_terminal([*command, *arguments], tmp_path, "stdout", **variables)
        lines = shown.splitlines()
        assert "KMS201 kms-key-public" in lines[0] + lines[1]
        assert "## Why" not in shown
        assert "**" not in shown
        assert max(len(line) for line in re.sub(r"\x1b\[[0-9;]*m", "", shown).splitlines()) <= 80
        assert ("\x1b[" in shown) == colored, (arguments, variables)
    _, plain = on_a_terminal(command, tmp_path, "stdout", TERM="dumb")
    assert "\n## Why" in plain


def test_rules_prints_the_table():
    text, markdown = iaclint("rules", cwd=".")[1], iaclint("rules", "--format", "markdown", cwd=".")[1]
    rules = json.loads(iaclint("rules", "--format", "json", cwd=".")[1])["rules"]
    assert [rule["code"] for rule in rules] == [rule.code for rule in table()]
    assert {rule["code"] for rule in rules if not rule["default"]} == {"KMS203", "KMS302", "KMS304"}
    for output in (text, markdown):
        assert all(rule["code"] in output and rule["name"] in output for rule in rules)
    assert len(text.splitlines()) == len(rules)


def test_init_writes_a_starter_and_never_over_one(tree):
    root = tree({})
    assert iaclint("init", cwd=root) == (0, "iaclint.toml written\n", "")
    assert iaclint(cwd=root)[0] == 0
    assert iaclint("init", cwd=root) == (2, "", "iaclint: iaclint.toml: is already there\n")
    assert "per-path" in json.loads(iaclint("init", "--schema", cwd=root)[1])["properties"]


def test_a_command_name_is_no_path_and_a_path_no_command(tree):
    root = tree({"show.yaml": CLEAN})
    assert iaclint("show.yaml", cwd=root)[0] == 0
    assert iaclint("shwo", cwd=root)[2] == "iaclint: shwo: no such file or directory\n"
    for command in ("show", "explain", "rules", "init", "baseline"):
        code, out, _ = iaclint(command, "--help", cwd=root)
        assert (code, out.startswith(f"usage: iaclint {command}")) == (0, True)


def test_the_version():
    assert iaclint("--version", cwd=".") == (0, f"iaclint {__version__}\n", "")
    assert iaclint("--select", "KMS", "--version", cwd=".")[1] == f"iaclint {__version__}\n"
    run = subprocess.run([sys.executable, "-m", "iaclint", "--version"], capture_output=True, check=True)
    assert run.stdout.decode() == f"iaclint {__version__}\n"


def test_as_a_library(tree, monkeypatch):
    root = tree({"t.yaml": NO_ROTATION, "main.tf": MANAGED})
    monkeypatch.chdir(root)
    result = library.lint()
    assert [(finding.rule, finding.file) for finding in result.findings] == [
        ("KMS101", "main.tf"),
        ("KMS301", "t.yaml"),
    ]
    assert [finding.rule for finding in library.lint("t.yaml", "main.tf", ignore=("KMS1",)).findings] == ["KMS301"]
    (policy,) = library.show("main.tf").policies
    assert policy.resource == "aws_iam_policy.admin"
    files = Overlay(WorkTree("."), {"t.yaml": CLEAN.encode(), "main.tf": b""})
    assert library.lint(files=files).findings == ()
    with pytest.raises(UserProblem, match=r"^gone: no such file or directory$"):
        library.lint("gone")
    with pytest.raises(TypeError, match="no settings: colour"):
        library.lint(colour=True)


# Modules that a run must not load: each costs more than the work it would do there. re brings enum, functools,
# collections and types of itself.
HEAVY = {
    *(
        "dataclasses",
        "typing",
        "pathlib",
        "yaml",
        "tree_sitter",
        "tree_sitter_hcl",
        "hcl2",
        "lark",
        "rich",
        "jsonpath_ng",
    ),
    *("tomllib", "importlib.metadata", "importlib.resources", "subprocess", "concurrent.futures", "shutil", "decimal"),
    *(
        "pathspec",
        "cfn_flip",
        "cfn_tools",
        "inspect",
        "difflib",
        "textwrap",
        "hashlib",
        "urllib",
        "tempfile",
        "logging",
    ),
    *(
        "argparse",
        "gettext",
        "locale",
        "traceback",
        "unicodedata",
        "contextlib",
        "asyncio",
        "socket",
        "random",
        "html",
        "xml",
        "click",
        "pydantic",
    ),
}
LOADED = """\
import os, sys
before = set(sys.modules)
from iaclint.cli.main import main
main(sys.argv[1:])
print(*sorted(set(sys.modules) - before), file=sys.stderr)
"""


def loaded(*arguments, cwd) -> set[str]:
    """The modules that a run loads, the interpreter's own and those of an editable install left out."""
    paths = [path for path in sys.path if path.endswith("site-packages")]
    run = subprocess.run(
        [sys.executable, "-S", "-c", LOADED, *arguments],
        cwd=cwd,
        env={"PYTHONPATH": ":".join([str(ROOT), *paths])},
        capture_output=True,
        check=True,
    )
    return set(run.stderr.decode().split())


def test_the_version_loads_next_to_nothing(tree):
    names = loaded("--version", cwd=tree({}))
    assert {name for name in names if not name.startswith("iaclint")} <= {"__future__", "gc"}
    assert len(names) <= 9


def test_a_json_template_loads_nothing_heavy(tree):
    template = json.dumps(yaml.safe_load(NO_ROTATION))
    names = loaded("t.json", "--format", "json", cwd=tree({"t.json": template}))
    assert names & HEAVY == set()
    assert not {
        name for name in names if name.startswith(("iaclint.terraform", "iaclint.text.yaml", "iaclint.text.hcl"))
    }
    assert cloudformation(names) == {
        *("calls", "checks", "dynamic", "keys", "properties", "recognise", "scope", "sites", "spelling", "template")
    }
    assert not names & {
        *("iaclint.rules.pages", "iaclint.text.glob", "iaclint.text.comments", "iaclint.cli.complete_parser"),
        *("iaclint.cache.entries", "iaclint.cache.results", "zlib"),
    }


def cloudformation(names) -> set[str]:
    return {
        name.removeprefix("iaclint.cloudformation.") for name in names if name.startswith("iaclint.cloudformation.")
    }


def rules(names) -> set[str]:
    return {name[-6:] for name in names if re.fullmatch(r"iaclint\.rules\.[a-z]{3}\d{3}", name)}


ROOT_KEEPS_ALL = {
    "Effect": "Allow",
    "Principal": {"AWS": {"Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}},
    "Action": "kms:*",
    "Resource": "*",
}
DECRYPTS = {"Effect": "Allow", "Action": ["kms:Decrypt"], "Resource": "*"}


def policies(allowed, *on_the_key) -> str:
    """A template with one policy and one key."""
    key = {"EnableKeyRotation": True, "KeyPolicy": {"Version": "2012-10-17", "Statement": list(on_the_key)}}
    document = {"PolicyDocument": {"Version": "2012-10-17", "Statement": [allowed]}}
    resources = {
        "Policy": {"Type": "AWS::IAM::ManagedPolicy", "Properties": document},
        "Key": {"Type": "AWS::KMS::Key", "Properties": key},
    }
    return json.dumps({"Resources": resources})


NOT_ASKED = {
    *("asked", "callers", "comparison", "condition", "condition_keys", "fixed", "operators", "sampling", "solving"),
    *("caller", "key_policy", "key_statements", "principal", "resource_policy"),
}


@pytest.mark.parametrize("format", ["text", "json"])
def test_policies_load_the_rules_that_can_say_something_about_them(format, tree):
    names = loaded("t.json", "--format", format, cwd=tree({"t.json": policies(DECRYPTS, ROOT_KEEPS_ALL)}))
    assert rules(names) == {"doc001", "doc002", "doc004", "kms104", "kms301", "kms303"}
    assert not {name for name in names if name.removeprefix("iaclint.policy.") in NOT_ASKED}
    assert cloudformation(names) >= {"functions", "references", "strings"}
    assert not cloudformation(names) & {"conditions", "inputs", "mappings", "metadata", "parameters", "split", "supply"}


def test_a_condition_and_a_role_load_what_they_need(tree):
    narrowed = {**DECRYPTS, "Condition": {"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}}}
    used = {**ROOT_KEEPS_ALL, "Principal": {"AWS": "arn:aws:iam::111122223333:role/app"}, "Action": "kms:Decrypt"}
    names = loaded("t.json", cwd=tree({"t.json": policies(narrowed, ROOT_KEEPS_ALL, used)}))
    expected = {"doc001", "doc002", "doc003", "doc004", "kms104", "kms204", "kms205", "kms207", "kms301", "kms303"}
    assert rules(names) == expected
    assert names >= {"iaclint.policy.condition", "iaclint.policy.key_policy"}


def test_a_terraform_file_loads_no_template_reader(tree):
    names = loaded("main.tf", "--format", "json", cwd=tree({"main.tf": MANAGED}))
    assert names & (HEAVY - {"tree_sitter", "tree_sitter_hcl", "typing", "contextlib"}) == set()
    assert not {name for name in names if name.startswith(("iaclint.cloudformation", "iaclint.text.yaml"))}
    assert not names & {"iaclint.terraform.plan", "iaclint.terraform.planned", "iaclint.text.tfjson"}


def test_the_script_is_the_installed_one():
    assert subprocess.run([COMMAND, "--version"], capture_output=True, check=True).stdout.startswith(b"iaclint ")


@pytest.mark.parametrize("shell", ["bash", "zsh", "tcsh"])
def test_a_shell_gets_its_completion(shell, tmp_path) -> None:
    code, script, _ = iaclint("--print-completion", shell, cwd=tmp_path)
    assert code == 0
    assert all(word in script for word in ("format", "account-id", "since"))


def test_bash_completes_options_values_commands_and_paths(tmp_path) -> None:
    script = tmp_path / "completion.bash"
    script.write_text(iaclint("--print-completion", "bash", cwd=tmp_path)[1], encoding="utf-8")
    for command in (["init", "-q", "-b", "trunk"], ["-c", "user.name=n", "-c", "user.email=e", "commit", "-qm", "x"]):
        subprocess.run(["git", *command, *(["--allow-empty"] if "commit" in command else [])], cwd=tmp_path, check=True)
    ask = f"""
    source {script}
    for words in --stri expl {tmp_path}/compl "--format sa" "--select KMS20" "--since tr" "--config {tmp_path}/co"; do
      COMP_WORDS=(iaclint $words); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); COMPREPLY=()
      _shtab_iaclint; echo "${{COMPREPLY[@]}}"
    done
    """
    done = subprocess.run(["bash", "-c", ask], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.splitlines() == [
        "--strict-baseline",
        "explain",
        str(script),
        "sarif",
        " ".join(rule.code for rule in table() if rule.code.startswith("KMS20")),
        "trunk",
        str(script),
    ]


@pytest.mark.skipif(shutil.which("zsh") is None, reason="zsh is not installed here")
def test_zsh_accepts_its_script(tmp_path) -> None:
    script = tmp_path / "_iaclint"
    script.write_text(iaclint("--print-completion", "zsh", cwd=tmp_path)[1], encoding="utf-8")
    check = f"autoload -Uz compinit; compinit -D -d {tmp_path}/dump; source {script}; whence -w _iaclint_formats"
    done = subprocess.run(["zsh", "-f", "-c", f"eval '{check}'"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "_iaclint_formats: function\n"), done.stderr
