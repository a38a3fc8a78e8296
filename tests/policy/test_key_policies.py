"""What key and trust policies allow: outsiders, lockout, delegation, grants, services, outside accounts."""

import pytest
from policy.documents import document, hole, statements

from iaclint.policy.answer import INFERRED_OWNER, MAYBE, NO, UNKNOWN_DENY, YES
from iaclint.policy.key_policy import KeyPolicy
from iaclint.policy.key_statements import confused_deputies, grants_freely, ineffective, outside_accounts
from iaclint.policy.principal import Owner, owner, principals
from iaclint.policy.resource_policy import ResourcePolicy, trust_actions
from iaclint.policy.witness import of_policy
from iaclint.values.value import ACCOUNT, ANY, ARN, OWNER, SEGMENT, TEXT, Target

OWN, FRIEND = "111122223333", "444455556666"
ROOT = {"AWS": f"arn:aws:iam::{OWN}:root"}
ROLE = {"AWS": f"arn:aws:iam::{OWN}:role/App"}
ADMIN = {"AWS": f"arn:aws:iam::{OWN}:role/Admin"}
SHOUTED = ADMIN["AWS"].upper()
SERVICE = {"Service": "sns.amazonaws.com"}
ORG = {"StringNotEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}


def allow(principal="*", action="kms:Decrypt", resource="*", **more):
    return {"Effect": "Allow", "Principal": principal, "Action": action, "Resource": resource, **more}


def deny(principal="*", action="kms:*", resource="*", **more):
    return {**allow(principal, action, resource, **more), "Effect": "Deny"}


def root(action="kms:*", **more):
    return allow(ROOT, action, **more)


def policy(*found, account=OWN, key=None, **holes):
    return KeyPolicy(statements(*found, **holes), account, key)


def asked(question, *found, account=OWN, **holes):
    keys = policy(*found, account=account, **holes)
    return [question(keys, grant).verdict for grant in keys.allows]


def public(*found, **holes):
    return asked(lambda keys, grant: keys.lets_anyone(grant), *found, **holes)


# Outsiders


@pytest.mark.parametrize(
    ("principal", "verdict"),
    [
        ("*", YES),
        ({"AWS": "*"}, YES),
        ({"AWS": [ROLE["AWS"], "*"]}, YES),
        (ROOT, NO),
        (OWN, NO),
        ({"AWS": OWN}, NO),
        (SERVICE, NO),
        ({"Service": "*"}, NO),
        ({"Federated": "*"}, NO),
        ({"CanonicalUser": "79a59df9"}, NO),
        ({"AWS": "arn:aws:iam::*:root"}, NO),
        ({"AWS": f"arn:aws:iam::{OWN}:role/*"}, NO),
        ({"AWS": f"arn:aws:iam::{OWN}:group/Admins"}, NO),
        ({"AWS": "AIDAEXAMPLEEXAMPLE01"}, NO),
        ({"AWS": {"a": 1}}, NO),
        ({"Nobody": "*"}, NO),
        ([], NO),
    ],
)
def test_who_is_everyone(principal, verdict):
    assert public(allow(principal)) == [verdict]


@pytest.mark.parametrize(
    ("unknown", "verdict"),
    [
        (hole("p", ANY), MAYBE),
        (hole("p", TEXT), MAYBE),
        (hole("p", ARN), NO),
        (hole("p", SEGMENT), NO),
        (hole("p", OWNER), NO),
        (hole("p", ANY, Target("role", "aws_iam_role.r")), NO),
    ],
)
def test_an_unknown_principal(unknown, verdict):
    assert public(allow({"AWS": ["role-<p>", "arn:aws:iam::111122223333:<p>"]}), p=unknown) == [NO]
    assert public(allow({"AWS": "<p>"}), p=unknown) == [verdict]
    assert public(allow("<p>"), p=unknown) == [verdict]
    assert public(allow({"AWS": "arn:aws:iam::<p>:root"}), p=unknown) == [NO]
    assert public(allow({"Service": "<p>"}), p=unknown) == [NO]


def test_the_unknowns_of_an_open_question():
    keys = policy(allow({"AWS": ["<p>", OWN]}, "<a>", Condition={"StringEquals": {"aws:PrincipalOrgID": "<o>"}}),
                  p=hole("p", TEXT), a=hole("a", TEXT), o=hole("o", TEXT))  # fmt: skip
    access = keys.lets_anyone(keys.allows[0])
    assert (access.verdict, [unknown.name for unknown in access.unknowns]) == (MAYBE, ["p", "a", "o"])
    assert [place.path for place in access.places] == ["Statement[0].Principal.AWS[0]"]


@pytest.mark.parametrize(
    ("shape", "verdict"), [(TEXT, MAYBE), (ANY, MAYBE), (SEGMENT, NO), (ACCOUNT, NO), (OWNER, NO), (ARN, NO)]
)
def test_an_unknown_value_of_the_only_guard(shape, verdict):
    for key in ("aws:PrincipalOrgID", "kms:CallerAccount", "aws:PrincipalArn", "aws:SourceVpce"):
        guard = {"StringEquals": {key: "<v>"}}
        assert public(allow(Condition=guard), v=hole("v", shape)) == [verdict]
        both = {"StringEquals": {key: "<v>", "aws:PrincipalAccount": OWN}}
        assert public(allow(Condition=both), v=hole("v", shape)) == [NO]
    assert public(allow(Condition={"StringEquals": {"aws:PrincipalTag/x": "<v>"}}), v=hole("v", shape)) == [YES]


@pytest.mark.parametrize(
    ("operator", "value", "verdict"),
    [
        ("ArnLike", "arn:aws:iam::<v>:role/*", MAYBE),
        ("ArnLike", f"arn:aws:iam::{OWN}:role/<v>*", NO),
        ("ArnLike", "<v>*", MAYBE),
        ("ArnLike", "*<v>", YES),
        ("StringLike", "arn:*:<v>:role/*", YES),
        ("StringEquals", "${aws:PrincipalArn}", MAYBE),
        ("StringEquals", "arn:aws:iam::${aws:ResourceAccount}:role/x", NO),
    ],
)
def test_holes_and_variables_in_an_arn(operator, value, verdict):
    assert public(allow(Condition={operator: {"aws:PrincipalArn": value}}), v=hole("v", TEXT)) == [verdict]


@pytest.mark.parametrize(
    ("value", "verdict"), [("<v>", MAYBE), ("<v>/32", MAYBE), ("nowhere", NO), ("0.0.0.0/0", YES), (7, NO)]
)
def test_unknown_addresses(value, verdict):
    assert public(allow(Condition={"IpAddress": {"aws:SourceIp": value}}), v=hole("v", TEXT)) == [verdict]


def test_an_unknown_condition_may_guard():
    assert public(allow(Condition="<c>"), c=hole("c", ANY)) == [MAYBE]
    assert public(allow(Condition={"StringEquals": "<c>"}), c=hole("c", ANY)) == [MAYBE]


@pytest.mark.parametrize(
    ("action", "verdict"),
    [
        ("kms:DescribeKey", YES),
        ("*", YES),
        (["kms:ListKeys", "kms:RetireGrant"], NO),
        ("s3:*", NO),
        ("kms:ReEncrypt", NO),
        ([], NO),
    ],
)
def test_actions_that_a_key_policy_can_give(action, verdict):
    assert public(allow(action=action)) == [verdict]


def test_not_action_and_not_principal():
    assert public({"Effect": "Allow", "Principal": "*", "NotAction": "kms:*", "Resource": "*"}) == [NO]
    assert public({"Effect": "Allow", "Principal": "*", "NotAction": "kms:Put*", "Resource": "*"}) == [YES]
    others = {"Effect": "Allow", "NotPrincipal": ROOT, "Action": "kms:*", "Resource": "*"}
    keys = policy(others)
    assert [place.path for place in keys.lets_anyone(keys.allows[0]).places] == ["Statement[0].NotPrincipal"]
    assert public({**others, "NotPrincipal": "*"}) == [NO]
    assert public({**others, "NotPrincipal": {"AWS": "<p>"}}, p=hole("p", TEXT)) == [MAYBE]


@pytest.mark.parametrize(
    ("resource", "verdicts"),
    [
        ("*", [YES]),
        ("arn:aws:kms:us-east-1:111122223333:key/*", [YES]),
        ("arn:aws:s3:::b", []),
        ("arn:aws:kms:*:*:alias/a", []),
        ("<r>", [YES]),
    ],
)
def test_statements_that_speak_of_keys(resource, verdicts):
    assert public(allow(resource=resource), r=hole("r", TEXT)) == verdicts


def test_without_resource_there_is_no_effect():
    assert public({"Effect": "Allow", "Principal": "*", "Action": "kms:*"}) == []


# Deny


@pytest.mark.parametrize(
    ("denied", "verdict"),
    [
        (deny(), NO),
        (deny(Condition=ORG), NO),
        (deny(action="kms:D*"), NO),
        (deny(action="kms:Encrypt"), YES),
        (deny({"AWS": "*"}, Condition=ORG), NO),
        (deny(ROLE), YES),
        ({**deny(), "Principal": None}, YES),
        ({"Effect": "Deny", "NotPrincipal": ROOT, "Action": "kms:*", "Resource": "*"}, NO),
        ({"Effect": "Deny", "NotPrincipal": "*", "Action": "kms:*", "Resource": "*"}, YES),
        (deny(resource="arn:aws:kms:us-east-1:111122223333:key/k"), YES),
        (deny(resource="arn:aws:kms:*:*:key/*"), NO),
        (deny("<p>"), YES),
        (deny(Condition="<p>"), YES),
        (deny(Condition={"StringNotEquals": {"aws:PrincipalOrgID": "<p>"}}), MAYBE),
    ],
)
def test_a_deny_closes_an_open_allow(denied, verdict):
    assert public(allow(), denied, p=hole("p", ANY)) == [verdict]


def test_denies_of_single_actions_count_together():
    two = allow(action=["kms:Encrypt", "kms:Decrypt"])
    assert public(two, deny(action="kms:Encrypt", Condition=ORG), deny(action="kms:Decrypt")) == [NO]
    assert public(two, deny(action="kms:Encrypt", Condition=ORG)) == [YES]


def test_a_deny_on_the_key_itself_counts():
    target = Target("key", "aws_kms_key.k")
    found = (allow(), deny(resource="<k>"))
    holes = {"k": hole("aws_kms_key.k.arn", ARN, target)}
    for key, verdict in ((target, NO), (Target("key", "aws_kms_key.other"), YES), (None, YES)):
        keys = policy(*found, key=key, **holes)
        assert keys.lets_anyone(keys.allows[0]).verdict == verdict


def test_an_unknown_deny_lowers_confidence():
    for unknown in (deny("<p>"), deny(action="<p>"), deny(Condition="<p>")):
        keys = policy(allow(), unknown, p=hole("p", ANY))
        access = keys.lets_anyone(keys.allows[0])
        assert (access.verdict, access.doubts) == (YES, (UNKNOWN_DENY,))


def test_networks_only():
    guarded = allow(Condition={"StringEquals": {"aws:SourceVpce": "vpce-1"}})
    networks = asked(lambda keys, grant: keys.lets_networks(grant), guarded, allow(), allow(ROOT))
    assert networks == [YES, NO, NO]
    assert public(guarded) == [NO]


# Lockout


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        ([root()], NO),
        ([root("kms:Put*")], NO),
        ([root("kms:Get*")], YES),
        ([allow(ADMIN, "kms:PutKeyPolicy")], NO),
        ([allow({"AWS": OWN}, "*")], NO),
        ([allow("*", "kms:*")], NO),
        ([allow({"AWS": FRIEND}, "kms:*")], YES),
        ([allow(SERVICE, "kms:*")], YES),
        ([allow({"AWS": "arn:aws:iam::*:root"}, "kms:*")], YES),
        ([allow({"AWS": "AIDAEXAMPLEEXAMPLE01"}, "kms:*")], NO),
        ([{"Effect": "Allow", "NotPrincipal": SERVICE, "Action": "kms:*", "Resource": "*"}], NO),
        ([root(Condition={"StringEquals": {"kms:CallerAccount": FRIEND}})], YES),
        ([root(Condition={"StringNotEquals": {"aws:PrincipalAccount": OWN}})], YES),
        ([root(Condition={"StringEquals": {"kms:CallerAccount": OWN}})], NO),
        ([root(Condition={"StringEquals": {"aws:PrincipalType": "account"}})], YES),
        ([root(Condition={"StringEquals": {"aws:PrincipalType": "Account"}})], NO),
        ([allow(ADMIN, "kms:*", Condition={"StringEquals": {"aws:PrincipalType": "User"}})], YES),
        ([allow(ADMIN, "kms:*", Condition={"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/Other"}})], YES),
        ([root(Condition={"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/Other"}})], NO),
        ([root(Condition={"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{FRIEND}:role/*"}})], YES),
        ([root(Condition={"Null": {"aws:PrincipalArn": "false"}})], NO),
        ([], YES),
        ([root(), deny()], YES),
        ([root(), deny(action="kms:PutKeyPolicy")], YES),
        ([root(), deny(ROOT, "kms:PutKeyPolicy")], YES),
        ([root(), deny(ADMIN, "kms:PutKeyPolicy")], NO),
        ([allow(ADMIN, "kms:*"), deny(ADMIN, "kms:PutKeyPolicy")], YES),
        ([allow(ADMIN, "kms:*"), deny(ROOT, "kms:PutKeyPolicy")], YES),
        ([root(), deny(Condition={"ArnNotEquals": {"aws:PrincipalArn": ADMIN["AWS"]}})], NO),
        ([root(), deny(Condition={"ArnNotLike": {"aws:PrincipalArn": f"arn:aws:iam::{FRIEND}:role/*"}})], YES),
        ([allow(ROLE, "kms:*"), deny(Condition={"ArnNotEquals": {"aws:PrincipalArn": ADMIN["AWS"]}})], YES),
        ([allow(ADMIN, "kms:*"), deny(Condition={"StringNotEqualsIgnoreCase": {"aws:PrincipalArn": SHOUTED}})], NO),
        ([root(), deny(Condition={"StringEquals": {"aws:PrincipalAccount": OWN}})], YES),
        ([root(), deny(Condition={"StringNotEquals": {"aws:PrincipalAccount": OWN}})], NO),
        ([root(), deny(Condition=ORG)], NO),
        ([root(), deny(Condition={"Bool": {"aws:MultiFactorAuthPresent": "false"}})], NO),
        ([root(), deny(Condition="<p>")], NO),
        ([root(), {"Effect": "Deny", "NotPrincipal": ROOT, "Action": "kms:*", "Resource": "*"}], NO),
        ([root(), {"Effect": "Deny", "NotPrincipal": {"AWS": FRIEND}, "Action": "kms:*", "Resource": "*"}], YES),
        ([allow(ADMIN, "kms:*"), {"Effect": "Deny", "NotPrincipal": ADMIN, "Action": "kms:*", "Resource": "*"}], NO),
        ([allow({"AWS": "<p>"}, "kms:*")], MAYBE),
        ([allow(ADMIN, "<p>")], MAYBE),
        ([allow(ROLE), "<p>"], MAYBE),
    ],
)
def test_lockout(found, verdict):
    access = policy(*found, p=hole("p", ANY)).locked_out()
    assert access.verdict == verdict
    assert [unknown.name for unknown in access.unknowns] == (["p"] if verdict == MAYBE else [])


