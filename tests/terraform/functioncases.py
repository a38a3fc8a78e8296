"""The calls of function_cases.txt, evaluated by us and by terraform console under several values of the variables."""

import json
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from terraform.evaluating import REFUSED, console

from iaclint.files.worktree import WorkTree
from iaclint.terraform.evaluation import evaluate, failure
from iaclint.terraform.expression import evaluate_template
from iaclint.terraform.functions import UNFORESEEN
from iaclint.terraform.functions.context import CallContext
from iaclint.terraform.lazy import forced
from iaclint.terraform.scope import Bound, Budget
from iaclint.terraform.types import BOOL, NUMBER, STRING, Collection
from iaclint.text.hcl import read_expression, read_template
from iaclint.text.hclast import Call
from iaclint.text.mapped import Chars, MappedText
from iaclint.text.nodes import ReadError
from iaclint.text.sources import Sources
from iaclint.text.span import Source, Span
from iaclint.values.encode import complete, plain
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
        self.context = CallContext(Sources(WorkTree(".")), ".", self.template, self.budget)

    def resolve(self, names: tuple[str, ...], span: Span) -> tuple[Value, int]:
        declared = Source("variables.tf", f'variable "{names[1]}" {{}}').whole()
        if names == ("local", "template"):
            return String(Origin(declared), (Chars(TEMPLATE, declared),)), 2
        return Unknown(Origin(declared), ".".join(names[:2]), "it has no value", type=TYPES.get(names[1])), 2

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
    expression = read_expression(Source("main.tf", text))
    # a function may pass over an argument's part that is refused; Terraform refuses the whole expression
    arguments = expression.arguments if isinstance(expression, Call) else ()
    refused = (failure(forced(evaluate(argument, Scope()))) for argument in arguments)
    value = forced(evaluate(expression, Scope()))
    return next(filter(None, refused), None) or failure(value) or value


def theirs(every: list[Case], folder: Path, world: dict[str, object]) -> list[object]:
    """What Terraform says: the value and the kind of collection that it is, REFUSED, or CHANGING."""
    (folder / "terraform.tfvars.json").write_text(json.dumps(world), encoding="utf-8")
    asked = [case for case in every if not changes(case)]
    try:
        answers = iter(_told([f"[{case.text}, {kind_asked(case.text)}]" for case in asked], folder))
        return [CHANGING if changes(case) else next(answers) for case in every]
    finally:
        (folder / "terraform.tfvars.json").unlink()


CHANGING = "<changing>"  # another value every time, so Terraform is not asked


NOTHING = "<not even known to Terraform>"


def _told(texts: list[str], folder: Path) -> list[object]:
    """The answers of the console; one that is not known even to Terraform spoils those asked with it."""
    try:
        return console(texts, folder)
    except (ValueError, AssertionError):
        if len(texts) == 1:
            return [NOTHING]
    half = len(texts) // 2
    return [*_told(texts[:half], folder), *_told(texts[half:], folder)]


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
    if isinstance(value, Unknown) and UNFORESEEN in value.reason:
        return "wrong"
    if isinstance(value, Failed):
        return "agreed" if answer == REFUSED else "wrong"
    if isinstance(value, Unknown):
        return "agreed" if answer == NOTHING else "not known"
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
    if not any(isinstance(item, Spread) for item in items):
        return len(items) == len(answers) and all(map(admits, items, answers))
    if isinstance(items[0], Spread):
        return any(_run(items[1:], answers[at:]) for at in range(len(answers) + 1))
    return bool(answers) and admits(items[0], answers[0]) and _run(items[1:], answers[1:])


def _set(items: list[Value], answers: list[object]) -> bool:
    """Every item is there, and everything that is there is one of them; those that are wholly known in their order."""
    certain = [item for item in items if not isinstance(item, Unknown)]
    if not all(any(admits(item, answer) for answer in answers) for item in certain):
        return False
    places = [answers.index(plain(item)) for item in certain if complete(item)]
    return places == sorted(places) and all(any(admits(item, answer) for item in items) for answer in answers)


@dataclass(frozen=True)
class Outcome:
    case: Case
    verdict: str
    shown: str


def outcomes(folder: Path) -> list[Outcome]:
    """Every case of the text in every world."""
    return outcomes_of(cases(), folder, WORLDS)


def outcomes_of(every: list[Case], folder: Path, worlds: tuple[dict[str, object], ...]) -> list[Outcome]:
    """The worst verdict on each case, and what was said by whom."""
    prepare(folder)
    before = os.getcwd()
    os.chdir(folder)
    try:
        mine = [ours(case.text) for case in every]
    finally:
        os.chdir(before)
    answers = [theirs(every, folder, world) for world in worlds]
    return [_outcome(case, value, list(told)) for case, value, *told in zip(every, mine, *answers, strict=True)]


def _outcome(case: Case, value: Value, answers: list[object]) -> Outcome:
    verdicts = {judged(value, answer) for answer in answers}
    if "var." in case.text or case.kind == "unknown":
        verdicts = _of_open(value, answers)
    verdict = next((one for one in ("wrong", "not known", "agreed") if one in verdicts), "agreed")
    return Outcome(case, verdict, f"ours: {plain(value)!r} {getattr(value, 'reason', '')}, Terraform: {answers!r}")


def _of_open(value: Value, answers: list[object]) -> set[str]:
    """Where variables are open: what we know must be true of every answer; some values may be refused."""
    if isinstance(value, Failed):
        return {judged(value, answer) for answer in answers}
    verdicts = {judged(value, answer) for answer in answers if answer != REFUSED} or {"agreed"}
    return {"agreed" if verdict == "not known" else verdict for verdict in verdicts}


def terraform_functions() -> set[str]:
    """The names of Terraform's functions, as it lists them."""
    environment = {name: value for name, value in os.environ.items() if name != "TF_CLI_CONFIG_FILE"}
    asked = ["terraform", "metadata", "functions", "-json"]
    told = subprocess.run(asked, env=environment, capture_output=True, check=True)
    return {name.removeprefix("core::") for name in json.loads(told.stdout)["function_signatures"]}
