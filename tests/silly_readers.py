"""Readers that a yardstick must not fall for, each with a name. They answer as ``gouji extract --json`` does.

Each takes the source and the misreading that an evaluation wants between reader and checks.
"""

from answers import cell, finding, report
from gouji.evaluate.subject import gouji
from gouji.families.disclosure.form_2021 import FORM_2021


def sound(reading):
    """No misreading."""
    return reading


def answers_all_zeros(source, misread=sound):
    """Most cells of most reports are 0: sure of itself, accepted, without a finding."""
    zeros = {path: cell(0, grade="verified", printed="0") for path in FORM_2021.paths}
    return report(zeros)


def zeros_under_warnings(source, misread=sound):
    """The same, with a warning on every cell, so that none is silent."""
    return {**answers_all_zeros(source), "findings": [finding(FORM_2021.paths, "warning")]}


def names_every_cell(source, misread=sound):
    """Reads as the system does and then names everything: never silent, and of no use."""
    answer = gouji(source, misread)
    return {**answer, "status": "needs_review", "findings": [finding(FORM_2021.paths)]}


def sends_all_to_review(source, misread=sound):
    """Reads as the system does and lets a person look at every document, without a word."""
    answer = gouji(source, misread)
    return {**answer, "status": "needs_review", "findings": [finding([])]}


def reads_nothing(source, misread=sound):
    """Gives every document up: no wrong number, and no number."""
    return report({}, status="failed")


SILLY = (answers_all_zeros, zeros_under_warnings, names_every_cell, sends_all_to_review, reads_nothing)


def drops_what_is_doubtful(source, misread=sound):
    """Accepts everything; of what should be looked at it gives no cell and says nothing."""
    answer = gouji(source, misread)
    if answer["status"] == "accepted":
        return answer
    return {**answer, "status": "accepted", "findings": [], "cells": {}}


def leaves_the_doubtful_unread(source, misread=sound):
    """Accepts everything; what should be looked at is unread, without a finding."""
    answer = gouji(source, misread)
    if answer["status"] == "accepted":
        return answer
    named = {path for one in answer["findings"] for path in one["cells"]}
    unread = {"value": None, "blank": "unread", "grade": "unread"}
    cells = {path: {**it, **unread} if path in named else it for path, it in answer["cells"].items()}
    return {**answer, "status": "accepted", "findings": [], "cells": cells}


SLY = (drops_what_is_doubtful, leaves_the_doubtful_unread)
