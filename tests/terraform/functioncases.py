"""The calls of function_cases.txt, evaluated by us and by terraform console under several values of the variables."""

import json
import os
import re
import subprocess
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from terraform.evaluating import REFUSED, console

from iaclint.files import WorkTree
from iaclint.terraform.evaluation import evaluate, failure
from iaclint.terraform.expression import evaluate_template
from iaclint.terraform.functions.context import CallContext
from iaclint.terraform.lazy import forced
from iaclint.terraform.scope import Bound, Budget
from iaclint.terraform.types import BOOL, NUMBER, STRING, Collection
from iaclint.text.hcl import read_expression, read_template
from iaclint.text.mapped import Chars, MappedText
from iaclint.text.nodes import ReadError
from iaclint.text.sources import Sources
from iaclint.text.span import Source, Span
from iaclint.values.encode import plain
from iaclint.values.origin import Origin
from iaclint.values.value import Failed, Mapping, Sequence, Spread, String, Unknown, Value
from iaclint.values.world import World

KINDS = ("known", "partly", "unknown", "null", "wrong", "set")
TYPES = {
    "text": STRING,
    "number": NUMBER,
    "flag": BOOL,
    "list": Collection("list", STRING),
    "set": Collection("set", STRING),
    "map": Collection("map", STRING),
    "any": None,
}
# what the variables may turn out to be at deploy
WORLDS = (
    {
        "text": "q, w/x\n",
        "number": 3,
        "flag": True,
        "list": ["p", "q"],
        "set": ["z", "a"],
        "map": {"a": "m"},
        "any": "s",
    },
    {"text": "", "number": 0, "flag": False, "list": [], "set": [], "map": {}, "any": ["b", "c"]},
    {
        "text": " ab ",
        "number": -2,
        "flag": True,
        "list": ["a", "a", ""],
        "set": ["b"],
        "map": {"b": "1"},
        "any": {"k": 1},
    },
    {"text": "a", "number": 1.5, "flag": False, "list": ["2"], "set": ["1", "3"], "map": {"zz": ""}, "any": [1, 2.5]},
    dict.fromkeys(TYPES) | {"any": ""},  # a null of no type makes format() unknown even to Terraform
)
TEMPLATE = "Hello, ${name}!"
FILES = {
    "a.txt": "alpha\nbeta\n",
    "sub/b.txt": "b",
    "sub/deep/c.txt": "",
    "doc.json": '{"Version": "2012-10-17", "Statement": [{"Sid": "é"}]}',
    "t.tftpl": "Name ${name}:%{ for item in items ~}\n ${item}%{ endfor }",
    "whole.tftpl": "${value}",
}


@dataclass(frozen=True)
class Case:
    function: str
    kind: str
    text: str


def cases() -> list[Case]:
    found, function = [], ""
    for line in (Path(__file__).parent / "function_cases.txt").read_text(encoding="utf-8").splitlines():
        kind, colon, text = line.partition(": ")
        if colon and kind in KINDS:
            found.append(Case(function, kind, text))
        elif line and not line.startswith("#"):
            function = line
    return found


def prepare(folder: Path) -> None:
    """Write the module in which both sides evaluate."""
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "bytes.bin").write_bytes(b"\xff\x00\xfe")
    written = {"text": "string", "number": "number", "flag": "bool", "map": "map(string)", "any": "any"}
    written |= {"list": "list(string)", "set": "set(string)"}
    blocks = [f'variable "{name}" {{ type = {written[name]} }}' for name in TYPES]
    blocks.append(f'locals {{ template = "{TEMPLATE.replace("$", "$$")}" }}')
    (folder / "main.tf").write_text("\n".join(blocks), encoding="utf-8")


class Scope:
    """What a call may use: the variables, one local value, the files of the working directory."""

    def __init__(self) -> None:
        self.world = World()
        self.budget = Budget(1_000_000)
        self.module = self.instance = ""
        self.context = CallContext(Sources(WorkTree(".")), ".", self.template)

    def resolve(self, names: tuple[str, ...], span: Span) -> tuple[Value, int]:
        declared = Source("variables.tf", f'variable "{names[1]}" {{}}').whole()
        if names == ("local", "template"):
            return String(Origin(declared), (Chars(TEMPLATE, declared),)), 2
        return Unknown(Origin(declared), ".".join(names[:2]), "it has no value", type=TYPES[names[1]]), 2

    def template(self, text: Source | MappedText, variables: dict[str, Value], span: Span) -> Value:
        if isinstance(text, Source):
            text = MappedText((Chars(text.text, text.whole()),), text.whole())
        try:
            return evaluate_template(read_template(text), Bound(NoNames(self), variables))
        except ReadError as problem:
            return Failed(Origin(span), span.text, problem.message)


class NoNames:
    """A scope without names around a template."""

    def __init__(self, outer: Scope) -> None:
        self.world, self.budget, self.context = outer.world, outer.budget, outer.context
        self.module = self.instance = ""

    def resolve(self, names: tuple[str, ...], span: Span) -> tuple[Value, int]:
        return Failed(Origin(span), span.text, f"{names[0]} is not among the variables"), len(names)


def ours(text: str) -> Value:
    """Our value of a call, in the working directory."""
    value = forced(evaluate(read_expression(Source("main.tf", text)), Scope()))
    return failure(value) or value


