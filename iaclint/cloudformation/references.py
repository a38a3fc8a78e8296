"""``Ref``, ``Fn::GetAtt``, ``Fn::ImportValue``: what names stand for."""

from __future__ import annotations

import re

from iaclint.cloudformation.calls import Absent, call_of, literal, refused, text_of, unknown_text
from iaclint.text.nodes import ListNode, MappingNode, ScalarNode
from iaclint.values.origin import Origin
from iaclint.values.value import ANY, ARN, OWNER, PARTITION, REGION, SEGMENT, TEXT, Target, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.cloudformation.scope import Scope
    from iaclint.cloudformation.template import Resource
    from iaclint.text.nodes import Node
    from iaclint.text.span import Span
    from iaclint.values.value import Value

# User Guide, "Pseudo parameters reference"; AWS::NoValue is treated apart.
PSEUDO = {
    "AWS::AccountId": OWNER,
    "AWS::NotificationARNs": ANY,
    "AWS::Partition": PARTITION,
    "AWS::Region": REGION,
    "AWS::StackId": ARN,
    "AWS::StackName": SEGMENT,
    "AWS::URLSuffix": SEGMENT,
}

SUB_VARIABLE = re.compile(r"\$\{(!?)([^}]*)\}")

_TARGETS = {
    "AWS::IAM::Group": "group",
    "AWS::IAM::ManagedPolicy": "policy",
    "AWS::IAM::Role": "role",
    "AWS::IAM::User": "user",
    "AWS::KMS::Alias": "alias",
    "AWS::KMS::Key": "key",
    "AWS::KMS::ReplicaKey": "key",
}

# Types whose Ref is an ARN (the "Return values" of each type in the User Guide); that of most others is a name or id.
_REF_IS_ARN = frozenset(
    (
        "AWS::ACMPCA::CertificateAuthority",
        "AWS::AppConfig::Extension",
        "AWS::Batch::ComputeEnvironment",
        "AWS::Batch::JobDefinition",
        "AWS::Batch::JobQueue",
        "AWS::CertificateManager::Certificate",
        "AWS::CloudFormation::Stack",
        "AWS::CodeStarConnections::Connection",
        "AWS::CodeStarNotifications::NotificationRule",
        "AWS::ECS::Service",
        "AWS::ECS::TaskDefinition",
        "AWS::ElasticLoadBalancingV2::Listener",
        "AWS::ElasticLoadBalancingV2::ListenerRule",
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
        "AWS::ElasticLoadBalancingV2::TargetGroup",
        "AWS::GlobalAccelerator::Accelerator",
        "AWS::IAM::ManagedPolicy",
        "AWS::IAM::OIDCProvider",
        "AWS::IAM::SAMLProvider",
        "AWS::IAM::ServerCertificate",
        "AWS::IAM::VirtualMFADevice",
        "AWS::Inspector::AssessmentTarget",
        "AWS::Lambda::Alias",
        "AWS::Lambda::CodeSigningConfig",
        "AWS::Lambda::LayerVersion",
        "AWS::Lambda::Version",
        "AWS::MSK::Cluster",
        "AWS::NetworkFirewall::Firewall",
        "AWS::NetworkFirewall::FirewallPolicy",
        "AWS::NetworkFirewall::RuleGroup",
        "AWS::RolesAnywhere::Profile",
        "AWS::SNS::Topic",
        "AWS::SecretsManager::Secret",
        "AWS::SecurityHub::Hub",
        "AWS::Serverless::Application",
        "AWS::Serverless::StateMachine",
        "AWS::StepFunctions::Activity",
        "AWS::StepFunctions::StateMachine",
        "AWS::WAFv2::IPSet",
        "AWS::WAFv2::RegexPatternSet",
        "AWS::XRay::Group",
    )
)


def reference(scope: Scope, argument: Node, span: Span) -> Value:
    """``Ref``."""
    name = literal(argument)
    if name is None:
        name = text_of(scope.evaluate(argument))
    if name is None:
        return unknown_text(span, "Ref", "the name that Ref refers to is not known")
    return named(scope, scope.named(name), span)


def named(scope: Scope, name: str, span: Span) -> Value:
    """What a name stands for: a loop variable, a parameter, a pseudo parameter, a resource."""
    if name in scope.bindings:
        return scope.bindings[name]
    if name in scope.stack.parameters:
        from iaclint.cloudformation.supply import value_of

        return value_of(scope, name, span)
    if name == "AWS::NoValue":
        return Absent(Origin(span))
    if name in PSEUDO:
        return Unknown(Origin(span), name, f"{name} is known only at deploy", PSEUDO[name])
    resource = scope.stack.resources.get(name)
    if resource is not None:
        return _resource_reference(scope, resource, span)
    return missing(scope, name, name, span)


