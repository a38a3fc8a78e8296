"""Files that vanish, grow or become something else while a run reads them: told, never a fault, never kept."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from hostile.attacks import DOCUMENT, TEMPLATE, policy, write

from iaclint.cache import entries, now
from iaclint.cli.main import main
from iaclint.files import Log

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes and links are others there")

STACK = "  S:\n    Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: nested.yaml}\n"
TREE = {
    "main.tf": 'resource "aws_iam_policy" "a" {\n  policy = file("policy.json")\n}\n'
    'module "m" {\n  source = "./m"\n  a      = "kms:*"\n}\n'
    'locals {\n  found = fileset("data", "*")\n}\n' + policy("b", 'length(local.found) > 0 ? "kms:*" : "kms:Decrypt"'),
    "m/main.tf": 'variable "a" {}\n' + policy("c", "var.a"),
    "root/main.tf": 'variable "a" {}\n' + policy("d", "var.a"),
    "root/terraform.tfvars": 'a = "kms:*"\n',
    "data/on": "",
    "policy.json": DOCUMENT,
    "stack/main.yaml": TEMPLATE + STACK,
    "stack/nested.yaml": TEMPLATE,
    "plan/plan.json": json.dumps(
        {
            "format_version": "1.2",
            "planned_values": {
                "root_module": {
                    "resources": [
                        {
                            "address": "aws_iam_policy.p",
                            "mode": "managed",
                            "type": "aws_iam_policy",
                            "values": {"policy": DOCUMENT},
                        }
                    ]
                }
            },
        }
    ),
    ".gitignore": "nothing\n",
}


def gone(path):
    shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def grown(path):
    path.write_bytes(path.read_bytes() * 2)


def half(path):
    os.truncate(path, path.stat().st_size // 2)


def binary(path):
    path.write_bytes(b"\xff\0\x80")


def directory(path):
    gone(path)
    path.mkdir()


def pipe(path):
    gone(path)
    os.mkfifo(path)


def led_out(path):
    gone(path)
    path.symlink_to("/dev/zero")


def looped(path):
    gone(path)
    path.symlink_to(path.name)


def another(path):
    """What stood elsewhere for a while takes the place: its own times are from before."""
    path.rename(f"{path}.old")
    (Path("spare") / path).rename(path)


def linked(path):
    """The same by a link."""
    path.rename(f"{path}.old")
    path.symlink_to(Path("spare").absolute() / path)


ALL = (gone, grown, half, binary, directory, pipe, led_out, looped, another, linked)
FEW = (gone, led_out, another)
ONLY_FILES = (grown, half, binary)


@pytest.fixture(autouse=True)
def tree(tmp_path, monkeypatch):
    (tmp_path / "repo").mkdir()
    monkeypatch.chdir(tmp_path / "repo")
    monkeypatch.setattr("iaclint.run.FEWEST", 0)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path


def built():
    for path in Path().iterdir():
        gone(path)
    Path(".git").mkdir()
    write(TREE)
    write({f"spare/{path}": text.replace("kms:*", "kms:Decrypt") for path, text in TREE.items()})


class Changing:
    """The functions of ``os`` that look at files; before the ``nth`` look at one path it is changed."""

    def __init__(self, monkeypatch):
        self.path, self.left, self.way, self.busy = "", 0, None, False
        for name in ("open", "stat", "scandir"):
            monkeypatch.setattr(os, name, self.looking(getattr(os, name)))

    def looking(self, real):
        def look(path=".", *others, **named):
            if not self.busy and isinstance(path, str) and os.path.normpath(path) == self.path:
                self.left -= 1
                if self.left == 0:
                    self.busy = True
                    self.way(Path(path))
                    self.busy = False
            return real(path, *others, **named)

        return look

    def at(self, path, way, nth):
        self.path, self.left, self.way = path, nth, way


def told(capsys, *arguments):
    code = main(["--format", "json", *arguments])
    said = capsys.readouterr()
    assert said.err == ""
    assert code in {0, 1}
    return said.out


def change_everywhere(capsys, changing, path, ways, kept):
    """A change before any look at a path: told, and the next run knows better."""
    for way in ways if path in TREE else [way for way in ways if way not in ONLY_FILES]:
        for nth in range(1, 9):
            built()
            if kept:
                told(capsys)
            changing.at(path, way, nth)
            told(capsys)
            changing.path = ""
            if changing.left > 0:
                break
            assert told(capsys) == told(capsys, "--no-cache"), (way.__name__, nth)


@pytest.mark.parametrize("path", ["m/main.tf", "stack/nested.yaml", "plan/plan.json", "m", "root", "plan"])
def test_a_change_before_any_look_is_told_and_not_kept(capsys, monkeypatch, path):
    change_everywhere(capsys, Changing(monkeypatch), path, FEW, kept=False)


@pytest.mark.slow  # some ten minutes: every file, every way, with an earlier run in the cache too
@pytest.mark.parametrize("kept", [False, True])
@pytest.mark.parametrize("path", [*TREE, "m", "root", "data", "plan", "stack"])
def test_every_change_before_any_look(capsys, monkeypatch, path, kept):
    change_everywhere(capsys, Changing(monkeypatch), path, ALL, kept)


def test_what_is_written_after_a_run_began_counts_as_changed_since():
    """File systems take their times from a clock that ticks some hundred times a second."""
    log = Log()
    log.read.add("file")
    for _ in range(300):
        started = now()
        write({"file": "x"})
        assert not entries.Stamps({}, {}).take(log, started)


def test_a_file_of_a_coarse_file_system_may_be_younger_than_its_time(monkeypatch):
    write({"file": "x"})
    log = Log()
    log.read.add("file")
    about = SimpleNamespace(st_size=1, st_mtime_ns=5_000_000_000, st_ctime_ns=5_000_000_000, st_ino=1)
    monkeypatch.setattr(os, "lstat", lambda _: about)
    monkeypatch.setattr(entries, "_about", lambda _: list(vars(about).values()))
    assert not entries.Stamps({}, {}).take(log, 6_900_000_000)
    assert entries.Stamps({}, {}).take(log, 7_100_000_000)


WRITER = """
import os, sys, time
one, other, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])
end = time.monotonic() + seconds
while time.monotonic() < end:
    for text in (one, other):
        for path in ("t.yaml", "main.tf.json"):
            with open(path + ".new", "w") as file:
                file.write(text)
            os.replace(path + ".new", path)
"""


def test_a_process_that_rewrites_files_meanwhile(capsys, tmp_path):
    """Whatever a run saw of a file, the next ones see what is there."""
    Path(".git").mkdir()
    write({"t.yaml": "", "main.tf.json": "{}"})
    texts = [TEMPLATE, TEMPLATE.replace("kms:*", "kms:Decrypt")]
    end = time.monotonic() + 4
    while time.monotonic() < end:
        with subprocess.Popen([sys.executable, "-c", WRITER, *texts, "0.2"]) as writer:
            while writer.poll() is None:
                told(capsys)
        assert told(capsys) == told(capsys, "--no-cache")


def test_a_configuration_outside_that_changes_during_the_first_run(capsys, monkeypatch, tmp_path):
    """What the key of an entry says of a file is how it was when the run began."""
    Path(".git").mkdir()
    write({"main.tf": policy()})
    outside = tmp_path / "outside.toml"
    outside.write_text('ignore = ["KMS104"]\n')
    changing = Changing(monkeypatch)
    changing.at("main.tf", lambda _: outside.write_text('ignore = ["KMS101"]\n'), 1)
    assert "KMS101" in told(capsys, "--config", str(outside))
    assert "KMS101" not in told(capsys, "--config", str(outside))