@pytest.mark.parametrize(
    ("unknown", "verdict"),
    [
        (hole("p", ARN), NO),
        (hole("p", ARN, Target("role", "aws_iam_role.r")), NO),
        (hole("p", OWNER), NO),
        (hole("p", ACCOUNT), NO),  # whose it is depends on a number: not decided
        (hole("p", TEXT), MAYBE),
    ],
)
def test_lockout_with_an_unknown_manager(unknown, verdict):
    assert policy(allow({"AWS": "<p>"}, "kms:*"), p=unknown).locked_out().verdict == verdict


def test_lockout_without_a_known_owner():
    assert policy(allow(ADMIN, "kms:Put*"), account="").locked_out().verdict == NO
    assert policy(allow(ADMIN), account="").locked_out().verdict == YES
    inferred = policy(root("kms:Get*"), allow({"AWS": f"arn:aws:iam::{FRIEND}:role/x"}, "kms:*"), account="")
    assert (inferred.locked_out().verdict, inferred.locked_out().doubts) == (YES, (INFERRED_OWNER,))


# The owner


def test_the_owner_is_given_or_what_all_roots_agree_on():
    def named(*principal_maps):
        found = statements(*map(allow, principal_maps)).statements
        return [one for statement in found for one in principals(statement.principal)]

    assert owner("999988887777", named(ROOT)) == Owner("999988887777")
    assert owner("", named(ROOT, {"AWS": OWN}, ADMIN, SERVICE)) == Owner(OWN, inferred=True)
    assert owner("", named(ROOT, {"AWS": FRIEND})) == Owner()
    assert owner("", named(ADMIN)) == Owner()
    (unknown,) = principals(statements(allow({"AWS": "<o>"}), o=hole("o", OWNER)).statements[0].principal)
    assert owner("", [unknown]) == Owner()
    assert Owner(OWN).owns(unknown.account) == YES and Owner().owns(OWN) == MAYBE and Owner(OWN).owns(FRIEND) == NO


