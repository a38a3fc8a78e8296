"""The allowed actions lead to more rights

## What it does

Reports an identity policy whose allowed actions, after `Deny`, contain a known way to more rights, on resources that
may be of the service the way needs (`*`, an unknown resource, an ARN of that service). One finding per policy, with the
ways in the message:

- `iam:CreatePolicyVersion` (R1, iam-001, P)
- `iam:SetDefaultPolicyVersion` (R2, P)
- `iam:AttachUserPolicy` (R7, iam-008, P)
- `iam:AttachGroupPolicy` (R8, iam-010, P)
- `iam:AttachRolePolicy` (R9, iam-009, P)
- `iam:PutUserPolicy` (R10, iam-007, P)
- `iam:PutGroupPolicy` (R11, iam-011, P)
- `iam:PutRolePolicy` (R12, iam-005, P)
- `iam:AddUserToGroup` (R13, iam-013, P)
- `iam:CreateAccessKey` (R4, iam-002, P)
- `iam:CreateLoginProfile` (R5, iam-004, P)
- `iam:UpdateLoginProfile` (R6, iam-006, P)
- `iam:UpdateAssumeRolePolicy` (R14, iam-012, P)
- `sso:AttachManagedPolicyToPermissionSet` (sso-002, P)
- `sso:PutInlinePolicyToPermissionSet` (sso-003, P)
- `lambda:UpdateFunctionCode` (R18, lambda-003, P)
- `glue:UpdateDevEndpoint` (R20, glue-002, P)
- `iam:PassRole` + `ec2:RunInstances` (R3, ec2-001, P)
- `iam:PassRole` + `ec2:RequestSpotInstances` (ec2-003, P)
- `iam:PassRole` + `autoscaling:CreateLaunchConfiguration` + `autoscaling:CreateAutoScalingGroup` (M, P)
- `iam:PassRole` + `autoscaling:CreateLaunchConfiguration` + `autoscaling:UpdateAutoScalingGroup` (P)
- `iam:PassRole` + `elasticmapreduce:RunJobFlow` (emr-001, P)
- `iam:PassRole` + `imagebuilder:CreateComponent` + `imagebuilder:CreateImageRecipe` +
  `imagebuilder:CreateInfrastructureConfiguration` + `imagebuilder:CreateImage` (imagebuilder-001, P)
- `iam:PassRole` + `lambda:CreateFunction` + `lambda:InvokeFunction` (R15, lambda-001, P)
- `iam:PassRole` + `lambda:CreateFunction` + `lambda:CreateEventSourceMapping` (R17, lambda-002, P)
- `iam:PassRole` + `lambda:CreateFunction` + `lambda:AddPermission` (R16, lambda-006, P)
- `iam:PassRole` + `glue:CreateDevEndpoint` (R19, glue-001, P)
- `iam:PassRole` + `glue:CreateJob` + `glue:StartJobRun` (glue-003, P)
- `iam:PassRole` + `glue:CreateJob` + `glue:CreateTrigger` (glue-004, P)
- `iam:PassRole` + `glue:UpdateJob` + `glue:StartJobRun` (glue-005, P)
- `iam:PassRole` + `glue:UpdateJob` + `glue:CreateTrigger` (glue-006, P)
- `iam:PassRole` + `glue:CreateSession` + `glue:RunStatement` (glue-007, P)
- `iam:PassRole` + `cloudformation:CreateStack` (R21, cloudformation-001, P)
- `iam:PassRole` + `cloudformation:CreateStackSet` + `cloudformation:CreateStackInstances` (cloudformation-003, P)
- `iam:PassRole` + `cloudformation:UpdateStackSet` (cloudformation-004, P)
- `iam:PassRole` + `datapipeline:CreatePipeline` + `datapipeline:PutPipelineDefinition` (R22, datapipeline-001, P)
- `iam:PassRole` + `codebuild:CreateProject` + `codebuild:StartBuild` (codebuild-001, P)
- `iam:PassRole` + `codebuild:CreateProject` + `codebuild:StartBuildBatch` (codebuild-004, P)
- `iam:PassRole` + `ecs:RegisterTaskDefinition` + `ecs:RunTask` (ecs-004, P)
- `iam:PassRole` + `ecs:RegisterTaskDefinition` + `ecs:StartTask` (ecs-005, P)
- `iam:PassRole` + `ecs:RegisterTaskDefinition` + `ecs:CreateService` (ecs-003, P)
- `iam:PassRole` + `batch:RegisterJobDefinition` + `batch:SubmitJob` (batch-001, P)
- `iam:PassRole` + `apprunner:CreateService` (apprunner-001, P)
- `iam:PassRole` + `sagemaker:CreateNotebookInstance` (R27, sagemaker-001, P)
- `iam:PassRole` + `sagemaker:CreateTrainingJob` (sagemaker-002, P)
- `iam:PassRole` + `sagemaker:CreateProcessingJob` (sagemaker-003, P)
- `iam:PassRole` + `scheduler:CreateSchedule` (scheduler-001, P)
- `iam:PassRole` + `states:CreateStateMachine` + `states:StartExecution` (stepfunctions-001, P)
- `iam:PassRole` + `ssm:CreateDocument` + `ssm:StartAutomationExecution` (ssm-003, P)
- `iam:PassRole` + `emr-serverless:CreateApplication` + `emr-serverless:StartJobRun` (emrserverless-001, P)
- `iam:PassRole` + `kinesisanalytics:CreateApplication` + `kinesisanalytics:StartApplication` (kinesisanalytics-001, P)
- `iam:PassRole` + `braket:CreateJob` (braket-001, P)
- `iam:PassRole` + `omics:CreateWorkflow` + `omics:StartRun` + `s3:GetObject` (omics-001, P)
- `iam:PassRole` + `gamelift:CreateBuild` + `gamelift:RequestUploadCredentials` + `gamelift:CreateFleet` (gamelift-001,
  P)
- `iam:PassRole` + `cognito-identity:SetIdentityPoolRoles` (cognitoidentity-001, P)
- `iam:PassRole` + `bedrock-agentcore:CreateCodeInterpreter` + `bedrock-agentcore:StartCodeInterpreterSession` +
  `bedrock-agentcore:InvokeCodeInterpreter` (bedrock-001, P)
- `iam:PassRole` + `bedrock-agentcore:CreateAgentRuntime` + `bedrock-agentcore:CreateAgentRuntimeEndpoint` +
  `bedrock-agentcore:CreateWorkloadIdentity` + `bedrock-agentcore:InvokeAgentRuntimeCommand` (P)
- `iam:PassRole` + `bedrock-agentcore:CreateBrowser` + `bedrock-agentcore:StartBrowserSession` +
  `bedrock-agentcore:ConnectBrowserAutomationStream` (P)

Not counted are `iam:PassRole` limited by `iam:PassedToService` to other services; IAM actions limited by
`iam:PermissionsBoundary` or `iam:PolicyARN`; credentials that users may only make for themselves
(`user/${aws:username}`).

Each way stands with where it is published (a source may list more that is needed on the way, such as
`sts:AssumeRole`): R with a number in the list of Rhino Security Labs, a name such as iam-001 in the one of
pathfinding.cloud, P in the one of Prowler 5.46.0, M in Principal Mapper.

Of what these publish are left out: ways through something that has a role already (R26, R28, `ssm:StartSession`,
`cloudformation:UpdateStack`, `codebuild:StartBuild`, `ecs:RunTask` without a task definition of one's own,
`sts:AssumeRole`, ...) and the removal of permissions boundaries, as what they lead to depends on rights that the policy
does not show, and people who operate things need them every day; and AWS CodeStar (R23 to R25), which has ended.

## Why

Whoever has the policy can give themselves, or take over, more rights than the policy shows: often those of an
administrator.

## Bad

```json
{
  "Effect": "Allow",
  "Action": ["iam:PassRole", "ec2:RunInstances"],
  "Resource": "*"
}
```

## Good

```json
{
  "Effect": "Allow",
  "Action": "ec2:RunInstances",
  "Resource": "*"
}
```

## Fix

Take one action of each way out, or limit it: to roles that are no stronger, by a permissions boundary, by
`iam:PassedToService`.

## References

- AWS IAM privilege escalation, methods and mitigation (Rhino Security Labs), and its numbered list:
  https://rhinosecuritylabs.com/aws/aws-privilege-escalation-methods-mitigation/
  https://github.com/RhinoSecurityLabs/AWS-IAM-Privilege-Escalation
- AWS IAM privilege escalation paths (Datadog, pathfinding.cloud): https://pathfinding.cloud/paths/
- Combinations that Prowler looks for:
  https://github.com/prowler-cloud/prowler/blob/master/prowler/providers/aws/services/iam/lib/privilege_escalation.py
- Principal Mapper (NCC Group): https://github.com/nccgroup/PMapper
- Privilege escalation in AWS (Bishop Fox), and its vulnerable policies to try them on:
  https://bishopfox.com/blog/privilege-escalation-in-aws
  https://github.com/BishopFox/iam-vulnerable
- AWS managed policies, for the services that roles are passed to:
  https://docs.aws.amazon.com/aws-managed-policy/latest/reference/about-managed-policy-reference.html
- Permissions boundaries for IAM entities:
  https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
"""

