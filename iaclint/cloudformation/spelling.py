"""Names that only look like those that CloudFormation knows: what stands below them is deployed by nobody.

CloudFormation refuses the template (User Guide, "Resource attribute reference", "AWS resource and property types
reference"). A person reads a policy there, so that nothing to say of it would look like a clean one. Told is only what
differs from a name that iaclint reads by its case, by characters that cannot be seen, or by letters beyond ASCII.
"""

from __future__ import annotations

import re

from iaclint.cloudformation.calls import call_of
from iaclint.cloudformation.properties import properties_of
from iaclint.cloudformation.sites import WITH_SITES, items
from iaclint.cloudformation.template import KMS_KEYS
from iaclint.text.nodes import MappingNode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.cloudformation.template import Resource, Stack
    from iaclint.text.span import Span


def _fold(text: str) -> str:
    """A text without what tells names apart only for machines."""
    if not text.isascii():
        from unicodedata import normalize

        text = normalize("NFKC", text)
    return "".join(filter(str.isalnum, text)).casefold()


def _folded(*names: str) -> dict[str, str]:
    return {_fold(name): name for name in names}


_TYPES = _folded(*sorted(WITH_SITES | KMS_KEYS.keys()))
_BODY = _folded("Properties", "Condition")
_DOCUMENTS = _folded("AssumeRolePolicyDocument", "InlinePolicy", "KeyPolicy", "PolicyDocument", "Policies")
_ITEM = _folded("PolicyDocument")
_TYPE = r"[A-Za-z0-9_@:.-]+"


def misspelled(stack: Stack) -> Iterator[tuple[Span, str]]:
    """Every name that is not what it seems, with what is to be said of it. A macro may know names of its own."""
    if stack.open_ended() is not None:
        return
    for resource in stack.resources.values():
        kind = resource.node.get("Type")
        if kind is not None and not resource.bindings and (wrong := _misspelled_type(resource.type)):
            yield kind.span, wrong
        if resource.type in WITH_SITES:
            yield from _names(resource.node, _BODY, "a resource")
            yield from _below(stack, resource)


def _misspelled_type(text: str) -> str:
    known = _TYPES.get(_fold(text))
    if known == text or (known is None and re.fullmatch(_TYPE, text)):
        return ""
    return f'there is no type of resources "{text}"{_meant(text, _TYPES)}'


def _below(stack: Stack, resource: Resource) -> Iterator[tuple[Span, str]]:
    """What is wrong with the names of properties, and of what is in a list of policies."""
    node = resource.node.get("Properties")
    if node is not None and not isinstance(node, MappingNode) and call_of(node) is None:
        yield node.span, "the properties of a resource must be an object"
    written = properties_of(stack, resource).written
    for name, found in written.items():
        if wrong := _misspelled(name, _DOCUMENTS, resource.type):
            yield found.key, wrong
    listed = written.get("Policies")
    for item in items(listed.node) if listed is not None else ():
        if isinstance(item.node, MappingNode):
            yield from _names(item.node, _ITEM, "a policy")


def _names(node: MappingNode, known: dict[str, str], owner: str) -> Iterator[tuple[Span, str]]:
    for pair in node.pairs:
        if wrong := _misspelled(pair.key.text, known, owner):
            yield pair.key.span, wrong


def _misspelled(name: str, known: dict[str, str], owner: str) -> str:
    if known.get(_fold(name), name if name.isascii() else "") == name:
        return ""
    return f'{owner} has no "{name}"{_meant(name, known)}'


def _meant(text: str, known: dict[str, str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(text, list(known.values()), n=1)
    return f'; did you mean "{near[0]}"?' if near else ""
