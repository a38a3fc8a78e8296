"""What holds for every policy, whatever stands in it."""

import json
from collections import Counter

import pytest
from hypothesis import strategies as st
from policy.laws import SIZES, hold
from reference.evaluator import Request, allowed
from rules.judging import KEY_ARN, findings

from iaclint.rules import engine, registry

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


def mostly(usual, odd):
    """One of the usual values, now and then an odd one."""
    return st.integers(0, 29).flatmap(lambda at: st.sampled_from(odd if at == 0 else usual))


ACTIONS = mostly(
    [
        *("*", "kms:*", "KMS:?*", "kms:Decrypt", "kms:De*", "kms:PutKeyPolicy", "kms:CreateGrant", "kms:*"),
        *("kms:ListKeys", "kms:ScheduleKeyDeletion", "iam:PassRole", "iam:*", "ec2:RunInstances", "s3:GetObject"),
        *("iam:CreatePolicyVersion", "sts:AssumeRole", "lambda:UpdateFunctionCode"),
    ],
    ["?ms:*", "nonsense", "kms:ReEncrypt", "?{any var.a}", "kms:?{text var.b}"],
)
KEY_ACTIONS = mostly(
    ["kms:*", "kms:Decrypt", "kms:De*", "kms:PutKeyPolicy", "kms:CreateGrant", "kms:Encrypt", "kms:C*", "*"],
    ["kms:ListKeys", "s3:GetObject", "kms:ReEncrypt", "?{any var.a}"],
)
TRUST_ACTIONS = mostly(["sts:AssumeRole", "sts:*", "sts:AssumeRole*"], ["sts:TagSession", "s3:*", "?{any var.a}"])
RESOURCES = mostly(
    [
        *("*", "*", KEY_ARN, "arn:aws:kms:*:*:key/*", "arn:aws:kms:*:111122223333:key/*", "arn:aws:s3:::b/*"),
        *("arn:aws:iam::111122223333:role/*", "arn:aws:kms:*:*:alias/*"),
    ],
    ["bad", "?{any var.r}"],
)
NAMES = mostly(
    [
        *("*", "111122223333", "arn:aws:iam::111122223333:root", "arn:aws:iam::111122223333:role/app"),
        *("arn:aws:iam::444455556666:root", "arn:aws:iam::111122223333:role/app", "*"),
    ],
    ["arn:aws:iam::*:root", "?{any var.p}", "arn:aws:iam::?{account a}:root"],
)
# Principals with holes, of the account that everything is deployed to and of others.
PARTLY_KNOWN = st.sampled_from(
    [
        *("arn:aws:iam::?{owner o}:root", "arn:?{partition p}:iam::?{owner o}:root", "arn:aws:iam::?{owner o}:role/x"),
        *("?{owner o}", "?{arn r}", "arn:?{text t}:root", "?{text t}:root", "arn:aws:iam::?{segment s}:?{segment s}"),
        "arn:aws:iam::?{account a}:root",
    ]
)
SERVICES = st.sampled_from(["sns.amazonaws.com", "scheduler.amazonaws.com", "ec2.amazonaws.com"])
TEXTS = mostly(
    ["StringEquals", "StringLike", "StringNotEquals", "StringEqualsIfExists", "ArnLike"],
    ["ForAllValues:StringEquals", "ForAnyValue:StringLike", "Null", "Nonsense"],
)
KEYS = mostly(
    [
        *("kms:CallerAccount", "kms:ViaService", "aws:PrincipalOrgID", "aws:PrincipalArn", "aws:SourceAccount"),
        *("sts:ExternalId", "aws:PrincipalType"),
    ],
    ["kms:Nonsense"],
)
VALUES = mostly(
    [
        *("111122223333", "444455556666", "o-a1b2c3d4e5", "*", "s3.us-east-1.amazonaws.com", "Account"),
        *("arn:aws:iam::111122223333:role/*", "vpce-1a2b3c4d"),
    ],
    ["o-*", "?{text var.v}"],
)


def one_or_more(values):
    return values | st.lists(values, min_size=1, max_size=3)


def under(operator, key, values):
    return st.fixed_dictionaries({operator: st.fixed_dictionaries({key: one_or_more(st.sampled_from(values))})})