from __future__ import annotations

from iaclint.finding import CONFIDENCES
from iaclint.policy.answer import MAYBE, NO, YES, opposite, some
from iaclint.policy.elements import known
from iaclint.policy.language import PatternSet
from iaclint.rules.answers import confidence, deciding, takes_part, witness_of_identity
from iaclint.rules.escalation import PASS, WAYS
from iaclint.rules.registry import IDENTITY, Rule
from iaclint.rules.violation import Question, Violation
from iaclint.values.value import String

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.policy.condition import Clause
    from iaclint.policy.identity import Identity
    from iaclint.policy.sets import Grant
    from iaclint.rules.subject import PolicySubject
    from iaclint.rules.violation import Answer
    from iaclint.values.value import Unknown


RULE = Rule("IAM104", "iam-privilege-escalation", "high", IDENTITY)
COMPLIANCE = ("prowler:iam_policy_allows_privilege_escalation", "prowler:iam_inline_policy_allows_privilege_escalation")

FIX = "take one action of each way out, or limit it"
HELP = "limits that count: the resource, iam:PermissionsBoundary, iam:PolicyARN, iam:PassedToService"

SERVICES = frozenset(actions[0].partition(":")[0] for actions, _, _ in WAYS)  # one of these is in each way
OWN_CREDENTIALS = ("iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:UpdateLoginProfile")
LIMITS = ("iam:permissionsboundary", "iam:policyarn")
SHOWN = 4  # ways in the message


