"""Decisions in a real workspace: kept, counted, ordered, and found again after a new run."""

import threading
from dataclasses import replace

import pytest

from gouji.errors import WorkspaceError
from gouji.jobs.original import summary
from gouji.report import Report
from gouji.review.decisions import accept, blame_source, reopen, state, undo
from gouji.review.revision import Content
from gouji.review.stating import Stated
from gouji.store import documents, revisions
from gouji.store.documents import Arrival
from gouji.store.workspace import create
from judged_reports import report
from small_reports import VALUES

LEAF = "requests.granted.business"
WRONG = {LEAF: VALUES[LEAF] + 7}
RIGHT = [Stated(LEAF, Content(VALUES[LEAF]))]


@pytest.fixture
def workspace(tmp_path):
    opened = create(tmp_path)
    yield opened
    opened.close()


def keep(workspace, judged, digit="a", version="1"):
    """Take in and keep ``judged`` as the document whose hash is ``digit`` throughout."""
    sha256 = digit * 64
    judged = replace(judged, document=replace(judged.document, sha256=sha256, name=f"{digit}.txt"))
    documents.take_in(workspace, [Arrival(sha256, 3, f"{digit}.txt", f"/in/{digit}.txt")])
    documents.record(workspace, [], [summary(judged, version, 0.1)])
    return sha256


def act(workspace, sha256, decide_it, *arguments, by="甲", expect=None):
    stored = documents.find(workspace, sha256)
    last = stored.review.revision if expect is None else expect
    drafts = decide_it(stored.review, *arguments)
    return revisions.append(workspace, sha256, drafts, by=by, reason=None, expect=last)


def counted(workspace):
    return {name: count for name, count in documents.counts(workspace, "1").items() if count}


def test_a_closed_document_is_counted_and_given_out_as_closed(workspace):
    sha256 = keep(workspace, report(WRONG))
    assert counted(workspace) == {"needs_review": 1}
    assert act(workspace, sha256, state, RIGHT).state == "closed"
    assert counted(workspace) == {"closed": 1}
    [stored] = documents.reports(workspace, ["accepted", "closed"])
    assert (stored.report.status, stored.review.settled) == ("needs_review", True)


def test_an_accepted_document_that_was_reopened_is_not_given_out_as_accepted(workspace):
    sha256 = keep(workspace, report())
    act(workspace, sha256, reopen)
    assert counted(workspace) == {"needs_review": 1}
    assert list(documents.reports(workspace, ["accepted", "closed"])) == []


def test_what_was_kept_is_what_was_decided(workspace):
    sha256 = keep(workspace, report(WRONG))
    written = act(workspace, sha256, state, RIGHT, by="乙")
    read = documents.find(workspace, sha256).review
    assert (read.as_json(), read.by) == (written.as_json(), "乙")


def test_nothing_is_ever_taken_out(workspace):
    sha256 = keep(workspace, report(WRONG))
    act(workspace, sha256, state, RIGHT)
    stored = documents.find(workspace, sha256)
    act(workspace, sha256, undo, stored.revisions)
    rows = documents.find(workspace, sha256).revisions
    assert [(row.number, row.draft.action) for row in rows] == [(1, "set"), (2, "undo")]
    assert rows[0] == stored.revisions[0]
    assert counted(workspace) == {"needs_review": 1}


def test_a_decision_on_what_has_moved_on_is_refused_and_nothing_is_lost(workspace):
    sha256 = keep(workspace, report(WRONG))
    seen = documents.find(workspace, sha256).review
    act(workspace, sha256, state, RIGHT, by="甲")
    with pytest.raises(WorkspaceError) as caught:
        revisions.append(workspace, sha256, accept(seen), by="乙", reason=None, expect=seen.revision)
    rows = documents.find(workspace, sha256).revisions
    assert (caught.value.code, [row.by for row in rows]) == ("review_conflict", ["甲"])


def test_of_many_who_decide_at_once_exactly_one_is_first(workspace):
    sha256 = keep(workspace, report(WRONG))
    seen = documents.find(workspace, sha256).review
    drafts = accept(seen)
    barrier = threading.Barrier(8)
    refused = []

    def decide(name):
        barrier.wait()
        try:
            revisions.append(workspace, sha256, drafts, by=name, reason=None, expect=seen.revision)
        except WorkspaceError as error:
            refused.append(error.code)

    threads = [threading.Thread(target=decide, args=(f"人{number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rows = documents.find(workspace, sha256).revisions
    assert (len(rows), len({row.by for row in rows})) == (len(drafts), 1)
    assert refused == ["review_conflict"] * 7


def test_a_new_run_of_the_same_reading_keeps_the_document_closed(workspace):
    sha256 = keep(workspace, report(WRONG))
    act(workspace, sha256, blame_source, ["row_sum:granted", "column_sum:business"])
    keep(workspace, report(WRONG), version="2")
    assert documents.counts(workspace, "2")["closed"] == 1


def test_a_new_run_that_reads_the_judged_cells_otherwise_opens_it_again(workspace):
    sha256 = keep(workspace, report(WRONG))
    act(workspace, sha256, blame_source, ["row_sum:granted", "column_sum:business"])
    keep(workspace, report({LEAF: VALUES[LEAF] + 8}))
    assert counted(workspace) == {"needs_review": 1}
    assert [each.sha256 for each in revisions.queue(workspace)] == [sha256]


def test_a_closed_document_of_another_version_is_stale_and_still_given_out(workspace):
    sha256 = keep(workspace, report(WRONG), version="0")
    act(workspace, sha256, accept)
    assert counted(workspace) == {"stale": 1}
    assert len(list(documents.reports(workspace, ["closed"]))) == 1


def test_a_document_that_fails_on_a_new_run_is_counted_as_failed(workspace):
    sha256 = keep(workspace, report(WRONG))
    act(workspace, sha256, accept)
    keep(workspace, Report(report().document, "failed"))
    assert counted(workspace) == {"failed": 1}
    assert revisions.queue(workspace) == []
    assert len(documents.find(workspace, sha256).revisions) == 3


def test_the_queue_puts_most_risk_for_least_looking_first(workspace):
    dash = report({LEAF: WRONG[LEAF], "requests.received.total": 1, "proceedings.reconsideration.total": 0})
    keep(workspace, dash, "a")
    keep(workspace, report({"proceedings.reconsideration.total": 0}), "b")
    keep(workspace, report(), "c")
    order = [(each.name, each.open_findings) for each in revisions.queue(workspace)]
    assert [name for name, _ in order] == ["b.txt", "a.txt"]
    assert [each.sha256[0] for each in revisions.queue(workspace, 1)] == ["b"]


def test_the_queue_counts_only_what_is_still_open(workspace):
    sha256 = keep(workspace, report(WRONG))
    assert revisions.queue(workspace)[0].open_findings == 2
    act(workspace, sha256, blame_source, ["row_sum:granted"])
    assert revisions.queue(workspace)[0].open_findings == 1
