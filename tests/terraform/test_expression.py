import pytest
from terraform.evaluating import REFUSED, Small, data_of, unknown, value_of

from iaclint.terraform.expression import evaluate, evaluate_template
from iaclint.terraform.lazy import Lazy
from iaclint.terraform.scope import Bound
from iaclint.terraform.types import BOOL, STRING, Collection, ObjectType
from iaclint.text.hcl import read_expression, read_template
from iaclint.text.mapped import Chars, MappedText
from iaclint.text.span import Source
from iaclint.values.encode import plain
from iaclint.values.origin import DEFAULT, LOCAL, Origin
from iaclint.values.value import ARN, Bool, Encoded, Failed, Mapping, Number, Sequence, String, Unknown, Value
from iaclint.values.world import explore

HOLE = {"$unknown": "var.u"}
U = unknown("var.u")


def local(text: str, name: str = "x") -> Value:
    """A value as a reference to a local hands it on."""
    source = Source("locals.tf", text)
    value = evaluate(read_expression(source), Small({}))
    return value.via(LOCAL, source.whole(), f"through local.{name}")


def place(value: Value) -> str:
    return f"{value.span.source.path}: {value.span.text}"


def steps(value: Value) -> list[str]:
    return [step.message for step in value.origin.steps()]


class TestWhereValuesComeFrom:
    def test_literals_and_what_is_taken_out_keep_their_own_place(self) -> None:
        value = value_of("local.x.a[1]", local__x=local('{ a = ["p", "q"] }'))
        assert (plain(value), place(value), steps(value)) == ("q", 'locals.tf: "q"', ["through local.x"])

    def test_a_whole_interpolation_passes_the_value_on(self) -> None:
        value = value_of('"${local.x}"', local__x=local("[1]"))
        assert (plain(value), place(value), steps(value)) == ([1], "locals.tf: [1]", ["through local.x"])

    def test_a_text_is_assembled_where_it_stands_and_its_parts_keep_their_places(self) -> None:
        value = value_of('"a-${local.x}-${1}"', local__x=local('"b"'))
        assert isinstance(value, String)
        assert (value.text, place(value), steps(value)) == (
            "a-b-1",
            'main.tf: "a-${local.x}-${1}"',
            ["through local.x"],
        )
        assert [(part.text, part.span.source.path, part.span.text) for part in value.parts] == [
            ("a-", "main.tf", "a-"),
            ("b", "locals.tf", "b"),
            ("-", "main.tf", "-"),
            ("1", "main.tf", "1"),
        ]

    def test_loops_and_splats_keep_the_places_of_elements(self) -> None:
        x = local('[{ id = "p" }, { id = "q" }]')
        for text in ("[for o in local.x : o.id]", "local.x[*].id", "local.x.*.id", '[for o in local.x : "${o.id}"]'):
            value = value_of(text, local__x=x)
            assert isinstance(value, Sequence)
            assert place(value) == f"main.tf: {text}"
            assert [(place(item), steps(item)) for item in value.elements()] == [
                ('locals.tf: "p"', ["through local.x"]),
                ('locals.tf: "q"', ["through local.x"]),
            ]

    def test_keys_have_places_too(self) -> None:
        value = value_of('{ for k, v in local.x : "${k}" => v }', local__x=local('{ "Action" = "kms:*" }'))
        assert isinstance(value, Mapping)
        assert value.key("Action").span.text == '"Action"'
        assert place(value.get("Action")) == 'locals.tf: "kms:*"'

    def test_a_condition_passes_its_branch_on(self) -> None:
        value = value_of("true ? local.x : 0", local__x=local('"*"'))
        assert (place(value), steps(value)) == ('locals.tf: "*"', ["through local.x"])
        converted = value_of('true ? local.x : ["a"]', local__x=local("[true]"))
        assert (plain(converted), place(converted)) == (["true"], "locals.tf: [true]")

    def test_a_default_that_went_into_a_text_is_remembered(self) -> None:
        default = local('"d"').via(DEFAULT, Source("v.tf", "default").whole(), "default of var.d")
        assert value_of('"x${var.d}"', var__d=default).origin.has(DEFAULT)

    def test_encoded_structures_stay_what_they_are(self) -> None:
        value = value_of('"[${jsonencode(local.x)}]"', local__x=local('{ a = "b" }'))
        assert isinstance(value, String)
        assert [type(part) for part in value.parts] == [Chars, Encoded, Chars]
        assert value.text == '[{"a":"b"}]'


