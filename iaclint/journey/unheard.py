"""Values of the command line that nothing takes.

Terraform and CloudFormation refuse them. Here one run may be over many units, and a hook over those of one commit only:
so they are told, and the run goes on.
"""

from __future__ import annotations

from iaclint.estate import CLOUDFORMATION, TERRAFORM

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from iaclint.estate import Unit

_OPTIONS = (
    ("variables", "--var", TERRAFORM, "no Terraform configuration that was read declares this variable"),
    ("parameters", "--parameter", CLOUDFORMATION, "no template that was read declares this parameter"),
)


def unheard(overrides: Mapping[str, Any], units: Iterable[Unit]) -> tuple[str, ...]:
    """A line for each name that the command line gives a value and that no unit declares."""
    if not overrides.get("variables") and not overrides.get("parameters"):
        return ()
    return tuple(_lines(overrides, tuple(units)))


def _lines(overrides: Mapping[str, Any], units: tuple[Unit, ...]) -> Iterator[str]:
    for field, option, dialect, reason in _OPTIONS:
        declared = {name for unit in units if unit.dialect == dialect for name in unit.inputs}
        for name in dict(overrides.get(field, ())):
            if name not in declared:
                from iaclint.config.problem import nearest

                yield f"{option} {name}: {reason}{nearest(name, sorted(declared))}"
