"""The promise of the ledger: intents before calls, replies before use, nothing forgotten after a kill."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.store import calls
from gouji.store.ledger import INTERRUPTED, opened, opened_alone, packed, settle, unpacked
from gouji.store.workspace import create, existing
from ledgers import answer, intent

ROOT = Path(__file__).parent.parent
ASK_AND_HANG = """
import sys, pathlib
sys.path.insert(0, sys.argv[2])
from ledgers import intent
from gouji.store.ledger import opened_alone
with opened_alone(pathlib.Path(sys.argv[1])) as (ledger, _):
    print(ledger.intend(intent(7)), flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def workspace(tmp_path):
    made = create(tmp_path)
    yield made
    made.close()


@pytest.fixture
def ledger(workspace):
    with opened(workspace) as one:
        yield one


def states(workspace):
    return [line.state for line in calls.lines(workspace)]


def hanging(path):
    """A process that has an open intent in the ledger at ``path``."""
    process = subprocess.Popen(
        [sys.executable, "-c", ASK_AND_HANG, str(path), str(ROOT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    process.stdout.readline()
    return process


def end(process):
    process.kill()
    process.communicate()


def test_a_reply_is_found_by_its_key(ledger):
    answer(ledger, intent(1), '{"a": "总计"}')
    assert (ledger.find(intent(1).key), ledger.find(intent(2).key)) == ('{"a": "总计"}', None)


def test_an_intent_is_no_reply(ledger, workspace):
    ledger.intend(intent(1))
    assert (ledger.find(intent(1).key), states(workspace)) == (None, ["open"])


@pytest.mark.parametrize("outcome", ["rejected", "lost"])
def test_a_dropped_attempt_is_listed_with_its_reason_and_is_no_reply(ledger, workspace, outcome):
    ledger.drop(ledger.intend(intent(1)), outcome, "429 " + "x" * 1000 + "\ud800")
    (line,) = calls.lines(workspace)
    assert (line.state, len(line.note), ledger.find(intent(1).key)) == (outcome, 500, None)


def test_the_newest_of_two_replies_counts(ledger):
    answer(ledger, intent(1), "first")
    answer(ledger, intent(1), "second")
    assert ledger.find(intent(1).key) == "second"


def test_tokens_that_nobody_counted_stay_unknown(ledger, workspace):
    answer(ledger, intent(1), counted=None)
    (line,) = calls.lines(workspace)
    assert (line.input_tokens, line.output_tokens, line.cached_tokens) == (None, None, None)


@given(st.text())
def test_texts_come_back_as_they_were(text):
    assert unpacked(packed(text)) == text


def test_any_text_that_a_provider_sends_is_kept(ledger):
    answer(ledger, intent(1), "\ud800\x00")
    assert ledger.find(intent(1).key) == "\ud800\x00"


def test_a_ledger_that_is_closed_leaves_no_open_intent(workspace):
    with opened(workspace) as one:
        one.intend(intent(1))
        answer(one, intent(2))
    lines = calls.lines(workspace)
    assert [(line.state, line.note) for line in lines] == [("lost", INTERRUPTED), ("kept", None)]


def test_an_intent_of_a_killed_process_is_lost_for_whoever_opens_next(tmp_path):
    path = tmp_path / "calls.sqlite"
    process = hanging(path)
    end(process)
    with opened_alone(path) as (_, alone):
        (line,) = calls.lines(alone)
    assert (line.state, line.note, line.key) == ("lost", INTERRUPTED, intent(7).key)


def test_an_intent_of_a_living_process_stays_open(tmp_path):
    path = tmp_path / "calls.sqlite"
    process = hanging(path)
    try:
        with opened_alone(path) as (_, alone):
            assert (settle(alone), states(alone)) == (0, ["open"])
    finally:
        end(process)


def test_an_observer_settles_what_died_without_a_ledger_of_its_own(workspace, tmp_path):
    end(hanging(tmp_path / "gouji.sqlite"))
    observer = existing(tmp_path)
    assert (settle(observer), states(observer)) == (1, ["lost"])
    observer.close()


def test_several_processes_share_one_ledger_from_its_first_moment(tmp_path):
    path = tmp_path / "new" / "calls.sqlite"
    code = (
        "import sys, pathlib; sys.path.insert(0, sys.argv[2]);"
        "from ledgers import answer, intent; from gouji.store.ledger import opened_alone\n"
        "with opened_alone(pathlib.Path(sys.argv[1])) as (ledger, _):\n"
        "    for number in range(100): answer(ledger, intent(int(sys.argv[3]) * 1000 + number))\n"
    )
    processes = [
        subprocess.Popen([sys.executable, "-c", code, str(path), str(ROOT), str(number)])
        for number in range(4)
    ]
    assert [process.wait() for process in processes] == [0] * 4
    with opened_alone(path) as (_, alone):
        (row,) = calls.totals(alone)
    assert (row.calls, row.kept, row.open, row.lost) == (400, 400, 0, 0)


def test_many_threads_lose_no_call(ledger, workspace):
    def work(start):
        for number in range(20):
            answer(ledger, intent(start * 100 + number), f"reply {start}-{number}")

    threads = [threading.Thread(target=work, args=(start,)) for start in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert calls.totals(workspace)[0].kept == 320
    assert ledger.find(intent(1519).key) == "reply 15-19"


def test_commits_of_the_ledger_reach_the_disk_before_they_count(ledger):
    with ledger._writer.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2  # FULL
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
