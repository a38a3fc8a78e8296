"""Comments that speak to iaclint: ``# iaclint: ignore[KMS101] reason`` in HCL and YAML.

Only text that the grammar of the file calls a comment counts: the same words inside a string, heredoc or block scalar
are text. The grammar is asked only where the marker stands somewhere in the file.
"""

from __future__ import annotations

import re

from iaclint.record import Record
from iaclint.text.sources import MARKER
from iaclint.text.span import Source, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_COMMENT = r"iaclint:[ \t]*ignore[ \t]*(?:\[([^\]\n]*)\])?[ \t:,-]*([^\n]*)"
_HCL_ENDINGS = (".tf", ".tofu", ".tfvars", ".hcl")
_YAML_ENDINGS = (".yaml", ".yml", ".template")


class Comment(Record):
    """One comment: the rules it names (codes or names, as written) and the reason.

    ``first_line`` to ``last_line`` are the lines it stands on; ``alone`` says that nothing else stands there.
    """

    span: Span
    rules: tuple[str, ...]
    reason: str
    first_line: int
    last_line: int
    alone: bool


def find_comments(source: Source) -> list[Comment]:
    """The suppressing comments of a file, in order. Files whose grammar has no comments (JSON) have none."""
    if MARKER not in source.text:
        return []
    if source.path.endswith(_HCL_ENDINGS):
        extents = _hcl_comments(source.text)
    elif source.path.endswith(_YAML_ENDINGS) and source.text.lstrip("\ufeff \t\r\n")[:1] not in {"{", "["}:
        extents = _yaml_comments(source.text)
    else:
        return []
    return [comment for extent in extents for comment in _comments(source, *extent)]


def _comments(source: Source, start: int, end: int) -> Iterator[Comment]:
    first_line, column = source.position(start)
    last_line, _ = source.position(max(start, end - 1))
    before = source.line(first_line)[: column - 1]
    after = source.text[end : _line_end(source.text, end)]
    alone = not before.strip("\ufeff \t\r") and not after.strip()
    for match in re.compile(_COMMENT).finditer(source.text, start, end):
        rules = tuple(rule.strip() for rule in (match[1] or "").split(",") if rule.strip())
        reason = match[2].strip().removesuffix("*/").strip()
        yield Comment(Span(source, start, end), rules, reason, first_line, last_line, alone)


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _markers(text: str) -> Iterator[int]:
    at = text.find(MARKER)
    while at >= 0:
        yield at
        at = text.find(MARKER, at + 1)


def _hcl_comments(text: str) -> Iterator[tuple[int, int]]:
    from iaclint.text.hcl_scan import comments

    return ((start, end) for start, end in comments(text) if text.find(MARKER, start, end) >= 0)


def _yaml_comments(text: str) -> Iterator[tuple[int, int]]:
    scalars = _yaml_scalars(text)
    done = -1
    for marker in _markers(text):
        line = text.rfind("\n", 0, marker) + 1
        start = _comment_start(text, line, marker, scalars)
        if start is not None and start > done:
            done = _line_end(text, marker)
            yield start, done


def _comment_start(text: str, line: int, marker: int, scalars: list[tuple[int, int]]) -> int | None:
    """Where the comment that holds the marker starts: a ``#`` after white space that no scalar holds."""
    at = text.find("#", line, marker)
    while at >= 0:
        free = at == line or text[at - 1] in " \t\r\ufeff"
        if free and not any(begin <= at < end for begin, end in scalars):
            return at
        at = text.find("#", at + 1, marker)
    return None


def _yaml_scalars(text: str) -> list[tuple[int, int]]:
    from iaclint.text.pyyaml import yaml

    skip = 1 if text.startswith("\ufeff") else 0
    loader = yaml.CLoader(text[skip:])
    found = []
    try:
        while loader.check_token():
            token = loader.get_token()
            if isinstance(token, yaml.ScalarToken):
                found.append((token.start_mark.index + skip, token.end_mark.index + skip))
    except yaml.YAMLError:
        pass  # an unreadable file is reported elsewhere; what stands before the fault still counts
    return found
