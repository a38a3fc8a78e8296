"""Each condition operator against the reference evaluator, and the proof that each row of its table is held."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from policy.documents import document
from reference.evaluator import Request, condition_holds

from iaclint.policy import operators
from iaclint.policy.comparison import holds
from iaclint.policy.condition import Clause
from iaclint.policy.operators import _TABLE, operator
from iaclint.policy.pattern import literal

VALUES = {
    "string": ["a", "A", "a*", "*", "b?", "ab", "bc", "b?c", "${*}", "true", ""],
    "arn": [
        "arn:aws:iam::1:role/a",
        "arn:aws:iam::*:role/a",
        "arn:aws:*:role/a",
        "*",
        "arn:aws:iam::1:role/*",
        "x",
        "x*",
        "xy:z",
    ],
    "numeric": ["1", "2", "10", "1e1", "-3", "2.0", "x"],
    "date": ["2020-01-01T00:00:00Z", "2020-01-01", "1577836800", "2021-06-01T12:00:00+02:00", "soon"],
    "bool": ["true", "false", "TRUE"],
    "binary": ["YQ==", "Yg=="],
    "address": ["10.0.0.0/8", "10.1.2.3", "192.0.2.0/24", "2001:db8::/32", "2001:db8::1", "x"],
    "null": ["true", "false"],
}
GIVEN = {**VALUES, "address": ["10.1.2.3", "192.0.2.7", "2001:db8::1"], "null": ["x"]}


def clause(name, values):
    block = {name: {"aws:K": values}}
    statement = {"Effect": "Allow", "Action": "a:b", "Resource": "*", "Condition": block}
    (found,) = document({"Version": "2012-10-17", "Statement": statement}).statements
    return Clause(found.conditions[0], operator(name), variables=True, present=False)


def agrees(name, wanted, given_value):
    ours = holds(clause(name, wanted), None if given_value is None else literal(given_value))
    context = None if given_value is None else [given_value]
    return ours == condition_holds(name, wanted, context, Request("arn:a:b:c:d:e", "a:b", "*"), "2012-10-17")


def spellings(base):
    if base == "Null":
        return [base]
    return [
        f"{quantifier}{base}{end}" for quantifier in ("", "ForAllValues:", "ForAnyValue:") for end in ("", "IfExists")
    ]


@pytest.mark.parametrize("base", list(_TABLE))
def test_every_operator_on_every_pair_of_values(base):
    family = _TABLE[base][0]
    wrong = [
        (name, wanted, value)
        for name in spellings(base)
        for wanted in ([one] for one in VALUES[family])
        for value in (None, *GIVEN[family])
        if not agrees(name, wanted, value)
    ]
    assert wrong == []


@given(st.sampled_from(list(_TABLE)), st.data())
@settings(max_examples=200, deadline=None, derandomize=True)
def test_several_values_are_alternatives(base, data):
    family = _TABLE[base][0]
    wanted = data.draw(st.lists(st.sampled_from(VALUES[family]), max_size=3))
    value = data.draw(st.sampled_from([None, *GIVEN[family]]))
    assert agrees(data.draw(st.sampled_from(spellings(base))), wanted, value)


def mutants(base):
    family, comparison, negated = _TABLE[base]
    yield family, comparison, not negated
    others = {"equals": "like", "like": "equals", "equals-fold": "equals", "=": "<", "<": "<=", "<=": "<"}
    others |= {">": ">=", ">=": ">"}
    if comparison in others and family not in (operators.BINARY, operators.ARN):
        yield family, others[comparison], negated
    if family == operators.ARN:
        yield operators.STRING, comparison, negated


@pytest.mark.parametrize(
    ("base", "mutant"), [(base, mutant) for base in _TABLE for mutant in mutants(base) if base != "Null"]
)
def test_breaking_a_row_of_the_operator_table_breaks_a_comparison(monkeypatch, base, mutant):
    family = _TABLE[base][0]
    monkeypatch.setitem(_TABLE, base, mutant)
    operators.operator.cache_clear()
    try:
        assert not all(agrees(base, [wanted], value) for wanted in VALUES[family] for value in (None, *GIVEN[family]))
    finally:
        operators.operator.cache_clear()


@pytest.mark.parametrize(
    "name", ["stringequals", "NullIfExists", "ForEach:StringEquals", "StringEqualsIfExistsIfExists", ""]
)
def test_what_is_no_operator(name):
    assert operator(name) is None


@pytest.mark.parametrize(
    ("name", "holds_without_key"),
    [
        ("StringEquals", False),
        ("StringNotEquals", True),
        ("StringEqualsIfExists", True),
        ("ForAllValues:StringEquals", True),
        ("ForAnyValue:StringEquals", False),
        ("ForAnyValue:StringNotEquals", False),
        ("ForAnyValue:StringNotEqualsIfExists", True),
        ("ForAllValues:StringNotEquals", True),
    ],
)
def test_a_key_that_the_request_lacks(name, holds_without_key):
    assert operator(name).holds_without_key is holds_without_key


@pytest.mark.parametrize(
    ("pattern", "value", "expected"),
    [
        ("AROA*", "AROAEXAMPLEEXAMPLE01", True),
        ("AROA*", "AROAEXAMPLEEXAMPLE01:session", False),  # a wildcard does not leave its part
        ("*", "AROAEXAMPLEEXAMPLE01:session", True),
        ("*", "arn:aws:sns:us-east-1:111122223333:t", True),
        ("arn:*:t", "arn:aws:sns:us-east-1:111122223333:t", False),
        ("arn:aws:sns:*:*:*", "arn:aws:sns:us-east-1:111122223333:t:s", True),
    ],
)
def test_an_arn_operator_compares_each_part_by_itself(pattern, value, expected):
    assert agrees("ArnLike", [pattern], value)
    assert (
        condition_holds("ArnLike", [pattern], [value], Request("arn:a:b:c:d:e", "a:b", "*"), "2012-10-17") is expected
    )
