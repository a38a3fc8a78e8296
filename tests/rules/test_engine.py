import json

import pytest
from rules.judging import KEY_ARN, allow, findings, key_allow, key_policy, settings, site, unit, value_of

from iaclint.estate import Problem
from iaclint.rules import judge
from iaclint.rules.settings import Settings
from iaclint.text.span import Source, Span
from iaclint.values.origin import ARGUMENT, DEFAULT, SECRET, Origin
from iaclint.values.value import Mapping, String
from iaclint.values.world import Atom

WIDE, NARROW = value_of(allow("kms:*")), value_of(allow("kms:Encrypt", KEY_ARN))


def worlds(*values, name="IsProd"):
    """A site whose policy depends on one condition: the first value where it is true, the second where it is not."""

    def evaluate(world):
        option = world.choose(Atom(name, len(values)))
        world.note(name, option == 0)
        return values[option]

    return site(None, evaluate=evaluate)


def whens(*sites, **told):
    return [(one.rule, one.when) for one in judge(unit(*sites), settings(**told))]


def test_a_finding_in_one_world_says_which() -> None:
    assert whens(worlds(WIDE, NARROW)) == [("KMS101", {"IsProd": True})]
    assert whens(worlds(NARROW, WIDE)) == [("KMS101", {"IsProd": False})]


def test_a_finding_in_every_world_has_no_when() -> None:
    assert whens(worlds(WIDE, WIDE)) == [("KMS101", {})]


def test_a_world_without_the_resource_counts() -> None:
    assert whens(worlds(WIDE, None)) == [("KMS101", {"IsProd": True})]
    assert whens(worlds(None, None)) == []


def test_different_rules_in_different_worlds_are_different_findings() -> None:
    action = value_of(allow("kms:*"))
    scoped = value_of(allow("kms:*", KEY_ARN))
    assert sorted(whens(worlds(action, scoped))) == [("KMS101", {"IsProd": True}), ("KMS103", {"IsProd": False})]


def test_only_the_conditions_that_matter_are_named() -> None:
    def evaluate(world):
        for name in ("A", "B"):
            world.note(name, world.choose(Atom(name, 2)) == 0)
        return WIDE if world.facts["B"] else NARROW

    assert whens(site(None, evaluate=evaluate)) == [("KMS101", {"B": True})]


def test_a_silenced_finding_stays_silent_only_where_the_broader_one_stands() -> None:
    both = allow("kms:*")
    both["Statement"].append({"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*"})
    one = allow("kms:Encrypt", KEY_ARN)
    one["Statement"].append(both["Statement"][1])
    found = whens(worlds(value_of(both), value_of(one)))
    assert sorted(found) == [("KMS101", {"IsProd": True}), ("KMS104", {"IsProd": False})]


def test_two_statements_from_one_text_stay_two_findings() -> None:
    action = String.of("kms:Decrypt", Origin(Source("main.tf", '"kms:Decrypt"').whole()))
    policy = value_of({"Version": "2012-10-17", "Statement": [allow("x")["Statement"][0]] * 2})
    assert isinstance(policy, Mapping)
    for statement in policy.get("Statement").items:
        statement.entries["Action"] = type(statement.entries["Action"])(statement.entries["Action"].key, action)
    found = judge(unit(site(None, evaluate=lambda world: policy)), settings())
    assert [(one.rule, one.policy_path) for one in found] == [
        ("KMS104", "Statement[0].Action"),
        ("KMS104", "Statement[1].Action"),
    ]
    assert len({one.fingerprint for one in found}) == 2


def handed_on(kind: str):
    """A policy whose resource came through a step of some kind."""
    variables = Source("variables.tf", 'default = "*"')
    origin = Origin(Span(variables, 10, 13)).via(kind, Span(variables, 0, 13), "a step")
    policy = value_of(allow("kms:Decrypt"))
    (statement,) = policy.get("Statement").items
    star = String.of("*", origin)
    statement.entries["Resource"] = type(statement.entries["Resource"])(statement.entries["Resource"].key, star)
    return policy


def test_a_default_anywhere_in_what_decides_lowers_the_confidence() -> None:
    for kind, confidence in ((DEFAULT, "medium"), (ARGUMENT, "high")):
        (found,) = judge(unit(site(None, evaluate=lambda world, kind=kind: handed_on(kind))), settings())
        assert (found.rule, found.confidence) == ("KMS104", confidence)


def test_the_trace_leads_from_the_text_to_the_resource() -> None:
    source = Source("variables.tf", 'default = "kms:*"')
    origin = Origin(Span(source, 10, 17)).via(DEFAULT, Span(source, 0, 17), "the default of variable actions")
    policy = value_of(allow("x"))
    (statement,) = policy.get("Statement").items
    action = String.of("kms:*", origin)
    statement.entries["Action"] = type(statement.entries["Action"])(statement.entries["Action"].key, action)
    (found,) = judge(unit(site(None, evaluate=lambda world: policy)), settings())
    assert (found.file, found.span.text) == ("variables.tf", '"kms:*"')
    assert [(note.span.text, note.message) for note in found.trace] == [
        ('default = "kms:*"', "the default of variable actions"),
        ('"Attribute"', "used by this"),
    ]


