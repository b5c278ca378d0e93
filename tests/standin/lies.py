"""Answers that go wrong: each fault takes the honest answer and its prompt and gives a wrong one.

A fault that finds nothing to do returns None; then the reply stays honest, or another fault is drawn.
The rows of an answer are arrays by key; a row may be null.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any

from standin.launder import computed_totals, lying_totals
from standin.misshapes import extra_key, long_array, missing_row, short_array, string_numbers
from standin.prompt import find_order
from standin.question import Answer, Lie, Question, rows_of


def _cells(answer: Answer, wanted: Callable[[int | None], bool]) -> list[tuple[str, int]]:
    return [
        (key, at) for key, row in rows_of(answer).items() for at, value in enumerate(row) if wanted(value)
    ]


def _change_one(
    answer: Answer,
    question: Question,
    wanted: Callable[[int | None], bool],
    change: Callable[[Any], int | None],
) -> Answer | None:
    """Change one cell of those that ``wanted`` allows and ``change`` does change."""
    cells = [
        (k, at) for k, at in _cells(answer, wanted) if change(answer["rows"][k][at]) != answer["rows"][k][at]
    ]
    if not cells:
        return None
    key, at = question.dice.choice(cells)
    answer["rows"][key][at] = change(answer["rows"][key][at])
    return answer


def _positive(value: int | None) -> bool:
    return value is not None and value > 0


def changed_digit(answer: Answer, question: Question) -> Answer | None:
    """One digit of one number is another, as a bad glance reads it."""
    alike = {
        "0": "8",
        "1": "7",
        "2": "3",
        "3": "8",
        "4": "9",
        "5": "6",
        "6": "5",
        "7": "1",
        "8": "3",
        "9": "4",
    }
    turn = question.dice.random()

    def change(value: int) -> int:
        digits = str(value)
        at = int(turn * len(digits))
        return int(digits[:at] + alike[digits[at]] + digits[at + 1 :])

    return _change_one(answer, question, lambda value: value is not None, change)


def transposed_digits(answer: Answer, question: Question) -> Answer | None:
    """Two neighbouring digits of one number change places."""

    def change(value: int) -> int:
        digits = str(value)
        pairs = [i for i in range(len(digits) - 1) if digits[i] != digits[i + 1] and (i or digits[1] != "0")]
        if not pairs:
            return value
        i = pairs[0]
        return int(digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :])

    return _change_one(answer, question, lambda value: (value or 0) > 9, change)


def times_ten(answer: Answer, question: Question) -> Answer | None:
    """One number has a zero more."""
    return _change_one(answer, question, lambda v: _positive(v) and (v or 0) < 10**8, lambda v: v * 10)


def invented_zeros(answer: Answer, question: Question) -> Answer | None:
    """Every null of a row is 0."""
    if not rows_of(answer) or not any(row is None or None in row for row in answer["rows"].values()):
        return None
    width = max(len(row) for row in rows_of(answer).values())
    for key, row in answer["rows"].items():
        answer["rows"][key] = [0] * width if row is None else [value or 0 for value in row]
    answer["printed"] = []
    return answer


def nulled_numbers(answer: Answer, question: Question) -> Answer | None:
    """Some printed numbers are null."""
    cells = _cells(answer, lambda value: value is not None)
    if not cells:
        return None
    for key, at in question.dice.sample(cells, min(len(cells), 1 + question.dice.randrange(4))):
        answer["rows"][key][at] = None
    return answer


def _differing_pairs(answer: Answer) -> list[tuple[str, str]]:
    rows = list(rows_of(answer).items())
    return [
        (a, b)
        for i, (a, left) in enumerate(rows)
        for b, right in rows[i + 1 :]
        if len(left) == len(right) and left != right
    ]


def swapped_rows(answer: Answer, question: Question) -> Answer | None:
    """Two rows of equal width stand under each other's label."""
    pairs = _differing_pairs(answer)
    if not pairs:
        return None
    a, b = question.dice.choice(pairs)
    answer["rows"][a], answer["rows"][b] = answer["rows"][b], answer["rows"][a]
    return answer


