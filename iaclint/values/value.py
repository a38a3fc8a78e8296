"""The values of both dialects.

A value is never changed. ``via`` and ``at`` give the same value with another origin; what is taken out of a container
gets the container's steps (``Sequence.item``, ``Mapping.entry``), so that the way of each element is known.

Strings are parts: ``Chars`` that know their place, ``Unknown`` holes, and ``Encoded`` structures (``jsonencode(x)``,
the ``.json`` of a policy document) that decode back to their value.
"""

from __future__ import annotations

from iaclint.text.mapped import Chars, MappedText
from iaclint.values.origin import Origin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from decimal import Decimal
    from typing import Final

    from iaclint.text.span import Span

# Shapes of unknowns: what is known about the text that will stand there. None of them is ever ``*``.
ANY = "any"  # may be a value of any type
TEXT = "text"  # free text
SEGMENT = "segment"  # one segment of an ARN (a name, an id), no colon
ACCOUNT = "account"  # an account id
OWNER = "owner"  # the id of the account that the resource is deployed to
PARTITION = "partition"
REGION = "region"
ARN = "arn"  # a whole ARN


class Target:
    """The resource that an unknown refers to. ``kind`` is neutral: key, alias, role, user, group, policy, other."""

    __slots__ = ("address", "kind")

    def __init__(self, kind: str, address: str) -> None:
        self.kind: Final = kind
        self.address: Final = address

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Target) and (self.kind, self.address) == (other.kind, other.address)

    def __hash__(self) -> int:
        return hash((self.kind, self.address))

    def __repr__(self) -> str:
        return f"Target({self.kind}, {self.address})"


class Value:
    """Base of all values."""

    __slots__ = ("origin",)
    kind = "value"

    def __init__(self, origin: Origin) -> None:
        self.origin: Final = origin

    def at(self, origin: Origin) -> Value:
        """The same value with another origin."""
        raise NotImplementedError

    def via(self, kind: str, span: Span, message: str) -> Value:
        """The same value after one more step."""
        return self.at(self.origin.via(kind, span, message))

    def within(self, container: Value) -> Value:
        """The same value after the steps that its container took."""
        return self if container.origin.last is None else self.at(self.origin.after(container.origin))

    @property
    def span(self) -> Span:
        """The text a person would change to change this value."""
        return self.origin.span


class Null(Value):
    """``null``; in CloudFormation also what an empty YAML value is.

    ``type`` is the Terraform type that a conversion gave it (an object of ``terraform.types``), None for a bare null.
    """

    __slots__ = ("type",)
    kind = "null"

    def __init__(self, origin: Origin, type: object = None) -> None:
        super().__init__(origin)
        self.type: Final = type

    def at(self, origin: Origin) -> Null:
        """The same value with another origin."""
        return Null(origin, self.type)


class Bool(Value):
    """A truth value."""

    __slots__ = ("value",)
    kind = "bool"

    def __init__(self, origin: Origin, value: bool) -> None:
        super().__init__(origin)
        self.value: Final = value

    def at(self, origin: Origin) -> Bool:
        """The same value with another origin."""
        return Bool(origin, self.value)


class Number(Value):
    """A number: an ``int`` if it is whole, else a ``Decimal``. ``text`` is how it was written, where that counts."""

    __slots__ = ("text", "value")
    kind = "number"

    def __init__(self, origin: Origin, value: int | Decimal, text: str = "") -> None:
        super().__init__(origin)
        self.value: Final = value
        self.text: Final = text

    def at(self, origin: Origin) -> Number:
        """The same value with another origin."""
        return Number(origin, self.value, self.text)


class Unknown(Value):
    """A value that cannot be known before deploy.

    ``name`` is what stands there (``aws_s3_bucket.b.arn``, ``AWS::Partition``), ``reason`` why it is not known and what
    would supply it (a sentence for SRC002), ``shape`` what is known all the same, ``target`` the resource it refers to,
    ``type`` a Terraform type where that is known (an object of ``terraform.types``).
    """

    __slots__ = ("name", "reason", "shape", "target", "type")
    kind = "unknown"

    def __init__(
        self,
        origin: Origin,
        name: str,
        reason: str,
        shape: str = ANY,
        target: Target | None = None,
        type: object = None,
    ) -> None:
        super().__init__(origin)
        self.name: Final = name
        self.reason: Final = reason
        self.shape: Final = shape
        self.target: Final = target
        self.type: Final = type

    def at(self, origin: Origin) -> Unknown:
        """The same value with another origin."""
        return Unknown(origin, self.name, self.reason, self.shape, self.target, self.type)

    def __repr__(self) -> str:
        return f"Unknown({self.name})"


class Failed(Unknown):
    """An expression that the deploying tool refuses (a wrong type, a missing attribute): ``try`` passes over it."""

    __slots__ = ()

    def at(self, origin: Origin) -> Failed:
        """The same value with another origin."""
        return Failed(origin, self.name, self.reason, self.shape, self.target, self.type)


class Spread(Unknown):
    """Any number of unknown items (none, too) in a ``Sequence``: ``concat(["a"], var.more)`` is ``"a"`` and a spread.

    A plain ``Unknown`` in a Terraform sequence is exactly one item. ``type`` is that of each item.
    """

    __slots__ = ()

    def at(self, origin: Origin) -> Spread:
        """The same value with another origin."""
        return Spread(origin, self.name, self.reason, self.shape, self.target, self.type)


class Encoded:
    """A part of a string: the encoding of a value. ``render`` gives its parts as text, computed when first asked."""

    __slots__ = ("_parts", "render", "value")

    def __init__(self, value: Value, render: Callable[[Value], tuple[Chars | Unknown, ...]]) -> None:
        self.value: Final = value
        self.render: Final = render
        self._parts: tuple[Chars | Unknown, ...] | None = None

    def parts(self) -> tuple[Chars | Unknown, ...]:
        """The encoded text."""
        parts = self._parts
        if parts is None:
            parts = self._parts = self.render(self.value)
        return parts


