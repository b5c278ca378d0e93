"""Findings with their explanations: which cell, what it should be, and why."""

import pytest

from gouji.decide import decide
from gouji.report import CellReading, DocumentFacts, Finding, Reading
from small_reports import VALUES

FACTS = DocumentFacts("a.txt", "0" * 64)


def reading(findings=(), **cells):
    taken = {path: CellReading(value, str(value)) for path, value in VALUES.items()}
    taken |= {path.replace("__", "."): cell for path, cell in cells.items()}
    return Reading("aligned", "2021", taken, tuple(findings))


def number(value):
    return CellReading(value, str(value))


def explained(report):
    return {f["id"]: f["explanations"] for f in report.as_json()["findings"]}


def test_a_sound_report_has_nothing_to_explain():
    assert decide(FACTS, reading()).suspects == ()


def test_one_wrong_number_is_named_with_its_value_in_every_equation_that_it_breaks():
    path = "requests.granted.business"
    found = explained(decide(FACTS, reading(requests__granted__business=number(700))))
    assert len(found) == 2
    for explanations in found.values():
        assert [each["changes"] for each in explanations] == [{path: VALUES[path]}]
        assert "只有这一格" in explanations[0]["reason"]


def test_an_unread_number_gets_what_the_equations_force_as_a_suggestion_and_stays_unread():
    path = "requests.granted.business"
    unread = Finding("unread", "error", (path,), {"place": "某格", "printed": "?"})
    report = decide(FACTS, reading([unread], requests__granted__business=CellReading(None, "?", "unread")))
    (explanations,) = explained(report).values()
    assert explanations[0]["changes"] == {path: VALUES[path]}
    assert report.reading.cells[path].value is None


@pytest.mark.parametrize(("rule", "key"), [("page_differs", "seen"), ("conflict", "other")])
def test_what_another_look_saw_is_offered(rule, key):
    path = "disclosure.licensing.decisions"
    finding = Finding(
        rule, "error", (path,), {"place": "某格", "value": 1, "one": 1, "seen": "空", "other": "空", key: 9}
    )
    (explanations,) = explained(decide(FACTS, reading([finding]))).values()
    assert explanations[0]["changes"] == {path: 9}


def test_suspects_of_one_part_are_kept_once():
    report = decide(FACTS, reading(requests__granted__business=number(700)))
    assert len(report.suspects) == 1
    assert {finding.suspects for finding in report.findings} == {0}


def test_a_broken_sum_is_the_files_own_where_the_page_bears_out_every_number():
    wrong = reading(requests__granted__business=number(700))
    every = frozenset(VALUES)
    assert {f.verdict for f in decide(FACTS, wrong, every).findings} == {"source"}
    assert {f.verdict for f in decide(FACTS, wrong).findings} == {"unknown"}
    assert "source" not in {
        f.verdict for f in decide(FACTS, wrong, every - {"requests.granted.business"}).findings
    }


def test_a_broken_sum_with_a_disputed_number_is_our_reading():
    path = "requests.granted.business"
    dispute = Finding("page_differs", "error", (path,), {"place": "某格", "value": 700, "seen": 0})
    report = decide(FACTS, reading([dispute], requests__granted__business=number(700)), frozenset(VALUES))
    assert {f.verdict for f in report.findings if f.rule != "page_differs"} == {"reading"}
