import json

from iaclint.policy.document import Document, read_document
from iaclint.text.mapped import Chars
from iaclint.text.span import Source, Span
from iaclint.values.origin import Origin
from iaclint.values.value import Encoded, Mapping, Sequence, String, Unknown


def text_value(text: str) -> String:
    whole = Source("p.json", text).whole()
    return String(Origin(whole), (Chars(text, whole),))


def document(policy: object) -> Document:
    return read_document(text_value(policy if isinstance(policy, str) else json.dumps(policy)))


def texts(items) -> list[tuple[str, str | None]]:
    return [(item.path, item.text) for item in items]


def test_lists_and_single_values_are_one_form() -> None:
    single = document({"Statement": {"Effect": "Allow", "Action": "kms:*", "Resource": "*"}})
    several = document({"Statement": [{"Effect": "Allow", "Action": ["kms:*"], "Resource": ["*"]}]})
    assert [texts(s.action.items) for s in single.statements] == [[("Statement.Action", "kms:*")]]
    assert [texts(s.action.items) for s in several.statements] == [[("Statement[0].Action[0]", "kms:*")]]
    assert single.version == several.version == "2008-10-17"
    assert single.statements[0].action.items[0].span.text == '"kms:*"'
    assert single.statements[0].action.span.text == '"Action"'


def test_every_form_of_a_principal() -> None:
    found = document(
        {
            "Statement": [
                {"Principal": "*"},
                {"Principal": {"AWS": ["111122223333", "*"], "Service": "sns.amazonaws.com"}},
                {"NotPrincipal": {"AWS": 111122223333}},
            ]
        }
    )
    first, second, third = found.statements
    assert [(item.type, item.path, item.text) for item in first.principal.items] == [
        ("", "Statement[0].Principal", "*")
    ]
    assert [(item.type, item.path, item.text) for item in second.principal.items] == [
        ("AWS", "Statement[1].Principal.AWS[0]", "111122223333"),
        ("AWS", "Statement[1].Principal.AWS[1]", "*"),
        ("Service", "Statement[1].Principal.Service", "sns.amazonaws.com"),
    ]
    assert third.principal is None
    assert [(item.type, item.text) for item in third.not_principal.items] == [("AWS", "111122223333")]


def test_conditions_keep_their_keys_and_every_kind_of_value() -> None:
    found = document(
        '{"Statement": [{"Condition": {"Bool": {"a:B": true}, "NumericLessThan": {"c:D": [3, 1e2]}, "Null": 7}}]}'
    )
    conditions = found.statements[0].conditions
    assert [(c.operator, c.name, texts(c.values)) for c in conditions] == [
        ("Bool", "a:B", [('Statement[0].Condition.Bool["a:B"]', "true")]),
        (
            "NumericLessThan",
            "c:D",
            [
                ('Statement[0].Condition.NumericLessThan["c:D"][0]', "3"),
                ('Statement[0].Condition.NumericLessThan["c:D"][1]', "1e2"),
            ],
        ),
    ]
    assert [c.span.text for c in conditions] == ['"a:B"', '"c:D"']


def test_text_that_is_no_json_says_where() -> None:
    found = document('{"Statement": [}')
    assert found.error is not None
    assert found.error.span.location().column == 16
    assert found.statements == ()


def test_unknown_pieces_stay_where_they_stand() -> None:
    where = Origin(Source("main.tf", "x").whole())
    hole = Unknown(where, "var.x", "it has no value")
    assert [item.path for item in read_document(hole).open] == [""]
    whole = Source("p.json", '{"Statement": [, {"Condition": , "Principal": , "Action": ["kms:*", ]}]}').whole()
    text = whole.text
    cuts = [text.index("[,") + 1, text.index(": ,") + 2, text.index('Principal": ,') + 12, text.index(", ]") + 2]
    mapped, at = [], 0
    for cut in cuts:
        mapped += [Chars(text[at:cut], Span(whole.source, at, cut)), hole]
        at = cut
    mapped.append(Chars(text[at:], Span(whole.source, at, len(text))))
    found = read_document(String(Origin(whole), tuple(mapped)))
    assert found.error is None
    assert [item.path for item in found.open] == ["Statement[0]"]
    (statement,) = found.statements
    assert [item.path for item in statement.open_conditions] == ["Statement[1].Condition"]
    assert [item.value for item in statement.principal.items] == [hole]
    assert [item.unknowns() for item in statement.action.items] == [(), (hole,)]


def test_an_encoded_document_keeps_its_steps() -> None:
    origin = Origin(Source("main.tf", "jsonencode(local.p)").whole())
    inner = Mapping(origin, {}, "object").via("local", origin.span, "local p")
    found = read_document(String(origin, (Encoded(inner, lambda value: ()),)))
    assert isinstance(found.value, Mapping)
    assert found.value.origin.has("local")


def test_anything_else_has_no_statements() -> None:
    for text in ("3", "null", "[]", '"x"', '{"Statement": 3}', '{"Statement": [3, null, []]}', "{}"):
        found = document(text)
        assert (found.error, found.statements, found.open) == (None, (), ())
    assert isinstance(document("[]").value, Sequence)