# Delegation


@pytest.mark.parametrize(
    ("found", "verdicts"),
    [
        ([root()], [YES]),
        ([root("kms:Decrypt")], [YES]),
        ([root("kms:ListKeys")], [NO]),
        ([allow({"AWS": FRIEND})], [NO]),
        ([allow(ADMIN)], [NO]),
        ([root(Condition={"StringEquals": {"aws:PrincipalType": "Account"}})], [NO]),
        ([root(Condition={"StringLike": {"aws:PrincipalType": "*"}})], [YES]),
        ([root(Condition={"StringEquals": {"aws:PrincipalType": ["Account", "User"]}})], [YES]),
        ([root(Condition={"StringNotEquals": {"aws:PrincipalType": "Account"}})], [YES]),
        ([root(Condition={"StringEqualsIfExists": {"aws:PrincipalType": "Account"}})], [YES]),
        ([root(Condition={"StringEqualsIgnoreCase": {"aws:PrincipalType": "account"}})], [NO]),
        ([root(Condition="<c>")], [MAYBE]),
        ([root(), deny()], [NO]),
    ],
)
def test_delegation(found, verdicts):
    assert asked(lambda keys, grant: keys.delegates(grant), *found, c=hole("c", ANY)) == verdicts


# Managing users


def managing(*found, **holes):
    return [[place.path for place in access.places] for access in policy(*found, **holes).managing_users()]


