"""Values keep their way; worlds fork, correlate and merge."""

from iaclint.text.mapped import Chars
from iaclint.text.span import Source, Span
from iaclint.values.decode import decode_json
from iaclint.values.encode import complete, encode_json, plain
from iaclint.values.origin import ARGUMENT, DEFAULT, ELEMENT, Origin
from iaclint.values.value import Encoded, Entry, Mapping, Sequence, String, Unknown
from iaclint.values.world import Atom, World, explore, smallest_whens

SOURCE = Source("main.tf", 'x = "kms:*"\ny = module\n')
LITERAL = Origin(Span(SOURCE, 4, 11))
CALL = Span(SOURCE, 16, 22)


def test_an_element_takes_the_steps_of_its_container_along() -> None:
    items = Sequence(LITERAL, (String.of("kms:*", LITERAL),)).via(DEFAULT, SOURCE.whole(), "default")
    element = items.item(0).via(ARGUMENT, CALL, "passed")
    assert [step.kind for step in element.origin.steps()] == [DEFAULT, ARGUMENT]
    assert element.span == LITERAL.span
    assert items.via(ELEMENT, CALL, "x").item(0).origin.has(ELEMENT)


def test_text_is_known_only_if_every_part_is() -> None:
    hole = Unknown(LITERAL, "aws_s3_bucket.b.id", "set on apply")
    text = String(LITERAL, (Chars("arn:", CALL), hole))
    assert text.text is None
    assert plain(text) == {"$parts": ["arn:", {"$unknown": "aws_s3_bucket.b.id"}]}
    assert not complete(Sequence(LITERAL, (text,)))


def test_what_was_encoded_decodes_to_itself() -> None:
    document = Mapping(LITERAL, {"Action": Entry(LITERAL, String.of("<&>", LITERAL))})
    text = String(LITERAL, (Encoded(document, encode_json),))
    assert decode_json(text) is document
    assert text.text == '{"Action":"\\u003c\\u0026\\u003e"}'
    around = String(LITERAL, (Chars("[", CALL), Encoded(document, encode_json), Chars("]", CALL)))
    assert plain(decode_json(around)) == [{"Action": "<&>"}]


def test_the_same_question_has_the_same_answer() -> None:
    def twice(world: World) -> tuple[int | None, int | None]:
        return world.choose(Atom("a", 2)), world.choose(Atom("a", 2))

    assert [leaf.result for leaf in explore(twice)] == [(0, 0), (1, 1)]


def test_only_atoms_that_are_met_fork() -> None:
    def nested(world: World) -> str:
        if world.choose(Atom("a", 2)) == 0:
            return "short"
        return f"long {world.choose(Atom('b', 3))}"

    assert [leaf.result for leaf in explore(nested)] == ["short", "long 0", "long 1", "long 2"]


def test_past_the_cap_nothing_is_chosen() -> None:
    def many(world: World) -> tuple[int | None, ...]:
        return tuple(world.choose(Atom(str(n), 2)) for n in range(8))

    leaves = explore(many)
    assert len(leaves) == 64
    assert len({leaf.result for leaf in leaves}) == 64
    assert any(None in leaf.result for leaf in leaves)


def test_equal_results_merge_to_the_fewest_facts() -> None:
    def document(world: World) -> str | None:
        for name in ("IsProd", "Logs"):
            world.note(name, world.choose(Atom(name, 2)) == 0)
        return "open" if world.facts["IsProd"] else "closed"

    leaves = explore(document)
    assert smallest_whens(leaves, lambda leaf: leaf.result) == [
        ({"IsProd": True}, "open"),
        ({"IsProd": False}, "closed"),
    ]
    assert smallest_whens(leaves, lambda _: "same") == [({}, "open")]
    only_prod = smallest_whens(leaves, lambda leaf: leaf.result if leaf.facts["IsProd"] else None)
    assert only_prod == [({"IsProd": True}, "open")]


def test_of_facts_that_say_as_little_those_that_hold_most_often_are_given() -> None:
    def document(world: World) -> str:
        stage = world.choose(Atom("Stage", 3))
        world.note("IsDev", stage == 0)
        world.note("Low", stage != 2)
        return "open" if world.facts["Low"] else "closed"

    assert smallest_whens(explore(document), lambda leaf: leaf.result) == [
        ({"Low": True}, "open"),
        ({"Low": False}, "closed"),
    ]


def test_a_choice_that_no_single_fact_describes_comes_several_times() -> None:
    def either(world: World) -> bool:
        for name in "AB":
            world.note(name, world.choose(Atom(name, 2)) == 1)
        return bool(world.facts["A"] or world.facts["B"])

    whens = [when for when, result in smallest_whens(explore(either), lambda leaf: leaf.result) if result]
    assert sorted(whens, key=str) == [{"A": True}, {"B": True}]
