import pytest
from rules.judging import HEADER, key_verdicts, kms_key

ALL = ("ALL",)


def test_rotation_off_is_reported_at_the_value() -> None:
    assert key_verdicts(kms_key(rotation=False)) == [("KMS301", "false")]
    assert key_verdicts(kms_key(rotation="false")) == [("KMS301", "false")]


def test_rotation_not_set_is_reported_at_the_header() -> None:
    header = HEADER.text.strip('"')
    assert key_verdicts(kms_key()) == [("KMS301", header)]
    assert key_verdicts(kms_key(rotation=None)) == [("KMS301", header)]
    assert key_verdicts(kms_key(spec="SYMMETRIC_DEFAULT", usage="ENCRYPT_DECRYPT", origin="AWS_KMS", enabled=True)) == [
        ("KMS301", header)
    ]


@pytest.mark.parametrize(
    "values",
    [
        {"rotation": True},
        {"rotation": "true"},
        {"spec": "ECC_NIST_P256", "usage": "SIGN_VERIFY"},
        {"spec": "HMAC_256", "usage": "GENERATE_VERIFY_MAC"},
        {"spec": "RSA_2048", "usage": "ENCRYPT_DECRYPT"},
        {"origin": "EXTERNAL"},
        {"custom_key_store": "cks-1234567890abcdef0"},
        {"enabled": False, "rotation": False},
    ],
)
def test_rotation_is_asked_only_of_keys_that_can_rotate(values) -> None:
    assert key_verdicts(kms_key(**values)) == []


def test_replicas_and_imported_keys_do_not_rotate_themselves() -> None:
    assert key_verdicts(kms_key("replica")) == []
    assert key_verdicts(kms_key("external", rotation=False)) == []


def test_an_unknown_setting_is_told_and_is_no_violation() -> None:
    assert key_verdicts(kms_key(rotation="?{any var.rotate}")) == [("SRC002", "?{any var.rotate}")]
    assert key_verdicts(kms_key(spec="?{text var.spec}")) == [("SRC002", "?{text var.spec}")]
    assert key_verdicts(kms_key(rotation=True, spec="?{text var.spec}")) == []
    assert key_verdicts(kms_key(rotation="?{any var.rotate}", usage="SIGN_VERIFY")) == []


def test_deletion_window() -> None:
    for window in (7, "29"):
        assert key_verdicts(kms_key(rotation=True, policy="x", deletion_window=window), select=ALL) == [
            ("KMS302", str(window))
        ]
    for window in (30, None):
        assert key_verdicts(kms_key(rotation=True, policy="x", deletion_window=window), select=ALL) == []
    assert key_verdicts(kms_key(rotation=True, deletion_window=7)) == []


def test_bypassed_lockout_check() -> None:
    assert key_verdicts(kms_key(rotation=True, bypass_lockout_check=True)) == [("KMS303", "true")]
    assert key_verdicts(kms_key("replica", bypass_lockout_check="true")) == [("KMS303", "true")]
    assert key_verdicts(kms_key(rotation=True, bypass_lockout_check=False)) == []


def test_default_policy() -> None:
    header = HEADER.text.strip('"')
    assert key_verdicts(kms_key(rotation=True), select=ALL) == [("KMS304", header)]
    assert key_verdicts(kms_key(rotation=True, policy=""), select=ALL) == [("KMS304", header)]
    assert key_verdicts(kms_key(rotation=True, policy="?{any var.policy}"), select=ALL) == []
    assert key_verdicts(kms_key(rotation=True, policy_elsewhere=True), select=ALL) == []
    assert key_verdicts(kms_key(rotation=True)) == []
