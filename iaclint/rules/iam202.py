"""A role trusts a third party or a service without saying for whom

## What it does

Reports a trust policy statement that trusts

- an account that is neither the owner (`--account-id`) nor trusted (`--trusted-account`), without an effective
  condition on `sts:ExternalId` (or `aws:SourceArn`, `aws:SourceAccount`, the organisation); accounts are judged only
  when the owner is known;
- a service that sends `aws:SourceArn` or `aws:SourceAccount` when it assumes a role, without an effective condition on
  `aws:SourceArn`, `aws:SourceAccount` or `aws:SourceOrgID`.

The services, each with the guide that shows such a trust policy under References (followed by `.amazonaws.com`):
`airflow`, `airflow-env`, `amplify`, `appstream`, `appsync`, `autoscaling`, `batch`, `bedrock`, `cloudfront`,
`codebuild`, `comprehend`, `config`, `datasync`, `dms`, `ecs-tasks`, `es`, `events`, `greengrass`, `iot`,
`kafkaconnect`, `kendra`, `kinesisanalytics`, `logs`, `mediaconvert`, `monitoring.rds`, `personalize`, `pipes`, `rds`,
`rekognition`, `sagemaker`, `scheduler`, `spotfleet`, `ssm`, `states`, `textract`, `transcribe`, `transfer`,
`translate`, `vpc-flow-logs`.

Other services are left alone: their guides show no such condition (`ec2`, `lambda`), show it for one kind of role only
(`cloudformation`, for the administration role of stack sets), or ask for `sts:ExternalId` instead (`firehose`).

A `Deny` that stops every request without such a value counts like the condition itself. An account that only a
condition on a statement for everyone lets in is an outside account too.

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
- `airflow`: https://docs.aws.amazon.com/mwaa/latest/userguide/cross-service-confused-deputy-prevention.html
- `airflow-env`: https://docs.aws.amazon.com/mwaa/latest/userguide/cross-service-confused-deputy-prevention.html
- `amplify`: https://docs.aws.amazon.com/amplify/latest/userguide/cross-service-confused-deputy-prevention.html
- `appstream`: https://docs.aws.amazon.com/appstream2/latest/developerguide/example-fleet-machine.html
- `appsync`: https://docs.aws.amazon.com/appsync/latest/devguide/attaching-a-data-source.html
- `autoscaling`: https://docs.aws.amazon.com/autoscaling/ec2/userguide/cross-service-confused-deputy-prevention.html
- `batch`: https://docs.aws.amazon.com/batch/latest/userguide/cross-service-confused-deputy-prevention.html
- `bedrock`: https://docs.aws.amazon.com/bedrock/latest/userguide/batch-iam-sr.html
- `cloudfront`: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/real-time-logs.html
- `codebuild`: https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html
- `comprehend`: https://docs.aws.amazon.com/comprehend/latest/dg/cross-service-confused-deputy-prevention.html
- `config`: https://docs.aws.amazon.com/config/latest/developerguide/iamrole-permissions.html
- `datasync`: https://docs.aws.amazon.com/datasync/latest/userguide/cross-service-confused-deputy-prevention.html
- `dms`: https://docs.aws.amazon.com/dms/latest/userguide/cross-service-confused-deputy-prevention.html
- `ecs-tasks`: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
- `es`:
  https://docs.aws.amazon.com/opensearch-service/latest/developerguide/cross-service-confused-deputy-prevention.html
- `events`: https://docs.aws.amazon.com/eventbridge/latest/userguide/cross-service-confused-deputy-prevention.html
- `greengrass`: https://docs.aws.amazon.com/greengrass/v2/developerguide/greengrass-service-role.html
- `iot`: https://docs.aws.amazon.com/iot/latest/developerguide/iot-create-role.html
- `kafkaconnect`: https://docs.aws.amazon.com/msk/latest/developerguide/msk-connect-service-execution-role.html
- `kendra`: https://docs.aws.amazon.com/kendra/latest/dg/iam-roles.html
- `kinesisanalytics`:
  https://docs.aws.amazon.com/managed-flink/latest/java/iam-cross-service-confused-deputy-prevention.html
- `logs`: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
- `mediaconvert`: https://docs.aws.amazon.com/mediaconvert/latest/ug/cross-service-confused-deputy-prevention.html
- `monitoring.rds`: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html
- `personalize`: https://docs.aws.amazon.com/personalize/latest/dg/cross-service-confused-deputy-prevention.html
- `pipes`: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-pipes-pipe.html
- `rds`: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/cross-service-confused-deputy-prevention.html
- `rekognition`: https://docs.aws.amazon.com/rekognition/latest/dg/cross-service-confused-deputy-prevention.html
- `sagemaker`: https://docs.aws.amazon.com/sagemaker/latest/dg/security-confused-deputy-prevention.html
- `scheduler`: https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
- `spotfleet`: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-fleet-prerequisites.html
- `ssm`: https://docs.aws.amazon.com/systems-manager/latest/userguide/cross-service-confused-deputy-prevention.html
- `states`: https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html
- `textract`: https://docs.aws.amazon.com/textract/latest/dg/cross-service-confused-deputy-prevention.html
- `transcribe`: https://docs.aws.amazon.com/transcribe/latest/dg/security_iam_id-based-policy-examples.html
- `transfer`: https://docs.aws.amazon.com/transfer/latest/userguide/confused-deputy.html
- `translate`: https://docs.aws.amazon.com/translate/latest/dg/async-prereqs.html
- `vpc-flow-logs`: https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html
- Access to AWS accounts owned by third parties:
  https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
"""

