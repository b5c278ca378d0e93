"""Two readings of one document: who is asked for what, and what their agreement and disagreement come to."""

from dataclasses import replace

import pytest

from gouji.decide import decide
from gouji.document import Document, Place
from gouji.readers import Way, alone, combine, may_ask, questions, spans
from gouji.report import CellReading, DocumentFacts, Finding, Reading, Statement
from small_reports import VALUES

FACTS = DocumentFacts("a.txt", "0" * 64)
BOTH, CASCADE = Way("both"), Way("cascade")
PATH = "requests.received.total"
ALL = {"disclosure", "requests_parts", "requests_totals", "proceedings", "header"}
IDENTITY = {"title": "某镇政府信息公开工作年度报告", "agency": "某镇人民政府", "year": 2024}


def reading(reader, findings=(), **cells):
    taken = {path: CellReading(value, str(value), place=Place(0, 1)) for path, value in VALUES.items()}
    changed = {path.replace("__", "."): cell for path, cell in cells.items()}
    return Reading(reader, "2021", {**taken, **changed}, tuple(findings), **IDENTITY)


def cell(value, *, sure=True, blank=None):
    return CellReading(value, None if value is None else str(value), blank, Place(0, 1), sure=sure)


def outcome(aligned, model, way=BOTH):
    return decide(FACTS, combine(aligned, model, way))


def errors(report):
    return [(finding.rule, finding.cells) for finding in report.findings if finding.severity == "error"]


def test_two_readings_that_agree_are_accepted_and_the_unprotected_cells_graded_agreed():
    report = outcome(reading("aligned"), reading("model"))
    assert report.status == "accepted"
    assert report.grades["disclosure.licensing.decisions"] == "agreed"
    assert report.grades[PATH] == "verified"
    assert report.as_json()["cells"][PATH]["readings"] == {"aligned": VALUES[PATH], "model": VALUES[PATH]}


def test_a_disagreement_names_the_cell_and_the_page_reading_stays():
    report = outcome(reading("aligned"), reading("model", disclosure__licensing__decisions=cell(77)))
    path = "disclosure.licensing.decisions"
    assert errors(report) == [("conflict", (path,))]
    assert report.reading.cells[path].value == VALUES[path]
    assert report.grades[path] == "conflict"


@pytest.mark.parametrize("blank", ["dash", "empty", "not_applicable"])
def test_a_number_against_a_printed_blank_is_a_disagreement_either_way(blank):
    path = "disclosure.licensing.decisions"
    empty = {path.replace(".", "__"): cell(None, blank=blank)}
    assert ("conflict", (path,)) in errors(outcome(reading("aligned", **empty), reading("model")))
    assert ("conflict", (path,)) in errors(outcome(reading("aligned"), reading("model", **empty)))


def test_what_only_the_model_could_read_is_taken_where_its_place_is_sure():
    unread = Finding("unread", "error", (PATH,), {"place": "某格", "printed": "?"})
    aligned = reading("aligned", [unread], requests__received__total=cell(None, blank="unread", sure=False))
    report = outcome(aligned, reading("model"))
    assert report.status == "accepted"
    assert report.reading.cells[PATH].value == VALUES[PATH]
    assert report.grades[PATH] == "verified"


def test_what_only_the_model_read_in_an_unsure_place_is_offered_and_named():
    unread = Finding("unread", "error", (PATH,), {"place": "某格", "printed": "?"})
    aligned = reading("aligned", [unread], requests__received__total=cell(None, blank="unread", sure=False))
    model = reading("model", requests__received__total=cell(VALUES[PATH], sure=False))
    report = outcome(aligned, model)
    assert ("unsupported", (PATH,)) in errors(report)
    assert report.reading.cells[PATH].value == VALUES[PATH]


