import random
from decimal import Decimal
from pathlib import Path

import pytest
from terraform.evaluating import console, value_of

from iaclint.terraform.arithmetic import calculate
from iaclint.values.value import Number, String, Unknown


def test_whole_numbers() -> None:
    assert calculate("+", 1, 2) == 3
    assert calculate("/", -7, 2) == Decimal("-3.5")
    assert [calculate("%", *pair) for pair in ((10, 3), (-10, 3), (10, -3), (-10, -3), (1, 0))] == [1, -1, 1, -1, 1]
    assert calculate("/", 1, 0) is None


# Asked of terraform console 1.11.
@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("0.1 + 0.2", "0.3"),
        ("1 / 3", "0." + "3" * 154 + "5"),
        ("1 / 3 * 3", "1"),
        ("0.3 % 0.2", "0.1" + "0" * 153 + "1"),
        ("1e30 / 7", "142857142857142857142857142857." + "142857" * 20 + "14285"),
        ("-0.5 * 2", "-1"),
        ("1e400", "1" + "0" * 400),
        ("-0", "-0"),
        ("0 * -1", "-0"),
        ("-(0 * -1)", "0"),
    ],
)
def test_digits(text: str, shown: str) -> None:
    value = value_of(f'"x${{{text}}}"')
    assert isinstance(value, String)
    assert value.text == f"x{shown}"


def test_monstrous_numbers_are_not_computed_with() -> None:
    for text in ("1e900 + 1", "1e-900 * 2", "9" * 900, "1e999999999 + 1", "0." + "1" * 1300):
        assert isinstance(value_of(text), Unknown), text
    assert isinstance(value_of("1e3000"), Number)
    assert value_of("1e3000 > 1e-3000").value is True


NO_NUMBERS = ("x-0", "x+Inf", "x-Inf")  # to us a zero has no sign, and a division by zero is unknown


def number(chance: random.Random) -> str:
    whole = str(chance.randrange(1, 10 ** chance.choice((1, 2, 5, 20, 100))))
    fraction = f".{chance.randrange(10 ** chance.choice((1, 3, 30)))}" if chance.random() < 0.6 else ""
    exponent = f"e{chance.choice((-30, -3, 2, 20))}" if chance.random() < 0.2 else ""
    return f"{chance.choice(('', '-'))}{whole}{fraction}{exponent}"


def differences(folder: Path, seed: int, count: int) -> list[str]:
    chance = random.Random(seed)
    texts = []
    for _ in range(count):
        a, b, c = (number(chance) for _ in range(3))
        texts.append(f'"x${{({a}) {chance.choice("+-*/%")} ({b}) {chance.choice("+-*/%")} ({c})}}"')
    ours: list[object] = [getattr(value_of(text), "text", None) for text in texts]
    return [
        f"{text}\n  {mine}\n  {theirs}"
        for text, mine, theirs in zip(texts, ours, console(texts, folder), strict=True)
        if mine != theirs and theirs not in NO_NUMBERS
    ]


def test_generated_arithmetic(tmp_path: Path) -> None:
    assert differences(tmp_path, 0, 300) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 11))
def test_much_generated_arithmetic(tmp_path: Path, seed: int) -> None:
    assert differences(tmp_path, seed, 1000) == []