CONDITIONS = st.one_of(
    st.dictionaries(TEXTS, st.dictionaries(KEYS, one_or_more(VALUES), min_size=1, max_size=2), min_size=1, max_size=2),
    under("Bool", "kms:GrantIsForAWSResource", ["true", "false", True]),
    under("Bool", "aws:MultiFactorAuthPresent", ["true", "false"]),
    under("IpAddress", "aws:SourceIp", ["52.94.76.0/24", "10.0.0.0/8", "0.0.0.0/0"]),
    under("StringEquals", "aws:SourceVpce", ["vpce-1a2b3c4d", "vpce-5e6f7a8b"]),
)
PRINCIPALS = st.one_of(
    st.just("*"),
    st.fixed_dictionaries({"AWS": one_or_more(NAMES)}),
    st.fixed_dictionaries({"Service": one_or_more(SERVICES)}, optional={"AWS": one_or_more(NAMES)}),
)
ALLOWED = {"key": KEY_ACTIONS, "trust": TRUST_ACTIONS}


@st.composite
def statements(draw, kind):
    statement = {"Effect": draw(st.sampled_from(["Allow", "Allow", "Allow", "Allow", "Deny"]))}
    statement[draw(st.sampled_from(["Action"] * 7 + ["NotAction"]))] = draw(one_or_more(ALLOWED.get(kind, ACTIONS)))
    if kind in ("key", "trust"):
        if kind == "key":
            statement["Resource"] = draw(mostly(["*"], [KEY_ARN, "arn:aws:s3:::b/*"]))
        statement[draw(st.sampled_from(["Principal"] * 7 + ["NotPrincipal"]))] = draw(PRINCIPALS)
    else:
        element = draw(st.sampled_from(["Resource"] * 7 + ["NotResource"]))
        statement[element] = draw(one_or_more(RESOURCES))
    if draw(st.booleans() if kind == "key" else st.integers(0, 2).map(lambda at: at == 0)):
        statement["Condition"] = draw(CONDITIONS)
    return statement


@st.composite
def policies(draw):
    kind = draw(st.sampled_from(["managed", "inline", "key", "key", "trust"]))
    several = draw(st.lists(statements(kind), min_size=1, max_size=3))
    return kind, {"Version": "2012-10-17", "Statement": several}


@st.composite
def damaged(draw):
    """A policy in which any JSON value stands at one place, or any JSON value."""
    kind, policy = draw(policies())
    if draw(st.integers(0, 3)) == 0:
        return kind, draw(JSON)
    return kind, replaced(draw, policy)


def replaced(draw, value):
    if not isinstance(value, dict | list) or not value or draw(st.integers(0, 4)) == 0:
        return draw(JSON)
    at = draw(st.sampled_from(sorted(value) if isinstance(value, dict) else range(len(value))))
    if isinstance(value, dict):
        return {**value, at: replaced(draw, value[at])}
    return [*value[:at], replaced(draw, value[at]), *value[at + 1 :]]


def judged(policy, kind):
    return findings(policy, kind, select=["ALL"], account="111122223333")


@st.composite
def partly_known(draw):
    """A policy of which more is not known: whole statements, effects, parts of principals; and the account given."""
    kind, policy = draw(policies())
    for at, statement in enumerate(policy["Statement"]):
        change = draw(st.integers(0, 19))
        if change == 0:
            policy["Statement"][at] = "?{any s}"
        elif change == 1:
            statement["Effect"] = draw(st.sampled_from(["?{any e}", "Nothing"]))
        elif change < 12 and "Principal" in statement:
            statement["Principal"] = {"AWS": draw(one_or_more(PARTLY_KNOWN))}
            statement["Action"] = draw(st.just("kms:*") | one_or_more(ALLOWED.get(kind, ACTIONS)))
    return kind, policy, draw(st.sampled_from(["", "111122223333", "444455556666"]))


def codes(policy, kind) -> Counter:
    return Counter(one.rule for one in judged(policy, kind))


def telling(rules) -> bool:
    """Whether a rule about access has found something."""
    return any(rule.startswith(("KMS", "IAM")) for rule in rules)


