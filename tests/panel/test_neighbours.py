from decimal import Decimal

import pytest

from gouji.panel.neighbours import FEES, against_earlier
from panel_sheets import following, sheet

IN, OUT = "requests.carried_in", "requests.carried_out"
RULES = "disclosure.regulations"
STEADY = {
    f"{kind}.{name}": 0
    for kind in (RULES, "disclosure.normative_documents")
    for name in ("issued", "repealed")
}
PROBLEMS = "一是主动公开的内容不够全面，更新不够及时；二是申请办理的规范程度还要提高。下一步将逐月核对栏目，并组织两次培训。"


def years(later=(), earlier=(), **of_later):
    """What is found between a year and the one before, where everything is carried over."""
    return list(
        against_earlier(
            sheet(2, 2024, {**following(STEADY), **dict(later)}, **of_later),
            [sheet(1, 2023, dict(earlier))],
        )
    )


def found(findings, rule):
    return [each for each in findings if each.rule == rule]


def pairs(finding):
    return [(each.path, each.one, each.other) for each in finding.differences]


def test_years_that_follow_each_other_are_silent():
    assert years() == []


@pytest.mark.parametrize("column", ["natural_person", "other_organization", "total"])
def test_every_column_of_the_carry_over_is_compared(column):
    (finding,) = found(years({f"{IN}.{column}": 77}), "carry_over")
    assert [each.path for each in finding.differences] == [f"{IN}.{column}"]
    assert finding.differences[0].one == 77


def test_a_later_year_whose_own_sums_break_is_the_likelier_one():
    (finding,) = found(years({f"{IN}.business": 30}), "carry_over")
    assert pairs(finding) == [(f"{IN}.business", 30, 3)]
    assert finding.likely is finding.one


def test_an_earlier_year_whose_own_sums_break_is_the_likelier_one():
    (finding,) = found(years(earlier={f"{OUT}.business": 30}), "carry_over")
    assert pairs(finding) == [(f"{IN}.business", 3, 30)]
    assert finding.likely is finding.others[0]


def test_a_row_taken_from_elsewhere_is_decided_as_a_whole():
    """Each number alone would break the row's sum: only all of them together mend it."""
    lost = {path: 0 for path in following() if path.startswith(IN)}
    (finding,) = found(years(lost), "carry_over")
    assert {each.likely for each in finding.differences if each.one != each.other} == {"one"}


def test_two_years_whose_own_sums_hold_are_left_undecided():
    findings = list(against_earlier(sheet(2, 2024, STEADY), [sheet(1, 2023)]))
    (finding,) = found(findings, "carry_over")
    assert finding.likely is None
    assert all(each.likely is None for each in finding.differences)


def test_each_year_may_be_wrong_at_its_own_place():
    (finding,) = found(years({f"{IN}.business": 30}, {f"{OUT}.research": 60}), "carry_over")
    assert {each.path: each.likely for each in finding.differences} == {
        f"{IN}.business": "one",
        f"{IN}.research": "other",
    }
    assert finding.likely is None


def test_a_broken_sum_that_the_other_year_does_not_mend_decides_nothing():
    (finding,) = found(years({f"{IN}.business": 30, "requests.received.business": 500}), "carry_over")
    assert finding.likely is None


@pytest.mark.parametrize("content", [None, "empty", "dash", "missing"])
def test_what_is_no_number_is_not_compared(content):
    assert found(years({f"{IN}.business": content}), "carry_over") == []


def test_only_numbers_borne_out_on_both_sides_make_an_error():
    later, earlier = f"{IN}.business", f"{OUT}.business"
    severities = []
    for firm in ({later, earlier}, {later}, {earlier}, set()):
        one = sheet(2, 2024, following({later: 30}), firm & {later})
        other = sheet(1, 2023, firm=firm & {earlier})
        severities.append(found(against_earlier(one, [other]), "carry_over")[0].severity)
    assert severities == ["error", "warning", "warning", "warning"]


def test_years_that_do_not_touch_are_not_compared():
    one = sheet(2, 2025, {f"{IN}.business": 30})
    assert list(against_earlier(one, [sheet(1, 2023)])) == []


@pytest.mark.parametrize(
    ("in_force", "issued", "repealed", "wrong"),
    [
        (14, 0, 0, False),
        (17, 5, 2, False),
        (16, 0, 0, False),  # off by two: a clean-up
        (17, 0, 0, True),
        (0, 0, 14, False),
        (14, 0, 14, True),
    ],
)
def test_documents_in_force_follow_from_last_year(in_force, issued, repealed, wrong):
    changes = {f"{RULES}.in_force": in_force, f"{RULES}.issued": issued, f"{RULES}.repealed": repealed}
    findings = found(years(changes), "in_force")
    assert [each.differences[0].path for each in findings] == [f"{RULES}.in_force"] * wrong


def test_many_documents_in_force_may_be_off_by_a_tenth():
    path = "disclosure.normative_documents.in_force"
    assert [bool(found(years({path: 138 + off}), "in_force")) for off in (13, 14, -13, -14)] == [
        False,
        True,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("amount", "rule", "year"),
    [
        ("83.46", None, None),
        ("800", None, None),
        ("834.6", "fees_factor", 2024),
        ("8.346", "fees_factor", 2023),
        ("834600", "fees_unit", 2024),
        ("790215.5", "fees_unit", 2024),
        ("20000", "fees_unit", 2024),
        ("0.008346", "fees_unit", 2023),
        ("0", None, None),
    ],
)
def test_fees_that_jump_are_suspected_of_a_factor_or_a_unit(amount, rule, year):
    findings = [each for each in years({FEES: Decimal(amount)}) if each.rule.startswith("fees")]
    assert [(each.rule, each.params["year"]) for each in findings] == ([(rule, year)] if rule else [])
    assert all(each.severity == "warning" for each in findings)


@pytest.mark.parametrize(
    ("later", "share"),
    [
        (PROBLEMS, 100),
        (" \n".join(PROBLEMS), 100),
        (PROBLEMS.replace("两次", "三次"), 98),
        (PROBLEMS.replace("，", ","), 100),
        (
            "本年度的问题在于人手不足，培训偏少，网站栏目设置不够合理，今后要逐项改进，并向先进地区学习，认真整改落实到位。",
            None,
        ),
        ("", None),
        ("同上。", None),
    ],
)
def test_section_five_that_says_the_same_again_is_named_with_its_share(later, share):
    findings = against_earlier(
        sheet(2, 2024, following(STEADY), problems=later), [sheet(1, 2023, problems=PROBLEMS)]
    )
    assert [each.params["share"] for each in found(findings, "same_problems")] == ([share] if share else [])


def test_a_section_is_held_against_all_earlier_years_and_the_newest_repeated_one_is_named():
    earlier = [
        sheet(year, year, problems=text) for year, text in [(2020, PROBLEMS), (2021, PROBLEMS), (2022, "无")]
    ]
    (finding,) = found(against_earlier(sheet(2024, 2024, problems=PROBLEMS), earlier), "same_problems")
    assert [each.year for each in finding.entries] == [2024, 2021]


def test_sections_that_are_too_short_to_be_copied_are_left_alone():
    assert (
        found(against_earlier(sheet(2, problems="无。"), [sheet(1, 2023, problems="无。")]), "same_problems")
        == []
    )


def test_one_different_character_is_never_called_the_same():
    long = PROBLEMS * 200
    (finding,) = found(
        against_earlier(sheet(2, problems=long), [sheet(1, 2022, problems=long + "。")]), "same_problems"
    )
    assert finding.params["share"] == 99
