from rules.judging import allow, key_allow, key_policy, verdicts

ONLY = {"select": ["DOC004"]}


def long(characters: int):
    """A policy of exactly so many characters without white space."""
    policy = allow("s3:GetObject", [])
    empty = len('{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":[]}]}')
    left = characters - empty
    arns = []
    while left > 0:
        size = min(left, 1000)
        size = left if left - size < 30 else size
        arns.append("arn:aws:s3:::" + "x" * (size - 13 - 2 - (1 if arns else 0)))
        left -= size
    policy["Statement"][0]["Resource"] = arns
    return policy


def test_the_quota_of_a_managed_policy() -> None:
    assert verdicts(long(6144), **ONLY) == []
    assert verdicts(long(6145), **ONLY) == [("DOC004", "Attribute", "")]


def test_the_quota_of_a_key_policy_is_in_bytes() -> None:
    app = {"AWS": "arn:aws:iam::111122223333:role/app"}
    assert verdicts(key_policy(key_allow(app, Sid="é" * 10_000)), "key", **ONLY) == []
    assert verdicts(key_policy(key_allow(app, Sid="é" * 16_300)), "key", **ONLY) == [("DOC004", "Attribute", "")]


def test_white_space_does_not_count_in_iam() -> None:
    import json

    assert verdicts(json.dumps(long(6144), indent=8), **ONLY) == []
