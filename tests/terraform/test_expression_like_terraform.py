"""Generated expressions, evaluated by us and by terraform console."""

import random
from pathlib import Path

import pytest
from terraform.evaluating import REFUSED, Small, console, data_of, value_of
from text.trees import problems

from iaclint.terraform.expression import evaluate
from iaclint.text.hcl import read_hcl
from iaclint.text.span import Source
from iaclint.values.encode import plain

LOCALS = {
    "tuple": '["b", 1, true, null]',
    "list": 'tolist(["b", "a", "é"])',
    "numbers": "tolist([3, 1, 2.5])",
    "set": 'toset(["y", "x"])',
    "map": 'tomap({ b = "1", a = "2" })',
    "object": '{ b = [1, { c = "d" }], a = "x", n = null, f = false }',
    "objects": '[{ id = "i1", v = [1] }, { id = "i2", v = [] }]',
    "text": '"a b"',
    "digits": '"12"',
    "yes": '"true"',
    "nothing": "null",
}
ATOMS = [
    *("0", "1", "2.5", "-3", "1e3", "0.1", "true", "false", "null", '""', '"x"', '"12"', '"true"', '"a\\n\\"b"', '"é"'),
    *("[]", "{}", "[1]", '["a", "b"]', "{ a = 1 }", '{ a = "x", b = "y" }', "[null]", "tolist([])", "toset([1, 2])"),
    *(f"local.{name}" for name in LOCALS),
]
BINARY = ("+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "&&", "||")


def atom(chance: random.Random) -> str:
    return chance.choice(ATOMS)


def generated(chance: random.Random, depth: int) -> str:
    """An expression on one line, of a random form."""
    if depth <= 0 or chance.random() < 0.15:
        return atom(chance)
    a, b, c = (generated(chance, depth - chance.randint(1, 2)) for _ in range(3))
    forms = (
        lambda: f"({a}) {chance.choice(BINARY)} ({b})",
        lambda: f"{a} {chance.choice(BINARY)} {b} {chance.choice(BINARY)} {c}",
        lambda: f"{chance.choice('-!')}({a})",
        lambda: f"({chance.choice((a, 'true', 'false'))}) ? {b} : {c}",
        lambda: f"[{a}, {b}]",
        lambda: f'{{ k = {a}, "l ${{{atom(chance)}}}" = {b}, ({c}) = 1 }}',
        lambda: f"({a})[{chance.choice((b, '0', '1', chr(34) + 'a' + chr(34)))}]",
        lambda: f"({a}).{chance.choice(('a', 'b', 'id', '0'))}",
        lambda: f"({a})[*]{chance.choice(('', '.id', '.v', '[0]', '.v[*]'))}",
        lambda: f"({a}).*{chance.choice(('', '.id', '.v.0'))}",
        lambda: f"[for x in {a} : {chance.choice((b, 'x', '[x, x]'))}]",
        lambda: f"[for k, v in {a} : [k, v]{chance.choice(('', ' if v != null', f' if {b}'))}]",
        lambda: f"{{ for k, v in {a} : {chance.choice(('k', 'v', b))} => {chance.choice(('v', 'k', c))} }}",
        lambda: (
            f"{{ for k, v in {a} : {chance.choice(('v', 'k', b))} => k... if {chance.choice(('true', 'k != 0'))} }}"
        ),
        lambda: f'"${{{a}}}"',
        lambda: f'"x ${{ {a} }}${{~ {b} ~}} y"',
        lambda: f'"%{{ if {a} ~}} p %{{ else }} q %{{~ endif }}r"',
        lambda: f'"%{{ for x in {a} }}<${{x}}>%{{ endfor }}"',
        lambda: f"try({a}, {b})",
        lambda: f"can({a})",
    )
    return chance.choice(forms)()


def batch(seed: int, count: int) -> list[str]:
    chance = random.Random(seed)
    return [generated(chance, 3) for _ in range(count)]


def differences(folder: Path, expressions: list[str]) -> tuple[list[str], list[str]]:
    """Where our value is not Terraform's; and where Terraform refuses what we give a value to."""
    lines = [f"  {name} = {text}" for name, text in LOCALS.items()]
    (folder / "main.tf").write_text("\n".join(["locals {", *lines, "}"]), encoding="utf-8")
    known = {f"local__{name}": value_of(text) for name, text in LOCALS.items()}
    answers = console(expressions, folder)
    wrong, lenient = [], []
    for text, theirs in zip(expressions, answers, strict=True):
        ours = data_of(text, **known)
        if ours != theirs:
            report = lenient if theirs == REFUSED else wrong
            report.append(f"{text}\n  ours:      {ours!r}\n  terraform: {theirs!r}")
    return wrong, lenient


def test_some_generated_expressions(tmp_path: Path) -> None:
    assert differences(tmp_path, batch(0, 400)) == ([], [])


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 31))
def test_many_generated_expressions(tmp_path: Path, seed: int) -> None:
    """Terraform also refuses an expression for a part whose value is not used (``[1, refused][0]``): we do not."""
    wrong, lenient = differences(tmp_path, batch(seed, 1000))
    assert wrong == []
    assert len(lenient) <= 3, lenient


