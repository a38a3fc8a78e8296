"""What is known before deploy of attributes that the configuration does not write: their shape, and what they refer to.

Sources: the attribute references of the AWS provider's documentation, and IAM's "Resource types defined by AWS
services" for the forms of ARNs. An attribute that is not listed is Unknown without a shape.
"""

from __future__ import annotations

from iaclint.values.origin import Origin
from iaclint.values.value import ACCOUNT, ANY, ARN, OWNER, PARTITION, REGION, SEGMENT, TEXT, Target, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.terraform.module import Declaration
    from iaclint.text.span import Span

KEY_TYPES = ("aws_kms_key", "aws_kms_external_key", "aws_kms_replica_key", "aws_kms_replica_external_key")
KEY_POLICY = "aws_kms_key_policy"

_KINDS = {
    **dict.fromkeys(KEY_TYPES, "key"),
    "aws_kms_alias": "alias",
    "aws_iam_role": "role",
    "aws_iam_user": "user",
    "aws_iam_group": "group",
    "aws_iam_policy": "policy",
}

# Types whose ``id`` is the ARN of the resource.
_ID_IS_ARN = frozenset({
    *("aws_iam_policy", "aws_iam_openid_connect_provider", "aws_iam_saml_provider", "aws_sns_topic"),
    *("aws_secretsmanager_secret", "aws_lb", "aws_alb", "aws_lb_target_group", "aws_acm_certificate"),
    *("aws_ecs_cluster", "aws_ecs_service", "aws_sfn_state_machine", "aws_sfn_activity", "aws_cloudtrail"),
    *("aws_wafv2_web_acl_association", "aws_codestarconnections_connection"),
})  # fmt: skip

# Attributes of data sources (and a few resources) that say more than their name does.
_SPECIAL = {
    ("aws_caller_identity", "account_id"): OWNER,
    ("aws_caller_identity", "id"): OWNER,
    ("aws_partition", "partition"): PARTITION,
    ("aws_partition", "id"): PARTITION,
    ("aws_partition", "dns_suffix"): SEGMENT,
    ("aws_region", "name"): REGION,
    ("aws_region", "id"): REGION,
    ("aws_region", "region"): REGION,
    ("aws_organizations_account", "id"): ACCOUNT,
    ("aws_elb_service_account", "id"): ACCOUNT,
    ("aws_redshift_service_account", "id"): ACCOUNT,
    ("aws_cloudtrail_service_account", "id"): ACCOUNT,
    ("aws_billing_service_account", "id"): ACCOUNT,
    ("aws_sqs_queue", "id"): TEXT,  # the URL of the queue
}
_ACCOUNT_NAMES = ("account_id", "owner_id", "master_account_id", "management_account_id", "owner_account_id")
_TEXTS = ("url", "endpoint", "dns_name", "domain_name", "user_id", "path", "description")
_SEGMENTS = ("id", "key_id", "name", "bucket", "unique_id", "function_name", "target_key_id", "policy_id")


def unknown_attribute(declaration: Declaration, address: str, name: str, span: Span) -> Unknown:
    """An attribute that only the deployed resource, or the account, can tell."""
    if declaration.mode == "data":
        reason = f"{address} is read from the account at plan time"
    else:
        reason = f"{address}.{name} is known only after apply"
    shape = _shape(declaration, name)
    target = Target(target_kind(declaration, name), address) if _refers(name, shape) else None
    return Unknown(Origin(span), f"{address}.{name}", reason, shape, target)


def target_kind(declaration: Declaration, name: str) -> str:
    """The kind of resource that an attribute refers to."""
    if declaration.type == "aws_kms_alias" and name.startswith("target_key"):
        return "key"
    return _KINDS.get(declaration.type, "other")


def _refers(name: str, shape: str) -> bool:
    """Whether an attribute stands for its resource: an ARN, an id, a name."""
    return shape == ARN or (shape == SEGMENT and name in _SEGMENTS)


def _shape(declaration: Declaration, name: str) -> str:
    special = _SPECIAL.get((declaration.type, name))
    if special is not None:
        # another provider configuration may be another account
        other = special == OWNER and "provider" in declaration.block.body.attributes
        return ACCOUNT if other else special
    if name == "arn" or name.endswith("_arn") or (name == "id" and declaration.type in _ID_IS_ARN):
        return ARN
    if name in _ACCOUNT_NAMES:
        return ACCOUNT
    if name in _TEXTS:
        return TEXT
    return SEGMENT if name in _SEGMENTS or name.endswith(("_id", "_name")) else ANY
