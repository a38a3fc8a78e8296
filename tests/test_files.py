"""Files: containment, budgets, the log, and texts laid over."""

import os
from pathlib import Path

import pytest

from iaclint.files import DIRECTORY, FILE, OTHER, Entry, FileProblem, join
from iaclint.files.overlay import Overlay
from iaclint.files.worktree import WorkTree
from iaclint.text.sources import Sources


@pytest.fixture
def tree(tmp_path, monkeypatch):
    root = tmp_path / "root"
    (root / "sub").mkdir(parents=True)
    (root / "a.tf").write_text("a", encoding="utf-8")
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    monkeypatch.chdir(root)
    return WorkTree(".")


def test_reads_below_the_root_and_remembers_it(tree) -> None:
    assert tree.read("a.tf") == b"a"
    assert tree.listing(".") == (Entry("a.tf", FILE), Entry("sub", DIRECTORY))
    assert tree.kind("sub") == DIRECTORY
    assert tree.kind("nothing") is None
    assert (tree.log.read, tree.log.missed, tree.log.listed) == ({"a.tf"}, {"nothing"}, {".", "sub"})


@pytest.mark.parametrize("path", ["../secret", "sub/../../secret", "link"])
def test_nothing_outside_the_root_is_read(tree, path) -> None:
    Path("link").symlink_to("../secret")
    with pytest.raises(FileProblem) as caught:
        tree.read(path)
    assert caught.value.reason == "lies outside the scanned root, so it is not read"
    assert tree.kind(path) is None
    assert Entry("link", OTHER, True) in tree.listing(".")


def test_a_pipe_is_not_opened_for_ever(tree) -> None:
    os.mkfifo("pipe")
    with pytest.raises(FileProblem) as caught:
        tree.read("pipe")
    assert caught.value.reason == "is no regular file"
    assert tree.kind("pipe") == OTHER


@pytest.mark.parametrize("path", ["nothing", "sub", "a\0b", "loop"])
def test_what_cannot_be_read_is_a_problem_with_a_reason(tree, path) -> None:
    Path("loop").symlink_to("loop")
    with pytest.raises(FileProblem):
        tree.read(path)


def test_texts_laid_over_hide_and_add(tree) -> None:
    files = Overlay(tree, {"./a.tf": b"new", "sub/deep/b.tf": b"b"})
    assert files.read("a.tf") == b"new"
    assert files.listing("sub") == (Entry("deep", DIRECTORY),)
    assert files.listing("sub/deep") == (Entry("b.tf", FILE),)
    assert (files.kind("sub/deep"), files.kind("sub/deep/b.tf")) == (DIRECTORY, FILE)


def test_each_text_is_decoded_once_and_must_be_utf8(tree) -> None:
    files = Overlay(tree, {"bad.tf": b"a\nb\xff"})
    sources = Sources(files)
    assert sources.get("a.tf") is sources.get("./sub/../a.tf")
    with pytest.raises(FileProblem) as caught:
        sources.get("bad.tf")
    assert caught.value.reason == "is not UTF-8: byte 0xff in line 2"


def test_paths_are_made_normal() -> None:
    assert join("modules/key", "../../a.tf") == "a.tf"
    assert join(".", "./x") == "x"


def test_only_a_module_around_the_root_is_admitted(tmp_path, monkeypatch) -> None:
    root = tmp_path / "module" / "examples" / "complete"
    for directory in (root, tmp_path / "module" / "modules" / "inner", tmp_path / "outside"):
        directory.mkdir(parents=True)
        (directory / "main.tf").write_text("x", encoding="utf-8")
    (tmp_path / "module" / "main.tf").write_text("x", encoding="utf-8")
    (tmp_path / "module" / "secret.json").write_text("x", encoding="utf-8")
    monkeypatch.chdir(root)
    files = WorkTree(".")
    for directory in ("../..", "../../modules/inner", "../../../outside"):
        files.admit_module(directory)
    places = ("../../main.tf", "../../secret.json", "../../modules/inner/main.tf", "../../../outside/main.tf")
    assert [files.kind(place) for place in places] == [FILE, None, FILE, None]


def test_no_module_outside_a_git_work_tree_is_admitted(tmp_path, monkeypatch) -> None:
    (tmp_path / "root" / ".git").mkdir(parents=True)
    (tmp_path / "main.tf").write_text("x", encoding="utf-8")
    monkeypatch.chdir(tmp_path / "root")
    files = WorkTree(".")
    files.admit_module("..")
    assert files.kind("../main.tf") is None


@pytest.mark.parametrize("path", [".git/config", "sub/../.git/config", ".GIT/config", "sub/.git/config", "link"])
def test_the_files_of_git_itself_are_not_read(tree, path) -> None:
    for directory in (".git", ".GIT", "sub/.git"):
        Path(directory).mkdir()
        Path(directory, "config").write_text("extraheader = AUTHORIZATION: basic c2VjcmV0", encoding="utf-8")
    Path("link").symlink_to(".git/config")
    with pytest.raises(FileProblem) as caught:
        tree.read(path)
    assert caught.value.reason == "belongs to git itself, so it is not read"
    assert (tree.kind(path), tree.outside(path)) == (None, "belongs to git itself, so it is not read")
    with pytest.raises(FileProblem):
        tree.listing(".git")


def test_names_that_only_remind_of_git_are_read(tree) -> None:
    Path(".github").mkdir()
    for path in (".gitignore", ".github/x", "a.git"):
        Path(path).write_text("x", encoding="utf-8")
        assert tree.read(path) == b"x"
