"""Reports: the contract's object, and the compact form the store keeps."""

import json
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.compact import compact, restore
from gouji.document import Page, Place
from gouji.messages import SENTENCES
from gouji.report import (
    CellReading,
    DocumentFacts,
    Equation,
    Failure,
    Finding,
    Reading,
    Report,
    Section,
    Statement,
)

KEYS = [
    "contract_version", "document", "family", "form", "title", "agency", "year", "period", "status",
    "cells", "sections", "statements", "findings", "review", "error",
]  # fmt: skip
CELL_KEYS = {"value", "printed", "blank", "grade", "place", "readings"}
FINDING_KEYS = {
    "id", "rule", "severity", "message", "cells", "equation", "verdict", "explanations",
}  # fmt: skip
SHA = "0123456789abcdef" * 4

texts = st.text(max_size=12)
counts = st.integers(0, 999_999_999)
amounts = st.decimals(0, 10**9, places=2)
numbers = counts | amounts
boxes = st.tuples(*[st.floats(0, 900, allow_nan=False)] * 4)
places = st.builds(Place, counts, counts, st.none() | st.integers(1, 30), st.none() | boxes)
cell_readings = st.builds(
    CellReading,
    value=st.none() | numbers,
    printed=st.none() | texts,
    blank=st.sampled_from([None, "empty", "dash", "not_applicable", "not_in_form", "missing", "unread"]),
    place=st.none() | places,
    sure=st.booleans(),
    by_equation=st.booleans(),
)
findings = st.builds(
    Finding,
    rule=st.sampled_from(sorted(SENTENCES)),
    severity=st.sampled_from(["error", "warning"]),
    cells=st.lists(texts, max_size=3).map(tuple),
    params=st.dictionaries(st.sampled_from(["place", "left", "printed", "key"]), texts | counts, max_size=3),
    equation=st.none() | st.builds(Equation, numbers, numbers, numbers),
    verdict=st.sampled_from(["reading", "source", "unknown"]),
)
readings = st.builds(
    Reading,
    reader=st.just("aligned"),
    form=st.just("2021"),
    cells=st.dictionaries(texts, cell_readings, max_size=4),
    findings=st.lists(findings, max_size=2).map(tuple),
    title=st.none() | texts,
    agency=st.none() | texts,
    year=st.none() | st.integers(1990, 2100),
    period=st.none() | st.tuples(texts, texts),
    sections=st.dictionaries(
        st.sampled_from(["overview", "problems", "other"]), st.builds(Section, texts, places)
    ),
    statements=st.lists(
        st.builds(
            Statement,
            kind=texts,
            value=st.none() | numbers,
            unit=st.none() | texts,
            quote=texts,
            place=places,
            cells=st.lists(texts, max_size=2).map(tuple),
            agrees=st.none() | st.booleans(),
        ),
        max_size=2,
    ).map(tuple),
    witnesses=st.dictionaries(
        texts, st.dictionaries(st.sampled_from(["aligned", "model"]), st.none() | numbers), max_size=3
    ),
)
documents = st.builds(
    DocumentFacts,
    name=texts,
    sha256=st.just(SHA),
    media_type=st.none() | texts,
    pages=st.lists(
        st.builds(Page, counts, st.floats(1, 900), st.floats(1, 900), st.sampled_from(["pt", "px"]), counts),
        max_size=2,
    ).map(tuple),
)
reports = st.builds(
    Report,
    document=documents,
    status=st.sampled_from(["accepted", "needs_review", "failed"]),
    reading=st.none() | readings,
    grades=st.dictionaries(
        texts, st.sampled_from([None, "verified", "agreed", "single", "conflict", "unread"]), max_size=3
    ),
    findings=st.lists(findings, max_size=3).map(tuple),
    failure=st.none() | st.builds(Failure, texts, texts, texts),
)


@given(reports)
def test_compact_through_json_gives_an_equal_report(report):
    stored = json.loads(json.dumps(compact(report), ensure_ascii=False))
    assert restore(stored) == report


@given(reports)
def test_a_stored_report_prints_the_same_contract_object(report):
    stored = json.loads(json.dumps(compact(report)))
    assert restore(stored).as_json() == report.as_json()


@given(reports)
def test_every_report_has_all_keys_of_the_contract(report):
    printed = report.as_json()
    assert list(printed) == KEYS
    assert all(set(cell) == CELL_KEYS for cell in printed["cells"].values())
    assert all(set(finding) == FINDING_KEYS for finding in printed["findings"])
    assert set(printed["document"]) == {"id", "name", "sha256", "media_type", "pages"}


@given(reports)
def test_finding_ids_are_unique_within_a_report(report):
    ids = [finding["id"] for finding in report.as_json()["findings"]]
    assert len(ids) == len(set(ids))


def report_with(cell):
    reading = Reading("aligned", "2021", {"disclosure.fees.amount": cell})
    return Report(DocumentFacts("a.txt", SHA), "accepted", reading, {"disclosure.fees.amount": "single"})


def test_an_amount_stays_an_exact_decimal():
    cell = CellReading(Decimal("7730.28"), "7730.28万元", place=Place(3, 12))
    printed = report_with(cell).as_json()["cells"]["disclosure.fees.amount"]
    assert printed == {
        "value": Decimal("7730.28"),
        "printed": "7730.28万元",
        "blank": None,
        "grade": "single",
        "place": {"start": 3, "end": 12},
        "readings": {"aligned": Decimal("7730.28")},
    }


def test_a_cell_shows_what_each_reader_took():
    reading = Reading(
        "both",
        "2021",
        {"requests.received.total": CellReading(13, "13")},
        witnesses={"requests.received.total": {"aligned": 13, "model": 18}},
    )
    cells = Report(DocumentFacts("a.txt", SHA), "needs_review", reading).as_json()["cells"]
    assert cells["requests.received.total"]["readings"] == {"aligned": 13, "model": 18}


def test_a_trailing_zero_of_an_amount_survives_the_store():
    report = report_with(CellReading(Decimal("12.50"), "12.50"))
    again = restore(json.loads(json.dumps(compact(report))))
    assert str(again.reading.cells["disclosure.fees.amount"].value) == "12.50"


def test_a_place_on_a_page_prints_its_box_and_elsewhere_its_span():
    assert Place(1, 2, 3, (1.004, 2.0, 3.0, 4.0)).as_json() == {"page": 3, "box": [1.0, 2.0, 3.0, 4.0]}
    assert Place(1, 2).as_json() == {"start": 1, "end": 2}


def test_a_failed_document_prints_its_reason_and_no_cells():
    report = Report(
        DocumentFacts("x.bin", SHA), "failed", failure=Failure("not_text", "不是文本。", "请换。")
    )
    printed = report.as_json()
    assert printed["error"] == {"code": "not_text", "message": "不是文本。", "remedy": "请换。"}
    assert (printed["cells"], printed["family"], printed["form"]) == ({}, None, None)


def test_the_document_id_is_the_start_of_its_hash():
    assert DocumentFacts("a.txt", SHA).id == SHA[:16]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_broken_sum_says_both_sides_and_the_difference(language):
    params = {"place": "表三“（一）予以公开”行", "left": 7, "right": 6, "difference": 1}
    said = Finding("row_sum", "error", ("requests.granted.total",), params).message(language)
    assert re.findall(r"\d+", said) == ["7", "6", "1"]