def test_a_doubt_is_lifted_for_the_cells_that_the_second_reading_confirms_and_only_for_them():
    row = tuple(path for path in VALUES if path.startswith("disclosure.regulations."))
    doubt = Finding("doubtful_column", "error", row, {"place": "某行", "why": "不明"})
    unsure = {path.replace(".", "__"): cell(VALUES[path], sure=False) for path in row}
    aligned = reading("aligned", [doubt], **unsure)
    assert outcome(aligned, reading("model")).status == "accepted"
    model = reading("model", disclosure__regulations__issued=cell(None, blank="unread"))
    assert errors(outcome(aligned, model)) == [("doubtful_column", ("disclosure.regulations.issued",))]


def test_agreement_in_an_unsure_place_lifts_no_doubt():
    row = tuple(path for path in VALUES if path.startswith("disclosure.regulations."))
    doubt = Finding("doubtful_column", "error", row, {"place": "某行", "why": "不明"})
    unsure = {path.replace(".", "__"): cell(VALUES[path], sure=False) for path in row}
    report = outcome(reading("aligned", [doubt], **unsure), reading("model", **unsure))
    assert errors(report) == [("doubtful_column", row)]


@pytest.mark.parametrize(("sure", "status"), [(True, "accepted"), (False, "needs_review")])
def test_a_sum_that_split_the_digits_is_a_witness_only_where_the_page_parts_them(sure, status):
    row = [path for path in VALUES if path.startswith("proceedings.reconsideration.")]
    split = {
        path.replace(".", "__"): replace(cell(VALUES[path], sure=True), by_equation=True) for path in row
    }
    model = reading("model", **{path.replace(".", "__"): cell(VALUES[path], sure=sure) for path in row})
    assert outcome(reading("aligned", **split), model).status == status


def test_agreement_never_hides_that_a_sum_is_broken():
    wrong = cell(VALUES[PATH] + 1)
    report = outcome(
        reading("aligned", requests__received__total=wrong), reading("model", requests__received__total=wrong)
    )
    assert {rule for rule, _ in errors(report)} == {"row_sum", "flow"}
    assert report.reading.cells[PATH].value == VALUES[PATH] + 1


def test_a_question_without_an_answer_is_an_error_only_where_both_readings_were_asked_for():
    silent = Finding("model_unanswered", "error", (PATH,), {"place": "表三", "why": "x"})
    model = reading("model", [silent], requests__received__total=cell(None, blank="unread"))
    assert errors(outcome(reading("aligned"), model, BOTH)) == [("model_unanswered", ())]
    assert errors(outcome(reading("aligned"), model, CASCADE)) == []


def test_a_number_that_the_model_did_not_see_leaves_the_page_reading_alone_where_that_is_sure():
    missed = Finding("model_missed", "error", (PATH,), {"place": "某格"})
    model = reading("model", [missed], requests__received__total=cell(None, blank="unread", sure=False))
    assert outcome(reading("aligned"), model).status == "accepted"
    unsure = reading("aligned", requests__received__total=cell(VALUES[PATH], sure=False))
    assert errors(outcome(unsure, model)) == [("model_missed", (PATH,))]


def test_rows_that_both_readers_miss_are_told_once():
    row = tuple(path for path in VALUES if path.startswith("disclosure.regulations."))
    missing = Finding("missing_row", "error", row, {"place": "某行"})
    lacking = {path.replace(".", "__"): cell(None, blank="missing") for path in row}
    both = outcome(reading("aligned", [missing], **lacking), reading("model", [missing], **lacking))
    assert [rule for rule, _ in errors(both)].count("missing_row") == 1


def test_two_years_are_a_conflict():
    report = outcome(reading("aligned"), replace(reading("model"), year=2023))
    assert errors(report) == [("conflict", ())]


def test_an_identity_that_only_the_model_found_is_taken_and_no_longer_missed():
    lacking = replace(reading("aligned", [Finding("no_agency", "warning")]), agency=None)
    report = outcome(lacking, reading("model"))
    assert report.reading.agency == IDENTITY["agency"]
    assert report.findings == ()


