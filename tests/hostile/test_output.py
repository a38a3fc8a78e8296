"""Nothing that a commit brings is more than text where a report, or what is said on standard error, is shown."""

import json
import re
import unicodedata
from pathlib import Path

import pytest
from hostile.attacks import HARMLESS, policy, write

from iaclint.cli.main import main
from iaclint.text.safe import safe

BIDI = "\u202e\u2066\u200f\u061c"
EVIL = (
    f"\x1b]0;x\x07\x1b[2J\x9b1m\r\n::error::x\n##[add-matcher]x\n##vso[task.setvariable variable=a]b {BIDI}\u3164\ufe0f"
)
MARKUP = "</script><img src=x onerror=alert(1)>`|*_[a](https://evil.example)]]>&#0;"
FORMATS = ("text", "concise", "json", "sarif", "github", "gitlab", "junit", "markdown", "html")
NAMES = [
    f"::error::{BIDI}a.yaml",
    "\x1b[2Jb.yaml",
    "##[c].yaml",
    "a\nb::c.yaml",
    "<b>&'\".yaml",
    "\udcff.yaml",
    "e f.yaml",
]


def unseen(text):
    """The characters of a text that nobody sees or that turn it; and what services take for commands."""
    found = [hex(ord(char)) for char in text if char != "\n" and unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp"}]
    return (
        found + re.findall(r"##\w*\[", text) + re.findall(r"(?m)^[^\S\n]*::(?!(?:error|warning|notice) file=).*", text)
    )


def template(text):
    """Hostile text wherever a template has room for text of its own."""
    statement = {"Sid": text, "Effect": "Allow", "Action": [f"kms:{text}", "kms:*"], "Resource": text, text: text}
    key = {
        "Principal": {"AWS": text, text: text},
        "Condition": {text: {text: text}, "StringLike": {f"kms:{text}": text}},
    }
    metadata = {"iaclint": {"ignore": [{"rule": "KMS101", "reason": text}, {"rule": text, "reason": text}]}}
    document = {"Version": text, "Id": text, "Statement": [{**statement, **key}]}
    return json.dumps(
        {
            "Transform": [text],
            "Conditions": {text: {"Fn::Equals": [{"Ref": text}, text]}},
            "Resources": {
                text: {
                    "Type": "AWS::KMS::Key",
                    "Condition": text,
                    "Properties": {"KeyPolicy": document},
                    "Metadata": metadata,
                },
                "P": {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": document}},
                "S": {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": text}},
            },
        }
    )


@pytest.fixture(autouse=True)
def tree(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("text", [EVIL, MARKUP], ids=["terminals", "markup"])
def test_every_report_of_hostile_names_and_values(capsys, text):
    write({name: template(text).encode() for name in NAMES})
    quoted = json.dumps(text)
    write(
        {
            "main.tf": policy(action=quoted)
            + f'module "m" {{\n  source = {quoted}\n}}\n# iaclint: ignore[IAM101] {BIDI}\n'
        }
    )
    for name in FORMATS:
        code = main(["--format", name, "-v", "--no-cache", "--select", "ALL", "--show-suppressed", "--color", "never"])
        said = capsys.readouterr()
        assert code == 1
        assert unseen(said.out + said.err) == [], name
        assert len(said.out) > 1000
        assert "<img" not in said.out or name in {"text", "concise", "json", "sarif", "github", "gitlab", "markdown"}


def test_what_is_shown_of_hostile_policies(capsys):
    write({name: template(EVIL).encode() for name in NAMES})
    for name in ("text", "json", "yaml", "hcl"):
        main(["show", "--format", name])
        said = capsys.readouterr()
        assert unseen(said.out + said.err) == [], name
        main(["show", "--format", name, "--query", "$..Sid"])
        said = capsys.readouterr()
        assert unseen(said.out + said.err) == [], name


def test_what_is_said_of_hostile_configurations_and_arguments(capsys):
    quoted = json.dumps(EVIL.replace("\x9b", ""))
    texts = [f"select = [{quoted}]", f"{quoted} = 1", f"baseline = {quoted}", f"parameter-files = [{quoted}]", quoted]
    for text in texts:
        write({"iaclint.toml": text, "main.tf": policy(action=HARMLESS)})
        code = main(["--no-cache"])
        said = capsys.readouterr()
        assert code in {1, 2}
        assert unseen(said.out + said.err) == []
    for arguments in (
        [EVIL],
        [f"--{EVIL}"],
        ["--select", EVIL],
        ["explain", EVIL],
        ["--config", EVIL],
        ["--since", EVIL],
    ):
        assert main(arguments) == 2
        said = capsys.readouterr()
        assert unseen(said.out + said.err) == []


def test_every_character_that_is_not_seen_is_escaped():
    harmful = {"Cc", "Cs", "Zl", "Zp"}
    wrong = [
        hex(code)
        for code in range(0x110000)
        if unicodedata.category(chr(code)) in harmful and safe(chr(code)) == chr(code)
    ]
    assert wrong == []
    for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200B, 0x200E, 0xFEFF, 0x3164, 0xE0041):
        assert safe(chr(code)).startswith("\\u{")


@pytest.mark.parametrize("command", ["##[error]x", "a ##vso[task.x]", "##teamcity[x]", "###[x]", "\u202e##[x]"])
def test_commands_to_build_services_are_broken_up(command):
    assert not re.search(r"##\w*\[", safe(command))


def test_ordinary_text_is_left_alone():
    for text in ("## heading", "a::b", "größe ☃", "#[x]", "arn:aws:iam::111122223333:role/x"):
        assert safe(text) == text


def test_faults_of_our_own_quote_no_value(capsys, monkeypatch):
    def broken(value):
        raise KeyError(hidden, value) from ValueError(hidden)

    from iaclint.rules import engine

    hidden = "hush".upper()
    monkeypatch.setattr(engine, "read_document", broken)
    write({"main.tf": policy()})
    for arguments in ([], ["-v"], ["--format", "json", "-v"]):
        assert main([*arguments, "--no-cache"]) == 2
        said = capsys.readouterr()
        assert "HUSH" not in said.out + said.err
        assert re.search(r"internal error: KeyError at iaclint/rules/engine\.py:\d+", said.err)
    assert "and then:\nTraceback" in said.err


def test_a_report_is_not_written_through_a_link_out_of_the_tree(capsys, tree, monkeypatch):
    (tree / "repo" / ".git").mkdir(parents=True)
    (tree / "out").mkdir()
    monkeypatch.chdir(tree / "repo")
    write({"main.tf": policy(), "kept.json": "kept", ".git/config": "kept"})
    Path("leaves.json").symlink_to("../out/new")
    Path("directory").symlink_to("../out")
    Path("git.json").symlink_to(".git/config")
    Path("inside.json").symlink_to("kept.json")
    for name in ("leaves.json", "directory/x.json", "git.json"):
        assert main(["--format", f"json={name}", "--no-cache"]) == 2
        assert "is not written" in capsys.readouterr().err
        assert main(["baseline", "--output", name]) == 2
    assert list((tree / "out").iterdir()) == []
    assert (tree / "repo" / ".git" / "config").read_text() == "kept"
    assert main(["--format", "json=inside.json", "--format", "json=../out/asked.json", "--no-cache"]) == 1
    assert json.loads((tree / "repo" / "kept.json").read_text()) == json.loads(
        (tree / "out" / "asked.json").read_text()
    )


def test_no_name_of_a_file_is_taken_for_an_option(capsys):
    write({"main.tf": policy(), "accepted.json": "", "--baseline=accepted.json": "", "--exit-zero": ""})
    assert main(["baseline", "--output", "accepted.json"]) == 0
    capsys.readouterr()
    for name in ("--baseline=accepted.json", "--exit-zero"):
        assert main(["main.tf", name]) == 2
        assert capsys.readouterr().err == f"iaclint: {name}: is an option and a file; write ./{name} for the file\n"
    assert main(["--no-cache", "--", "main.tf", "--exit-zero"]) == 1
    assert main(["--no-cache", "main.tf", "./--exit-zero"]) == 1


def test_a_configured_baseline_is_not_written_out_of_the_tree(capsys, tree, monkeypatch):
    (tree / "repo" / ".git").mkdir(parents=True)
    monkeypatch.chdir(tree / "repo")
    for place in ("../b.json", "/b.json", ".git/hooks/b.json"):
        write({"main.tf": policy(), "iaclint.toml": f'baseline = "{place}"\n'})
        assert main(["baseline"]) == 2
        assert "is not written; name it with --output" in capsys.readouterr().err
    write({"iaclint.toml": 'baseline = "b.json"\n'})
    assert main(["baseline"]) == 0
