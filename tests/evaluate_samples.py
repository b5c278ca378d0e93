"""A small run's results, scored by the real score: one document per way to fail, hostile texts among them.

Documents have three cells each; the texts are ours.
"""

import io
from dataclasses import replace

from PIL import Image

from gouji.evaluate.compare import as_baseline, compare
from gouji.evaluate.copy import Injected
from gouji.evaluate.gate import Limit, judge
from gouji.evaluate.result import Cost, DocumentResult
from gouji.evaluate.results import gather
from gouji.evaluate.score import Truth, nothing_read, score

A = "requests.received.total"
B = "requests.carried_in.total"
C = "proceedings.reconsideration.total"
TRUE = {A: 12, B: 0, C: 3}
HOSTILE = (
    "新收 <script>document.title='owned';fetch('https://example.invalid/x')</script> 12\n"
    "</pre></style></script><img src=https://example.invalid/p.png onerror=alert(1)> \u202e0 结转\u2066\n"
    "[x](javascript:alert(1)) {{ 7*7 }} {% raw %} \x00\x1b[31m\ud800 & &amp; | 复议 3\n"
)


def answer(values=(), *, status="accepted", named=(), places=(), message="核对这一格"):
    """The contract's object: ``TRUE`` with ``values`` in place, ``named`` cells in one error finding."""
    found = {**TRUE, **dict(values)}
    places = dict(places)
    return {
        "status": status,
        "title": None,
        "agency": None,
        "year": None,
        "cells": {
            path: {
                "value": value,
                "printed": "1?" if value is None else str(value),
                "blank": None if value is not None else "unread",
                "grade": "verified" if value is not None else "unread",
                "place": places.get(path),
            }
            for path, value in found.items()
        },
        "findings": [
            {
                "rule": "row_sum",
                "severity": "error",
                "message": message,
                "cells": list(named),
                "explanations": [],
            }
        ]
        if named
        else [],
    }


def document(case, given, *, carrier="text", injected=(), undamaged=True, **changes):
    """A scored document called ``case``."""
    truth = Truth(TRUE, injected=injected)
    error = "+".join(each.name for each in injected) or "none"
    labels = {
        "group": case.partition("/")[0],
        "carrier": carrier,
        "shape": case.split("/")[1],
        "severity": "1",
        "kind": "town",
        "error": error,
        "level": error.rpartition("@")[2],
    }
    result = DocumentResult(
        case, f"{case.replace('/', '-')}.txt", "0" * 64, labels, undamaged, score(truth, given), Cost(0.25)
    )
    return replace(result, **changes)


def png(width=80, height=120):
    """A white page."""
    stream = io.BytesIO()
    Image.new("L", (width, height), 255).save(stream, "PNG")
    return stream.getvalue()


SILENT = answer({A: 72}, places={A: {"start": HOSTILE.index("12\n"), "end": HOSTILE.index("12\n") + 2}})
HELD_UP = answer(
    status="needs_review",
    named=(A, B),
    places={A: {"page": 2, "box": [10.0, 20.0, 30.0, 28.0]}},
    message="<b>总计</b>不符\u202e",
)
SWAPPED = Injected("row_swap", "reading", (A, B), {A: 12, B: 0})
SOUND = document("shapes/tabs/0", answer())
DOCUMENTS = (
    SOUND,
    document("shapes/pdf/1", HELD_UP, carrier="pdf"),
    document("shapes/markdown/2", SILENT, carrier="markdown"),
    document(
        "errors/html/3",
        answer({A: 0, B: 12}, status="needs_review", named=(A, B)),
        carrier="html",
        injected=(SWAPPED,),
        undamaged=False,
    ),
    document(
        "shapes/docx/4", answer(), carrier="docx", score=nothing_read(TRUE), problem="ValueError: <no> 页"
    ),
)
SHOWN = (
    {"case": "shapes/markdown/2", "file": "a.md", "text": HOSTILE, "report": SILENT},
    {
        "case": "shapes/pdf/1",
        "file": "b.pdf",
        "text": "没有用到",
        "report": HELD_UP,
        "pages": [{"png": png(), "width": 80.0, "height": 120.0} for _ in range(3)],
    },
)
LIMITS = (
    Limit(measure="silent", max=0),
    Limit(measure="straight_through_undamaged", min=0.1),
    Limit(measure="statement_recall", min=0.5, where={"carrier": "pdf"}),
)


def results(documents=DOCUMENTS, *, limits=(), before=None):
    """The results object of a run over ``documents``, compared with the run ``before`` where one is given."""
    found = _gather(documents)
    against = as_baseline(_gather(before), "v0.1.json") if before is not None else None
    found = replace(found, verdicts=judge(limits, found, against))
    comparison = compare(against, as_baseline(found, "now")).as_json() if against else None
    return {**found.as_json(), "against": comparison}


def _gather(documents):
    return replace(
        gather(
            documents,
            suite="quick",
            title={"zh": "快速套件", "en": "Quick suite"},
            fingerprint="f",
            version="gouji 0.1.0",
            seconds=41.2,
            workers=2,
            seed=1,
            skipped=({"group": "carriers", "shape": "docx_office", "reason": "缺少 soffice"},),
        ),
        finished="2026-11-21T22:53:47+00:00",
    )
