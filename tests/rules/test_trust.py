import re

import pytest
from rules.judging import findings, statement, verdicts

from iaclint.rules.iam202 import NAMES
from iaclint.rules.pages import page

OWNER = "111122223333"
VENDOR = "arn:aws:iam::444455556666:root"


def trust(principal, condition=None, action="sts:AssumeRole", **told):
    elements = {"Principal": principal, "Action": action}
    if condition is not None:
        elements["Condition"] = condition
    told.setdefault("select", ["IAM2"])
    return verdicts(statement(**elements), "trust", **told)


def test_a_public_role_is_reported_at_the_principal() -> None:
    assert trust("*") == [("IAM201", "*", "Statement[0].Principal")]
    assert trust({"AWS": ["*", VENDOR]}, account=OWNER) == [("IAM201", "*", "Statement[0].Principal.AWS[0]")]
    assert trust({"AWS": "*"}, {"StringEquals": {"sts:ExternalId": "7e5b9c1d"}}) == [
        ("IAM201", "*", "Statement[0].Principal.AWS")
    ]


def test_not_principal_is_public_at_its_key() -> None:
    policy = statement(NotPrincipal={"AWS": VENDOR}, Action="sts:AssumeRole")
    assert verdicts(policy, "trust", select=["IAM2"]) == [("IAM201", "NotPrincipal", "Statement[0].NotPrincipal")]


def test_an_organisation_closes_a_role() -> None:
    assert trust("*", {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}) == []
    assert trust("*", {"StringEquals": {"aws:PrincipalAccount": OWNER}}) == []


@pytest.mark.parametrize("principal", [VENDOR, "444455556666", "arn:aws:iam::444455556666:role/agent"])
def test_a_third_party_needs_an_external_id(principal) -> None:
    path = "Statement[0].Principal.AWS"
    assert trust({"AWS": principal}, account=OWNER) == [("IAM202", principal, path)]
    assert trust({"AWS": principal}) == []
    assert trust({"AWS": principal}, account=OWNER, trusted=["444455556666"]) == []
    assert trust({"AWS": principal}, {"StringEquals": {"sts:ExternalId": "7e5b9c1d"}}, account=OWNER) == []
    assert trust({"AWS": principal}, {"StringLike": {"sts:ExternalId": "*"}}, account=OWNER) == [
        ("IAM202", principal, path)
    ]


def test_the_own_account_is_no_third_party() -> None:
    for principal in (OWNER, f"arn:aws:iam::{OWNER}:role/app", "?{owner AWS::AccountId}"):
        assert trust({"AWS": principal}, account=OWNER) == []


def test_services_that_say_for_whom_they_act() -> None:
    scheduler = {"Service": ["ec2.amazonaws.com", "scheduler.amazonaws.com"]}
    assert trust(scheduler) == [("IAM202", "scheduler.amazonaws.com", "Statement[0].Principal.Service[1]")]
    assert trust(scheduler, {"StringEquals": {"aws:SourceAccount": OWNER}}) == []
    assert trust(scheduler, {"ArnLike": {"aws:SourceArn": "arn:aws:scheduler:*:111122223333:*"}}) == []
    assert trust(scheduler, {"StringEqualsIfExists": {"aws:SourceAccount": OWNER}}) != []
    assert trust({"Service": "states.eu-west-1.amazonaws.com"}) != []
    for name in ("ec2", "lambda", "cloudformation", "firehose", "edgelambda", "ecs"):
        assert trust({"Service": f"{name}.amazonaws.com"}) == []


@pytest.mark.parametrize("name", NAMES)
def test_each_service_of_the_list_is_asked_for_whom(name) -> None:
    service = {"Service": f"{name}.amazonaws.com"}
    assert [rule for rule, _, _ in trust(service)] == ["IAM202"]
    assert trust(service, {"ArnLike": {"aws:SourceArn": "arn:aws:*:*:111122223333:*"}}) == []


def test_the_page_names_each_service_and_the_guide_that_shows_it() -> None:
    told = page("IAM202")
    _, _, listed = told.section("What it does").partition("(followed by `.amazonaws.com`):")
    assert re.findall(r"`([a-z.-]+)`[,.]", listed.partition(".\n\n")[0] + ".") == list(NAMES)
    guides = re.findall(r"^- `([a-z.-]+)`:\s+(\S+)$", told.section("References"), re.MULTILINE)
    assert [name for name, _ in guides] == list(NAMES)
    assert all(address.startswith("https://docs.aws.amazon.com/") for _, address in guides)


def test_several_in_one_statement_are_one_finding() -> None:
    policy = statement(Principal={"AWS": VENDOR, "Service": "scheduler.amazonaws.com"}, Action="sts:AssumeRole")
    (found,) = findings(policy, "trust", select=["IAM202"], account=OWNER)
    assert found.span.text == f'"{VENDOR}"'
    assert found.trace[-1].span.text == '"scheduler.amazonaws.com"'


def test_unknown_principals_and_conditions_are_told() -> None:
    both = {"select": ["IAM2", "SRC002"]}
    assert [rule for rule, _, _ in trust({"AWS": "?{any var.who}"}, **both)] == ["SRC002"]
    assert [rule for rule, _, _ in trust({"Service": "scheduler.amazonaws.com"}, "?{any var.c}", **both)] == ["SRC002"]
    assert [rule for rule, _, _ in trust({"Service": "?{any var.service}"}, **both)] == ["SRC002"]
    assert trust({"Service": "ec2.?{text var.suffix}"}, **both) == []


