"""``fileset``: file names by doublestar patterns, without following a pattern out of the scanned root."""

from __future__ import annotations

import re

from iaclint.files import DIRECTORY, FILE, OTHER, normal
from iaclint.text.glob import fits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.files import Files

    Form = tuple[str, ...] | None

MAX_FILES = 10_000  # looked at by one call
MAX_DEPTH = 50


class Unsupported(Exception):  # noqa: N818
    """A pattern that is not evaluated here, or that leads where nothing is read."""


class TooMany(Exception):  # noqa: N818
    """More files than one call looks at."""


def matches(files: Files, directory: str, pattern: str, budget: list[int]) -> list[str]:
    """The regular files below a directory whose relative path fits the pattern; FileProblem where it cannot be read.

    ``budget`` holds how many files may be looked at, and afterwards how many are left of them.
    """
    names = [name for name in pattern.split("/") if name not in {"", "."}]
    if ".." in names or pattern.startswith("/"):
        raise Unsupported("patterns with .. are not evaluated")
    names = [name for at, name in enumerate(names) if names[at : at + 2] != ["**", "**"]]
    forms = [_form(name) for name in names]
    if files.kind(directory) == FILE:
        return []
    return sorted(set(_walk(files, directory, "", forms, budget)))


def _form(name: str) -> Form:
    """The globs that one segment of a pattern stands for; None for ``**``."""
    if name == "**":
        return None
    if set(name) & set("[]\\"):
        raise Unsupported("patterns with brackets or backslashes are not evaluated")
    forms = ("",)
    for text, choice in _PIECE.findall(name):
        forms = tuple(form + one for form in forms for one in (choice[1:-1].split(",") if choice else (text,)))
        if len(forms) > MAX_FORMS:
            raise Unsupported(f"patterns with more than {MAX_FORMS} alternatives are not evaluated")
    if _PIECE.sub("", name):
        raise Unsupported("patterns with braces within braces are not evaluated")
    return forms


_PIECE = re.compile(r"([^{}]+)|(\{[^{}]*\})")
MAX_FORMS = 100


def _walk(
    files: Files, directory: str, below: str, forms: list[tuple[str, ...] | None], budget: list[int]
) -> Iterator[str]:
    if not forms or below.count("/") > MAX_DEPTH:
        return
    first, rest = forms[0], forms[1:]
    if first is None and rest:
        yield from _walk(files, directory, below, rest, budget)
    for entry in files.listing(normal(f"{directory}/{below}")):
        budget[0] -= 1
        if budget[0] < 0:
            raise TooMany(f"there are more than {MAX_FILES} files to look at")
        path = f"{below}{entry.name}"
        wanted = first is None or any(fits(form, entry.name) for form in first)
        if entry.kind == OTHER and entry.link and wanted and (reason := files.outside(normal(f"{directory}/{path}"))):
            raise Unsupported(f"{path} {reason}")
        if entry.kind == FILE and wanted and not rest:
            yield path
        elif entry.kind == DIRECTORY and wanted:
            yield from _walk(files, directory, f"{path}/", forms if first is None else rest, budget)
