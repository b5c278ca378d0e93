"""Answers that hide a disagreement: what they say adds up, and is not what is printed."""

from __future__ import annotations

import random

from standin.form import read_table, table_of, wanted_row
from standin.question import Answer, Question, rows_of


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
    fitting = [key for key, row in rows_of(answer).items() if len(row) == 5 and None not in row]
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
    for key, row in rows_of(answer).items():
        parts = read.get(wanted_row(name or "requests", labels[key]) or 0, ())
        if len(row) == 6 or not parts or any(value is None or value.number is None for value in parts):
            continue
        total = sum(value.number or 0 for value in parts[:-1] if value)
        if row[-1] != total:
            row[-1], changed = total, True
    return answer if changed else None
