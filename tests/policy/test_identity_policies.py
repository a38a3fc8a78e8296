"""What identity policies allow: verdicts, places, and what holes change."""

import pytest
from policy.documents import document, hole, statements

from iaclint.policy.answer import MAYBE, NO, UNKNOWN_DENY, UNKNOWN_RESOURCE, YES
from iaclint.policy.identity import Identity
from iaclint.policy.witness import of_identity
from iaclint.values.value import ACCOUNT, ANY, ARN, OWNER, PARTITION, REGION, SEGMENT, TEXT, Target

KEY = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
VIA_S3 = {"StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}}


def allow(action="kms:*", resource="*", **more):
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action="kms:*", resource="*", **more):
    return {"Effect": "Deny", "Action": action, "Resource": resource, **more}


def full(*found, **holes):
    return [
        (access.verdict, [place.path for place in access.places])
        for access in Identity(statements(*found, **holes)).full_access()
    ]


def each(method, *found, arguments=(), **holes):
    identity = Identity(statements(*found, **holes))
    return [getattr(identity, method)(grant, *arguments) for grant in identity.allows]


def scoped(*found, **holes):
    return [access.verdict for access in each("scoped_full_access", *found, **holes)]


def decrypt(*found, **holes):
    actions = ("kms:decrypt", "kms:reencryptfrom")
    return [access.verdict for access in each("on_all_keys", *found, arguments=(actions,), **holes)]


def administrator(*found, **holes):
    return [access.verdict for access in each("administrator", *found, **holes)]


# Full access


def test_the_action_that_gives_it_alone_is_the_place():
    assert full(allow(["s3:*", "kms:Decrypt", "kms:*"])) == [(YES, ["Statement[0].Action[2]"])]
    assert full(allow(["*", "kms:*"])) == [(YES, ["Statement[0].Action[0]", "Statement[0].Action[1]"])]


def test_a_union_inside_a_statement_names_all_that_take_part():
    halves = ["kms:[no", "s3:Get*", *(f"kms:{letter}*" for letter in "CDEGILPRSTUV")]
    ((verdict, places),) = full(allow(halves))
    assert verdict == YES
    assert places == [f"Statement[0].Action[{at}]" for at in range(2, len(halves))]


def test_a_union_of_statements_is_one_answer():
    one, other = allow("kms:?e*"), {"Effect": "Allow", "NotAction": "kms:?e*", "Resource": "arn:aws:kms:*"}
    assert full(one, allow("s3:*"), other) == [(YES, ["Statement[0].Action", "Statement[2].NotAction"])]
    assert full(one, {**other, "Condition": VIA_S3}) == []


def test_statements_that_give_it_alone_are_answers_of_their_own():
    assert len(full(allow(), allow("*"))) == 2


def test_a_union_of_resources():
    elsewhere = {"Effect": "Allow", "Action": "kms:*", "NotResource": "arn:aws:kms:us-east-1:*:key/*"}
    assert full(elsewhere) == []
    assert full(elsewhere, allow(resource="arn:aws:kms:us-east-1:*:key/*"))[0][0] == YES
    assert full(elsewhere, {**elsewhere, "NotResource": "arn:aws:kms:eu-west-1:*:key/*"})[0][0] == YES
    assert full(elsewhere, elsewhere) == []
    assert full({**elsewhere, "NotResource": KEY}, allow(resource=KEY))[0][0] == YES


