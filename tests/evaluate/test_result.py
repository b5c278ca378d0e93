"""Results and figures come back from JSON as they went."""

import json
from decimal import Decimal

from gouji.evaluate.measures import measure
from gouji.evaluate.result import Cost, DocumentResult, Measure
from gouji.evaluate.score import nothing_read
from gouji.export.json_text import dumps

LABELS = {"carrier": "pdf", "error": "none"}


def test_a_document_comes_back_as_it_went():
    for problem in ("", "KeyError: 'cells'"):
        cost = Cost(seconds=0.1, memory_mb=123.4, calls=2, tokens=5, price=0.3)
        one = DocumentResult("a/b", "文件.pdf", "0f", LABELS, True, nothing_read(), cost, problem)
        text = dumps(one.as_json())
        assert DocumentResult.from_json(json.loads(text)) == one
        assert DocumentResult.from_json(json.loads(text, parse_float=Decimal)) == one


def test_a_figure_comes_back_as_it_went():
    one = DocumentResult("a/b", "f", "0f", LABELS, False, nothing_read())
    for figure in [*measure([one]).values(), *measure([]).values()]:
        assert Measure.from_json(json.loads(dumps(figure.as_json()))) == figure