class Handed(Chars):
    """All characters of another value in a larger text: a string in it that consists only of them is that value."""

    __slots__ = ("origin",)

    def __init__(self, chars: Chars, origin: Origin) -> None:
        super().__init__(chars.text, chars.span, chars.offsets)
        self.origin: Final = origin


Part = Chars | Unknown | Encoded


class String(Value):
    """Text in parts."""

    __slots__ = ("parts",)
    kind = "string"

    def __init__(self, origin: Origin, parts: tuple[Part, ...]) -> None:
        super().__init__(origin)
        self.parts: Final = parts

    @staticmethod
    def of(text: str, origin: Origin) -> String:
        """A string of known text that stands at the origin's span."""
        return String(origin, (Chars(text, origin.span),) if text else ())

    def at(self, origin: Origin) -> String:
        """The same value with another origin."""
        return String(origin, self.parts)

    def flat(self) -> tuple[Chars | Unknown, ...]:
        """The parts, with encoded structures written out as text."""
        parts = self.parts
        if len(parts) == 1 and type(parts[0]) is Chars:
            return parts  # type: ignore[return-value]
        if not any(isinstance(part, Encoded) for part in parts):
            return parts  # type: ignore[return-value]
        flat: list[Chars | Unknown] = []
        for part in self.parts:
            flat.extend(part.parts() if isinstance(part, Encoded) else (part,))
        return tuple(flat)

    def handed(self) -> tuple[Part, ...]:
        """The parts for a larger text, so that ``"${var.x}"`` in JSON still points at the text that ``x`` came from."""
        only = self.parts[0] if len(self.parts) == 1 else None
        return (Handed(only, self.origin),) if isinstance(only, Chars) else self.parts

    @property
    def text(self) -> str | None:
        """The text if all of it is known, else None."""
        parts = self.parts
        if len(parts) == 1 and isinstance(parts[0], Chars):
            return parts[0].text
        known = []
        for part in self.flat():
            if isinstance(part, Unknown):
                return None
            known.append(part.text)
        return "".join(known)

    def unknowns(self) -> Iterator[Unknown]:
        """The holes of the text."""
        return (part for part in self.flat() if isinstance(part, Unknown))

    def encoded(self) -> Value | None:
        """The value that this string encodes, if it is exactly one encoded structure."""
        if len(self.parts) == 1 and isinstance(self.parts[0], Encoded):
            return self.parts[0].value.within(self)
        return None

    def mapped(self, *, flat: bool = False) -> MappedText:
        """The text as readers want it; encoded structures stay holes unless ``flat``."""
        return MappedText(self.flat() if flat else self.parts, self.origin.span)

    def __repr__(self) -> str:
        return f"String({self.parts!r})"


class Sequence(Value):
    """A list; ``type`` tells Terraform's list, set and tuple apart (CloudFormation has only ``list``).

    ``element`` is the Terraform type of the items of a list or set that was converted to one (``terraform.types``).

    An ``Unknown`` item may stand for any number of items if its shape is ``any``; in Terraform only a ``Spread`` does.
    """

    __slots__ = ("element", "items", "type", "weight")
    kind = "list"

    def __init__(self, origin: Origin, items: tuple[Value, ...], type: str = "list", element: object = None) -> None:
        super().__init__(origin)
        self.items: Final = items
        self.type: Final = type
        self.element: Final = element
        self.weight: int | None = None  # kept by values.weight

    def at(self, origin: Origin) -> Sequence:
        """The same value with another origin."""
        same = Sequence(origin, self.items, self.type, self.element)
        same.weight = self.weight
        return same

    def item(self, index: int) -> Value:
        """One item, with the steps of the list; IndexError outside."""
        return self.items[index].within(self)

    def elements(self) -> Iterator[Value]:
        """All items, each with the steps of the list."""
        return (item.within(self) for item in self.items)


class Entry:
    """One entry of a mapping: where the key stands, and the value."""

    __slots__ = ("key", "value")

    def __init__(self, key: Origin, value: Value) -> None:
        self.key: Final = key
        self.value: Final = value


class Mapping(Value):
    """Keys and values in order; ``type`` tells Terraform's map and object apart (``element``: as in ``Sequence``).

    ``duplicates`` has the origins of keys that the text repeats (the last one counts), with the key.
    """

    __slots__ = ("duplicates", "element", "entries", "type", "weight")
    kind = "mapping"

    def __init__(
        self,
        origin: Origin,
        entries: dict[str, Entry],
        type: str = "object",
        duplicates: tuple[tuple[str, Origin], ...] = (),
        element: object = None,
    ) -> None:
        super().__init__(origin)
        self.entries: Final = entries
        self.type: Final = type
        self.duplicates: Final = duplicates
        self.element: Final = element
        self.weight: int | None = None  # kept by values.weight

    def at(self, origin: Origin) -> Mapping:
        """The same value with another origin."""
        same = Mapping(origin, self.entries, self.type, self.duplicates, self.element)
        same.weight = self.weight
        return same

    def get(self, key: str) -> Value | None:
        """The value of a key with the steps of the mapping, or None."""
        entry = self.entries.get(key)
        return entry.value.within(self) if entry is not None else None

    def key(self, key: str) -> Origin:
        """Where a key stands; KeyError if it is not there."""
        return self.entries[key].key.after(self.origin)

    def items(self) -> Iterator[tuple[str, Value]]:
        """Keys and values, these with the steps of the mapping."""
        return ((key, entry.value.within(self)) for key, entry in self.entries.items())
