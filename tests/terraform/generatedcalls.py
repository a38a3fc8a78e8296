"""Random calls of functions, with known and partly known arguments."""

import json
import random
from collections.abc import Callable

CHARACTERS = (
    "a",
    "b",
    "A",
    "B",
    "1",
    "0",
    " ",
    ",",
    ".",
    "-",
    "/",
    ":",
    "\n",
    "\t",
    "é",
    '"',
    "\\",
    "_",
    "<",
    "'",
    "#",
)
PATTERNS = (
    "a",
    "[a-c]+",
    "(a)(b)?",
    "(?P<x>[a-z])",
    "\\\\d+",
    "^a",
    "b$",
    "a|b",
    ".",
    "[^a]*",
    "(?i)a+",
    "\\\\s",
    "a{2}",
    "\\\\bb",
)
FORMATS = (
    "%s",
    "%v",
    "%q",
    "%5s|",
    "%-4v|",
    "%.1s",
    "%d",
    "%05d",
    "%x",
    "%.2f",
    "%e",
    "%g",
    "%t",
    "%#v",
    "%%",
    "x%sy%sz",
    "%[2]s",
)
NUMBERS = ("0", "1", "2", "-1", "3", "10", "1.5", "-0.25", "0.1", "1e3", "12345678", "255")


class Calls:
    def __init__(self, seed: int, holes: bool) -> None:
        self.chance = random.Random(seed)
        self.holes = holes

    def pick(self, *choices: Callable[[], str]) -> str:
        return self.chance.choice(choices)()

    def characters(self) -> str:
        return "".join(self.chance.choice(CHARACTERS) for _ in range(self.chance.randint(0, 6)))

    def quoted(self, text: str) -> str:
        return json.dumps(text, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")

    def text(self) -> str:
        if self.holes and self.chance.random() < 0.4:
            begin, end = self.quoted(self.characters())[1:-1], self.quoted(self.characters())[1:-1]
            return f'"{begin}${{var.text}}{end}"'
        return self.quoted(self.characters())

    def number(self) -> str:
        return self.chance.choice(NUMBERS)

    def small(self) -> str:
        return str(self.chance.randint(-1, 3))

    def scalar(self) -> str:
        return self.pick(self.text, self.text, self.number, lambda: self.chance.choice(("true", "false", "null")))

    def texts(self) -> str:
        items = [self.text() for _ in range(self.chance.randint(0, 4))]
        if self.chance.random() < 0.5:
            items += self.chance.sample(items, len(items) // 2)
        made = f"[{', '.join(items)}]"
        if self.holes and self.chance.random() < 0.25:
            return f"concat({made}, var.list)"
        return self.pick(lambda: made, lambda: f"tolist({made})", lambda: f"toset({made})")

    def items(self, depth: int = 2) -> str:
        made = f"[{', '.join(self.value(depth - 1) for _ in range(self.chance.randint(0, 3)))}]"
        return self.pick(lambda: made, lambda: made, lambda: f"tolist({made})", lambda: f"toset({made})")

    def mapping(self, depth: int = 2) -> str:
        keys = self.chance.sample(("a", "b", "c d", "é", "1"), self.chance.randint(0, 3))
        made = "{ " + ", ".join(f'"{key}" = {self.value(depth - 1)}' for key in keys) + " }"
        return self.pick(lambda: made, lambda: made, lambda: f"tomap({made})")

    def value(self, depth: int = 2) -> str:
        if depth <= 0 or self.chance.random() < 0.5:
            return self.scalar()
        return self.pick(lambda: self.items(depth), lambda: self.mapping(depth))

    def call(self) -> str:
        name, arguments = self.chance.choice(SHAPES)
        return f"{name}({', '.join(getattr(self, kind)() for kind in arguments.split())})"

    def key(self) -> str:
        return self.chance.choice(('"a"', '"b"', '"é"', '"zz"'))

    def pattern(self) -> str:
        return f'"{self.chance.choice(PATTERNS)}"'

    def slashed(self) -> str:
        return f'"/{self.chance.choice(PATTERNS)}/"'

    def form(self) -> str:
        return f'"{self.chance.choice(FORMATS)}{self.chance.choice(("", "-", "é"))}"'

    def sign(self) -> str:
        return self.chance.choice(('","', '"a"', '""', '"/"', '"ab"', '" "'))

    def many(self) -> str:
        return ", ".join(self.mapping() for _ in range(self.chance.randint(1, 3)))

    def lists(self) -> str:
        return ", ".join(self.items() for _ in range(self.chance.randint(1, 3)))

    def values(self) -> str:
        return ", ".join(self.value() for _ in range(self.chance.randint(1, 3)))


SHAPES = (
    *(("lower", "text"), ("upper", "text"), ("title", "text"), ("trim", "text sign"), ("trimspace", "text")),
    *(("chomp", "text"), ("trimprefix", "text sign"), ("trimsuffix", "text sign"), ("startswith", "text text")),
    *(("endswith", "text text"), ("strcontains", "text sign"), ("strrev", "text"), ("substr", "text small small")),
    *(("split", "sign text"), ("join", "sign texts"), ("join", "text texts texts"), ("indent", "small text")),
    *(("replace", "text sign text"), ("replace", "text slashed sign"), ("regex", "pattern text")),
    *(
        ("regexall", "pattern text"),
        ("format", "form values"),
        ("format", "form scalar"),
        ("formatlist", "form texts scalar"),
    ),
    *(
        ("element", "items small"),
        ("concat", "lists"),
        ("flatten", "items"),
        ("distinct", "items"),
        ("compact", "texts"),
    ),
    *(("sort", "texts"), ("reverse", "items"), ("slice", "items small small"), ("chunklist", "items small")),
    *(("coalescelist", "lists"), ("one", "items"), ("matchkeys", "texts texts texts"), ("distinct", "texts")),
    *(("keys", "mapping"), ("values", "mapping"), ("lookup", "mapping key"), ("lookup", "mapping key value")),
    *(("merge", "many"), ("zipmap", "texts items"), ("transpose", "mapping"), ("length", "value"), ("length", "texts")),
    *(("contains", "items scalar"), ("contains", "texts text"), ("index", "items scalar"), ("alltrue", "items")),
    *(
        ("anytrue", "items"),
        ("sum", "items"),
        ("coalesce", "values"),
        ("setunion", "lists"),
        ("setintersection", "lists"),
    ),
    *(("setsubtract", "items items"), ("setproduct", "items items"), ("setproduct", "texts texts items")),
    *(("tostring", "value"), ("tonumber", "scalar"), ("tobool", "scalar"), ("tolist", "items"), ("toset", "items")),
    *(
        ("tomap", "mapping"),
        ("jsonencode", "value"),
        ("yamlencode", "value"),
        ("max", "number number"),
        ("min", "values"),
    ),
    *(
        ("floor", "number"),
        ("ceil", "number"),
        ("pow", "number small"),
        ("log", "number number"),
        ("urlencode", "text"),
    ),
    *(("base64encode", "text"), ("sha256", "text"), ("range", "small number"), ("jsondecode", "text")),
    *(("yamldecode", "text"), ("csvdecode", "text"), ("toset", "texts"), ("setunion", "texts texts")),
)
