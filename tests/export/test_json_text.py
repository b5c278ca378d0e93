import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.export.json_text import dumps

JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.decimals(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def plain(value):
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value


@given(JSON_VALUES)
def test_every_value_comes_back_equal(value):
    assert json.loads(dumps(value), parse_float=Decimal, parse_int=Decimal) == plain(value)


@pytest.mark.parametrize(
    ("number", "printed"),
    [
        ("7730.28", "7730.28"),
        ("0.10", "0.10"),
        ("1E+3", "1000"),
        ("1E-7", "0.0000001"),
        ("-0.00", "0.00"),
        ("123456789012345678.123456789", "123456789012345678.123456789"),
    ],
)
def test_a_decimal_is_printed_with_its_own_digits(number, printed):
    assert dumps({"value": Decimal(number)}) == f'{{"value": {printed}}}'


def test_chinese_text_stays_readable():
    assert dumps("勾稽") == '"勾稽"'


def test_a_name_that_is_no_valid_text_still_encodes():
    assert dumps("年报\udcff").encode("utf-8") == '"年报\\udcff"'.encode()


@pytest.mark.parametrize("number", [Decimal("NaN"), Decimal("Infinity"), float("nan")])
def test_what_is_no_number_is_refused(number):
    with pytest.raises(ValueError, match=r"JSON"):
        dumps(number)
