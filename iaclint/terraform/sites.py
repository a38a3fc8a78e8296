"""Where the policies of a configuration live: resources, documents that nobody uses, arguments of unread modules.

The table is the contract's ("Where policies live").
"""

from __future__ import annotations

from iaclint.estate import INLINE, KEY, MANAGED, TRUST, UNATTACHED, Block, NotJudged, PolicySite, Problem
from iaclint.terraform.attributes import KEY_POLICY, KEY_TYPES
from iaclint.terraform.blocks import Nested, nested_blocks
from iaclint.terraform.calls import META, called, child
from iaclint.terraform.configuration import Cycle
from iaclint.terraform.instances import SYMBOLIC, Member, expansion, repetition
from iaclint.terraform.names import Frame
from iaclint.terraform.policies import arguments_with_policies, as_policy
from iaclint.terraform.resources import argument_value
from iaclint.terraform.types import STRING
from iaclint.values.value import Target, Unknown
from iaclint.values.world import explore

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Final

    from iaclint.estate import KmsKey
    from iaclint.terraform.configuration import Configuration
    from iaclint.terraform.instances import Instance, Key
    from iaclint.terraform.module import Declaration
    from iaclint.terraform.uses import Place, Uses
    from iaclint.text.hclast import Attribute
    from iaclint.text.span import Span
    from iaclint.values.value import Value
    from iaclint.values.world import World

POLICIES = {
    "aws_iam_policy": ("policy", MANAGED),
    "aws_iam_role_policy": ("policy", INLINE),
    "aws_iam_user_policy": ("policy", INLINE),
    "aws_iam_group_policy": ("policy", INLINE),
    "aws_iam_role": ("assume_role_policy", TRUST),
    "aws_ssoadmin_permission_set_inline_policy": ("inline_policy", INLINE),
    KEY_POLICY: ("policy", KEY),
    **dict.fromkeys(KEY_TYPES, ("policy", KEY)),
}
DOCUMENT = "aws_iam_policy_document"
# One walk: 10,000 policies, 20,000 instances of modules, or a million blocks. The largest roots have some thousand.
MAX_WALK = 1_000_000
STEPS_OF_MODULE = 50
STEPS_OF_POLICY = 100


