"""Where the keys and values of a TOML text stand; ``tomllib`` knows what they are, but not where.

The text is known to be valid TOML (toml.io/en/v1.0.0), so everything unexpected is passed over.
"""

from __future__ import annotations

import re

from iaclint.text.span import Source, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    Path = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"""(?!")|' + r"'''.*?'''(?!')|" + r'"(?:\\.|[^"\\\n])*"|' + r"'[^'\n]*'", re.DOTALL
)
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_BARE_VALUE = re.compile(r"[^,\]}#\n]*")


def positions(source: Source) -> dict[Path, Span]:
    """The span of every key, table header and list item, by its path (``("tool", "iaclint", "select", 0)``)."""
    scanner = _Scanner(source)
    scanner.document()
    return scanner.found


class _Scanner:
    def __init__(self, source: Source) -> None:
        self.source: Final = source
        self.text: Final = source.text
        self.at = 1 if source.text.startswith("\ufeff") else 0
        self.found: dict[Path, Span] = {}
        self.lengths: dict[Path, int] = {}  # how many tables each list of tables has so far

    def document(self) -> None:
        table: Path = ()
        self.blank()
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self.header()
            elif not self.pair(table):
                self.at += 1
            self.blank()

    def blank(self) -> None:
        match = _BLANK.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def take(self, wanted: str) -> bool:
        self.blank()
        if not self.text.startswith(wanted, self.at):
            return False
        self.at += len(wanted)
        return True

    def header(self) -> Path:
        start = self.at
        many = self.take("[[") or not self.take("[")
        keys = self.keys()
        self.take("]]" if many else "]")
        path = self.resolved(keys[:-1])
        path = (*path, keys[-1]) if keys else path
        if many:
            self.lengths[path] = self.lengths.get(path, 0) + 1
        path = self.resolved(path[-1:], path[:-1])
        self.found.setdefault(path, Span(self.source, start, self.at))
        return path

    def resolved(self, keys: Path, path: Path = ()) -> Path:
        """The keys with the number of the last table wherever they name a list of tables."""
        for key in keys:
            path = (*path, key)
            if path in self.lengths:
                path = (*path, self.lengths[path] - 1)
        return path

    def keys(self) -> tuple[str, ...]:
        found = []
        while (key := self.key()) is not None:
            found.append(key)
            end = self.at
            if not self.take("."):
                self.at = end
                break
        return tuple(found)

    def key(self) -> str | None:
        self.blank()
        match = _STRING.match(self.text, self.at) or _BARE_KEY.match(self.text, self.at)
        if match is None:
            return None
        self.at = match.end()
        return _unquoted(match[0])

    def pair(self, table: Path) -> bool:
        start = self.at
        keys = self.keys()
        if not keys:
            return False
        path = (*table, *keys)
        self.found[path] = Span(self.source, start, self.at)
        if self.take("="):
            self.value(path)
        return True

    def value(self, path: Path) -> None:
        if self.take("["):
            self.items(path)
        elif self.take("{"):
            self.inline(path)
        else:
            match = _STRING.match(self.text, self.at) or _BARE_VALUE.match(self.text, self.at)
            self.at = match.end() if match else self.at

    def items(self, path: Path) -> None:
        index = 0
        while not self.take("]") and self.at < len(self.text):
            start = self.at
            self.value((*path, index))
            self.found[*path, index] = Span(self.source, start, max(self.at, start + 1))
            index += 1
            if not self.take(",") and self.at == start:
                self.at += 1

    def inline(self, path: Path) -> None:
        while not self.take("}") and self.at < len(self.text):
            start = self.at
            self.pair(path)
            if not self.take(",") and self.at == start:
                self.at += 1


def _unquoted(key: str) -> str:
    if key[0] == "'":
        return key[1:-1]
    if key[0] != '"':
        return key
    import tomllib

    value: str = tomllib.loads(f"key = {key}")["key"]
    return value
