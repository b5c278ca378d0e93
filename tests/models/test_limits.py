import threading
from collections import deque

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.errors import Stopped
from gouji.models.limits import Bucket, Limits, Share

STOPPED = Stopped("interrupted", "停止。", "继续。")


class FakeTime:
    """A clock that moves only while somebody waits."""

    def __init__(self):
        self.now = 0.0

    def clock(self):
        return self.now

    def wait(self, condition, seconds):
        del condition
        assert seconds is not None, "nobody would ever wake this caller"
        self.now += seconds


def limits(fake, concurrency=8, requests=None, tokens=None):
    return Limits(concurrency, requests, tokens, clock=fake.clock, wait=fake.wait)


@given(
    st.integers(1, 10_000),
    st.lists(st.tuples(st.floats(0, 30), st.integers(1, 500)), min_size=1, max_size=60),
)
def test_a_bucket_gives_in_any_time_no_more_than_flows_in_plus_what_it_holds(per_minute, wishes):
    bucket, now, taken = Bucket(per_minute, 0.0), 0.0, deque()
    capacity = max(1.0, per_minute / 30)
    for later, amount in wishes:
        now = bucket.ready_at(now + later, amount, 1.0)
        assert bucket.ready_at(now, amount, 1.0) == pytest.approx(now)
        bucket.take(amount)
        taken.append((now, amount))
    for first in range(len(taken)):
        # The last one may go beyond: a full bucket gives a large amount on credit.
        for last in range(first, len(taken)):
            between = sum(amount for _, amount in list(taken)[first:last])
            span = taken[last][0] - taken[first][0]
            assert between <= span * per_minute / 60 + capacity + max(a for _, a in wishes) + 1e-6


def test_requests_a_minute_are_kept():
    fake = FakeTime()
    gate = limits(fake, requests=60)
    sent = []
    for _ in range(121):
        with gate.slot(0) as ticket:
            sent.append(ticket.sent)
    assert sent[-1] == pytest.approx(119.0)  # two at once, then one a second


def test_tokens_a_minute_are_kept_and_corrected_by_what_a_call_took():
    fake = FakeTime()
    gate = limits(fake, tokens=6000)  # 100 a second, 200 at once
    with gate.slot(200) as ticket:
        pass
    with gate.slot(200) as ticket:
        assert ticket.sent == pytest.approx(2.0)
        gate.settle(ticket, 700)
    with gate.slot(100) as ticket:
        assert ticket.sent == pytest.approx(8.0)  # 500 more than thought, then 100


def test_a_call_larger_than_the_bucket_is_slow_and_not_impossible():
    fake = FakeTime()
    gate = limits(fake, tokens=60)
    with gate.slot(600) as first, gate.slot(1) as second:
        assert first.sent == 0.0
        assert second.sent == pytest.approx(599.0)


def test_a_pause_that_the_provider_asks_for_holds_everybody():
    fake = FakeTime()
    gate = limits(fake)
    gate.hold(30.0)
    gate.hold(5.0)
    with gate.slot(0) as ticket:
        assert ticket.sent == 30.0


def test_a_burst_of_429_cuts_once_and_recovers_slowly():
    share = Share(32)
    for _ in range(32):  # all of them were sent before the first came back
        share.refused(sent=1.0, now=2.0)
    assert share.window == 16
    share.refused(sent=3.0, now=4.0)
    assert share.window == 8
    answered = 0
    while share.window < 32:
        share.served()
        answered += 1
    assert 32 * 8 < answered < 32 * 64


def test_however_often_refused_one_request_stays_allowed():
    share = Share(4)
    for at in range(100):
        share.refused(sent=at + 0.5, now=at + 0.6)
    assert share.window == 1
    assert share.value > 0


def test_a_429_also_slows_the_rate():
    fake = FakeTime()
    gate = limits(fake, concurrency=1, requests=60)
    for _ in range(2):
        with gate.slot(0) as ticket:
            pass
    gate.refused(ticket)
    with gate.slot(0) as later:
        assert later.sent == pytest.approx(2.0)  # at full speed it would be sent after one second


def test_no_more_than_allowed_are_ever_in_flight():
    gate, lock, now, most = Limits(3), threading.Lock(), [0], [0]

    def work():
        for _ in range(50):
            with gate.slot(0):
                with lock:
                    now[0] += 1
                    most[0] = max(most[0], now[0])
                with lock:
                    now[0] -= 1

    threads = [threading.Thread(target=work) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most[0] <= 3
    assert gate.window == 3


def test_callers_are_let_through_in_the_order_of_their_coming():
    gate, order, waiting = Limits(1), [], []
    with gate.slot(0):
        for number in range(8):
            thread = threading.Thread(target=lambda n=number: _enter(gate, order, n))
            thread.start()
            waiting.append(thread)
            while len(gate._queue) <= number:
                threading.Event().wait(0.001)
    for thread in waiting:
        thread.join()
    assert order == list(range(8))


def _enter(gate, order, number):
    with gate.slot(0):
        order.append(number)


def test_stopping_ends_all_waiting_at_once_and_each_gets_an_error_of_its_own():
    gate, raised = Limits(1), []

    def wait():
        try:
            with gate.slot(0):
                raised.append(None)
        except Stopped as error:
            raised.append(error)

    with gate.slot(0):
        threads = [threading.Thread(target=wait) for _ in range(6)]
        for thread in threads:
            thread.start()
        gate.stop(STOPPED)
        for thread in threads:
            thread.join(timeout=30)
    assert [error.code for error in raised] == ["interrupted"] * 6
    assert len({id(error) for error in raised}) == 6
    with pytest.raises(Stopped), gate.slot(0):
        pass


def test_a_caller_that_fails_gives_its_place_back():
    gate = Limits(1)
    with pytest.raises(ZeroDivisionError), gate.slot(0):
        raise ZeroDivisionError
    with gate.slot(0) as ticket:
        assert ticket.sent > 0
