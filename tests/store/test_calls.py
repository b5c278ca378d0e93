"""What the ledger tells: lines, sums, recordings; and what pruning lets go of."""

import sqlite3

import pytest

from gouji.errors import UsageError
from gouji.store import calls, documents
from gouji.store.documents import Arrival, Processed
from gouji.store.ledger import Counted, opened
from gouji.store.workspace import DATABASE, create
from ledgers import DOCUMENT, PRICES, answer, intent

FUTURE = "2999-01-01T00:00:00.000+00:00"
PAST = "2000-01-01T00:00:00.000+00:00"
SECRET = "机密的一句话，只有原件里才有"


@pytest.fixture
def workspace(tmp_path):
    made = create(tmp_path)
    yield made
    made.close()


@pytest.fixture
def ledger(workspace):
    with opened(workspace) as one:
        yield one


def document(workspace, sha256, status=None):
    """Register a document; done where it has a status."""
    documents.take_in(workspace, [Arrival(sha256, 3, "a.txt", f"/in/{sha256}")])
    if status:
        documents.record(workspace, [], [Processed(sha256, status, "1", "{}", 0.1)])


def test_calls_are_listed_newest_last_and_bounded(ledger, workspace):
    for number in range(5):
        answer(ledger, intent(number))
    listed = calls.lines(workspace, limit=3)
    assert [line.key for line in listed] == [intent(number).key for number in (2, 3, 4)]


def test_calls_are_listed_by_state_and_document(ledger, workspace):
    ledger.intend(intent(1))
    ledger.drop(ledger.intend(intent(2, document="e" * 64)), "lost", "timeout")
    answer(ledger, intent(3, document="e" * 64))
    assert [line.key for line in calls.lines(workspace, states=("lost",))] == [intent(2).key]
    assert [line.state for line in calls.lines(workspace, document="ee")] == ["lost", "kept"]


def test_sums_are_kept_apart_by_prompt_model_and_price(ledger, workspace):
    answer(ledger, intent(1, **PRICES))
    answer(ledger, intent(2, **PRICES), counted=Counted(500, 50, 0))
    answer(ledger, intent(3, **{**PRICES, "input_price": "4"}))
    answer(ledger, intent(4, model="n"))
    ledger.drop(ledger.intend(intent(5, prompt="header")), "lost", "")
    found = {(row.prompt, row.model, row.input_price): row for row in calls.totals(workspace)}
    assert set(found) == {
        ("requests_parts", "m", "2"),
        ("requests_parts", "m", "4"),
        ("requests_parts", "n", None),
        ("header", "m", None),
    }
    row = found["requests_parts", "m", "2"]
    assert (row.calls, row.kept, row.input, row.output, row.cached) == (2, 2, 1500, 150, 200)
    row = found["header", "m", None]
    assert (row.kept, row.lost, row.input, row.lost_input, row.lost_output) == (0, 1, 0, 900, 400)


def test_replies_that_nobody_counted_are_counted_as_such(ledger, workspace):
    answer(ledger, intent(1), counted=None)
    (row,) = calls.totals(workspace)
    assert (row.kept, row.uncounted, row.input) == (1, 1, 0)


def test_every_document_asked_for_has_its_sums(ledger, workspace):
    answer(ledger, intent(1))
    answer(ledger, intent(2, prompt="header"))
    found = calls.by_document(workspace, [DOCUMENT, "e" * 64])
    assert ({row.prompt for row in found[DOCUMENT]}, found["e" * 64]) == ({"requests_parts", "header"}, [])


def test_sums_by_document_hold_for_more_documents_than_one_statement_takes(ledger, workspace):
    hashes = [f"{number:064x}" for number in range(450)]
    for number in (0, 220, 449):
        answer(ledger, intent(number, document=hashes[number]))
    found = calls.by_document(workspace, hashes)
    assert (len(found), [at for at, each in enumerate(hashes) if found[each]]) == (450, [0, 220, 449])