def test_named_identities_that_manage_and_use():
    both = ["Statement[0].Principal.AWS", "Statement[1].Principal.AWS"]
    assert managing(allow(ROLE), allow(ROLE, "kms:Put*")) == [both]
    assert managing(allow({"AWS": [ROLE["AWS"], ADMIN["AWS"]]}, "kms:*")) == [
        ["Statement[0].Principal.AWS[0]"],
        ["Statement[0].Principal.AWS[1]"],
    ]
    assert managing(allow(ROLE), allow(ADMIN, "kms:Put*")) == []
    assert managing(root(), allow("*", "kms:*"), allow(SERVICE, "kms:*")) == []
    assert managing(allow(ROLE, "kms:*"), deny(ROLE, "kms:Decrypt")) == []
    assert managing(allow({"AWS": "<p>"}, "kms:*"), p=hole("p", ARN)) == [["Statement[0].Principal.AWS"]]


def test_who_may_be_a_named_identity_that_manages_and_uses():
    def answers(*found, **holes):
        return [
            (access.verdict, [place.path for place in access.places], [hole.name for hole in access.unknowns])
            for access in policy(*found, **holes).managing_users()
        ]

    principal = ["Statement[0].Principal.AWS"]
    assert answers(allow({"AWS": "<p>"}, "kms:*"), p=hole("p", TEXT)) == [(MAYBE, principal, ["p"])]
    assert answers(allow(ROLE, ["kms:Decrypt", "<a>"]), a=hole("a", TEXT)) == [(MAYBE, principal, ["a"])]
    assert answers(allow(ROLE, "<a>"), a=hole("a", ANY)) == [(MAYBE, principal, ["a"])]
    assert answers(allow(ROLE, ["kms:*", "<a>"]), a=hole("a", TEXT)) == [(YES, principal, [])]
    assert answers(allow({"Service": "<p>"}, "kms:*"), p=hole("p", TEXT)) == []