def only(rule, *told, **more):
    return [found for found, _, _ in trust(*told, **{"select": [rule, "SRC002"], **more})]


def test_each_question_stays_open_by_itself() -> None:
    assert only("IAM202", {"AWS": "?{any var.who}"}, account=OWNER) == ["SRC002"]
    assert only("IAM202", {"AWS": "?{any var.who}"}) == []  # accounts are judged only with a known owner
    assert only("IAM202", {"AWS": VENDOR}, action="?{any var.a}", account=OWNER) == ["SRC002"]
    assert only("IAM202", {"AWS": VENDOR}, {"StringEquals": "?{any var.c}"}, account=OWNER) == ["SRC002"]
    assert only("IAM202", {"Service": "?{text var.s}.amazonaws.com"}) == ["SRC002"]
    assert only("IAM202", {"AWS": [VENDOR, "?{any var.who}"]}, account=OWNER) == ["IAM202"]


@pytest.mark.parametrize(
    "service",
    [
        *("states.?{region r}.amazonaws.com", "scheduler.?{segment AWS::URLSuffix}", "states.?{region r}.?{segment s}"),
        *("scheduler.amazonaws.com.cn", "SCHEDULER.amazonaws.com", "states.us-gov-west-1.amazonaws.com"),
    ],
)
def test_a_service_is_known_without_its_region_and_suffix(service) -> None:
    assert only("IAM202", {"Service": service}) == ["IAM202"]
    assert only("IAM202", {"Service": service.replace("states", "ec2").replace("scheduler", "lambda")}) == (
        [] if "SCHED" not in service else ["IAM202"]
    )


def denying(principal, condition=None, allowed=None):
    deny = {"Effect": "Deny", "Principal": principal, "Action": "sts:AssumeRole"}
    deny |= {"Condition": condition} if condition else {}
    return [{"Effect": "Allow", "Principal": allowed or {"AWS": VENDOR}, "Action": "sts:AssumeRole"}, deny]


SERVICE = {"Service": "scheduler.amazonaws.com"}


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        (denying("*", {"StringNotEquals": {"sts:ExternalId": "7e5b9c1d"}}), []),
        (denying({"AWS": VENDOR}, {"StringNotEqualsIfExists": {"sts:ExternalId": "7e5b9c1d"}}), []),
        (denying({"AWS": VENDOR}), []),
        (denying({"AWS": "arn:aws:iam::777788889999:root"}, {"StringNotEquals": {"sts:ExternalId": "x"}}), ["IAM202"]),
        (denying("*", {"StringNotLike": {"sts:ExternalId": "*"}}), ["IAM202"]),
        (denying("*", {"StringEquals": {"sts:ExternalId": "x"}}), ["IAM202"]),
        (denying("*", {"Null": {"sts:ExternalId": "true"}}), ["IAM202"]),
        (denying("*", {"StringNotEquals": {"sts:ExternalId": "x", "aws:username": "y"}}), ["IAM202"]),
        (denying("*", {"StringNotEquals": {"aws:SourceAccount": OWNER}}, SERVICE), []),
        (denying("*", {"StringNotEquals": {"sts:ExternalId": "x"}}, SERVICE), ["IAM202"]),
        (
            denying(
                "*",
                {
                    "StringNotEqualsIfExists": {"aws:SourceOrgID": "o-a1b2c3d4e5"},
                    "Bool": {"aws:PrincipalIsAWSService": "true"},
                },
                SERVICE,
            ),
            [],
        ),
        (
            denying(
                "*",
                {
                    "StringNotEqualsIfExists": {"aws:SourceOrgID": "o-a1b2c3d4e5"},
                    "Null": {"aws:SourceAccount": "false"},
                },
                SERVICE,
            ),
            ["IAM202"],
        ),
    ],
)
def test_a_deny_may_ask_for_whom(statements, expected) -> None:
    policy = {"Version": "2012-10-17", "Statement": statements}
    assert [rule for rule, _, _ in verdicts(policy, "trust", select=["IAM202"], account=OWNER)] == expected


def test_an_account_that_only_a_condition_lets_in() -> None:
    condition = {"StringEquals": {"aws:PrincipalAccount": "444455556666"}}
    assert trust("*", condition, account=OWNER) == [("IAM202", "*", "Statement[0].Principal")]
    assert trust("*", condition, account=OWNER, trusted=["444455556666"]) == []
    assert trust("*", {"StringEquals": {**condition["StringEquals"], "sts:ExternalId": "x"}}, account=OWNER) == []


def test_the_network_alone_does_not_close_a_role() -> None:
    assert trust("*", {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}) == [("IAM201", "*", "Statement[0].Principal")]
    assert trust("*", {"StringEquals": {"aws:SourceVpce": "vpce-1a2b3c4d"}}) == [
        ("IAM201", "*", "Statement[0].Principal")
    ]


def test_a_key_of_kms_closes_no_role() -> None:
    assert trust("*", {"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}}) == [
        ("IAM201", "*", "Statement[0].Principal")
    ]
