"""Answers that go wrong: each fault takes the honest answer and its prompt and gives a wrong one.

A fault that finds nothing to do returns None; then the reply stays honest, or another fault is drawn.
The rows of an answer are arrays by key; a row may be null.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from standin.form import read_table, table_of, wanted_row
from standin.prompt import Prompt, find_order

Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """What a fault may look at: the prompt, dice of this reply, and a seed shared by all calls about a text."""

    prompt: Prompt
    dice: random.Random
    seed: int


Lie = Callable[[Answer, Question], Answer | None]


def _rows(answer: Answer) -> dict[str, list[int | None]]:
    return {key: row for key, row in (answer.get("rows") or {}).items() if isinstance(row, list)}


def _cells(answer: Answer, wanted: Callable[[int | None], bool]) -> list[tuple[str, int]]:
    return [(key, at) for key, row in _rows(answer).items() for at, value in enumerate(row) if wanted(value)]


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
    if not _rows(answer) or not any(row is None or None in row for row in answer["rows"].values()):
        return None
    width = max(len(row) for row in _rows(answer).values())
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
    rows = list(_rows(answer).items())
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
    widths = [len(row) for row in _rows(answer).values()]
    if not widths:
        return None
    common = max(set(widths), key=widths.count)
    keys = [key for key, row in _rows(answer).items() if len(row) == common]
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
    fitting = [key for key, row in _rows(answer).items() if len(row) > 1 and len(set(row)) > 1]
    if not fitting:
        return None
    for key in question.dice.sample(fitting, min(len(fitting), 1 + question.dice.randrange(3))):
        row = answer["rows"][key]
        answer["rows"][key] = row[-1:] + row[:-1]
    return answer


def swapped_columns(answer: Answer, question: Question) -> Answer | None:
    """Two columns change places in every row."""
    rows = _rows(answer)
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


def lying_totals(answer: Answer, question: Question) -> Answer | None:
    """A part is wrong and the totals are computed from it, so that every sum holds.

    Which cell, and by how much, depends on the text alone: the call for the parts and the call for the
    totals of table 3 lie alike. Printed totals that are wrong are replaced by right ones.
    """
    labels = {key: question.prompt.rows.get(key, "") for key in answer.get("rows") or {}}
    table = table_of(list(labels.values()))
    if table == "proceedings":
        return _lie_about_cases(answer, question)
    if table != "requests":
        return None
    dice = random.Random(question.seed)
    read = read_table("requests", question.prompt.document)
    leaves = [
        i for i in range(2, 24) if i in read and all(value and value.number is not None for value in read[i])
    ]
    if not leaves:
        return None
    leaf, column, more = dice.choice(leaves), dice.randrange(6), dice.choice((1, 2, 9, 10))
    changed = False
    for key, label in labels.items():
        row, index = answer["rows"][key], wanted_row("requests", label)
        if not isinstance(row, list) or index not in {0, 24, leaf}:
            continue
        for at in {1: [0], 6: [column], 7: [column, 6]}.get(len(row), []):
            if row[at] is not None:
                row[at] += more
                changed = True
    return answer if changed else None


def _lie_about_cases(answer: Answer, question: Question) -> Answer | None:
    fitting = [key for key, row in _rows(answer).items() if len(row) == 5 and None not in row]
    if not fitting:
        return None
    key = question.dice.choice(fitting)
    row = answer["rows"][key]
    row[question.dice.randrange(4)] += question.dice.choice((1, 2, 10))
    row[4] = sum(row[:4])
    return answer


def computed_totals(answer: Answer, question: Question) -> Answer | None:
    """Printed totals that disagree with their parts are replaced by the sums of the parts."""
    labels = {key: question.prompt.rows.get(key, "") for key in answer.get("rows") or {}}
    name = table_of(list(labels.values()))
    read = read_table(name, question.prompt.document) if name in {"requests", "proceedings"} else {}
    changed = False
    for key, row in _rows(answer).items():
        parts = read.get(wanted_row(name or "requests", labels[key]) or 0, ())
        if len(row) == 6 or not parts or any(value is None or value.number is None for value in parts):
            continue
        total = sum(value.number or 0 for value in parts[:-1] if value)
        if row[-1] != total:
            row[-1], changed = total, True
    return answer if changed else None


def follows_orders(answer: Answer, question: Question) -> Answer | None:
    """An instruction inside the document's text is obeyed."""
    order = find_order(question.prompt.document)
    if order is None:
        return None
    if order.answer is not None:
        return order.answer
    changed = False
    for key, row in _rows(answer).items():
        is_total_row = question.prompt.rows.get(key, "").endswith("总计")
        for at in range(len(row)):
            is_total = is_total_row or len(row) == 1 or (at == len(row) - 1 and len(row) in {5, 7})
            if (order.target == "all" or is_total) and row[at] != order.number:
                row[at], changed = order.number, True
    return answer if changed else None


def missing_row(answer: Answer, question: Question) -> Answer | None:
    """One row, or another key, is not there."""
    part = answer["rows"] if answer.get("rows") else answer
    if not part:
        return None
    del part[question.dice.choice(list(part))]
    return answer


def extra_key(answer: Answer, question: Question) -> Answer | None:
    """There is a key that nobody asked for."""
    part = answer["rows"] if answer.get("rows") else answer
    part["r99" if part is not answer else "note"] = [0]
    return answer


def string_numbers(answer: Answer, question: Question) -> Answer | None:
    """Numbers are written as strings."""
    for row in _rows(answer).values():
        row[:] = [value if value is None else str(value) for value in row]  # type: ignore[misc]
    if not _rows(answer) and "year" in answer:
        answer["year"] = f"{answer['year']}年"
        return answer
    return answer if _rows(answer) else None


def short_array(answer: Answer, question: Question) -> Answer | None:
    """One array lacks its last number."""
    fitting = list(_rows(answer).values())
    if not fitting:
        return None
    question.dice.choice(fitting).pop()
    return answer


def long_array(answer: Answer, question: Question) -> Answer | None:
    """One array has a number too many."""
    fitting = list(_rows(answer).values())
    if not fitting:
        return None
    question.dice.choice(fitting).append(0)
    return answer


def made_up_words(answer: Answer, question: Question) -> Answer | None:
    """Title, agency, year or quotes that the document does not print."""
    if "headings" in answer:
        choice = question.dice.choice(("title", "agency", "year", "headings"))
        answer |= (
            {"title": "某某市人民政府信息公开工作年度报告（整理版）", "agency": "某某市人民政府办公厅"}
            if choice
            in {
                "title",
                "agency",
            }
            else {}
        )
        if choice == "year":
            answer["year"] = (answer["year"] or 2024) - 1
        if choice == "headings":
            answer["headings"] = dict.fromkeys(answer["headings"], "七、附件说明")
        return answer
    for stated in answer.get("statements") or ():
        stated["value"] = (stated["value"] or 0) + 7
        stated["quote"] = f"据统计，全年共{stated['value']}{stated['unit'] or '件'}。"
    return answer if answer.get("statements") else None


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
        missing_row,
        extra_key,
        string_numbers,
        short_array,
        long_array,
    )
}
"""Faults of the answer by name. All but the last five obey the schema."""
WRONG_SHAPES = frozenset({"missing_row", "extra_key", "string_numbers", "short_array", "long_array"})
