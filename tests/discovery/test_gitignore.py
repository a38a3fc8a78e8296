"""One pattern for all rules says nothing that the rules one by one do not say."""

import itertools

from pathspec import GitIgnoreSpec

from iaclint import gitignore
from iaclint.gitignore import IgnoreFile

RULES = [
    *("node_modules/", "*.log", "!keep.log", "/build", "docs/**/*.json", "a?c", "[xy].yaml", "\\#name", "# comment"),
    *("", "**/tmp", "deep/", "trailing\\ ", "é*"),
]
NAMES = ["node_modules", "a.log", "keep.log", "build", "docs", "x.json", "abc", "x.yaml", "#name", "tmp", "deep", "éa"]
PATHS = ["/".join(parts) + end for n in (1, 2, 3) for parts in itertools.product(NAMES, repeat=n) for end in ("", "/")]


def test_names_are_ignored_as_the_rules_say_one_by_one(monkeypatch) -> None:
    monkeypatch.setattr(gitignore, "PATIENCE", 1)
    joined, single = IgnoreFile("\n".join(RULES)), GitIgnoreSpec.from_lines(RULES)
    verdicts = {path: joined.ignores(path) for path in PATHS}
    assert verdicts == {path: single.check_file(path).include for path in PATHS}
    assert set(verdicts.values()) == {True, False, None}


def test_a_file_without_rules_mentions_nothing(monkeypatch) -> None:
    monkeypatch.setattr(gitignore, "PATIENCE", 1)
    assert IgnoreFile("# nothing\n").ignores("a") is None
