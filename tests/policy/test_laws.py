"""Laws that hold between the answers of the policy package and the reference evaluator, for random policies.

Each law says which of its examples were not trivial (``laws.hold``).
"""

import json
from copy import deepcopy
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from policy.documents import document
from policy.laws import SIZES, hold
from policy.strategies import CALLERS, FRIEND, KEY, OWN, identity_policies, owner_policies, resource_policies
from reference.evaluator import Request, allowed

from iaclint.policy.answer import NO, YES
from iaclint.policy.familiar import key_actions
from iaclint.policy.identity import Identity
from iaclint.policy.key_policy import KeyPolicy
from iaclint.policy.key_statements import confused_deputies, grants_freely, outside_accounts
from iaclint.policy.resource_policy import ResourcePolicy, trust_actions
from iaclint.policy.witness import of_identity, of_policy


def identity_answers(identity):
    """Everything that the rules KMS101 to KMS106 and IAM101 ask of a policy."""
    found = list(identity.full_access())
    for grant in identity.allows:
        found += [
            identity.scoped_full_access(grant),
            identity.on_all_keys(grant, ("kms:decrypt", "kms:reencryptfrom")),
            identity.on_all_keys(grant, ("kms:scheduledeletion", "kms:disablekey")),
            identity.on_all_keys(grant, ("kms:putkeypolicy", "kms:creategrant")),
            identity.administrator(grant),
        ]
    return [access for access in found if access.verdict == YES]


def key_answers(policy):
    found = []
    for grant in policy.allows:
        found += [policy.lets_anyone(grant), policy.lets_networks(grant)]
        if isinstance(policy, KeyPolicy):
            found += [grants_freely(policy, grant), confused_deputies(policy, grant), outside_accounts(policy, grant)]
    return [access for access in found if access.verdict == YES]


def as_request(witness):
    return Request(witness.principal, witness.action, witness.resource, witness.context)


@pytest.mark.parametrize("examples", SIZES)
def test_every_witness_of_an_identity_policy_is_allowed(examples):
    def law(policy):
        identity = Identity(document(policy))
        witnesses = [of_identity(identity, access) for access in identity_answers(identity)]
        found = [witness for witness in witnesses if witness is not None]
        assert all(allowed([policy], as_request(witness)) for witness in found), found
        return found

    hold(law, examples, identity_policies())


@pytest.mark.parametrize("examples", SIZES)
def test_every_witness_of_a_key_policy_is_allowed(examples):
    def law(policy):
        keys = KeyPolicy(document(policy), OWN)
        witnesses = [of_policy(keys, access) for access in key_answers(keys)]
        found = [witness for witness in witnesses if witness is not None]
        assert all(allowed([policy], as_request(witness)) for witness in found), found
        return found

    hold(law, examples, resource_policies())


TRUST_ACTIONS = ["sts:AssumeRole", "sts:*", "sts:AssumeRole*", "sts:TagSession", "STS:assumerole"]


@pytest.mark.parametrize("examples", SIZES)
def test_every_witness_of_a_trust_policy_is_allowed(examples):
    def law(policy):
        trust = ResourcePolicy(document(policy), trust_actions)
        witnesses = [of_policy(trust, access) for access in key_answers(trust)]
        found = [witness for witness in witnesses if witness is not None]
        assert all(allowed([policy], as_request(witness)) for witness in found), found
        return found

    hold(law, examples, resource_policies(TRUST_ACTIONS, ""))


# What a caller of another account and organisation can have in a request: its own properties, and what it may choose.
STRANGER = "999988887777"
CHOICES = {
    "aws:PrincipalOrgID": [None, "o-strangers00"],
    "aws:PrincipalOrgPaths": [None, ["o-strangers00/r-1/"], ["o-strangers00/r-1/ou-2/"]],
    "aws:SourceAccount": [None, STRANGER],
    "aws:SourceOrgID": [None, "o-strangers00"],
    "aws:SourceArn": [None, f"arn:aws:sns:us-east-1:{STRANGER}:t", "arn:aws:s3:::strangers-bucket"],
    "aws:userid": ["AROASTRANGERSTRANGER:session", "AIDASTRANGERSTRANGER"],
    "aws:username": [None, "admin"],
    "kms:ViaService": [None, "s3.us-east-1.amazonaws.com"],
    "kms:EncryptionContext:app": [None, "a", "b"],
    "aws:PrincipalTag/team": [None, "a", "b"],
    "aws:PrincipalType": ["AssumedRole", "User", "Account"],
    "aws:SourceVpc": [None, "vpc-0strangers"],
    "aws:SourceVpce": [None, "vpce-0strangers"],
    "aws:SourceIp": ["8.8.8.8", "200.1.2.3", "2a00::1"],
    "aws:SecureTransport": ["true"],
    "aws:PrincipalIsAWSService": ["false"],
    "aws:ViaAWSService": ["false", "true"],
    "aws:ResourceAccount": [OWN],
    "aws:UserAgent": [None, "x", "y"],
    "sts:ExternalId": [None, "7e5b9c1d"],
}
ARNS = [f"arn:aws:iam::{STRANGER}:{name}" for name in ("role/App", "role/x", "user/u", f"role/x:{OWN}:role/App")]