# Grants


def granting(condition):
    return allow(ROLE, "kms:CreateGrant", Condition=condition)


FOR_SERVICES = {"Bool": {"kms:GrantIsForAWSResource": "true"}}
NOT_FOR_SERVICES = {"Bool": {"kms:GrantIsForAWSResource": "false"}}


@pytest.mark.parametrize(
    ("found", "verdicts"),
    [
        ([allow(ROLE, "kms:CreateGrant")], [YES]),
        ([allow(ROLE, "kms:Create*")], [YES]),
        ([allow(ROLE, "kms:Decrypt")], [NO]),
        ([root()], [NO]),
        ([allow({"AWS": FRIEND}, "kms:CreateGrant")], [YES]),
        ([allow(ROLE, "kms:*")], [NO]),
        ([allow(ROLE, "kms:CreateGrant"), allow(ROLE, "kms:PutKeyPolicy")], [NO, NO]),
        ([allow({"AWS": [ROLE["AWS"], ADMIN["AWS"]]}, "kms:CreateGrant"), allow(ROLE, "kms:Put*")], [YES, NO]),
        ([allow(SERVICE, "kms:CreateGrant")], [YES]),
        ([{"Effect": "Allow", "NotPrincipal": ROOT, "Action": "kms:CreateGrant", "Resource": "*"}], [YES]),
        ([{"Effect": "Allow", "Principal": ROLE, "NotAction": "kms:Put*", "Resource": "*"}], [YES]),
        ([granting(FOR_SERVICES)], [NO]),
        ([granting({"Bool": {"kms:GrantIsForAWSResource": True}})], [NO]),
        ([granting(NOT_FOR_SERVICES)], [YES]),
        ([granting({"BoolIfExists": {"kms:GrantIsForAWSResource": "true"}})], [YES]),
        ([granting({"Bool": {"kms:GrantIsForAWSResource": "<v>"}})], [MAYBE]),
        ([granting("<v>")], [MAYBE]),
        ([allow(ROLE, "<v>")], [MAYBE]),
        ([allow({"AWS": "<v>"}, "kms:CreateGrant")], [MAYBE]),
        ([allow({"AWS": ["<v>", ROLE["AWS"]]}, "kms:CreateGrant")], [YES]),
        ([allow({"AWS": "<v>"}, ["kms:CreateGrant", "kms:PutKeyPolicy"])], [NO]),
        ([granting({"ForAllValues:StringEquals": {"kms:GrantOperations": "Decrypt"}})], [NO]),
        ([granting({"ForAllValues:StringLike": {"kms:GrantOperations": "*"}})], [YES]),
        ([granting({"StringEquals": {"kms:GranteePrincipal": ADMIN["AWS"]}})], [NO]),
        ([granting({"StringEquals": {"kms:GrantConstraintType": "EncryptionContextSubset"}})], [NO]),
        ([granting({"StringEqualsIfExists": {"kms:GrantConstraintType": "x"}})], [YES]),
        ([allow(ROLE, "kms:CreateGrant"), deny(action="kms:CreateGrant")], [NO]),
        ([allow(ROLE, "kms:CreateGrant"), deny(Condition=NOT_FOR_SERVICES)], [NO]),
        ([allow(ROLE, "kms:CreateGrant"), deny(Condition={"BoolIfExists": NOT_FOR_SERVICES["Bool"]})], [NO]),
        ([allow(ROLE, "kms:CreateGrant"), deny(ADMIN, Condition=NOT_FOR_SERVICES)], [YES]),
        ([allow(ROLE, "kms:CreateGrant"), deny(Condition=ORG)], [YES]),
    ],
)
def test_grants(found, verdicts):
    assert asked(grants_freely, *found, v=hole("v", ANY)) == verdicts


