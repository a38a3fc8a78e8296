"""``data.aws_iam_policy_document`` as version 5 of the AWS provider renders it.

Facts: the data source's documentation, and the provider's internal/service/iam (policy_document_data_source.go,
policy_model.go): what is a set is sorted in reverse, one value stands without a list, ``&{`` becomes ``${``.
``source_json`` and ``override_json`` (removed in version 5) are merged as version 4 did.
"""

from __future__ import annotations

from iaclint.terraform.blocks import Nested
from iaclint.terraform.names import Frame
from iaclint.terraform.policy_merge import Merged, Refused, read_document, spread
from iaclint.terraform.policy_sets import conditions, identifiers, principals, sorted_set
from iaclint.terraform.policy_text import compact, indented
from iaclint.terraform.types import STRING, Collection
from iaclint.text.mapped import Chars
from iaclint.values.origin import USED, Origin
from iaclint.values.value import Encoded, Entry, Failed, Mapping, Null, Sequence, String, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

    from iaclint.terraform.configuration import Configuration
    from iaclint.terraform.instances import Member
    from iaclint.text.span import Span
    from iaclint.values.value import Value

_TEXTS = Collection("list", STRING)  # sets too: they are ordered and made distinct here
_OLD = "2008-10-17"


def document_attribute(configuration: Configuration, member: Member, name: str) -> Value | None:
    """An attribute that the provider renders; None if it is an ordinary one."""
    if name not in {"json", "minified_json"}:
        header = member.declaration.block.header
        unwritten = name == "version" and name not in member.arguments
        return String.of("2012-10-17", Origin(header)) if unwritten else None
    document = document_value(configuration, member)
    if isinstance(document, Unknown):
        return document
    origin = document.origin.via(USED, document.origin.span, f"rendered by {member.address}")
    return String(origin, (Encoded(document, indented if name == "json" else compact),))


def document_value(configuration: Configuration, member: Member) -> Value:
    """The document: a Mapping with the elements in the provider's order; Failed where the provider refuses it."""
    origin = Origin(member.declaration.block.header)
    name = f"{member.address}.json"
    return configuration.value(
        (member.owner, member.declaration, member.key, "document"),
        name,
        origin,
        lambda: _rendered(configuration, member, origin, name),
    )


def _rendered(configuration: Configuration, member: Member, origin: Origin, name: str) -> Value:
    body = member.declaration.block.body
    block = Nested(body, Frame(configuration, member.owner, member), origin.span)
    try:
        return _Builder(block).document()
    except Refused as problem:
        return Failed(problem.origin or origin, name, f"the provider refuses {member.address}: {problem}")


class _Builder:
    def __init__(self, block: Nested) -> None:
        self.block: Final = block
        self.origin: Final = Origin(block.header)
        self.version: Value = block.text("version") or String.of("2012-10-17", self.origin)

    def document(self) -> Mapping:
        merged = Merged()
        seen: dict[str, bool] = {}
        for source in self.documents("source_json", "source_policy_documents"):
            merged.unique(source, seen)
            merged.merge(source)
        merged.merge(self.own())
        for override in self.documents("override_policy_documents", "override_json"):
            merged.merge(override)
        return merged.value(self.origin)

    def documents(self, first: str, second: str) -> Iterator[Merged]:
        """The documents of two arguments, one of them a list."""
        for name in (first, second):
            if name.endswith("_json"):
                single = self.block.text(name)
                if single is not None and not (isinstance(single, String) and single.text == ""):
                    yield read_document(single, name)
            else:
                yield from self.listed(name)

    def listed(self, name: str) -> Iterator[Merged]:
        value = self.block.get(name, _TEXTS)
        if isinstance(value, Unknown):
            yield read_document(value, name)
        for item in value.elements() if isinstance(value, Sequence) else ():
            if isinstance(item, Null):
                raise Refused(f"{name} must not hold null", item.origin)
            yield read_document(item, name)

    def own(self) -> Merged:
        """The document that the ``statement`` blocks write."""
        statements: list[Value] = []
        for nested in self.block.blocks("statement"):
            statements.append(spread(nested) if isinstance(nested, Unknown) else self.statement(nested))
        own = Merged(self.version, self.block.text("policy_id"), statements)
        own.unique(own, {})
        return own

    def statement(self, nested: Nested) -> Mapping:
        effect = nested.text("effect") or String.of("Allow", Origin(nested.header))
        found = {
            "Sid": ("sid", nested.text("sid")),
            "Effect": ("effect", effect),
            "Action": ("actions", sorted_set(nested.get("actions", _TEXTS))),
            "NotAction": ("not_actions", sorted_set(nested.get("not_actions", _TEXTS))),
            "Resource": ("resources", self.variables(sorted_set(nested.get("resources", _TEXTS)))),
            "NotResource": ("not_resources", self.variables(sorted_set(nested.get("not_resources", _TEXTS)))),
            "Principal": ("", self.principals(nested, "principals")),
            "NotPrincipal": ("", self.principals(nested, "not_principals")),
            "Condition": ("", self.conditions(nested)),
        }
        entries = {
            element: Entry(Origin(self.key(nested, argument, value)), value)
            for element, (argument, value) in found.items()
            if value is not None and not _is_empty(value)
        }
        return Mapping(Origin(nested.header), entries, "object")

    def key(self, nested: Nested, argument: str, value: Value) -> Span:
        return nested.key(argument) if argument else value.span

    def variables(self, value: Value | None) -> Value | None:
        """A text, or each text in a value, with ``&{`` as AWS writes it."""
        if isinstance(value, Mapping):
            entries = {
                key: Entry(entry.key, self.variables(entry.value) or entry.value)
                for key, entry in value.entries.items()
            }
            return Mapping(value.origin, entries, value.type)
        if isinstance(value, Sequence):
            return Sequence(value.origin, tuple(self.variables(item) or item for item in value.items), value.type)
        if not isinstance(value, String) or not any("&{" in getattr(part, "text", "") for part in value.parts):
            return value
        if isinstance(self.version, String) and self.version.text == _OLD:
            return Failed(value.origin, value.span.text, f"&{{ is not supported in version {_OLD}")
        return policy_variables(value)

    def principals(self, nested: Nested, type: str) -> Value | None:
        blocks, open = _parted(nested.blocks(type))
        found = [(block, block.text("type"), _listed(block)) for block in blocks]
        return self.variables(principals(found, open))

    def conditions(self, nested: Nested) -> Value | None:
        blocks, open = _parted(nested.blocks("condition"))
        found = [(block, block.text("test"), block.text("variable"), block.get("values", _TEXTS)) for block in blocks]
        return self.variables(conditions(found, open))


def _listed(block: Nested) -> Value:
    """The identifiers of a block; the provider writes an empty list too."""
    found = identifiers(block.get("identifiers", _TEXTS))
    return found if found is not None else Sequence(Origin(block.header), ())


def _parted(found: list[Nested | Unknown]) -> tuple[list[Nested], Unknown | None]:
    """The blocks that are known, and the first reason why there may be others."""
    blocks = [block for block in found if isinstance(block, Nested)]
    return blocks, next((block for block in found if isinstance(block, Unknown)), None)


def _is_empty(value: Value) -> bool:
    return isinstance(value, String) and value.text == ""


def policy_variables(text: String) -> String:
    """``&{aws:username}`` as ``${aws:username}``: Terraform would take the second for a template."""
    parts = tuple(
        Chars(part.text.replace("&{", "${"), part.span, part.offsets) if isinstance(part, Chars) else part
        for part in text.parts
    )
    return String(text.origin, parts)
