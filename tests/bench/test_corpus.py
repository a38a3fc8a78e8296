"""The trees of the benchmark are the same everywhere, and sound: what they hold can be read and judged."""

import subprocess
import sys
from pathlib import Path

import pytest

from fixtures import folders

CORPUS = Path(__file__).parents[2] / "bench" / "corpus.py"


def write(tree, directory, files):
    subprocess.run([sys.executable, CORPUS, tree, directory, "--files", str(files)], check=True, capture_output=True)
    return {str(path.relative_to(directory)): path.read_bytes() for path in directory.rglob("*") if path.is_file()}


@pytest.mark.parametrize("tree", ["monorepo", "terraform", "single", "growth"])
def test_the_same_options_give_the_same_bytes(tree, tmp_path):
    assert write(tree, tmp_path / "one", 120) == write(tree, tmp_path / "two", 120)


def test_the_monorepo_has_the_size_that_was_asked_for_and_the_promised_mixture(tmp_path):
    files = write("monorepo", tmp_path / "tree", 200).keys() - {".gitignore"}
    assert len(files) == 200
    assert sum(file.endswith(".tf") for file in files) == 30
    assert sum(file.startswith(("stacks/", "cdk/")) for file in files) == 10


def test_the_monorepo_holds_findings_of_the_promised_kinds_and_nothing_unreadable(tmp_path, capsys, monkeypatch):
    write("monorepo", tmp_path / "tree", 1000)
    monkeypatch.chdir(tmp_path / "tree")
    _, findings = folders.run(capsys, ".", "--no-cache")
    assert {finding["rule"] for finding in findings} == {"KMS101", "KMS103", "KMS104", "KMS301"}
