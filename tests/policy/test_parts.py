"""Single parts beneath the answers: budgets, samples, comparisons, values of every kind."""

from decimal import Decimal

import pytest
from policy.documents import hole, statements

from iaclint.policy.answer import MAYBE, NO, YES, every, known, opposite, some
from iaclint.policy.block import Block
from iaclint.policy.caller import Caller
from iaclint.policy.comparison import date, moment, network, number
from iaclint.policy.identity import Identity
from iaclint.policy.language import PatternSet, covers, overlaps
from iaclint.policy.pattern import ANY, CharClass, Pattern, literal, pattern_of, show
from iaclint.policy.reading import action_pattern, arn_pattern, letters_of, resource_pattern, text_pattern
from iaclint.policy.sampling import sample
from iaclint.policy.solving import filled, solve
from iaclint.policy.universe import homes
from iaclint.text.span import Source
from iaclint.values.origin import Origin
from iaclint.values.value import ARN, SEGMENT, TEXT, Bool, Mapping, Null, Number, Sequence, String

ORIGIN = Origin(Source("p.json", "x").whole())


def test_answers():
    assert (every([]), every([YES, MAYBE]), every([MAYBE, NO])) == (YES, MAYBE, NO)
    assert (some([]), some([NO, MAYBE]), some([MAYBE, YES])) == (NO, MAYBE, YES)
    assert [opposite(answer) for answer in (YES, NO, MAYBE)] == [NO, YES, MAYBE]
    assert (known(True), known(False)) == (YES, NO)


@pytest.mark.parametrize(
    "value", [Null(ORIGIN), Mapping(ORIGIN, {}), Sequence(ORIGIN, ())], ids=["null", "mapping", "list"]
)
def test_what_is_no_text_has_no_pattern(value):
    assert letters_of(value) is None
    assert [read(value) for read in (action_pattern, resource_pattern, text_pattern, arn_pattern)] == [None] * 4


def test_other_scalars_are_text():
    assert show(text_pattern(Bool(ORIGIN, True)).tokens) == "true"
    assert show(text_pattern(Number(ORIGIN, 7)).tokens) == "7"
    assert show(text_pattern(Number(ORIGIN, Decimal("1.50"), "1.50")).tokens) == "1.50"
    assert repr(pattern_of("a?b*")) == "Pattern('a?b*')"
    assert repr(action_pattern(hole("var.x", TEXT))) == "Pattern('${var.x}')"


def test_a_variable_without_an_end_is_plain_text():
    assert resource_pattern(String.of("a${b", ORIGIN)).literal == "a${b"
    assert resource_pattern(String.of("a$b{c}", ORIGIN)).literal == "a$b{c}"


def test_an_arn_operator_keeps_wildcards_in_their_part():
    pattern = arn_pattern(String.of("arn:aws:*:?:1:a*", ORIGIN))
    one = PatternSet((pattern,))
    assert one.matches("arn:aws:s3:x:1:ab:c") == YES
    assert one.matches("arn:aws:s3:z:x:1:ab") == NO


# Budgets


def test_past_the_budget_the_answer_is_maybe():
    assert covers([pattern_of("?" * 5_000 + "x*")], pattern_of("*")) == MAYBE
    assert covers([pattern_of("*?a" * 6_000)], pattern_of("*a" * 10_000)) == MAYBE


def test_hostile_policies_are_judged():
    hostile = "kms:" + "*a" * 10_000
    found = {"Effect": "Allow", "Action": [hostile, "*a" * 5_000 + "*", "kms:De*"], "Resource": ["*a" * 10_000, "*"]}
    identity = Identity(statements(found, {**found, "Effect": "Deny"}))
    assert identity.full_access() == ()


# Samples


def texts(*globs):
    return [PatternSet((pattern_of(glob),)) for glob in globs]


def test_a_sample_is_in_all_sets_and_in_none_of_the_others():
    assert show(sample(texts("a*", "*b"))) == "ab"
    assert show(sample(texts("?*"), texts("x", "?"))) == "yy"
    assert sample(texts("a"), texts("a")) is None
    assert sample(texts("a*", "b*")) is None
    assert show(sample([PatternSet([action_pattern(hole("v", SEGMENT))])])) == "${v}"


def test_filled():
    assert show(filled(pattern_of("a?b*"), "z").tokens) == "a0bz"
    assert show(filled(pattern_of("12*34"), "z").tokens) == "120000000034"
    assert show(filled(Pattern(("a", CharClass("b"), ANY)), "").tokens) == "a"


# Comparisons


def test_numbers_dates_and_networks():
    assert number(" 12 ") == 12 and number("1e2") == 100 and number("x") is None and number("NaN") is None
    assert moment("1970-01-01T00:01:00Z") == 60 == moment("60") == moment("1970-01-01T00:01:00")
    assert moment("soon") is None and moment("-1") == -1 and moment("0001-01-01T00:00:00+23:00") is not None
    assert moment("\u00b2") is None
    assert str(network("10.1.2.3/8")) == "10.0.0.0/8" and network("x") is None
    assert date(60) == "1970-01-01T00:01:00Z" and date(10**20) == "1" + "0" * 20


# Callers


