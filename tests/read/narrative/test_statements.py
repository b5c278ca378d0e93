"""The narrative's statements, read without a model: what each number is said to be of."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.convert import convert
from gouji.document import Document, Place, Source
from gouji.evaluate.gold import KINDS, make_gold
from gouji.evaluate.narrated import compare_statements
from gouji.evaluate.narrative import write
from gouji.evaluate.render.registry import make_copy
from gouji.families.disclosure.narrative import STATEMENT_KINDS
from gouji.numbers import counted, run_together
from gouji.read import aligned
from gouji.read.narrative import merged, read_statements
from gouji.report import CellReading, Reading, Statement

REQUESTS = "（二）依申请公开。"


def read(text, year=2024, **cells):
    taken = {path.replace("__", "."): CellReading(value, str(value)) for path, value in cells.items()}
    return read_statements(
        Document("report.txt", "0" * 64, "text/plain", text), Reading("aligned", "2021", taken, year=year)
    )


def said(text, year=2024):
    return {(each.kind, each.value) for each in read(text, year)}


@pytest.mark.parametrize(
    ("sentence", "statements"),
    [
        (
            "2024年，全市各级机关共收到公开申请1523件，其中自然人申请1401件，法人或其他组织申请122件。",
            {("received", 1523), ("natural_person", 1401), ("organizations", 122)},
        ),
        (
            "新收到政府信息公开申请10件，上年结转2件，全部办结。其中，予以公开6件，部分公开1件，无法提供3件。",
            {("received", 10), ("carried_in", 2), ("granted", 6), ("partly_granted", 1), ("unavailable", 3)},
        ),
        (
            "全年办理依申请公开件8件（含上年度结转1件），答复7件，结转至2025年1件。",
            {("handled", 8), ("carried_in", 1), ("concluded", 7), ("carried_out", 1)},
        ),
        ("2023年结转2件，2024年结转至2025年3件。", {("carried_in", 2), ("carried_out", 3)}),
        (
            "全年共办理公开申请47件，其中新收45件，上年结转2件。",
            {("handled", 47), ("received", 45), ("carried_in", 2)},
        ),
        (
            "其中，3件予以公开，1件部分公开，2件无法提供。",
            {("granted", 3), ("partly_granted", 1), ("unavailable", 2)},
        ),
        (
            "收到申请3件，予以公开2件，1件因本机关不掌握无法提供。",
            {("received", 3), ("granted", 2), ("unavailable", 1)},
        ),
        (
            "共收到依申请公开事项6件，自然人5件、商业企业1件。",
            {("received", 6), ("natural_person", 5), ("business", 1)},
        ),
        (
            "共收到申请3件，其中2件为自然人，1件为商业企业。",
            {("received", 3), ("natural_person", 2), ("business", 1)},
        ),
        ("收到公民、法人和其他组织的公开申请15件。", {("received", 15)}),
        ("行政复议2件，其中维持1件，纠正1件。", {("reconsideration", 2), ("upheld", 1), ("corrected", 1)}),
        ("行政复议、行政诉讼分别为2件、1件。", {("reconsideration", 2), ("litigation", 1)}),
        ("行政复议和行政诉讼均为0件。", {("reconsideration", 0), ("litigation", 0)}),
        (
            "经复议后起诉1件，直接提起行政诉讼2件。",
            {("litigation_after_reconsideration", 1), ("litigation_direct", 2)},
        ),
        (
            "当年办结17件，其中同意公开5件、同意部分公开3件、不同意公开2件、信息不存在7件，结转下年1件。",
            {("concluded", 17), ("granted", 5), ("partly_granted", 3), ("refused", 2), ("carried_out", 1)},
        ),
        ("共收到申请4件，撤回1件，实际办理3件。", {("received", 4), ("handled", 3)}),
        ("收到市民申请公开政府信息2起，共答复申请人两件次。", {("received", 2), ("concluded", 2)}),
        ("新收申请12件，其中申请公开政府文件8件、会议纪要4件。", {("received", 12)}),
        ("收到申请数为0，受理0件，答复0件。", {("received", 0), ("concluded", 0)}),
        ("被申请行政复议1件，结果为维持；未发生行政诉讼。", {("reconsideration", 1), ("litigation", 0)}),
        ("累计接收申请6份。", {("received", 6)}),
        ("按规定收取信息处理费共计1,200元。", {("fee", 1200)}),
        ("全年主动公开信息586条，其中机构职能类12条、工作动态类574条。", {("published", 586)}),
    ],
)
def test_a_number_is_of_what_stands_nearest_in_its_clause(sentence, statements):
    assert said(REQUESTS + sentence) == statements


@pytest.mark.parametrize(
    ("sentence", "statements"),
    [
        ("本单位未收到政府信息公开申请，无行政复议、行政诉讼案件。", {("received", 0), ("reconsideration", 0), ("litigation", 0)}),
        ("没有发生因公开信息被申请行政复议或提起行政诉讼的情形。", {("reconsideration", 0), ("litigation", 0)}),
        ("没有公民、法人或者其他组织提出公开申请。", {("received", 0)}),
        ("我镇没有政府信息依申请公开情况。", {("received", 0)}),
        ("收到依申请公开的申请数量为零。", {("received", 0)}),
        ("无结转下年度继续办理的申请。", {("carried_out", 0)}),
        ("全年没有不予公开政府信息的情况。", {("refused", 0)}),
        ("未向申请人收取任何费用。", {("fee", 0)}),
    ],
)  # fmt: skip
def test_none_may_be_said_in_words(sentence, statements):
    assert said(REQUESTS + sentence) == statements


@pytest.mark.parametrize(
    "sentence",
    [
        "全年未出现超期答复申请的情况。",
        "未发生行政复议被纠错、行政诉讼败诉案件。",
        "未收到信函申请。",
        "没有收到科研机构的申请。",
        "未发生与诉讼（行政复议、行政诉讼及申诉）有关的费用。",
        "申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请。",
        "确保应公开尽公开，没有现成信息需要另行制作。",
    ],
)
def test_none_of_something_narrower_says_nothing_of_the_total(sentence):
    assert said(sentence) == set()


@pytest.mark.parametrize(
    "sentence",
    [
        "2023年收到公开申请15件。",
        "比上年减少申请3件，同比增长12件。",
        "去年同期收到公开申请7件。",
        "全年受理行政许可申请1200件，办结1180件。",
        "答复12345热线转办件25件，回复网民留言30条，收到来信8件。",
        "组织公开培训2次，参训120人次，召开会议3场。",
        "承办建议提案12件，均已公开答复摘要。",
        "审理行政复议案件520件，办结500件。",
        "计划受理公开申请5件。",
        "因申请内容不明确补正2件，延期答复1件。",
        "在法定的20个工作日内答复申请，办结率100%。",
        "一是收到申请即办，二是依据第三十二条统一答复申请。",
        "申请内容涉及征地补偿3件、环评2件。",
        "当面申请2件，网络申请10件，信函申请3件。",
        "设立受理点3个，建立受理窗口2个，开展答复案卷评查1次。",
        "收到表扬信1件，办理流程分为5个步骤。",
        "收到行政复议申请15件。",
        "收到申请后5个工作日内完成登记。",
        "申请公开的内容为财务支出情况1件。",
    ],
)
def test_other_years_subjects_and_parts_are_left_out(sentence):
    assert said(REQUESTS + sentence) == set()


@pytest.mark.parametrize(("year", "kind"), [(2025, "carried_in"), (2024, "carried_out")])
def test_a_carry_over_into_a_named_year_is_told_by_the_report_s_own(year, kind):
    assert said(REQUESTS + "结转至2025年3件。", year) == {(kind, 3)}
    assert said(REQUESTS + "结转至2025年3件。", None) == set()


def test_the_quote_is_the_sentence_as_printed_and_its_place_its_span():
    text = "（二）依申请公开。共收到申请 １２\n件，其中自然人10件。均已答复。"
    (received, _) = read(text)
    assert received.quote == "共收到申请 １２\n件，其中自然人10件。"
    assert received.place == Place(text.index("共"), text.index("均"))
    assert (received.value, received.unit) == (12, "件")


def test_a_statement_is_weighed_against_the_cells():
    (received,) = read("新收公开申请12件。", requests__received__total=12, requests__carried_in__total=1)
    assert received.agrees is True
    assert received.cells == ("requests.received.total",)
    (received,) = read("新收公开申请14件。", requests__received__total=12, requests__carried_in__total=1)
    assert received.agrees is False


def test_numbers_of_the_tables_are_no_prose():
    text = "（二）依申请公开。收到申请2件。\n收到申请 7\n结转下年度 8。\n收到申请3件。"
    table = text.index("7"), text.index("8") + 1
    cells = {
        f"requests.{row}.total": CellReading(1, "1", place=Place(at, at + 1))
        for row, at in (("received", table[0]), ("carried_out", table[1] - 1))
    }
    found = read_statements(Document("r.txt", "0" * 64, "text/plain", text), Reading("a", "2021", cells))
    assert [each.value for each in found] == [2, 3]


@pytest.mark.parametrize(
    "piece",
    [
        "收到申请1件",
        "收到申请1件。",
        "案件" * 40 + "1件。",
        "九" * 50 + "件",
        "((公开申请,",
        "1,",
        "- " * 20,
        "申请\n",
        "为0、",
    ],
)
def test_endless_text_comes_to_an_end(piece):
    found = read(REQUESTS + piece * 3000)
    assert len(found) == (3000 if piece == "收到申请1件。" else 0)


@settings(max_examples=60, deadline=None)
@given(
    number=st.integers(0, 10**6),
    style=st.sampled_from(["plain", "spaced", "wide", "chinese", "thousands"]),
    kind=st.sampled_from(["新收申请", "办结申请", "结转下年度", "被申请行政复议"]),
)
def test_every_way_to_write_a_number_is_read(number, style, kind):
    (found,) = read(f"{REQUESTS}全年{kind}{write(number, style)}件。")
    assert found.value == number


@settings(max_examples=200, deadline=None)
@given(
    st.text(alphabet="收到申请未无结转下年度行政复议诉讼件起其中、，。；（）()0１2三十万\n\f 约", max_size=60)
)
def test_any_text_is_read_without_an_error_and_quoted_from_its_place(text):
    for each in read(text):
        assert each.quote == text[each.place.start : each.place.end]
        assert each.kind in STATEMENT_KINDS
        numbers = {number.value for number in counted(run_together(each.quote)[0])}
        assert each.value in numbers or (each.value == 0 and re.search("[未无]", each.quote))


@pytest.mark.parametrize("shape", ["tabs", "layout", "html_divs", "pdf_text", "docx"])
def test_reports_of_every_office_give_what_they_state_and_nothing_else(shape):
    stated = found = right = 0
    for seed, kind in enumerate(KINDS, 700):
        copy = make_copy(shape, make_gold(seed, kind), seed)
        document = convert(Source.of(copy.name + copy.suffix, copy.content))
        given_ = [
            {"kind": each.kind, "value": each.value, "quote": each.quote}
            for each in read_statements(document, aligned.read(document))
        ]
        counts = compare_statements(copy.statements, given_)
        stated, found, right = stated + counts.stated, found + counts.found, right + counts.right
    assert stated > 30
    assert right >= 0.98 * max(stated, found)


def statement(kind, value, start, end):
    return Statement(kind, value, "件", "句", Place(start, end))


def test_a_second_reader_adds_only_what_the_first_has_not():
    own = (statement("received", 3, 0, 20),)
    same = statement("received", 3, 5, 18)
    elsewhere, other, unlike = (
        statement("received", 3, 40, 60),
        statement("received", 4, 0, 20),
        statement("handled", 3, 0, 20),
    )
    assert merged(own, (same, elsewhere, other, unlike)) == (*own, elsewhere, other, unlike)
