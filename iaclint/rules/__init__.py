"""What iaclint looks for: one module a rule, and the engine that asks each of them."""

from iaclint.rules.engine import judge
from iaclint.rules.registry import UnknownRule, codes, selection, spoken_of, table

__all__ = ["UnknownRule", "codes", "judge", "selection", "spoken_of", "table"]