def check(subject: PolicySubject) -> Iterator[Answer]:
    """One violation for a policy that contains such ways, at the first action of one in the policy."""
    identity = subject.identity
    if not any(map(_concerned, identity.allows)):
        return
    steps = _Steps(identity)
    found: list[list[_Step]] = []
    open_ways: list[list[_Step]] = []
    for actions, services, _ in WAYS:
        way = steps.way(actions, services)
        if way:
            (open_ways if any(step.access.verdict == MAYBE for step in way) else found).append(way)
    if found:
        yield _violation(identity, found)
    elif open_ways:
        unsure = [step for way in open_ways for step in way if step.access.verdict == MAYBE]
        unknowns = dict.fromkeys(hole for step in unsure for hole in step.unknowns())
        first = next(place for step in unsure for place in step.access.places)
        yield Question(tuple(unknowns), first.path, first.statement)


def _concerned(grant: Grant) -> bool:
    """Whether a statement may have an action of such a service; spares all others the longer look."""
    if grant.actions.negated:
        return True
    prefixes = ((item.text or "*").partition(":")[0].lower() for item, _ in grant.actions.entries)
    return any(prefix in SERVICES or "*" in prefix or "?" in prefix for prefix in prefixes)


class _Steps:
    """The steps of all ways, each looked at once."""

    def __init__(self, identity: Identity) -> None:
        self._identity = identity
        self._known: dict[tuple[str, tuple[str, ...]], _Step] = {}

    def way(self, actions: tuple[str, ...], services: tuple[str, ...]) -> list[_Step]:
        """The steps of a way; none if one of them is not given."""
        found = []
        for action in actions:
            step = self._step(action, services)
            if step.access.verdict == NO:
                return []
            found.append(step)
        return found

    def _step(self, action: str, services: tuple[str, ...]) -> _Step:
        """An action, and if it passes a role, the services that it may be passed to."""
        key = (action, services if action == PASS else ())
        if key not in self._known:
            self._known[key] = _Step(self._identity, *key)
        return self._known[key]


