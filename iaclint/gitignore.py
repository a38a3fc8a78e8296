"""What ``.gitignore`` files say of a name (gitignore(5), as ``pathspec`` reads it)."""

from __future__ import annotations

import re

from pathspec import GitIgnoreSpec, RegexPattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_NAMED = re.compile(r"\(\?P<\w+>")  # a group that all patterns have under one name

PATIENCE = 200  # names; from then on, one pattern for all rules pays for its making

MOST_STARS = 3  # in one name of a pattern: what a regular expression tries is the name's length to this power


class IgnoreFile:
    """The rules of one ``.gitignore``. A pattern that could keep us busy for ever says nothing."""

    def __init__(self, text: str) -> None:
        self._spec = GitIgnoreSpec.from_lines(line for line in text.splitlines() if _is_quick(line))
        self._asked = 0
        self._any: Callable[[str], object] = lambda _: True

    def ignores(self, path: str) -> bool | None:
        """Whether it ignores a path relative to its directory (a directory ends with ``/``); None: not mentioned."""
        self._asked += 1
        if self._asked == PATIENCE:
            self._any = self._any_rule()
        if not self._any(path):
            return None
        verdict: bool | None = self._spec.check_file(path).include
        return verdict

    def _any_rule(self) -> Callable[[str], object]:
        """Whether any rule may mention a path: most names are mentioned by none."""
        rules = [pattern for pattern in self._spec.patterns if pattern.include is not None]
        patterns = [
            _NAMED.sub("(?:", rule.regex.pattern)
            for rule in rules
            if isinstance(rule, RegexPattern) and rule.regex is not None
        ]
        if len(patterns) < len(rules):
            return lambda _: True
        return re.compile("|".join(f"(?:{pattern})" for pattern in patterns) or "(?!)").match


def _is_quick(line: str) -> bool:
    return all(name == "**" or name.count("*") <= MOST_STARS for name in line.split("/"))
