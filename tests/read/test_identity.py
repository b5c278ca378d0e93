"""Title, agency, year and period together: only what the document states."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.read.identity import read_identity

HEADING, TABLE, AFTER = "一、总体情况", "第二十条", "五、存在的主要问题及改进情况"


def identity(head, overview="我局做了。", tail="无。"):
    text = f"{head}\n{HEADING}\n{overview}\n{TABLE}\n{AFTER}\n{tail}\n"
    return read_identity(text, text.index(HEADING), text.index(TABLE), text.index(AFTER))


@pytest.mark.parametrize(
    ("sentence", "period"),
    [
        ("统计期限自2023年1月1日起至2023年12月31日止。", ("2023-01-01", "2023-12-31")),
        ("自 2023 年 1 月 1 日至 12 月 31 日，", ("2023-01-01", "2023-12-31")),
        ("2023年1月1日—12月31日", ("2023-01-01", "2023-12-31")),
        ("（2023.1.1-2023.12.31）", ("2023-01-01", "2023-12-31")),
        ("2023-01-01至2023-12-31", ("2023-01-01", "2023-12-31")),
        ("自二〇二三年一月一日起至二〇二三年十二月三十一日止", ("2023-01-01", "2023-12-31")),
        ("２０２３年１月１日至同年１２月３１日", ("2023-01-01", "2023-12-31")),
        ("2023年1月至12月", ("2023-01-01", "2023-12-31")),
        ("2023年7月1日至9月30日", None),
        ("2023年1月1日至2023年13月31日", None),
        ("2023年2月30日至2023年12月31日", None),
    ],
)
def test_the_period_is_read_in_every_spelling_and_only_a_year_long_one(sentence, period):
    assert identity(sentence).period == period


@pytest.mark.parametrize("where", ["head", "overview"])
def test_the_period_stands_before_or_within_the_first_section(where):
    sentence = "自2024年1月1日至2024年12月31日，柘岭镇人民政府依法公开信息。"
    found = identity(sentence) if where == "head" else identity("", overview=sentence)
    assert (found.period, found.year, found.agency) == (("2024-01-01", "2024-12-31"), 2024, "柘岭镇人民政府")


def test_the_title_states_the_year_before_the_period_does_and_both_are_kept():
    found = identity("柘岭镇2023年政府信息公开工作年度报告\n统计期限自2022年1月1日至2022年12月31日。")
    assert (found.year, found.title_year, found.period_year) == (2023, 2023, 2022)


def test_a_title_without_year_leaves_the_year_to_the_period():
    found = identity("柘岭镇政府信息公开工作年度报告\n统计期限自2022年1月1日至2022年12月31日。")
    assert (found.year, found.title_year, found.period_year) == (2022, None, 2022)


def test_a_document_that_says_only_our_town_states_no_agency():
    found = identity(
        "根据《岚川县人民政府办公室关于做好年报的通知》，现将我镇2022年度政府信息公开工作报告如下。"
    )
    assert (found.title, found.agency, found.year) == (None, None, 2022)


def test_a_wrapped_preamble_is_one_sentence():
    head = "2023年政府信息公开工作年度报告\n本报告由岚川县人力资源和社会保障局依照《中华人民共和国政府信息公\n开条例》编制。"
    assert identity(head).agency == "岚川县人力资源和社会保障局"


def test_a_document_that_states_nothing_has_nothing():
    found = identity("", overview="做了很多。", tail="")
    assert (found.title, found.agency, found.year, found.period) == (None, None, None, None)


PIECES = st.sampled_from(
    [
        *"\n\n\n\t |:：；。",
        "岚川县",
        "水利局",
        "柘岭镇",
        "人民政府",
        "办公室",
        "我镇",
        "2023年",
        "2024年1月3日",
        "自2023年1月1日至12月31日",
        "政府信息公开",
        "工作",
        "年度报告",
        "年报",
        "发布机构",
        "来源",
        "首页",
        "现将",
        "由",
        "编制",
        "《",
        "》",
    ]
)


@given(st.lists(PIECES, max_size=30).map("".join), st.lists(PIECES, max_size=20).map("".join))
def test_every_name_and_title_is_printed_somewhere(head, tail):
    found = identity(head, tail=tail)
    printed = "".join((head + tail).split()).replace("：", ":")
    if found.title is not None:
        assert "".join(found.title.split()).replace("：", ":") in printed.replace("\t", "").replace("|", "")
        assert found.title == " ".join(found.title.split())
    if found.agency is not None:
        # A year inside a name (某县2023年水利局) is left out; nothing is ever added.
        assert all(char in printed for char in found.agency)
        assert not found.agency.startswith("我")


@given(st.text(alphabet="岚川县水利局政府信息公开年度报告2023月日至：:。\n\t|()（）一二〇#* ", max_size=200))
def test_any_text_is_read_without_error(text):
    for cut in (0, len(text) // 2, len(text)):
        read_identity(text, cut, len(text), cut)