class _Step:
    """One action of a way, and what gives it."""

    def __init__(self, identity: Identity, action: str, services: tuple[str, ...]) -> None:
        self.action = action
        self._services = services
        self.access = identity.may(action.lower(), action.partition(":")[0], self._limited)

    def unknowns(self) -> tuple[Unknown, ...]:
        """What leaves it open whether it is given, or limited."""
        keys = ("iam:passedtoservice",) if self.action == PASS else LIMITS
        values = (hole for grant in self.access.grants for hole in grant.block.unknowns_of(*keys))
        return (*self.access.unknowns, *values)

    def _limited(self, grant: Grant) -> str:
        whole = MAYBE if grant.block.open else NO
        if self.action == PASS:
            clauses = (clause for clause in grant.block.clauses if clause.key == "iam:passedtoservice")
            return some((whole, *(_excludes(clause, self._services) for clause in clauses if clause.effective)))
        if self.action in OWN_CREDENTIALS and _only_oneself(grant):
            return YES
        return YES if grant.block.restricting(*LIMITS) else whole


def _excludes(clause: Clause, words: tuple[str, ...]) -> str:
    """Whether a condition lets none of the words through."""
    patterns = PatternSet(clause.patterns)
    return opposite(some(patterns.matches(word) for word in words))


def _only_oneself(grant: Grant) -> bool:
    """Whether a statement speaks of the caller's own user only."""
    items = grant.statement.resource.items if grant.statement.resource is not None else ()
    return bool(items) and all(
        isinstance(item.value, String) and known(item.value).lower().endswith("/${aws:username}") for item in items
    )


def _violation(identity: Identity, ways: list[list[_Step]]) -> Violation:
    order = {path: at for at, path in enumerate(_paths(identity))}
    steps = [step for way in ways for step in way]
    places = sorted((place for step in steps for place in step.access.places), key=lambda place: order[place.path])
    first, *others = {place.path: place for place in places}.values()
    names = [" + ".join(step.action for step in way) for way in ways[:SHOWN]]
    more = f" and {len(ways) - SHOWN} other ways" if len(ways) > SHOWN else ""
    statements = {place.statement.path: place.statement for place in places if place.statement is not None}
    return Violation(
        first.origin,
        f"what is allowed leads to more rights: {', '.join(names)}{more}; {FIX}",
        HELP,
        path=first.path,
        statement=first.statement,
        others=tuple(statement for statement in statements.values() if statement is not first.statement),
        notes=tuple(map(takes_part, others)),
        deciding=tuple(origin for statement in statements.values() for origin in deciding(statement)),
        confidence=max((confidence(step.access) for step in steps), key=CONFIDENCES.index),
        witness=witness_of_identity(identity, ways[0][-1].access),
    )


def _paths(identity: Identity) -> Iterator[str]:
    """The paths of all actions, in the order of the policy."""
    for grant in identity.allows:
        yield f"{grant.statement.path}.NotAction"
        yield from (item.path for item, _ in grant.actions.entries)