def test_secrets_are_never_printed() -> None:
    source = Source("variables.tf", "secret")
    origin = Origin(source.whole()).via(SECRET, source.whole(), "a sensitive variable")
    for action in ("kms:*", "hunter2", "kms:hunter2", "iam:CreatePolicyVersion", "iam:PassRole"):
        policy = value_of(allow("x"))
        (statement,) = policy.get("Statement").items
        value = String.of(action, origin)
        statement.entries["Action"] = type(statement.entries["Action"])(statement.entries["Action"].key, value)
        found = judge(unit(site(None, evaluate=lambda world, policy=policy: policy)), settings())
        assert found
        for one in found:
            assert "hunter2" not in repr((one.message, one.help, one.witness, [note.message for note in one.trace]))
            assert one.witness is None


def test_a_fault_of_ours_hides_no_other_policy() -> None:
    def broken(world):
        raise RuntimeError("boom")

    faults: list[Exception] = []
    subject = unit(site(None, evaluate=broken), site(allow("kms:*")))
    assert [one.rule for one in judge(subject, settings(), faults)] == ["KMS101"]
    assert [(str(fault), fault.__notes__) for fault in faults] == [("boom", ["while judging this of unit"])]
    with pytest.raises(RuntimeError, match="boom"):
        judge(subject, settings())


def test_what_cannot_be_read_is_a_finding_without_resource() -> None:
    span = Source("main.tf", "x = {").whole()
    problems = (Problem("main.tf", span, "expected }"), Problem("gone.tf", None, "cannot be read"))
    found = judge(unit(problems=problems), settings())
    assert [(one.rule, one.file, one.span, one.resource, one.message) for one in found] == [
        ("SRC001", "main.tf", span, None, "expected }"),
        ("SRC001", "gone.tf", None, None, "cannot be read"),
    ]
    assert judge(unit(problems=problems), settings(ignore=["SRC001"])) == []


def test_severities_can_be_overridden() -> None:
    told = Settings(frozenset(("KMS101",)), {"KMS101": "low"})
    (found,) = judge(unit(site(allow("kms:*"))), told)
    assert found.severity == "low"


def test_fingerprints_do_not_depend_on_lines_order_or_spelling() -> None:
    def prints(policy):
        return [one.fingerprint for one in findings(policy, select=["KMS104"])]

    plain = allow(["kms:Decrypt", "kms:Encrypt"])
    other = allow(["KMS:encrypt", "kms:Decrypt"], ["*"])
    assert prints(plain) == prints(json.dumps(plain, indent=8)) == prints(other)
    before = allow("s3:GetObject")
    before["Statement"] += plain["Statement"]
    assert prints(before) == prints(plain)
    assert prints(allow(["kms:Decrypt"])) != prints(plain)
    (found,) = findings(plain, select=["KMS104"])
    assert len(found.fingerprint) == 32


def test_comments_may_stand_at_the_resource_and_at_the_statement() -> None:
    (found,) = findings(allow("kms:*"))
    header, statement = found.also
    assert header.text.startswith('"Resource"')
    assert (statement.source is found.span.source, statement.start) == (True, 40)


def test_only_src002_asked_asks_the_default_rules() -> None:
    found = findings(key_policy(key_allow({"AWS": "?{any var.who}"})), "key", select=["SRC002"])
    assert [one.rule for one in found] == ["SRC002"]
    assert "KMS201" in found[0].message
    assert findings(key_policy(key_allow("*")), "key", select=["SRC002"]) == []


def test_one_unknown_is_told_once_for_a_policy() -> None:
    policy = key_policy(key_allow({"AWS": "?{any var.who}"}, "?{any var.what}"))
    found = findings(policy, "key", select=["SRC002"])
    assert sorted(one.span.text for one in found) == ['"?{any var.what}"', '"?{any var.who}"']
    assert all("which is not known before deploy: it has no default" in one.message for one in found)


@pytest.mark.parametrize("value", [None, True, 0, 1.5, "", "x", [], {}, [[]], {"Statement": {}}, {"Statement": [{}]}])
@pytest.mark.parametrize("kind", ["managed", "inline", "key", "trust", "unattached"])
def test_any_json_is_judged(value, kind) -> None:
    found = {one.rule for one in findings(value if not isinstance(value, str) else json.dumps(value), kind)}
    has_statements = isinstance(value, dict) and value != {}
    assert ("DOC001" in found) == (kind != "unattached" or has_statements)