def test_the_places_of_grants():
    keys = policy(allow(ROLE, ["kms:Decrypt", "kms:CreateGrant"]), {**allow(ROLE), "Action": ["kms:Cr*", "kms:*Grant"]})
    assert [[place.path for place in grants_freely(keys, grant).places] for grant in keys.allows] == [
        ["Statement[0].Action[1]"],
        ["Statement[1].Action[0]", "Statement[1].Action[1]"],
    ]
    keys = policy({"Effect": "Allow", "Principal": ROLE, "NotAction": "kms:Put*", "Resource": "*"})
    assert grants_freely(keys, keys.allows[0]).places[0].path == "Statement[0].NotAction"
    keys = policy(allow(ROLE, ["<v>"]), v=hole("v", ANY))
    access = grants_freely(keys, keys.allows[0])
    assert ([p.path for p in access.places], [u.name for u in access.unknowns]) == (["Statement[0].Action[0]"], ["v"])


# Services


@pytest.mark.parametrize(
    ("condition", "verdict"),
    [
        (None, YES),
        ({"StringEquals": {"aws:SourceAccount": OWN}}, NO),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:*:t"}}, NO),
        ({"ArnLike": {"aws:SourceArn": "*"}}, YES),
        ({"StringLike": {"aws:SourceAccount": ["1111*", "*"]}}, YES),
        ({"StringEqualsIfExists": {"aws:SourceAccount": OWN}}, YES),
        ({"StringNotEquals": {"aws:SourceAccount": FRIEND}}, YES),
        ({"StringEquals": {"aws:SourceOrgID": "o-a1b2c3d4e5"}}, NO),
        ({"StringEquals": {"kms:CallerAccount": OWN}}, NO),
        ({"StringEquals": {"kms:ViaService": "sns.us-east-1.amazonaws.com"}}, NO),
        ({"ArnLike": {"kms:EncryptionContext:aws:logs:arn": f"arn:aws:logs:us-east-1:{OWN}:*"}}, NO),
        ({"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}, YES),
        ({"StringEquals": {"aws:SourceAccount": "<v>"}}, NO),
        ("<v>", MAYBE),
    ],
)
def test_confused_deputies(condition, verdict):
    more = {} if condition is None else {"Condition": condition}
    assert asked(confused_deputies, allow(SERVICE, **more), v=hole("v", ANY)) == [verdict]


def test_deputies_are_services_with_an_action_of_keys():
    assert asked(confused_deputies, allow(ROLE), allow(SERVICE, "kms:ListKeys")) == [NO, NO]
    keys = policy(allow({"AWS": OWN, "Service": ["s3.amazonaws.com", "sns.amazonaws.com"]}))
    paths = [place.path for place in confused_deputies(keys, keys.allows[0]).places]
    assert paths == ["Statement[0].Principal.Service[0]", "Statement[0].Principal.Service[1]"]


# Outside accounts


@pytest.mark.parametrize(
    ("statement", "paths"),
    [
        (allow({"AWS": FRIEND}), ["Principal.AWS"]),
        (allow({"AWS": [OWN, f"arn:aws:iam::{FRIEND}:role/x"]}), ["Principal.AWS[1]"]),
        (allow({"AWS": "arn:aws:sts::444455556666:assumed-role/r/s"}), ["Principal.AWS"]),
        (root(), []),
        (allow(SERVICE), []),
        (allow({"AWS": FRIEND}, "kms:ListKeys"), []),
        (
            root(Condition={"StringEquals": {"kms:CallerAccount": [OWN, FRIEND]}}),
            ['Condition.StringEquals["kms:CallerAccount"][1]'],
        ),
        (
            root(Condition={"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{FRIEND}:role/*"}}),
            ['Condition.ArnLike["aws:PrincipalArn"]'],
        ),
        (root(Condition={"StringLike": {"kms:CallerAccount": f"{FRIEND}*"}}), []),
        (root(Condition={"StringNotEquals": {"kms:CallerAccount": FRIEND}}), []),
        (root(Condition={"ArnLike": {"aws:SourceArn": "arn:aws:s3:::b"}}), []),
        (root(Condition={"ArnLike": {"aws:SourceArn": "*"}}), []),
        (root(Condition={"StringEquals": {"aws:PrincipalTag/account": FRIEND}}), []),
    ],
)
def test_outside_accounts(statement, paths):
    keys = policy(statement)
    places = [place for grant in keys.allows for place in outside_accounts(keys, grant).places]
    assert [place.path for place in places] == [f"Statement[0].{path}" for path in paths]


def test_outside_accounts_need_a_known_owner():
    assert asked(outside_accounts, root(), allow({"AWS": FRIEND}), account="") == [NO, NO]
    keys = policy(root(), allow({"AWS": f"arn:aws:iam::{FRIEND}:role/x"}), account="")
    access = outside_accounts(keys, keys.allows[1])
    assert (access.verdict, access.doubts) == (YES, (INFERRED_OWNER,))
    assert outside_accounts(keys, keys.allows[1], [FRIEND]).verdict == NO
    assert asked(outside_accounts, allow({"AWS": "<p>"}), p=hole("p", TEXT)) == [MAYBE]
    assert asked(outside_accounts, allow({"AWS": "<p>"}), p=hole("p", OWNER)) == [NO]


# Statements without effect


@pytest.mark.parametrize(
    ("statement", "verdict", "path"),
    [
        (root(), NO, ""),
        (root(["kms:ListKeys", "kms:DescribeKey"]), NO, ""),
        (root(["kms:ListKeys", "kms:CreateKey"]), YES, "Statement[0].Action[0]"),
        (root("kms:RetireGrant"), YES, "Statement[0].Action"),
        (root("s3:GetObject"), YES, "Statement[0].Action"),
        (root([]), YES, "Statement[0]"),
        ({"Effect": "Allow", "Principal": ROOT, "Action": "kms:*"}, YES, "Statement[0]"),
        ({"Effect": "Deny", "Principal": ROOT, "Resource": "*"}, YES, "Statement[0]"),
        ({"Effect": "Allow", "Principal": ROOT, "NotAction": "kms:*", "Resource": "*"}, YES, "Statement[0].NotAction"),
        ({"Effect": "Allow", "Principal": ROOT, "NotAction": "s3:*", "Resource": "*"}, NO, ""),
        (root(resource="arn:aws:s3:::b"), YES, "Statement[0].Action"),
        (root("<a>"), MAYBE, ""),
        (root(["<a>", "kms:Decrypt"]), NO, ""),
    ],
)
def test_statements_without_effect(statement, verdict, path):
    keys = policy(statement, a=hole("a", ANY))
    access = ineffective(keys, keys.document.statements[0])
    assert (access.verdict, "".join(place.path for place in access.places)) == (verdict, path)


# Trust policies


def trust(*found, **holes):
    roles = ResourcePolicy(statements(*found, **holes), trust_actions)
    return [roles.lets_anyone(grant).verdict for grant in roles.allows]


def test_trust_policies_have_no_resource():
    open_one = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
    assert trust(open_one) == [YES]
    assert trust({**open_one, "Condition": {"StringEquals": {"sts:ExternalId": "x"}}}) == [YES]
    assert trust({**open_one, "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}}) == [NO]
    assert trust({**open_one, "Action": "sts:TagSession"}) == [NO]
    assert trust({**open_one, "Principal": SERVICE}) == [NO]
    assert trust(open_one, {**open_one, "Effect": "Deny", "Condition": ORG}) == [NO]


# Documents of every form


@pytest.mark.parametrize(
    "value", [{}, {"Statement": []}, [], "x", 1, None, True, {"Statement": [None, {}, {"Effect": 1}]}]
)
def test_any_value_is_a_policy(value):
    keys = KeyPolicy(document(value), OWN)
    assert keys.allows == () and keys.locked_out().verdict == YES and keys.managing_users() == ()


# Witnesses


def witness(question, *found, **more):
    keys = policy(*found, **more)
    return next(of_policy(keys, question(keys, grant)) for grant in keys.allows if question(keys, grant).verdict == YES)


def anyone(keys, grant):
    return keys.lets_anyone(grant)


def test_the_witness_of_a_public_key_is_a_stranger():
    found = witness(
        anyone, allow("*", "kms:*", Condition={"StringLike": {"aws:PrincipalArn": "arn:aws-cn:iam::*:user/x*"}})
    )
    assert found.principal == "arn:aws-cn:iam::999988887777:user/xexample"
    assert found.context == {"aws:PrincipalArn": found.principal}
    assert found.action == "kms:Decrypt" and f":{OWN}:key/" in found.resource


def test_strangers_are_of_no_account_that_the_policy_names():
    found = witness(anyone, allow(), allow({"AWS": "999988887777"}), allow({"AWS": FRIEND}))
    assert found.principal == "arn:aws:iam::777788889999:role/example"


def test_witnesses_of_named_principals():
    assert witness(grants_freely, allow(ROLE, "kms:CreateGrant")).principal == ROLE["AWS"]
    assert (
        witness(grants_freely, allow({"AWS": "<p>"}, "kms:CreateGrant"), p=hole("r.arn", ARN)).principal == "${r.arn}"
    )
    assert witness(confused_deputies, allow(SERVICE)).principal == "sns.amazonaws.com"
    assert witness(outside_accounts, allow({"AWS": [OWN, FRIEND]})).principal == f"arn:aws:iam::{FRIEND}:role/example"
    others = {"Effect": "Allow", "NotPrincipal": ROOT, "Action": "kms:Decrypt", "Resource": "*"}
    assert witness(anyone, others).principal == "arn:aws:iam::999988887777:role/example"


def test_the_witness_of_a_deny_with_exceptions_is_the_exception():
    exempt = {"StringNotLike": {"aws:PrincipalAccount": "9999*"}}
    found = witness(anyone, allow(), deny(Condition=exempt))
    assert found.context == {"aws:PrincipalAccount": "999988887777"}
    found = witness(anyone, allow(), deny(Condition={"StringNotLike": {"aws:PrincipalAccount": "1234*"}}))
    assert found.principal == "arn:aws:iam::123400000000:role/example"


def test_a_name_that_only_a_search_finds():
    found = witness(anyone, allow(Condition={"StringLike": {"aws:PrincipalArn": "*:user/x"}}))
    assert found.principal == "arn:aws:iam::999988887777:user/x"


def test_the_witness_of_a_guarded_statement_is_whom_the_guard_admits():
    found = witness(grants_freely, granting({"ArnLike": {"aws:PrincipalArn": ADMIN["AWS"]}}) | {"Principal": "*"})
    assert found.principal == ADMIN["AWS"]


def test_no_witness_of_a_key_policy_where_a_deny_contradicts():
    condition = {"StringEquals": {"aws:PrincipalTag/team": "a"}}
    keys = policy(allow(Condition=condition), deny(Condition=condition))
    access = keys.lets_anyone(keys.allows[0])
    assert access.verdict == YES and of_policy(keys, access) is None
