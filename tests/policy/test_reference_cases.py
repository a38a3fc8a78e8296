"""The worked cases of the reference catalogue, asked of the policy package itself."""

import json
from pathlib import Path

import pytest
from policy.documents import document

from iaclint.policy.answer import YES
from iaclint.policy.identity import Identity
from iaclint.policy.key_policy import KeyPolicy
from iaclint.policy.key_statements import confused_deputies, grants_freely, ineffective, outside_accounts

CASES = Path(__file__).parents[3] / "shared" / "reference" / "policy_cases.json"
OWNER = "111122223333"

pytestmark = pytest.mark.skipif(not CASES.exists(), reason="the reference cases are not beside the checkout")


def cases(*kinds):
    found = json.loads(CASES.read_text()) if CASES.exists() else []
    return [pytest.param(case, id=case["id"]) for case in found if case["kind"] in kinds]


def agrees(case, found):
    return {name: found[name] for name in case["expect"] if name in found} == {
        name: expected for name, expected in case["expect"].items() if name in found
    }


@pytest.mark.parametrize("case", cases("identity", "inline"))
def test_identity_policies(case):
    identity = Identity(document(case["policy"]))

    def on_all_keys(*actions):
        return [grant for grant in identity.allows if identity.on_all_keys(grant, actions).verdict == YES]

    full = any(access.verdict == YES for access in identity.full_access())
    free = [g for g in on_all_keys("kms:creategrant") if g.block.only("kms:grantisforawsresource", "true") != YES]
    found = {
        "full_kms": full,
        "decrypt_all": full or bool(on_all_keys("kms:decrypt", "kms:reencryptfrom")),
        "admin": any(identity.administrator(grant).verdict == YES for grant in identity.allows),
        "create_grant_unconstrained": full or bool(free),
    }
    assert agrees(case, found), found


@pytest.mark.parametrize("case", cases("key"))
def test_key_policies(case):
    keys = KeyPolicy(document(case["policy"]), OWNER)

    def some(ask):
        return any(ask(keys, grant).verdict == YES for grant in keys.allows)

    found = {
        "public": some(KeyPolicy.lets_anyone),
        "delegates_iam": some(KeyPolicy.delegates),
        "lockout": keys.locked_out().verdict == YES,
        "service_unscoped": some(confused_deputies),
        "cross_account": some(outside_accounts),
        "create_grant_unconstrained": some(grants_freely),
        "ineffective": any(ineffective(keys, statement).verdict == YES for statement in keys.document.statements),
    }
    assert agrees(case, found), found
