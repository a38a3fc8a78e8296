"""Nothing outside the scanned root is read, whatever in it points there; and that it is not read is told."""

import os
import socket

import pytest
from hostile.attacks import TEMPLATE, lint, policy, write

from iaclint.cli.main import main

SECRET = "SECRET-c2VjcmV0"


@pytest.fixture
def root(tmp_path, monkeypatch):
    """A repository beside a directory with secrets and with a policy that no report may mention."""
    monkeypatch.chdir(tmp_path)
    write(
        {
            "out/secret": SECRET,
            "out/t.yaml": TEMPLATE.replace("kms:*", f"kms:{SECRET}"),
            "out/mod/main.tf": policy(action=f'"kms:{SECRET}"'),
            "repo/.git/config": f"[http]\n\textraheader = AUTHORIZATION: basic {SECRET}\n",
        }
    )
    monkeypatch.chdir(tmp_path / "repo")
    return tmp_path / "repo"


EXPRESSIONS = [
    'file("../out/secret")',
    'file("sub/../../out/secret")',
    'file("${path.root}/../out/secret")',
    'file("${abspath(".")}/../out/secret")',
    'file("{out}/secret")',
    'file("link")',
    'file("dir/secret")',
    'file(".git/config")',
    'file("./.git/../.git/config")',
    'file("${path.module}/.git/config")',
    'file("~/.aws/credentials")',
    'file(pathexpand("~/.aws/credentials"))',
    'file("/proc/self/environ")',
    'file("/dev/stdin")',
    'filebase64("../out/secret")',
    'filesha256("../out/secret")',
    'templatefile("../out/secret", {})',
    'templatefile("link", {})',
    'join(",", fileset("..", "**"))',
    'join(",", fileset(".", "dir/*"))',
    'join(",", fileset(".", ".git/*"))',
    'join(",", fileset(".git", "*"))',
    'fileexists("../out/secret") ? "SECRET-" : ""',
]


def test_expressions_of_terraform(root, capsys, monkeypatch):
    monkeypatch.setenv("IACLINT_TEST_SECRET", SECRET)
    (root / "link").symlink_to("../out/secret")
    (root / "dir").symlink_to("../out")
    written = [text.replace("{out}", str(root.parent / "out")) for text in EXPRESSIONS]
    texts = [f'resource "aws_iam_policy" "p{at}" {{\n  policy = {text}\n}}\n' for at, text in enumerate(written)]
    write({"main.tf": "".join(texts)})
    for arguments in (["--format", "json"], ["-v"], ["show"], ["show", "--format", "json"]):
        main(["show", *arguments[1:]] if arguments[0] == "show" else [*arguments, "--no-cache"])
        said = capsys.readouterr()
        assert SECRET not in said.out + said.err
    told = {one["line"] for one in lint(capsys)["findings"] if one["rule"] == "SRC002"}
    silent = [text for at, text in enumerate(written) if 3 * at + 2 not in told]
    assert silent == [EXPRESSIONS[-1]]  # judged both ways


def test_modules_of_terraform(root, capsys):
    (root / "link").symlink_to("../out/mod")
    (root / "linked.tf").symlink_to("../out/mod/main.tf")
    (root / "terraform.tfvars").symlink_to("../out/secret")
    sources = ["../out/mod", "./link", "./x/../../out/mod", str(root.parent / "out/mod"), "file:///etc"]
    write({"main.tf": "".join(f'module "m{at}" {{\n  source = "{one}"\n}}\n' for at, one in enumerate(sources))})
    report = lint(capsys)
    outside = "lies outside the scanned root, so it is not read"
    problems = [(one["rule"], one["file"], one["message"]) for one in report["findings"]]
    assert problems == [("SRC001", "linked.tf", outside), ("SRC001", "terraform.tfvars", outside)]
    assert [one["source"] for one in report["summary"]["not_judged"]] == sources


def test_templates(root, capsys):
    (root / "link.yaml").symlink_to("../out/t.yaml")
    places = ["../out/t.yaml", "./link.yaml", f"{root.parent}/out/t.yaml", "file:///etc/passwd", ".git/config"]
    stacks = "".join(
        f"  S{at}:\n    Type: AWS::CloudFormation::Stack\n    Properties: {{TemplateURL: '{place}'}}\n"
        for at, place in enumerate(places)
    )
    include = TEMPLATE.split("\n", 1)[1].split("        Version")[0].replace("  P:", "  I:")
    include += "        Fn::Transform: {Name: AWS::Include, Parameters: {Location: ../out/t.yaml}}\n"
    write({"main.yaml": f"Resources:\n{stacks}{include}"})
    report = lint(capsys)
    assert [(one["rule"], one["resource"]) for one in report["findings"]] == [("SRC002", "I")]
    told = {(one["call"], one["source"]) for one in report["summary"]["not_judged"]}
    assert told == {("link.yaml", "a link"), *((f"S{at}", place) for at, place in enumerate(places))}


def test_what_is_no_file_is_never_opened(root, capsys):
    """A device without end, a pipe that nobody writes to, a socket, a link to itself, directories."""
    for name in ("zero.tf", "zero.yaml", "zero.tf.json"):
        (root / name).symlink_to("/dev/zero")
    os.mkfifo("pipe.tf")
    os.mkfifo("pipe.yaml")
    (root / "loop.tf").symlink_to("loop.tf")
    (root / "gone.tf").symlink_to("nowhere")
    (root / "kept.tf").mkdir()
    (root / "dir.tf").symlink_to("kept.tf")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket.tf")
        write({"main.tf": policy()})
        report = lint(capsys)
    assert [(one["rule"], one["file"]) for one in report["findings"]] == [
        *(("SRC001", f"{name}.tf") for name in ("dir", "gone", "loop")),
        ("KMS101", "main.tf"),
        *(("SRC001", f"{name}") for name in ("pipe.tf", "socket.tf", "zero.tf", "zero.tf.json")),
    ]
    assert [one["call"] for one in report["summary"]["not_judged"]] == ["zero.yaml"]


def test_what_may_not_be_read_is_told(root, capsys):
    """As another user than root, who may read everything."""
    write(
        {"a/main.tf": policy(), "a/x.tf": policy("x"), "b/main.tf": policy(), "t.yaml": TEMPLATE, "main.tf": policy()}
    )
    for name in ("a/x.tf", "b", "t.yaml"):
        os.chmod(name, 0)
    for directory in (root.parents[0], *root.parents[1:4]):
        if directory.stat().st_uid == os.getuid() and str(directory).startswith("/tmp/"):
            directory.chmod(0o755)
    child = os.fork()
    if not child:
        if os.getuid() == 0:
            os.setgid(65534)
            os.setuid(65534)
        code = main(["--format", "concise", "--format", f"concise={os.devnull}", "--no-cache"])
        os._exit(code)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 1
