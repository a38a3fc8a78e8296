"""Numbers as Terraform reads and prints them."""

from __future__ import annotations

import re
from math import isfinite

from iaclint.text.decimals import decimal_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from decimal import Decimal
    from fractions import Fraction

_NUMBER = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
MAX_DIGITS = 4000  # before or after the point; a larger number is a mistake or an attack


def parse_number(text: str) -> int | Decimal | None:
    """The number that a text writes down in decimals; None if it writes none."""
    if re.fullmatch(_NUMBER, text) is None:
        return None
    if len(text) < MAX_DIGITS and text.isdigit():
        return int(text)
    return simplest(decimal_of(text))


def simplest(number: Decimal) -> int | Decimal:
    """A whole number as an int."""
    return int(number) if writable(number) and number == number.to_integral_value() else number


def writable(number: int | Decimal) -> bool:
    """Whether a number has few enough digits to be written out."""
    if isinstance(number, int):
        return number.bit_length() < 3 * MAX_DIGITS
    return number.is_finite() and -MAX_DIGITS < number.adjusted() < MAX_DIGITS and len(number.as_tuple().digits) < 9999


def from_float(number: float) -> int | Decimal | None:
    """A 64-bit float in the fewest digits that tell it from its neighbours; None if it is infinite."""
    from decimal import Decimal

    return simplest(Decimal(repr(number))) if isfinite(number) else None


def to_decimals(number: Fraction, digits: int) -> str:
    """A number with ``digits`` decimals, half to even."""
    scaled = round(abs(number) * 10**digits)
    whole, rest = divmod(scaled, 10**digits)
    sign = "-" if number < 0 else ""
    return f"{sign}{whole}.{rest:0{digits}d}" if digits else f"{sign}{whole}"
