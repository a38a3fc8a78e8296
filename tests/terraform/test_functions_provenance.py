"""Where the results of functions come from: the places of items, keys and characters, and the steps."""

from pathlib import Path

import pytest
from terraform.functioncases import Scope

from iaclint.terraform.evaluation import evaluate
from iaclint.text.hcl import read_expression
from iaclint.text.mapped import Chars
from iaclint.text.span import Source, Span
from iaclint.values.decode import decode_json
from iaclint.values.encode import plain
from iaclint.values.origin import DEFAULT, ELEMENT, SECRET, USED, Origin
from iaclint.values.value import Encoded, Mapping, Sequence, String, Unknown, Value


class Defaults(Scope):
    """Variables whose defaults stand in a file of their own."""

    def __init__(self, **defaults: str) -> None:
        super().__init__()
        self.defaults = {
            name: evaluate(read_expression(Source("variables.tf", text)), Scope()) for name, text in defaults.items()
        }

    def resolve(self, names: tuple[str, ...], span: Span) -> tuple[Value, int]:
        value = self.defaults.get(names[1])
        if value is None:
            return super().resolve(names, span)
        return value.via(DEFAULT, value.span, f"default of {names[1]}"), 2


def value_of(expression: str, /, **defaults: str) -> Value:
    return evaluate(read_expression(Source("main.tf", expression)), Defaults(**defaults))


def places(value: Value) -> list[tuple[str, str]]:
    """The text of each leaf, with the text of the place it is said to stand at."""
    if isinstance(value, Sequence):
        return [place for item in value.elements() for place in places(item)]
    if isinstance(value, Mapping):
        return [place for _, item in value.items() for place in places(item)]
    return [(str(plain(value)), f"{value.span.source.path}: {value.span.text}")]


def characters(value: Value) -> list[tuple[str, str]]:
    """Each run of characters with the text of its place, holes by name."""
    assert isinstance(value, String)
    return [
        (part.text, part.locate(0, len(part.text)).text) if isinstance(part, Chars) else ("", part.name)
        for part in value.flat()
        if not isinstance(part, Chars) or part.text
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('concat(["a"], var.list, ["c"])', ['main.tf: "a"', 'variables.tf: "x"', 'variables.tf: "y"', 'main.tf: "c"']),
        ('flatten([["a", [var.list]], toset(["b"])])', ['main.tf: "a"', *2 * ["variables.tf"], 'main.tf: "b"']),
        ('compact(["", "a", null, "b"])', ['main.tf: "a"', 'main.tf: "b"']),
        ('distinct(["a", "b", "a"])', ['main.tf: "a"', 'main.tf: "b"']),
        ("slice(var.list, 1, 2)", ['variables.tf: "y"']),
        ("reverse(var.list)", ['variables.tf: "y"', 'variables.tf: "x"']),
        ('sort(["b", "a"])', ['main.tf: "a"', 'main.tf: "b"']),
        ('toset(["b", "a", "b"])', ['main.tf: "a"', 'main.tf: "b"']),
        ('setunion(["b"], var.list)', ['main.tf: "b"', 'variables.tf: "x"', 'variables.tf: "y"']),
        ('setsubtract(var.list, ["x"])', ['variables.tf: "y"']),
        ('setintersection(var.list, ["x"])', ['variables.tf: "x"']),
        ("chunklist(var.list, 1)", ['variables.tf: "x"', 'variables.tf: "y"']),
        ('setproduct(var.list, ["a"])', ['variables.tf: "x"', 'main.tf: "a"', 'variables.tf: "y"', 'main.tf: "a"']),
        ("coalesce(null, var.text)", ['variables.tf: "kms:*"']),
        ("coalescelist([], var.list)", ['variables.tf: "x"', 'variables.tf: "y"']),
        ("element(var.list, 3)", ['variables.tf: "y"']),
        ("one([var.text])", ['variables.tf: "kms:*"']),
        ('lookup(var.map, "a")', ['variables.tf: "v"']),
        ('lookup(var.map, "b", "d")', ['main.tf: "d"']),
        ('merge(var.map, { b = "w" })', ['variables.tf: "v"', 'main.tf: "w"']),
        ("values(var.map)", ['variables.tf: "v"']),
        ("keys(var.map)", ["variables.tf: a"]),
        ('zipmap(["k"], var.list2)', ['variables.tf: "z"']),
        ('matchkeys(var.list, ["1", "2"], ["2"])', ['variables.tf: "y"']),
        ('transpose({ k = ["p"] })', ["main.tf: k"]),
        ('tolist([1, "a"])', ["main.tf: 1", 'main.tf: "a"']),
        ('tomap({ a = "x" })', ['main.tf: "x"']),
        ('jsondecode("{\\"a\\": [\\"x\\"]}")', ['main.tf: \\"x\\"']),
        ("jsondecode(jsonencode({ a = var.list }))", ['variables.tf: "x"', 'variables.tf: "y"']),
        ("yamldecode(\"a: [x, 'y']\")", ["main.tf: x", "main.tf: 'y'"]),
        ('csvdecode("h\\nv w\\n")', ["main.tf: v w"]),
        ('split(",", "a,bc")', ["main.tf: a", "main.tf: bc"]),
        ('split(",", var.csv)', ["variables.tf: p", "variables.tf: q"]),
        ('regexall("[a-z]+", "12ab3c")', ["main.tf: ab", "main.tf: c"]),
        ('regex("(a)(b)", "xab")', ["main.tf: a", "main.tf: b"]),
        ('lower("KMS:*")', ['main.tf: "KMS:*"']),
        ('trimspace(" a ")', ['main.tf: " a "']),
        ("sensitive(var.text)", ['variables.tf: "kms:*"']),
        ('format("%s-x", "a")', ['main.tf: format("%s-x", "a")']),
        ('join(",", ["a", "b"])', ['main.tf: join(",", ["a", "b"])']),
    ],
)
def test_items_stand_where_they_were_written(text: str, expected: list[str]) -> None:
    defaults = {"list": '["x", "y"]', "list2": '["z"]', "text": '"kms:*"', "map": '{ a = "v" }', "csv": '"p,q"'}
    found = [place for _, place in places(value_of(text, **defaults))]
    assert len(found) == len(expected)
    assert [place for place, wanted in zip(found, expected, strict=True) if not place.startswith(wanted)] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('join("-", ["ab", var.open, "c"])', [("ab", "ab"), ("-", "-"), ("", "var.open"), ("-", "-"), ("c", "c")]),
        ('format("x-%s/%s", "ab", var.open)', [("x-", "x-"), ("ab", "ab"), ("/", "/"), ("", "var.open")]),
        ('replace("a.b", ".", "--")', [("a", "a"), ("--", "--"), ("b", "b")]),
        ('replace("a1b", "/[0-9]/", "#")', [("a", "a"), ("#", 'replace("a1b", "/[0-9]/", "#")'), ("b", "b")]),
        ('upper("ab")', [("AB", "ab")]),
        ('trimprefix("ab-cd", "ab-")', [("cd", "cd")]),
        ('trimsuffix("${var.open}/x", "x")', [("", "var.open"), ("/", "/")]),
        ('substr("hello", 1, 3)', [("ell", "ell")]),
        ('trim("  a-${var.open}", " ")', [("a-", "a-"), ("", "var.open")]),
        ('chomp("a\\n")', [("a", "a")]),
        ('join("", ["a\\"b"])', [('a"b', 'a\\"b')]),
    ],
)
def test_characters_keep_their_places(text: str, expected: list[tuple[str, str]]) -> None:
    assert characters(value_of(text)) == expected