@st.composite
def strangers(draw):
    """A request by somebody whom no policy of the strategies names."""
    context = {key: draw(st.sampled_from(values)) for key, values in CHOICES.items()}
    arn = draw(st.sampled_from(ARNS))
    context |= {"kms:CallerAccount": STRANGER, "aws:PrincipalAccount": STRANGER, "aws:PrincipalArn": arn}
    return arn, {key: value for key, value in context.items() if value is not None}


ASKED = ("kms:Decrypt", "kms:Encrypt", "kms:DescribeKey", "kms:CreateGrant", "kms:PutKeyPolicy", "kms:GenerateDataKey")


@pytest.mark.parametrize("examples", SIZES)
def test_no_stranger_gets_through_a_key_policy_that_is_not_public(examples):
    def law(policy, requests):
        keys = KeyPolicy(document(policy), OWN)
        if any(keys.lets_anyone(grant).verdict != NO for grant in keys.allows):
            return False
        for arn, context in requests:
            for action in ASKED:
                assert not allowed([policy], Request(arn, action, KEY, context)), (action, arn, context)
        return any("Condition" in statement for statement in policy["Statement"])

    hold(law, examples, resource_policies(), st.lists(strangers(), min_size=3, max_size=6))


@pytest.mark.parametrize("examples", SIZES)
def test_no_stranger_assumes_a_role_that_is_not_public(examples):
    def law(policy, requests):
        trust = ResourcePolicy(document(policy), trust_actions)
        if any(trust.lets_anyone(grant).verdict != NO for grant in trust.allows):
            return False
        for arn, context in requests:
            assert not allowed([policy], Request(arn, "sts:AssumeRole", "*", context)), (arn, context)
        return any("Condition" in statement for statement in policy["Statement"])

    hold(law, examples, resource_policies(TRUST_ACTIONS, ""), st.lists(strangers(), min_size=3, max_size=6))


ROLE = f"arn:aws:iam::{OWN}:role/example"
MANAGERS = st.sampled_from(
    [ROLE, f"arn:aws:iam::{OWN}:role/App", f"arn:aws:iam::{OWN}:user/u", f"arn:aws:iam::{OWN}:root"]
)


def present(context):
    return {key: value for key, value in context.items() if value is not None}


@st.composite
def own_requests(draw):
    """A request by an identity of the owner account."""
    arn = draw(MANAGERS)
    context = {
        key: draw(st.sampled_from([*values, *map(str, CALLERS.get(key, []))])) for key, values in CHOICES.items()
    }
    kind = {"role": "AssumedRole", "user": "User", "root": "Account"}[arn.split(":")[5].partition("/")[0]]
    context |= {"kms:CallerAccount": OWN, "aws:PrincipalAccount": OWN, "aws:PrincipalArn": arn}
    context |= {"aws:PrincipalType": kind}
    return arn, present(context)


@pytest.mark.parametrize("examples", SIZES)
def test_nobody_of_the_owner_account_manages_a_key_that_is_locked_out(examples):
    def law(policy, requests):
        keys = KeyPolicy(document(policy), OWN)
        if keys.locked_out().verdict != YES:
            return False
        for arn, context in requests:
            assert not allowed([policy], Request(arn, "kms:PutKeyPolicy", KEY, context)), (arn, context)
        return any(statement["Effect"] == "Allow" for statement in policy["Statement"])

    hold(law, examples, owner_policies(), st.lists(own_requests(), min_size=3, max_size=6))


# Keys and Regions that no pattern of the strategies speaks of, and those that some do: together as good as all.
SOME_KEYS = ["99999999-9999-9999-9999-999999999999", "mrk-99999999999999999999999999999999", KEY.rpartition("/")[2]]
SOME_REGIONS = ["zz-nowhere-9", "qq-elsewhere-8", "us-east-1"]
FREE = {
    "aws:MultiFactorAuthPresent": [None, "true", "false"],
    "aws:MultiFactorAuthAge": [None, "60", "900"],
    "aws:SourceIp": ["10.1.2.3", "192.0.2.7", "8.8.8.8"],
    "aws:RequestedRegion": ["us-east-1", "eu-west-1", "zz-nowhere-9"],
    "aws:CurrentTime": ["2030-01-01T00:00:00Z", "2032-01-01T00:00:00Z"],
    "aws:PrincipalArn": [ROLE],
}
CLASSES = ("kms:Decrypt", "kms:ReEncryptFrom", "kms:PutKeyPolicy", "kms:CreateGrant", "kms:DisableKey")


