"""Numbers as they are written down, whatever their exponent."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from decimal import Decimal

_MOST = 999_999_999_999_999_999  # the largest exponent that Decimal holds (decimal.MAX_EMAX)


def decimal_of(text: str) -> Decimal:
    """The number that digits with an optional exponent write down.

    One whose exponent Decimal does not hold has the largest or smallest that it does: nothing is computed with either.
    """
    from decimal import Decimal

    try:
        return Decimal(text)
    except ArithmeticError:
        mantissa, _, exponent = text.lower().partition("e")
        number = Decimal(mantissa)
        sign = "-" if exponent.startswith("-") else ""
        return Decimal(f"{'-' if number < 0 else ''}1E{sign}{_MOST}") if number else Decimal(0)