from __future__ import annotations

import re
from functools import partial

from iaclint.estate import TRUST
from iaclint.policy.answer import MAYBE, NO, YES, Access, every, item_place, known, some
from iaclint.policy.language import PatternSet
from iaclint.policy.principal import EVERYONE, SERVICE, UNKNOWN, free
from iaclint.policy.reading import text_pattern
from iaclint.rules.answers import answer, quoted, witness_of_policy
from iaclint.rules.registry import Rule
from iaclint.text.mapped import Chars
from iaclint.values.value import REGION, SEGMENT, String, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.policy.principal import Principal
    from iaclint.policy.sets import Grant
    from iaclint.rules.subject import PolicySubject
    from iaclint.rules.violation import Answer
    from iaclint.values.value import Value


RULE = Rule("IAM202", "iam-role-trust-confused-deputy", "medium", (TRUST,))
COMPLIANCE = ("prowler:iam_role_cross_service_confused_deputy_prevention",)

FIX_SERVICE = "require aws:SourceArn or aws:SourceAccount"
HELP_SERVICE = 'such as "Condition": {"StringEquals": {"aws:SourceAccount": "111122223333"}}'
FIX_ACCOUNT = "require sts:ExternalId, or declare the account as trusted"
HELP_ACCOUNT = "trusted accounts are given by --trusted-account, or in the configuration"
SOURCE = ("aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths")
THIRD_PARTY = ("sts:externalid", "aws:principalorgid", "aws:principalorgpaths", *SOURCE)
SUFFIX = "amazonaws.com"
# fmt: off
NAMES = (
    "airflow", "airflow-env", "amplify", "appstream", "appsync", "autoscaling", "batch", "bedrock", "cloudfront",
    "codebuild", "comprehend", "config", "datasync", "dms", "ecs-tasks", "es", "events", "greengrass", "iot",
    "kafkaconnect", "kendra", "kinesisanalytics", "logs", "mediaconvert", "monitoring.rds", "personalize", "pipes",
    "rds", "rekognition", "sagemaker", "scheduler", "spotfleet", "ssm", "states", "textract", "transcribe",
    "transfer", "translate", "vpc-flow-logs",
)
# fmt: on
SERVICES = frozenset(f"{name}.{SUFFIX}" for name in NAMES)
_REGION = re.compile(r"\.[a-z]{2}(?:-[a-z]+)+-[0-9](?=\.amazonaws\.)")


