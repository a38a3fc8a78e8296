"""Inclusion and overlap of patterns against brute force over short words."""

import re
from itertools import product

import pytest
from hypothesis import strategies as st
from policy.laws import SIZES, hold

from iaclint.policy.answer import MAYBE, NO, YES
from iaclint.policy.language import PatternSet, covers, everything, overlaps
from iaclint.policy.pattern import ANY, INNER, ONE, RUN, Pattern, pattern_of
from iaclint.policy.reading import action_pattern, resource_pattern, text_pattern
from iaclint.text.mapped import Chars
from iaclint.text.span import Source
from iaclint.values.origin import Origin
from iaclint.values.value import ACCOUNT, OWNER, SEGMENT, TEXT, String, Unknown

ORIGIN = Origin(Source("p.json", "x").whole())


def hole(name, shape=TEXT):
    return Unknown(ORIGIN, name, "not given", shape)


def text(*parts):
    return String(ORIGIN, tuple(Chars(part, ORIGIN.span) if isinstance(part, str) else part for part in parts))


def regex(tokens):
    shown = {ONE: ".", INNER: "[^:]", RUN: "[^:]*", ANY: ".*"}
    return re.compile("".join(shown.get(token, re.escape(str(token))) for token in tokens) + r"\Z", re.DOTALL)


def words(tokens, longest=4):
    """Every word of a pattern whose wildcards stand for at most ``longest`` characters."""
    runs = {
        ONE: ["a", "z", ":"],
        INNER: ["a", "z"],
        RUN: ["".join(word) for size in range(longest + 1) for word in product("az", repeat=size)],
        ANY: ["".join(word) for size in range(longest + 1) for word in product("az:", repeat=size)],
    }
    return ("".join(word) for word in product(*(runs.get(token, [token]) for token in tokens)))


def patterns(size):
    return st.lists(st.sampled_from(["a", "a", ":", ONE, INNER, RUN, ANY, ANY]), max_size=size).map(normal)


def normal(tokens):
    """At most two runs, none beside another, as patterns are read."""
    kept = []
    for token in tokens:
        if token in (RUN, ANY) and (kept[-1:] in ([RUN], [ANY]) or sum(kept.count(run) for run in (RUN, ANY)) == 2):
            continue
        kept.append(token)
    return tuple(kept)


@pytest.mark.parametrize("examples", SIZES)
def test_inclusion_is_that_of_words(examples):
    def law(covered, union):
        matchers = [regex(tokens) for tokens in union]
        missed = (word for word in words(covered) if not any(matcher.match(word) for matcher in matchers))
        assert (covers(map(Pattern, union), Pattern(covered)) == YES) == (next(missed, None) is None)
        return Pattern(covered).wild and any(overlaps(Pattern(covered), Pattern(one)) == YES for one in union)

    hold(law, examples, patterns(5), st.lists(patterns(4), min_size=1, max_size=3))


@pytest.mark.parametrize("examples", SIZES)
def test_overlap_is_that_of_words(examples):
    def law(one, other):
        matcher = regex(other)
        assert (overlaps(Pattern(one), Pattern(other)) == YES) == any(map(matcher.match, words(one)))
        return Pattern(one).wild and Pattern(other).wild

    hold(law, examples, patterns(5), patterns(4))


@pytest.mark.parametrize(
    ("pattern", "word", "answer"),
    [
        ("kms:*", "kms:decrypt", YES),
        ("KMS:De*", "kms:decrypt", YES),
        ("kms:?*", "kms:", NO),
        ("*", "kms:decrypt", YES),
        ("*:*", "kms:decrypt", YES),
        ("kms:Decrypt?", "kms:decrypt", NO),
        ("kms:[D]*", "kms:decrypt", NO),
        ("kms:Re*From", "kms:reencryptfrom", YES),
    ],
)
def test_actions_know_no_case(pattern, word, answer):
    assert PatternSet([action_pattern(text(pattern))]).matches(word) == answer


@pytest.mark.parametrize(
    ("pattern", "arn", "answer"),
    [
        ("arn:aws:kms:*", "arn:aws:kms:eu-west-1:111122223333:key/k", YES),
        ("arn:aws:kms:*:key/*", "arn:aws:kms:eu-west-1:111122223333:key/k", YES),
        ("arn:aws:kms:eu-*-1:111122223333:key/*", "arn:aws:kms:eu-west-1:111122223333:key/k", YES),
        ("arn:aws:kms:e*1:key/k", "arn:aws:kms:eu-west-1:111122223331:key/k", NO),
        ("arn:aws:kms:eu-west-?:111122223333:key/k", "arn:aws:kms:eu-west-1:111122223333:key/k", YES),
        ("ARN:aws:kms:*", "arn:aws:kms:eu-west-1:111122223333:key/k", NO),
    ],
)
def test_wildcards_of_a_resource_stay_in_their_segment_unless_they_end_it(pattern, arn, answer):
    assert PatternSet([resource_pattern(text(pattern))]).matches(arn) == answer


