"""The contract's JSON made by hand: what a reader without fault answers, and planted mistakes."""

from decimal import Decimal

from gouji.evaluate.copy import Missing
from gouji.report import Grade


def cell(value=None, blank=None, grade: Grade | None = None, place=None, printed=None):
    """One cell; a text is a kind of blank."""
    if isinstance(value, str):
        value, blank = None, value
    return {
        "value": value,
        "printed": printed,
        "blank": blank,
        "grade": grade,
        "place": place,
        "readings": {},
    }


def finding(cells, severity="error", rule="r", explanations=()):
    """One finding; ``explanations`` are mappings of path to suggested value, best first."""
    return {
        "id": rule,
        "rule": rule,
        "severity": severity,
        "message": "",
        "cells": list(cells),
        "equation": None,
        "verdict": "unknown",
        "explanations": [{"changes": dict(changes), "reason": "", "weight": 1} for changes in explanations],
    }


def report(values, findings=(), status="accepted", **others):
    """A report: path → number, kind of blank, or a whole cell."""
    return {
        "cells": {path: value if isinstance(value, dict) else cell(value) for path, value in values.items()},
        "findings": list(findings),
        "status": status,
        "title": None,
        "agency": None,
        "year": None,
        "statements": [],
        "error": None,
        **others,
    }


def faultless(copy):
    """What a reader that makes no mistake answers for a rendered copy: its truth, cell by cell."""
    values = {
        path: cell(truth.kind) if isinstance(truth, Missing) else cell(truth, grade=_grade(path))
        for path, truth in copy.expected.items()
    }
    said = [
        {"kind": one.kind, "value": one.value, "unit": one.unit, "quote": one.quote, "cells": list(one.cells)}
        for one in copy.statements
    ]
    return report(
        values,
        status=copy.status or "needs_review",
        title=copy.identity.title,
        agency=copy.identity.agency,
        year=copy.identity.year,
        statements=said,
    )


def _grade(path):
    return "single" if path.startswith("disclosure.") else "verified"


def another(value):
    """A number that differs from ``value``, whether a number or a blank."""
    return 7 if isinstance(value, Missing) else value + (Decimal("0.01") if isinstance(value, Decimal) else 1)
