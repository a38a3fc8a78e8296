"""Terraform and OpenTofu: directories and plans to units."""

from __future__ import annotations

from iaclint.terraform.inputs import Inputs
from iaclint.terraform.load import load_root
from iaclint.terraform.roots import find_roots, roots_of_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.estate import Unit
    from iaclint.text.sources import Sources

__all__ = ["Inputs", "find_roots", "load_plan", "load_root", "roots_of_file"]


def load_plan(path: str, sources: Sources, inputs: Inputs) -> Unit:
    """The unit of a plan file (``terraform show -json``); what cannot be read is among its problems."""
    from iaclint.terraform.planned import plan_unit

    return plan_unit(path, sources, inputs)
