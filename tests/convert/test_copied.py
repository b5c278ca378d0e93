"""What mail, editors and printers put around a text is taken away only where all of it shows that."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.convert.copied import uncopied

BODY = [f"第{char}行\t{at}" for at, char in enumerate("甲乙丙丁戊己庚辛壬癸子丑")]
TEXT = "\n".join(BODY) + "\n"


@pytest.mark.parametrize("mark", ["> ", ">", "> > ", ">> "])
def test_quote_marks_of_mail_go(mark):
    assert uncopied("".join(f"{mark}{line}\n" for line in BODY)) == TEXT


def test_a_few_lines_with_a_quote_mark_keep_it():
    text = TEXT.replace("第丙行", "> 第丙行")
    assert uncopied(text) == text


@pytest.mark.parametrize("form", ["{}\t", "{:>4} ", "{}: ", "{}| "])
def test_line_numbers_that_count_every_line_go(form):
    assert (
        uncopied("".join(f"{form.format(n)}{line}\n" for n, line in enumerate(BODY, start=1))).rstrip()
        == TEXT.rstrip()
    )


def test_numbers_that_do_not_count_every_line_stay():
    text = "".join(f"{n}. {line}\n" for n, line in enumerate(BODY, start=1)).replace("7. ", "8. ")
    assert uncopied(text) == text
    text = "标题\n" + "".join(f"{n}. {line}\n" for n, line in enumerate(BODY, start=1))
    assert uncopied(text) == text


def test_heads_and_feet_of_a_browsers_print_stay_once():
    pages = [BODY[:4], BODY[4:8], BODY[8:]]
    text = "".join(
        "\n".join(["2022/1/5 10:23  某镇年报", *page, f"http://a.gov.cn/c_1.html   {n}/3"]) + "\n"
        for n, page in enumerate(pages, start=1)
    )
    foot = "http://a.gov.cn/c_1.html   3/3"
    assert uncopied(text).split() == [
        "2022/1/5",
        "10:23",
        "某镇年报",
        *"\n".join(BODY).split(),
        *foot.split(),
    ]


def test_a_head_behind_every_page_break_stays_once_and_the_breaks_stay():
    text = "某镇年报\n" + "\n".join(BODY[:6]) + "\n\f某镇年报\n" + "\n".join(BODY[6:]) + "\n"
    assert uncopied(text) == "某镇年报\n" + "\n".join(BODY[:6]) + "\n\f\n" + "\n".join(BODY[6:]) + "\n"


def test_rows_that_repeat_behind_page_breaks_stay():
    text = "题\n其他\t0\t0\n\f其他\t0\t0\n\f其他\t0\t0\n"
    assert uncopied(text) == text


def test_addresses_that_do_not_count_pages_stay():
    text = "见 http://a.cn/1\n见 http://a.cn/5\n见 http://a.cn/2\n"
    assert uncopied(text) == text


@given(st.text(alphabet="甲0123 \t\n\f>.:/|", max_size=200))
def test_nothing_but_marks_is_lost(text):
    kept = uncopied(text)
    assert (
        "".join(char for char in kept if char == "甲") == "".join(char for char in text if char == "甲")
        or "\f" in text
        or "://" in text
    )
