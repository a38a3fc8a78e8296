"""Condition operators: what each one compares, and what it says of a key that a request does not have.

Source: IAM User Guide, "IAM JSON policy elements: Condition operators", "Single-valued vs. multivalued context keys".
A key that is not in the request makes a positive operator false, a negated one true, one with ``IfExists`` true,
``ForAllValues:`` true and ``ForAnyValue:`` false.
"""

from __future__ import annotations

from functools import cache

from iaclint.policy.reading import arn_pattern, text_pattern
from iaclint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.policy.pattern import Pattern
    from iaclint.values.value import Value

STRING = "string"
ARN = "arn"
NUMERIC = "numeric"
DATE = "date"
BOOL = "bool"
BINARY = "binary"
ADDRESS = "address"
NULL = "null"

ALL = "ForAllValues"
ANY = "ForAnyValue"

# name -> (family, the comparison, negated). Arn...Equals honours wildcards as Arn...Like does.
_TABLE = {
    "StringEquals": (STRING, "equals", False),
    "StringNotEquals": (STRING, "equals", True),
    "StringEqualsIgnoreCase": (STRING, "equals-fold", False),
    "StringNotEqualsIgnoreCase": (STRING, "equals-fold", True),
    "StringLike": (STRING, "like", False),
    "StringNotLike": (STRING, "like", True),
    "ArnEquals": (ARN, "like", False),
    "ArnLike": (ARN, "like", False),
    "ArnNotEquals": (ARN, "like", True),
    "ArnNotLike": (ARN, "like", True),
    "NumericEquals": (NUMERIC, "=", False),
    "NumericNotEquals": (NUMERIC, "=", True),
    "NumericLessThan": (NUMERIC, "<", False),
    "NumericLessThanEquals": (NUMERIC, "<=", False),
    "NumericGreaterThan": (NUMERIC, ">", False),
    "NumericGreaterThanEquals": (NUMERIC, ">=", False),
    "DateEquals": (DATE, "=", False),
    "DateNotEquals": (DATE, "=", True),
    "DateLessThan": (DATE, "<", False),
    "DateLessThanEquals": (DATE, "<=", False),
    "DateGreaterThan": (DATE, ">", False),
    "DateGreaterThanEquals": (DATE, ">=", False),
    "Bool": (BOOL, "equals-fold", False),
    "BinaryEquals": (BINARY, "equals", False),
    "IpAddress": (ADDRESS, "in", False),
    "NotIpAddress": (ADDRESS, "in", True),
    "Null": (NULL, "missing", False),
}


class Operator(Record):
    """One operator. ``negated``: it holds where none of its values matches; ``quantifier`` is ``ForAllValues``, ..."""

    name: str
    family: str
    comparison: str
    negated: bool
    if_exists: bool
    quantifier: str

    @property
    def wildcards(self) -> bool:
        """Whether ``*`` and ``?`` in its values are wildcards."""
        return self.comparison == "like"

    @property
    def folds(self) -> bool:
        """Whether it ignores case."""
        return self.comparison == "equals-fold"

    @property
    def holds_without_key(self) -> bool:
        """Whether it is true of a request that lacks the key (``Null`` asks just that, so it is decided apart)."""
        if self.if_exists or self.quantifier == ALL:
            return True
        return self.negated and self.quantifier != ANY

    def pattern(self, value: Value, *, variables: bool) -> Pattern | None:
        """A value as this operator reads it; None for a value that is no text."""
        if self.family == ARN:
            return arn_pattern(value, variables=variables)
        return text_pattern(value, variables=variables, fold=self.folds, wildcards=self.wildcards)


@cache
def operator(text: str) -> Operator | None:
    """An operator as written (``ForAnyValue:StringLikeIfExists``), or None if AWS knows none of that name."""
    prefix, colon, name = text.partition(":")
    quantifier = prefix if colon else ""
    name = name if colon else text
    if quantifier not in ("", ALL, ANY):
        return None
    row = _TABLE.get(name)
    if_exists = row is None and name.endswith("IfExists") and name != "NullIfExists"
    if if_exists:
        row = _TABLE.get(name.removesuffix("IfExists"))
    return None if row is None else Operator(name, *row, if_exists, quantifier)
