"""What a YAML scalar is: text, a number, a truth value, nothing (YAML 1.1, as CloudFormation reads it)."""

from __future__ import annotations

import re

from iaclint.text.mapped import Chars
from iaclint.text.nodes import ScalarNode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.text.span import Span

_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_BOOLS = frozenset(("true", "True", "TRUE", "false", "False", "FALSE"))
_NUMBER = r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?"
_DIGITS = frozenset("-0123456789")  # how a number starts
CORE = "tag:yaml.org,2002:"


class BareNode(ScalarNode):
    """A plain scalar that stands in the file just as it is: its parts are made when asked for."""

    __slots__ = ()

    def __init__(self, span: Span, text: str, kind: str) -> None:
        self.span = span  # type: ignore[misc]
        self.tag = ""  # type: ignore[misc]
        self.kind = kind  # type: ignore[misc]
        self._parts = None
        self.block = False  # type: ignore[misc]
        self.text = text  # type: ignore[misc]

    @property
    def parts(self) -> tuple[Chars | object, ...]:
        """The characters with their places."""
        parts = self._parts
        if parts is None:
            parts = self._parts = (Chars(self.text, self.span),) if self.text else ()
        return parts


def kind_of(value: str) -> str:
    """The kind of a plain scalar.

    Numbers are those of JSON: CloudFormation turns a template into JSON, and an account id with a leading zero, a date
    or ``1_000`` stays text. ``yes`` and ``on`` stay text too; who wants a truth value knows them.
    """
    if value[:1] in _DIGITS:
        return "number" if re.fullmatch(_NUMBER, value) else "string"
    if value in _BOOLS:
        return "bool"
    return "null" if value in _NULLS else "string"


def typed(tag: str | None, value: str, *, plain: bool) -> tuple[str, str]:
    """The tag to keep, and the kind of a scalar."""
    if tag is None:
        return "", kind_of(value) if plain else "string"
    if tag in {"!", f"{CORE}str"}:
        return "", "string"
    if tag in {f"{CORE}int", f"{CORE}float"}:
        return "", "number" if re.fullmatch(_NUMBER, value) else "string"
    if tag == f"{CORE}bool":
        return "", "bool" if value in _BOOLS else "string"
    return ("", "null") if tag == f"{CORE}null" else (short_tag(tag), "string")


def short_tag(tag: str) -> str:
    """A tag of the YAML type repository as ``!!name``."""
    return "!!" + tag[len(CORE) :] if tag.startswith(CORE) else tag
