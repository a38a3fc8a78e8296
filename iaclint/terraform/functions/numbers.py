"""Functions of numbers."""

from __future__ import annotations

from iaclint.terraform.functions.floats import logarithm, power_of
from iaclint.terraform.functions.items import whole_number
from iaclint.terraform.functions.signature import NOTHING, Function, Parameter
from iaclint.terraform.numeric import from_float, simplest
from iaclint.terraform.types import DYNAMIC, NUMBER
from iaclint.values.value import Number, String, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from iaclint.terraform.functions.signature import Call
    from iaclint.values.value import Value


def _rounded(how: str) -> Callable[[Call, Number], Value]:
    """``ceil`` and ``floor`` by the name of the rounding in ``decimal``."""

    def implementation(call: Call, number: Number) -> Value:
        if isinstance(number.value, int):
            return number
        return Number(call.origin(), simplest(number.value.to_integral_value(how)))

    return implementation


def _abs(call: Call, number: Number) -> Value:
    if number.value >= 0:
        return number
    positive = -number.value if isinstance(number.value, int) else number.value.copy_abs()  # unary minus would round
    return Number(call.origin(), positive)


def _signum(call: Call, number: Number) -> Value:
    whole = whole_number(number)
    if whole is None:
        return call.refuse("a whole number is required")
    return Number(call.origin(), (whole > 0) - (whole < 0))


def _extreme(choose: Callable[..., int | Decimal]) -> Callable[..., Value]:
    def implementation(call: Call, *numbers: Number) -> Value:
        if not numbers:
            return call.refuse("at least one number is required")
        return Number(call.origin(), choose(number.value for number in numbers))

    return implementation


def _log(call: Call, number: Number, base: Number) -> Value:
    if number.value < 0 or base.value < 0 or (number.value, base.value) in {(0, 0), (1, 1)}:
        return call.refuse("the logarithm is no number")
    try:
        result = logarithm(float(number.value)) / logarithm(float(base.value))
    except (ValueError, ArithmeticError):
        return call.give_up("the logarithm is infinite")
    return _of_float(call, result)


def _pow(call: Call, number: Number, power: Number) -> Value:
    exponent = whole_number(power)
    if exponent is None or abs(exponent) > 1 << 20:
        return call.give_up("powers with a fraction depend on the machine in their last digits")
    try:
        result = power_of(float(number.value), exponent)
    except ArithmeticError:
        return call.give_up("the power is no finite number")
    return _of_float(call, result)


def _of_float(call: Call, result: float) -> Value:
    number = from_float(result)
    return call.give_up("the result is not finite") if number is None else Number(call.origin(), number)


MAX_LENGTH = 500


def _parseint(call: Call, text: Value, base: Number) -> Value:
    if not isinstance(text, String):
        return call.unknown() if isinstance(text, Unknown) else call.refuse("the first argument must be a text")
    radix, digits = whole_number(base), text.text
    if radix is None or not 2 <= radix <= 62:
        return call.refuse("the base must be a whole number from 2 to 62")
    if digits is None:
        return call.unknown(text)
    if len(digits) > MAX_LENGTH:
        return call.give_up("the number has too many digits to be evaluated")
    number = _integer(digits, radix)
    return call.refuse(f'"{digits}" is no integer of base {radix}') if number is None else Number(call.origin(), number)


def _integer(text: str, radix: int) -> int | None:
    """An integer as Go's big.Int reads it: up to base 36 letters of any case, above lower case first."""
    digits = text[1:] if text[:1] in {"+", "-"} else text
    if not digits:
        return None
    number = 0
    for char in digits:
        value = _digit(char, radix)
        if not 0 <= value < radix:
            return None
        number = number * radix + value
    return -number if text[0] == "-" else number


def _digit(char: str, radix: int) -> int:
    if "0" <= char <= "9":
        return ord(char) - ord("0")
    if "a" <= char <= "z":
        return ord(char) - ord("a") + 10
    if "A" <= char <= "Z":
        return ord(char) - ord("A") + (10 if radix <= 36 else 36)
    return -1


_NUMBER = Parameter(NUMBER)

FUNCTIONS = {
    "abs": Function(_abs, (_NUMBER,), NUMBER),
    "ceil": Function(_rounded("ROUND_CEILING"), (_NUMBER,), NUMBER),
    "floor": Function(_rounded("ROUND_FLOOR"), (_NUMBER,), NUMBER),
    "signum": Function(_signum, (_NUMBER,), NUMBER),
    "max": Function(_extreme(max), result=NUMBER, variadic=_NUMBER),
    "min": Function(_extreme(min), result=NUMBER, variadic=_NUMBER),
    "log": Function(_log, (_NUMBER, _NUMBER), NUMBER),
    "pow": Function(_pow, (_NUMBER, _NUMBER), NUMBER),
    "parseint": Function(_parseint, (Parameter(DYNAMIC, needs=NOTHING), _NUMBER), NUMBER),
}
