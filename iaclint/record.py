"""The small base of our value types: slots, a constructor from the annotations, equality, ``repr``.

Dataclasses do the same but generate code for every class at import (measured: 50 frozen dataclasses add 47 ms to
start-up, 50 records add 5). mypy sees records as frozen dataclasses (PEP 681), so constructors and immutability are
checked. Types that are created by the hundred thousand write their ``__init__`` by hand.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, dataclass_transform
else:

    def dataclass_transform(**_):  # noqa: ANN003, ANN201, D103
        return lambda cls: cls


class _RecordType(type):
    """Turns the annotations of a class body into slots, and remembers defaults."""

    def __new__(mcs, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> _RecordType:
        own = tuple(body.get("__annotations__", ()))
        defaults = {field: body.pop(field) for field in own if field in body}
        for base in bases:
            defaults = {**getattr(base, "_defaults", {}), **defaults}
        inherited = tuple(field for base in bases for field in getattr(base, "_fields", ()))
        body["__slots__"] = own
        body["_fields"] = inherited + own
        body["_defaults"] = defaults
        return super().__new__(mcs, name, bases, body)


@dataclass_transform(frozen_default=True)
class Record(metaclass=_RecordType):
    """Base of immutable value types; subclasses only annotate fields (mutable defaults are shared: use tuples)."""

    if not TYPE_CHECKING:

        def __init__(self, *args, **named):  # noqa: ANN002, ANN003, ANN204
            fields = self._fields
            if len(args) > len(fields):
                raise TypeError(f"{type(self).__name__} takes {len(fields)} values, not {len(args)}")
            for field, value in zip(fields, args, strict=False):
                setattr(self, field, value)
            for field in fields[len(args) :]:
                if field in named:
                    setattr(self, field, named.pop(field))
                elif field in self._defaults:
                    setattr(self, field, self._defaults[field])
                else:
                    raise TypeError(f"{type(self).__name__} lacks {field}")
            if named:
                raise TypeError(f"{type(self).__name__} has no {', '.join(named)}")

        def __eq__(self, other):  # noqa: ANN001, ANN204
            if type(self) is not type(other):
                return NotImplemented
            return all(getattr(self, field) == getattr(other, field) for field in self._fields)

        def __hash__(self):  # noqa: ANN204
            return hash(tuple(getattr(self, field) for field in self._fields))

        def __repr__(self):  # noqa: ANN204
            shown = ", ".join(f"{field}={getattr(self, field)!r}" for field in self._fields)
            return f"{type(self).__name__}({shown})"


if TYPE_CHECKING:
    from typing import TypeVar

    R = TypeVar("R", bound=Record)


def replace(record: R, **changes: object) -> R:
    """A copy of ``record`` with the named fields changed; TypeError for a field it does not have."""
    values = {field: getattr(record, field) for field in record._fields}  # type: ignore[attr-defined]
    return type(record)(**{**values, **changes})
