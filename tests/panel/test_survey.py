import weakref
from collections import Counter

import pytest

from gouji.panel.offices import parse_offices
from gouji.panel.survey import BATCH, RECEIVED, concerning, survey
from panel_sheets import OFFICE, entry, following, sheet
from small_reports import VALUES

TOTAL = VALUES[RECEIVED]


class Shelf:
    """Holds sheets, counts what is taken from it, and how many are out at once."""

    def __init__(self, *sheets):
        self.sheets = {each.entry.sha256: each for each in sheets}
        self.taken = Counter()

    @property
    def entries(self):
        return [each.entry for each in self.sheets.values()]

    def __call__(self, wanted):
        self.taken.update(each.sha256 for each in wanted)
        return [self.sheets[each.sha256] for each in wanted]

    def survey(self, offices="", year=None):
        return survey(self.entries, self, parse_offices(offices, "名单.csv") if offices else None, year)


class LazyShelf:
    """Makes each sheet anew when it is taken and knows how many of them are alive."""

    def __init__(self, entries):
        self.entries, self.alive, self.most, self.taken = entries, 0, 0, 0

    def _gone(self):
        self.alive -= 1

    def __call__(self, wanted):
        for each in wanted:
            made = sheet()
            object.__setattr__(made, "entry", each)
            weakref.finalize(made, self._gone)
            self.taken += 1
            self.alive += 1
            self.most = max(self.most, self.alive)
            yield made


def marks(panel):
    return {
        row.office: {year: (held.best.state, held.received) for year, held in row.years.items()}
        for row in panel.rows
    }


def test_an_empty_workspace_has_an_empty_panel():
    panel = Shelf().survey()
    assert (panel.rows, panel.years, panel.findings, panel.apart) == ((), (), (), ())


def test_every_office_has_a_row_and_every_year_its_state_and_number():
    shelf = Shelf(
        sheet(1, 2023),
        sheet(2, 2021, agency="甲局", state="closed"),
        sheet(3, 2024, {RECEIVED: 5}, state="needs_review"),
    )
    panel = shelf.survey()
    assert panel.years == (2021, 2023, 2024)
    assert marks(panel) == {
        OFFICE: {2023: ("accepted", TOTAL), 2024: ("needs_review", 5)},
        "甲局": {2021: ("closed", TOTAL)},
    }


def test_spellings_of_one_office_are_one_row():
    panel = Shelf(sheet(1, 2023, agency="甲县（乙）办"), sheet(2, 2024, agency="甲县(乙) 办")).survey()
    assert [(row.office, sorted(row.years)) for row in panel.rows] == [("甲县（乙）办", [2023, 2024])]


def test_the_copy_that_is_furthest_along_speaks_for_its_year():
    states = ["needs_review", "accepted", "closed", "accepted"]
    panel = Shelf(*(sheet(at, 2024, {RECEIVED: at}, state=state) for at, state in enumerate(states))).survey()
    held = panel.rows[0].years[2024]
    assert [each.name for each in held.entries] == ["2.txt", "1.txt", "3.txt", "0.txt"]
    assert held.received == 2
    assert [(each.one.name, each.others[0].name) for each in panel.findings] == [
        ("2.txt", "1.txt"),
        ("2.txt", "3.txt"),
        ("2.txt", "0.txt"),
    ]


def test_documents_without_office_or_year_and_failed_ones_stand_apart_and_are_never_loaded():
    shelf = Shelf(sheet(1), sheet(2, agency=None), sheet(3, None), sheet(4, agency="（）"))
    failed = entry(5, None, None, "failed")
    panel = survey([*shelf.entries, failed], shelf, None, None)
    assert [each.name for each in panel.apart] == ["2.txt", "3.txt", "4.txt", "5.txt"]
    assert list(shelf.taken) == [shelf.entries[0].sha256]


def test_years_are_compared_whatever_the_order_in_which_they_came():
    later = sheet(1, 2024, following({"requests.carried_in.business": 30}))
    for shelf in (Shelf(later, sheet(2, 2023)), Shelf(sheet(2, 2023), later)):
        (finding,) = [each for each in shelf.survey().findings if each.rule == "carry_over"]
        assert [each.year for each in finding.entries] == [2024, 2023]


def test_only_the_years_of_one_office_are_compared():
    shelf = Shelf(sheet(1, 2023), sheet(2, 2024, agency="甲局"))
    assert shelf.survey().findings == ()


LIST = "机关,上级,年度\n甲局,乙县,2022-2024\n丙局,乙县,2024\n乙县,,\n"


