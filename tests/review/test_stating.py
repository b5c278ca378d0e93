from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.errors import UsageError
from gouji.families.disclosure.form_2021 import FORM_2021
from gouji.review.revision import Content
from gouji.review.stating import read_content, read_statements

COUNT = "requests.received.total"
FEES = "disclosure.fees.amount"


@pytest.mark.parametrize(
    ("path", "text", "value", "blank"),
    [
        (COUNT, "12", 12, None),
        (COUNT, " 1,234 ", 1234, None),
        (COUNT, "１２", 12, None),
        (COUNT, "0", 0, None),
        (COUNT, "空", None, "empty"),
        (COUNT, "-", None, "dash"),
        (COUNT, "—", None, "dash"),
        (COUNT, "无", None, "not_applicable"),
        (COUNT, "不适用", None, "not_applicable"),
        (COUNT, "缺", None, "missing"),
        (COUNT, "missing", None, "missing"),
        (FEES, "7730.28", Decimal("7730.28"), None),
        (FEES, "5", Decimal(5), None),
    ],
)
def test_what_a_person_types_is_read_exactly(path, text, value, blank):
    assert read_content(path, text) == Content(value, blank)
    assert type(read_content(path, text).value) is type(value)


@pytest.mark.parametrize(
    "text", ["", " ", "十二", "1.5", "-3", "007", "12件", "12（其中3件）", "1O", "nan", "1e3"]
)
def test_what_is_no_count_is_refused(text):
    with pytest.raises(UsageError) as caught:
        read_content(COUNT, text)
    assert caught.value.code == "not_a_number"


@pytest.mark.parametrize("text", ["7730.28万元", "-1.5", "1.2.3"])
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(UsageError) as caught:
        read_content(FEES, text)
    assert caught.value.code == "not_a_number"


@given(st.integers(0, 10**12))
def test_every_count_is_read_as_itself(count):
    assert read_content(COUNT, str(count)) == Content(count)


@given(st.decimals(0, 10**9, places=4))
def test_every_amount_is_read_as_itself(amount):
    assert str(read_content(FEES, str(amount)).value) == str(amount)


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        (["requests.recieved.total=1"], "unknown_cell"),
        ([COUNT], "statement"),
        ([f"{COUNT}=1", f"{COUNT}=2"], "statement"),
        (["=1"], "unknown_cell"),
    ],
)
def test_statements_that_cannot_be_meant_are_refused(texts, code):
    with pytest.raises(UsageError) as caught:
        read_statements(texts, FORM_2021.paths)
    assert caught.value.code == code


def test_a_path_mistyped_gets_the_nearest_ones():
    with pytest.raises(UsageError) as caught:
        read_statements(["requests.recieved.total=1"], FORM_2021.paths)
    assert COUNT in caught.value.remedy


def test_the_same_statement_twice_is_one():
    assert len(read_statements([f"{COUNT}=1", f"{COUNT} = 1"], FORM_2021.paths)) == 1