def test_the_model_alone_still_hears_what_the_document_itself_is():
    hidden = Finding("hidden_text", "warning", (), {"reason": "white", "printed": "x", "key": "0"})
    doubt = Finding("doubtful_row", "error", (PATH,), {"place": "某行", "why": "不明"})
    single = alone(
        reading("model", requests__carried_in__total=cell(3, sure=False)), reading("aligned", [hidden, doubt])
    )
    assert [finding.rule for finding in single.findings] == ["unsupported", "hidden_text"]


def test_a_settled_document_has_no_question_in_the_cascade_and_all_of_them_elsewhere():
    report = decide(FACTS, reading("aligned"))
    assert questions(CASCADE, report) == frozenset()
    assert questions(Way("cascade", statements=True), report) == {"statements"}
    assert questions(BOTH, report) == ALL
    assert questions(Way("model"), report) == ALL
    assert questions(CASCADE, None) == ALL


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("disclosure.regulations.issued", {"disclosure"}),
        ("requests.granted.business", {"requests_parts", "requests_totals"}),
        ("proceedings.reconsideration.upheld", {"proceedings"}),
    ],
)
def test_the_cascade_asks_for_the_tables_in_which_an_error_names_a_cell(path, asked):
    doubt = Finding("doubtful_column", "error", (path,), {"place": "某行", "why": "不明"})
    report = decide(
        FACTS, reading("aligned", [doubt], **{path.replace(".", "__"): cell(VALUES[path], sure=False)})
    )
    assert questions(CASCADE, report) == asked


def test_the_cascade_asks_for_an_identity_that_was_not_found():
    report = decide(FACTS, reading("aligned", [Finding("no_year", "warning")]))
    assert questions(CASCADE, report) == {"header"}


@pytest.mark.parametrize(
    ("code", "text", "may"),
    [
        ("not_a_report", "重复申请 0 属于 国家秘密 0 行政\n许可 3", True),
        ("not_a_report", "关于印发政府信息公开工作年度报告格式的通知", False),
        ("several_reports", "重复申请 0 属于国家秘密 0 行政许可 3", False),
        ("other_form", "重复申请 0 属于国家秘密 0 行政许可 3", False),
    ],
)
def test_a_refused_document_is_asked_about_only_where_no_table_was_recognised(code, text, may):
    assert may_ask(code, text) is may


def document_with(places):
    cells = {path: CellReading(1, "1", place=Place(start, start + 1)) for path, start in places.items()}
    return Document("a.txt", "0" * 64, "text/plain", "字" * 6000), Reading("aligned", "2021", cells)


def test_a_table_is_shown_from_the_end_of_the_one_before_to_the_start_of_the_one_behind():
    document, aligned = document_with(
        {
            "disclosure.regulations.issued": 100,
            "requests.received.total": 500,
            "proceedings.reconsideration.total": 900,
        }
    )
    between = ((0, 100), (101, 500), (501, 900), (901, 6000))
    assert spans(document, aligned) == {
        "disclosure": ((0, 500),),
        "requests_parts": ((101, 900),),
        "requests_totals": ((101, 900),),
        "proceedings": ((501, 901 + 2500),),
        "header": between,
        "statements": between,
    }


def test_the_whole_text_is_shown_where_a_table_was_not_found_or_the_order_is_another():
    document, aligned = document_with({"disclosure.regulations.issued": 100, "requests.received.total": 500})
    assert spans(document, aligned) == {}
    document, aligned = document_with(
        {
            "disclosure.regulations.issued": 700,
            "requests.received.total": 500,
            "proceedings.reconsideration.total": 900,
        }
    )
    assert spans(document, aligned) == {}
    assert spans(document, None) == {}


def test_a_statement_is_held_against_the_cells_whose_sum_it_gives():
    said = [
        Statement("received", VALUES[PATH], "件", "共收到申请。", Place(0, 6), (PATH,)),
        Statement("received", VALUES[PATH] + 1, "件", "共收到申请。", Place(0, 6), (PATH,)),
        Statement("fee", 30, "元", "收取三十元。", Place(0, 6)),
    ]
    combined = combine(reading("aligned"), replace(reading("model"), statements=tuple(said)), BOTH)
    assert [statement.agrees for statement in combined.statements] == [True, False, None]
