"""Arithmetic on Terraform's numbers: binary floating point with 512 bits, shown in the fewest digits that tell it.

A number is an int where it is whole and exact, else a Decimal with those digits (cty: big.Float; Go: math/big/ftoa.go).
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from decimal import Decimal
    from fractions import Fraction

BITS = 512
MAX_DIGITS = 600  # of a number that is computed with, before or after the point; Terraform would go on
HELD_DIGITS = 150  # this many always fit into BITS


def calculate(operator: str, left: int | Decimal, right: int | Decimal) -> int | Decimal | None:
    """``left operator right``; None for a division by zero (an infinity in Terraform) and for monstrous numbers."""
    if (operator in "*/" and left == 0 and right != 0) or (operator == "*" and right == 0):
        return negative_zero() if _signed(left) != _signed(right) else 0
    if isinstance(left, int) and isinstance(right, int) and left.bit_length() + right.bit_length() < BITS:
        exact = _whole(operator, left, right)
        if exact is not None:
            return exact
    if too_large(left) or too_large(right):
        return None
    return _rounded_result(operator, _exact(left), _exact(right))


def negative_zero() -> Decimal:
    """What Terraform writes as ``-0``."""
    from decimal import Decimal

    return Decimal("-0")


def _signed(number: int | Decimal) -> bool:
    return number < 0 if isinstance(number, int) else number.is_signed()


def too_large(number: int | Decimal) -> bool:
    """Whether a number has so many digits that nothing is computed with it."""
    if isinstance(number, int):
        return number.bit_length() > 4 * MAX_DIGITS
    return not -MAX_DIGITS < number.adjusted() < MAX_DIGITS or len(number.as_tuple().digits) > 2 * MAX_DIGITS


def held(number: int | Decimal) -> int | Decimal | None:
    """A number as written, with the precision that Terraform keeps; None if it is too long to tell."""
    if isinstance(number, int):
        digits = len(str(abs(number)).rstrip("0")) if number.bit_length() > BITS else 0
    else:
        digits = len(number.as_tuple().digits)
    if digits <= HELD_DIGITS:
        return number
    from fractions import Fraction

    return None if too_large(number) else shortest(Fraction(number))


def _whole(operator: str, left: int, right: int) -> int | None:
    """The result on whole numbers, if it is whole."""
    if operator == "+":
        return left + right
    if operator == "-":
        return left - right
    if operator == "*":
        return left * right
    if right == 0:
        return left if operator == "%" else None
    if operator == "/":
        return left // right if left % right == 0 else None
    return abs(left) % abs(right) * (-1 if left < 0 else 1)


def _rounded_result(operator: str, left: Fraction, right: Fraction) -> int | Decimal | None:
    if operator == "+":
        return shortest(left + right)
    if operator == "-":
        return shortest(left - right)
    if operator == "*":
        return shortest(left * right)
    if right == 0:
        return shortest(left) if operator == "%" else None
    if operator == "/":
        return shortest(left / right)
    return shortest(left - rounded(right * int(rounded(left / right))))


def _exact(number: int | Decimal) -> Fraction:
    """The number that Terraform holds for these digits."""
    from fractions import Fraction

    return rounded(Fraction(number))


def rounded(number: Fraction) -> Fraction:
    """The nearest number that has ``BITS`` binary digits, of two equally near ones the even one."""
    from fractions import Fraction

    mantissa, exponent = _binary(number)
    return Fraction(mantissa) * Fraction(2) ** exponent


def _binary(number: Fraction) -> tuple[int, int]:
    """``mantissa * 2**exponent``, rounded to ``BITS`` bits."""
    if number == 0:
        return 0, 0
    size, below = abs(number.numerator), number.denominator
    exponent = size.bit_length() - below.bit_length() - BITS
    for _ in range(2):
        mantissa = round_half_even(size << max(-exponent, 0), below << max(exponent, 0))
        if mantissa.bit_length() <= BITS:
            break
        exponent += 1
    return (mantissa if number > 0 else -mantissa), exponent


def round_half_even(above: int, below: int) -> int:
    """The quotient of two positive ints, rounded."""
    whole, rest = divmod(above, below)
    return whole + (rest * 2 > below or (rest * 2 == below and whole % 2 == 1))


def shortest(number: Fraction) -> int | Decimal:
    """The number as Terraform prints it after rounding: the fewest decimal digits that no other number is nearer to."""
    from decimal import Decimal

    mantissa, exponent = _binary(number)
    if exponent >= 0 and mantissa.bit_length() + exponent <= BITS:
        return mantissa << exponent
    digits, place = _shortest_digits(abs(mantissa), exponent)
    found = Decimal((int(mantissa < 0), tuple(map(int, digits)), place - len(digits)))
    return int(found) if place >= len(digits) and place < 4000 else found


def _shortest_digits(mantissa: int, exponent: int) -> tuple[str, int]:
    """The digits of ``mantissa * 2**exponent`` up to where the neighbours differ, and the place of the point."""
    number, place = _decimal(2 * mantissa, exponent - 1)
    lower, _ = _decimal(2 * mantissa - 1, exponent - 1)
    upper, _ = _decimal(2 * mantissa + 1, exponent - 1)
    even = mantissa % 2 == 0
    for index, digit in enumerate(number):
        low = lower[index] if index < len(lower) else "0"
        high = upper[index] if index < len(upper) else "0"
        down = low != digit or (even and index + 1 == len(lower))
        up = digit != high and (even or int(digit) + 1 < int(high) or index + 1 < len(upper))
        if down or up:
            return _cut(number, place, index + 1, up and (not down or _nearer_above(number, index + 1)))
    return number, place


def _nearer_above(digits: str, count: int) -> bool:
    rest = digits[count:]
    return rest > "5" or (rest == "5" and int(digits[count - 1]) % 2 == 1)


def _cut(digits: str, place: int, count: int, up: bool) -> tuple[str, int]:
    kept = str(int(digits[:count]) + up)
    place += len(kept) - count
    return kept.rstrip("0") or "0", place


def _decimal(mantissa: int, exponent: int) -> tuple[str, int]:
    """The exact decimal digits of ``mantissa * 2**exponent``, without zeros at the end, and the place of the point."""
    if exponent >= 0:
        digits, shift = str(mantissa << exponent), 0
    else:
        digits, shift = str(mantissa * 5**-exponent), exponent
    return digits.rstrip("0") or "0", len(digits) + shift
