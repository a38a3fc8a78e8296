"""A configuration that cannot be used."""

from __future__ import annotations

from iaclint.files import UserProblem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from iaclint.text.span import Span


class ConfigProblem(UserProblem):
    """What is wrong, and where, in one line."""

    def __init__(self, message: str, span: Span | None = None, file: str = "") -> None:
        at = span.location() if span is not None else None
        place = f"{at.file}:{at.line}:{at.column}: " if at is not None else f"{file}: " if file else ""
        super().__init__(place + message)


def nearest(word: str, known: Iterable[str]) -> str:
    """A question after the known word that is most like this one; empty if none is."""
    from difflib import get_close_matches

    near = get_close_matches(word, list(known), n=1)
    return f'; did you mean "{near[0]}"?' if near else ""
