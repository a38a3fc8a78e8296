"""What holds for every policy, whatever stands in it."""

import json
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reference.evaluator import Request, allowed
from rules.judging import KEY_ARN, findings

from iaclint.rules import engine, registry

KINDS = st.sampled_from(["managed", "inline", "key", "trust", "unattached"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["Version", "Statement", "Effect", "Action", "Resource", "Principal", "Condition", "Sid", "AWS"]
            )
            | st.text(max_size=5),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
ACTIONS = st.sampled_from(
    [
        *("*", "kms:*", "KMS:?*", "kms:Decrypt", "kms:De*", "kms:PutKeyPolicy", "kms:CreateGrant", "kms:ReEncrypt"),
        *("kms:ListKeys", "kms:ScheduleKeyDeletion", "iam:PassRole", "iam:*", "ec2:RunInstances", "s3:GetObject"),
        *("iam:CreatePolicyVersion", "sts:AssumeRole", "lambda:UpdateFunctionCode", "?ms:*", "nonsense"),
        *("?{any var.a}", "kms:?{text var.b}"),
    ]
)
RESOURCES = st.sampled_from(
    [
        *("*", KEY_ARN, "arn:aws:kms:*:*:key/*", "arn:aws:kms:*:111122223333:key/*", "arn:aws:s3:::b/*", "bad"),
        *("arn:aws:iam::111122223333:role/*", "?{any var.r}", "arn:aws:kms:*:*:alias/*"),
    ]
)
NAMES = st.sampled_from(
    [
        *("*", "111122223333", "arn:aws:iam::111122223333:root", "arn:aws:iam::111122223333:role/app"),
        *("arn:aws:iam::444455556666:root", "arn:aws:iam::*:root", "?{any var.p}", "arn:aws:iam::?{account a}:root"),
    ]
)
SERVICES = st.sampled_from(["sns.amazonaws.com", "scheduler.amazonaws.com", "ec2.amazonaws.com"])
OPERATORS = st.sampled_from(
    [
        *("StringEquals", "StringLike", "StringNotEquals", "StringEqualsIfExists", "ForAllValues:StringEquals"),
        *("ForAnyValue:StringLike", "ArnLike", "Bool", "Null", "IpAddress", "Nonsense"),
    ]
)
KEYS = st.sampled_from(
    [
        *(
            "kms:CallerAccount",
            "kms:ViaService",
            "aws:PrincipalOrgID",
            "aws:PrincipalArn",
            "aws:SourceIp",
            "kms:Nonsense",
        ),
        *("aws:PrincipalType", "aws:SourceAccount", "sts:ExternalId", "kms:GrantIsForAWSResource", "aws:SourceVpce"),
    ]
)
VALUES = st.sampled_from(
    [
        *("111122223333", "o-a1b2c3d4e5", "o-*", "*", "true", "false", "s3.us-east-1.amazonaws.com", "Account"),
        *("arn:aws:iam::111122223333:role/*", "52.94.76.0/24", "0.0.0.0/0", "vpce-1a2b3c4d", "?{text var.v}"),
    ]
)


def one_or_more(values):
    return values | st.lists(values, min_size=1, max_size=3)


def some(*names):
    return st.fixed_dictionaries({}, optional=dict(names))


CONDITIONS = st.dictionaries(OPERATORS, st.dictionaries(KEYS, one_or_more(VALUES), min_size=1, max_size=2), max_size=2)
PRINCIPALS = st.just("*") | some(("AWS", one_or_more(NAMES)), ("Service", one_or_more(SERVICES)))


@st.composite
def statements(draw, kind):
    statement = {"Effect": draw(st.sampled_from(["Allow", "Allow", "Allow", "Deny"]))}
    statement[draw(st.sampled_from(["Action", "Action", "Action", "NotAction"]))] = draw(one_or_more(ACTIONS))
    if kind in ("key", "trust"):
        if kind == "key":
            statement["Resource"] = draw(st.sampled_from(["*", "*", "*", KEY_ARN, "arn:aws:s3:::b/*"]))
        statement[draw(st.sampled_from(["Principal", "Principal", "Principal", "NotPrincipal"]))] = draw(PRINCIPALS)
    else:
        element = draw(st.sampled_from(["Resource", "Resource", "Resource", "NotResource"]))
        statement[element] = draw(one_or_more(RESOURCES))
    if draw(st.integers(0, 2)) == 0:
        statement["Condition"] = draw(CONDITIONS)
    return statement


@st.composite
def policies(draw):
    kind = draw(st.sampled_from(["managed", "inline", "key", "trust"]))
    several = draw(st.lists(statements(kind), min_size=1, max_size=3))
    return kind, {"Version": "2012-10-17", "Statement": several}


def codes(policy, kind) -> Counter:
    return Counter(one.rule for one in findings(policy, kind, select=["ALL"], account="111122223333"))


RELAXED = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large]}
few = settings(max_examples=60, **RELAXED)
many = settings(max_examples=5000, **RELAXED)


