"""What iaclint looks for: one module a rule, and the engine that asks each of them."""

from iaclint.rules.engine import judge
from iaclint.rules.pages import page
from iaclint.rules.registry import UnknownRule, selection, table

__all__ = ["UnknownRule", "judge", "page", "selection", "table"]