def clause(operator, key, value, **holes):
    (statement,) = statements(
        {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {operator: {key: value}}}, **holes
    ).statements
    return Block(statement).clauses[0]


@pytest.mark.parametrize(
    ("caller", "expected"),
    [
        (Caller("111122223333", None), MAYBE),
        (Caller("444455556666", None), NO),
        (Caller("", None), MAYBE),
        (Caller("111122223333", "arn:aws:iam::111122223333:role/x"), YES),
        (Caller("111122223333", "arn:aws:iam::111122223333:role/y"), NO),
    ],
)
def test_what_is_known_of_a_caller(caller, expected):
    assert caller.satisfies(clause("ArnLike", "aws:PrincipalArn", "arn:aws:iam::111122223333:role/x")) == expected


def test_solving_uses_what_the_caller_has():
    demand = clause("StringEquals", "aws:PrincipalAccount", "111122223333")
    assert solve([(demand, True)], {demand.key: literal("111122223333")}) == {"aws:PrincipalAccount": "111122223333"}
    assert solve([(demand, True)], {demand.key: literal("444455556666")}) is None
    assert solve([(demand, False)], {demand.key: None}) == {}


@pytest.mark.parametrize(
    ("operator", "value", "wanted", "shown"),
    [
        ("NumericGreaterThan", "x", True, None),
        ("NumericGreaterThan", "5", True, "6"),
        ("NumericNotEquals", "5", False, "5"),
        ("IpAddress", "nowhere", True, None),
        ("IpAddress", "203.0.113.0/24", False, {}),
        ("BinaryEquals", "YQ==", True, "YQ=="),
        ("Null", "false", True, "xample"),
        ("StringLike", "a*<v>", True, "aexample${v}"),
    ],
)
def test_solving_one_clause(operator, value, wanted, shown):
    demand = clause(operator, "aws:K", value, v=hole("v", TEXT))
    found = solve([(demand, wanted)], {})
    if shown in (None, {}):
        assert found == shown
    else:
        assert set(found) == {"aws:K"} and (found["aws:K"] == shown or operator == "Null")


# Coverage of unions


def test_a_union_that_lacks_one_action_is_not_full():
    one = {"Effect": "Allow", "NotAction": ["kms:?e*", "kms:UntagResource"], "Resource": "*"}
    other = {"Effect": "Allow", "Action": ["kms:?e*"], "Resource": "*"}
    assert Identity(statements(one, other)).full_access() == ()
    assert len(Identity(statements({**one, "NotAction": "kms:?e*"}, other)).full_access()) == 1


def test_a_union_with_unknown_parts_is_open():
    one = {"Effect": "Allow", "NotAction": "kms:?e*", "Resource": "*"}
    other = {"Effect": "Allow", "Action": "kms:?<v>*", "Resource": "*"}
    (access,) = Identity(statements(one, other, v=hole("v", TEXT))).full_access()
    assert (access.verdict, [unknown.name for unknown in access.unknowns]) == (MAYBE, ["v"])


def test_a_whole_arn_overlaps_what_may_be_it():
    assert overlaps(pattern_of("arn:aws:s3:::b"), resource_pattern(hole("a", ARN))) == MAYBE
    assert overlaps(resource_pattern(hole("a", ARN)), pattern_of("arn:aws:s3:::b")) == MAYBE
    assert overlaps(resource_pattern(hole("a", SEGMENT)), pattern_of("arn:aws:s3:::b")) == NO
    assert overlaps(Pattern(("a", CharClass("xyz"))), pattern_of("?y")) == YES
    assert overlaps(Pattern(("a", CharClass("xyz"))), pattern_of("b*")) == NO


def test_letters_beyond_ascii_are_folded_in_actions():
    (statement,) = statements({"Effect": "Allow", "Action": "KMS:D\u00c9*", "Resource": "*"}).statements
    pattern = action_pattern(statement.action.items[0].value)
    assert PatternSet((pattern,)).matches("kms:d\u00e9crypt") == YES


# Ways that no policy takes


def test_the_stem_of_a_pattern_is_known_before_anything_else_is():
    assert [Pattern(pattern_of(text).tokens).stem for text in ("kms:*", "*", "kms:D?*", "kms:D*t", "kms")] == [
        *("kms:", ""),
        *(None, None, None),
    ]


def test_whether_a_pattern_is_one_hole_is_known_before_anything_else_is():
    nothing_known, in_part = (action_pattern(hole("var.x", shape)).tokens for shape in (TEXT, SEGMENT))
    assert [Pattern(tokens).unknown for tokens in (nothing_known, in_part, (*nothing_known, ANY))] == [
        *(True, False, False),
    ]
    assert not Pattern("kms:decrypt").unknown


def test_an_arn_that_ends_early_names_no_partition():
    assert homes([pattern_of("arn:*")]) == homes([]) == homes([pattern_of("arn:aws:kms:*")])
    assert homes([pattern_of("arn:aws-cn:kms:*")]) != homes([])


def test_no_resources_cover_nothing():
    (grant,) = Identity(statements({"Effect": "Allow", "Action": "kms:*"})).allows
    assert not grant.resources.cover((pattern_of("arn:aws:kms:*"),))
    assert not grant.resources.cover(())
