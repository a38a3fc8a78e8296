"""PyYAML, imported without compiling the patterns that its C parser never uses.

The package compiles a dozen regular expressions for its Python reader and resolver while it is imported, which takes
longer than reading most templates does (one character class alone half of it); the C parser cannot be had without them.
So while it is imported, its modules get patterns that are compiled when they are first used. Who uses them, such as
cfn-flip, which loads YAML by the Python reader, gets the same answers.
"""

from __future__ import annotations

import re
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    import yaml

__all__ = ["LatePattern", "yaml"]


class LatePattern:
    """Stands for ``re.compile(*arguments)`` and is it from its first use on."""

    __slots__ = ("_arguments", "_compiled")

    def __init__(self, *arguments: Any) -> None:
        self._arguments = arguments
        self._compiled: re.Pattern[str] | None = None

    def __getattr__(self, name: str) -> Any:
        # Two threads may compile it at once: the patterns are equal, and either may stay.
        compiled = self._compiled
        if compiled is None:
            compiled = self._compiled = re.compile(*self._arguments)
        return getattr(compiled, name)


def _import() -> Any:
    if "yaml" in sys.modules:
        import yaml

        return yaml
    compile_now = re.compile

    def compile_late(pattern: Any, flags: Any = 0) -> Any:
        late = sys._getframe(1).f_globals.get("__name__", "").startswith("yaml.")
        return LatePattern(pattern, flags) if late else compile_now(pattern, flags)

    re.compile = compile_late
    try:
        import yaml
    finally:
        re.compile = compile_now
    return yaml


if not TYPE_CHECKING:
    yaml = _import()