def test_counted_tokens_are_held_against_estimated_ones(ledger, workspace):
    answer(ledger, intent(1))
    answer(ledger, intent(2), counted=None)
    ledger.intend(intent(3))
    assert calls.measured(workspace, "m") == calls.Measured(1, 1000, 900)
    assert calls.measured(workspace, "other") == calls.Measured(0, 0, 0)


def test_a_recording_has_each_key_once_with_its_newest_reply(ledger, workspace):
    answer(ledger, intent(1), "old")
    answer(ledger, intent(2), "other")
    answer(ledger, intent(1), "new")
    ledger.intend(intent(3))
    assert [(each.key, each.raw) for each in calls.recorded(workspace)] == [
        (intent(2).key, "other"),
        (intent(1).key, "new"),
    ]


def test_a_recording_goes_on_over_many_pages(ledger, workspace):
    for number in range(calls.PAGE + 5):
        answer(ledger, intent(number))
    assert len(list(calls.recorded(workspace))) == calls.PAGE + 5


def test_pruning_takes_the_texts_and_leaves_the_sums(ledger, workspace):
    document(workspace, DOCUMENT, "accepted")
    answer(ledger, intent(1, **PRICES), SECRET)
    before = calls.totals(workspace)
    assert calls.prune(workspace, FUTURE) == calls.Pruned(1, 1)
    (line,) = calls.lines(workspace)
    assert (ledger.find(intent(1).key), line.texts, line.state) == (None, False, "kept")
    assert calls.totals(workspace) == before
    assert list(calls.recorded(workspace)) == []


def test_what_was_pruned_is_nowhere_on_the_disk(tmp_path):
    # Stored without compression here, so that it could be found if it were still there.
    workspace = create(tmp_path)
    with opened(workspace) as ledger:
        call = answer(ledger, intent(1))
    with sqlite3.connect(tmp_path / DATABASE) as connection:
        connection.execute("UPDATE calls SET raw = ? WHERE id = ?", (SECRET.encode() * 500, call))
        connection.execute("UPDATE questions SET messages = ?", (SECRET.encode() * 500,))
    connection.close()
    files = [path for path in tmp_path.iterdir() if path.is_file()]
    assert any(SECRET.encode() in path.read_bytes() for path in files)
    calls.prune(workspace, FUTURE)
    assert [path.name for path in files if path.exists() and SECRET.encode() in path.read_bytes()] == []
    workspace.close()


@pytest.mark.parametrize("status", [None, "accepted"])
def test_documents_that_are_not_done_or_done_later_keep_their_texts(ledger, workspace, status):
    document(workspace, DOCUMENT, status)
    answer(ledger, intent(1))
    before = FUTURE if status is None else PAST
    assert calls.prune(workspace, before) == calls.Pruned(0, 0)
    assert ledger.find(intent(1).key) == "{}"


def test_pruning_never_touches_an_open_intent(ledger, workspace):
    call = ledger.intend(intent(1))
    assert calls.prune(workspace, FUTURE) == calls.Pruned(0, 0)
    ledger.keep(call, "late", None, 1.0)
    assert ledger.find(intent(1).key) == "late"


def test_a_question_that_another_document_needs_stays(ledger, workspace):
    document(workspace, DOCUMENT, "accepted")
    document(workspace, "e" * 64)
    answer(ledger, intent(1))
    answer(ledger, intent(1, document="e" * 64))
    assert calls.prune(workspace, FUTURE) == calls.Pruned(1, 0)


def test_an_unknown_document_is_refused(ledger, workspace):
    document(workspace, "e" * 64)
    answer(ledger, intent(1))
    calls.require_document(workspace, "ee")
    calls.require_document(workspace, "dd")
    for start, code in (("f", "no_such_document"), ("", "ambiguous_id")):
        with pytest.raises(UsageError) as caught:
            calls.require_document(workspace, start)
        assert caught.value.code == code