@pytest.mark.parametrize(
    ("left", "right", "answer"),
    [
        (["kms:", hole("x")], ["kms:*"], YES),
        (["kms:", hole("x")], ["kms:?*"], YES),
        (["kms:", hole("x")], ["kms:?"], MAYBE),
        (["kms:", hole("x")], ["kms:Decrypt"], MAYBE),
        (["kms:", hole("x")], ["s3:*"], NO),
        (["kms:", hole("x")], ["kms:", hole("x")], YES),
        (["kms:", hole("x")], ["kms:", hole("y")], MAYBE),
        (["kms:Decrypt"], ["kms:", hole("y")], MAYBE),
        (["kms:*"], ["kms:", hole("y")], NO),
        (["s3:GetObject"], ["kms:", hole("y")], NO),
        ([hole("n", ACCOUNT)], ["????????????"], YES),
        ([hole("n", ACCOUNT)], ["???????????"], NO),
        ([hole("n", ACCOUNT)], ["111122223333"], MAYBE),
        ([hole("n", ACCOUNT)], ["1111*"], MAYBE),
        ([hole("n", ACCOUNT)], ["1111x*"], NO),
        (["111122223333"], [hole("n", ACCOUNT)], MAYBE),
        (["11112222333"], [hole("n", ACCOUNT)], NO),
        (["a:b"], [hole("n", SEGMENT)], NO),
        (["a:b"], [hole("n", TEXT)], MAYBE),
        (["kms:*"], [hole("n", TEXT)], MAYBE),
        (["kms:*"], [hole("n", SEGMENT)], NO),
        (["*"], [hole("n", TEXT)], NO),
        (["?*"], [hole("n", TEXT)], MAYBE),
        ([""], [hole("n", TEXT)], NO),
        ([hole("n", TEXT)], [hole("n", TEXT)], YES),
        ([hole("n", TEXT)], [hole("m", TEXT)], MAYBE),
        ([hole("n", OWNER)], [hole("m", OWNER)], YES),
        ([hole("n", SEGMENT), "*"], [hole("n", SEGMENT), "*"], YES),
    ],
)
def test_a_hole_is_one_or_more_characters_and_no_wildcard(left, right, answer):
    assert covers([action_pattern(text(*right))], action_pattern(text(*left))) == answer


def test_policy_variables_and_their_escapes():
    assert covers([pattern_of("home/*")], resource_pattern(text("home/${aws:username}"))) == YES
    assert covers([pattern_of("home/me")], resource_pattern(text("home/${aws:username}"))) == MAYBE
    assert resource_pattern(text("a${*}b*")).tokens == ("a", "*", "b", ANY)
    assert resource_pattern(text("a${x}"), variables=False).literal == "a${x}"
    assert text_pattern(text("a*"), wildcards=False).literal == "a*"


@pytest.mark.parametrize(("glob", "answer"), [("*", True), ("**", True), ("?*", True), ("??*", False), ("a*", False)])
def test_everything(glob, answer):
    assert everything(pattern_of(glob)) is answer


def test_runs_of_wildcards_become_one():
    assert pattern_of("a*?**?b").tokens == ("a", ONE, ONE, ANY, "b")


def test_hostile_patterns_are_decided_exactly():
    hostile = pattern_of("*a" * 10_000)
    assert covers([hostile], pattern_of("kms:*")) == NO
    assert covers([pattern_of("*a")], hostile) == YES
    assert covers([hostile], pattern_of("a" * 10_000)) == YES
    assert covers([hostile], pattern_of("a" * 9_999)) == NO
    assert covers([hostile], pattern_of("*a" * 10_000 + "*")) == NO
    assert overlaps(hostile, pattern_of("kms:*")) == YES
    assert overlaps(hostile, pattern_of("kms:decrypt")) == NO
    assert covers([pattern_of("*?a" * 3_000)], hostile) == YES
    assert covers([pattern_of("*?a" * 60)], pattern_of("*a" * 100)) == NO