@pytest.mark.parametrize(
    "resource",
    [
        *("*", "arn:aws:kms:*", "arn:aws:kms:*:*:*", "arn:*:kms:*", "arn:aws:kms:*:111122223333:key/*", "arn:aws:*"),
        *(
            "arn:aws-cn:kms:*:*:key/*",
            "arn:aws:kms:*-*-?:*:key/*",
            "arn:aws:kms:*:1111*:key/*",
            "arn:aws:kms:*:*:key/*-*",
        ),
        ["arn:aws:kms:*:*:key/mrk-*", "arn:aws:kms:*:*:key/????????-*"],
        [f"arn:aws:kms:*:*:key/{first}*" for first in "0123456789abcdefm"],
        [KEY, "arn:aws:kms:*:*:key/*"],
        ["arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/*", "arn:aws:kms:*:*:key/*"],
    ],
)
def test_all_keys(resource):
    assert full(allow(resource=resource))[0][0] == YES
    assert scoped(allow(resource=resource)) == [NO]


@pytest.mark.parametrize(
    "resource",
    [
        *(KEY, "arn:aws:kms:us-east-1:111122223333:key/*", "arn:aws:kms:us-east-1:*:key/*", "arn:aws:kms:us-*:*:key/*"),
        *("arn:aws:kms:*:*:key/mrk-*", "arn:aws:kms:*:*:key/1*", [f"arn:aws:kms:*:*:key/{n}*" for n in "0123456789"]),
        ["arn:aws:kms:*:*:alias/*", KEY],
    ],
)
def test_particular_keys(resource):
    assert full(allow(resource=resource)) == []
    assert scoped(allow(resource=resource)) == [YES]
    assert decrypt(allow("kms:Decrypt", resource)) == [NO]


@pytest.mark.parametrize(
    "resource", ["arn:aws:kms:*:*:alias/*", "arn:aws:s3:::*", "arn:aws:s3:::b", "key/*", "", [], None, {"a": 1}, 7]
)
def test_no_keys_at_all(resource):
    assert full(allow(resource=resource)) == []
    assert scoped(allow(resource=resource)) == [NO]


@pytest.mark.parametrize(
    ("excluded", "expected"),
    [
        ("arn:aws:s3:::secrets/*", YES),
        ([], YES),
        ("arn:aws:kms:*:*:alias/*", YES),
        (KEY, NO),
        ("arn:aws:kms:*:*:key/*", NO),
        ("*", NO),
    ],
)
def test_not_resource(excluded, expected):
    statement = {"Effect": "Allow", "Action": "kms:*", "NotResource": excluded}
    assert [verdict for verdict, _ in full(statement)] == ([YES] if expected == YES else [])
    assert scoped(statement) == [YES if excluded == KEY else NO]


def test_without_resource_or_action_nothing_is_allowed():
    assert full({"Effect": "Allow", "Action": "kms:*"}) == []
    assert full({"Effect": "Allow", "Resource": "*"}) == []
    assert administrator({"Effect": "Allow", "Resource": "*"}, {"Effect": "Allow", "Action": "*"}) == [NO, NO]
    assert decrypt({"Effect": "Allow", "Resource": "*"}, {"Effect": "Allow", "Action": "*"}) == [NO, NO]
    assert witness(allow(), {"Effect": "Deny", "Action": "*"}).resource == KEY


# Deny


@pytest.mark.parametrize(
    ("denied", "expected"),
    [
        (deny(), NO),
        (deny("*"), NO),
        (deny("kms:Decrypt"), NO),
        (deny("kms:decrypt", "arn:aws:kms:*:*:key/*"), NO),
        (deny("kms:ListKeys"), YES),  # no key action
        (deny("s3:*"), YES),
        (deny("kms:*", KEY), YES),
        (deny("kms:*", "arn:aws:kms:us-east-1:111122223333:key/*"), YES),
        (deny("kms:*", Condition={"Bool": {"aws:MultiFactorAuthPresent": "false"}}), YES),
        ({"Effect": "Deny", "NotAction": ["kms:Describe*"], "Resource": "*"}, NO),
        ({"Effect": "Deny", "NotAction": "kms:*", "Resource": "*"}, YES),
        ({"Effect": "Deny", "Action": "kms:*", "NotResource": KEY}, YES),
        ({"Effect": "Deny", "Action": "kms:*", "NotResource": "arn:aws:s3:::b"}, NO),
    ],
)
def test_deny(denied, expected):
    assert [verdict for verdict, _ in full(allow(), denied)] == ([YES] if expected == YES else [])


