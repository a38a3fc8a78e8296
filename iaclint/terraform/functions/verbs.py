"""The verbs of ``format`` for numbers, as Go's fmt writes big integers and floats."""

from __future__ import annotations

from iaclint.record import Record
from iaclint.terraform.numeric import to_decimals
from iaclint.values.encode import number_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from decimal import Decimal
    from fractions import Fraction


class Verb(Record):
    """One ``%`` verb: its flags, width and precision (None if not given), and letter."""

    flags: str
    width: int | None
    precision: int | None
    mode: str


def integer(verb: Verb, number: int) -> str:
    """A whole number by ``%b``, ``%d``, ``%o``, ``%x`` or ``%X``."""
    digits = format(abs(number), verb.mode)
    if verb.precision is not None:
        if number == 0 and verb.precision == 0:
            return ""
        digits = digits.rjust(verb.precision, "0")
    prefix = {"b": "0b", "o": "0", "x": "0x", "X": "0X"}.get(verb.mode, "") if "#" in verb.flags else ""
    return _padded(verb, _sign(verb, number < 0) + prefix, digits, zeros=verb.precision is None)


def _sign(verb: Verb, negative: bool) -> str:
    return "-" if negative else "+" if "+" in verb.flags else " " if " " in verb.flags else ""


def _padded(verb: Verb, sign: str, digits: str, *, zeros: bool) -> str:
    missing = (verb.width or 0) - len(sign) - len(digits)
    if "-" in verb.flags:
        return sign + digits + " " * missing
    if "0" in verb.flags and zeros:
        return sign + "0" * missing + digits
    return " " * missing + sign + digits


def floating(verb: Verb, number: int | Decimal) -> str:
    """A number by ``%e``, ``%f`` or ``%g``."""
    text = _digits(verb, number)
    return _padded(verb, _sign(verb, text.startswith("-")), text.lstrip("-"), zeros=True)


def _digits(verb: Verb, number: int | Decimal) -> str:
    mode = verb.mode.lower()
    if mode == "g":
        text = shortest(number) if verb.precision is None else _general(_binary(number), max(verb.precision, 1))
    elif mode == "f":
        text = to_decimals(_binary(number), 6 if verb.precision is None else verb.precision)
    else:
        text = _scientific(_binary(number), 6 if verb.precision is None else verb.precision)
    return text.upper() if verb.mode.isupper() else text


def _binary(number: int | Decimal) -> Fraction:
    """The binary number that Terraform holds for a decimal one."""
    from fractions import Fraction

    from iaclint.terraform.arithmetic import rounded

    return rounded(Fraction(number))


def shortest(number: int | Decimal) -> str:
    """A number as ``%v`` and ``%g`` write it: all its digits, large and small ones with an exponent."""
    plain = number_text(number)
    sign, digits = ("-", plain[1:]) if plain.startswith("-") else ("", plain)
    whole, _, fraction = digits.partition(".")
    significant = (whole + fraction).lstrip("0").rstrip("0") or "0"
    exponent = len(whole) - 1 if whole != "0" else -1 - (len(fraction) - len(fraction.lstrip("0")))
    if significant == "0" or -4 <= exponent < SHORTEST_LIMIT:
        return plain
    return sign + _mantissa(significant) + _exponent(exponent)


SHORTEST_LIMIT = 6


def _mantissa(digits: str) -> str:
    return digits[0] + ("." + digits[1:] if len(digits) > 1 else "")


def _exponent(exponent: int) -> str:
    return f"e{'-' if exponent < 0 else '+'}{abs(exponent):02d}"


def _split(number: Fraction, digits: int) -> tuple[str, int]:
    """The first ``digits`` significant digits, rounded, and the exponent of the first."""
    size = abs(number)
    if not size:
        return "0" * digits, 0
    exponent = len(str(size.numerator)) - len(str(size.denominator))
    while size < 10**exponent if exponent >= 0 else size * 10**-exponent < 1:
        exponent -= 1
    while size >= (10 ** (exponent + 1) if exponent >= -1 else 1 / 10 ** (-exponent - 1)):
        exponent += 1
    shift = digits - 1 - exponent
    text = str(round(size * 10**shift if shift >= 0 else size / 10**-shift))
    return (text[:digits], exponent + 1) if len(text) > digits else (text, exponent)


def _scientific(number: Fraction, decimals: int) -> str:
    digits, exponent = _split(number, decimals + 1)
    return ("-" if number < 0 else "") + _mantissa(digits) + _exponent(exponent)


def _general(number: Fraction, precision: int) -> str:
    digits, exponent = _split(number, precision)
    digits = digits.rstrip("0") or "0"
    sign = "-" if number < 0 else ""
    limit = len(digits) if precision > len(digits) > exponent else precision
    if exponent < -4 or exponent >= limit:
        return sign + _mantissa(digits) + _exponent(exponent)
    if exponent < 0:
        return f"{sign}0.{'0' * (-exponent - 1)}{digits}"
    whole = digits[: exponent + 1].ljust(exponent + 1, "0")
    return sign + whole + ("." + digits[exponent + 1 :] if len(digits) > exponent + 1 else "")
