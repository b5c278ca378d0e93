"""Many threads share few commits; a failure reaches everyone whose work it took along."""

import threading

import pytest
from sqlalchemy import Column, Integer, MetaData, StaticPool, Table, create_engine, event, insert, select
from sqlalchemy.exc import OperationalError

from gouji.errors import Stopped
from gouji.store.group import GroupCommit, _Entry

NUMBERS = Table("numbers", MetaData(), Column("value", Integer, primary_key=True))


@pytest.fixture
def engine(tmp_path):
    made = create_engine(
        f"sqlite:///{tmp_path}/x.sqlite", connect_args={"check_same_thread": False}, poolclass=StaticPool
    )
    NUMBERS.create(made)
    yield made
    made.dispose()


def put(value):
    return lambda connection: connection.execute(insert(NUMBERS), {"value": value}).rowcount


def stored(engine):
    with engine.begin() as connection:
        return {value for (value,) in connection.execute(select(NUMBERS.c.value))}


def together(count, act):
    """Run ``act(0)`` to ``act(count - 1)`` in threads that begin at once."""
    start = threading.Barrier(count)

    def wait_and_act(number):
        start.wait()
        act(number)

    threads = [threading.Thread(target=wait_and_act, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_everything_is_committed_before_its_caller_goes_on(engine, tmp_path):
    group = GroupCommit(engine, tmp_path)
    seen = {}

    def act(number):
        group.run(put(number))
        seen[number] = number in stored(engine)

    # The static pool has one connection: look one after the other.
    for number in range(5):
        act(number)
    assert seen == dict.fromkeys(range(5), True)


def test_what_waits_during_a_commit_shares_the_next_one(engine, tmp_path):
    group = GroupCommit(engine, tmp_path)
    commits = []
    event.listen(engine, "commit", lambda _connection: commits.append(1))
    entered, go_on = threading.Event(), threading.Event()

    def slow(connection):
        entered.set()
        go_on.wait(30)
        put(-1)(connection)

    first = threading.Thread(target=group.run, args=(slow,))
    first.start()
    entered.wait(30)
    others = [threading.Thread(target=group.run, args=(put(number),)) for number in range(40)]
    for thread in others:
        thread.start()
    while len(group._queue) < 40:
        pass
    go_on.set()
    for thread in (first, *others):
        thread.join()
    assert (len(commits), stored(engine)) == (2, {-1, *range(40)})


def test_each_caller_gets_its_own_value(engine, tmp_path):
    group = GroupCommit(engine, tmp_path)
    got = {}
    together(30, lambda number: got.update({number: group.run(lambda _connection: number * 2)}))
    assert got == {number: number * 2 for number in range(30)}


def test_a_full_disk_reaches_every_caller_and_leaves_nothing_behind(engine, tmp_path):
    group = GroupCommit(engine, tmp_path)
    errors = []

    def fail(_connection):
        raise OperationalError("insert", {}, Exception("database or disk is full"))

    def act(number):
        try:
            group.run(put(number) if number % 2 else fail)
        except Stopped as error:
            errors.append(error.code)

    with group._writing:
        threads = [threading.Thread(target=act, args=(number,)) for number in range(6)]
        for thread in threads:
            thread.start()
        while len(group._queue) < 6:
            pass
    for thread in threads:
        thread.join()
    assert (errors, stored(engine)) == (["disk_full"] * 6, set())


def test_a_mistake_of_ours_is_no_silent_loss(engine, tmp_path):
    group = GroupCommit(engine, tmp_path)

    def mistaken(_connection):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        group.run(mistaken)
    assert group.run(put(1)) == 1


def test_an_interrupted_writer_tells_those_whose_work_it_had_taken(engine, tmp_path):
    group = GroupCommit(engine, tmp_path)
    waiting = _Entry(put(2))
    group._queue.append(waiting)

    def interrupted(_connection):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        group.run(interrupted)
    assert (waiting.settled, waiting.error.code, stored(engine)) == (True, "ledger_unwritten", set())
