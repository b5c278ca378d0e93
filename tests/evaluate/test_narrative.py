"""The narrative says what it states: every number with its kind, scope and quote."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.evaluate.chance import dice
from gouji.evaluate.copy import STATEMENT_KINDS, Missing
from gouji.evaluate.gold import KINDS, make_gold
from gouji.evaluate.narrative import chinese, write
from gouji.evaluate.render.moves import dashes_for_zero, other_undivided
from gouji.evaluate.render.registry import make_copy
from gouji.evaluate.render.sheet import lay_out
from gouji.evaluate.render.values import ValueStyle
from gouji.evaluate.render.witness import statements_of
from gouji.evaluate.render.wording import Wording

REPORTS = [make_gold(seed, KINDS[seed % len(KINDS)]) for seed in range(300)]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "〇"),
        (2, "两"),
        (10, "十"),
        (12, "十二"),
        (22, "二十二"),
        (30, "三十"),
        (105, "一百零五"),
        (110, "一百一十"),
        (1002, "一千零二"),
        (1020, "一千零二十"),
        (10005, "一万零五"),
        (12000, "一万二千"),
        (300000, "三十万"),
        (120345, "十二万零三百四十五"),
    ],
)
def test_chinese_numerals_as_people_write_them(number, text):
    assert chinese(number) == text


@given(number=st.integers(0, 10**6), style=st.sampled_from(["plain", "spaced", "wide", "thousands"]))
def test_every_way_to_write_digits_keeps_the_number(number, style):
    assert int(unicodedata.normalize("NFKC", write(number, style)).replace(",", "")) == number


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 10**6), kind=st.sampled_from([*KINDS, "all_zero"]))
def test_every_statement_is_printed_and_agrees_with_its_cells(seed, kind):
    gold = make_gold(seed, kind)
    text = "".join((*gold.prose.overview, *gold.prose.other))
    for spoken, statement in zip(gold.prose.spoken, gold.statements, strict=True):
        assert statement.kind in STATEMENT_KINDS
        assert statement.quote in text
        assert statement.quote[spoken.start :].startswith(spoken.text)
        if statement.cells and statement.agrees is not None:
            assert statement.value == sum(gold.cells[path] for path in statement.cells)
            assert statement.agrees is True


def test_every_number_of_cases_in_a_sentence_about_requests_is_a_statement():
    """This test's own eyes: digits before 件 or 起."""
    for gold in REPORTS:
        [paragraph] = [text for text in gold.prose.overview if "依申请公开" in text[:8]]
        for sentence in re.findall(r"[^。]+。", paragraph.partition("。")[2]):
            plain = unicodedata.normalize("NFKC", sentence).replace(",", "")
            numbers = [int(n) for n in re.findall(r"(\d+) ?(?=[件起])", plain)]
            stated = [s.value for s in gold.statements if s.quote.strip() == sentence.strip()]
            assert all(number in stated for number in numbers), sentence


def test_all_scopes_and_phrasings_occur():
    statements = [statement for gold in REPORTS for statement in gold.statements]
    assert {statement.kind for statement in statements} == set(STATEMENT_KINDS)
    quotes = "\n".join(sorted({statement.quote for statement in statements}))
    for words in ("未收到", "未发生", "〇件", "累计", "约", "其中", "复议", "元"):
        assert words in quotes, words
    assert re.search("[０-９]", quotes)
    assert re.search("两[件起]", quotes)
    assert any(s.kind == "reconsideration" and len(s.cells) == 3 for s in statements)
    assert any(s.kind == "litigation" and len(s.cells) == 2 and s.value for s in statements)


def test_numbers_that_compare_with_nothing_say_so():
    for gold in REPORTS:
        for statement in gold.statements:
            loose = any(word in statement.quote for word in ("累计收到申请", "约")) or statement.unit == "元"
            if not statement.cells and statement.kind != "published":
                assert loose
                assert statement.agrees is None
            if statement.unit == "元":
                assert statement.cells == ()


def test_a_copy_holds_the_statements_against_what_it_prints():
    gold = next(g for g in REPORTS if any(s.kind == "other_processing" for s in g.statements))
    sheet = lay_out(gold, dice(1), Wording(), ValueStyle())
    assert statements_of(sheet) == gold.statements
    undivided = statements_of(other_undivided(sheet, dice(1)))
    [other] = [statement for statement in undivided if statement.kind == "other_processing"]
    assert other.cells == ("requests.other_processing.total",)
    assert other.agrees is True


def test_nothing_is_compared_with_a_cell_without_a_number():
    for gold in REPORTS[:60]:
        sheet = dashes_for_zero(lay_out(gold, dice(2), Wording(), ValueStyle()), dice(gold.seed))
        for statement in statements_of(sheet):
            if any(isinstance(sheet.expected[path], Missing) for path in statement.cells):
                assert statement.agrees is None


def test_a_copy_cut_short_does_not_state_what_it_no_longer_prints():
    gold = next(gold for gold in REPORTS if any(s.kind == "fee" for s in gold.statements[-1:]))
    sheet = lay_out(gold, dice(3), Wording(), ValueStyle())
    short = sheet.with_pieces(
        [piece for piece in sheet.pieces if getattr(piece, "text", "") not in gold.prose.other]
    )
    assert [s.kind for s in statements_of(short)] == [s.kind for s in gold.statements[:-1]]


def test_gold_json_lists_the_statements():
    copy = make_copy("tabs", REPORTS[2], 2)
    rows = copy.gold_json()["statements"]
    assert [row["kind"] for row in rows] == [statement.kind for statement in copy.statements]
    assert all(set(row) == {"kind", "value", "unit", "quote", "cells", "agrees"} for row in rows)
