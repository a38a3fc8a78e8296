"""A baseline through the installed command: wherever a run starts, wherever the tree lies, whatever moves in it."""

import json
import shutil

from repositories import commit, git, report, repository, told, write
from running import MANAGED, NO_ROTATION, iaclint

TREE = {
    "envs/prod/main.tf": MANAGED,
    "envs/dev/main.tf": MANAGED,
    "stacks/key.yaml": NO_ROTATION,
    "stacks/broken.yaml": "Resources:\n  A:\n    Type: AWS::KMS::Key\n   B: [\n",
    "notes.tf": "# iaclint: ignore[KMS999] odd\n# iaclint: ignore[KMS998] odd\n",
}
FILE = "iaclint-baseline.json"


def test_one_file_for_every_place_that_a_run_starts_in(tmp_path) -> None:
    root = repository(tmp_path / "here", TREE)
    assert len(told(root)) == 6
    assert iaclint("baseline", cwd=root)[:2] == (0, f"{FILE}: 6 findings accepted\n")
    written = (root / FILE).read_text()
    entries = json.loads(written)["accepted"]
    assert [(entry["rule"], entry["unit"], entry["file"]) for entry in entries] == [
        ("KMS101", "envs/dev", "envs/dev/main.tf"),
        ("KMS101", "envs/prod", "envs/prod/main.tf"),
        ("SRC003", ".", "notes.tf"),
        ("SRC003", ".", "notes.tf"),
        ("SRC001", "stacks/broken.yaml", "stacks/broken.yaml"),
        ("KMS301", "stacks/key.yaml", "stacks/key.yaml"),
    ]
    assert len({entry["fingerprint"] for entry in entries}) == 6
    commit(root)
    shutil.copytree(root, tmp_path / "ci" / "elsewhere")
    for top in (root, tmp_path / "ci" / "elsewhere"):
        for below, baseline, paths in (
            (".", FILE, []),
            ("envs", f"../{FILE}", []),
            ("envs/prod", f"../../{FILE}", [".", "../../stacks"]),
            ("stacks", str(top / FILE), ["..", str(top / "envs")]),
        ):
            assert told(top / below, *paths, "--baseline", baseline, code=0) == [], (top, below)
    git("worktree", "add", "-q", str(tmp_path / "tree"), "main", cwd=root)
    git("checkout", "-q", "--detach", "work", cwd=tmp_path / "tree")
    assert told(tmp_path / "tree" / "envs", "--baseline", str(root / FILE), code=0) == []
    assert iaclint("baseline", str(root), "--output", str(tmp_path / "again.json"), cwd=tmp_path)[0] == 0
    again = json.loads((tmp_path / "again.json").read_text())["accepted"]
    assert again == entries


def test_moved_code_keeps_its_entries(tmp_path) -> None:
    root = repository(tmp_path, {"main.tf": MANAGED, "key.yaml": NO_ROTATION})
    assert iaclint("baseline", cwd=root)[0] == 0
    write(root, {"main.tf": None, "policies.tf": "\n# moved\n\n" + MANAGED.replace("\n", "\r\n")})
    write(root, {"key.yaml": "Description: more\n" + NO_ROTATION})
    assert told(root, "--baseline", FILE, "--strict-baseline", code=0) == []
    write(root, {"policies.tf": MANAGED.replace('"kms:*"', '["kms:*", "s3:GetObject"]')})
    assert told(root, "--baseline", FILE) == [("KMS101", "aws_iam_policy.admin")]


def test_only_what_was_looked_for_is_stale(tmp_path) -> None:
    root = repository(tmp_path, TREE)
    assert iaclint("baseline", cwd=root)[0] == 0
    strict = ("--baseline", FILE, "--strict-baseline")
    assert iaclint("envs/prod", *strict, cwd=root)[0] == 0
    assert iaclint("--select", "KMS301", *strict, cwd=root)[0] == 0
    write(root, {"envs/dev/main.tf": None, "stacks/key.yaml": NO_ROTATION.replace("false", "true")})
    assert iaclint("envs/prod", *strict, cwd=root)[0] == 0
    code, _, err = iaclint(*strict, cwd=root)
    assert (code, err) == (
        1,
        f"{FILE}: stale: KMS101 aws_iam_policy.admin\n{FILE}: stale: KMS301 Key\n",
    )
    assert iaclint("envs", *strict, cwd=root)[2] == f"{FILE}: stale: KMS101 aws_iam_policy.admin\n"


def test_a_baseline_that_lies_elsewhere_is_read(tmp_path) -> None:
    root = repository(tmp_path / "tree", TREE)
    assert iaclint("baseline", "--output", "../accepted.json", cwd=root)[0] == 0
    assert told(root, "--baseline", "../accepted.json", code=0) == []


def test_what_may_not_be_suppressed_is_so_where_the_closest_configuration_says_it(tmp_path) -> None:
    suppressed = MANAGED.replace("Statement =", "# iaclint: ignore[KMS101] fine\n    Statement =")
    root = repository(
        tmp_path,
        {"a/main.tf": suppressed, "b/main.tf": suppressed, "b/iaclint.toml": 'unsuppressable = ["KMS101"]\n'},
    )
    found = report(root, "--show-suppressed")["findings"]
    assert [(one["rule"], one["unit"], one["suppressed"] is not None) for one in found] == [
        ("KMS101", "a", True),
        ("SRC003", "b", False),
        ("KMS101", "b", False),
    ]