def test_a_deny_of_one_action_leaves_no_full_access_to_particular_keys():
    assert scoped(allow(resource=KEY), deny("kms:Decrypt")) == [NO]
    assert scoped(allow(resource=KEY), deny("kms:Decrypt", KEY)) == [YES]


def test_denies_on_parts_of_all_keys_count_together():
    parts = [deny("kms:Decrypt", "arn:aws:kms:us-east-1:*:key/*")]
    parts.append({"Effect": "Deny", "Action": "kms:Decrypt", "NotResource": "arn:aws:kms:us-east-1:*:key/*"})
    assert full(allow(), *parts) == []
    assert decrypt(allow("kms:Decrypt"), *parts) == [NO]


def test_a_deny_that_is_not_known_lowers_confidence():
    for unknown in (deny("<a>"), deny(Condition="<a>"), deny("kms:*", Condition={"StringEquals": "<a>"})):
        identity = Identity(statements(allow(), unknown, a=hole("a", ANY)))
        (access,) = identity.full_access()
        assert (access.verdict, access.doubts) == (YES, (UNKNOWN_DENY,))
    identity = Identity(statements(allow(), deny("kms:*", "<a>"), a=hole("a", ANY)))
    assert identity.full_access()[0].doubts == ()  # on particular keys it cancels nothing


# Conditions


@pytest.mark.parametrize("condition", [
    {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
    {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}},
    {"StringNotEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}},
    {"StringLike": {"kms:ViaService": "*"}},
    {"StringNoSuch": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}},
])  # fmt: skip
def test_conditions_that_leave_full_access_full(condition):
    assert full(allow(Condition=condition))[0][0] == YES
    assert scoped(allow(Condition=condition)) == [NO]
    assert decrypt(allow("kms:Decrypt", Condition=condition)) == [YES]


def test_narrowing_conditions():
    assert full(allow(Condition=VIA_S3)) == []
    assert scoped(allow(Condition=VIA_S3)) == [YES]
    assert decrypt(allow("kms:Decrypt", Condition=VIA_S3)) == [NO]
    assert administrator(allow("*", Condition=VIA_S3)) == [NO]


def test_a_statement_that_nothing_satisfies_allows_nothing():
    never = allow("*", Condition={"StringEquals": {"aws:RequestedRegion": "*"}})
    assert Identity(statements(never)).allows == ()


def test_conditions_of_grants_give_no_other_actions():
    guarded = allow(Condition={"Bool": {"kms:GrantIsForAWSResource": "true"}})
    assert full(guarded) == [] and scoped(guarded) == [NO] and decrypt(guarded) == [NO]


# Holes


def test_an_unknown_action_leaves_it_open():
    identity = Identity(statements(allow("<a>"), a=hole("var.a", ANY)))
    (access,) = identity.full_access()
    assert access.verdict == MAYBE and [unknown.name for unknown in access.unknowns] == ["var.a"]
    assert decrypt(allow("<a>"), a=hole("a", ANY)) == [MAYBE]


def test_one_unknown_text_is_one_action():
    assert full(allow("<a>"), a=hole("a", TEXT)) == []
    assert full(allow("kms:<a>"), a=hole("a", TEXT)) == []
    assert decrypt(allow("kms:<a>"), a=hole("a", TEXT)) == [MAYBE]
    assert decrypt(allow("s3:<a>"), a=hole("a", TEXT)) == [NO]
    assert full(allow("<a>:*"), a=hole("a", TEXT))[0][0] == MAYBE
    assert full({"Effect": "Allow", "NotAction": ["iam:*", "<a>"], "Resource": "*"}, a=hole("a", TEXT))[0][0] == MAYBE


