"""The YAML reader on texts as templates have them; values are compared with PyYAML's, places with the text itself."""

import pytest
import yaml
from cfn_tools import load_yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from iaclint.text.nodes import ListNode, MappingNode, ScalarNode
from iaclint.text.span import Source
from iaclint.text.yamltext import MAX_DEPTH, read_yaml_source


def read(text):
    documents, problem = read_yaml_source(Source("t.yaml", text))
    assert problem is None, problem
    return documents


def one(text):
    (document,) = read(text)
    return document


def problem_of(text):
    _, problem = read_yaml_source(Source("t.yaml", text))
    line, column = problem.span.source.position(problem.span.start)
    return line, column, problem.message


def bare(node):
    """A tree as texts."""
    if isinstance(node, ScalarNode):
        return node.text if node.kind != "null" else None
    if isinstance(node, ListNode):
        return [bare(item) for item in node.items]
    return {pair.key.text: bare(pair.value) for pair in node.pairs}


def scalars(node):
    if isinstance(node, ScalarNode):
        yield node
    elif isinstance(node, ListNode):
        for item in node.items:
            yield from scalars(item)
    else:
        for pair in node.pairs:
            yield pair.key
            yield from scalars(pair.value)


def written(node):
    """Each character of a scalar with the text at its place."""
    (chars,) = node.parts
    return [(char, chars.locate(at, at + 1).text) for at, char in enumerate(chars.text)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        *[
            (text, "string")
            for text in ("2012-10-17", "012345678901", "0777", "1_000", "12:30:45", "0x1F", "0b1", "+1")
        ],
        *[
            (text, "string")
            for text in ("yes", "No", "on", "OFF", "y", ".5", "1.", ".inf", "=", "kms:*", "'true'", '"1"')
        ],
        *[(text, "number") for text in ("0", "-7", "3600", "111122223333", "1.10", "1e3", "2.5E-3")],
        *[(text, "bool") for text in ("true", "False", "TRUE")],
        *[(text, "null") for text in ("", "~", "null", "NULL")],
        *[("!!str 1", "string"), ("! 1", "string"), ("!!int 7", "number"), ("!!null x", "null"), ("!Ref 1", "string")],
    ],
)
def test_scalars_keep_their_text_and_have_the_kind_that_cloudformation_gives_them(text, kind):
    node = one(f"k: {text}\n").get("k")
    assert node.kind == kind
    if kind != "null" and text[:1] not in "'\"!":
        assert node.text == text


def test_spans_leave_out_anchors_and_keep_tags():
    root = one("a: &x kms:*\nb: &y !Ref Z\nc: !Sub &z 'q'\nd: &m\n  k: v\ne: *x\nf: !If [C, *m, {a: b}]\n")
    spans = {pair.key.text: pair.value.span.text for pair in root.pairs}
    assert spans == {
        "a": "kms:*",
        "b": "!Ref Z",
        "c": "!Sub &z 'q'",
        "d": "k: v",
        "e": "kms:*",
        "f": "!If [C, *m, {a: b}]",
    }
    assert root.get("e") is root.get("a")
    assert [node.tag for node in (root.get("b"), root.get("c"), root.get("f"))] == ["!Ref", "!Sub", "!If"]


def test_blocks_end_with_their_last_line():
    root = one("a:\n  - b: c\n  - d\n\n# comment\nz:\n  k: |\n    x\n\n  # comment\n")
    assert root.get("a").span.text == "- b: c\n  - d"
    assert root.get("z").get("k").span.text == "|\n    x"


def test_literal_blocks_know_the_place_of_each_character():
    node = one('k: !Sub |-  # comment\n    {"a":\n\n      "b"}\n    \n').get("k")
    assert node.text == '{"a":\n\n  "b"}'
    assert node.block
    (chars,) = node.parts
    at = node.text.index('"b"')
    assert chars.locate(at, at + 3).location().line == 4
    assert chars.locate(at, at + 3).text == '"b"'


