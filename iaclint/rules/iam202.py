"""A role trusts a third party or a service without saying for whom

## What it does

Reports a trust policy statement that trusts

- an account that is neither the owner (`--account-id`) nor trusted (`--trusted-account`), without an effective
  condition on `sts:ExternalId` (or `aws:SourceArn`, `aws:SourceAccount`, the organisation); accounts are judged only
  when the owner is known;
- a service that sends `aws:SourceArn` or `aws:SourceAccount` when it assumes a role, without an effective condition on
  `aws:SourceArn`, `aws:SourceAccount` or `aws:SourceOrgID`.

The services: `appstream.amazonaws.com`, `appsync.amazonaws.com`, `autoscaling.amazonaws.com`, `bedrock.amazonaws.com`,
`codebuild.amazonaws.com`, `iot.amazonaws.com`, `monitoring.rds.amazonaws.com`, `personalize.amazonaws.com`,
`pipes.amazonaws.com`, `scheduler.amazonaws.com`, `ssm.amazonaws.com`, `states.amazonaws.com`, `transfer.amazonaws.com`,
`vpc-flow-logs.amazonaws.com`. Services such as `ec2.amazonaws.com` and `lambda.amazonaws.com` take the role from a
resource of the same account and are left alone.

## Why

Who is trusted acts for many customers. Another customer can tell them the ARN of this role, and have them use it: a
confused deputy.

## Bad

```json
{
  "Effect": "Allow",
  "Principal": {"Service": "scheduler.amazonaws.com"},
  "Action": "sts:AssumeRole"
}
```

## Good

```json
{
  "Effect": "Allow",
  "Principal": {"Service": "scheduler.amazonaws.com"},
  "Action": "sts:AssumeRole",
  "Condition": {"StringEquals": {"aws:SourceAccount": "111122223333"}}
}
```

## Fix

Ask the third party for an external id and require it in `sts:ExternalId`; for a service require `aws:SourceArn` or
`aws:SourceAccount`.

## References

- The confused deputy problem: https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
- Confused deputy prevention in EventBridge Scheduler:
  https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
- Access to AWS accounts owned by third parties:
  https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
"""

from __future__ import annotations

import re
from functools import partial

from iaclint.estate import TRUST
from iaclint.policy.access import Access, item_place
from iaclint.policy.answer import MAYBE, YES
from iaclint.policy.principal import SERVICE
from iaclint.rules.answers import answer, quoted
from iaclint.rules.registry import Rule
from iaclint.rules.witnesses import of_policy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.policy.principal import Principal
    from iaclint.policy.sets import Grant
    from iaclint.rules.subject import PolicySubject
    from iaclint.rules.violation import Answer


RULE = Rule("IAM202", "iam-role-trust-confused-deputy", "medium", (TRUST,))
COMPLIANCE = ("prowler:iam_role_cross_service_confused_deputy_prevention",)

FIX_SERVICE = "require aws:SourceArn or aws:SourceAccount"
HELP_SERVICE = 'such as "Condition": {"StringEquals": {"aws:SourceAccount": "111122223333"}}'
FIX_ACCOUNT = "require sts:ExternalId, or declare the account as trusted"
HELP_ACCOUNT = "trusted accounts are given by --trusted-account, or in the configuration"
SOURCE = ("aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths")
THIRD_PARTY = ("sts:externalid", "aws:principalorgid", "aws:principalorgpaths", *SOURCE)
SERVICES = (
    "appstream.amazonaws.com",
    "appsync.amazonaws.com",
    "autoscaling.amazonaws.com",
    "bedrock.amazonaws.com",
    "codebuild.amazonaws.com",
    "iot.amazonaws.com",
    "monitoring.rds.amazonaws.com",
    "personalize.amazonaws.com",
    "pipes.amazonaws.com",
    "scheduler.amazonaws.com",
    "ssm.amazonaws.com",
    "states.amazonaws.com",
    "transfer.amazonaws.com",
    "vpc-flow-logs.amazonaws.com",
)
_REGION = re.compile(r"\.[a-z]{2}(?:-[a-z]+)+-[0-9](?=\.amazonaws\.)")


def check(subject: PolicySubject) -> Iterator[Answer]:
    """A violation for each statement that trusts a third party or such a service without saying for whom."""
    for grant in subject.trust.allows:
        offending = [one for one in subject.trust.principals(grant) if _offends(one, grant, subject)]
        given = tuple(subject.trust.given(grant))
        if offending and given:
            places = tuple(item_place(grant.statement, one.item) for one in offending)
            verdict = MAYBE if grant.block.open else YES
            access = Access(verdict, places, given, grant.block.unknowns, grants=(grant,))
            message, help = _words(offending[0], quoted(places[0]))
            yield from answer(access, message, help, witness=partial(of_policy, subject.trust))


def _offends(principal: Principal, grant: Grant, subject: PolicySubject) -> bool:
    """Whether a principal acts for others, and nothing in the statement says for whom."""
    if principal.kind == SERVICE:
        return _service(principal.text) in SERVICES and not grant.block.restricting(*SOURCE)
    return _outside(principal, subject) and not grant.block.restricting(*THIRD_PARTY)


def _words(principal: Principal, who: str) -> tuple[str, str]:
    if principal.kind == SERVICE:
        return f"{who} may assume this role for any of its customers; {FIX_SERVICE}", HELP_SERVICE
    return (
        f"{who} is of an outside account and may assume this role without an external id; {FIX_ACCOUNT}",
        HELP_ACCOUNT,
    )


def _service(text: str) -> str:
    """A service principal without Region and without the suffix of China."""
    return _REGION.sub("", text.lower()).removesuffix(".cn")


def _outside(principal: Principal, subject: PolicySubject) -> bool:
    """Whether a principal is of an account that is neither the owner nor trusted; asked only with a known owner."""
    owner, account = subject.settings.account_id, principal.account
    return bool(owner) and account.isdigit() and account not in (owner, *subject.settings.trusted_accounts)