def test_the_list_says_who_has_not_handed_in():
    panel = Shelf(sheet(1, 2023, agency="甲局"), sheet(2, 2020, agency="丙局")).survey(LIST)
    assert {row.office: row.missing for row in panel.rows} == {
        "甲局": (2022, 2024),
        "丙局": (2024,),
        "乙县": (),
    }
    assert panel.years == (2020, 2022, 2023, 2024)


def test_without_a_list_nobody_is_missing_or_unknown():
    panel = Shelf(sheet(1)).survey()
    assert [(row.missing, row.listed) for row in panel.rows] == [((), None)]
    assert panel.strangers == ()


def test_offices_that_the_list_lacks_are_named_and_never_taken_for_a_listed_one():
    panel = Shelf(sheet(1, 2024, agency="乙县甲局"), sheet(2, 2024, agency=OFFICE)).survey(
        "机关,年度\n乙县甲分局,2024\n"
    )
    assert [(each.office, each.near) for each in panel.strangers] == [
        ("乙县甲局", "乙县甲分局"),
        (OFFICE, None),
    ]
    assert panel.rows[0].missing == (2024,)


def test_one_year_alone_shows_its_documents_and_what_concerns_them():
    shelf = Shelf(
        sheet(1, 2022),
        sheet(2, 2023, following({"requests.carried_in.business": 30})),
        sheet(3, 2024, {"requests.carried_in.business": 30}),
        sheet(4, 2021, agency="甲局"),
    )
    panel = shelf.survey(year=2022)
    assert marks(panel) == {OFFICE: {2022: ("accepted", TOTAL)}}
    assert {tuple(each.year for each in finding.entries) for finding in panel.findings} == {(2023, 2022)}
    assert shelf.sheets.keys() - shelf.taken.keys() == {shelf.entries[3].sha256}


@pytest.mark.parametrize(("year", "missing"), [(2024, {"甲局", "丙局", "乙县"}), (2022, {"甲局", "乙县"})])
def test_an_office_without_stated_years_is_required_in_the_year_asked_for(year, missing):
    panel = Shelf().survey(LIST, year)
    assert {row.office for row in panel.rows if row.missing == (year,)} == missing


@pytest.mark.parametrize(("whole", "found"), [(11, True), (12, False), (13, False), (None, False)])
def test_a_region_receives_no_less_than_its_units_together(whole, found):
    panel = Shelf(
        sheet(1, 2024, {RECEIVED: whole}, agency="乙县"),
        sheet(2, 2024, {RECEIVED: 5}, agency="甲局"),
        sheet(3, 2024, {RECEIVED: 7}, agency="丙局"),
        sheet(4, 2023, {RECEIVED: 100}, agency="丙局"),
    ).survey(LIST)
    findings = [each for each in panel.findings if each.rule == "region_below_units"]
    assert [(each.params["received"], each.params["together"]) for each in findings] == [(11, 12)] * found
    assert all([one.agency for one in each.entries] == ["乙县", "甲局", "丙局"] for each in findings)


def test_units_without_a_number_add_nothing_to_the_region():
    panel = Shelf(
        sheet(1, 2024, {RECEIVED: 6}, agency="乙县"),
        sheet(2, 2024, {RECEIVED: 5}, agency="甲局"),
        sheet(3, 2024, {RECEIVED: None}, agency="丙局"),
    ).survey(LIST)
    assert [each for each in panel.findings if each.rule == "region_below_units"] == []


def test_what_concerns_one_document_is_found_from_its_own_office_alone():
    shelf = Shelf(
        sheet(1, 2022),
        sheet(2, 2023, following({"requests.carried_in.business": 30})),
        sheet(3, 2024, {"requests.carried_in.business": 31}),
        sheet(4, 2023, agency="甲局"),
    )
    whole = shelf.survey().findings
    shelf.taken.clear()
    for each in shelf.entries:
        assert concerning(each, shelf.entries, shelf) == tuple(
            finding for finding in whole if each in finding.entries
        )
    assert shelf.taken[shelf.entries[3].sha256] == 1


def test_a_document_apart_concerns_no_other():
    shelf = Shelf(sheet(1))
    assert concerning(entry(9, None, None, "failed"), shelf.entries, shelf) == ()
    assert not shelf.taken


def test_each_report_is_taken_once_and_let_go_before_the_next_offices_come():
    entries = [entry(at, 2020 + at % 4, f"第{at // 4}局") for at in range(2000)]
    shelf = LazyShelf(entries)
    panel = survey(entries, shelf, None, None)
    assert shelf.taken == len(entries)
    assert shelf.most <= BATCH + 4
    assert sum(len(row.years) for row in panel.rows) == len(entries)
