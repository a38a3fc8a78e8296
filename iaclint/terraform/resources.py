"""Resources, data sources and module calls as values: objects that compute only the attributes that are used."""

from __future__ import annotations

from iaclint.terraform import functions
from iaclint.terraform.attributes import unknown_attribute
from iaclint.terraform.configuration import Cycle
from iaclint.terraform.inputs import placed
from iaclint.terraform.instances import SYMBOLIC, Member, address, expansion
from iaclint.terraform.lazy import Instances, Lazy
from iaclint.values.encode import complete
from iaclint.values.origin import LOCAL, Origin
from iaclint.values.value import OWNER, PARTITION, SEGMENT, Entry, Failed, Mapping, Null, Sequence, String, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.terraform.configuration import Configuration
    from iaclint.terraform.instances import Expansion, Instance
    from iaclint.terraform.module import Declaration
    from iaclint.text.hclast import Attribute
    from iaclint.text.span import Span
    from iaclint.values.value import Part, Value

# Arguments that the provider stores in another form (StateFunc in its schemas): hashed, in small letters, without the
# dot at the end.
_REWRITTEN = frozenset({
    *((f"aws_{type}", "user_data") for type in ("instance", "launch_configuration", "spot_instance_request")),
    *((f"aws_elasticache_{type}", "name") for type in ("subnet_group", "parameter_group")),
    *((f"aws_{type}", "name") for type in ("route53_zone", "route53_record", "dax_cluster", "dax_parameter_group")),
    *(("aws_elasticache_cluster", "cluster_id"), ("aws_elasticache_replication_group", "replication_group_id")),
    *(("aws_dms_endpoint", "endpoint_id"), ("aws_dms_replication_instance", "replication_instance_id")),
    *(("aws_acm_certificate", "domain_name"), ("aws_ses_domain_identity", "domain")),
})  # fmt: skip

# IAM resources whose ARN is made of their path and name (IAM user guide, "IAM identifiers").
_NAMED_ARNS = {
    "aws_iam_role": "role",
    "aws_iam_user": "user",
    "aws_iam_group": "group",
    "aws_iam_policy": "policy",
    "aws_iam_instance_profile": "instance-profile",
}


def declared_value(configuration: Configuration, owner: Instance, declaration: Declaration, span: Span) -> Value:
    """What a reference to a block gives: one object, with ``count`` a tuple of them, with ``for_each`` an object."""
    try:
        found = expansion(configuration, owner, declaration)
    except Cycle as cycle:
        return Failed(Origin(span), span.text, str(cycle))
    return configuration.once(
        (owner, declaration, "value", found.mode, found.keys),
        declaration.address,
        lambda: _members(configuration, owner, declaration, found),
    )


def _members(configuration: Configuration, owner: Instance, declaration: Declaration, found: Expansion) -> Value:
    origin = Origin(declaration.block.header)
    if found.mode == "single":
        return _object(configuration, Member(owner, declaration, None)) if found.keys else Null(origin)
    if SYMBOLIC in found.keys:
        name = address(owner, declaration, None)
        reason = f"how many instances of {name} there are is not known"
        member = _object(configuration, Member(owner, declaration, SYMBOLIC))
        return Instances.of(member, name, reason + (f": {found.open.reason}" if found.open else ""))
    objects = {key: _object(configuration, Member(owner, declaration, key)) for key in found.keys}
    if found.mode == "count":
        return Sequence(origin, tuple(objects.values()), "tuple")
    return Mapping(origin, {str(key): Entry(origin, value) for key, value in objects.items()}, "object")


def _object(configuration: Configuration, member: Member) -> Lazy:
    origin = Origin(member.declaration.block.header)
    if member.declaration.mode == "module":
        from iaclint.terraform.calls import all_outputs, output_value

        return Lazy(
            origin,
            lambda name, span: output_value(configuration, member, name, span),
            lambda: all_outputs(configuration, member),
        )
    whole = Unknown(origin, member.address, f"not all attributes of {member.address} are known before deploy")
    return Lazy(origin, lambda name, span: attribute_value(configuration, member, name, span), lambda: whole)


def attribute_value(configuration: Configuration, member: Member, name: str, span: Span) -> Value:
    """One attribute of a resource or data source: as it is written, as a plan knows it, as the provider makes it."""
    known = configuration.known.get((member.address, name))
    value = _written_or_rendered(configuration, member, name, span)
    if known is not None and (value is None or not complete(value)):
        return placed(known, Origin(span))
    if value is not None and not isinstance(value, Null):
        return value
    return _made(configuration, member, name, span)


