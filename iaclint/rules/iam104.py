"""The allowed actions lead to more rights

## What it does

Reports an identity policy whose allowed actions, after `Deny`, contain a known way to more rights, on resources that
may be of the service the way needs (`*`, an unknown resource, an ARN of that service). One finding per policy, with the
ways in the message:

- `iam:CreatePolicyVersion`
- `iam:SetDefaultPolicyVersion`
- `iam:AttachUserPolicy`
- `iam:AttachGroupPolicy`
- `iam:AttachRolePolicy`
- `iam:PutUserPolicy`
- `iam:PutGroupPolicy`
- `iam:PutRolePolicy`
- `iam:AddUserToGroup`
- `iam:CreateAccessKey`
- `iam:CreateLoginProfile`
- `iam:UpdateLoginProfile`
- `iam:UpdateAssumeRolePolicy`
- `lambda:UpdateFunctionCode`
- `glue:UpdateDevEndpoint`
- `iam:PassRole` + `ec2:RunInstances`
- `iam:PassRole` + `lambda:CreateFunction` + `lambda:InvokeFunction`
- `iam:PassRole` + `lambda:CreateFunction` + `lambda:CreateEventSourceMapping`
- `iam:PassRole` + `lambda:CreateFunction` + `lambda:AddPermission`
- `iam:PassRole` + `glue:CreateDevEndpoint`
- `iam:PassRole` + `glue:CreateJob` + `glue:StartJobRun`
- `iam:PassRole` + `cloudformation:CreateStack`
- `iam:PassRole` + `datapipeline:CreatePipeline` + `datapipeline:PutPipelineDefinition`
- `iam:PassRole` + `codebuild:CreateProject` + `codebuild:StartBuild`
- `iam:PassRole` + `ecs:RegisterTaskDefinition` + `ecs:RunTask`
- `iam:PassRole` + `sagemaker:CreateNotebookInstance` + `sagemaker:CreatePresignedNotebookInstanceUrl`
- `iam:PassRole` + `sagemaker:CreateTrainingJob`
- `iam:PassRole` + `sagemaker:CreateProcessingJob`

Not counted are `iam:PassRole` limited by `iam:PassedToService` to other services; IAM actions limited by
`iam:PermissionsBoundary` or `iam:PolicyARN`; credentials that users may only make for themselves
(`user/${aws:username}`).

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

- AWS IAM privilege escalation, methods and mitigation (Rhino Security Labs):
  https://rhinosecuritylabs.com/aws/aws-privilege-escalation-methods-mitigation/
- AWS IAM privilege escalation paths (Datadog, pathfinding.cloud): https://pathfinding.cloud/paths/
- Permissions boundaries for IAM entities:
  https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
"""

from __future__ import annotations

from iaclint.finding import CONFIDENCES
from iaclint.policy.answer import MAYBE, NO
from iaclint.policy.elements import known
from iaclint.policy.language import PatternSet
from iaclint.rules.answers import confidence, deciding, takes_part
from iaclint.rules.registry import IDENTITY, Rule
from iaclint.rules.violation import Question, Violation
from iaclint.rules.witnesses import of_identity
from iaclint.values.value import String

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.finding import Witness
    from iaclint.policy.access import Place
    from iaclint.policy.condition import Clause
    from iaclint.policy.identity import Identity
    from iaclint.policy.sets import Grant
    from iaclint.rules.subject import PolicySubject
    from iaclint.rules.violation import Answer
    from iaclint.values.value import Unknown

    Way = tuple[tuple[str, ...], str]


RULE = Rule("IAM104", "iam-privilege-escalation", "high", IDENTITY)
COMPLIANCE = ("prowler:iam_policy_allows_privilege_escalation", "prowler:iam_inline_policy_allows_privilege_escalation")

FIX = "take one action of each way out, or limit it"
HELP = "limits that count: the resource, iam:PermissionsBoundary, iam:PolicyARN, iam:PassedToService"
PASS = "iam:PassRole"

# Each way, and for those that pass a role the service that it is passed to. The page lists them with their sources.
WAYS: tuple[Way, ...] = (
    (("iam:CreatePolicyVersion",), ""),
    (("iam:SetDefaultPolicyVersion",), ""),
    (("iam:AttachUserPolicy",), ""),
    (("iam:AttachGroupPolicy",), ""),
    (("iam:AttachRolePolicy",), ""),
    (("iam:PutUserPolicy",), ""),
    (("iam:PutGroupPolicy",), ""),
    (("iam:PutRolePolicy",), ""),
    (("iam:AddUserToGroup",), ""),
    (("iam:CreateAccessKey",), ""),
    (("iam:CreateLoginProfile",), ""),
    (("iam:UpdateLoginProfile",), ""),
    (("iam:UpdateAssumeRolePolicy",), ""),
    (("lambda:UpdateFunctionCode",), ""),
    (("glue:UpdateDevEndpoint",), ""),
    ((PASS, "ec2:RunInstances"), "ec2.amazonaws.com"),
    ((PASS, "lambda:CreateFunction", "lambda:InvokeFunction"), "lambda.amazonaws.com"),
    ((PASS, "lambda:CreateFunction", "lambda:CreateEventSourceMapping"), "lambda.amazonaws.com"),
    ((PASS, "lambda:CreateFunction", "lambda:AddPermission"), "lambda.amazonaws.com"),
    ((PASS, "glue:CreateDevEndpoint"), "glue.amazonaws.com"),
    ((PASS, "glue:CreateJob", "glue:StartJobRun"), "glue.amazonaws.com"),
    ((PASS, "cloudformation:CreateStack"), "cloudformation.amazonaws.com"),
    ((PASS, "datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition"), "datapipeline.amazonaws.com"),
    ((PASS, "codebuild:CreateProject", "codebuild:StartBuild"), "codebuild.amazonaws.com"),
    ((PASS, "ecs:RegisterTaskDefinition", "ecs:RunTask"), "ecs-tasks.amazonaws.com"),
    (
        (PASS, "sagemaker:CreateNotebookInstance", "sagemaker:CreatePresignedNotebookInstanceUrl"),
        "sagemaker.amazonaws.com",
    ),
    ((PASS, "sagemaker:CreateTrainingJob"), "sagemaker.amazonaws.com"),
    ((PASS, "sagemaker:CreateProcessingJob"), "sagemaker.amazonaws.com"),
)
SERVICES = frozenset(action.partition(":")[0] for actions, _ in WAYS for action in actions)
OWN_CREDENTIALS = ("iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:UpdateLoginProfile")
LIMITS = ("iam:permissionsboundary", "iam:policyarn")
SHOWN = 4  # ways in the message


