"""Whether a policy surely allows one request, against the reference evaluator."""

import pytest
from hypothesis import strategies as st
from policy.documents import document, hole, statements
from policy.laws import FEW, hold
from policy.strategies import KEY, OWN, identity_policies, resource_policies
from policy.test_laws import ARNS, ASKED, CLASSES, CONTEXTS, ROLE, present, strangers
from reference.evaluator import Request, allowed

from iaclint.policy.request import allows
from iaclint.values.value import ANY, TEXT


def test_an_identity_policy_allows_just_what_the_evaluator_allows():
    def law(policy, action, context):
        given = present(context)
        expected = allowed([policy], Request(ROLE, action, KEY, given))
        assert allows(document(policy), action, KEY, given) is expected
        return expected

    hold(law, FEW, identity_policies(), st.sampled_from(CLASSES), CONTEXTS)


def test_what_a_key_policy_surely_allows_the_evaluator_allows():
    """Not the other way round: that the account is allowed says of no single role of it that it is."""

    def law(policy, stranger, action):
        arn, context = stranger
        ours = allows(document(policy), action, KEY, context, arn)
        expected = allowed([policy], Request(arn, action, KEY, context))
        assert expected or not ours
        return ours is expected

    hold(law, FEW, resource_policies(), strangers(), st.sampled_from(ASKED))


STATEMENT = {"Effect": "Allow", "Principal": {"AWS": OWN}, "Action": "kms:Decrypt", "Resource": "*"}
SERVICE = {"Service": "sns.amazonaws.com"}


@pytest.mark.parametrize(
    ("more", "principal", "expected"),
    [
        ([], f"arn:aws:iam::{OWN}:root", True),
        ([], OWN, True),
        ([], ROLE, False),  # the account may, whether this role may is up to its own policies
        ([], ARNS[0], False),
        ([{**STATEMENT, "Principal": {"AWS": ROLE}}], ROLE, True),
        ([{**STATEMENT, "Principal": SERVICE}], "sns.amazonaws.com", True),
        ([{**STATEMENT, "Principal": "*"}], ROLE, True),
        ([{**STATEMENT, "Principal": "*"}, {**STATEMENT, "Effect": "Deny"}], ROLE, False),
        ([{**STATEMENT, "Principal": "*"}, {**STATEMENT, "Effect": "Deny", "Principal": {"AWS": "<p>"}}], ROLE, False),
        ([{"Effect": "Allow", "NotPrincipal": SERVICE, "Action": "kms:Decrypt", "Resource": "*"}], ROLE, True),
        ([{"Effect": "Allow", "NotPrincipal": {"AWS": OWN}, "Action": "kms:Decrypt", "Resource": "*"}], ROLE, False),
    ],
)
def test_who_is_surely_among_the_principals(more, principal, expected):
    assert allows(statements(STATEMENT, *more, p=hole("p", TEXT)), "kms:Decrypt", KEY, {}, principal) is expected


def test_what_depends_on_something_unknown_was_not_allowed():
    allow = {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "<r>"}
    policy = statements(allow, r=hole("aws_kms_key.k.arn", ANY))
    assert not allows(policy, "kms:Decrypt", KEY, {})
    assert allows(policy, "kms:Decrypt", "${aws_kms_key.k.arn}", {})  # the same hole
    assert not allows(statements({**allow, "Action": "<r>"}, r=hole("a", TEXT)), "kms:Decrypt", KEY, {})
    assert not allows(statements({**allow, "Condition": "<r>"}, r=hole("c", ANY)), "kms:Decrypt", KEY, {})
