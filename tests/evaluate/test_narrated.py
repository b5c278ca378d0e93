"""Statements pair by kind, value and overlapping quote, one to one."""

from decimal import Decimal

import pytest

from gouji.evaluate.copy import Statement
from gouji.evaluate.narrated import Narrated, compare_statements

QUOTE = "全年共收到政府信息公开申请26件，办结24件。"
STATED = (Statement("received", 26, "件", QUOTE), Statement("concluded", 24, "件", QUOTE))


def said(kind, value, quote=QUOTE):
    return {"kind": kind, "value": value, "unit": "件", "quote": quote, "cells": []}


@pytest.mark.parametrize(
    ("found", "right"),
    [
        ([], 0),
        ([said("received", 26)], 1),
        ([said("received", 26), said("concluded", 24)], 2),
        ([said("received", 27)], 0),
        ([said("concluded", 26)], 0),
        ([said("received", None)], 0),
        ([said("received", Decimal("26.0"))], 1),
        ([said("received", 26), said("received", 26)], 1),
        ([said("received", 26, "收到政府信息\n公开申请 26 件")], 1),
        ([said("received", 26, "收到申请26件，来自十个乡镇和街道的居民")], 0),
        ([said("received", 26, "")], 0),
        ([said("received", 26, "办结无人")], 1),
        ([said("received", 26, "办结无人员")], 0),
        ([said("received", 26, "《年度报告》" + QUOTE + "比上年多。")], 1),
    ],
)
def test_a_statement_is_right_when_kind_value_and_quote_are(found, right):
    assert compare_statements(STATED, found) == Narrated(2, len(found), right)


def test_what_is_not_known_to_be_stated_is_not_counted():
    assert compare_statements((), [said("received", 26)]) == Narrated(0, 0, 0)


def test_a_statement_gives_way_to_one_that_has_no_other_partner():
    stated = (
        Statement("received", 3, "件", "收到申请3件，上年结转3件"),
        Statement("received", 3, "件", "收到申请3件"),
    )
    found = [said("received", 3, "收到申请3件"), said("received", 3, "上年结转3件")]
    assert compare_statements(stated, found).right == 2
    assert compare_statements(stated[::-1], found).right == 2
    assert compare_statements(stated, found[::-1]).right == 2


def test_long_quotes_of_few_characters_are_compared_like_others():
    quote = "甲乙" * 150
    assert (
        compare_statements([Statement("received", 3, "件", quote)], [said("received", 3, "丙" + quote)]).right
        == 1
    )