def theirs(every: list[Case], folder: Path, world: dict[str, object]) -> list[object]:
    """What Terraform says: the value and the kind of collection that it is, REFUSED, or CHANGING."""
    (folder / "terraform.tfvars.json").write_text(json.dumps(world), encoding="utf-8")
    asked = [case for case in every if not changes(case)]
    try:
        answers = iter(console([f"[{case.text}, {kind_asked(case.text)}]" for case in asked], folder))
        return [CHANGING if changes(case) else next(answers) for case in every]
    finally:
        (folder / "terraform.tfvars.json").unlink()


CHANGING = "<changing>"  # another value every time, so Terraform is not asked


def changes(case: Case) -> bool:
    impure = case.function in {"bcrypt", "plantimestamp", "timestamp", "uuid"}
    return impure and case.kind in {"partly", "unknown"}


def kind_asked(text: str) -> str:
    """An expression for the kind of a collection, which JSON does not tell."""
    same = [f'try({text} == to{kind}({text}), false) ? "{kind}"' for kind in ("list", "set", "map")]
    return f'{text} == null ? "other" : {" : ".join(same)} : "other"'


def kind_of(value: Value) -> str:
    kind = getattr(value, "type", "other")
    return kind if isinstance(value, Sequence | Mapping) and kind in {"list", "set", "map"} else "other"


def judged(value: Value, answer: object) -> str:
    """``agreed``, ``not known`` (where Terraform knows), or ``wrong``."""
    if isinstance(value, Failed):
        return "agreed" if answer == REFUSED else "wrong"
    if isinstance(value, Unknown):
        return "not known"
    if not isinstance(answer, list):
        return "wrong"
    return "agreed" if admits(value, answer[0]) and kind_of(value) == answer[1] else "wrong"


def admits(value: Value, answer: object) -> bool:
    """Whether what we know of a value is true of what it turned out to be."""
    if isinstance(value, Unknown):
        return True
    if isinstance(value, String):
        parts = (".*" if isinstance(part, Unknown) else re.escape(part.text) for part in value.flat())
        return isinstance(answer, str) and re.fullmatch("".join(parts), answer, re.DOTALL) is not None
    if isinstance(value, Sequence):
        return isinstance(answer, list) and (_set if value.type == "set" else _run)(list(value.items), answer)
    if isinstance(value, Mapping):
        same = isinstance(answer, dict) and value.entries.keys() == answer.keys()
        return same and all(admits(entry.value, answer[key]) for key, entry in value.entries.items())
    mine = plain(value)
    return mine == answer and isinstance(mine, bool) == isinstance(answer, bool)


def _run(items: list[Value], answers: list[object]) -> bool:
    """Items in order; a spread is any number of them."""
    if not items:
        return not answers
    if isinstance(items[0], Spread):
        return any(_run(items[1:], answers[at:]) for at in range(len(answers) + 1))
    return bool(answers) and admits(items[0], answers[0]) and _run(items[1:], answers[1:])


def _set(items: list[Value], answers: list[object]) -> bool:
    """Every item is there, and everything that is there is one of them; known ones in their order."""
    certain = [item for item in items if not isinstance(item, Unknown)]
    places = [next((at for at, answer in enumerate(answers) if admits(item, answer)), -1) for item in certain]
    if -1 in places or not all(any(admits(item, answer) for item in items) for answer in answers):
        return False
    return all(left < right for left, right in pairwise(places)) or any(isinstance(item, Unknown) for item in items)


@dataclass(frozen=True)
class Outcome:
    case: Case
    verdict: str
    shown: str


def outcomes(folder: Path) -> list[Outcome]:
    """Every case in every world: the worst verdict, and what was said by whom where it is not ``agreed``."""
    prepare(folder)
    every = cases()
    before = os.getcwd()
    os.chdir(folder)
    try:
        mine = [ours(case.text) for case in every]
    finally:
        os.chdir(before)
    answers = [theirs(every, folder, world) for world in WORLDS]
    return [
        _outcome(case, value, [world[at] for world in answers])
        for at, (case, value) in enumerate(zip(every, mine, strict=True))
    ]


def _outcome(case: Case, value: Value, answers: list[object]) -> Outcome:
    open_question = case.kind in {"partly", "unknown"} or "var." in case.text
    verdicts = {judged(value, answer) for answer in answers[:-1]}
    if answers[-1] != REFUSED:  # a variable that is null is refused by most functions
        verdicts.add(judged(value, answers[-1]))
    if open_question and not isinstance(value, Failed) and "wrong" in verdicts:
        verdicts.discard("wrong")
        if any(answer != REFUSED and judged(value, answer) == "wrong" for answer in answers):
            verdicts.add("wrong")
        verdicts.add("agreed")
    verdict = next((one for one in ("wrong", "not known", "agreed") if one in verdicts), "agreed")
    if verdict == "not known" and (open_question or all(answer == REFUSED for answer in answers)):
        verdict = "agreed" if open_question else "wrong"
    reason = getattr(value, "reason", "")
    return Outcome(case, verdict, f"ours: {plain(value)!r} {reason}, Terraform: {answers!r}")


def terraform_functions() -> set[str]:
    """The names of Terraform's functions, as it lists them."""
    environment = {name: value for name, value in os.environ.items() if name != "TF_CLI_CONFIG_FILE"}
    asked = ["terraform", "metadata", "functions", "-json"]
    told = subprocess.run(asked, env=environment, capture_output=True, check=True)
    return {name.removeprefix("core::") for name in json.loads(told.stdout)["function_signatures"]}
