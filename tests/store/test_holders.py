"""Whether a session is alive, seen from the same process and from others."""

import subprocess
import sys
import threading

import pytest

from gouji.store import holders

HOLD = """
import sys, pathlib
from gouji.store import holders
with holders.alive(pathlib.Path(sys.argv[1])) as session:
    print(session, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def database(tmp_path):
    return tmp_path / "x.sqlite"


@pytest.fixture
def elsewhere(database):
    """Start sessions in processes of their own; gives (process, session)."""
    started = []

    def start():
        process = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(database)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process, int(process.stdout.readline())

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_a_session_of_this_process_is_alive_until_its_block_ends(database):
    with holders.alive(database) as session:
        assert holders.dead_among(database, [session]) == set()
    assert holders.dead_among(database, [session]) == {session}


def test_a_session_of_another_process_is_alive_until_that_is_killed(database, elsewhere):
    process, session = elsewhere()
    assert holders.dead_among(database, [session]) == set()
    process.kill()
    process.wait()
    assert holders.dead_among(database, [session]) == {session}


def test_looking_does_not_end_a_session_of_this_process(database):
    with holders.alive(database) as kept:
        with holders.alive(database):
            holders.dead_among(database, [kept, 5])
        seen = subprocess.run(
            [
                sys.executable,
                "-c",
                (
                    "import sys, pathlib; from gouji.store import holders;"
                    "print(holders.dead_among(pathlib.Path(sys.argv[1]), [int(sys.argv[2])]))"
                ),
                str(database),
                str(kept),
            ],
            capture_output=True,
            text=True,
            check=True,
        )
    assert seen.stdout.strip() == "set()"


def test_a_turn_is_held_by_one_thread_at_a_time(database):
    inside = []
    most = []

    def take():
        with holders.turn(database):
            inside.append(1)
            most.append(len(inside))
            inside.pop()

    threads = [threading.Thread(target=take) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 20


def test_the_lock_file_is_let_go_with_its_last_user(database):
    with holders.alive(database):
        assert len(holders._descriptors) == 1
    assert holders._descriptors == {}