class TestWhatIsNotKnown:
    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("var.u", HOLE),
            ('"${var.u}"', HOLE),
            ('"a${var.u}b"', {"$parts": ["a", HOLE, "b"]}),
            ('"%{ for x in var.u }${x}%{ endfor }"', HOLE),
            ("[var.u, 1]", [HOLE, 1]),
            ("{ a = var.u }", {"a": HOLE}),
            ("var.u.a.b", {"$unknown": "var.u.a.b"}),
            ('var.u["k"][0]', {"$unknown": 'var.u["k"][0]'}),
            ("[1, 2][var.u]", HOLE),
            ("[var.u, 2][1]", 2),
            ("{ (var.u) = 1 }", HOLE),
            ('{ "a${var.u}" = 1 }', HOLE),
            ("var.u + 1", HOLE),
            ("-var.u", HOLE),
            ("!var.u", HOLE),
            ("var.u < 1", HOLE),
            ("var.u == 1", HOLE),
            ("[var.u] == [1]", HOLE),
            ("[var.u] == []", False),
            ('"a${var.u}" == "b"', False),
            ('"a${var.u}b" == "a"', False),
            ('"a${var.u}" == null', False),
            ('"a${var.u}" != ""', True),
            ("var.u && false", False),
            ("true || var.u", True),
            ("true && var.u", HOLE),
            ("[for x in var.u : x]", [{"$unknown": "[for x in var.u : x]"}]),
            ("{for x in var.u : x => x}", HOLE),
            ("{for x in [var.u] : x => x}", HOLE),
            ("[for x in [var.u, 1] : x]", [HOLE, 1]),
            ("var.u[*].id", [{"$unknown": "var.u[*].id"}]),
            ("[{ id = var.u }][*].id", [HOLE]),
            ("try(var.u, 1)", HOLE),
            ("try(var.u.a, 1)", {"$unknown": "var.u.a"}),
            ("can(var.u)", HOLE),
            ("max(var.u...)", HOLE),
        ],
    )
    def test_it_flows(self, text: str, shown: object) -> None:
        assert plain(value_of(text, var__u=U)) == shown

    def test_the_reason_and_place_are_those_of_the_cause(self) -> None:
        for text in ("var.u + 1", "[var.u][0]", "{ (var.u) = 1 }", "[1][var.u]", "!var.u", "var.u == 1"):
            value = value_of(text, var__u=U)
            assert isinstance(value, Unknown)
            assert "var.u has no value" in value.reason
            assert value.span == U.span

    def test_types_of_unknowns_are_used(self) -> None:
        thing = unknown("var.o", type=ObjectType({"a": STRING, "l": Collection("list", BOOL)}))
        assert value_of("var.o.a", var__o=thing).type is STRING
        assert value_of("var.o.l[0]", var__o=thing).type is BOOL
        assert data_of("var.o.b", var__o=thing) == REFUSED
        assert data_of("var.o.a.b", var__o=thing) == REFUSED
        assert data_of("var.o.a + var.o.l", var__o=thing) == REFUSED

    def test_arns_are_neither_null_nor_empty(self) -> None:
        arn = unknown("aws_kms_key.k.arn", shape=ARN)
        assert data_of('var.a == ""', var__a=arn) is False
        assert data_of("null != var.a", var__a=arn) is True
        assert data_of('"${var.a}" == ""', var__a=arn) is False
        assert data_of('var.a == "x"', var__a=arn) == {"$unknown": "aws_kms_key.k.arn"}