@pytest.mark.parametrize(
    ("text", "value", "place"),
    [
        ('"a\\u0041\\n\\"b"', 'aA\n"b', {1: "\\u0041", 2: "\\n", 3: '\\"', 4: "b"}),
        ('"a \\\n    b"', "a b", {2: "b"}),
        ("'it''s'", "it's", {2: "''", 3: "s"}),
        ("'a\n\n   b'", "a\nb", {2: "b"}),
        ("a\n   b", "a b", {0: "a", 2: "b"}),
        (">\n    a\n    b\n\n    c\n", "a b\nc\n", {0: "a", 2: "b", 4: "c"}),
        (">-\n    a\n      b\n    c\n", "a\n  b\nc", {4: "b", 6: "c"}),
        ("|2\n     a\n    b\n", "   a\n  b\n", {3: "a", 7: "b"}),
        ("|+\n    a\n\n", "a\n\n", {0: "a"}),
    ],
)
def test_characters_know_their_place(text, value, place):
    node = one(f"k: {text}\n" if not text.endswith("\n") else f"k: {text}").get("k")
    assert node.text == value
    found = dict(enumerate(written(node)))
    assert {at: found[at][1] for at in place} == place


def test_merge_keys_give_what_pyyaml_gives():
    text = "base: &b {x: 1, y: 2}\nother: &o {y: 3, z: 4}\na: {<<: *b, y: own}\nb:\n  <<: [*b, *o]\n  w: 5\n"
    assert bare(one(text)) == {
        "base": {"x": "1", "y": "2"},
        "other": {"y": "3", "z": "4"},
        "a": {"x": "1", "y": "own"},
        "b": {"x": "1", "y": "2", "z": "4", "w": "5"},
    }
    loaded = yaml.safe_load(text)
    assert {key: {k: str(v) for k, v in value.items()} for key, value in loaded.items()} == bare(one(text))


def test_a_quoted_merge_key_is_an_ordinary_key():
    assert bare(one('"<<": {a: b}\n')) == {"<<": {"a": "b"}}


def test_repeated_keys_are_all_there():
    root = one("a: 1\nb: 2\na: 3\n")
    assert [pair.key.text for pair in root.pairs] == ["a", "b", "a"]
    assert [pair.key.span.location().line for pair in root.duplicates()] == [3]
    assert root.get("a").text == "3"


def test_every_document_is_read_and_what_comes_before_an_error_too():
    assert [bare(node) for node in read("a: 1\n---\n---\nb: 2\n...\n")] == [{"a": "1"}, {"b": "2"}]
    documents, problem = read_yaml_source(Source("t.yaml", "a: 1\n---\nb: [\n"))
    assert [bare(node) for node in documents] == [{"a": "1"}]
    assert problem.span.source.position(problem.span.start)[0] == 4


@pytest.mark.parametrize("prefix", ["", "\ufeff", "# comment\r\n", "%YAML 1.1\n---\n", "\ufeff# é𝄞\n"])
def test_places_do_not_depend_on_what_stands_before(prefix):
    for end in ("\n", "\r\n"):
        text = prefix + end.join(["k:", "  - 'é𝄞'", "  - |", "    é x", "    y", ""])
        first, second = one(text).get("k").items
        assert first.span.text == "'é𝄞'"
        (chars,) = second.parts
        assert chars.text == "é x\ny\n"
        assert [chars.locate(at, at + 1).text for at in (0, 2, 4)] == ["é", "x", "y"]


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("a: [1\nb: 2\n", 2, 2, "expected ',' or ']' while parsing a flow sequence"),
        ("a: b: c\n", 1, 5, "mapping values are not allowed in this context"),
        ("k:\n\t- a\n", 2, 1, "found character that cannot start any token while scanning for the next token"),
        ("k: *x\n", 1, 4, "expected an anchor &x before the alias *x"),
        ("k: &x [*x]\n", 1, 8, "the alias *x stands inside the node that it names"),
        ("[a]: b\n", 1, 1, "expected a key that is text, not a list or mapping"),
        ("k: {<<: x}\n", 1, 9, "expected a mapping, or a list of mappings, to merge"),
        ("é: a\x00b\n", 1, 5, "control characters are not allowed"),
        ("\ufeffé: a\x07b\n", 1, 6, "control characters are not allowed"),
    ],
)
def test_errors_have_their_place_and_say_what_was_expected(text, line, column, message):
    assert problem_of(text) == (line, column, message)


@pytest.mark.parametrize("opening", ["[", "{", "- ", "[{a: ", "{a: ", "? "])
def test_deep_nesting_is_refused(opening):
    _, _, message = problem_of(opening * 30_000)
    assert message in {f"nested deeper than {MAX_DEPTH} levels", "expected a key that is text, not a list or mapping"}


def test_nesting_through_aliases_is_refused():
    lines = [f"a0: &a0 {'[' * 150}{']' * 150}"]
    lines += [f"a{n}: &a{n} {'[' * 40}*a{n - 1}{']' * 40}" for n in range(1, 4)]
    assert problem_of("\n".join(lines))[2] == f"nested deeper than {MAX_DEPTH} levels"


