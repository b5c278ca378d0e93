import csv
import io
import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fake_pipelines as fake
from gouji.document import Source
from gouji.errors import UsageError
from gouji.export import csv_table, json_lines
from gouji.export.formats import EXPORTERS
from gouji.export.target import write_all
from gouji.review.decisions import reopen, state
from gouji.review.revision import Content
from gouji.review.stating import Stated
from gouji.store.documents import Stored
from judged_reports import kept
from judged_reports import report as judged_report
from small_reports import VALUES


def stored(text, *names):
    report = fake.by_text(Source.of("a.txt", text.encode()))
    return Stored(report, names or ("a.txt",), "1")


def rows(exporter, *reports):
    text = "".join(exporter(reports, "zh"))
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_csv_starts_with_a_mark_that_spreadsheets_need():
    assert next(iter(csv_table.long([], "zh"))).startswith("\ufeffdocument_id,")


def test_a_decimal_is_exact_in_every_format():
    long, *_ = rows(csv_table.long, stored("好"))
    wide, *_ = rows(csv_table.wide, stored("好"))
    line = "".join(json_lines.lines([stored("好")], "zh"))
    fee = json.loads(line, parse_float=Decimal)["cells"]["disclosure.fees.amount"]["value"]
    assert (long["value"], wide["disclosure.fees.amount"], str(fee)) == ("7730.28",) * 3


def test_a_blank_cell_is_empty_and_says_why():
    dash = rows(csv_table.long, stored("好"))[2]
    assert (dash["value"], dash["blank"]) == ("", "dash")


def test_a_failed_document_is_in_the_table_too():
    [failed] = rows(csv_table.long, stored("失败"))
    assert (failed["status"], failed["pending"], failed["table"]) == ("failed", "yes", "")


def test_pending_reports_are_marked():
    lines = [json.loads(line) for line in json_lines.lines([stored("好"), stored("存疑")], "zh")]
    assert [line["pending"] for line in lines] == [False, True]


def judged(text, decide_it, *arguments):
    plain = stored(text)
    return replace(plain, revisions=tuple(kept([], decide_it(plain.review, *arguments), "=王核", "第3页")))


def test_what_a_person_decided_stands_beside_what_the_machine_read():
    each = judged("存疑", state, [Stated("requests.received.total", Content(3))])
    long = {f"{row['table']}.{row['row']}.{row['column']}": row for row in rows(csv_table.long, each)}
    total = long["requests.received.total"]
    assert (total["value"], total["printed"], total["reviewed_value"]) == ("2", "2", "3")
    assert (total["review_verdict"], total["review_reason"]) == ("reading", "第3页")
    assert (total["status"], total["pending"], total["review"]) == ("needs_review", "no", "closed")
    assert total["reviewer"] == total["reviewed_by"] == "'=王核"
    assert long["disclosure.fees.amount"]["reviewed_value"] == ""
    [wide] = rows(csv_table.wide, each)
    assert (wide["requests.received.total"], wide["reviewed.requests.received.total"]) == ("2", "3")


def test_a_blank_that_a_person_saw_is_named_and_is_no_zero():
    each = judged("存疑", state, [Stated("requests.received.total", Content(None, "dash"))])
    [wide] = rows(csv_table.wide, each)
    assert wide["reviewed.requests.received.total"] == "dash"
    total = next(row for row in rows(csv_table.long, each) if row["column"] == "total")
    assert (total["reviewed_value"], total["reviewed_blank"]) == ("", "dash")


def test_a_json_line_carries_the_review_and_keeps_the_machines_word():
    each = judged("存疑", state, [Stated("requests.received.total", Content(3))])
    [line] = [json.loads(text) for text in json_lines.lines([each], "zh")]
    assert (line["status"], line["pending"], line["review"]["state"]) == ("needs_review", False, "closed")
    assert line["cells"]["requests.received.total"]["value"] == 2
    assert line["review"]["cells"]["requests.received.total"]["value"] == 3


def test_what_a_person_opened_again_is_pending():
    assert [row["pending"] for row in rows(csv_table.wide, judged("好", reopen))] == ["yes"]


def test_what_would_explain_a_broken_sum_is_suggested_and_never_the_value():
    wrong = "requests.granted.business"
    each = Stored(judged_report({wrong: VALUES[wrong] + 7}), ("a.txt",), "1")
    row = next(
        row for row in rows(csv_table.long, each) if f"{row['table']}.{row['row']}.{row['column']}" == wrong
    )
    assert (row["value"], row["suggested"]) == (str(VALUES[wrong] + 7), str(VALUES[wrong]))


def test_all_names_of_a_document_are_told():
    [line] = json_lines.lines([stored("好", "a.txt", "b.txt")], "zh")
    assert json.loads(line)["names"] == ["a.txt", "b.txt"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠", " ="])
def test_text_that_a_spreadsheet_would_run_is_defused(start):
    [row, *_] = rows(csv_table.long, stored("好", f"{start}cmd|' /C calc'!A0"))
    assert row["name"].startswith("'")


@given(st.text())
def test_no_text_leaves_as_a_formula(text):
    assert not csv_table.safe(text).lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize("name", sorted(EXPORTERS))
def test_an_empty_workspace_exports_without_rows(name):
    assert len("".join(EXPORTERS[name]([], "zh")).splitlines()) <= 1


def test_a_file_appears_whole_or_not_at_all(tmp_path):
    def breaking():
        yield "half"
        raise UsageError("x", "坏了。", "请重试。")

    out = tmp_path / "out.csv"
    out.write_text("old")
    with pytest.raises(UsageError):
        write_all(breaking(), out, print)
    assert [path.read_text() for path in tmp_path.iterdir()] == ["old"]


def test_a_target_that_cannot_be_written_is_named(tmp_path):
    with pytest.raises(UsageError, match="nowhere"):
        write_all(["x"], tmp_path / "nowhere" / "out.csv", print)