class TestWhatTerraformRefuses:
    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("var.nope", "var.nope is not declared"),
            ("{}.a", 'there is no attribute or key "a" in it'),
            ("null.a", "the value that .a is taken from is null"),
            ("[1][1]", "there is no element 1: it has 1"),
            ("[1][0.5]", "an index is a whole number, from 0"),
            ('{ a = 1 }["b"]', 'there is no element "b" in it'),
            ("toset([1])[0]", "the elements of a set have no index"),
            ("1[0]", "number has no elements"),
            ('"a" + 1', '"a" is no number'),
            ("null + 1", "an operand must not be null"),
            ("null ? 1 : 2", "a condition must not be null"),
            ("true ? [1] : 2", "the branches of a condition must have one type, but have tuple and number"),
            ("{ (null) = 1 }", "a key must not be null"),
            ("[for x in null : x]", "for needs a list, set, map or object, but this is null"),
            ("[for x in 1 : x]", "for needs a list, set, map or object, but this is number"),
            ('{for x in ["a", "a"] : x => 1}', 'two elements give the key "a"; ... after the value would group them'),
            ("try()", "try needs an expression"),
            (
                "try([][0], {}.a)",
                'no expression of try works: there is no element 0: it has 0; there is no attribute or key "a" in it',
            ),
            ("can(1, 2)", "can needs one expression"),
            ("max(1...)", "only a list, set or tuple can be expanded with ..."),
            ("no_such(1)", "there is no function named no_such"),
        ],
    )
    def test_with_a_reason(self, text: str, reason: str) -> None:
        value = value_of(text)
        assert isinstance(value, Failed)
        assert value.reason == reason

    def test_a_part_of_a_structure_does_not_spoil_the_rest(self) -> None:
        assert plain(value_of('{ a = ["x", {}.b], c = "${null}-" }')) == {
            "a": ["x", {"$unknown": "{}.b"}],
            "c": {"$parts": [{"$unknown": "null"}, "-"]},
        }

    def test_what_does_not_parse_is_unknown(self) -> None:
        value = value_of("{ a.b = 1 }")
        assert isinstance(value, Unknown)
        assert not isinstance(value, Failed)


class TestConditions:
    def worlds(self, text: str, **known: Value) -> list[tuple[dict[str, object], object]]:
        values = {name.replace("__", "."): value for name, value in known.items()}

        def compute(world):
            scope = Small(values, world)
            scope.module = "module.m"
            return plain(value_of(text, scope=scope))

        return [(leaf.facts, leaf.result) for leaf in explore(compute)]

    def test_both_branches_are_judged(self) -> None:
        assert self.worlds('var.u  ==  "prod" ? 1 : 2', var__u=U) == [
            ({'var.u == "prod"': True}, 1),
            ({'var.u == "prod"': False}, 2),
        ]

    def test_one_condition_has_one_answer(self) -> None:
        text = '[var.u == 1 ? "a" : "b", !(var.u == 1) ? "c" : "d", var.u != 1 ? "e" : "f"]'
        assert [result for _, result in self.worlds(text, var__u=U)] == [["a", "d", "f"], ["b", "c", "e"]]

    def test_turns_of_a_loop_are_different_conditions(self) -> None:
        one, two = "var.u == k (k=1)", "var.u == k (k=2)"
        assert self.worlds("[for k in [1, 2] : var.u == k ? k : 0]", var__u=U) == [
            ({one: True, two: True}, [1, 2]),
            ({one: True, two: False}, [1, 0]),
            ({one: False, two: True}, [0, 2]),
            ({one: False, two: False}, [0, 0]),
        ]
        text = "[for o in [{ k = 1 }, { k = 2 }] : var.u == o.k ? o.k : 0]"
        assert [result for _, result in self.worlds(text, var__u=U)] == [[1, 2], [1, 0], [0, 2], [0, 0]]

    def test_loops_and_templates_ask_too(self) -> None:
        assert [result for _, result in self.worlds('[for x in ["a", "b"] : x if x == "a" || var.u]', var__u=U)] == [
            ["a", "b"],
            ["a"],
        ]
        assert [result for _, result in self.worlds('"x%{ if var.u }y%{ endif }"', var__u=U)] == ["xy", "x"]

    def test_a_world_that_may_not_choose_leaves_it_open(self) -> None:
        text = "[" + ", ".join(f"var.u == {number} ? 1 : 2" for number in range(100)) + "]"
        results = [result for _, result in self.worlds(text, var__u=U)]
        assert len(results) == 64
        assert {HOLE["$unknown"]} == {item["$unknown"] for item in results[0] if isinstance(item, dict)}


