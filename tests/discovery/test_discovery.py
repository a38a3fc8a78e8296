import os
import shutil
import subprocess
import zipfile

import pytest

from iaclint.discovery import Found, NoSuchPath, discover, may_be_plan, may_be_template, root_of
from iaclint.files import given
from iaclint.files.overlay import Overlay
from iaclint.files.worktree import WorkTree

TEMPLATE = "Resources:\n  A:\n    Type: AWS::KMS::Key\n"
PLAN = '{"format_version": "1.2", "terraform_version": "1.11.4", "planned_values": {}}'


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """Writes a tree of files (path: text) into the working directory, which becomes a git work tree."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)

    def write(files):
        for path, text in files.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text)
        return tmp_path

    return write


def found(*paths, **options) -> Found:
    names = [given(path) for path in paths or (".",)]
    return discover(names, WorkTree(root_of(names[0])), **options)


def candidates(*paths, **options) -> list[str]:
    return [path for path, _ in found(*paths, **options).candidates]


def test_a_walk_finds_directories_templates_and_plans(tree):
    tree(
        {
            "main.tf": "",
            "envs/prod/main.tofu": "",
            "envs/json/main.tf.json": "{}",
            "notes/readme.md": "",
            "stack.yaml": TEMPLATE,
            "cfn/key.template": TEMPLATE,
            "package.json": '{"name": "x"}',
            "deploy/service.yml": "kind: Service\n",
            "plans/plan.json": PLAN,
        }
    )
    assert found() == Found(
        directories=(".", "envs/json", "envs/prod"),
        terraform=(),
        candidates=(("cfn/key.template", False), ("stack.yaml", False)),
        plans=("plans/plan.json",),
        others=(),
        unreadable=(),
    )


def test_folders_that_hold_what_others_made_are_passed_over(tree):
    tree(
        {
            ".git/x/main.tf": "",
            ".terraform/modules/a/main.tf": "",
            ".hidden/main.tf": "",
            "web/node_modules/pkg/template.yaml": TEMPLATE,
            "env/pyvenv.cfg": "",
            "env/lib/template.yaml": TEMPLATE,
            "seen/main.tf": "",
        }
    )
    assert found() == Found(("seen",), (), (), (), (), ())


def test_a_folder_given_by_name_is_read_whatever_it_is(tree):
    tree({".hidden/main.tf": "", "env/pyvenv.cfg": "", "env/t.yaml": TEMPLATE})
    assert found(".hidden").directories == (".hidden",)
    assert candidates("env") == ["env/t.yaml"]


def test_gitignore_rules_and_nested_ones(tree):
    tree(
        {
            ".gitignore": "build/\n*.gen.yaml\n/top.yaml\n",
            "build/t.yaml": TEMPLATE,
            "a.gen.yaml": TEMPLATE,
            "top.yaml": TEMPLATE,
            "sub/top.yaml": TEMPLATE,
            "sub/.gitignore": "!kept.gen.yaml\nlocal/\n",
            "sub/kept.gen.yaml": TEMPLATE,
            "sub/local/t.yaml": TEMPLATE,
            "local/t.yaml": TEMPLATE,
            "tf/.gitignore": "*.tf\n",
            "tf/main.tf": "",
        }
    )
    assert candidates() == ["local/t.yaml", "sub/kept.gen.yaml", "sub/top.yaml"]
    assert found().directories == ()
    everything = found(gitignore=False)
    assert len(everything.candidates) == 7
    assert everything.directories == ("tf",)


def test_gitignore_of_a_directory_above_counts_unless_it_names_the_path_itself(tree):
    tree({".gitignore": "*.gen.yaml\ncdk.out\n", "sub/a.gen.yaml": TEMPLATE, "sub/b.yaml": TEMPLATE})
    tree({"cdk.out/stack.template.json": '{"Resources": {"A": {"Type": "AWS::KMS::Key"}}}'})
    assert candidates() == ["sub/b.yaml"]
    assert candidates("sub") == ["sub/b.yaml"]
    assert candidates("cdk.out") == ["cdk.out/stack.template.json"]
    assert candidates("sub/a.gen.yaml") == ["sub/a.gen.yaml"]


def test_excluded_paths_are_not_read_unless_given_by_name(tree):
    tree({"a/t.yaml": TEMPLATE, "b/t.yaml": TEMPLATE, "b/x.tf": ""})
    assert candidates(excluded=lambda path: path == "b") == ["a/t.yaml"]
    assert candidates("b/t.yaml", excluded=lambda path: True) == ["b/t.yaml"]


def test_files_given_by_name(tree):
    tree(
        {
            "m/main.tf": "",
            "m/policy.json": '{"Statement": []}',
            "m/user-data.tftpl": "",
            "t.yaml": TEMPLATE,
            "plan.json": PLAN,
            "broken.yaml": "{",
        }
    )
    result = found("m/main.tf", "m/policy.json", "m/user-data.tftpl", "t.yaml", "plan.json", "broken.yaml")
    assert result == Found(
        directories=(),
        terraform=("m/main.tf",),
        candidates=(("broken.yaml", True), ("m/policy.json", True), ("t.yaml", True)),
        plans=("plan.json",),
        others=("broken.yaml", "m/policy.json", "m/user-data.tftpl"),
        unreadable=(),
    )


def test_a_saved_plan_is_told_what_to_do(tree):
    root = tree({})
    with zipfile.ZipFile(root / "out.tfplan", "w") as plan:
        plan.writestr("tfplan", b"x")
        plan.writestr("tfstate", b"x")
    (path, reason), *more = found("out.tfplan").unreadable
    assert (path, more) == ("out.tfplan", [])
    assert reason == "is a saved plan; write it as JSON: terraform show -json PLAN > plan.json"


def test_a_missing_path_is_told(tree):
    tree({})
    with pytest.raises(NoSuchPath, match=r"^nope: no such file or directory$"):
        found("nope")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no FIFOs")
def test_pipes_and_links_out_of_the_root_are_never_opened(tree, tmp_path_factory):
    root = tree({"t.yaml": TEMPLATE})
    outside = tmp_path_factory.mktemp("outside") / "t.yaml"
    outside.write_text(TEMPLATE)
    os.mkfifo(root / "pipe.yaml")
    (root / "link.yaml").symlink_to(outside)
    (root / "dir").symlink_to(outside.parent)
    outside = (("link.yaml", "a link", "lies outside the scanned root, so it is not read"),)
    assert found() == Found((), (), (("t.yaml", False),), (), (), (), outside)
    with pytest.raises(NoSuchPath, match="is no regular file"):
        found("pipe.yaml")


def test_a_link_that_leads_back_ends(tree):
    root = tree({"a/t.yaml": TEMPLATE})
    (root / "a" / "again").symlink_to(root)
    assert candidates() == ["a/t.yaml"]


def test_a_tree_deeper_than_the_stack(tree, small_stack):
    context, levels = small_stack
    deep = "/".join("d" * levels)
    tree({f"{deep}/main.tf": ""})
    with context():
        assert found().directories == (deep,)


def test_an_unreadable_file_is_told(tree):
    files = Overlay(WorkTree(tree({})), {"t.yaml": TEMPLATE.encode()})
    files.read = lambda path: WorkTree(".").read("gone.yaml")
    assert discover(["."], files).unreadable == (("t.yaml", "no such file or directory"),)


@pytest.mark.parametrize(
    "text",
    [
        TEMPLATE,
        '{"Resources": {"A": {"Type": "AWS::KMS::Key"}}}',
        '{"\\u0052esources": {"A": {"Type": "AWS::KMS::Key"}}}',
        '{"Resources": {"A": {"Type": "\\u0041WS::KMS::Key"}}}',
        'Resources:\n  A:\n    Type: "\\x41WS::KMS::Key"\n',
        'Resources:\n  A:\n    Type: "AWS:\\\n      :KMS::Key"\n',
        '? "Res\\\r\n  ources"\r\n: A:\r\n    Type: AWS::KMS::Key\r\n',
        '"\\x52esources": {A: {Type: "\\u0041\\u0057S\\U0000003a:KMS::Key"}}',
        '{"\\u0052esources": {"A": {"Type": "\\u0041\\u0057\\u0053\\u003A\\u003aKMS::Key"}}}',
    ],
)
def test_every_spelling_of_a_template_passes_the_byte_filter(text):
    assert may_be_template(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        "kind: Service\n",
        "resources:\n- x.yaml\n",
        "run: |\n  aws cloudformation deploy \\\n    --stack x\n",
        '{"name": "AWS::Not"}',
    ],
)
def test_ordinary_files_do_not(text):
    assert not may_be_template(text.encode())


def test_a_plan_is_known_by_its_keys():
    assert may_be_plan(PLAN.encode())
    assert not may_be_plan(b'{"version": 4, "terraform_version": "1.11.4", "resources": []}')


def test_the_root_is_the_git_work_tree_else_the_working_directory_else_the_directory(tmp_path, monkeypatch):
    repository = tmp_path / "repository"
    (repository / "a" / "b").mkdir(parents=True)
    (repository / ".git").write_text("gitdir: elsewhere\n")
    plain = tmp_path / "plain" / "sub"
    plain.mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "plain")
    assert root_of(str(repository / "a" / "b")) == str(repository)
    assert root_of("sub") == str(tmp_path / "plain")
    assert root_of(".") == str(tmp_path / "plain")
    monkeypatch.chdir(plain)
    assert root_of("..") == str(tmp_path / "plain")


def test_paths_are_relative_below_the_working_directory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert given("./a/../b") == "b"
    assert given(str(tmp_path / "x.tf")) == "x.tf"
    assert given(".") == "."
    assert given("..") == str(tmp_path.parent)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"])
def test_a_template_in_wide_characters_is_told(tree, encoding):
    root = tree({"words.yaml": ""})
    (root / "t.yaml").write_bytes(TEMPLATE.encode(encoding))
    (root / "words.yaml").write_bytes("kind: Service\n".encode(encoding))
    reason = f"is {encoding[:6].upper()}; a template is read as UTF-8"
    assert found() == Found((), (), (), (), (), (("t.yaml", reason),))


def test_capital_letters_in_the_extension_hide_no_template(tree):
    tree({"A.YAML": TEMPLATE, "B.Json": '{"Resources": {"A": {"Type": "AWS::KMS::Key"}}}', "c.Template": TEMPLATE})
    assert candidates() == ["A.YAML", "B.Json", "c.Template"]


def test_a_template_given_by_name_is_one_whatever_it_is_called(tree):
    tree({"stack.cfn": TEMPLATE, "stack": TEMPLATE, "user-data.tftpl": "x"})
    result = found("stack.cfn", "stack", "user-data.tftpl")
    assert result == Found((), (), (("stack", True), ("stack.cfn", True)), (), ("user-data.tftpl",), ())
    assert candidates() == []


def test_what_git_tracks_is_read_whatever_is_to_be_ignored(tree):
    root = tree(
        {
            ".gitignore": "*.gen.yaml\nbuild/\nmade.tf\n",
            "a.gen.yaml": TEMPLATE,
            "b.gen.yaml": TEMPLATE,
            "build/t.yaml": TEMPLATE,
            "build/u.yaml": TEMPLATE,
            "sub/build/t.yaml": TEMPLATE,
            "tf/made.tf": "",
            "other/made.tf": "",
            "venv/pyvenv.cfg": "",
            "venv/t.yaml": TEMPLATE,
            "envs/pyvenv.cfg": "",
            "envs/t.yaml": TEMPLATE,
        }
    )
    tracked = ["a.gen.yaml", "build/t.yaml", "tf/made.tf", "envs/pyvenv.cfg", "envs/t.yaml"]
    for index_version in ("2", "4"):
        shutil.rmtree(root / ".git")
        for command in (["init", "-q"], ["add", "-f", *tracked], ["update-index", "--index-version", index_version]):
            subprocess.run(["git", *command], cwd=root, check=True)
        assert candidates() == ["a.gen.yaml", "build/t.yaml", "envs/t.yaml"]
        assert found().directories == ("tf",)
    assert candidates(gitignore=False) == [
        *("a.gen.yaml", "b.gen.yaml", "build/t.yaml", "build/u.yaml", "envs/t.yaml", "sub/build/t.yaml")
    ]


def test_a_work_tree_beside_its_repository_has_an_index_too(tree):
    root = tree({"main/.gitignore": "t.yaml\n", "main/t.yaml": TEMPLATE})
    made = ["-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-qm", "x"]
    for command in (["init", "-q"], ["add", "-f", "."], made, ["worktree", "add", "-q", "../beside"]):
        subprocess.run(["git", *command], cwd=root / "main", check=True)
    assert candidates("beside") == ["beside/t.yaml"]


def test_patterns_that_would_take_for_ever_are_left_out(tree):
    name = "a" * 200 + ".yaml"
    tree({".gitignore": "*a*a*a*a*a*a*a*a*b\n" + "?*" * 30 + "\n", name: TEMPLATE})
    assert candidates() == [name]
