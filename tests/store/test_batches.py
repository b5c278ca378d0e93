"""Handles of batches and the intents that go with them."""

from collections import Counter

import pytest

from gouji.store import batches, calls
from gouji.store.batches import Closed
from gouji.store.ledger import opened, settle
from gouji.store.workspace import create
from ledgers import COUNTED, PRICES, intent

TAG = "t" * 16


@pytest.fixture
def workspace(tmp_path):
    made = create(tmp_path)
    yield made
    made.close()


@pytest.fixture
def ledger(workspace):
    with opened(workspace) as opened_ledger:
        yield opened_ledger


def gathered(ledger, count=3, tag=TAG):
    batches.begin(ledger, tag, "http://h.example/v1", "m")
    batches.add(ledger, tag, [intent(number, **PRICES) for number in range(count)])


def states(workspace):
    return Counter(line.state for line in calls.lines(workspace, limit=-1))


def test_a_handle_goes_through_its_states_and_then_is_out_no_more(workspace, ledger):
    seen = []

    def look():
        seen.append([handle.state for handle in batches.outstanding(workspace)])

    gathered(ledger)
    look()
    batches.seal(ledger, TAG, 3, 900, 400)
    look()
    batches.uploaded(ledger, TAG, "file-1")
    look()
    batches.submitted(ledger, TAG, "batch_1")
    look()
    (handle,) = batches.outstanding(workspace)
    assert (handle.requests, handle.most_input, handle.most_output) == (3, 900, 400)
    assert (handle.file, handle.batch, handle.address) == ("file-1", "batch_1", "http://h.example/v1")
    batches.end(ledger, TAG, "completed", "", "lost")
    look()
    assert seen == [["gathering"], ["sealed"], ["uploaded"], ["submitted"], []]


def test_intents_of_a_batch_stay_open_when_their_process_ends(workspace):
    with opened(workspace) as ledger:
        gathered(ledger)
        ledger.intend(intent(9))
    assert settle(workspace) == 0
    assert states(workspace) == {"open": 3, "lost": 1}


def test_the_first_ending_of_a_call_stays(workspace, ledger):
    gathered(ledger, 1)
    key = intent(0).key
    batches.close(ledger, TAG, [Closed(key, "kept", raw='{"a": 1}', counted=COUNTED, seconds=2.0)])
    batches.close(ledger, TAG, [Closed(key, "lost", note="again")])
    batches.end(ledger, TAG, "completed", "over", "lost")
    (line,) = calls.lines(workspace)
    assert (line.state, line.note, line.input_tokens, line.seconds) == ("kept", None, 1000, 2.0)
    assert ledger.find(key) == '{"a": 1}'


def test_a_line_of_one_batch_closes_no_call_of_another(workspace, ledger):
    gathered(ledger, 1)
    batches.close(ledger, "other", [Closed(intent(0).key, "lost", note="x")])
    assert states(workspace) == {"open": 1}


@pytest.mark.parametrize("rest", ["rejected", "lost"])
def test_the_end_of_a_batch_closes_what_is_left(workspace, ledger, rest):
    gathered(ledger)
    batches.close(ledger, TAG, [Closed(intent(1).key, "kept", raw="{}", counted=None)])
    batches.end(ledger, TAG, "expired", "\ud800 late", rest)
    assert states(workspace) == {"kept": 1, rest: 2}
    assert batches.ended_as(workspace, TAG) == {"kept": 1, rest: 2}


def test_what_never_went_out_leaves_no_trace_and_what_did_cannot_be_discarded(workspace, ledger):
    gathered(ledger)
    batches.discard(ledger, TAG)
    assert (states(workspace), batches.outstanding(workspace)) == ({}, [])
    gathered(ledger)
    batches.submitted(ledger, TAG, "batch_1")
    batches.discard(ledger, TAG)
    assert states(workspace) == {"open": 3}


def test_what_a_batch_took_is_summed_and_what_is_unknown_is_counted(workspace, ledger):
    gathered(ledger, 4)
    closed = [
        Closed(intent(0).key, "kept", raw="{}", counted=COUNTED),
        Closed(intent(1).key, "kept", raw="{}", counted=None),
        Closed(intent(2).key, "rejected", note="400"),
    ]
    batches.close(ledger, TAG, closed)
    batches.end(ledger, TAG, "completed", "", "lost")
    assert batches.took(workspace, TAG) == (COUNTED, 2)


def test_a_call_has_been_in_a_batch_or_not(workspace, ledger):
    gathered(ledger, 1)
    ledger.intend(intent(7))
    assert batches.was_sent(workspace, intent(0).key)
    assert not batches.was_sent(workspace, intent(7).key)