def test_what_is_sure_beside_an_unknown_action():
    assert full(allow(["kms:*", "<a>"]), a=hole("a", ANY)) == [(YES, ["Statement[0].Action[0]"])]


def test_unknown_statements_leave_it_open():
    assert full("<a>", allow("s3:*"), a=hole("a", ANY)) == [(MAYBE, ["Statement[0]"])]


def test_a_statement_of_unknown_effect_may_allow():
    from iaclint.policy.supposed import supposing_allow, unknown_effects

    for form in (lambda one: one, lambda one: [allow("s3:*"), one]):
        policy = document({"Version": "2012-10-17", "Statement": form({**allow(), "Effect": "<a>"})}, a=hole("a", TEXT))
        path = policy.statements[-1].path
        assert {path: ["a"]} == {at: [one.name for one in found] for at, found in unknown_effects(policy).items()}
        assert Identity(policy).full_access() == ()
        (access,) = Identity(supposing_allow(policy)).full_access()
        assert (access.verdict, [place.path for place in access.places]) == (YES, [f"{path}.Action"])
    assert unknown_effects(document({"Statement": {**allow(), "Effect": "allow"}})) == {}


def test_an_unknown_condition_leaves_it_open():
    assert full(allow(Condition="<a>"), a=hole("a", ANY))[0][0] == MAYBE
    assert decrypt(allow("kms:Decrypt", Condition="<a>"), a=hole("a", ANY)) == [MAYBE]
    assert scoped(allow(Condition="<a>"), a=hole("a", ANY)) == [MAYBE]
    assert scoped(allow(resource=KEY, Condition="<a>"), a=hole("a", ANY)) == [YES]


def test_an_unknown_value_of_a_narrowing_condition_narrows():
    condition = {"StringEquals": {"kms:ViaService": "<a>"}}
    assert scoped(allow(Condition=condition), a=hole("a", TEXT)) == [YES]


@pytest.mark.parametrize("unknown", [
    hole("a", ANY), hole("a", TEXT), hole("a", ARN), hole("a", ARN, Target("key", "aws_kms_key.k")),
])  # fmt: skip
def test_an_unknown_resource_counts_as_particular_keys(unknown):
    assert full(allow(resource="<a>"), a=unknown) == []
    (access,) = each("scoped_full_access", allow(resource="<a>"), a=unknown)
    assert (access.verdict, access.doubts) == (YES, (UNKNOWN_RESOURCE,))
    assert decrypt(allow("kms:Decrypt", "<a>"), a=unknown) == [NO]


@pytest.mark.parametrize("kind", ["role", "other", "alias"])
def test_an_attribute_of_another_resource_is_no_key(kind):
    unknown = hole("a", ARN, Target(kind, "x.y"))
    assert scoped(allow(resource="<a>"), a=unknown) == [NO]
    assert scoped(allow("*", ["<a>", "<a>/*"]), a=unknown) == [NO]
    assert full({"Effect": "Allow", "Action": "kms:*", "NotResource": "<a>"}, a=unknown)[0][0] == YES


def test_holes_in_the_arn_of_all_keys():
    holes = {"p": hole("AWS::Partition", PARTITION), "r": hole("AWS::Region", REGION), "o": hole("id", OWNER)}
    assert full(allow(resource="arn:<p>:kms:*:<o>:key/*"), **holes)[0][0] == YES
    assert full(allow(resource="arn:<p>:kms:*:*:key/*"), **holes)[0][0] == YES
    assert full(allow(resource="arn:<p>:kms:<r>:<o>:key/*"), **holes) == []
    assert scoped(allow(resource="arn:<p>:kms:<r>:<o>:key/*"), **holes) == [YES]
    assert full(allow(resource="arn:aws:kms:*:<n>:key/*"), n=hole("var.n", ACCOUNT))[0][0] == YES
    assert full(allow(resource="arn:aws:kms:*:*:key/<s>"), s=hole("var.s", SEGMENT)) == []


