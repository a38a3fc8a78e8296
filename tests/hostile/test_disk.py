"""Real file systems that are full or read-only, and no home: reports are whole or not there, a cache is no matter."""

import json
import os
import subprocess
import sys
from contextlib import contextmanager

import pytest
from hostile.attacks import policy, write
from running import COMMAND, iaclint

FULL = "cannot be written: No space left on device"
READ_ONLY = "cannot be written: Read-only file system"
MANY = 120  # modules: enough for a run to be kept


def mounted(arguments, place):
    done = subprocess.run(["mount", *arguments, str(place)], capture_output=True, check=False, text=True)
    if done.returncode != 0:
        pytest.skip(f"nothing can be mounted here: {done.stderr.strip()}")


@contextmanager
def small(place):
    """A file system of 200 kB."""
    place.mkdir()
    mounted(["-t", "tmpfs", "-o", "size=200k", "tmpfs"], place)
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


@contextmanager
def read_only(place):
    """A directory in which nobody may write, root neither."""
    mounted(["--bind", str(place)], place)
    try:
        mounted(["-o", "remount,bind,ro"], place)
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


def fill(place):
    with open(place / "fill", "wb") as file:
        while True:
            try:
                os.write(file.fileno(), bytes(4096))
            except OSError:
                return


@pytest.fixture(autouse=True)
def tree(tmp_path, monkeypatch):
    if sys.platform != "linux":
        pytest.skip("file systems are mounted otherwise there")
    (tmp_path / "repo" / ".git").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "repo")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    write({f"m{at}/main.tf": policy() for at in range(MANY)})
    return tmp_path


@pytest.fixture
def expected():
    code, out, err = iaclint("--format", "json", "--no-cache", cwd=".")
    assert (code, len(json.loads(out)["findings"]), err) == (1, MANY, "")
    return out


def test_a_full_disk_for_reports(tree, expected):
    with small(tree / "small") as place:
        assert len(expected) < 200_000
        fill(place)
        (place / "fill").rename(place / "rest")
        write({str(place / "kept.json"): ""})
        for arguments, file in (
            (["--format", f"json={place}/out.json"], f"{place}/out.json"),
            (["--format", f"json={place}/kept.json"], f"{place}/kept.json"),
            (["baseline", "--output", f"{place}/base.json"], f"{place}/base.json"),
            (["baseline", "--output", f"{place}/kept.json"], f"{place}/kept.json"),
        ):
            assert iaclint(*arguments, cwd=".") == (2, "", f"iaclint: {file}: {FULL}\n")
        both = ["--format", f"json={place}/out.json", "--format", "json"]
        assert iaclint(*both, cwd=".") == (2, expected, f"iaclint: {place}/out.json: {FULL}\n")
        assert sorted(path.name for path in place.iterdir()) == ["kept.json", "rest"]
        assert iaclint("init", cwd=place) == (2, "", f"iaclint: iaclint.toml: {FULL}\n")


def test_a_full_disk_for_the_cache(tree, expected):
    with small(tree / "small") as place:
        environment = {"XDG_CACHE_HOME": str(place)}
        fill(place)
        for _ in range(2):
            assert iaclint("--format", "json", "-v", cwd=".", env=environment) == (1, expected, "")
        assert [path.name for path in place.rglob("*") if path.is_file()] == ["fill"]
        os.truncate(place / "fill", 100_000)  # the half of an entry fits
        for _ in range(2):
            assert iaclint("--format", "json", "-v", cwd=".", env=environment) == (1, expected, "")
        assert [path.name for path in place.rglob("*") if path.is_file()] == ["fill"]
        (place / "fill").unlink()
        for _ in range(2):
            assert iaclint("--format", "json", "-v", cwd=".", env=environment) == (1, expected, "")


def test_a_work_tree_in_which_nobody_may_write(tree, expected):
    with read_only(tree / "repo") as place:
        assert iaclint("--format", "json", cwd=place) == (1, expected, "")
        assert iaclint("show", cwd=place)[0] == 0
        for arguments, file in (
            (["--format", "json=out.json"], "out.json"),
            (["baseline"], "iaclint-baseline.json"),
            (["init"], "iaclint.toml"),
        ):
            assert iaclint(*arguments, cwd=place) == (2, "", f"iaclint: {file}: {READ_ONLY}\n")


def test_a_home_in_which_nobody_may_write(tree, expected):
    (tree / "home").mkdir()
    with read_only(tree / "home") as place:
        for _ in range(2):
            environment = {"XDG_CACHE_HOME": "", "HOME": str(place)}
            assert iaclint("--format", "json", "-v", cwd=".", env=environment) == (1, expected, "")


@pytest.mark.parametrize("home", ["", "file", "nowhere/at/all", "/dev/full", "/proc/self"])
def test_no_home(tree, expected, home, monkeypatch):
    (tree / "file").write_text("")
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", home and str(tree / home))
    before = sorted(tree.rglob("*"))
    for _ in range(2):
        done = subprocess.run([COMMAND, "--format", "json", "-v"], capture_output=True, check=False, text=True)
        assert (done.returncode, done.stdout, done.stderr) == (1, expected, "")
    assert sorted(tree.rglob("*")) == before
    assert not os.path.lexists("/.cache/iaclint")
