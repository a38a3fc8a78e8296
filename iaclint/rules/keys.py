"""Reading the settings of a key resource."""

from __future__ import annotations

from iaclint.values.value import Bool, Null, Number, String

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.values.value import Value


def flag(value: Value | None) -> bool | None:
    """A truth value, also where it was written as a string; None if it is not set or not known."""
    if isinstance(value, Bool):
        return value.value
    text = known_text(value)
    return {"true": True, "false": False}.get(text.lower()) if text is not None else None


def number(value: Value | None) -> int | None:
    """A whole number, also where it was written as a string; None if it is not set, not known or not whole."""
    if isinstance(value, Number):
        return value.value if isinstance(value.value, int) else None
    text = known_text(value)
    return int(text) if text is not None and text.isdecimal() and len(text) < 10 else None


def known_text(value: Value | None) -> str | None:
    """A text; None if it is not set or not known."""
    return value.text if isinstance(value, String) else None


def is_set(value: Value | None) -> bool:
    """Whether something stands there that is not empty; an unknown value counts."""
    return not (value is None or isinstance(value, Null) or known_text(value) == "")
