"""The resource of a witness looks like one that AWS makes, wherever the policy leaves it open."""

import pytest
from policy.documents import statements
from reference.evaluator import Request, allowed

from iaclint.policy.answer import YES
from iaclint.policy.identity import Identity
from iaclint.policy.witness import of_identity


@pytest.mark.parametrize(
    ("resource", "shown"),
    [
        ("arn:aws:kms:*:*:key/mrk-*", "arn:aws:kms:us-east-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab"),
        (
            "arn:aws:kms:ap-northeast-1:*:key/*",
            "arn:aws:kms:ap-northeast-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
        ),
        (
            "arn:aws:kms:us-*:*:key/*",
            "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
        ),
        ("arn:aws-cn:kms:cn-north-1:*:key/ab*", "arn:aws-cn:kms:cn-north-1:111122223333:key/ab1"),
        ("arn:aws:kms:ap-northeast-1:*", "arn:aws:kms:ap-northeast-1::key/x"),  # not the six parts of an ARN
        ("arn:aws:kms:us-*:4444*:key/?bc", "arn:aws:kms:us-east-1:444400000000:key/0bc"),
    ],
)
def test_an_open_resource_is_filled_in(resource, shown):
    statement = {"Effect": "Allow", "Action": "kms:*", "Resource": resource}
    identity = Identity(statements(statement))
    access = identity.scoped_full_access(identity.allows[0])
    assert access.verdict == YES
    witness = of_identity(identity, access)
    assert witness is not None
    assert witness.resource == shown
    request = Request(witness.principal, witness.action, witness.resource, witness.context)
    assert allowed([{"Version": "2012-10-17", "Statement": statement}], request)