class TestLazyObjects:
    def lazy(self, asked: list[str]) -> Lazy:
        origin = Origin(Source("r.tf", "resource").whole())

        def ask(name, span):
            asked.append(name)
            return String.of(name, Origin(span))

        return Lazy(origin, ask, lambda: value_of('{ arn = "whole" }'))

    def test_only_the_attribute_is_asked(self) -> None:
        asked: list[str] = []
        thing = self.lazy(asked)
        assert data_of("aws_x.y.arn", aws_x__y=thing) == "arn"
        assert data_of('aws_x.y["id"]', aws_x__y=thing) == "id"
        assert data_of("aws_x.y[*].name", aws_x__y=thing) == ["name"]
        assert data_of("[for t in [aws_x.y] : t.tag]", aws_x__y=thing) == ["tag"]
        assert data_of("(true ? aws_x.y : null).last", aws_x__y=thing) == "last"
        assert asked == ["arn", "id", "name", "tag", "last"]

    def test_other_uses_force_it(self) -> None:
        thing = self.lazy([])
        assert data_of("{ for k, v in aws_x.y : k => v }", aws_x__y=thing) == {"arn": "whole"}
        assert data_of('aws_x.y == { arn = "whole" }', aws_x__y=thing) is True
        assert data_of("jsonencode([aws_x.y])", aws_x__y=thing) == '[{"arn":"whole"}]'


class TestBounds:
    def test_the_budget(self) -> None:
        scope = Small({}, steps=50_000)
        value = value_of("[for a in range(1000) : [for b in range(1000) : a * b]]", scope=scope)
        assert isinstance(value, Sequence)
        last = value.items[-1]
        assert isinstance(last, Unknown)
        assert "too much work" in last.reason

    @pytest.mark.parametrize(
        "text",
        [
            "1" + " + 1" * 900,
            "a" + ".b" * 900,
            "true ? 1 : " * 900 + "2",
            "!" * 900 + "true",
            "[" * 95 + "1" + "]" * 95,
            '"${' * 45 + "1" + '}"' * 45,
        ],
    )
    def test_long_chains(self, text: str) -> None:
        value_of(text)

    def test_huge_numbers(self) -> None:
        assert isinstance(value_of("1e999999999 * 1e999999999"), Unknown | Number)
        assert isinstance(value_of("1 / 0"), Unknown)
        assert isinstance(value_of("0 == 1e-999999999"), Bool)


def test_templates_from_elsewhere() -> None:
    source = Source("p.tftpl", '{"a": ${jsonencode(x)}, "b": "${y}"}')
    template = read_template(MappedText((Chars(source.text, source.whole()),), source.whole()))
    scope = Bound(Small({}), {"x": value_of('["q"]'), "y": value_of("1")})
    value = evaluate_template(template, scope)
    assert isinstance(value, String)
    assert (value.text, value.span.source.path) == ('{"a": ["q"], "b": "1"}', "p.tftpl")


def test_text_is_composed() -> None:
    value = value_of('"e\u0301${"x"}"')
    assert isinstance(value, String)
    assert value.text == "\u00e9x"


class TestGrowth:
    """Values that double with every step stay small as objects, but whoever walks through them never ends."""

    @pytest.mark.parametrize(
        "twice",
        [
            "[local.x, local.x]",
            "{ a = local.x, b = local.x }",
            '"${jsonencode(local.x)}${jsonencode(local.x)}"',
            "jsonencode([local.x, local.x])",
            "jsonencode(local.x)",
            "[for i in [1, 2] : local.x]",
            '{ for i in ["a", "b"] : i => local.x }',
            "concat([local.x], [local.x])",
            "true ? [local.x, local.x] : null",
            "try([local.x, local.x], 1)",
            "[[local.x, local.x]][*][0]",
        ],
    )
    def test_ends(self, twice: str) -> None:
        scope = Small({"local.x": value_of('"text"')})
        for _ in range(60):
            scope.known["local.x"] = value_of(twice, scope=scope)
        value = scope.known["local.x"]
        shown = str(plain(value_of("jsonencode(local.x)", scope=scope)))
        assert "$unknown" in shown or len(shown) < 1_000
        assert value.kind in {"unknown", "list", "mapping", "string"}
