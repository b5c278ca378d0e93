"""Sentences outside the tables, whatever the page does to its lines."""

import pytest

from gouji.document import Document, Place
from gouji.read.narrative.prose import sentences
from gouji.report import CellReading, Reading


def texts(text, cells=()):
    placed = {
        path: CellReading(1, "1", place=Place(text.index(mark), text.index(mark) + len(mark)))
        for path, mark in cells
    }
    return list(sentences(Document("r.txt", "0" * 64, "text/plain", text), Reading("a", "2021", placed)))


@pytest.mark.parametrize(
    "text",
    [
        "收到申请1523件，办结1500件。",
        "收到申请15\n23件，办结\n1500件。",
        "收到申请\n\n— 1 —\n\n1523件，办结1500件。",
        "收到申请\n第 1 页 共 4 页\n\f1523件，\n\n办结1500件。",
        "收到申请 1 523 件，\n1/3\n办结1500件。",
        "　　收到申请１５２３件，办结1500件。",
    ],
)
def test_lines_and_pages_part_no_sentence(text):
    (sentence,) = texts(text)
    assert sentence.text == "收到申请1523件,办结1500件。"
    assert (sentence.start, sentence.end) == (len(text) - len(text.lstrip()), len(text))


@pytest.mark.parametrize(
    "text",
    [
        "（一）主动公开\n收到申请3件。",
        "一、情况\n收到申请3件。",
        "工作有序开展\n\n收到申请3件。",
        "工作有序开展\n　　收到申请3件。",
        "工作有序开展。收到申请3件。",
    ],
)
def test_headings_paragraphs_and_stops_part_sentences(text):
    assert texts(text)[-1].text == "收到申请3件。"


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("（二）依申请公开。收到3件。", ["requests", "requests"]),
        ("（二）依申请公开情况\n收到3件。\n（三）平台建设。更新3件。", ["requests", "", ""]),
        ("二是依申请公开方面。收到3件。\n三是平台方面。更新3件。", ["requests", "requests", "", ""]),
        ("四、行政复议、行政诉讼情况\n共3件。", ["proceedings"]),
    ],
)
def test_a_heading_tells_what_its_sentences_are_about(text, topics):
    assert [sentence.topic for sentence in texts(text)] == topics


def test_rows_of_tables_and_their_numbers_are_left_out():
    text = "收到申请3件。\n新收\t7\t8\n| 结转 | 9 |\n另有说明。"
    found = [sentence.text for sentence in texts(text, [("requests.received.total", "7")])]
    assert found == ["收到申请3件。", "另有说明。"]


def test_digits_that_spaces_part_are_no_number():
    (sentence,) = texts("收到申请1  2件。")
    assert sentence.text == "收到申请1x2件。"
