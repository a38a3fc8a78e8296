"""``--since`` on the histories that people make, through the installed command."""

import json
import shutil
from pathlib import Path

import pytest
from repositories import commit, git, refused, report, repository, told, write
from running import MANAGED, NO_ROTATION, iaclint

HEAD = (
    'resource "aws_iam_policy" "{name}" {{\n  policy = jsonencode({{\n    Version = "2012-10-17"\n    Statement = [\n'
)
TAIL = "    ]\n  })\n}\n"


def policy(*actions: str, name: str = "p", more: str = "") -> str:
    listed = ", ".join(f'"{action}"' for action in actions)
    statement = f'      {{ Effect = "Allow", Action = [{listed}], Resource = "*"{more} }},\n'
    return HEAD.format(name=name) + statement + TAIL


BASE = {"main.tf": policy("kms:Decrypt", "s3:GetObject"), "key.yaml": NO_ROTATION}
WIDER = policy("kms:Decrypt", "s3:GetObject", "kms:DisableKey")
NEW = [("KMS105", "aws_iam_policy.p")]
ALL = [("KMS104", "aws_iam_policy.p"), *NEW]  # of a policy that was not there


@pytest.fixture
def root(tmp_path):
    return repository(tmp_path / "r", BASE)


def since(cwd, *arguments: str, code: int | None = None) -> list[tuple[str, str]]:
    return told(cwd, "--since", "main", *arguments, code=code)


def on_main(root, files) -> None:
    git("checkout", "-q", "main", cwd=root)
    commit(root, files)
    git("checkout", "-q", "work", cwd=root)


def test_what_the_base_branch_did_meanwhile_is_nobodys_news(root) -> None:
    commit(root, {"other.tf": policy("s3:GetObject", name="q")})
    on_main(root, {"main.tf": policy("s3:GetObject"), "key.yaml": NO_ROTATION.replace("false", "true")})
    assert since(root, code=0) == []
    changes = report(root, "--since", "main")["changes"]
    assert [(one["verb"], one["resource"]) for one in changes] == [("gains", "aws_iam_policy.q")]
    git("merge", "-q", "--no-edit", "main", cwd=root)
    assert since(root, code=0) == []


def test_the_checkout_of_a_merge_is_compared_with_what_was_merged_into(root) -> None:
    commit(root, {"main.tf": WIDER})
    on_main(root, {"base.tf": policy("kms:*", name="base")})
    git("checkout", "-q", "--detach", "main", cwd=root)
    git("merge", "-q", "--no-ff", "-m", "merge", "work", cwd=root)
    tip = git("rev-parse", "main", cwd=root).strip()
    git("checkout", "-q", "-b", "elsewhere", cwd=root)
    on_main_later = {"late.tf": policy("kms:*", name="late")}
    git("checkout", "-q", "main", cwd=root)
    commit(root, on_main_later)
    git("checkout", "-q", "--detach", "elsewhere", cwd=root)
    for name in ("main", tip, "HEAD^1"):
        assert told(root, "--since", name, code=1) == NEW, name


def test_a_merge_that_is_not_committed_yet(root) -> None:
    commit(root, {"work.tf": policy("kms:DisableKey", name="w")})
    on_main(root, {"base.tf": policy("kms:*", name="base")})
    git("merge", "-q", "--no-commit", "--no-ff", "main", cwd=root)
    assert since(root) == [("KMS105", "aws_iam_policy.w")]


def test_rebased_squashed_and_amended_work(root) -> None:
    commit(root, {"main.tf": policy("kms:*")})
    commit(root, {"main.tf": WIDER})
    on_main(root, {"README.md": "x\n"})
    git("rebase", "-q", "main", cwd=root)
    assert since(root) == NEW
    git("reset", "-q", "--soft", "main", cwd=root)
    assert since(root) == NEW
    git("commit", "-qm", "squashed", cwd=root)
    assert since(root) == NEW


def test_configuration_and_baseline_are_those_of_the_revision_as_it_is_now(root) -> None:
    commit(root, {"main.tf": WIDER})
    on_main(root, {"iaclint.toml": 'severity = { KMS105 = "critical" }\n'})
    (found,) = report(root, "--since", "main")["findings"]
    assert found["severity"] == "critical"
    on_main(root, {"iaclint.toml": "colour = 1\n"})
    assert refused(root, "--since", "main") == (
        'iaclint: iaclint.toml:1:1: there is no option "colour" (as it is at main; --config FILE overrides it)\n'
    )
    write(root, {"mine.toml": 'ignore = ["KMS105"]\n'})
    assert since(root, "--config", "mine.toml", code=0) == []