def test_a_deny_on_another_partition_or_account_takes_nothing_from_this_one():
    named = allow(resource="arn:aws:kms:*:111122223333:key/*")
    assert full(named, deny(resource="arn:aws:kms:*:444455556666:key/*"))[0][0] == YES
    assert full(named, deny(resource="arn:aws:kms:*:111122223333:key/*")) == []
    assert full(allow(), deny(resource="arn:aws:kms:*:111122223333:key/*")) == []  # the account that is named


# Administrators, roles, single actions


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (allow("*"), YES),
        (allow("*:*"), YES),
        (allow(["s3:*", "**"]), YES),
        (allow("*", "arn:*:*:*:*:*"), YES),
        (allow("*", "arn:aws:s3:::b"), NO),
        (allow("kms:*"), NO),
        (allow("a*"), NO),
        (allow("*", Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}), YES),
        (allow("*", Condition={"StringEquals": {"ec2:Region": "eu-west-1"}}), NO),
        ({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}, NO),
        ({"Effect": "Allow", "NotAction": "prowler:check", "Resource": "*"}, YES),
        ({"Effect": "Allow", "NotAction": "iam:NoSuch*", "Resource": "*"}, YES),
        ({"Effect": "Allow", "NotAction": "*:Get*", "Resource": "*"}, NO),
        ({"Effect": "Allow", "NotAction": "*", "Resource": "*"}, NO),
        ({"Effect": "Allow", "Action": "*", "NotResource": "arn:aws:s3:::b"}, NO),
        ({"Effect": "Allow", "Action": "*", "NotResource": []}, YES),
    ],
)
def test_administrators(statement, expected):
    assert administrator(statement) == [expected]


def test_a_deny_on_everything_takes_administration_away_if_it_takes_anything():
    assert administrator(allow("*"), deny("iam:*")) == [NO]
    assert administrator(allow("*"), deny("prowler:*")) == [YES]
    assert administrator(allow("*"), deny("iam:*", "arn:aws:iam::111122223333:role/x")) == [YES]
    assert administrator(allow("*"), {"Effect": "Deny", "NotAction": "s3:*", "Resource": "*"}) == [NO]


def test_administration_by_unknown_actions():
    assert administrator(allow("<a>"), a=hole("a", ANY)) == [MAYBE]
    assert administrator(allow(["<a>", "<a>:*", "*<a>*"]), a=hole("a", TEXT)) == [NO]
    assert administrator({"Effect": "Allow", "NotAction": "<a>", "Resource": "*"}, a=hole("a", TEXT)) == [MAYBE]


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        ("*", YES),
        ("arn:aws:iam::*:role/*", YES),
        ("arn:aws:iam::111122223333:role/*", YES),
        ("arn:aws:iam::111122223333:*", YES),
        ("arn:aws:iam::111122223333:role/app-*", NO),
        ("arn:aws:iam::111122223333:user/*", NO),
        (KEY, NO),
    ],
)
def test_all_roles(resource, expected):
    statement = allow("iam:PassRole", resource)
    assert [access.verdict for access in each("on_all_roles", statement, arguments=("iam:passrole",))] == [expected]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([allow("iam:CreatePolicyVersion")], YES),
        ([allow("iam:*", "arn:aws:iam::111122223333:policy/p")], YES),
        ([allow("iam:*", "arn:aws:s3:::b")], NO),
        ([allow("iam:*", "<a>")], YES),
        ([allow("<a>")], MAYBE),
        ([allow("iam:*"), deny("iam:Create*")], NO),
        ([allow("iam:*"), deny("iam:Create*", "arn:aws:iam::111122223333:policy/p")], YES),
        ([allow("iam:*", "arn:aws:iam::1:policy/p"), deny("iam:Create*", "arn:aws:iam::1:policy/*")], NO),
        ([{"Effect": "Allow", "NotAction": "kms:*", "NotResource": KEY}, deny("iam:*")], NO),
        ([{"Effect": "Allow", "NotAction": "kms:*", "NotResource": KEY}, deny("iam:*", KEY)], YES),
    ],
)
def test_single_actions(found, expected):
    identity = Identity(statements(*found, a=hole("a", ANY)))
    assert identity.may("iam:createpolicyversion", "iam").verdict == expected