def check(subject: PolicySubject) -> Iterator[Answer]:
    """One violation for a policy that contains such ways, at the first action of one in the policy."""
    identity = subject.identity
    if not any(map(_concerned, identity.allows)):
        return
    steps = {action: _Step(identity, action) for action in dict.fromkeys(name for names, _ in WAYS for name in names)}
    found: list[Way] = []
    open_ways: list[Way] = []
    for actions, service in WAYS:
        verdicts = [steps[action].verdict(service) for action in actions]
        if NO not in verdicts:
            (open_ways if MAYBE in verdicts else found).append((actions, service))
    if found:
        places = [place for actions, service in found for action in actions for place in steps[action].places(service)]
        sure = max((steps[action].confidence for actions, _ in found for action in actions), key=CONFIDENCES.index)
        witness = of_identity(identity, steps[found[0][0][-1]].access)
        yield _violation(identity, [actions for actions, _ in found], places, sure, witness)
    elif open_ways:
        unsure = [(steps[action], service) for actions, service in open_ways for action in actions]
        unknowns = dict.fromkeys(hole for step, _ in unsure for hole in step.unknowns)
        first = next(place for step, service in unsure if step.unknowns for place in step.places(service))
        yield Question(tuple(unknowns), first.path, first.statement)


def _concerned(grant: Grant) -> bool:
    """Whether a statement may have an action of such a service; spares all others the longer look."""
    if grant.actions.negated:
        return True
    prefixes = ((item.text or "*").partition(":")[0].lower() for item, _ in grant.actions.entries)
    return any(prefix in SERVICES or "*" in prefix for prefix in prefixes)


class _Step:
    """One action of a way: the statements that may give it."""

    def __init__(self, identity: Identity, action: str) -> None:
        self.action = action
        access = identity.may(action.lower(), action.partition(":")[0])
        given = {place.statement.path for place in access.places if place.statement is not None}
        self._grants = [grant for grant in identity.allows if grant.statement.path in given]
        self.access = access
        self.unknowns: tuple[Unknown, ...] = access.unknowns
        self.confidence = confidence(access)

    def verdict(self, service: str) -> str:
        """Whether the action is given, and where it passes a role, to this service."""
        return self.access.verdict if self._useful(service) else NO

    def places(self, service: str) -> list[Place]:
        """The actions that give it."""
        useful = {grant.statement.path for grant in self._useful(service)}
        return [place for place in self.access.places if place.statement is not None and place.statement.path in useful]

    def _useful(self, service: str) -> list[Grant]:
        return [grant for grant in self._grants if not self._limited(grant, service)]

    def _limited(self, grant: Grant, service: str) -> bool:
        if self.action == PASS:
            return any(_excludes(clause, service) for clause in _clauses(grant, "iam:passedtoservice"))
        if self.action in OWN_CREDENTIALS and _only_oneself(grant):
            return True
        return bool(grant.block.restricting(*LIMITS))


def _clauses(grant: Grant, key: str) -> list[Clause]:
    return [clause for clause in grant.block.clauses if clause.key == key and clause.effective]


def _excludes(clause: Clause, word: str) -> bool:
    return PatternSet(clause.patterns).matches(word) == NO


def _only_oneself(grant: Grant) -> bool:
    """Whether a statement speaks of the caller's own user only."""
    items = grant.statement.resource.items if grant.statement.resource is not None else ()
    return bool(items) and all(
        isinstance(item.value, String) and known(item.value).lower().endswith("/${aws:username}") for item in items
    )


def _violation(
    identity: Identity, ways: list[tuple[str, ...]], places: list[Place], sure: str, witness: Witness | None
) -> Violation:
    order = {place: at for at, place in enumerate(_paths(identity))}
    by_path = {place.path: place for place in sorted(places, key=lambda place: order.get(place.path, 0))}
    first, *others = by_path.values()
    names = [" + ".join(way) for way in ways[:SHOWN]]
    more = f" and {len(ways) - SHOWN} other ways" if len(ways) > SHOWN else ""
    statements = {place.statement.path: place.statement for place in by_path.values() if place.statement is not None}
    return Violation(
        first.origin,
        f"what is allowed leads to more rights: {', '.join(names)}{more}; {FIX}",
        HELP,
        path=first.path,
        statement=first.statement,
        others=tuple(statement for statement in statements.values() if statement is not first.statement),
        notes=tuple(map(takes_part, others)),
        deciding=tuple(origin for statement in statements.values() for origin in deciding(statement)),
        confidence=sure,
        witness=witness,
    )


def _paths(identity: Identity) -> Iterator[str]:
    """The paths of all actions, in the order of the policy."""
    for grant in identity.allows:
        yield f"{grant.statement.path}.NotAction"
        yield from (item.path for item, _ in grant.actions.entries)