def test_a_new_directory_has_the_configuration_of_the_revision(root) -> None:
    on_main(root, {"iaclint.toml": 'select = ["KMS101"]\n'})
    git("rebase", "-q", "main", cwd=root)
    commit(root, {"a/b/c/main.tf": policy("kms:*", "iam:PassRole")})
    assert since(root) == [("KMS101", "aws_iam_policy.p")]


def test_from_anywhere(root, tmp_path) -> None:
    commit(root, {"deep/er/main.tf": WIDER, "modules/m/main.tf": 'variable "a" {}\n'})
    assert since(root / "deep") == ALL
    assert since(root / "deep" / "er") == ALL
    assert since(root / "modules", code=0) == []
    assert since(root / "modules", "../deep/er/main.tf") == ALL
    assert since(tmp_path, str(root)) == ALL
    assert since(tmp_path, "r/deep/er") == ALL
    git("worktree", "add", "-q", "--detach", str(tmp_path / "tree"), "work", cwd=root)
    assert since(tmp_path / "tree") == ALL
    git("clone", "-q", str(root), str(tmp_path / "clone"), cwd=tmp_path)
    assert refused(tmp_path / "clone", "--since", "main") == (
        "iaclint: unknown revision 'main'; did you mean \"origin/main\"?\n"
    )
    assert told(tmp_path / "clone", "--since", "origin/main") == ALL
    shutil.move(root, tmp_path / "moved")
    assert since(tmp_path / "moved" / "deep") == ALL


@pytest.mark.parametrize("hidden", [".gitignore", "pyvenv.cfg", "plain.tf"])
def test_nothing_hides_what_a_change_brings(root, hidden) -> None:
    texts = {".gitignore": "*\n", "pyvenv.cfg": "home = /usr\n", "plain.tf": ""}
    write(root, {f"new/{hidden}": texts[hidden], "new/main.tf": WIDER})
    git("add", "-f", "new", cwd=root)
    git("commit", "-qm", "hidden", cwd=root)
    assert since(root) == ALL


@pytest.mark.parametrize("ignored", [".terraform/\n*.tfvars\n", "*.tfvars\n"])
def test_what_is_no_part_of_a_change_is_the_same_on_both_sides(tmp_path, ignored) -> None:
    manifest = {"Modules": [{"Key": "m", "Source": "x/y/z", "Dir": ".terraform/modules/m"}]}
    root = repository(
        tmp_path,
        {
            ".gitignore": ignored,
            "main.tf": 'module "m" {\n  source = "x/y/z"\n}\nvariable "a" {}\n' + MANAGED.replace('"kms:*"', "var.a"),
        },
    )
    write(
        root,
        {
            ".terraform/modules/modules.json": json.dumps(manifest),
            ".terraform/modules/m/main.tf": policy("kms:*"),
            "terraform.tfvars": 'a = ["kms:*"]\n',
        },
    )
    assert len(told(root)) == 2
    write(root, {"more.tf": policy("kms:DisableKey", name="more")})
    assert since(root) == [("KMS105", "aws_iam_policy.more")]
    git("add", "more.tf", cwd=root)
    git("commit", "-qm", "more", cwd=root)
    assert since(root) == [("KMS105", "aws_iam_policy.more")]


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_line_ends_change_nothing(root, ends) -> None:
    text = (root / "main.tf").read_text().replace("\n", ends)
    key = (root / "key.yaml").read_text().replace("\n", ends)
    commit(root, {"main.tf": text + ends, "key.yaml": key + f"# x{ends}"})
    done = report(root, "--since", "main", code=0)
    assert (done["findings"], done["changes"]) == ([], [])
    git("config", "core.autocrlf", "true", cwd=root)
    assert since(root, code=0) == []


def test_links(root) -> None:
    on_main(root, {"shared/policy.tf": policy("kms:Decrypt", name="shared")})
    git("rebase", "-q", "main", cwd=root)
    (root / "env").mkdir()
    (root / "env" / "policy.tf").symlink_to("../shared/policy.tf")
    commit(root)
    assert since(root) == [("KMS104", "aws_iam_policy.shared")]
    git("branch", "-f", "main", cwd=root)
    write(root, {"shared/policy.tf": policy("kms:Decrypt", "kms:DisableKey", name="shared")})
    assert since(root) == [("KMS105", "aws_iam_policy.shared")] * 2


