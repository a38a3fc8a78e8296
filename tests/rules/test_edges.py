"""The less travelled ways through the rules."""

import pytest
from rules import judging
from rules.judging import KEY_ARN, allow, findings, key_allow, key_policy, key_verdicts, kms_key, site, unit, verdicts

from iaclint.estate import KeyProperties
from iaclint.finding import _hash
from iaclint.policy.document import read_document
from iaclint.rules import judge
from iaclint.rules.answers import deciding
from iaclint.values.origin import SECRET, Origin
from iaclint.values.value import String
from iaclint.values.world import Atom, World

APP = {"AWS": "arn:aws:iam::111122223333:role/app"}


def test_full_access_that_one_statement_forms_of_several_actions() -> None:
    from iaclint.policy.catalogue import actions

    names = [action.name for action in actions("kms") if "key" in action.resource_types]
    (found,) = findings(allow(names), select=["KMS"])
    assert (found.rule, found.policy_path) == ("KMS101", "Statement[0].Action[0]")
    assert found.message.startswith("these actions together are every KMS action")
    (found,) = findings(allow(names, KEY_ARN), select=["KMS"])
    assert (found.rule, found.message.split(" allows")[0]) == ("KMS103", "this statement")


def test_a_statement_with_not_resource_beside_one_without() -> None:
    policy = allow("s3:GetObject")
    policy["Statement"].append({"Effect": "Allow", "Action": "s3:PutObject", "NotResource": "arn:aws:s3:::b"})
    assert verdicts(policy, select=["IAM103"]) == [("IAM103", "NotResource", "Statement[1].NotResource")]


def test_a_lockout_that_depends_on_an_unknown_is_told() -> None:
    policy = {"Version": "2012-10-17", "Statement": [key_allow(APP, "?{any var.actions}")]}
    found = verdicts(policy, "key", select=["KMS202", "SRC002"], account="111122223333")
    assert found == [("SRC002", "?{any var.actions}", "")]


def test_a_network_guard_that_depends_on_an_unknown_is_told() -> None:
    condition = {"IpAddress": {"aws:SourceIp": "?{text var.range}"}}
    found = verdicts(
        key_policy(key_allow("*", Condition=condition)), "key", select=["KMS2", "SRC002"], ignore=["KMS203"]
    )
    assert [rule for rule, _, _ in found] == ["SRC002"]


def test_an_equal_finding_at_the_statement_answers_the_question() -> None:
    policy = key_policy(key_allow({"AWS": ["*", "?{any var.who}"]}))
    assert [rule for rule, _, _ in verdicts(policy, "key", select=["KMS201", "SRC002"])] == ["KMS201"]


def test_outside_accounts_in_conditions_are_quoted() -> None:
    condition = {"StringEquals": {"kms:CallerAccount": "444455556666"}}
    (found,) = findings(
        key_policy(key_allow("*", Condition=condition)), "key", select=["KMS207"], account="111122223333"
    )
    assert found.message.startswith('"444455556666" names an account that is neither')


def test_settings_of_keys_that_are_no_truth_values_or_not_known() -> None:
    assert key_verdicts(kms_key(rotation="perhaps")) == []
    assert key_verdicts(kms_key(rotation=True, deletion_window="?{any var.days}", policy="x"), select=["ALL"]) == [
        ("SRC002", "?{any var.days}")
    ]
    assert key_verdicts(kms_key(rotation=True, bypass_lockout_check="?{any var.bypass}")) == [
        ("SRC002", "?{any var.bypass}")
    ]
    assert key_verdicts(kms_key(rotation=True, deletion_window="soon"), select=["KMS302"]) == []


def test_a_key_that_a_world_does_not_deploy() -> None:
    key = kms_key(rotation=False)
    values = key.evaluate(None)
    assert isinstance(values, KeyProperties)

    def evaluate(world):
        option = world.choose(Atom("IsProd", 2))
        world.note("IsProd", option == 0)
        return values if option == 0 else None

    sometimes = type(key)(key.resource, key.resource_type, key.family, key.header, evaluate)
    assert [(one.rule, one.when) for one in judge(unit(keys=[sometimes]), judging.settings())] == [
        ("KMS301", {"IsProd": True})
    ]