def shifted_rows(answer: Answer, question: Question) -> Answer | None:
    """From one row on, each row holds the numbers of the row after it; the last one is zeros."""
    widths = [len(row) for row in rows_of(answer).values()]
    if not widths:
        return None
    common = max(set(widths), key=widths.count)
    keys = [key for key, row in rows_of(answer).items() if len(row) == common]
    if len(keys) < 2:
        return None
    before = copy.deepcopy(answer["rows"])
    first = question.dice.randrange(len(keys) - 1)
    for here, following in zip(keys[first:], keys[first + 1 :], strict=False):
        answer["rows"][here] = before[following]
    answer["rows"][keys[-1]] = [0] * common
    return answer if answer["rows"] != before else None


def shifted_columns(answer: Answer, question: Question) -> Answer | None:
    """In some rows every number stands one column too far to the right."""
    fitting = [key for key, row in rows_of(answer).items() if len(row) > 1 and len(set(row)) > 1]
    if not fitting:
        return None
    for key in question.dice.sample(fitting, min(len(fitting), 1 + question.dice.randrange(3))):
        row = answer["rows"][key]
        answer["rows"][key] = row[-1:] + row[:-1]
    return answer


def swapped_columns(answer: Answer, question: Question) -> Answer | None:
    """Two columns change places in every row."""
    rows = rows_of(answer)
    width = min((len(row) for row in rows.values()), default=0)
    pairs = [
        (i, j)
        for i in range(width)
        for j in range(i + 1, width)
        if any(row[i] != row[j] for row in rows.values())
    ]
    if not pairs:
        return None
    i, j = question.dice.choice(pairs)
    for row in rows.values():
        row[i], row[j] = row[j], row[i]
    return answer


def follows_orders(answer: Answer, question: Question) -> Answer | None:
    """An instruction inside the document's text is obeyed."""
    order = find_order(question.prompt.document)
    if order is None:
        return None
    if order.answer is not None:
        return order.answer
    changed = False
    for key, row in rows_of(answer).items():
        is_total_row = question.prompt.rows.get(key, "").endswith("总计")
        for at in range(len(row)):
            is_total = is_total_row or len(row) == 1 or (at == len(row) - 1 and len(row) in {5, 7})
            if (order.target == "all" or is_total) and row[at] != order.number:
                row[at], changed = order.number, True
    return answer if changed else None


def made_up_words(answer: Answer, question: Question) -> Answer | None:
    """Title, agency, year, headings or quotes that the document does not print."""
    if "headings" in answer:
        made_up = {
            "title": "某某市人民政府信息公开工作年度报告（整理版）",
            "agency": "某某市人民政府办公厅",
            "year": (answer["year"] or 2024) - 1,
            "headings": dict.fromkeys(answer["headings"], "七、附件说明"),
        }
        choice = question.dice.choice(list(made_up))
        return {**answer, choice: made_up[choice]}
    for stated in answer.get("statements") or ():
        stated["value"] = (stated["value"] or 0) + 7
        stated["quote"] = f"据统计，全年共{stated['value']}{stated['unit'] or '件'}。"
    return answer if answer.get("statements") else None


def misquoted_numbers(answer: Answer, question: Question) -> Answer | None:
    """A statement has a right quote with another number, or the right number under another kind."""
    stated = question.dice.choice(answer.get("statements") or [None])
    if stated is None:
        return None
    kinds = sorted({other["kind"] for other in answer["statements"]} - {stated["kind"]})
    if kinds and question.dice.random() < 0.5:
        stated["kind"] = question.dice.choice(kinds)
    else:
        stated["value"] = (stated["value"] or 0) + 10
    return answer


LIES: Mapping[str, Lie] = {
    lie.__name__: lie
    for lie in (
        changed_digit,
        transposed_digits,
        times_ten,
        invented_zeros,
        nulled_numbers,
        swapped_rows,
        shifted_rows,
        shifted_columns,
        swapped_columns,
        lying_totals,
        computed_totals,
        follows_orders,
        made_up_words,
        misquoted_numbers,
        missing_row,
        extra_key,
        string_numbers,
        short_array,
        long_array,
    )
}
"""Faults of the answer by name. All but the last five obey the schema."""
WRONG_SHAPES = frozenset({"missing_row", "extra_key", "string_numbers", "short_array", "long_array"})