def test_a_submodule(root, tmp_path) -> None:
    library = repository(tmp_path / "library", {"main.tf": policy("kms:Decrypt", name="lib")})
    git("submodule", "add", "-q", str(library), "lib", cwd=root)
    commit(root)
    git("branch", "-f", "main", cwd=root)
    commit(root, {"main.tf": WIDER})
    assert since(root) == NEW
    commit(library, {"main.tf": policy("kms:Decrypt", "kms:DisableKey", name="lib")})
    git("pull", "-q", str(library), "work", cwd=root / "lib")
    assert since(root) == [("KMS105", "aws_iam_policy.lib"), *NEW]
    commit(root, {".gitmodules": (root / ".gitmodules").read_text() + "\tignore = all\n"})
    assert since(root) == [("KMS105", "aws_iam_policy.lib"), *NEW]
    assert told(root / "lib", "--since", "HEAD^") == [("KMS105", "aws_iam_policy.lib")]
    assert "do not lie in one repository" in refused(root, ".", "lib", "--since", "main")


def test_without_what_it_needs_it_says_what_to_do(root, tmp_path) -> None:
    commit(root, {"main.tf": WIDER})
    assert refused(root, "--since", "nope") == "iaclint: unknown revision 'nope' (git fetch gets what a remote has)\n"
    assert refused(root, "--since", "").startswith("iaclint: argument --since: names no revision (")
    assert refused(root, "--no-new-suppressions") == (
        "iaclint: --no-new-suppressions needs --since: what is new is told against a revision\n"
    )
    source = f"file://{root}"
    git("clone", "-q", "--depth", "1", "-b", "work", source, str(tmp_path / "one"), cwd=tmp_path)
    shallow = "this clone is shallow: git fetch --unshallow (GitHub Actions: fetch-depth: 0; GitLab: GIT_DEPTH: 0)"
    assert refused(tmp_path / "one", "--since", "origin/main") == (
        f"iaclint: unknown revision 'origin/main' ({shallow})\n"
    )
    git("fetch", "-q", "--depth", "1", "origin", "main:refs/remotes/origin/main", cwd=tmp_path / "one")
    assert refused(tmp_path / "one", "--since", "origin/main") == (
        f"iaclint: no common ancestor of 'origin/main' and HEAD ({shallow})\n"
    )
    git("fetch", "-q", "--unshallow", cwd=tmp_path / "one")
    assert told(tmp_path / "one", "--since", "origin/main") == NEW
    git("checkout", "-q", "--orphan", "island", cwd=root)
    git("commit", "-qm", "island", cwd=root)
    assert refused(root, "--since", "main") == (
        "iaclint: no common ancestor of 'main' and HEAD (their histories are not related)\n"
    )
    (tmp_path / "bare").mkdir()
    write(tmp_path / "bare", BASE)
    assert "not a git repository" in refused(tmp_path / "bare", "--since", "main")
    code, _, err = iaclint("--since", "main", cwd=root, env={"PATH": str(Path("/nowhere"))})
    assert (code, err) == (2, "iaclint: git is not installed, so no revision can be read\n")


def test_an_index_that_holds_something_else(root) -> None:
    write(root, {"main.tf": policy("kms:*")})
    git("add", "main.tf", cwd=root)
    write(root, {"main.tf": BASE["main.tf"]})
    assert refused(root, "--since", "main") == (
        "iaclint: main.tf: its staged text is not the one in the work tree, which is judged; git add or git stash it\n"
    )
    git("add", "main.tf", cwd=root)
    assert since(root, code=0) == []
    write(root, {"new.tf": policy("kms:*", name="n"), "notes.md": "a"})
    git("add", "new.tf", "notes.md", cwd=root)
    write(root, {"new.tf": None, "notes.md": "b"})
    assert refused(root, "--since", "main").startswith("iaclint: new.tf: its staged text")
    git("rm", "-q", "--cached", "new.tf", cwd=root)
    assert since(root, code=0) == []


def test_a_conflict(root) -> None:
    commit(root, {"main.tf": WIDER})
    on_main(root, {"main.tf": policy("s3:GetObject")})
    with pytest.raises(Exception, match="merge"):
        git("merge", "-q", "main", cwd=root)
    assert refused(root, "--since", "main") == (
        "iaclint: main.tf is in conflict: finish the merge first, then git add it\n"
    )


def test_a_baseline_that_is_broken_or_not_there_yet(root) -> None:
    commit(root, {"main.tf": WIDER})
    assert iaclint("baseline", "--output", "b.json", cwd=root)[0] == 0
    assert since(root, "--baseline", "b.json") == NEW
    on_main(root, {"iaclint.toml": 'baseline = "base.json"\n', "base.json": "{"})
    assert refused(root, "--since", "main").endswith("(as it is at main)\n")


def test_a_hook_of_git(root) -> None:
    """Git hands a hook variables that speak of the outer repository only."""
    commit(root, {"main.tf": WIDER})
    env = {"GIT_DIR": ".git", "GIT_INDEX_FILE": ".git/index", "GIT_PREFIX": ""}
    code, out, err = iaclint("--since", "main", "--format", "concise", cwd=root, env=env)
    assert (code, err) == (1, "")
    assert "KMS105" in out