def check(subject: PolicySubject) -> Iterator[Answer]:
    """A violation for each statement that trusts a third party or such a service without saying for whom."""
    for grant in subject.trust.allows:
        given = tuple(subject.trust.given(grant))
        asked = subject.trust.principals(grant) if given else ()
        answers = [(one, _offends(one, grant, subject, given)) for one in asked]
        offends = some(answer for _, answer in answers)
        has = some(map(grant.has, given))
        verdict = every((offends, has, MAYBE if grant.block.open else YES))
        if verdict != NO:
            chosen = [one for one, answer in answers if answer == offends]
            places = tuple(item_place(grant.statement, one.item) for one in chosen)
            holes = (*grant.block.unknowns, *(grant.actions.unknowns if has == MAYBE else ()))
            unsure = (hole for one in chosen for hole in one.item.unknowns()) if offends == MAYBE else ()
            access = Access(verdict, places, given, (*unsure, *holes), grants=(grant,))
            message, help = _words(chosen[0], quoted(places[0]))
            yield from answer(access, message, help, witness=partial(witness_of_policy, subject.trust))


def _offends(principal: Principal, grant: Grant, subject: PolicySubject, actions: tuple[str, ...]) -> str:
    """Whether a principal acts for others, and nothing says for whom."""
    service = principal.kind == SERVICE
    keys = SOURCE if service else THIRD_PARTY
    acts = _acts_for_customers(principal) if service else _outside(principal, grant, subject)
    if acts == NO or grant.block.restricting(*keys):
        return NO
    left = [action for action in actions if not subject.trust.denied_without(keys, action, principal)]
    return acts if left else NO


def _words(principal: Principal, who: str) -> tuple[str, str]:
    if principal.kind == SERVICE:
        return f"{who} may assume this role for any of its customers; {FIX_SERVICE}", HELP_SERVICE
    if principal.kind == EVERYONE:
        return f"{who} lets an outside account assume this role without an external id; {FIX_ACCOUNT}", HELP_ACCOUNT
    return (
        f"{who} is of an outside account and may assume this role without an external id; {FIX_ACCOUNT}",
        HELP_ACCOUNT,
    )


def _acts_for_customers(principal: Principal) -> str:
    """Whether a service principal is one of ``SERVICES``."""
    text = _written(principal.item.value)
    if text is not None:
        return known(_REGION.sub("", text.lower()).removesuffix(".cn") in SERVICES)
    pattern = text_pattern(principal.item.value)
    matched = (PatternSet((pattern,)).matches(service) for service in SERVICES) if pattern is not None else ()
    return NO if some(matched) == NO else MAYBE


def _written(value: Value) -> str | None:
    """A service principal without what stands for the Region, and with the usual suffix where a name of one stands."""
    parts = value.flat() if isinstance(value, String) else (value,)
    text = ""
    for at, part in enumerate(parts):
        if not isinstance(part, Unknown):
            text += part.text if isinstance(part, Chars) else ""
        elif part.shape == REGION and text.endswith("."):
            text = text[:-1]
        elif part.shape == SEGMENT and text.endswith(".") and at == len(parts) - 1:
            text += SUFFIX
        else:
            return None
    return text


def _outside(principal: Principal, grant: Grant, subject: PolicySubject) -> str:
    """Whether a principal is of an account that is neither the owner nor trusted; asked only with a known owner."""
    owner = subject.settings.account_id
    if not owner:
        return NO
    if principal.kind == UNKNOWN and free(principal.item):
        return MAYBE
    accounts = {principal.account}
    if principal.kind == EVERYONE:
        accounts = {account for clause in grant.block.clauses for _, account in clause.accounts()}
    own = (owner, *subject.settings.trusted_accounts)
    return known(any(account.isdigit() and account not in own for account in accounts))