def test_two_findings_at_one_place_in_several_worlds() -> None:
    action = String.of("kms:Decrypt", Origin(judging.source('"kms:Decrypt"').whole()))
    policy = judging.value_of({"Version": "2012-10-17", "Statement": [allow("x")["Statement"][0]] * 2})
    for statement in policy.get("Statement").items:
        statement.entries["Action"] = type(statement.entries["Action"])(statement.entries["Action"].key, action)

    def evaluate(world):
        option = world.choose(Atom("IsProd", 2))
        world.note("IsProd", option == 0)
        return policy

    found = judge(unit(site(None, evaluate=evaluate)), judging.settings())
    assert [(one.rule, one.when) for one in found] == [("KMS104", {}), ("KMS104", {})]


def test_fingerprints_are_the_same_where_the_fast_hash_is_missing(monkeypatch) -> None:
    import sys

    fast = _hash("x")
    monkeypatch.setitem(sys.modules, "_blake2", None)
    assert _hash("x") == fast


def test_a_rule_that_nobody_knows() -> None:
    from iaclint.rules import UnknownRule, selection

    with pytest.raises(UnknownRule) as raised:
        selection(["zzzz"])
    assert (raised.value.word, raised.value.near) == ("zzzz", "")


def test_secrets_in_faults_of_the_grammar_are_not_printed() -> None:
    policy = judging.value_of(key_policy(key_allow({"AWS": "hunter2"}, Sid="hunter2", Effect="hunter2")))
    statement = policy.get("Statement").items[1]
    principals = statement.entries["Principal"].value
    for holder, name in ((statement, "Sid"), (statement, "Effect"), (principals, "AWS")):
        entry = holder.entries[name]
        origin = entry.value.origin.via(SECRET, entry.value.span, "a sensitive variable")
        holder.entries[name] = type(entry)(entry.key, entry.value.at(origin))
    (found,) = judge(unit(site(None, "key", evaluate=lambda world: policy)), judging.settings(select=["DOC001"]))
    assert found.secret
    told = [found.message, *(note.message for note in found.trace)]
    assert len(told) >= 2
    assert not any("hunter2" in message for message in told)


@pytest.mark.parametrize(
    "statement",
    [
        {**key_allow(APP), "Effect": 3},
        {**key_allow(APP), "Sid": 3},
        {**key_allow(APP), "Sid": "?{text var.sid}"},
        {**key_allow(APP), "Effect": "?{text var.effect}"},
        {**key_allow(APP), "Effect": "Al?{text var.effect}"},
        {**key_allow(APP), "Condition": {"StringEquals": "?{any var.keys}"}},
        {**key_allow(APP), "Condition": {"StringEquals": {"kms:ViaService": "?{any var.value}"}}},
    ],
)
def test_numbers_are_faults_and_unknowns_are_none(statement) -> None:
    wrong = 3 in statement.values()
    assert bool(verdicts(key_policy(statement), "key", select=["DOC001"])) == wrong


def test_the_id_of_a_key_policy_is_a_text() -> None:
    for policy_id, codes in (("key-default-1", []), ("?{text var.id}", []), (7, ["DOC001"])):
        policy = {**key_policy(), "Id": policy_id}
        assert [rule for rule, _, _ in verdicts(policy, "key")] == codes


def test_one_unknown_in_several_places_is_told_once_with_all_rules() -> None:
    hole = "?{any var.x}"
    policy = allow([hole, hole])
    found = findings(policy, select=["KMS104", "KMS105", "SRC002"])
    assert [(one.rule, one.message.split(" depends")[0]) for one in found] == [
        ("SRC002", "whether KMS104 or KMS105 applies"),
        ("SRC002", "whether KMS104 or KMS105 applies"),
    ]  # one for each expression: the text says it twice


def test_a_statement_without_effect_rests_on_what_else_it_has() -> None:
    policy = allow("s3:GetObject", "*", Condition={"Bool": {"aws:SecureTransport": "true"}})
    del policy["Statement"][0]["Effect"]
    (statement,) = read_document(site(policy).evaluate(World())).statements
    assert [origin.span.text for origin in deciding(statement)] == ['"*"', '"true"']
