"""What the narrative bears out, and which of its sentences contradict the tables."""

from dataclasses import replace

import pytest

from gouji.convert import convert
from gouji.document import Document, Source
from gouji.evaluate.chance import dice
from gouji.evaluate.gold import KINDS, make_gold
from gouji.evaluate.inject.kinds import inject_office
from gouji.evaluate.render.registry import make_copy
from gouji.families.disclosure.form_2021 import FORM_2021
from gouji.read import aligned
from gouji.read.narrative import narrative_findings, read_statements, swayed
from gouji.report import CellReading, Reading

VALUES = dict.fromkeys(FORM_2021.paths, 0) | {
    "requests.received.total": 120,
    "requests.received.natural_person": 100,
    "requests.received.business": 20,
    "requests.carried_in.total": 30,
    "requests.concluded.total": 145,
    "requests.carried_out.total": 5,
    "requests.granted.total": 145,
    "proceedings.reconsideration.upheld": 40,
    "proceedings.reconsideration.pending": 10,
    "proceedings.reconsideration.total": 50,
}


def told(text, values=VALUES):
    cells = {path: CellReading(value, str(value)) for path, value in values.items()}
    reading = Reading("aligned", "2021", cells, year=2024)
    document = Document("r.txt", "0" * 64, "text/plain", text)
    return replace(reading, statements=read_statements(document, reading))


def weighed(text, values=VALUES):
    return narrative_findings(told(text, values))


@pytest.mark.parametrize(
    ("sentence", "cells"),
    [
        ("新收公开申请120件。", {"requests.received.total"}),
        ("新收公开申请120件，其中自然人100件。", {"requests.received.total", "requests.received.natural_person"}),
        ("收到公开申请150件。", set()),  # with those carried in: no cell of its own
        ("办结公开申请145件。", {"requests.concluded.total"}),
        ("被申请行政复议40件。", set()),  # the decided ones: a sum
        ("未发生因公开引起的行政诉讼。", {f"proceedings.{block}.total" for block in ("litigation_direct", "litigation_after_reconsideration")}),
        ("约120件公开申请收到，新收公开申请约120件。", set()),
        ("未收取信息处理费。", set()),
        ("新收公开申请121件。", set()),
    ],
)  # fmt: skip
def test_a_cell_is_borne_out_by_a_sentence_that_speaks_of_it_alone(sentence, cells):
    assert set(weighed(sentence).cells) == cells


@pytest.mark.parametrize(
    ("sentence", "severity", "path"),
    [
        ("新收公开申请973件。", "error", "requests.received.total"),
        ("结转下年度办理公开申请77件。", "error", "requests.carried_out.total"),
        ("本年度未收到公开申请。", "error", "requests.received.total"),
        ("被申请行政复议87件。", "error", "proceedings.reconsideration.total"),
        ("新收公开申请5件。", "warning", "requests.received.total"),  # what was carried out
        ("各部门新收公开申请973件。", "warning", "requests.received.total"),
        ("截至6月新收公开申请973件。", "warning", "requests.received.total"),
        ("新收公开申请卷宗973件。", "warning", "requests.received.total"),
        ("新收公开申请120件，窗口另行新收公开申请973件。", "warning", "requests.received.total"),
        ("公开申请中予以公开973件。", "warning", "requests.granted.total"),
    ],
)
def test_a_number_that_fits_no_scope_is_a_finding_and_an_error_where_nothing_speaks_for_another_scope(
    sentence, severity, path
):
    (finding,) = weighed(sentence).findings
    assert (finding.rule, finding.severity) == ("narrative_contradiction", severity)
    assert path in finding.cells
    assert sentence in finding.message()
    assert str(VALUES[path]) in finding.message()


@pytest.mark.parametrize(
    "sentence",
    [
        "收到公开申请150件。",
        "收到公开申请145件。",  # as many as were concluded
        "办结公开申请115件。",  # this year's alone
        "被申请行政复议40件。",
        "累计收到公开申请900件。",
        "收到公开申请130余件。",
        "2023年收到公开申请99件。",
        "收取信息处理费300元。",
        "县本级收到公开申请12件。",
        "上半年收到公开申请12件。",
        "平均每月收到公开申请11件。",
    ],
)
def test_a_number_that_some_scope_explains_is_no_finding(sentence):
    assert weighed(sentence).findings == ()


def test_an_unread_cell_is_neither_borne_out_nor_contradicted():
    assert weighed("新收公开申请973件。", {**VALUES, "requests.received.total": None}) == weighed("")


@pytest.mark.parametrize(
    ("sentence", "total"),
    [
        ("主动公开信息100条，其中网站60条、微信50条。", 110),
        ("主动公开信息100条，其中网站60条、微信20条、公开栏10条。", 90),
        ("主动公开信息100条，其中网站60条、微信30条、公开栏10条。", None),
        ("主动公开信息100条，其中网站60条、微信20条。", None),  # not all of its parts are named
        ("主动公开信息100条，其中网站60条、微信20条、公开栏10条等。", None),
        ("主动公开信息100条，其中网站60条、转发50次、解读20篇。", None),  # other units
        ("主动公开信息100条，其中网站约60条、微信50条。", None),
        ("主动公开信息100条，其中网站60条（其中图解50条）、微信40条。", None),
    ],
)
def test_parts_that_do_not_add_up_to_their_whole_are_a_warning(sentence, total):
    findings = weighed(sentence).findings
    assert [finding.params["total"] for finding in findings] == ([] if total is None else [total])
    assert all((each.rule, each.severity) == ("narrative_sum", "warning") for each in findings)


def test_a_sentence_that_contradicts_the_tables_is_not_accused_twice():
    (finding,) = weighed("新收公开申请973件，其中自然人100件、商业企业20件、法人或其他组织20件。").findings
    assert finding.rule == "narrative_contradiction"


def test_a_sentence_speaks_for_one_explanation_and_against_another():
    reading = told("新收公开申请120件。被申请行政复议51件。")
    received, cases = reading.statements
    assert swayed(reading, {"proceedings.reconsideration.total": 51}) == ((cases,), ())
    assert swayed(reading, {"requests.received.total": 119}) == ((), (received,))
    assert swayed(reading, {"proceedings.reconsideration.upheld": 51}) == ((cases,), ())  # all decided
    assert swayed(reading, {"proceedings.reconsideration.pending": 11}) == ((), ())


@pytest.mark.parametrize("shape", ["tabs", "html_divs", "pdf_text", "docx"])
def test_an_office_that_contradicts_its_tables_is_found_and_no_other_is(shape):
    planted = found = 0
    for seed, kind in enumerate(KINDS, 300):
        true = make_gold(seed, kind)
        assert not _findings(shape, true, seed)
        wrong = inject_office(true, ["narrative_contradiction@office"], dice("narrative", shape, seed))
        planted += bool(wrong.injected)
        found += bool(wrong.injected and _findings(shape, wrong, seed))
    assert planted >= 5
    assert found >= 0.9 * planted


def _findings(shape, gold, seed):
    copy = make_copy(shape, gold, seed)
    document = convert(Source.of(copy.name + copy.suffix, copy.content))
    reading = aligned.read(document)
    return narrative_findings(replace(reading, statements=read_statements(document, reading))).findings
