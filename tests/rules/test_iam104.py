import ast
import re
from importlib.util import find_spec
from pathlib import Path

import pytest
from rules.judging import allow, findings, verdicts

from iaclint.policy.catalogue import actions
from iaclint.rules.escalation import WAYS
from iaclint.rules.pages import page

ONLY = {"select": ["IAM104"]}


EVERY_WAY = [names for names, _, _ in WAYS]


@pytest.mark.parametrize("way", EVERY_WAY, ids=" + ".join)
def test_each_way_is_reported(way) -> None:
    (found,) = findings(allow(["s3:ListBucket", *way]), **ONLY)
    assert found.span.text == f'"{way[0]}"'
    assert found.message.startswith(f"what is allowed leads to more rights: {' + '.join(way)}")
    for missing in way:
        rest = [action for action in way if action != missing]
        assert not any(set(other) <= set(rest) for other in EVERY_WAY)  # no way is a part of another one
        assert not rest or verdicts(allow(rest), **ONLY) == []


def test_the_page_lists_the_ways_with_where_they_are_published() -> None:
    told = " ".join(page("IAM104").section("What it does").split())
    listed = [f"- {' + '.join(f'`{action}`' for action in names)} ({published})" for names, _, published in WAYS]
    assert " ".join(listed) in told
    assert told.count("- `") == len(listed)


@pytest.mark.parametrize("published", [published for _, _, published in WAYS])
def test_each_way_is_published(published) -> None:
    source = r"R([1-9]|1\d|2[0-8])|[a-z0-9]+-\d{3}|M|P"
    assert all(re.fullmatch(source, one) for one in published.split(", "))


def test_prowler_has_the_ways_that_are_said_to_be_its() -> None:
    spec = find_spec("prowler")
    if spec is None or not spec.submodule_search_locations:
        pytest.skip("prowler is not installed: pip install --no-deps prowler")
    (folder,) = spec.submodule_search_locations
    source = Path(folder, "providers/aws/services/iam/lib/privilege_escalation.py").read_text(encoding="utf-8")
    values = [node.value for node in ast.parse(source).body if isinstance(node, ast.Assign)]
    (theirs,) = [ast.literal_eval(value) for value in values if isinstance(value, ast.Dict)]
    for names, _, published in WAYS:
        assert any(set(names) <= set(way) for way in theirs.values()) == ("P" in published.split(", ")), names


def test_every_action_of_a_way_exists() -> None:
    named = {name for way in EVERY_WAY for name in way}
    assert named <= {action.name for name in named for action in actions(name.partition(":")[0])}


@pytest.mark.parametrize(
    ("way", "service"), [(names, service) for names, services, _ in WAYS for service in services], ids=str
)
def test_a_role_that_is_passed_to_another_service_leads_nowhere(way, service) -> None:
    policy = allow(list(way[1:]))
    for word, codes in ((service, ["IAM104"]), ("ops.apigateway.amazonaws.com", [])):
        condition = {"StringEquals": {"iam:PassedToService": word}}
        passing = {"Effect": "Allow", "Action": way[0], "Resource": "*", "Condition": condition}
        both = {**policy, "Statement": [*policy["Statement"], passing]}
        assert [rule for rule, _, _ in verdicts(both, **ONLY)] == codes


def test_the_steps_may_stand_in_several_statements_and_the_first_is_reported() -> None:
    policy = allow("ec2:RunInstances")
    policy["Statement"].append({"Effect": "Allow", "Action": ["iam:GetRole", "iam:PassRole"], "Resource": "*"})
    (found,) = findings(policy, **ONLY)
    assert (found.policy_path, found.span.text) == ("Statement[0].Action", '"ec2:RunInstances"')
    assert found.trace[-1].span.text == '"iam:PassRole"'


def test_several_ways_are_one_finding_and_the_message_stays_short() -> None:
    (found,) = findings(allow("iam:*"), **ONLY)
    assert found.message == (
        "what is allowed leads to more rights: iam:CreatePolicyVersion, iam:SetDefaultPolicyVersion, "
        "iam:AttachUserPolicy, iam:AttachGroupPolicy and 9 other ways; take one action of each way out, or limit it"
    )


@pytest.mark.parametrize(
    ("action", "resource", "codes"),
    [
        ("iam:CreatePolicyVersion", "arn:aws:iam::111122223333:policy/app", ["IAM104"]),
        ("iam:CreatePolicyVersion", "?{any var.policy}", ["IAM104"]),
        ("iam:CreatePolicyVersion", "arn:aws:s3:::bucket/*", []),
        ("iam:GetPolicyVersion", "*", []),
        ("iam:PassRole", "*", []),
        ("ec2:*", "*", []),
        ("kms:*", "*", []),
    ],
)
def test_the_resource_must_be_of_the_service(action, resource, codes) -> None:
    assert [rule for rule, _, _ in verdicts(allow(action, resource), **ONLY)] == codes


def test_deny_takes_a_way_away() -> None:
    policy = allow("iam:CreatePolicyVersion")
    policy["Statement"].append({"Effect": "Deny", "Action": "iam:Create*", "Resource": "*"})
    assert verdicts(policy, **ONLY) == []


def test_what_limits_a_way() -> None:
    way = ["iam:PassRole", "ec2:RunInstances"]
    other = {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}
    same = {"StringLike": {"iam:PassedToService": "ec2.*"}}
    pass_role = {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"}
    for condition, codes in ((other, []), (same, ["IAM104"])):
        policy = allow("ec2:RunInstances")
        policy["Statement"].append({**pass_role, "Condition": condition})
        assert [rule for rule, _, _ in verdicts(policy, **ONLY)] == codes
    boundary = {"StringEquals": {"iam:PermissionsBoundary": "arn:aws:iam::111122223333:policy/limit"}}
    assert verdicts(allow("iam:AttachRolePolicy", Condition=boundary), **ONLY) == []
    own = "arn:aws:iam::*:user/${aws:username}"
    partly_known = "arn:?{partition p}:iam::?{owner o}:user/${aws:username}"
    assert verdicts(allow(["iam:CreateAccessKey", "iam:UpdateLoginProfile"], own), **ONLY) == []
    assert verdicts(allow(["iam:CreateAccessKey", "iam:UpdateLoginProfile"], [own, partly_known]), **ONLY) == []
    assert verdicts(allow("iam:CreateAccessKey", [own, "?{any var.user}"]), **ONLY) != []
    assert verdicts(allow("iam:AttachUserPolicy", own), **ONLY) != []
    mfa = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    assert verdicts(allow(way, Condition=mfa), **ONLY) != []


def test_administrator_access_says_more() -> None:
    assert [rule for rule, _, _ in verdicts(allow("*"), select=["IAM"])] == ["IAM101"]


def test_unknown_actions_are_told() -> None:
    assert verdicts(allow("iam:?{text var.verb}"), select=["IAM104", "SRC002"]) == [
        ("SRC002", "iam:?{text var.verb}", "Statement[0].Action")
    ]


def test_everything_but_some_resources_may_be_of_the_service() -> None:
    policy = allow("iam:CreatePolicyVersion")
    statement = {"Effect": "Allow", "Action": "iam:CreatePolicyVersion", "NotResource": "arn:aws:s3:::bucket"}
    (found,) = findings({**policy, "Statement": statement}, **ONLY)
    assert (found.policy_path, found.witness) == ("Statement.Action", None)
    everything = {**statement, "NotResource": "*"}
    assert verdicts({**policy, "Statement": everything}, **ONLY) == []
