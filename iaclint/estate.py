"""What both dialects deliver, and nothing else. No logic lives here."""

from __future__ import annotations

from iaclint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from iaclint.text.span import Source, Span
    from iaclint.values.value import Target, Value
    from iaclint.values.world import World

# Kinds of policies
MANAGED = "managed"
INLINE = "inline"
KEY = "key"
TRUST = "trust"
UNATTACHED = "unattached"

# Dialects
TERRAFORM = "terraform"
CLOUDFORMATION = "cloudformation"


class PolicySite(Record):
    """One attribute that holds a policy document.

    ``evaluate`` computes it in a world: a Mapping, a String of JSON, an Unknown, or None where the resource is not
    deployed or the attribute is not set in that world. ``key`` is the KMS key that a key policy governs (its own
    resource, or the one it is attached to) if that is known. ``construct`` is a CDK construct path.
    """

    resource: str
    resource_type: str
    attribute: str
    kind: str
    header: Span
    attribute_key: Span
    evaluate: Callable[[World], Value | None]
    key: Target | None = None
    construct: str = ""


class KeyProperties(Record):
    """What a world says of a KMS key, under neutral names; a property that is not set is absent.

    Names: ``rotation``, ``enabled``, ``spec``, ``usage``, ``origin`` (``AWS_KMS``, ``EXTERNAL``, ...),
    ``custom_key_store``, ``deletion_window`` (days), ``bypass_lockout_check``, ``policy``.
    """

    values: dict[str, Value]


class KmsKey(Record):
    """A KMS key resource. ``family`` is ``key``, ``replica``, ``external``, or ``policy`` for a policy of its own.

    ``evaluate`` gives None where the key is not deployed. ``policy_elsewhere`` says that a resource of its own gives
    the key its policy.
    """

    resource: str
    resource_type: str
    family: str
    header: Span
    evaluate: Callable[[World], KeyProperties | None]
    policy_elsewhere: bool = False
    construct: str = ""


class Suppression(Record):
    """A suppression that the dialect itself carries (template metadata). ``rules`` are codes or names."""

    resource: str
    rules: tuple[str, ...]
    reason: str
    expires: str
    span: Span


class Problem(Record):
    """Something that could not be read (SRC001). Without a ``span`` there is no text at all: then ``file`` tells."""

    file: str
    span: Span | None
    message: str


class NotJudged(Record):
    """A module call or nested stack that could not be read, so what is inside was not judged."""

    unit: str
    call: str
    source: str
    reason: str


class Block(Record):
    """A header (resource, data block) on or above which a suppressing comment speaks for these resources."""

    header: Span
    resources: tuple[str, ...]


class Unit(Record):
    """What was judged as one: a Terraform root, a template, a plan. ``sources`` are all texts that were read for it.

    ``moves`` are addresses that the configuration itself says have changed: the earlier one and today's. ``inputs`` are
    the names of the variables or parameters that whoever deploys it can set.
    """

    name: str
    dialect: str
    sites: tuple[PolicySite, ...] = ()
    keys: tuple[KmsKey, ...] = ()
    problems: tuple[Problem, ...] = ()
    not_judged: tuple[NotJudged, ...] = ()
    suppressions: tuple[Suppression, ...] = ()
    blocks: tuple[Block, ...] = ()
    sources: tuple[Source, ...] = ()
    moves: tuple[tuple[str, str], ...] = ()
    inputs: tuple[str, ...] = ()
