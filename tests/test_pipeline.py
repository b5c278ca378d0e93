"""Bytes in, an outcome out: never an exception for a document, never a guess without a name."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gouji import pipeline
from gouji.document import Source
from gouji.families.disclosure.form_2021 import FORM_2021
from small_reports import (
    VALUES,
    case_lines,
    named,
    read,
    read_bytes,
    request_rows,
    rules,
    silently_wrong,
    values,
    whole,
    with_cells,
)


def test_a_sound_report_is_accepted_with_every_cell_right():
    report = read(whole())
    assert report["status"] == "accepted"
    assert report["findings"] == []
    assert values(report) == VALUES
    assert (report["family"], report["form"], report["year"]) == ("disclosure", "2021", 2024)


def test_cells_come_in_the_order_of_the_form():
    assert list(read(whole())["cells"]) == list(FORM_2021.paths)


def test_every_place_points_at_what_is_printed():
    text = whole()
    for path, cell in read(text)["cells"].items():
        place = cell["place"]
        assert text[place["start"] : place["end"]].strip() == cell["printed"], path


def test_the_readings_name_the_reader_and_its_value():
    for cell in read(whole())["cells"].values():
        assert cell["readings"] == {"aligned": cell["value"]}


@pytest.mark.parametrize("path", ["requests.granted.business", "proceedings.litigation_direct.other"])
def test_a_broken_sum_is_named_and_the_printed_value_kept(path):
    report = read(with_cells(**{path: "700"}))
    assert report["status"] == "needs_review"
    assert report["cells"][path]["value"] == 700
    assert path in named(report, "error")
    assert silently_wrong(report, {**VALUES, path: 700}) == []


def test_what_is_accepted_has_no_error_and_what_has_none_is_accepted():
    for text in (whole(), with_cells(**{"requests.granted.total": "53"}), whole(cases=[])):
        report = read(text)
        errors = [finding for finding in report["findings"] if finding["severity"] == "error"]
        assert (report["status"] == "accepted") == (not errors)


def test_errors_come_before_warnings():
    text = with_cells(**{"requests.granted.total": "53", "disclosure.coercion.decisions": "无"})
    severities = [finding["severity"] for finding in read(text)["findings"]]
    assert severities == sorted(severities)
    assert set(severities) == {"error", "warning"}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("今天街道开会，讨论了道路的修缮。".encode() * 30, "not_a_report"),
        (whole().encode() + whole().encode(), "several_reports"),
        (b"%PDF-1.7 broken", None),
        (b"PK\x03\x04 broken", None),
        (random.Random(7).randbytes(4000), None),
        (b"", None),
        (b"\0" * 500, None),
    ],
)
def test_a_document_that_cannot_be_read_fails_with_code_message_and_remedy(content, code):
    report = read_bytes(content)
    assert report["status"] == "failed"
    assert report["cells"] == {}
    assert report["form"] is None
    assert code is None or report["error"]["code"] == code
    assert report["error"]["code"]
    for sentence in (report["error"]["message"], report["error"]["remedy"]):
        assert any("一" <= char <= "鿿" for char in sentence)


def test_a_failed_document_keeps_its_name_and_hash():
    source = Source.of("某文件.txt", b"")
    report = pipeline.process(source)
    assert (report.document.name, report.document.sha256) == (source.name, source.sha256)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_encoding_does_not_change_a_number(encoding):
    assert values(read_bytes(whole().encode(encoding))) == VALUES


def test_windows_line_ends_do_not_change_a_number():
    assert values(read(whole().replace("\n", "\r\n"))) == VALUES


def test_the_name_of_the_file_decides_nothing():
    one, two = read_bytes(whole().encode(), "a.pdf"), read_bytes(whole().encode(), "2019年某局年报.docx")
    assert one["cells"] == two["cells"]
    assert (two["year"], two["agency"]) == (one["year"], one["agency"])


def test_the_same_bytes_give_the_same_report():
    assert read(whole()) == read(whole())


def printed_before(cut):
    """What is still printed in the first ``cut`` characters of the report."""
    spans = {path: cell["place"] for path, cell in read(whole())["cells"].items()}
    return {path: VALUES[path] if spans[path]["end"] <= cut else None for path in VALUES}


@settings(max_examples=60)
@given(line=st.integers(0, whole().count("\n") - 1))
def test_a_report_that_ends_after_any_line_is_never_silently_wrong(line):
    text = "\n".join(whole().split("\n")[:line])
    report = read(text)
    if report["status"] == "failed":
        assert report["error"]["code"] in {"not_a_report", "empty_file"}
        return
    expected = printed_before(len(text))
    assert silently_wrong(report, expected) == []
    assert report["status"] == "needs_review" or None not in expected.values()


def test_a_report_that_ends_before_the_total_of_its_first_row_is_never_silently_wrong():
    before, _, _ = whole().partition("\n二、上年结转")
    text = before.rpartition("\t")[0]
    assert silently_wrong(read(text), printed_before(len(text))) == []


@settings(max_examples=60)
@given(at=st.integers(0, whole().count("\n") - 1), other=st.integers(0, whole().count("\n") - 1))
def test_a_line_lost_and_a_line_doubled_are_never_silent(at, other):
    lines = whole().split("\n")
    gone = [path for path, value in line_values(lines[at]).items() if value is not None]
    del lines[at]
    lines.insert(other, lines[other])
    report = read("\n".join(lines))
    if report["status"] == "failed":
        return
    expected = {**VALUES, **dict.fromkeys(gone)} if lines[other] != whole().split("\n")[at] else VALUES
    assert silently_wrong(report, expected) == []


def line_values(line):
    """The cells whose numbers ``line`` of the report prints."""
    text = whole()
    start = text.index(line) if line else 0
    cells = read(text)["cells"]
    return {
        path: VALUES[path]
        for path, cell in cells.items()
        if line and start <= cell["place"]["start"] < start + len(line)
    }


@settings(max_examples=40)
@given(text=st.text(max_size=300))
def test_no_text_makes_the_pipeline_raise(text):
    report = read_bytes(text.encode("utf-8", "replace"))
    assert report["status"] == "failed"


def test_the_version_names_program_form_and_reader():
    assert "disclosure 2021" in pipeline.VERSION
    assert "aligned" in pipeline.VERSION
    assert rules(read(whole())) == set()


def messages(text):
    return [finding["message"] for finding in read(text)["findings"]]


TWO = ("requests.granted.business", "requests.granted.research")
COMPLAINTS = {
    "wrong total": with_cells(**{TWO[0]: "700"}),
    "blank": with_cells(**{TWO[0]: ""}),
    "letters": with_cells(**{TWO[0]: "l"}),
    "no table 4": whole(cases=[]),
    "no heads": whole(requests=list(request_rows().values())),
    "no identity": whole(title="", overview="这一年认真办理。"),
    "years": whole(title="2023年政府信息公开工作年度报告"),
}


@pytest.mark.parametrize("complaint", COMPLAINTS)
def test_what_people_read_is_whole_and_chinese(complaint):
    found = messages(COMPLAINTS[complaint])
    assert found
    for message in found:
        assert "…" not in message
        assert not any(char.isascii() and char.isalpha() for char in message.replace("“l”", "")), message


def test_the_order_of_outcomes_is_told_in_chinese():
    heads = ["结果纠正", "结果维持", "其他结果", "尚未审结", "总计"]
    [message] = messages(whole(cases=case_lines(leaves=heads * 3)))
    assert "结果纠正、结果维持" in message


def test_two_blank_cells_are_not_called_one_cell_with_their_sum():
    assert not any(
        "此格" in message for message in messages(with_cells(**dict.fromkeys(TWO, ""))) if "应为" in message
    )


def test_no_cell_is_said_to_be_a_negative_count():
    assert not any("应为 -" in message for message in messages(with_cells(**{TWO[0]: "", TWO[1]: "9000"})))
