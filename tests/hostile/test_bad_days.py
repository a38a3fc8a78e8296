"""Killed, interrupted, out of space, out of memory, damaged: nothing is lost, nothing is half written, all is told."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from hostile.attacks import TEMPLATE, policy, write

from iaclint.cli.main import main

START = "import sys; import iaclint.run; iaclint.run.FEWEST = 0; from iaclint.cli.main import entry\n"
SLOW = """
import os, time, iaclint.journey.work as work
def judge(*about):
    open(f"{os.environ['PIDS']}/{os.getpid()}", "w").close()
    while True: time.sleep(0.05)
work.judge = judge
"""
KILLED = """
import os, signal, iaclint.journey.work as work
work.judge = lambda *about: os.kill(os.getpid(), signal.SIGKILL)
"""
TICK = 0.02  # seconds: what is written in the tick of the clock in which a run begins is not kept


@pytest.fixture(autouse=True)
def tree(tmp_path, monkeypatch):
    (tmp_path / "repo" / ".git").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "repo")
    monkeypatch.setattr("iaclint.run.FEWEST", 0)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    write({f"m{at}/main.tf": policy() for at in range(4)})
    write({"t.yaml": TEMPLATE})
    time.sleep(TICK)
    return tmp_path


FULL = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (200, 200))"  # no file may grow larger


def run(*arguments, code="", **environment):
    """A run in a process of its own, in which ``code`` was run before."""
    return subprocess.Popen(
        [sys.executable, "-c", f"{START}{code}\nentry()", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
    )


def said(capsys, *arguments):
    code = main(list(arguments))
    printed = capsys.readouterr()
    assert code == 1
    return printed.out, printed.err


def entries(tree):
    return [path for path in (tree / "cache").rglob("*") if path.is_file()]


def test_a_damaged_cache_is_made_anew_and_that_is_said(capsys, tree):
    expected = said(capsys, "--format", "json")
    for entry in entries(tree):
        whole = entry.read_bytes()
        middle = len(whole) // 2
        changed = whole[:middle] + b"\0" + whole[middle + 1 :]
        for damaged in (b"", whole[:20], whole[:middle], changed, b"\xff" * 1000):
            Path("t.yaml").touch()  # the result of the whole run does not hold, what became of its parts is asked for
            time.sleep(TICK)
            entry.write_bytes(damaged)
            assert said(capsys, "--format", "json", "-v") == (
                expected[0],
                "iaclint: an entry of the cache is damaged; it is made anew\n",
            )
            assert said(capsys, "--format", "json", "-v") == expected


@pytest.mark.parametrize(
    "environment",
    [
        {"XDG_CACHE_HOME": ".cache"},
        {"XDG_CACHE_HOME": "REPO/.cache"},
        {"XDG_CACHE_HOME": "REPO/link"},
        {"XDG_CACHE_HOME": "", "HOME": "."},
        {"XDG_CACHE_HOME": "", "HOME": "REPO"},
        {"XDG_CACHE_HOME": "FILE"},
        {"XDG_CACHE_HOME": "/dev/null"},
        {"XDG_CACHE_HOME": "/proc/self"},
    ],
    ids=str,
)
def test_a_cache_is_never_kept_where_a_commit_could_write_it(capsys, tree, monkeypatch, environment):
    (tree / "file").write_text("kept")
    Path("real").mkdir()
    Path("link").symlink_to("real")
    monkeypatch.setenv("HOME", str(tree))
    for name, value in environment.items():
        monkeypatch.setenv(name, value.replace("REPO", str(tree / "repo")).replace("FILE", str(tree / "file")))
    before = sorted(path.name for path in tree.rglob("*"))
    first, second = (said(capsys, "--format", "json") for _ in range(2))
    assert first == second
    kept = sorted(path.name for path in tree.rglob("*"))
    assert kept == before if environment["XDG_CACHE_HOME"] != ".cache" else Path(".cache").exists() is False


def test_a_cache_of_somebody_else_is_not_asked(capsys, tree):
    expected = said(capsys, "--format", "json")
    if os.getuid() != 0:
        pytest.skip("only root can give a directory away")
    for entry in entries(tree):
        os.chown(entry.parent, 1234, 1234)
        entry.write_bytes(b"")
    assert said(capsys, "--format", "json", "-v") == expected


def test_what_a_run_only_looked_for_makes_it_run_again(capsys, tree):
    condition = 'fileexists("data/on") ? "kms:*" : "kms:Decrypt"'
    write({"m0/main.tf": policy(action=condition), "m0/data/on": ""})
    first = said(capsys, "--format", "json")
    Path("m0/data/on").unlink()
    second = said(capsys, "--format", "json")
    assert [json.loads(out)["findings"][0]["rule"] for out, _ in (first, second)] == ["KMS101", "KMS104"]


def test_killed_at_any_moment(capsys, tree):
    expected, _ = said(capsys, "--format", "json", "--no-cache")
    chance = random.Random(7)
    for _ in range(8):
        process = run("--format", "json=out.json", "--format", "concise")
        time.sleep(chance.random() * 0.8)
        process.kill()
        process.communicate()
        assert not Path("out.json").exists() or Path("out.json").read_text() == expected
        Path("out.json").unlink(missing_ok=True)
    assert said(capsys, "--format", "json") == (expected, "")
    assert said(capsys, "--format", "json", "-v") == (expected, "")


def test_two_runs_at_once(capsys, tree):
    expected, _ = said(capsys, "--format", "json", "--no-cache")
    for _ in range(2):
        runs = [run("--format", "json=out.json", "--format", "json") for _ in range(3)]
        assert [(process.communicate(), process.returncode) for process in runs] == [((expected, ""), 1)] * 3
        assert Path("out.json").read_text() == expected
    assert [path.suffix for path in entries(tree)] == ["", ""]  # of the run, and of its parts


def test_a_full_disk(capsys, tree):
    baseline = Path("iaclint-baseline.json")
    assert main(["baseline"]) == 0
    capsys.readouterr()
    accepted = baseline.read_text()
    write({"out.json": "kept", "new/main.tf": policy("new")})
    before = sorted(path.name for path in Path.cwd().rglob("*"))
    for arguments, file in (
        (["--format", "json=out.json"], "out.json"),
        (["--format", "json=other.json"], "other.json"),
        (["baseline"], "iaclint-baseline.json"),
        (["init"], "iaclint.toml"),
    ):
        process = run(*arguments, code=FULL)
        out, err = process.communicate()
        assert (out, err, process.returncode) == ("", f"iaclint: {file}: cannot be written: File too large\n", 2)
    assert sorted(path.name for path in Path.cwd().rglob("*")) == before
    assert (baseline.read_text(), Path("out.json").read_text()) == (accepted, "kept")
    assert entries(tree) == [] or said(capsys, "--format", "json", "-v")[1] == ""


def test_what_a_killed_run_left_is_in_nobodys_way(capsys, tree):
    write({f"out.json.{os.getpid()}.partial": "half"})
    said(capsys, "--format", "json=out.json")
    assert json.loads(Path("out.json").read_text())["findings"]
    assert list(Path().glob("*.partial")) == []


@contextmanager
def working(tree, *arguments):
    """A run with two processes that never end by themselves, and the numbers of those processes."""
    pids = tree / "pids"
    pids.mkdir()
    write({f"n{at}/main.tf": policy() for at in range(40)})
    process = run("--jobs", "2", *arguments, code=SLOW, PIDS=str(pids))
    deadline = time.monotonic() + 30
    while len(list(pids.iterdir())) < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    yield process, [int(path.name) for path in pids.iterdir()]


def gone(pids):
    """Whether processes have ended, or do so soon."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if not any(_alive(pid) for pid in pids):
            return True
        time.sleep(0.05)
    return False


