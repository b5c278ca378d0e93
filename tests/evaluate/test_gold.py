"""Gold reports are consistent, varied and say what they print."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.evaluate.gold import KINDS, make_gold
from gouji.families.disclosure.form_2021 import FORM_2021
from gouji.rules import check


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6), kind=st.sampled_from([*KINDS, "all_zero"]))
def test_every_gold_report_satisfies_all_42_equations(seed, kind):
    gold = make_gold(seed, kind)
    assert tuple(gold.cells) == FORM_2021.paths
    outcomes = [checked.outcome for checked in check(FORM_2021.rules, gold.cells)]
    assert outcomes == ["pass"] * 42
    assert all(value >= 0 for value in gold.cells.values())


def test_the_same_seed_gives_the_same_report():
    assert make_gold(7) == make_gold(7)
    assert make_gold(7) != make_gold(8)


@pytest.mark.parametrize("kind", ["dense", "city"])
def test_in_a_dense_report_every_swap_of_rows_or_columns_shows(kind):
    for seed in range(10):
        cells = make_gold(seed, kind).cells
        rows: dict[str, list] = {}
        columns: dict[str, list] = {}
        for path, value in cells.items():
            if path.startswith("requests."):
                row, _, column = path.rpartition(".")
                rows.setdefault(row, []).append(value)
                columns.setdefault(column, []).append(value)
        assert len({tuple(row) for row in rows.values()}) == 25
        assert len({tuple(column) for column in columns.values()}) == 7


def test_towns_are_almost_all_zero_and_cities_reach_six_digits():
    towns = [make_gold(seed, "town").cells for seed in range(20)]
    cities = [make_gold(seed, "city").cells for seed in range(20)]
    assert all(0 < sum(value != 0 for value in town.values()) < 90 for town in towns)
    assert any(value >= 100_000 for city in cities for value in city.values())


def test_offices_of_every_kind_have_names_and_numbers_of_their_own():
    for kind, words in (
        ("ministry", "部局署会"),
        ("province", "府厅"),
        ("street", "处道心"),
        ("institution", "院学馆心局司"),
        ("zone", "会"),
        ("vertical", "局队关行"),
    ):
        reports = [make_gold(seed, kind) for seed in range(40)]
        assert len({gold.office.full for gold in reports}) > (4 if kind == "ministry" else 20)
        assert {gold.office.full[-1] for gold in reports} <= set(words) | {"队"}
        assert any(gold.office.full in "".join((gold.title or "", *gold.prose.preamble)) for gold in reports)
    quiet = [make_gold(seed, "institution").cells for seed in range(40)]
    assert any(not any(v for p, v in cells.items() if p.startswith("requests.")) for cells in quiet)
    busy = [make_gold(seed, "province").cells["requests.received.total"] for seed in range(10)]
    assert min(busy) > 10_000


def test_only_those_who_may_make_regulations_report_some():
    for seed in range(40):
        for kind in ("street", "institution", "zone", "vertical", "town"):
            cells = make_gold(seed, kind).cells
            assert not any(v for p, v in cells.items() if p.startswith("disclosure.regulations."))
    lawgivers = [make_gold(seed, kind).cells for seed in range(10) for kind in ("ministry", "province")]
    assert all(cells["disclosure.regulations.in_force"] > 0 for cells in lawgivers)


def test_fees_carry_zero_to_six_exact_decimals():
    fees = [make_gold(seed).cells["disclosure.fees.amount"] for seed in range(300)]
    places = {-fee.as_tuple().exponent for fee in fees if isinstance(fee, Decimal)}
    assert places == set(range(7))


def test_an_agency_that_stands_nowhere_is_none():
    reports = [make_gold(seed) for seed in range(200)]
    silent = [gold for gold in reports if gold.agency is None]
    assert silent
    for gold in silent:
        printed = "".join([gold.title or "", *gold.prose.preamble, *gold.prose.signature])
        assert gold.office.full not in printed
        assert gold.office.short not in printed


def test_the_stated_year_stands_in_title_or_preamble():
    for seed in range(100):
        gold = make_gold(seed)
        stated = str(gold.year) in (gold.title or "") + "".join(gold.prose.preamble)
        assert stated != gold.identity.year_unsure
