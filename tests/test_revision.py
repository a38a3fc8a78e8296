"""The files of a git revision, without a checkout."""

import subprocess
from pathlib import Path

import pytest

from iaclint.files import DIRECTORY, FILE, OTHER, Entry, FileProblem
from iaclint.files.repository import Repository, RevisionProblem
from iaclint.files.revision import Revision


def revision(name: str = "HEAD") -> Revision:
    repository = Repository()
    commit = repository.commit(name)
    return Revision(repository, commit, repository.differences(commit))


def run(*command: str) -> None:
    subprocess.run(["git", "-c", "user.name=n", "-c", "user.email=e@example.com", *command], check=True)


@pytest.fixture
def repository(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run("init", "-q", "-b", "main")
    Path("mod/deep").mkdir(parents=True)
    Path("mod/deep/a b.tf").write_text("old", encoding="utf-8")
    Path("main.tf").write_text("main\n" * 9, encoding="utf-8")
    Path("link").symlink_to("mod/deep")
    Path("out").symlink_to("../..")
    run("add", "-A")
    run("commit", "-qm", "first")
    return tmp_path


def test_reads_what_was_committed_and_not_what_is_there(repository) -> None:
    Path("mod/deep/a b.tf").write_text("new", encoding="utf-8")
    files = revision()
    assert files.read("mod/deep/a b.tf") == b"old"
    assert files.read("link/a b.tf") == b"old"
    assert files.listing("mod") == (Entry("deep", DIRECTORY),)
    assert files.listing(".") == (
        Entry("link", DIRECTORY, True),
        Entry("main.tf", FILE),
        Entry("mod", DIRECTORY),
        Entry("out", OTHER, True),
    )
    assert (files.kind("mod/deep"), files.kind("main.tf"), files.kind("gone")) == (DIRECTORY, FILE, None)
    files.close()


def test_paths_are_those_of_the_working_directory(repository, monkeypatch) -> None:
    monkeypatch.chdir("mod")
    files = revision()
    assert files.read("deep/a b.tf") == b"old"
    assert files.read("../main.tf").startswith(b"main")
    assert files.read(str(repository / "main.tf")).startswith(b"main")
    files.close()


@pytest.mark.parametrize("path", ["gone", "out/etc/passwd", "/etc/passwd", "../x"])
def test_nothing_outside_the_revision_is_read(repository, path) -> None:
    files = revision()
    with pytest.raises(FileProblem):
        files.read(path)
    files.close()


def test_changed_paths_know_renames_and_untracked_files(repository) -> None:
    run("mv", "main.tf", "renamed.tf")
    Path("new.tf").write_text("new", encoding="utf-8")
    Path("mod/deep/a b.tf").unlink()
    found = revision().differences
    assert found.changed == {"renamed.tf", "main.tf", "new.tf", "mod/deep/a b.tf"}
    assert found.renamed == {"renamed.tf": "main.tf"}


def test_an_unknown_revision_is_one_line(repository) -> None:
    with pytest.raises(RevisionProblem, match=r"^unknown revision 'nope' "):
        revision("nope")
    with pytest.raises(RevisionProblem, match=r"^unknown revision '--all' "):
        revision("--all")


def test_without_a_repository_it_says_so(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RevisionProblem, match="not a git repository"):
        revision()
