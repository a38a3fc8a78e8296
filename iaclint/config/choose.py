"""Which settings hold for a unit: those of the closest configuration file, with the command line over them."""

from __future__ import annotations

from iaclint.config.settings import Settings
from iaclint.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, Final

EXTENDED = ("extend_select", "ignore", "trusted_accounts", "variables", "var_files", "parameters", "parameter_files")


class Configuration:
    """The settings of a run. ``overrides`` are fields of ``Settings`` that the command line gives."""

    def __init__(self, overrides: Mapping[str, Any]) -> None:
        self.overrides: Final = overrides

    def of(self, path: str) -> Settings:
        """The settings for a unit."""
        return over(Settings(), self.overrides)

    def excluded(self, path: str) -> bool:
        """Whether a path met on the way shall not be read."""
        return False


def over(settings: Settings, said: Mapping[str, Any]) -> Settings:
    """Settings with what the command line says: lists are longer for it, except that ``select`` starts anew."""
    changes = dict(said)
    for field in EXTENDED:
        if field in changes:
            changes[field] = (*getattr(settings, field), *changes[field])
    return replace(settings, **changes)