def test_alias_bombs_are_refused():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    line, _, message = problem_of("\n".join(lines))
    assert (line, message) == (7, "aliases make this file larger than 2000000 nodes")


def texts(node):
    """The scalars of a tree that PyYAML's own composer made."""
    if isinstance(node, yaml.ScalarNode):
        yield node.value
        return
    for item in node.value:
        for inner in item if isinstance(item, tuple) else (item,):
            yield from texts(inner)


TEXT = st.text(st.sampled_from(" \t\nab'\"\\:#,-[]{}&*!|>%@`é𝄞"), max_size=30)


@settings(max_examples=200, deadline=None)
@given(
    st.recursive(TEXT, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3)), st.data()
)
def test_what_pyyaml_writes_is_read_back_with_every_place(tree, data):
    style = data.draw(st.sampled_from([None, "'", '"', "|", ">"]))
    flow = data.draw(st.booleans())
    text = yaml.safe_dump(
        {"k": tree},
        default_style=style,
        default_flow_style=flow,
        allow_unicode=True,
        width=data.draw(st.sampled_from([8, 80])),
    )
    root = one(text)
    assert [node.text for node in scalars(root)] == list(texts(yaml.compose(text)))
    for node in scalars(root):
        for char, place in written(node) if node.parts else ():
            assert char == place[0] or char.isspace() or place[0] in "\\'", (char, place, text)


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("ab: -\n\t[]{},'\"|>&*!#%?é\x85\r\ufeff\x00"), max_size=60))
def test_no_text_is_a_fault_and_spans_lie_inside(text):
    source = Source("t.yaml", text)
    documents, problem = read_yaml_source(source)
    assert problem is None or 0 <= problem.span.start <= problem.span.end <= len(text)
    for document in documents:
        for node in scalars(document):
            assert 0 <= node.span.start <= node.span.end <= len(text)
            for chars in node.parts:
                places = [chars.locate(at, at + 1) for at in range(len(chars.text))]
                assert all(0 <= place.start <= place.end <= len(text) for place in places)


def long_form(node):
    """A tree as cfn_tools reads it: short tags as long names, GetAtt as a list, values typed as YAML 1.1 types them."""
    if node.tag:
        name = node.tag[1:] if node.tag in {"!Ref", "!Condition"} else f"Fn::{node.tag[1:]}"
        inner = long_form(type(node)(node.span, *rest(node)))
        return {name: inner.split(".") if name == "Fn::GetAtt" and isinstance(inner, str) else inner}
    if isinstance(node, ListNode):
        return [long_form(item) for item in node.items]
    if isinstance(node, MappingNode):
        return {pair.key.text: long_form(pair.value) for pair in node.pairs}
    return node.text


def rest(node):
    if isinstance(node, ScalarNode):
        return (node.kind, node.parts)
    return (node.items,) if isinstance(node, ListNode) else (node.pairs,)


TAGGED = """\
a: !Ref Name
b: !GetAtt One.Two
c: !GetAtt [One, Two]
d: !Sub "x ${Y}"
e: !Sub ["x ${Z}", {Z: !Ref Q}]
f: !Join ["", [a, !Ref B, !Select ["0", !Split [",", c]]]]
g: !If [Cond, {Effect: Allow}, !Ref AWS::NoValue]
h: !FindInMap [M, !Ref R, k]
i: !Base64 text
j: !ImportValue name
k: [!Ref A, !Equals [!Ref B, c], !Not [!Condition D]]
l: !Transform {Name: AWS::Include, Parameters: {Location: x}}
m: !Cidr [a, "2", "5"]
n: !And [!Condition A, !Or [!Condition B, !Condition C]]
o: !ToJsonString {a: [b]}
"""


def test_tags_are_read_as_cfn_flip_reads_them():
    assert long_form(one(TAGGED)) == load_yaml(TAGGED)


@pytest.mark.parametrize(
    ("text", "value"), [("&a:b", ":b"), ("&a-b_C9:d\\e", ":d\\e"), ("&a # b\u2028c", "c"), ("&a \xa0b", "\xa0b")]
)
def test_what_stands_before_a_value_ends_where_libyaml_ends_it(text, value):
    """The name of an anchor at a colon, a comment at any line break, blanks at what is no blank in YAML."""
    node = one(text)
    assert (node.text, node.span.text, node.parts[0].span.text) == (value, value, value)
