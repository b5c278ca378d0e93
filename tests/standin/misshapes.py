"""Answers of a shape that the schema does not allow."""

from __future__ import annotations

from standin.question import Answer, Question, rows_of


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
    for row in rows_of(answer).values():
        row[:] = [value if value is None else str(value) for value in row]  # type: ignore[misc]
    if not rows_of(answer) and "year" in answer:
        answer["year"] = f"{answer['year']}年"
        return answer
    return answer if rows_of(answer) else None


def short_array(answer: Answer, question: Question) -> Answer | None:
    """One array lacks its last number."""
    fitting = list(rows_of(answer).values())
    if not fitting:
        return None
    question.dice.choice(fitting).pop()
    return answer


def long_array(answer: Answer, question: Question) -> Answer | None:
    """One array has a number too many."""
    fitting = list(rows_of(answer).values())
    if not fitting:
        return None
    question.dice.choice(fitting).append(0)
    return answer