def _alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc")
def test_an_interrupt_ends_the_processes_too_and_leaves_nothing(tree):
    with working(tree, "--format", "json=out.json") as (process, pids):
        assert len(pids) == 2
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert (out, err, process.returncode) == ("", "", 130)
    assert gone(pids)
    assert list(Path().glob("out.json*")) == []


@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc")
def test_processes_end_with_a_run_that_is_killed(tree):
    with working(tree) as (process, pids):
        assert len(pids) == 2
        process.kill()
        assert gone(pids)
        process.communicate()


def test_a_process_that_is_killed_for_want_of_memory(tree):
    process = run("--jobs", "2", code=KILLED)
    out, err = process.communicate(timeout=60)
    reason = "a process that judges units was ended from outside, perhaps for want of memory; fewer --jobs need less"
    assert (out, err, process.returncode) == ("", f"iaclint: {reason}\n", 2)


def test_the_order_in_which_directories_list_their_names_changes_nothing(capsys, tree, monkeypatch):
    expected, _ = said(capsys, "--format", "json", "--no-cache")
    listing = os.scandir

    @contextmanager
    def shuffled(path="."):
        with listing(path) as names:
            found = list(names)
        random.Random(seed).shuffle(found)
        yield iter(found)

    monkeypatch.setattr("iaclint.files.worktree.os.scandir", shuffled)
    for seed in range(4):  # noqa: B007 (read by ``shuffled``)
        assert said(capsys, "--format", "json", "--no-cache") == (expected, "")


def test_hashes_locales_and_line_ends_change_nothing(tree):
    printed = set()
    for environment in ({"PYTHONHASHSEED": "1"}, {"PYTHONHASHSEED": "2", "LC_ALL": "C"}, {"LC_ALL": "tr_TR.UTF-8"}):
        process = run("--format", "json", "--jobs", "2", "--no-cache", **environment)
        printed.add(process.communicate())
    assert len(printed) == 1
    for path in Path().rglob("*.tf"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    printed.add(run("--format", "json", "--no-cache").communicate())
    assert len(printed) == 1
