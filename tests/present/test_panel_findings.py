from decimal import Decimal

import pytest

from gouji.panel.copies import against_copy
from gouji.panel.neighbours import FEES, against_earlier
from gouji.panel.offices import parse_offices
from gouji.panel.survey import survey
from gouji.present.panel_findings import finding_json, sentence
from panel_sheets import entry, following, sheet

IN, OUT = "requests.carried_in", "requests.carried_out"
TEXT = "更新还不够及时，规范程度也有待提高；来年将每月核对一次栏目，并就申请办理组织两次专题培训，逐项抓好整改落实。"


def found(rule, later=(), earlier=(), problems="", repeated=""):
    one = sheet(2, 2024, following(later), problems=problems)
    other = sheet(1, 2023, dict(earlier), problems=repeated)
    return next(each for each in against_earlier(one, [other]) if each.rule == rule)


def region():
    sheets = {
        each.entry.sha256: each
        for each in (
            sheet(1, agency="乙县", changes={"requests.received.total": 4}),
            sheet(2, agency="甲局", changes={"requests.received.total": 5}),
        )
    }
    listed = parse_offices("机关,上级\n甲局,乙县\n", "x")
    entries = [each.entry for each in sheets.values()]
    panel = survey(entries, lambda wanted: [sheets[each.sha256] for each in wanted], listed, None)
    return next(each for each in panel.findings if each.rule == "region_below_units")


def copies(one=(), other=()):
    return against_copy(sheet(1, 2024, one), sheet(2, 2024, other))


EVERY = [
    found("carry_over", {f"{IN}.business": 30}),
    found("in_force"),
    found("fees_factor", {FEES: Decimal("834.6")}),
    found("fees_unit", {FEES: 834600}),
    found("same_problems", problems=TEXT, repeated=TEXT),
    copies(other={f"{IN}.business": 30}),
    region(),
]


@pytest.mark.parametrize("finding", EVERY, ids=lambda finding: finding.rule)
def test_every_finding_names_all_documents_in_both_languages(finding):
    for language in ("zh", "en"):
        told = sentence(finding, language)
        for each in finding.entries:
            assert f"{each.year}" in told
            assert each.name in told
            assert each.id in told


@pytest.mark.parametrize("finding", EVERY, ids=lambda finding: finding.rule)
def test_every_finding_says_both_numbers_of_each_difference(finding):
    for language in ("zh", "en"):
        told = sentence(finding, language)
        for each in finding.differences:
            assert str(each.one) in told
            assert str(each.other) in told


def test_the_likelier_document_is_named_where_the_equations_decide():
    told = sentence(found("carry_over", {f"{IN}.business": 30}), "zh")
    assert (
        "“上年结转”与 2023 年的“结转下年度”应当相同，有 1 列不同：商业企业 2024 年印 30，2023 年印 3。"
        in told
    )
    assert "从勾稽关系看，2024 年 2.txt" in told
    told = sentence(found("carry_over", earlier={f"{OUT}.business": 30}), "zh")
    assert "从勾稽关系看，2023 年 1.txt" in told


def test_an_undecided_disagreement_says_so_and_blames_nobody():
    told = sentence(copies(other={"disclosure.coercion.decisions": 75}), "zh")
    assert "57 ≠ 75" in told
    assert "判断不出哪一份有误" in told
    assert "更可能有误" not in told


def test_shared_blame_is_told_cell_by_cell():
    path = "proceedings.reconsideration.upheld"
    told = sentence(copies({f"{IN}.business": 30}, {path: 60}), "zh")
    assert "商业企业 30 ≠ 9（2024 年 1.txt" in told
    assert "结果维持 6 ≠ 60（2024 年 2.txt" in told
    assert "判断不出" not in told


def test_many_differences_are_counted_and_not_all_spelled_out():
    finding = found("carry_over", {f"{IN}.{column}": 900 for column in ("business", "research")})
    assert "另有" not in sentence(finding, "zh")
    paths = [path for path in sheet().cells if path.startswith("requests.granted.")]
    others = [path for path in sheet().cells if path.startswith("requests.partly_granted.")]
    told = sentence(copies(other=dict.fromkeys([*paths, *others], 9999)), "zh")
    assert told.count("≠ 9999") == 8
    assert "14 格的数字不同" in told
    assert "另有 6 处" in told


def test_a_blank_is_called_blank_and_never_0():
    told = sentence(copies({f"{IN}.business": "dash"}), "zh")
    assert "商业企业 空缺 ≠ 9" in told


@pytest.mark.parametrize(
    ("amount", "told"),
    [
        ("834.6", "正好十倍；2024 年可能错了一位"),
        ("900", "相差约 10 倍；2024 年可能错了一位"),
        ("8.346", "正好十倍；2023 年可能错了一位"),
        ("834600", "相差约 10000 倍；2024 年可能把元当作万元填写"),
        ("0.008346", "相差约 10000 倍；2023 年可能把元当作万元填写"),
    ],
)
def test_fees_are_told_with_what_may_have_happened(amount, told):
    rule = "fees_unit" if "万元填写" in told else "fees_factor"
    assert told in sentence(found(rule, {FEES: Decimal(amount)}), "zh")


def test_a_nearly_repeated_section_is_never_called_the_same():
    told = sentence(found("same_problems", problems=TEXT, repeated=TEXT.replace("两次", "三次")), "zh")
    assert "% 相同" in told
    assert "完全相同" not in told
    assert TEXT[:20] in told


def test_programs_get_cells_numbers_and_the_likely_document():
    finding = found("carry_over", {f"{IN}.business": 30})
    told = finding_json(finding, "zh")
    assert told["differences"] == [
        {
            "cell": f"{IN}.business",
            "value": 30,
            "other_cell": f"{OUT}.business",
            "other_value": 3,
            "likely": entry(2).id,
        }
    ]
    assert [each["year"] for each in told["documents"]] == [2024, 2023]
    assert told["message"] == sentence(finding, "zh")
