"""Values in messages: quoted, holes by their names, never a secret, never longer than a line."""

from __future__ import annotations

from iaclint.text.mapped import Chars
from iaclint.values.secrets import HIDDEN, name, secret
from iaclint.values.value import Bool, Number, String, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.policy.document import Condition
    from iaclint.values.value import Value

LONGEST = 160


def shown(value: Value) -> str:
    """A value for a message: ``"kms:*"``, ``"arn:aws:s3:::${aws_s3_bucket.b.id}/*"``, ``3``."""
    if secret(value):
        return HIDDEN
    if isinstance(value, String):
        return f'"{_cut(_text(value))}"'
    if isinstance(value, Unknown):
        return f"${{{_cut(value.name)}}}"
    if isinstance(value, Bool):
        return "true" if value.value else "false"
    if isinstance(value, Number):
        return _cut(value.text or str(value.value))
    return named(value)


def shown_key(condition: Condition) -> str:
    """The key of a condition for a message."""
    return name(condition.name, condition.key)


def shown_operator(condition: Condition) -> str:
    """The operator of a condition for a message."""
    return name(condition.operator, condition.operator_key)


def named(value: Value) -> str:
    """What a value is, in words: ``a list``, ``null``."""
    names = {"bool": "a truth value", "mapping": "an object", "null": "null", "unknown": "an unknown value"}
    return names.get(value.kind, f"a {value.kind}")


def _text(value: String) -> str:
    return "".join(part.text if isinstance(part, Chars) else f"${{{part.name}}}" for part in value.flat())


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
