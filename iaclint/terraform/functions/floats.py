"""Logarithm and power in 64-bit floats, to the last bit as Terraform computes them.

Terraform uses Go's mathematics: the logarithm of FreeBSD's msun (e_log.c), and powers by repeated squaring of the
mantissa. The C library that Python uses rounds some results differently.
"""

from __future__ import annotations

from math import frexp, ldexp, sqrt

_LN2_HIGH = 6.93147180369123816490e-01
_LN2_LOW = 1.90821492927058770002e-10
_ODD = (6.666666666666735130e-01, 2.857142874366239149e-01, 1.818357216161805012e-01, 1.479819860511658591e-01)
_EVEN = (3.999999999940941908e-01, 2.222219843214978396e-01, 1.531383769920937332e-01)


def logarithm(number: float) -> float:
    """The natural logarithm; ValueError unless the number is positive."""
    if not number > 0:
        raise ValueError(number)
    mantissa, exponent = frexp(number)
    if mantissa < sqrt(2) / 2:
        mantissa *= 2
        exponent -= 1
    f = mantissa - 1
    s = f / (2 + f)
    square = s * s
    fourth = square * square
    odd = square * (_ODD[0] + fourth * (_ODD[1] + fourth * (_ODD[2] + fourth * _ODD[3])))
    even = fourth * (_EVEN[0] + fourth * (_EVEN[1] + fourth * _EVEN[2]))
    half = 0.5 * f * f
    return exponent * _LN2_HIGH - ((half - (s * (half + (odd + even)) + exponent * _LN2_LOW)) - f)


def power_of(number: float, exponent: int) -> float:
    """A float raised to a whole number; ArithmeticError where the result is infinite."""
    result, result_exponent = 1.0, 0
    mantissa, scale = frexp(number)
    left = abs(exponent)
    while left:
        if not -(1 << 12) <= scale <= 1 << 12:
            result_exponent += scale
            break
        if left & 1:
            result *= mantissa
            result_exponent += scale
        mantissa *= mantissa
        scale <<= 1
        if mantissa < 0.5:
            mantissa += mantissa
            scale -= 1
        left >>= 1
    if exponent < 0:
        result, result_exponent = 1 / result, -result_exponent
    return ldexp(result, result_exponent)