def _written_or_rendered(configuration: Configuration, member: Member, name: str, span: Span) -> Value | None:
    rendered = _RENDERED.get((member.declaration.mode, member.declaration.type))
    value = rendered(configuration, member, name, span) if rendered else None
    return value if value is not None else written_value(configuration, member, name)


def _made(configuration: Configuration, member: Member, name: str, span: Span) -> Value:
    """An attribute that the provider or the account gives."""
    type = member.declaration.type
    unknown = unknown_attribute(member.declaration, member.address, name, span)
    if name == "arn" and type in _NAMED_ARNS and member.declaration.mode == "resource":
        return _named_arn(configuration, member, unknown)
    if type == "aws_kms_alias" and name in {"target_key_arn", "target_key_id"}:
        return _alias_target(configuration, member, unknown)
    return unknown


def written_value(configuration: Configuration, member: Member, name: str) -> Value | None:
    """The value of an argument as it is written; None if it is not, or the provider stores it in another form."""
    argument = member.arguments.get(name)
    if argument is None or (member.declaration.type, name) in _REWRITTEN:
        return None
    full = f"{member.address}.{name}"
    return configuration.value(
        (member.owner, member.declaration, member.key, name),
        full,
        Origin(argument.span),
        lambda: argument_value(configuration, member, argument).via(LOCAL, argument.span, f"through {full}"),
    )


def argument_value(configuration: Configuration, member: Member, argument: Attribute) -> Value:
    """The value of an argument of a block."""
    from iaclint.terraform.expression import evaluate
    from iaclint.terraform.names import Frame

    return evaluate(argument.expression, Frame(configuration, member.owner, member))


def _document(configuration: Configuration, member: Member, name: str, _: Span) -> Value | None:
    from iaclint.terraform.policy_document import document_attribute

    return document_attribute(configuration, member, name)


def _template_file(configuration: Configuration, member: Member, name: str, span: Span) -> Value | None:
    """``rendered`` of the template provider's data source."""
    template = written_value(configuration, member, "template") if name == "rendered" else None
    variables = written_value(configuration, member, "vars")
    if not isinstance(template, String) or not isinstance(variables, Mapping | None):
        return None
    return configuration.context.template(
        template.mapped(flat=True), dict(variables.items() if variables else ()), span
    )


def _local_file(configuration: Configuration, member: Member, name: str, span: Span) -> Value | None:
    """``content`` of the local provider's data source."""
    path = written_value(configuration, member, "filename") if name == "content" else None
    return functions.call("file", [path], configuration.context, span) if path is not None else None


_RENDERED = {
    ("data", "aws_iam_policy_document"): _document,
    ("data", "template_file"): _template_file,
    ("data", "local_file"): _local_file,
}


def _named_arn(configuration: Configuration, member: Member, whole: Unknown) -> Value:
    """``arn:PARTITION:iam::ACCOUNT:role/path/name``: partition and account are holes, the rest as far as written."""
    path = written_value(configuration, member, "path")
    path_text = "/" if path is None or isinstance(path, Null) else path.text if isinstance(path, String) else None
    if path_text is None or "provider" in member.arguments:
        return whole
    name = written_value(configuration, member, "name")
    origin = whole.origin
    generated = Unknown(origin, f"{member.address}.name", whole.reason, SEGMENT, whole.target)
    parts: tuple[Part, ...] = (
        *String.of("arn:", origin).parts,
        Unknown(origin, f"partition of {whole.name}", whole.reason, PARTITION),
        *String.of(":iam::", origin).parts,
        Unknown(origin, f"account of {whole.name}", whole.reason, OWNER),
        *String.of(f":{_NAMED_ARNS[member.declaration.type]}{path_text}", origin).parts,
        *(name.parts if isinstance(name, String) else (generated,)),
    )
    return String(origin, parts)


def _alias_target(configuration: Configuration, member: Member, unknown: Unknown) -> Unknown:
    """The ARN of the key that an alias stands for refers to that key."""
    written = written_value(configuration, member, "target_key_id")
    target = written.target if isinstance(written, Unknown) else None
    if target is None or target.kind != "key":
        return unknown
    return Unknown(unknown.origin, unknown.name, unknown.reason, unknown.shape, target)