def some_keys(identity):
    """For each partition and account that the policy names, keys that only all keys together cover."""
    for home in identity.homes:
        stem = "".join(map(str, home.partition))
        account = "".join(map(str, home.account)) if isinstance(home.account[0], str) else OWN
        yield [f"arn:{stem}:kms:{region}:{account}:key/{key}" for region in SOME_REGIONS for key in SOME_KEYS]


CONTEXTS = st.fixed_dictionaries({key: st.sampled_from(values) for key, values in FREE.items()})
NARROW = st.one_of(identity_policies(), identity_policies(wide=False))


@pytest.mark.parametrize("examples", SIZES)
def test_no_statement_gives_an_action_on_all_keys_where_none_was_found(examples):
    def law(policy, context):
        identity = Identity(document(policy))
        denies = [statement for statement in policy["Statement"] if statement["Effect"] == "Deny"]
        telling = False
        for grant, action in product(identity.allows, CLASSES):
            if identity.on_all_keys(grant, (action.lower(),)).verdict == YES:
                continue
            telling = telling or grant.actions.has(action.lower()) == YES
            alone = {**policy, "Statement": [policy["Statement"][grant.statement.index], *denies]}
            for keys in some_keys(identity):
                requests = [Request(ROLE, action, key, present(context)) for key in keys]
                assert not all(allowed([alone], request) for request in requests), requests
        return telling

    hold(law, examples, NARROW, CONTEXTS)


@pytest.mark.parametrize("examples", SIZES)
def test_no_policy_gives_every_action_on_all_keys_where_no_full_access_was_found(examples):
    def law(policy, context):
        identity = Identity(document(policy))
        if any(access.verdict == YES for access in identity.full_access()):
            return False
        for keys in some_keys(identity):
            requests = (Request(ROLE, *pair, present(context)) for pair in product(key_actions(), keys))
            assert not all(allowed([policy], request) for request in requests)
        return any(grant.actions.concern_kms() for grant in identity.allows)

    hold(law, examples, NARROW, CONTEXTS)


@st.composite
def rewritten(draw, policies):
    """A policy, and the same one in another order and spelling."""
    policy = draw(policies)
    other = deepcopy(policy)
    for statement in other["Statement"]:
        for name in ("Action", "NotAction"):
            if name in statement:
                statement[name] = draw(respelled(statement[name], change=draw(st.sampled_from([str.upper, str.lower]))))
        for name in ("Resource", "NotResource"):
            if name in statement:
                statement[name] = draw(respelled(statement[name]))
        for keys in statement.get("Condition", {}).values():
            for key in list(keys):
                value = draw(respelled(keys.pop(key)))
                keys[draw(st.sampled_from([key, key.upper(), key.lower()]))] = value
    other["Statement"] = draw(st.permutations(other["Statement"]))
    if len(other["Statement"]) == 1 and draw(st.booleans()):
        other["Statement"] = other["Statement"][0]
    return policy, other


@st.composite
def respelled(draw, value, change=lambda text: text):
    items = value if isinstance(value, list) else [value]
    items = [change(item) if isinstance(item, str) else item for item in draw(st.permutations(items))]
    return items[0] if len(items) == 1 and draw(st.booleans()) else items


def summary(answers):
    return sorted((access.verdict, sorted(access.actions), len(access.statements)) for access in answers)


@pytest.mark.parametrize("examples", SIZES)
def test_order_case_and_lists_change_nothing_in_identity_policies(examples):
    def law(pair):
        one, other = (identity_answers(Identity(document(policy))) for policy in pair)
        assert summary(one) == summary(other)
        return one

    hold(law, examples, rewritten(identity_policies()))


@pytest.mark.parametrize("examples", SIZES)
def test_order_case_and_lists_change_nothing_in_key_policies(examples):
    def law(pair):
        one, other = (KeyPolicy(document(policy), OWN) for policy in pair)
        assert summary(key_answers(one)) == summary(key_answers(other))
        assert one.locked_out().verdict == other.locked_out().verdict
        assert len(one.managing_users()) == len(other.managing_users())
        return key_answers(one)

    hold(law, examples, rewritten(resource_policies()))


def test_the_strategies_make_valid_policies():
    @settings(max_examples=50, deadline=None, database=None)
    @given(identity_policies(), resource_policies())
    def run(one, other):
        from iaclint.policy.grammar import faults

        told = [fault.message for group in faults(document(one), "managed") for fault in group]
        assert [text for text in told if "service" not in text and "no action" not in text] == [], json.dumps(one)
        assert faults(document(other), "key") == [], json.dumps(other)

    run()


def test_trusted_accounts_are_not_outside():
    keys = KeyPolicy(document({"Statement": {
        "Effect": "Allow", "Principal": {"AWS": FRIEND}, "Action": "kms:Decrypt", "Resource": "*"}}), OWN)  # fmt: skip
    (grant,) = keys.allows
    assert outside_accounts(keys, grant).verdict == YES
    assert outside_accounts(keys, grant, (FRIEND,)).verdict == NO
