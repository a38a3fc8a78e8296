"""Random regular expressions, YAML and JSON as arguments of the functions that read and write them."""

import json
import random

ATOMS = ("a", "b", "c", "ab", "-", "1", " ", r"\\.", r"\\-", "_", "é")
CLASSES = (
    ".",
    r"\\d",
    r"\\w",
    r"\\s",
    r"\\D",
    r"\\W",
    "^",
    "$",
    r"\\b",
    r"\\B",
    r"\\A",
    r"\\z",
    r"\\x61",
    r"\\141",
    r"\\t",
)
MEMBERS = (
    "a",
    "b",
    "a-c",
    "0-9",
    r"\\d",
    r"\\w",
    "-",
    "_",
    ".",
    "[:alpha:]",
    r"\\]",
    "^",
    r"\\s",
    "é",
    "z-a",
    "&&",
    "||",
)
GROUPS = ("(", "(?:", "(?P<n1>", "(?P<n2>", "(?i)(", "(?i:", "(?s:", "(?m:", "(?=", "(?<n>", "(?-i:")
REPEATS = ("*", "+", "?", "{2}", "{1,2}", "{0,}", "*?", "+?", "??", "{2,3}?", "{,2}", "**", "{3,1}")
TEMPLATES = ("x", "[$0]", "$1", "$${n}-", "$$", "<$n1>", "$1x")
SCALARS = (
    *(
        "a",
        "yes",
        "No",
        "on",
        "1",
        "012",
        "0x1F",
        "1.5",
        "-3",
        ".5",
        "1e3",
        "~",
        "null",
        "true",
        "2012-10-17",
        "2012-1-2",
    ),
    *(
        '"q"',
        "'s'",
        "a b",
        "key: v",
        "- x",
        "#c",
        "a #c",
        '"\\n\\u00e9"',
        '""',
        "1_000",
        "0o7",
        "&x [1]",
        "*x",
        "<<",
        "é",
    ),
    *(
        '"a: b"',
        "x:y",
        "[1, a]",
        "{a: 1}",
        "|\n    t1\n    t2",
        ">-\n    f1\n    f2\n\n    f3",
        "|+\n    k\n\n",
        "@x",
        "%x",
    ),
    *("a\tb", "- - y", "2001-12-14 21:59:43.10", "12:30", "+1", "-.5", "y", "?", "? a", "---", "...", "'it''s'", "a,b"),
    *("{}", "[]", "[a, [b, {c: d}]]", "{a, b: }"),
)
TEXTS = (
    *(
        "a",
        "a b\nc",
        " x",
        "x \ny",
        "\ttab\nz",
        "é",
        "#",
        "long " * 30,
        "w " * 40 + "\nq",
        "\n",
        "a\n\n",
        "-",
        "'",
        '"',
    ),
    *("a: b\n  c", "\u00a0x\ny", "trail \n", "x\n ", "0" * 90 + " b c", "a  b " * 20, "\U0001f600\n", "\x01"),
)


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")


class Texts:
    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def call(self) -> str:
        return self.chance.choice((self.regular, self.regular, self.yaml, self.json, self.written))()

    def regular(self) -> str:
        pattern, text = self.alternatives(2).replace("${", "$${"), self.subject()
        forms = (
            f'regex("{pattern}", "{text}")',
            f'regexall("{pattern}", "{text}")',
            f'replace("{text}", "/{pattern}/", "{self.chance.choice(TEMPLATES)}")',
        )
        return self.chance.choice(forms)

    def alternatives(self, depth: int) -> str:
        return "|".join(self.sequence(depth) for _ in range(1 if self.chance.random() < 0.75 else 2))

    def sequence(self, depth: int) -> str:
        items = (self.atom(depth) for _ in range(self.chance.randint(1, 4)))
        return "".join(item + (self.chance.choice(REPEATS) if self.chance.random() < 0.35 else "") for item in items)

    def atom(self, depth: int) -> str:
        kind = self.chance.random()
        if kind < 0.45 or depth <= 0:
            return self.chance.choice(ATOMS)
        if kind < 0.62:
            return self.chance.choice(CLASSES)
        if kind < 0.78:
            members = "".join(self.chance.choice(MEMBERS) for _ in range(self.chance.randint(1, 3)))
            return f"[{self.chance.choice(('', '^'))}{members}]"
        return f"{self.chance.choice(GROUPS)}{self.alternatives(depth - 1)})"

    def subject(self) -> str:
        characters = ("a", "b", "c", "A", "1", "-", " ", "_", ".", "\\n", "é", "ab")
        return "".join(self.chance.choice(characters) for _ in range(self.chance.randint(0, 8)))

    def yaml(self) -> str:
        return f"yamldecode({quoted(self.node(3, 0).lstrip(chr(10)))})"

    def node(self, depth: int, indent: int) -> str:
        kind = self.chance.random()
        if depth <= 0 or kind < 0.4:
            return self.chance.choice(SCALARS)
        below = [self.node(depth - 1, indent + 2) for _ in range(self.chance.randint(1, 3))]
        if kind < 0.7:
            keys = ("a", "b", '"c d"', "e1", "1", "true", "~", "2012-10-17")
            lines = [f"{self.chance.choice(keys)}: {item}" for item in below]
        else:
            lines = ["- " + item.lstrip("\n ") for item in below]
        return "".join(f"\n{' ' * indent}{line}" for line in lines)

    def data(self, depth: int) -> object:
        kind = self.chance.random()
        if depth <= 0 or kind < 0.5:
            return self.chance.choice((1, 1.5, True, None, *TEXTS))
        if kind < 0.75:
            keys = ("a", "b c", "é", "1", "true", "l" * 70)
            return {self.chance.choice(keys): self.data(depth - 1) for _ in range(self.chance.randint(0, 3))}
        return [self.data(depth - 1) for _ in range(self.chance.randint(0, 3))]

    def written(self) -> str:
        return f"yamlencode({json.dumps(self.data(4), ensure_ascii=False)})"

    def json(self) -> str:
        text = json.dumps(self.data(3), ensure_ascii=self.chance.random() < 0.5)
        if self.chance.random() < 0.5:
            at = self.chance.randint(0, len(text))
            wrong = self.chance.choice(("", ",", " ", "}", '"', "\\", "0", "x", "[", "1e", "\t"))
            text = text[:at] + wrong + text[at + self.chance.randint(0, 1) :]
        return f"jsondecode({quoted(text)})"
