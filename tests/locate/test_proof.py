"""Sentences that a person can follow, in both languages, for every kind of explanation."""

from typing import get_args

import pytest

from gouji.evaluate.gold import make_gold
from gouji.families.disclosure.form_2021 import FORM_2021
from gouji.families.disclosure.rules import COLUMNS, LEAVES, RULES_2021
from gouji.locate import Explanation, Kind, Part, locate
from gouji.locate.proof import Ground, proof
from gouji.report import CellReading

GRANTED = "requests.granted"
COLUMN = "requests.{}.business"
PARAMS = {
    "wrong_applicant": {"giver": f"{GRANTED}.business", "taker": f"{GRANTED}.research", "count": 3},
    "wrong_row": {"giver": f"{GRANTED}.business", "taker": COLUMN.format("partly_granted"), "count": 3},
    "exchanged": {"giver": f"{GRANTED}.business", "taker": f"{GRANTED}.research", "count": 3},
    "split_number": {
        "row": GRANTED,
        "first": f"{GRANTED}.business",
        "second": f"{GRANTED}.research",
        "number": 20,
    },
    "joined_number": {
        "row": GRANTED,
        "first": f"{GRANTED}.business",
        "second": f"{GRANTED}.research",
        "number": 20,
    },
    "column_shift": {"row": GRANTED, "from": f"{GRANTED}.business", "way": "back"},
    "row_shift": {"first": GRANTED, "last": "requests.concluded", "way": "down"},
    "run_shift": {"from": f"{GRANTED}.business", "way": "back"},
    "row_swap": {"first": GRANTED, "second": "requests.concluded"},
    "column_swap": {"first": "business", "second": "total"},
}
MARKS = ("{", "requests.", "proceedings.", "…")


def read(values):
    return {
        path: CellReading(value, None if value is None else str(value), "dash" if value is None else None)
        for path, value in values.items()
    }


def told(changed, language="zh"):
    """The sentences of the likeliest explanation of each part, with ``changed`` in place of gold's numbers."""
    cells = read({**make_gold(8, "city").cells, **changed})
    located = locate(RULES_2021, cells, order=FORM_2021.paths)
    ground = Ground(RULES_2021, cells, FORM_2021.label_of)
    return [proof(part.explanations[0], part, ground, language) for part in located.parts]


def gold(path):
    return make_gold(8, "city").cells[path]


def test_one_cell_is_proved_by_the_equations_that_miss_the_same():
    path = f"{GRANTED}.business"
    right = gold(path)
    (sentence,) = told({path: right - 3})
    assert sentence == (
        f"“三、（一）予以公开”商业企业印的是 {right - 3}，应为 {right}："
        "本行少 3，本列也少 3，只有这一格同时在这两个式子里。"
    )
    (sentence,) = told({path: right + 3}, "en")
    assert sentence == (
        f"“三、（一）予以公开”商业企业 prints {right + 3}, should be {right}: "
        "the row is 3 too high, the column is 3 too high, and only this cell is in all 2 equations."
    )


def test_a_cell_in_three_equations_names_all_three():
    path = "requests.concluded.business"
    (sentence,) = told({path: gold(path) + 40})
    assert "本行多 40，本列也多 40，本列的收支（新收加结转）也多 40，只有这一格同时在这三个式子里" in sentence


def test_a_forgotten_total_is_called_so():
    path = f"{GRANTED}.total"
    (sentence,) = told({path: None})
    assert sentence.startswith(f"“三、（一）予以公开”总计印的是横线，应为 {gold(path)}：")
    assert sentence.endswith("总计漏填了。")


def test_a_case_says_how_many_cells_are_as_possible():
    path = "proceedings.reconsideration.total"
    (sentence,) = told({path: gold(path) + 1})
    assert "单改一格就能使它成立的共有 5 格，单凭勾稽关系分不出是哪一格" in sentence


def test_several_cells_are_listed_with_what_they_print():
    first, second = f"{GRANTED}.business", "requests.refused.state_secret.research"
    one, other = gold(first), gold(second)
    (sentence,) = told({first: one + 70, second: other + 9})
    assert sentence.startswith("这 2 格要一起改，4 个不成立的式子才全部成立，少改一格都不行：")
    assert f"商业企业印 {one + 70}，应为 {one}；" in sentence
    assert f"科研机构印 {other + 9}，应为 {other}。" in sentence


def test_ties_are_counted():
    giver, taker = f"{GRANTED}.business", f"{GRANTED}.research"
    (sentence,) = told({giver: gold(giver) + 1, taker: gold(taker) - 1})
    possible = sum(gold(COLUMN.format(leaf)) > 0 for leaf in LEAVES)
    assert "商业企业多 1，科研机构少 1，本行总计不变" in sentence
    assert sentence.endswith(f"这样的可能共有 {possible} 种，单凭勾稽关系分不出是哪一种。")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", get_args(Kind))
def test_every_kind_has_a_sentence_with_official_labels(kind, language):
    changes = (
        {f"{GRANTED}.{column}": 1 for column in COLUMNS} if kind in PARAMS else {f"{GRANTED}.business": 1}
    )
    ways = (
        ("back", "on")
        if kind in {"column_shift", "run_shift"}
        else ("down", "up")
        if kind == "row_shift"
        else (None,)
    )
    names = tuple(rule.name for rule in RULES_2021 if f"{GRANTED}.business" in rule.cells)
    cells = read(make_gold(8, "city").cells)
    for way in ways:
        params = {**PARAMS.get(kind, {}), **({"way": way} if way else {})}
        explanation = Explanation(changes, 1.0, kind, params, names)
        part = Part(names, (explanation,), complete=True)
        sentence = proof(explanation, part, Ground(RULES_2021, cells, FORM_2021.label_of), language)
        assert not [mark for mark in MARKS if mark in sentence]
        assert "予以公开" in sentence or "商业企业" in sentence
        assert sentence.endswith((".", "?") if language == "en" else "。")


def test_several_rows_moved_are_listed_by_their_labels():
    rows = tuple(f"requests.{name}" for name in ("granted", "partly_granted", "concluded"))
    explanation = Explanation(
        {f"{GRANTED}.business": 1, f"{GRANTED}.research": 2},
        1.0,
        "column_shift",
        {"rows": rows, "way": "back"},
    )
    part = Part((), (explanation,), complete=True)
    sentence = proof(explanation, part, Ground(RULES_2021, {}, FORM_2021.label_of))
    assert sentence.startswith("“三、（一）予以公开”、“三、（二）部分公开")
    assert "这 3 行的数字都错后了一列" in sentence
