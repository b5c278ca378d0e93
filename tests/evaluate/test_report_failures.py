"""Which documents fail, and how each is laid out beside its wrong cells."""

from dataclasses import replace

import pytest

import evaluate_samples as samples
from answers import finding
from evaluate_samples import SHOWN, A, B, C, answer, document, png
from gouji.evaluate.cells import WrongCell
from gouji.evaluate.copy import Injected
from gouji.evaluate.report.failures import SHOWN_ROWS, Look, failing, reasons, view
from gouji.evaluate.report.rows import rows
from gouji.evaluate.score import Truth, nothing_read, score


def looked_at(given, look=None, **about):
    one = document("shapes/tabs/0", given, **about)
    return view(one, look or Look("shapes/tabs/0", given, "总计 12"), [], "zh")


def test_silent_cells_come_first_then_broken_evaluations_then_sound_documents_held_up():
    assert [one.case for one in failing(samples.DOCUMENTS)] == [
        "shapes/markdown/2",
        "shapes/docx/4",
        "shapes/pdf/1",
    ]


def test_more_silent_cells_come_before_fewer():
    few = document("shapes/a/0", answer({A: 1}))
    many = document("shapes/b/1", answer({A: 1, C: 9}))
    assert [one.case for one in failing([few, many])] == ["shapes/b/1", "shapes/a/0"]


def test_a_damaged_document_that_goes_to_review_is_no_failure():
    given = answer(status="needs_review", named=(A,))
    assert failing([document("shapes/tabs/0", given, undamaged=False)]) == []


def test_a_damaged_document_accepted_with_a_wrong_value_fails_even_where_a_warning_names_it():
    """A gate counts it, so the page lists it."""
    given = {**answer({A: 72}), "findings": [finding((A,), "warning")]}
    one = document("shapes/tabs/0", given, undamaged=False)
    assert failing([one]) == [one]
    assert reasons(one, "zh") == ("带着错值通过了",)


@pytest.mark.parametrize(
    ("given", "about", "words"),
    [
        (answer(), {}, ()),
        (answer({A: 72}), {"undamaged": False}, ("1 格悄悄出错",)),
        (answer({A: 72}), {}, ("1 格悄悄出错", "完好的文件通过了，但有格读错")),
        (answer(status="needs_review"), {}, ("完好的文件被送去核对",)),
        (answer({A: None}, status="failed"), {}, ("完好的文件处理失败",)),
        (answer(), {"score": nothing_read(), "problem": "ValueError"}, ("评测本身出错",)),
        (
            answer({A: 13}, status="needs_review", named=(A,)),
            {"undamaged": False, "injected": (Injected("wrong_total", "office", (A,), {A: 13}),)},
            ("1 格印错数被洗掉",),
        ),
    ],
)
def test_the_reason_says_how_it_fails(given, about, words):
    assert reasons(document("shapes/tabs/0", given, **about), "zh") == words


def test_a_wrong_cell_stands_under_its_official_label_with_expected_got_and_place():
    given = answer({A: 72}, places={A: {"start": 3, "end": 5}})
    shown = looked_at(given)
    (row,) = shown.rows
    assert (row.number, row.label, row.expected, row.got, row.state) == (
        1,
        "一、本年新收政府信息公开申请数量 | 总计",
        "12",
        "72",
        "悄悄出错",
    )
    assert [(p.text, p.numbers, p.kind) for p in shown.passages if p.kind] == [("12", (1,), "silent")]


def test_named_unread_and_needless_cells_are_told_apart_and_messages_stand_beside_them():
    given = answer({A: 13, B: None}, status="needs_review", named=(A, C))
    shown = looked_at(given)
    assert [(row.path, row.kind, row.got) for row in shown.rows] == [
        (A, "named", "13"),
        (B, "unread", "1?"),
        (C, "needless", "3"),
    ]
    assert shown.rows[0].messages == ("核对这一格",)
    assert shown.rows[1].messages == ()


def test_a_cell_without_a_place_has_no_mark():
    shown = looked_at(answer({A: 72}))
    assert not shown.rows[0].placed
    assert all(passage.kind is None for passage in shown.passages)


def test_a_finding_is_told_once_and_pointed_to_from_its_other_cells():
    shown = looked_at(answer({A: 13, C: 4}, status="needs_review", named=(A, C)))
    assert [row.messages for row in shown.rows] == [("核对这一格",), ("提示同 1 号",)]


def test_only_pages_with_boxes_are_shown_and_the_others_counted():
    shown = view(samples.DOCUMENTS[1], Look.of(SHOWN[1]), [], "zh")
    (picture,) = shown.pictures
    assert (picture.number, shown.other_pages) == (2, 2)
    assert [(box.number, box.left, box.width, box.kind) for box in picture.boxes] == [
        (2, 10.0, 20.0, "needless")
    ]
    assert picture.uri.startswith("data:image/png;base64,")


def test_without_any_box_the_first_page_is_shown():
    given = answer(status="needs_review")
    look = Look("x", given, "", ((png(), 80.0, 120.0), (png(), 80.0, 120.0)))
    assert [picture.number for picture in looked_at(given, look).pictures] == [1]


def test_a_long_list_of_cells_is_cut_and_counted():
    given = answer({f"requests.extra{at}.total": 1 for at in range(SHOWN_ROWS + 5)})
    shown = looked_at(given)
    assert len(shown.rows) == SHOWN_ROWS
    assert shown.more_rows == 5


def test_a_wrong_blank_is_shown_in_words():
    given = answer()
    given["cells"][A] |= {"value": None, "blank": "dash"}
    assert looked_at(given).rows[0].got == "（横线）"


@pytest.mark.parametrize(
    ("changes", "kind", "state"),
    [
        ({"silent": True}, "silent", "悄悄出错"),
        ({"named": True}, "named", "已点名"),
        ({}, "named", "只有警告"),
        ({"expected": "<dash>", "got": "<empty>"}, "named", "空白的种类不同"),
        ({"silent": True, "injected": True}, "named", "放进读数的错，未点名"),
        ({"named": True, "injected": True}, "named", "放进读数的错，已点名"),
    ],
)
def test_a_wrong_cell_says_what_became_of_it(changes, kind, state):
    cell = WrongCell(**{"path": A, "expected": "1", "got": "2", "silent": False, "named": False, **changes})
    found = replace(score(Truth({}), answer()), wrong=(cell,))
    ((row, _),) = rows(found, answer(), "zh")
    assert (row.kind, row.state) == (kind, state)


def test_errors_that_name_no_cell_and_the_documents_failure_are_remarks():
    given = answer(status="needs_review")
    given["findings"] = [{"rule": "r", "severity": "error", "message": "没有标题", "cells": []}]
    given["error"] = {"code": "c", "message": "打不开。", "remedy": "换一个文件。"}
    assert looked_at(given).remarks == ("没有标题", "打不开。换一个文件。")


def test_a_look_that_broke_down_says_why():
    shown = view(samples.DOCUMENTS[1], Look.of({"case": "shapes/pdf/1", "problem": "TimeoutError"}), [], "zh")
    assert shown.problem == "TimeoutError"
    assert shown.passages == shown.pictures == ()