# Documents of every form


@pytest.mark.parametrize(
    "policy",
    [
        {},
        {"Statement": []},
        {"Statement": "x"},
        {"Statement": [1, None, [], "x"]},
        [],
        "x",
        1,
        None,
        True,
        [{}],
        {"a": {}},
    ],
)
def test_any_value_is_a_policy_that_allows_nothing(policy):
    identity = Identity(document(policy))
    assert identity.full_access() == () and identity.allows == ()


# Witnesses


def witness(*found, **holes):
    identity = Identity(statements(*found, **holes))
    return of_identity(identity, identity.full_access()[0])


def test_a_witness_names_the_key_the_action_and_what_the_conditions_need():
    found = witness(
        allow(
            Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}, "NumericLessThan": {"aws:MultiFactorAuthAge": 9}}
        )
    )
    assert found.principal == "arn:aws:iam::111122223333:role/example"
    assert (found.action, found.resource) == ("kms:Decrypt", KEY)
    assert found.context == {"aws:MultiFactorAuthPresent": "true", "aws:MultiFactorAuthAge": "8"}


def test_a_witness_keeps_every_deny_from_applying():
    found = witness(
        allow(),
        deny(resource=KEY),
        deny(Condition={"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}),
        deny(Condition={"StringNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/admin-*"}}),
        deny(Condition={"NotIpAddress": {"aws:SourceIp": "52.94.76.0/24"}, "Null": {"aws:SourceVpc": "true"}}),
        deny(Condition={"DateGreaterThan": {"aws:CurrentTime": "2025-01-01T00:00:00Z"}}),
    )
    assert found.resource != KEY
    assert found.context["aws:MultiFactorAuthPresent"] == "true"
    assert found.context["aws:SourceIp"].startswith("52.94.76.")
    assert found.context["aws:CurrentTime"] == "2025-01-01T00:00:00Z"
    assert found.principal == found.context["aws:PrincipalArn"] == "arn:aws:iam::111122223333:role/admin-example"


def test_no_witness_where_a_condition_and_a_deny_contradict_each_other():
    condition = {"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}
    assert witness(allow(Condition=condition), deny(Condition=condition)) is None


def test_a_witness_of_any_service():
    for resource, shown in (("*", "*"), ("arn:aws:iam::*:role/x-*", "arn:aws:iam::111122223333:role/x-1"), (KEY, None)):
        identity = Identity(statements(allow("iam:*", resource)))
        access = identity.may("iam:createpolicyversion", "iam")
        found = of_identity(identity, access)
        assert (found and found.resource) == shown


def test_a_witness_of_full_access_by_parts_of_all_keys():
    parts = ["arn:aws:kms:*:*:key/mrk-*", "arn:aws:kms:*:*:key/????????-*"]
    assert witness(allow(resource=parts), deny(resource="arn:aws:kms:*:*:key/1*")).resource.endswith(
        "/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"
    )


def test_no_witness_past_the_budget():
    assert witness(allow(), *(deny(Condition={"Bool": {f"aws:PrincipalTag/{n}": "x"}}) for n in range(20))) is None


def test_a_witness_of_one_region_and_of_holes():
    identity = Identity(statements(allow(resource="arn:aws:kms:eu-*-1:<o>:key/*"), o=hole("id", OWNER)))
    (grant,) = identity.allows
    found = of_identity(identity, identity.scoped_full_access(grant))
    assert found.resource == "arn:aws:kms:eu-west-1:${owner}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