WHITE = (" ", "  ", "\t", "\u00a0", "")
TEXTS = ("a", "é", "$", "%", "$$", "$${x}", "%%{x}", "\\\\", "{", "}", "~", "#", "//", "EO", "'")
PLACES = ("1", "local.text", "upper(local.text)", '"in ${1}"', "true", '"%{ if true }t%{ endif }"')


def sequence(chance: random.Random, inner: str) -> str:
    def marked(opening: str, what: str) -> str:
        before, after = chance.choice(("", "~")), chance.choice(("", "~"))
        return f"{opening}{{{before} {what} {after}}}"

    kind = chance.random()
    if kind < 0.6:
        return marked("$", chance.choice(PLACES))
    if kind < 0.8:
        other = marked("%", "else") + inner if chance.random() < 0.5 else ""
        return marked("%", f"if {chance.choice(('true', 'false'))}") + inner + other + marked("%", "endif")
    return marked("%", "for x in [1, 2]") + inner + chance.choice(("", "${x}")) + marked("%", "endfor")


def template(chance: random.Random, newline: str, depth: int = 2) -> str:
    """The inside of a template; ``newline`` is what ends a line in it."""
    found = []
    for _ in range(chance.randint(0, 5)):
        kind = chance.random()
        if kind < 0.3 and depth:
            found.append(sequence(chance, template(chance, newline, depth - 1)))
        else:
            found.append(chance.choice(WHITE) + chance.choice(TEXTS) + chance.choice(WHITE))
        if chance.random() < 0.5:
            found.append(newline + chance.choice(WHITE) * chance.randint(0, 3))
    return "".join(found)


def heredoc(chance: random.Random) -> str:
    newline = chance.choice(("\n", "\r\n"))
    inner = template(chance, newline)
    return f"<<{chance.choice(('', '-'))}EOT{newline}{inner}{newline}{chance.choice(('', '  '))}EOT{newline}"


def quoted(chance: random.Random) -> str:
    return '"' + template(chance, chance.choice(("\\n", "\\t", "\\u00e9", '\\"'))) + '"\n'


def locals_file(texts: list[str]) -> str:
    return 'locals {\n  text = "a b"\n' + "".join(f"  t{place} = {text}" for place, text in enumerate(texts)) + "}\n"


def template_differences(folder: Path, seed: int, count: int) -> list[str]:
    chance = random.Random(seed)
    made = (chance.choice((heredoc, quoted))(chance) for _ in range(count * 2))
    texts = [text for text in made if not problems(locals_file([text]))][:count]
    assert len(texts) == count
    (folder / "main.tf").write_bytes(locals_file(texts).encode())
    file = read_hcl(Source("main.tf", locals_file(texts)))
    (block,) = file.body.blocks
    scope = Small({"local.text": value_of('"a b"')})
    ours = [plain(evaluate(block.body.attributes[f"t{place}"].expression, scope)) for place in range(count)]
    theirs = console([f"local.t{place}" for place in range(count)], folder)
    return [
        f"{text!r}\n  {mine!r}\n  {other!r}"
        for text, mine, other in zip(texts, ours, theirs, strict=True)
        if mine != other
    ]


def test_some_generated_templates(tmp_path: Path) -> None:
    assert template_differences(tmp_path, 0, 200) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 31))
def test_many_generated_templates(tmp_path: Path, seed: int) -> None:
    assert template_differences(tmp_path, seed, 500) == []
