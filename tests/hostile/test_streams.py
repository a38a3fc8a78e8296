"""Standard input, output and error that are closed, full, endless, or that nobody reads."""

import os
import subprocess
import sys

import pytest
from hostile.attacks import policy, write
from running import COMMAND, iaclint

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a shell of POSIX")

DOCUMENT = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "kms:*", "Resource": "*"}]}'
COMMANDS = {
    "": 1,
    "--format json": 1,
    "show": 0,
    "show --format json --query $..Action": 0,
    "rules": 0,
    "explain KMS101": 0,
    "init": 0,
    "init --schema": 0,
    "baseline": 0,
    "--help": 0,
    "show --help": 0,
    "--version": 0,
    "--print-completion bash": 0,
}


@pytest.fixture(autouse=True)
def tree(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write({"main.tf": policy()})
    return tmp_path


def shell(command):
    run = subprocess.run(["bash", "-c", command], capture_output=True, check=False, timeout=60, text=True)
    return run.returncode, run.stdout, run.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_tells_that_nothing_can_be_written(command):
    line = "iaclint: standard output: cannot be written: No space left on device\n"
    assert shell(f"{COMMAND} {command} >/dev/full") == (2, "", line)


@pytest.mark.parametrize("command, code", COMMANDS.items())
def test_every_command_does_its_work_without_an_output(command, code):
    assert shell(f"{COMMAND} {command} >&-") == (code, "", "")


@pytest.mark.parametrize("command", COMMANDS)
def test_nobody_is_told_that_nobody_reads(command):
    reading, writing = os.pipe()
    os.close(reading)
    run = subprocess.run([COMMAND, *command.split()], stdout=writing, stderr=subprocess.PIPE, check=False, timeout=60)
    os.close(writing)
    assert (run.returncode, run.stderr) == (2, b"")


@pytest.mark.parametrize("command", ["nosuch", "--nope", "explain NOPE", "--format json=no/where"])
def test_a_complaint_that_cannot_be_written(command):
    for where in ("2>&-", "2>/dev/full"):
        assert shell(f"{COMMAND} {command} {where}") == (2, "", "")


INPUTS = {
    "closed": ("<&-", "standard input is closed, so there is nothing to judge"),
    "empty": ("</dev/null", "standard input is empty, so there is nothing to judge"),
    "blank": ("<<<'  '", "standard input is empty, so there is nothing to judge"),
    "endless": ("</dev/zero", "standard input is larger than 50 MB"),
    "no input": ("0>/dev/null", "standard input: cannot be read: Bad file descriptor"),
}


@pytest.mark.parametrize("source, line", INPUTS.values(), ids=INPUTS)
def test_an_input_that_is_none(source, line):
    for command in (COMMAND, f"{COMMAND} show"):
        assert shell(f"{command} - {source}") == (2, "", f"iaclint: {line}\n")


def test_a_file_that_is_empty_in_an_editor_is_nothing_to_complain_about():
    assert iaclint("-", "--stdin-filename", "main.tf", cwd=".") == (0, "0 findings in 1 file, 0 policies\n", "")
