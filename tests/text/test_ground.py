"""Spans, mapped text and the JSON reader: places slice back to the source."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iaclint.text.jsontext import MAX_DEPTH, Undetermined, read_json, read_json_source
from iaclint.text.mapped import Chars, MappedText
from iaclint.text.nodes import HoleNode, ListNode, MappingNode, ReadError, ScalarNode
from iaclint.text.span import Location, Source, Span
from iaclint.values.decode import from_node
from iaclint.values.encode import plain

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
    max_leaves=20,
)


def read(text: str, path: str = "a.json"):
    return read_json_source(Source(path, text))


def test_lines_and_columns_count_from_one_in_code_points() -> None:
    source = Source("a", "é\U0001f511x\r\nsecond\n")
    assert source.position(0) == (1, 1)
    assert source.position(2) == (1, 3)
    assert source.position(5) == (2, 1)
    assert [source.line(n) for n in (1, 2, 3, 9)] == ["é\U0001f511x", "second", "", ""]
    assert Span(source, 5, 11).location() == Location("a", 2, 1, 2, 7)


@given(JSON, st.sampled_from([None, 2]), st.booleans())
def test_json_reads_what_json_wrote_and_spans_slice_back(value, indent, ascii_only) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    node = read(text)
    assert plain(from_node(node)) == value
    check_spans(node)


def check_spans(node) -> None:
    assert json.loads(node.span.text) == plain(from_node(node))
    if isinstance(node, ScalarNode) and node.kind == "string":
        for part in node.parts:
            for at in range(len(part.text)):
                shown = part.locate(at, at + 1).text
                assert json.loads(f'"{shown}"') == part.text[at] or "\\u" in shown
    for child in getattr(node, "items", []):
        check_spans(child)
    for pair in getattr(node, "pairs", []):
        assert json.loads(pair.key.span.text) == pair.key.text
        check_spans(pair.value)


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ('{"a": 1,}', 1, 9, "expected a key in double quotes"),
        ('{\n "a" 1}', 2, 6, "expected :"),
        ("[1 2]", 1, 4, "expected , or ]"),
        ("", 1, 1, "expected a JSON value"),
        ("[01]", 1, 3, "expected , or ]"),
        ('"a', 1, 1, "unterminated string starting"),
        ("{} x", 1, 4, "expected the end of the JSON text"),
        ("NaN", 1, 1, "expected a JSON value"),
        ('["a\x01"]', 1, 4, "invalid control character"),
        ("[" * (MAX_DEPTH + 1), 1, MAX_DEPTH + 1, f"nested deeper than {MAX_DEPTH} levels"),
    ],
)
def test_json_errors_have_a_place_and_an_expectation(text, line, column, message) -> None:
    with pytest.raises(ReadError) as caught:
        read(text)
    location = caught.value.span.location()
    assert (location.line, location.column, caught.value.message) == (line, column, message)


def test_escapes_keep_the_place_of_each_character() -> None:
    node = read(r'["\u006bms:\"*"]').items[0]
    assert node.text == 'kms:"*'
    assert [node.parts[0].locate(at, at + 1).text for at in (0, 1, 4, 5)] == [r"\u006b", "m", r"\"", "*"]


def test_duplicate_keys_are_kept() -> None:
    node = read('{"a": 1, "b": 2, "a": 3}')
    assert isinstance(node, MappingNode)
    assert [pair.key.span.start for pair in node.duplicates()] == [17]
    assert plain(from_node(node)) == {"a": 3, "b": 2}


def test_a_byte_order_mark_is_passed_over() -> None:
    node = read("\ufeff{}")
    assert (node.span.start, node.span.end) == (1, 3)


def mapped(*parts: str | int) -> MappedText:
    """Text parts as sources of their own, numbers as holes."""
    made = [part if isinstance(part, int) else Chars(part, Source("p", part).whole()) for part in parts]
    return MappedText(made, Source("whole", "the assembling expression").whole())


def test_a_hole_in_a_string_stays_between_its_neighbours() -> None:
    node = read_json(mapped('["arn:', 1, ":key/", 2, '"]'))
    assert isinstance(node, ListNode)
    parts = node.items[0].parts
    assert [part if isinstance(part, int) else part.text for part in parts] == ["arn:", 1, ":key/", 2]


@pytest.mark.parametrize(
    ("parts", "items"),
    [
        (('{"a": ', 1, "}"), 1),
        (('{"a": 4', 1, "}"), 1),
        (('{"a":', 1, "2}"), 1),
    ],
)
def test_a_hole_as_a_value(parts, items) -> None:
    value = read_json(mapped(*parts)).get("a")
    assert isinstance(value, HoleNode)
    assert value.hole == items


def test_holes_among_items_are_items() -> None:
    node = read_json(mapped('["a"', 7, ', "b", ', 8, "]"))
    assert [item.hole if isinstance(item, HoleNode) else item.text for item in node.items] == ["a", 7, "b", 8]


@pytest.mark.parametrize("parts", [("{", 1, ": 2}"), ("[]", 1), ('{"a"', 1, ": 2}")])
def test_a_hole_that_decides_the_structure_leaves_the_text_undetermined(parts) -> None:
    with pytest.raises(Undetermined) as caught:
        read_json(mapped(*parts))
    assert caught.value.hole == 1


def test_a_hole_in_a_key_leaves_just_its_object_open() -> None:
    node = read_json(mapped('[{"a": {"b": 1, "', 1, ':sub": {"c": ', 2, '}}, "d": "', 3, '"}]')).items[0]
    assert isinstance(node.get("a"), HoleNode)
    assert (node.get("a").hole, node.get("d").parts) == (1, (3,))
    assert read_json(mapped('{"a', 1, '": 2}')).hole == 1


@pytest.mark.parametrize(
    "parts",
    [
        ("{", 1, "}"),
        ("{", 1, ' "a": 2}'),
        ("{", 1, ', "a": 2}'),
        ('{"a": 2, ', 1, "}"),
        ('{"a": 2 ', 1, "}"),
        ('{"a": {} ', 1, ', "b": 3}'),
        ('{"a": [] ', 1, ' "b": 3}'),
    ],
)
def test_a_hole_for_entries_leaves_just_its_object_open(parts) -> None:
    first, *others, last = parts
    node = read_json(mapped("[" + first, *others, last + ', {"c": 4}]'))
    assert node.items[0].hole == 1
    assert node.items[1].get("c").text == "4"


def test_a_hole_among_items_may_bring_the_comma() -> None:
    node = read_json(mapped("[", 1, ' {"a": 2}, ', 3, ' "b"]'))
    assert [item.hole if isinstance(item, HoleNode) else type(item).__name__ for item in node.items] == [
        1,
        "MappingNode",
        3,
        "ScalarNode",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"a": 1 "b": 2, "c": "', "expected , or }"),
        ('{"a": 1,, "c": "', "expected a key in double quotes"),
        ('{, "c": "', "expected a key in double quotes"),
        ('{"a": 1,}', "expected a key in double quotes"),
        ('{"a": 1', "expected , or }"),
    ],
)
def test_what_is_wrong_in_an_object_is_told_also_in_a_text_with_holes(text, message) -> None:
    with pytest.raises(ReadError) as caught:
        read_json(mapped('["', 1, '", ' + text, 2, '"}]'))
    assert caught.value.message == message


def test_a_place_across_two_sources_falls_back_to_the_whole() -> None:
    text = mapped("ab", "cd")
    assert text.locate(1, 2).text == "b"
    assert text.locate(1, 3).text == "the assembling expression"
    assert text.slice(1, 3)[0].text + text.slice(1, 3)[1].text == "bc"
