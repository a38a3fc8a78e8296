"""Numbers as Terraform reads and prints them."""

from __future__ import annotations

import re
from math import isfinite

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal
    from fractions import Fraction

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
MAX_DIGITS = 4000  # before or after the point; a larger number is a mistake or an attack


def parse_number(text: str) -> int | Decimal | None:
    """The number that a text writes down in decimals; None if it writes none."""
    if _NUMBER.fullmatch(text) is None:
        return None
    if len(text) < MAX_DIGITS and text.isdigit():
        return int(text)
    from decimal import Decimal

    return simplest(Decimal(text))


def simplest(number: Decimal) -> int | Decimal:
    """A whole number as an int."""
    return int(number) if writable(number) and number == number.to_integral_value() else number


def writable(number: int | Decimal) -> bool:
    """Whether a number has few enough digits to be written out."""
    if isinstance(number, int):
        return number.bit_length() < 3 * MAX_DIGITS
    return number.is_finite() and -MAX_DIGITS < number.adjusted() < MAX_DIGITS and len(number.as_tuple().digits) < 9999


def number_text(number: int | Decimal) -> str:
    """A (writable) number as ``tostring`` writes it: without exponent, and without zeros at the end."""
    if isinstance(number, int):
        return str(number)
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def total(numbers: Iterable[int | Decimal]) -> int | Decimal:
    """The sum of numbers."""
    from decimal import Context

    context = Context(prec=160)
    result: int | Decimal = 0
    for number in numbers:
        both = isinstance(result, int) and isinstance(number, int)
        result = result + number if both else simplest(context.add(_decimal(result), _decimal(number)))
    return result


def _decimal(number: int | Decimal) -> Decimal:
    from decimal import Decimal

    return Decimal(number)


def from_float(number: float) -> int | Decimal | None:
    """A 64-bit float in the fewest digits that tell it from its neighbours; None if it is infinite."""
    from decimal import Decimal

    return simplest(Decimal(repr(number))) if isfinite(number) else None


MANTISSA = 512  # bits of Terraform's numbers


def binary(number: int | Decimal) -> Fraction:
    """The binary number that Terraform holds for a decimal one: rounded to 512 bits, half to even."""
    from fractions import Fraction

    exact = Fraction(number)
    if not exact:
        return exact
    scale = MANTISSA - (abs(exact.numerator).bit_length() - exact.denominator.bit_length()) + 1
    power = Fraction(2) ** scale
    mantissa = round(exact * power)
    excess = abs(mantissa).bit_length() - MANTISSA
    return round(exact * power / 2**excess) * Fraction(2) ** (excess - scale)


def rounded(number: Fraction, digits: int) -> str:
    """A number with ``digits`` decimals, half to even."""
    scaled = round(abs(number) * 10**digits)
    whole, rest = divmod(scaled, 10**digits)
    sign = "-" if number < 0 else ""
    return f"{sign}{whole}.{rest:0{digits}d}" if digits else f"{sign}{whole}"
