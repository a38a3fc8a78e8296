"""Instances of modules, resources and data sources: ``count``, ``for_each``, ``enabled``, and the addresses they give.

Terraform documentation, "The count Meta-Argument", "The for_each Meta-Argument", "Resource Addressing".
"""

from __future__ import annotations

from iaclint.record import Record
from iaclint.terraform.convert import convert
from iaclint.terraform.lazy import opened
from iaclint.terraform.types import BOOL, NUMBER
from iaclint.values.origin import ELEMENT, SECRET, Origin
from iaclint.values.secrets import secret
from iaclint.values.value import Bool, Mapping, Null, Number, Sequence, String, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from iaclint.terraform.configuration import Configuration
    from iaclint.terraform.module import Declaration, Module
    from iaclint.text.hclast import Attribute
    from iaclint.text.span import Span
    from iaclint.values.value import Value

MAX_INSTANCES = 10_000  # of one block; more are judged as one


class Symbolic:
    """The key of an instance of which only is known that there may be some like it."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "SYMBOLIC"


SYMBOLIC = Symbolic()
Key = None | int | str | Symbolic


class Instance:
    """One instance of a module: the root module, or what one instance of a module call makes.

    ``path`` has the names of the calls that lead here, ``address`` with their keys (empty for the root module).
    """

    __slots__ = ("address", "call", "children", "module", "path")

    def __init__(self, module: Module, call: Member | None = None) -> None:
        self.module: Final = module
        self.call: Final = call
        self.children: Final[dict[tuple[Declaration, Key], Instance]] = {}
        self.path: Final[tuple[str, ...]] = (*call.owner.path, call.declaration.name) if call else ()
        self.address: Final[str] = call.address if call else ""


class Member:
    """One instance of a resource, data source or module call in a module instance."""

    __slots__ = ("address", "declaration", "key", "owner")

    def __init__(self, owner: Instance, declaration: Declaration, key: Key) -> None:
        self.owner: Final = owner
        self.declaration: Final = declaration
        self.key: Final = key
        self.address: Final = address(owner, declaration, key)

    @property
    def arguments(self) -> dict[str, Attribute]:
        """The arguments that the block writes."""
        return self.declaration.block.body.attributes


class Expansion(Record):
    """The instances of one block in one world. ``each`` has what ``each.key`` and ``each.value`` are, by key.

    ``mode`` is ``single``, ``count`` or ``for_each``; ``open`` the unknown that leaves the number of instances open.
    """

    mode: str
    keys: tuple[Key, ...]
    each: dict[Key, tuple[Value, Value]] = {}
    open: Unknown | None = None


SINGLE = Expansion("single", (None,))


def address(instance: Instance, declaration: Declaration, key: Key) -> str:
    """The address of one instance of a block, as Terraform prints it."""
    prefix = f"{instance.address}." if instance.address else ""
    return f"{prefix}{declaration.address}{suffix(key)}"


def suffix(key: Key) -> str:
    """An instance key in brackets; nothing for a single and for a symbolic instance."""
    if isinstance(key, int):
        return f"[{key}]"
    return f"[{quoted(key)}]" if isinstance(key, str) else ""


def quoted(text: str) -> str:
    """A text as Terraform quotes it in addresses (addrs/instance_key.go)."""
    written = []
    for at, char in enumerate(text):
        if char in _ESCAPES:
            written.append(_ESCAPES[char])
        elif char in "$%":
            written.append(char * 2 if text[at + 1 : at + 2] == "{" else char)
        elif char.isprintable():
            written.append(char)
        else:
            written.append(f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}")
    return '"' + "".join(written) + '"'


_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}


def expansion(configuration: Configuration, instance: Instance, declaration: Declaration) -> Expansion:
    """The instances of a block; raises Cycle if their number depends on themselves."""
    written = repetition(declaration)
    if written is None:
        return SINGLE
    name = address(instance, declaration, None)
    return configuration.once((instance, declaration), name, lambda: _expand(configuration, instance, written))


def repetition(declaration: Declaration) -> Attribute | None:
    """The argument that decides how many instances a block has; None if it just has one."""
    body = declaration.block.body
    written = body.attributes.get("count") or body.attributes.get("for_each")
    if written is None:
        for block in body.blocks:
            if block.type == "lifecycle":
                written = block.body.attributes.get("enabled")
    return written


def _expand(configuration: Configuration, instance: Instance, written: Attribute) -> Expansion:
    from iaclint.terraform.expression import evaluate
    from iaclint.terraform.names import Frame

    value = opened(evaluate(written.expression, Frame(configuration, instance)))
    if written.name == "enabled":
        return enabled(value)
    return counted(value) if written.name == "count" else for_each(value, written.span)


def enabled(value: Value) -> Expansion:
    """The one instance that a value of ``enabled`` makes, or none (OpenTofu 1.11, "The enabled Meta-Argument")."""
    answer = convert(value, BOOL)
    return Expansion("single", ()) if isinstance(answer, Bool) and not answer.value else SINGLE


def counted(value: Value) -> Expansion:
    """The instances that a value of ``count`` makes."""
    number = convert(value, NUMBER)
    if not isinstance(number, Number) or not isinstance(number.value, int) or not 0 <= number.value <= MAX_INSTANCES:
        return Expansion("count", (SYMBOLIC,), {}, _open(value, number))
    return Expansion("count", tuple(range(number.value)))


def _open(value: Value, converted: Value) -> Unknown:
    for unknown in (converted, value):
        if isinstance(unknown, Unknown):
            return unknown
    return Unknown(value.origin, value.span.text, "Terraform does not accept this value here")


def for_each(value: Value, span: Span) -> Expansion:
    """The instances that a value of ``for_each`` makes, in Terraform's order; a set's unknown items make one."""
    if _secret_keys(value):
        return _symbolic(Unknown(value.origin, "for_each", "Terraform accepts no sensitive value there"))
    if isinstance(value, Mapping) and len(value.entries) <= MAX_INSTANCES:
        each: dict[Key, tuple[Value, Value]] = {}
        for key in sorted(value.entries):
            where = value.key(key)
            each[key] = (String.of(key, where), _element(value.get(key) or Null(where), span))
        return Expansion("for_each", tuple(each), each)
    if isinstance(value, Sequence) and value.type == "set" and len(value.items) <= MAX_INSTANCES:
        return _each_item(value, span)
    return _symbolic(_open(value, value))


def _secret_keys(value: Value) -> bool:
    """Whether addresses would show something secret."""
    if isinstance(value, Mapping):
        return any(value.key(key).has(SECRET) for key in value.entries)
    return isinstance(value, Sequence) and secret(value)


def _element(value: Value, span: Span) -> Value:
    return value.via(ELEMENT, span, "one of for_each")


def _each_item(value: Sequence, span: Span) -> Expansion:
    known: dict[str, tuple[Value, Value]] = {}
    unknown: Unknown | None = None
    for item in value.elements():
        text = item.text if isinstance(item, String) else None
        if text is not None:
            known[text] = (_element(item, span), _element(item, span))
        else:
            unknown = _open(item, item) if not isinstance(item, String) else next(item.unknowns())
    each: dict[Key, tuple[Value, Value]] = {key: known[key] for key in sorted(known)}
    if unknown is not None:
        each[SYMBOLIC] = (unknown, unknown)
    return Expansion("for_each", tuple(each), each, unknown)


def _symbolic(unknown: Unknown) -> Expansion:
    """One instance for any number of them: neither its key nor its value is known."""
    key = Unknown(unknown.origin, "each.key", f"for_each is not known: {unknown.reason}", "text")
    value = Unknown(unknown.origin, "each.value", f"for_each is not known: {unknown.reason}")
    return Expansion("for_each", (SYMBOLIC,), {SYMBOLIC: (key, value)}, unknown)


def count_index(key: Key, open: Unknown | None, span: Span) -> Value:
    """``count.index`` of an instance."""
    if isinstance(key, int):
        return Number(Origin(span), key)
    reason = f"count is not known: {open.reason}" if open else "there is no count here"
    return Unknown(Origin(span), "count.index", reason, type=NUMBER)
