"""What is passed over as surely sound is what the reader reads without a mistake, with the same blocks."""

import random
from itertools import count

import pytest
from text.test_hcl_like_terraform import SNIPPETS, configurations, mutated

from iaclint.text import hcl_body
from iaclint.text.hcl_body import BodyReader
from iaclint.text.hcl_sound import outline
from iaclint.text.hclast import Body
from iaclint.text.span import Source

COMMON = [
    "x = 1\n",
    'x = "a-${var.b}-$c"\n',
    "x = a.b[0].c # why\n",
    "x = a[*].b\n",
    "x = [\n  1, # one\n  2,\n]\n",
    'x = { a = 1, "b" : [2]\n c = {} }\n',
    "x = f(a, [b], { c = d },\n)\n",
    'x = a == "b" && !(c > -1) ? d.e : f()[0].g\n',
    "x = (\n a\n + b\n)\n",
    "x = { a = b ? c : d\n e = f }\n",
    'a "b" c {\n  d {\n    x = 1\n  }\n  e {}\n  f { x = 1 }\n}\n',
    "a {\r\n  x = 1\r\n}\r\n",
    "\ufeffx = 1",
]
UNCOMMON = ["x = <<E\na\nE\n", "x = [for a in b : a]\n", "x = 1e3\n", 'x = "${f(a)}"\n', "x = a.0\n", "x = a.*.b\n"]


@pytest.fixture(autouse=True)
def many(monkeypatch) -> None:
    """As in a run that has read some files already."""
    monkeypatch.setattr(hcl_body, "_files", count(hcl_body.FEW))


def never(_at: int) -> int:
    return -1


def read(text: str) -> tuple[list[str], dict[int, int]]:
    """The mistakes and the blocks of a text, by the reader alone."""
    reader = BodyReader(Source("main.tf", text))
    reader._ends.clear()
    bodies, ends = [reader.file()], {}
    while bodies:
        body: Body = bodies.pop()
        for attribute in (*body.attributes.values(), *body.repeated):
            _ = attribute.expression
        for block in body.blocks:
            ends[block.header.end] = block.span.end - 1
            bodies.append(block.body)
    return [error.message for error in reader.errors], ends


def disagreements(texts: list[str]) -> list[str]:
    found = ((text, outline(text, BodyReader(Source("main.tf", text))._value_end)) for text in texts)
    return [text for text, ends in found if ends is not None and read(text) != ([], ends)]


@pytest.mark.parametrize("text", COMMON)
def test_common_forms_are_seen_at_a_glance(text: str) -> None:
    ends = outline(text, never)
    assert ends is not None
    assert read(text) == ([], ends)


@pytest.mark.parametrize("text", UNCOMMON)
def test_uncommon_forms_are_left_to_the_reader(text: str) -> None:
    assert outline(text, never) is None
    assert outline(text, BodyReader(Source("main.tf", text))._value_end) == {}


def test_most_configurations_need_no_second_look() -> None:
    texts = configurations()
    sound = [text for text in texts if BodyReader(Source("main.tf", text)).sound]
    assert len(sound) > 0.9 * len([text for text in texts if read(text)[0] == []])


def test_nothing_wrong_is_taken_for_sound() -> None:
    assert disagreements([*SNIPPETS, *COMMON, *configurations()]) == []


@pytest.mark.parametrize("seed", range(4))
def test_no_mutation_is_taken_for_sound_that_is_not(seed: int) -> None:
    chance = random.Random(seed)
    sources = [*COMMON * 3, *configurations()]
    assert disagreements([mutated(chance.choice(sources)[:1500], chance) for _ in range(500)]) == []