def no_json_raises(policy, kind):
    findings(json.dumps(policy), kind, select=["ALL"])


def features_hide_nothing(made):
    """Rules are not even loaded for policies that lack what they look for; no finding may get lost by that."""
    kind, policy = made
    gated = [(one.rule, one.policy_path, one.message) for one in findings(policy, kind, select=["ALL"])]
    rows = engine.RULES
    engine.RULES = tuple(type(rule)(rule.code, rule.name, rule.severity, rule.kinds, rule.opt_in) for rule in rows)
    engine._ASKED.clear()
    try:
        asked = [(one.rule, one.policy_path, one.message) for one in findings(policy, kind, select=["ALL"])]
    finally:
        engine.RULES = rows
        engine._ASKED.clear()
    assert gated == asked


def listed(value):
    return value if isinstance(value, list) else [value]


def respelled(policy):
    """The same policy with statements and lists the other way round, single values as lists, actions in capitals."""
    changed = []
    for statement in reversed(policy["Statement"]):
        other = dict(reversed(statement.items()))
        for name in ("Action", "NotAction"):
            if name in other:
                spelled = (text if "?{" in text else text.upper() for text in listed(other[name]))
                other[name] = list(reversed(list(spelled)))
        for name in ("Resource", "NotResource"):
            if name in other:
                other[name] = list(reversed(listed(other[name])))
        changed.append(other)
    return {"Statement": changed, "Version": "2012-10-17"}


def spelling_changes_nothing(made):
    kind, policy = made
    assert codes(respelled(policy), kind) == codes(policy, kind)


def one_finding_a_rule_and_statement(made):
    kind, policy = made
    found = findings(policy, kind, select=["ALL"], account="111122223333")
    places = Counter(
        (one.rule, one.policy_path.split(".")[0]) for one in found if one.rule != "SRC002" and one.policy_path
    )
    assert max(places.values(), default=1) == 1
    assert len({one.fingerprint for one in found}) == len(found)


def every_witness_is_allowed(made):
    """By an evaluator that knows nothing of the product, nor of holes and of what AWS would reject."""
    kind, policy = made
    if "?{" in json.dumps(policy):
        return
    as_evaluated = policy
    if kind == "trust":  # has no resources; the evaluator wants one
        as_evaluated = {**policy, "Statement": [{**one, "Resource": "*"} for one in policy["Statement"]]}
    found = findings(policy, kind, select=["ALL"], account="111122223333")
    malformed = any(one.rule == "DOC001" for one in found)
    for one in found:
        asked = one.witness
        if asked is not None and not malformed:
            request = Request(asked.principal, asked.action, asked.resource, asked.context)
            assert allowed([as_evaluated], request), (one.rule, asked)


def silencing_holds(made):
    from iaclint.rules.subsumption import IN_POLICY, IN_STATEMENT

    kind, policy = made
    found = findings(policy, kind, select=["ALL"], account="111122223333")
    present = {one.rule for one in found}
    for broad, narrow in IN_POLICY.items():
        assert broad not in present or not narrow & present
    for one in found:
        place = one.policy_path.split(".")[0]
        silent = IN_STATEMENT.get(one.rule, frozenset())
        assert not any(other.rule in silent and other.policy_path.split(".")[0] == place for other in found)


LAWS = [
    *(features_hide_nothing, spelling_changes_nothing, one_finding_a_rule_and_statement, silencing_holds),
    every_witness_is_allowed,
]


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_laws(law) -> None:
    few(given(policies())(law))()


def test_any_json_is_judged_without_exception() -> None:
    few(given(JSON, KINDS)(no_json_raises))()


@pytest.mark.slow
@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_laws_at_length(law) -> None:
    many(given(policies())(law))()


@pytest.mark.slow
def test_any_json_is_judged_without_exception_at_length() -> None:
    many(given(JSON, KINDS)(no_json_raises))()


def test_the_policies_are_not_trivial() -> None:
    seen: Counter = Counter()

    @settings(max_examples=300, **RELAXED)
    @given(policies())
    def count(made):
        kind, policy = made
        seen.update(codes(policy, kind).keys())

    count()
    asked = {rule.code for rule in registry.RULES if rule.code[:3] in ("KMS", "IAM") and rule.code[:4] != "KMS3"}
    assert len(asked & seen.keys()) > len(asked) * 0.8, asked - seen.keys()
