"""Numbers with exponents that no number type holds: read everywhere, and nothing is made of them."""

from decimal import Decimal

import pytest
from terraform.evaluating import value_of

from iaclint.text.decimals import decimal_of
from iaclint.text.hcl import read_hcl
from iaclint.text.hclast import Literal
from iaclint.text.span import Source
from iaclint.text.tfjson import read_tfjson
from iaclint.values.decode import parse_number
from iaclint.values.value import Unknown

MOST = 999_999_999_999_999_999


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1e30999999999999999999999", Decimal(f"1E+{MOST}")),
        ("-1.5E+30999999999999999999999", Decimal(f"-1E+{MOST}")),
        ("1e-30999999999999999999999", Decimal(f"1E-{MOST}")),
        ("0.0e30999999999999999999999", Decimal(0)),
        ("1.50e2", Decimal("1.50e2")),
    ],
)
def test_every_exponent_is_read(text: str, number: Decimal) -> None:
    assert decimal_of(text) == number
    assert parse_number(text) == number
    json_syntax = read_tfjson(Source("a.tf.json", f'{{"locals": {{"x": {text}}}}}'))
    assert json_syntax.errors == ()
    literal = json_syntax.body.blocks[0].body.attributes["x"].expression
    assert isinstance(literal, Literal)
    assert literal.value == number


def test_every_exponent_is_read_in_hcl() -> None:
    file = read_hcl(Source("a.tf", "x = 1e30999999999999999999999\n"))
    assert file.errors == ()
    literal = file.body.attributes["x"].expression
    assert isinstance(literal, Literal)
    assert literal.value == Decimal(f"1E+{MOST}")


@pytest.mark.parametrize("text", ["1e30999999999999999999999 + 1", "tostring(1e30999999999999999999999)"])
def test_nothing_is_computed_with_such_a_number(text: str) -> None:
    assert isinstance(value_of(text), Unknown)