def test_keys_stand_where_they_were_written() -> None:
    merged = value_of('merge(var.map, { b = "w" })', map='{ a = "v" }')
    assert isinstance(merged, Mapping)
    assert {key: (merged.key(key).span.source.path, merged.key(key).span.text) for key in merged.entries} == {
        "a": ("variables.tf", "a"),
        "b": ("main.tf", "b"),
    }
    zipped = value_of('zipmap(["k"], [1])')
    assert isinstance(zipped, Mapping)
    assert zipped.key("k").span.text == '"k"'


def test_steps_of_containers_and_arguments_are_kept() -> None:
    picked = value_of("element(concat(var.list, []), 0)", list='["x"]')
    assert [step.kind for step in picked.origin.steps()] == [DEFAULT, ELEMENT]
    made = value_of('format("%s-%s", var.text, join(",", var.list))', text='"a"', list='["x"]')
    assert [step.message for step in made.origin.steps()] == ["default of text", "default of list"]
    assert made.span.text.startswith("format(")


def test_secrets_stay_secret_until_they_are_released() -> None:
    assert value_of('upper(sensitive("a"))').origin.has(SECRET)
    assert value_of('length([sensitive("a")])').origin.has(SECRET)
    assert value_of('join(",", concat(["b"], [sensitive("a")]))').origin.has(SECRET)
    assert not value_of('nonsensitive(upper(sensitive("a")))').origin.has(SECRET)
    opened = value_of('nonsensitive(sensitive({ a = ["x"] }))')
    assert not any(place.has(SECRET) for place in _origins(opened))


def _origins(value: Value) -> list[Origin]:
    inner = value.items if isinstance(value, Sequence) else ()
    if isinstance(value, Mapping):
        inner = tuple(entry.value for entry in value.entries.values())
    return [value.origin, *(origin for item in inner for origin in _origins(item))]


def test_a_file_keeps_its_positions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "policy.json").write_text('{\n  "Action": "kms:*"\n}\n', encoding="utf-8")
    text = value_of('file("policy.json")')
    assert isinstance(text, String)
    decoded = decode_json(text)
    assert isinstance(decoded, Mapping)
    action = decoded.get("Action")
    assert action is not None
    place = action.span.location()
    assert (place.file, place.line, place.column, place.end_column) == ("policy.json", 2, 13, 20)
    assert [step.kind for step in action.origin.steps()] == [USED]
    again = value_of('jsondecode(file("policy.json")).Action')
    assert again.span.location() == place


def test_encoded_values_stay_whole_inside_texts() -> None:
    joined = value_of('"[${join(",", [jsonencode({ a = 1 }), jsonencode({ b = var.open })])}]"')
    assert isinstance(joined, String)
    assert sum(isinstance(part, Encoded) for part in joined.parts) == 2
    decoded = decode_json(joined)
    assert plain(decoded) == [{"a": 1}, {"b": {"$unknown": "var.open"}}]


def test_an_unknown_argument_says_which_value_decides() -> None:
    found = value_of('upper("a-${var.open}")')
    assert isinstance(found, Unknown)
    assert (found.name, found.reason) == ("var.open", "it has no value")


def test_functions_of_providers_and_unknown_functions() -> None:
    found = value_of('provider::aws::arn_parse("x")')
    assert isinstance(found, Unknown)
    assert "provider" in found.reason
    missing = value_of('nonesuch("x")')
    assert isinstance(missing, Unknown)
    assert missing.reason == "there is no function named nonesuch"
    assert plain(value_of('core::upper("a")')) == "A"