def _resource_reference(scope: Scope, resource: Resource, span: Span) -> Unknown:
    kind = resource.type
    shape = ARN if kind in _REF_IS_ARN else TEXT if is_custom(kind) else SEGMENT
    reason = f"the id of resource {resource.name} is known only at deploy"
    return Unknown(Origin(span), resource.name, reason, shape, _target(scope, resource))


def is_custom(kind: str) -> bool:
    """Whether a resource type is defined outside AWS, so that its attributes may be anything."""
    return kind.startswith("Custom::") or kind == "AWS::CloudFormation::CustomResource" or not kind.startswith("AWS::")


def _target(scope: Scope, resource: Resource) -> Target:
    return Target(_TARGETS.get(resource.type, "other"), scope.stack.prefix + resource.name)


def missing(scope: Scope, owner: str, name: str, span: Span) -> Unknown:
    """A name that the template does not declare: a transform may make it, else CloudFormation refuses it."""
    maker = scope.stack.maker(owner)
    if maker is not None:
        shape = ARN if name.endswith(("Arn", "ARN")) else TEXT
        kind = "role" if owner.endswith("Role") and maker.startswith("AWS::Serverless") else "other"
        reason = f"{name} is made by the transform {maker}"
        return Unknown(Origin(span), name, reason, shape, Target(kind, scope.stack.prefix + owner))
    return refused(span, name, f"the template declares no parameter or resource {owner}")


def attribute_of(scope: Scope, argument: Node, span: Span) -> Value:
    """``Fn::GetAtt``, as ``Resource.Attribute`` or as a list."""
    if isinstance(argument, ListNode) and len(argument.items) == 2:
        owner, attribute = (text_of(scope.evaluate(item)) for item in argument.items)
        if owner is None or attribute is None:
            return unknown_text(span, "Fn::GetAtt", "the attribute that Fn::GetAtt asks for is not known")
        return attribute_named(scope, owner, attribute, span)
    text = text_of(scope.evaluate(argument)) if isinstance(argument, ScalarNode) else None
    owner, dot, attribute = (text or "").partition(".")
    if not dot or not owner or not attribute:
        return refused(span, "Fn::GetAtt", "Fn::GetAtt needs the name of a resource and of an attribute")
    return attribute_named(scope, owner, attribute, span)


def attribute_named(scope: Scope, owner: str, attribute: str, span: Span) -> Value:
    """An attribute of a resource."""
    name = f"{owner}.{attribute}"
    resource = scope.stack.resources.get(owner)
    if resource is None:
        return missing(scope, owner, name, span)
    if attribute.startswith("Outputs."):
        from iaclint.cloudformation.nested import output

        found = output(scope, resource, attribute.removeprefix("Outputs."), span)
        if found is not None:
            return found
    if attribute.endswith(("Arn", "ARN")):
        shape = ARN
    else:
        shape = ANY if is_custom(resource.type) or "." in attribute else SEGMENT
    reason = f"attribute {attribute} of resource {owner} is known only at deploy"
    return Unknown(Origin(span), name, reason, shape, _target(scope, resource))


def imported(scope: Scope, argument: Node, span: Span) -> Value:
    """``Fn::ImportValue``: an output of another stack."""
    name = text_of(scope.evaluate(argument))
    reason = f"{name or 'the value'} is exported by another stack"
    return unknown_text(span, name or "Fn::ImportValue", reason)


def subject_of(node: Node) -> str | None:
    """The name that an expression passes on unchanged: ``!Ref X`` and ``!Sub ${X}``."""
    call = call_of(node)
    if call is None:
        return None
    text = literal(call[1])
    if text is None or call[0] == "Ref":
        return text
    match = SUB_VARIABLE.fullmatch(text) if call[0] == "Fn::Sub" else None
    return match.group(2) if match is not None and not match.group(1) else None


def names_in(node: Node) -> set[str]:
    """Every name that an expression refers to by ``Ref`` or in ``Fn::Sub``."""
    found: set[str] = set()
    todo = [node]
    while todo:
        node = todo.pop()
        call = call_of(node)
        text = literal(call[1]) if call is not None else None
        if call is not None and call[0] == "Ref" and text is not None:
            found.add(text)
        elif call is not None:
            todo.append(call[1])
        if isinstance(node, ScalarNode):
            found.update(match.group(2) for match in SUB_VARIABLE.finditer(node.text) if not match.group(1))
        elif call is None and isinstance(node, ListNode):
            todo.extend(node.items)
        elif call is None and isinstance(node, MappingNode):
            todo.extend(pair.value for pair in node.pairs)
    return found