def no_json_raises(made):
    """Any JSON value is judged or malformed, as text and as a value; where a kind of policy is known, never silent."""
    kind, policy = made
    as_text, as_value = (findings(form, kind, select=["ALL"]) for form in (json.dumps(policy), policy))
    if "?{" not in json.dumps(policy):
        assert [one.rule for one in as_text] == [one.rule for one in as_value]
    if not isinstance(policy, dict) and not isinstance(policy, str):
        assert [one.rule for one in as_text] == ["DOC001"]
    return isinstance(policy, dict) and any(one.rule == "DOC001" for one in as_text)


def features_hide_nothing(made):
    """Rules are not even loaded for policies that lack what they look for; no finding may get lost by that."""
    kind, policy, account = made
    # A statement of which not even the effect is known leaves every rule open that is asked: these may be fewer.
    whole = not any(one == "?{any s}" or one["Effect"] == "?{any e}" for one in policy["Statement"])

    def told():
        found = findings(policy, kind, select=["ALL"], account=account)
        return [(one.rule, one.policy_path, one.message) for one in found if whole or one.rule != "SRC002"]

    gated = told()
    rows = engine.RULES
    engine.RULES = tuple(type(rule)(rule.code, rule.name, rule.severity, rule.kinds, rule.opt_in) for rule in rows)
    engine._ASKED.clear()
    try:
        asked = told()
    finally:
        engine.RULES = rows
        engine._ASKED.clear()
    assert gated == asked
    return telling(rule for rule, *_ in asked)


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
    found = codes(policy, kind)
    assert codes(respelled(policy), kind) == found
    return telling(found)


def one_finding_a_rule_and_statement(made):
    kind, policy = made
    found = judged(policy, kind)
    places = Counter(
        (one.rule, one.policy_path.split(".")[0]) for one in found if one.rule != "SRC002" and one.policy_path
    )
    assert max(places.values(), default=1) == 1
    assert len({one.fingerprint for one in found}) == len(found)
    return len(found) > 1


def every_witness_is_allowed(made):
    """By an evaluator that knows nothing of the product, nor of holes and of what AWS would reject."""
    kind, policy = made
    as_evaluated = policy
    if kind == "trust":  # has no resources; the evaluator wants one
        as_evaluated = {**policy, "Statement": [{**one, "Resource": "*"} for one in policy["Statement"]]}
    found = judged(policy, kind)
    if "?{" in json.dumps(policy) or any(one.rule == "DOC001" for one in found):
        return False
    for one in found:
        if one.witness is not None:
            asked = one.witness
            request = Request(asked.principal, asked.action, asked.resource, asked.context)
            assert allowed([as_evaluated], request), (one.rule, asked)
    return any(one.witness for one in found)


def silencing_holds(made):
    from iaclint.rules.subsumption import IN_POLICY, IN_STATEMENT

    kind, policy = made
    found = judged(policy, kind)
    present = {one.rule for one in found}
    for broad, narrow in IN_POLICY.items():
        assert broad not in present or not narrow & present
    for one in found:
        place = one.policy_path.split(".")[0]
        silent = IN_STATEMENT.get(one.rule, frozenset())
        assert not any(other.rule in silent and other.policy_path.split(".")[0] == place for other in found)
    return not present.isdisjoint((*IN_POLICY, *IN_STATEMENT))


LAWS = [
    *(spelling_changes_nothing, one_finding_a_rule_and_statement, silencing_holds),
    every_witness_is_allowed,
]


@pytest.mark.parametrize("examples", SIZES)
@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_laws(law, examples) -> None:
    hold(law, examples, policies())


@pytest.mark.parametrize("examples", SIZES)
def test_features_hide_nothing(examples) -> None:
    hold(features_hide_nothing, examples, partly_known())


@pytest.mark.parametrize("examples", SIZES)
def test_any_json_is_judged_without_exception(examples) -> None:
    hold(no_json_raises, examples, damaged())


def test_every_rule_about_access_is_met() -> None:
    seen: Counter = Counter()

    def law(made):
        kind, policy = made
        found = codes(policy, kind).keys()
        seen.update(found)
        return telling(found)

    hold(law, 400, policies())
    asked = {rule.code for rule in registry.RULES if rule.code[:3] in ("KMS", "IAM") and rule.code[:4] != "KMS3"}
    assert asked - seen.keys() == set()
