import json
from decimal import Decimal

import pytest
from sqlalchemy import event

from gouji.compact import compact
from gouji.panel.survey import survey
from gouji.review import decisions
from gouji.review.revision import Content
from gouji.review.stating import Stated
from gouji.store import documents, offices, revisions
from gouji.store.documents import Arrival, Processed
from gouji.store.workspace import create
from judged_reports import report

PATH = "requests.received.total"


@pytest.fixture
def workspace(tmp_path):
    opened = create(tmp_path)
    yield opened
    opened.close()


def keep(workspace, identities, judged=None):
    """Store a report per (agency, year), each under its own hash; return the hashes."""
    judged = judged or report()
    text = json.dumps(compact(judged))
    hashes = [f"{at:064x}" for at, _ in enumerate(identities, start=1)]
    documents.take_in(
        workspace, [Arrival(sha256, 3, f"{sha256[-4:]}.txt", f"/in/{sha256}") for sha256 in hashes]
    )
    documents.record(
        workspace,
        [],
        [
            Processed(sha256, judged.status, "1", text, 0.1, form="2021", agency=agency, year=year)
            for sha256, (agency, year) in zip(hashes, identities, strict=True)
        ],
    )
    return hashes


def test_entries_are_the_finished_documents_in_the_order_in_which_they_came(workspace):
    keep(workspace, [("甲局", 2024), (None, None)])
    documents.take_in(workspace, [Arrival("f" * 64, 3, "等.txt", "/in/等")])
    found = offices.entries(workspace)
    assert [(each.name, each.agency, each.year, each.form, each.state) for each in found] == [
        ("0001.txt", "甲局", 2024, "2021", "accepted"),
        ("0002.txt", None, None, "2021", "accepted"),
    ]


def test_sheets_come_in_the_order_asked_for(workspace):
    keep(workspace, [("甲局", year) for year in range(1800, 2025)])
    wanted = offices.entries(workspace)[::-2]
    assert [each.entry for each in offices.sheets(workspace, wanted)] == wanted


def test_a_sheet_has_the_exact_numbers_and_what_bears_them_out(workspace):
    keep(workspace, [("甲局", 2024)])
    (sheet,) = offices.sheets(workspace, offices.entries(workspace))
    assert sheet.value("disclosure.fees.amount") == Decimal("83.46")
    assert PATH in sheet.firm
    assert "disclosure.fees.amount" not in sheet.firm


def test_a_persons_value_comes_before_the_machines(workspace):
    """And a number that a person stated is as firm as one that equations bear out."""
    (sha256,) = keep(workspace, [("甲局", 2024)], report({PATH: 9}))
    (entry,) = offices.entries(workspace)
    assert entry.state == "needs_review"
    stored = documents.find(workspace, sha256)
    drafts = decisions.state(stored.review, [Stated(PATH, Content(1683))])
    revisions.append(workspace, sha256, drafts, by="甲", reason=None, expect=0)
    (entry,) = offices.entries(workspace)
    (sheet,) = offices.sheets(workspace, [entry])
    assert (entry.state, sheet.value(PATH), PATH in sheet.firm) == ("closed", 1683, True)


def test_thousands_of_reports_take_statements_in_proportion_to_their_number(workspace):
    identities = [(f"第{at // 4}局", 2020 + at % 4) for at in range(2000)]
    keep(workspace, identities)
    asked = []
    event.listen(workspace.engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    loaded = []

    def load(wanted):
        loaded.extend(each.sha256 for each in wanted)
        return offices.sheets(workspace, wanted)

    panel = survey(offices.entries(workspace), load, None, None)
    assert sorted(loaded) == sorted({each.sha256 for each in offices.entries(workspace)})
    reads = [statement for statement in asked if statement.lstrip().upper().startswith("SELECT")]
    assert len(reads) <= 2 * (len(identities) / 100) + 2
    assert len(panel.rows) == 500
    assert {each.rule for each in panel.findings} == {"carry_over", "in_force"}
    assert len(panel.findings) == 2 * 3 * 500
