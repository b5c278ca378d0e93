"""Reports to judge: the small report's cells with some printed otherwise, decided as any reading is."""

from dataclasses import replace

from gouji.decide import decide
from gouji.report import CellReading, DocumentFacts, Reading
from gouji.review.revision import Revision
from gouji.review.standing import review_of
from small_reports import VALUES

FACTS = DocumentFacts("年报.txt", "ab" * 32, "text/plain")


def report(changes=(), findings=(), statements=()):
    """``changes`` by path: a number as it is read and printed, or a whole ``CellReading``."""
    cells = {path: CellReading(value, str(value)) for path, value in VALUES.items()}
    for path, change in dict(changes).items():
        cells[path] = change if isinstance(change, CellReading) else CellReading(change, str(change))
    read = Reading(
        "aligned",
        "2021",
        cells,
        tuple(findings),
        title="题",
        agency="某办",
        year=2024,
        statements=tuple(statements),
    )
    return decide(FACTS, read)


def kept(revisions, drafts, by="甲", reason=None):
    """``revisions`` and one more act."""
    first = len(revisions) + 1
    rows = [
        Revision(first + at, first, by, f"2026-01-01T00:00:{first:02}+00:00", reason, draft)
        for at, draft in enumerate(drafts)
    ]
    return [*revisions, *rows]


class Desk:
    """A report under review: each act is drafted from the review as it then stands."""

    def __init__(self, judged):
        self.report = judged
        self.rows = []

    @property
    def review(self):
        return review_of(self.report, self.rows)

    def act(self, decide_it, *arguments, by="甲", reason=None):
        self.rows = kept(self.rows, decide_it(self.review, *arguments), by, reason)
        return self.review

    def run_again(self, judged):
        self.report = replace(judged)
        return self.review
