"""What Terraform's own parser accepts and refuses, asked in one run for many files (``terraform fmt``)."""

import os
import random
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from text.trees import problems

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"

SNIPPETS = [
    *("x = 1e3", "x = 1.", "x = .5", "x = 0x1", "x = 1.2.3", "x = a.0.1", "x = a.0.b", "x = -1", "x = - 1", "x = 1 2"),
    *('x = "$$${a}"', 'x = "\\q"', 'x = "\\u12"', 'x = "\\ud800"', 'x = "a\nb"', 'x = "', 'x = "${"', 'x = "${}"'),
    *('x = "%{if a}"', 'x = "%{if a}%{endif}"', 'x = "%{else}"', 'x = "%{ for a in b}%{ endfor }"', 'x = "%{x}"'),
    *("x = <<E\nE", "x = <<E\nE\n", "x = <<E \nE\n", "x = <<-E\n E\n", "x = <<E\n${a\nE\n", "x = [<<E\na\nE\n, 1]"),
    *("x = {a=1 b=2}", "x = {a=1,b=2}", "x = {a=1\nb=2}", "x = {a=1,\n,b=2}", "x = {a.b=1}", "x = {a=1,}", "x = {,}"),
    *("x = {for a in b : a}", "x = {for = 1}", "x = [for a in b : a...]", "x = [for a, in b : a]", "x = [for a b]"),
    *(
        "x = true\n? 1 : 2",
        "x = (true\n? 1 : 2)",
        "x = a ? b",
        "x = 1 +\n2",
        "x = (1 +\n2)",
        "x = a[0\n]",
        "x = a\n[0]",
    ),
    *(
        "a {",
        "a }",
        "a {}",
        "a { }",
        "a {} b {}",
        "a { x = 1 }",
        "a { x = 1, }",
        "a { x = 1\n}",
        "a {\nx = 1 }",
        "a\n{}",
    ),
    *(
        "a { b {} }",
        "a {\nb {} }",
        'a "b" c {\n}',
        'a "${b}" {\n}',
        'a "b\\n" {}',
        '"a" = 1',
        "a.b = 1",
        "a",
        "a =",
        "= 1",
    ),
    *(
        "x = 1 # c",
        "x = 1 /* c */",
        "x /* c */ = 1",
        "x = 1 /* c",
        "/* a\n */ x = 1",
        "x = 1 // c",
        "# c",
        "// c\nx = 1",
    ),
    *(
        "x = 1\r\ny = 2\r\n",
        "x = 1\ry = 2",
        "x = 1\ufeff",
        "\ufeffx = 1",
        "x = a-b",
        "x = é",
        "é = 1",
        "x = “a”",
        "x = a\u00a0",
    ),
    *(
        "x = 1\nx = 2",
        "x = a.*.b",
        "x = a.*[0]",
        "x = a[*][0]",
        "x = a.b.",
        "x = a.*.*",
        "x = f(a...)",
        "x = f(a..., b)",
    ),
    *("x = f(,)", "x = f(a,)", "x = f (a)", "x = a::b(1)", "x = a::b", "x = ::a()", "x = !", "x = a &&", "x = a & b"),
    *("x = a == b == c", "x = ((1)", "x = [1", "x = [1,,2]", "x = [,]", "x = {", "x = 'a'", "x = `a`", "x = a; y = 2"),
    *(
        "x = a\tb",
        "x\t=\t1",
        "\tx = 1",
        "x = a\x0b",
        "x = \x00",
        "x = 1\n}\ny = 2",
        "x = a ? b : c ? d : e",
        "x = a => b",
    ),
]


def refused_by_terraform(folder: Path, texts: list[str]) -> list[bool]:
    if shutil.which("terraform") is None:
        pytest.skip("terraform is not installed")
    for place, text in enumerate(texts):
        (folder / f"f{place}_.tf").write_bytes(text.encode())
    environment = {name: value for name, value in os.environ.items() if name != "TF_CLI_CONFIG_FILE"}
    command = ["terraform", "fmt", "-no-color", "-list=false", "-write=false"]
    told = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    named = {int(number) for number in re.findall(r"on f(\d+)_\.tf line", told.stderr)}
    return [place in named for place in range(len(texts))]


def disagreements(folder: Path, texts: list[str]) -> list[str]:
    answers = zip(texts, refused_by_terraform(folder, texts), strict=True)
    return [f"{text!r}: {problems(text)}" for text, refused in answers if bool(problems(text)) != refused]


def test_snippets(tmp_path: Path) -> None:
    assert disagreements(tmp_path, SNIPPETS) == []


def configurations() -> list[str]:
    files = [*(SHARED / "cases").rglob("*.tf"), *(SHARED / "golden").rglob("*.tf"), *(ROOT / "fixtures").rglob("*.tf")]
    if not files:
        pytest.skip("no configurations beside the checkout")
    return [path.read_text(encoding="utf-8") for path in sorted(files)]


def test_every_configuration_at_hand(tmp_path: Path) -> None:
    assert disagreements(tmp_path, configurations()) == []


def mutated(text: str, chance: random.Random) -> str:
    """A text with one to three places deleted, doubled, swapped or replaced."""
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(text) + 1)
        end = at + chance.choice((1, 1, 1, 2, 5, 20))
        piece = text[at:end]
        other = chance.choice(
            ('"', "{", "}", "\n", "${", "[", ")", "=", "<<E\n", "#", "/*", "\\", ",", "?", "%{if a}", " ", ".")
        )
        text = text[:at] + chance.choice(("", piece * 2, piece[::-1], other, other + piece)) + text[end:]
    return text


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_mutated_configurations(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    texts = [mutated(chance.choice(configurations())[:3000], chance) for _ in range(300)]
    assert disagreements(tmp_path, texts) == []
