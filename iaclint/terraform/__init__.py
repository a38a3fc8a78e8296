"""Terraform and OpenTofu: directories and plans to units."""

from __future__ import annotations

from iaclint.terraform.inputs import Inputs
from iaclint.terraform.load import load_root
from iaclint.terraform.roots import Root, find_roots, roots_of_file

__all__ = ["Inputs", "Root", "find_roots", "load_root", "roots_of_file"]
