import threading

import pytest

from gouji.errors import Stopped, UsageError
from gouji.models.breaker import FIRST_PATIENCE, THRESHOLD, Breaker, Notice


class FakeTime:
    def __init__(self):
        self.now = 0.0

    def clock(self):
        return self.now

    def wait(self, condition, seconds):
        del condition
        self.now += seconds


class Provider:
    """Answers the question whether it is alive from a list; the moments of asking are kept."""

    def __init__(self, fake, answers):
        self.fake, self.answers, self.asked = fake, list(answers), []

    def alive(self):
        self.asked.append(self.fake.now)
        answer = self.answers.pop(0) if self.answers else False
        if isinstance(answer, Exception):
            raise answer
        return answer


def made(answers=(), patience=600.0, *, served=True):
    fake, notices = FakeTime(), []
    provider = Provider(fake, answers)
    breaker = Breaker(patience, provider.alive, notices.append, clock=fake.clock, wait=fake.wait)
    if served:
        breaker.succeeded()
    return breaker, provider, fake, notices


def fail(breaker, times):
    for _ in range(times):
        breaker.failed("HTTP 502")


def test_a_working_provider_is_never_asked():
    breaker, provider, fake, notices = made()
    fail(breaker, THRESHOLD - 1)
    breaker.succeeded()
    fail(breaker, THRESHOLD - 1)
    breaker.admit()
    assert (provider.asked, fake.now, notices) == ([], 0.0, [])


def test_failures_in_a_row_pause_calls_until_the_provider_answers():
    breaker, provider, fake, notices = made([False, False, True])
    fail(breaker, THRESHOLD + 3)
    breaker.admit()
    assert provider.asked == [1.0, 3.0, 7.0]
    assert notices == [Notice("paused", "HTTP 502", 600.0), Notice("resumed", "HTTP 502", 7.0)]
    breaker.admit()
    assert fake.now == 7.0


def test_pauses_between_two_questions_grow_to_half_a_minute():
    breaker, provider, _, _ = made([False] * 8 + [True])
    fail(breaker, THRESHOLD)
    breaker.admit()
    gaps = [later - sooner for sooner, later in zip(provider.asked, provider.asked[1:], strict=False)]
    assert gaps == [2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0, 30.0]


def test_a_provider_that_stays_down_stops_the_run_resumably_for_everybody():
    breaker, _, fake, _ = made(patience=100.0)
    fail(breaker, THRESHOLD)
    for _ in range(2):
        with pytest.raises(Stopped) as raised:
            breaker.admit()
        assert (raised.value.code, raised.value.exit_code) == ("model_down", 5)
    assert "100 秒" in raised.value.message
    assert "HTTP 502" in raised.value.message
    assert fake.now == 100.0


def test_an_address_that_never_answered_is_not_waited_for_long():
    breaker, _, fake, _ = made(served=False)
    breaker.open("ConnectError")
    with pytest.raises(Stopped):
        breaker.admit()
    assert fake.now == FIRST_PATIENCE


def test_patience_counts_from_the_first_failure_and_half_of_it_opens_the_circuit():
    breaker, provider, fake, notices = made(patience=100.0)
    for fake.now in (5.0, 30.0, 54.0):
        breaker.failed("HTTP 502")
    assert notices == []
    fake.now = 56.0
    breaker.failed("HTTP 502")
    assert notices == [Notice("paused", "HTTP 502", 50.0)]
    with pytest.raises(Stopped):
        breaker.admit()
    assert fake.now == 106.0
    assert provider.asked[0] == 57.0


def test_an_answer_in_between_starts_the_patience_anew():
    breaker, _, fake, notices = made(patience=100.0)
    for fake.now in (5.0, 45.0, 90.0, 130.0):
        breaker.failed("HTTP 502")
        breaker.succeeded()
    assert notices == []


def test_a_short_patience_still_asks_once_before_it_ends():
    breaker, provider, fake, _ = made([True], patience=1.0)
    fail(breaker, THRESHOLD)
    breaker.admit()
    assert provider.asked == [0.25]
    assert fake.now < 1.0


def test_a_late_answer_to_a_call_on_its_way_ends_the_pause():
    breaker, provider, _, notices = made()
    fail(breaker, THRESHOLD)
    breaker.succeeded()
    breaker.admit()
    assert provider.asked == []
    assert [notice.kind for notice in notices] == ["paused", "resumed"]


def test_an_error_found_while_asking_reaches_the_caller_and_the_next_one_asks_again():
    breaker, provider, _, _ = made([UsageError("model_key_wrong", "密钥。", "核对。"), True])
    fail(breaker, THRESHOLD)
    with pytest.raises(UsageError):
        breaker.admit()
    breaker.admit()
    assert len(provider.asked) == 2


def test_one_thread_asks_while_the_others_wait():
    asking, go, asked = threading.Event(), threading.Event(), []

    def alive():
        asked.append(threading.get_ident())
        asking.set()
        go.wait(30)
        return True

    breaker = Breaker(600.0, alive, lambda _: None, clock=iter(range(10**6)).__next__)
    breaker.succeeded()
    fail(breaker, THRESHOLD)
    threads = [threading.Thread(target=breaker.admit) for _ in range(5)]
    for thread in threads:
        thread.start()
    assert asking.wait(30)
    go.set()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()
    assert len(asked) == 1


def test_stopping_ends_the_waiting():
    breaker, _, _, _ = made()
    fail(breaker, THRESHOLD)
    breaker.stop(Stopped("interrupted", "停止。", "继续。"))
    with pytest.raises(Stopped, match="停止"):
        breaker.admit()