class Sites:
    """Walks the instances of a configuration and collects what there is to judge in it."""

    def __init__(self, configuration: Configuration, unit: str) -> None:
        self.configuration: Final = configuration
        self.unit: Final = unit
        self.policies: Final[list[PolicySite]] = []
        self.not_judged: Final[dict[str, NotJudged]] = {}
        self._keys: Final[list[Member]] = []
        self._governed: Final[set[str]] = set()  # the addresses of keys whose policy is a resource of its own
        self._met: Final[list[Member]] = []
        self._documents: Final[dict[Place, list[str]]] = {}  # the addresses under which a document is judged by itself
        self._known_uses: Uses | None = None
        self.problems: Final[list[Problem]] = []
        self._left = MAX_WALK

    def visit(self, instance: Instance) -> None:
        """Collect everything in a module instance and in the modules that it calls."""
        for declaration in instance.module.declarations:
            if not self._takes(1, declaration):
                return
            if declaration.mode == "module":
                self._call(instance, declaration)
            elif declaration.mode == "resource" and declaration.type in POLICIES:
                for key in self._instances(instance, declaration):
                    if self._takes(STEPS_OF_POLICY, declaration):
                        self._resource(Member(instance, declaration, key))
            elif declaration.mode == "data" and declaration.type == DOCUMENT:
                self._document(instance, declaration)

    def _takes(self, steps: int, declaration: Declaration) -> bool:
        """Go on walking; False, and a problem that says so once, if the walk has become too long.

        Modules that call several others, or have many instances, multiply at every level.
        """
        if self.problems:
            return False
        self._left -= steps
        if self._left < 0:
            span = declaration.block.header
            message = "the configuration has too many instances of modules and resources: from here on none is judged"
            self.problems.append(Problem(span.source.path, span, message))
        return self._left >= 0

    def keys(self) -> tuple[KmsKey, ...]:
        """The key resources that were met, and the key policies of their own."""
        if not self._keys:
            return ()
        from iaclint.terraform.keys import kms_key

        return tuple(
            kms_key(self.configuration, member, self._exists(member), member.address in self._governed)
            for member in self._keys
        )

    def blocks(self) -> tuple[Block, ...]:
        """The headers of resources and documents, with the resources that a comment there speaks for."""
        met: dict[Place, list[str]] = {}
        for member in self._met:
            met.setdefault((self._uses.stand_in(member.owner), member.declaration), []).append(member.address)
        found = [Block(place[1].block.header, tuple(addresses)) for place, addresses in met.items()]
        for place, own in self._documents.items():
            used = [address for other in self._uses.resources(*place) for address in met.get(other, ())]
            found.append(Block(place[1].block.header, tuple(dict.fromkeys([*used, *own]))))
        return tuple(found)

    @property
    def _uses(self) -> Uses:
        uses = self._known_uses
        if uses is None:
            from iaclint.terraform.uses import Uses

            uses = self._known_uses = Uses(self.configuration)
        return uses

    def _instances(self, instance: Instance, declaration: Declaration) -> tuple[Key, ...]:
        """The keys that a block has in any world."""
        if repetition(declaration) is None:
            return (None,)
        leaves = explore(lambda world: self._keys_in(instance, declaration, world))
        keys = tuple(dict.fromkeys(key for leaf in leaves for key in leaf.result))
        self._left -= len(keys)
        return keys

    def _keys_in(self, instance: Instance, declaration: Declaration, world: World) -> tuple[Key, ...]:
        configuration = self.configuration
        try:
            return configuration.in_world(world, lambda: expansion(configuration, instance, declaration).keys)
        except Cycle:
            return (SYMBOLIC,)

    def _exists(self, member: Member) -> Callable[[World], bool]:
        configuration = self.configuration
        return lambda world: configuration.in_world(world, lambda: exists(configuration, member))

    def _resource(self, member: Member) -> None:
        declaration = member.declaration
        self._met.append(member)
        key = self._key_of(member)
        name, kind = POLICIES[declaration.type]
        argument = member.arguments.get(name)
        if argument is not None:
            self._add(member, name, kind, argument.name_span, self._written(member, argument), key)
        if declaration.type == "aws_iam_role":
            self._inline_policies(member)

    def _key_of(self, member: Member) -> Target | None:
        if member.declaration.type in KEY_TYPES:
            self._keys.append(member)
            return Target("key", member.address)
        if member.declaration.type != KEY_POLICY:
            return None
        self._keys.append(member)
        from iaclint.terraform.keys import governed_key

        key = governed_key(self.configuration, member)
        if key is not None:
            self._governed.add(key.address)
        return key

    def _add(
        self,
        member: Member,
        attribute: str,
        kind: str,
        where: Span,
        compute: Callable[[], Value | None],
        key: Target | None = None,
    ) -> None:
        configuration = self.configuration

        def evaluate(world: World) -> Value | None:
            return configuration.in_world(world, lambda: compute() if exists(configuration, member) else None)

        block = member.declaration.block
        type = member.declaration.type or "module"
        self.policies.append(PolicySite(member.address, type, attribute, kind, block.header, where, evaluate, key))

    def _written(self, member: Member, argument: Attribute) -> Callable[[], Value | None]:
        optional = member.declaration.type in KEY_TYPES
        return lambda: as_policy(argument_value(self.configuration, member, argument), argument.name, optional=optional)

    def _inline_policies(self, member: Member) -> None:
        """``inline_policy`` blocks, as many as there are in any world."""
        body = member.declaration.block.body
        if not body.blocks:
            return
        frame = Frame(self.configuration, member.owner, member)

        def blocks() -> list[Nested | Unknown]:
            return nested_blocks(body, "inline_policy", frame)

        leaves = explore(lambda world: self.configuration.in_world(world, blocks))
        longest = max((leaf.result for leaf in leaves), key=len)
        for index, block in enumerate(longest):
            where = block.key("policy") if isinstance(block, Nested) else member.declaration.block.header
            self._add(member, f"inline_policy[{index}].policy", INLINE, where, lambda at=index: _nth(blocks(), at))  # type: ignore[misc]

    def _document(self, instance: Instance, declaration: Declaration) -> None:
        """A document that leads to no resource is judged by itself."""
        from iaclint.terraform.policy_document import document_value

        place = (self._uses.stand_in(instance), declaration)
        own = self._documents.setdefault(place, [])
        if self._uses.resources(*place):
            return
        for key in self._instances(instance, declaration):
            member = Member(instance, declaration, key)
            own.append(member.address)
            self._add(
                member,
                "json",
                UNATTACHED,
                declaration.block.header,
                lambda member=member: document_value(self.configuration, member),  # type: ignore[misc]
            )

    def _call(self, instance: Instance, declaration: Declaration) -> None:
        about = called(self.configuration, instance, declaration)
        keys = self._instances(instance, declaration)
        if about.module is None and keys:
            path = ".".join(f"module.{name}" for name in (*instance.path, declaration.name))
            self.not_judged.setdefault(path, NotJudged(self.unit, path, about.source, about.reason))
        if not keys:
            self._read(instance, declaration)
        for key in keys:
            if not self._takes(STEPS_OF_MODULE, declaration):
                return
            member = Member(instance, declaration, key)
            below = child(self.configuration, member)
            if below is not None:
                self.visit(below)
            else:
                self._arguments(member)

    def _read(self, instance: Instance, declaration: Declaration) -> None:
        """Read a module that has no instances, and those that it calls: what is no Terraform is told all the same."""
        if not self._takes(STEPS_OF_MODULE, declaration):
            return
        below = child(self.configuration, Member(instance, declaration, SYMBOLIC))
        if below is not None:
            for inner in below.module.declarations:
                if inner.mode == "module":
                    self._read(below, inner)

    def _arguments(self, member: Member) -> None:
        """The policies that a module which cannot be read is given."""
        for name, argument in member.arguments.items():
            if name not in META:
                for path, compute in arguments_with_policies(self.configuration, member, argument):
                    self._add(member, name + path, UNATTACHED, argument.name_span, compute)


def exists(configuration: Configuration, member: Member) -> bool:
    """Whether an instance of a block, and the module instances around it, are there in the open world."""
    at: Member | None = member
    while at is not None:
        try:
            if at.key not in expansion(configuration, at.owner, at.declaration).keys:
                return False
        except Cycle:
            pass
        at = at.owner.call
    return True


def _nth(blocks: list[Nested | Unknown], index: int) -> Value | None:
    """The policy of one of the blocks; None if there are not so many in this world."""
    if index >= len(blocks):
        return None
    block = blocks[index]
    if isinstance(block, Unknown):
        return block
    value = block.get("policy", STRING)
    return None if value is None else as_policy(value, "policy")
