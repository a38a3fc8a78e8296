"""The functions of Terraform 1.11 by family (``terraform metadata functions``), so that a call imports only one."""

from __future__ import annotations

_BY_FAMILY = {
    "casing": "lower upper",
}

FAMILIES = {name: family for family, names in _BY_FAMILY.items() for name in names.split()}
