import logging
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from gouji.errors import Stopped, UsageError
from gouji.models.breaker import FIRST_PATIENCE, THRESHOLD
from gouji.models.call import Usage
from gouji.models.client import Client
from gouji.models.endpoint import Endpoint
from gouji.models.ledger import MemoryLedger
from gouji.models.sender import ATTEMPTS, FIRST_WAIT, World
from questions import RIGHT, VALUE, question
from scripted_provider import Said, completion, refused, scripted

KEY = "sk-very-secret-123"
OK = Said(completion(RIGHT))
BUSY = refused(429, "slow down", headers={"Retry-After": "5"})


class FakeWorld:
    """Time that passes only while somebody waits, and then at once."""

    def __init__(self):
        self.now = 1000.0
        self._lock = threading.Lock()

    def pass_by(self, seconds):
        with self._lock:
            self.now += seconds

    def wait(self, condition, seconds):
        if seconds is None:
            condition.wait()
        else:
            self.pass_by(seconds)
            condition.wait(0.001)

    def world(self):
        return World(clock=lambda: self.now, wall=lambda: self.now + 1e9, sleep=self.pass_by, wait=self.wait)


def script(*said):
    """Says these one after another, the last one for ever."""
    return scripted(lambda _, number: said[min(number, len(said) - 1)])


def client_of(provider, ledger=None, time=None, *, notice=lambda _: None, **given):
    endpoint = Endpoint(provider.base_url, "great-model", **{"api_key": KEY, "mode": "strict", **given})
    ledger = MemoryLedger() if ledger is None else ledger
    return Client(endpoint, ledger, notice=notice, world=(time or FakeWorld()).world())


def states(ledger):
    return [attempt.state for attempt in ledger.attempts]


def test_a_call_is_answered_kept_and_never_paid_again():
    ledger = MemoryLedger()
    with script(OK) as provider:
        with client_of(provider, ledger) as client:
            assert not client.known(question())
            first = client.ask(question(), "doc")
            assert client.known(question())
            again = client.ask(question(), "doc")
        with client_of(provider, ledger) as client:
            resumed = client.ask(question(), "doc")
    assert (first.answer, first.usage, first.replayed) == (VALUE, Usage(11, 7), False)
    assert again == resumed
    assert (again.answer, again.replayed) == (VALUE, True)
    assert len(provider.heard) == 1
    (attempt,) = ledger.attempts
    assert (attempt.state, attempt.document, attempt.model) == ("kept", "doc", "great-model")
    assert attempt.usage == Usage(11, 7)


@pytest.mark.parametrize(
    ("said", "trouble"),
    [
        (Said(completion("{", finish="length")), "truncated"),
        (Said(completion(None, refusal="不行")), "refused"),
        (Said(completion("。", finish="content_filter")), "refused"),
        (Said(completion("不是 JSON")), "malformed"),
        (Said(completion('{"rows": {}}')), "wrong_shape"),
    ],
)
def test_an_unusable_reply_is_paid_too_so_it_is_kept_and_replayed(said, trouble):
    with script(said) as provider, client_of(provider) as client:
        first = client.ask(question(), "doc")
        again = client.ask(question(), "doc")
    assert first.trouble == again.trouble == trouble
    assert (first.replayed, again.replayed) == (False, True)
    assert len(provider.heard) == 1


def test_another_attempt_at_the_same_words_is_another_call():
    with script(Said(completion("{")), OK) as provider, client_of(provider) as client:
        assert client.ask(question(), "doc").trouble == "malformed"
        assert client.ask(question(attempt=1), "doc").answer == VALUE
    first, again = (dict(each.body) for each in provider.heard)
    assert first.pop("temperature") < again.pop("temperature")
    assert first == again


@pytest.mark.parametrize(
    ("said", "state"),
    [
        (refused(429, "slow down"), "rejected"),
        (refused(503, "overloaded"), "rejected"),
        (refused(500, "oops"), "lost"),
        (Said(dropped=True), "lost"),
        (Said('{"choices": [{'), "lost"),
        (Said('{"choices":' + "[" * 200_000 + "]" * 200_000 + "}"), "lost"),
        (Said(b"\x1f\x8b", headers={"Content-Encoding": "gzip"}), "lost"),
        (Said({"error": {"message": "upstream", "code": 502}}), "lost"),
    ],
)
def test_what_may_pass_is_tried_again_and_each_attempt_is_on_record(said, state):
    ledger = MemoryLedger()
    with script(said, said, OK) as provider, client_of(provider, ledger) as client:
        assert client.ask(question(), "doc").answer == VALUE
    assert states(ledger) == [state, state, "kept"]
    assert len(provider.heard) == 3


def test_a_time_limit_counts_as_possibly_paid():
    release, ledger = threading.Event(), MemoryLedger()

    def slow(_, number):
        if number == 0:
            release.wait(30)
        return OK

    with scripted(slow) as provider, client_of(provider, ledger, timeout=0.3) as client:
        assert client.ask(question(), "doc").answer == VALUE
        release.set()
    assert states(ledger) == ["lost", "kept"]
    assert "ReadTimeout" in ledger.attempts[0].note


@pytest.mark.parametrize("seconds", ["5", "date"])
def test_retry_after_is_obeyed_in_seconds_and_as_a_date(seconds):
    time = FakeWorld()
    stamp = "Sun, 09 Sep 2001 02:03:28 GMT"  # 1e9 + 1000 + 8 seconds
    wait = {"5": 5.0, "date": 8.0}[seconds]
    busy = refused(429, "slow", headers={"Retry-After": stamp if seconds == "date" else seconds})
    with script(busy, OK) as provider, client_of(provider, time=time) as client:
        client.ask(question(), "doc")
    assert time.now >= 1000.0 + wait


def test_a_wait_longer_than_our_patience_stops_the_run_resumably():
    with script(refused(429, "quota", headers={"Retry-After": "86400"})) as provider:
        with client_of(provider, patience=600) as client, pytest.raises(Stopped) as raised:
            client.ask(question(), "doc")
        assert len(provider.heard) == 1
    assert raised.value.code == "model_busy"


@pytest.mark.parametrize(
    ("said", "code", "named"),
    [
        (refused(401, f"bad key {KEY}"), "model_key_wrong", "GOUJI_MODEL_API_KEY"),
        (refused(404, "no such", "model_not_found"), "model_unknown", "GOUJI_MODEL_NAME"),
        (Said("<html>", 404), "model_address", "GOUJI_MODEL_BASE_URL"),
        (Said("<html>"), "model_address", "GOUJI_MODEL_BASE_URL"),
        (refused(400, "response_format is not supported"), "model_mode", "GOUJI_MODEL_MODE"),
    ],
)
def test_what_cannot_work_is_an_error_at_once_that_names_the_setting(said, code, named):
    ledger = MemoryLedger()
    with script(said) as provider:
        with client_of(provider, ledger) as client, pytest.raises(UsageError) as raised:
            client.ask(question(), "doc")
        assert len(provider.heard) == 1
    assert raised.value.code == code
    assert named in raised.value.message + raised.value.remedy
    assert KEY not in str(raised.value)
    assert states(ledger) == ["rejected"]


def test_a_missing_key_is_said_to_be_missing():
    with (
        script(refused(401, "who are you")) as provider,
        client_of(provider, api_key=None) as client,
        pytest.raises(UsageError) as raised,
    ):
        client.ask(question(), "doc")
    assert raised.value.code == "model_key_missing"


def test_spent_credit_stops_the_run_resumably():
    with (
        script(refused(429, "billing", "insufficient_quota")) as provider,
        client_of(provider) as client,
        pytest.raises(Stopped) as raised,
    ):
        client.ask(question(), "doc")
    assert (raised.value.code, raised.value.exit_code) == ("model_quota", 5)


@pytest.mark.parametrize("message", ["maximum context length is 8", "the content is not acceptable"])
def test_a_call_that_the_provider_rejects_is_a_trouble_of_this_call_only(message):
    with script(refused(400, message), OK) as provider, client_of(provider) as client:
        reply = client.ask(question(), "doc")
        assert (reply.trouble, reply.answer) == ("rejected", None)
        assert message in reply.text
        assert client.ask(question("下一份"), "doc").answer == VALUE
    assert len(provider.heard) == 2


def test_a_call_that_alone_fails_is_given_up_while_others_succeed():
    def poison(heard, _):
        return refused(500, "crash") if "毒" in heard.body["messages"][-1]["content"] else OK

    notices = []
    with scripted(poison) as provider, client_of(provider, notice=notices.append) as client:
        client.ask(question("好"), "doc")
        reply = client.ask(question("毒"), "doc")
        assert reply.trouble == "unavailable"
        assert client.ask(question("又好"), "doc").answer == VALUE
    poisoned = sum("毒" in heard.body["messages"][-1]["content"] for heard in provider.heard)
    assert ATTEMPTS <= poisoned <= ATTEMPTS + 2
    assert [notice.kind for notice in notices] == ["paused", "resumed"]


def test_a_provider_that_is_down_pauses_the_calls_which_then_go_on():
    notices = []
    down = [refused(502, "bad gateway")] * 14
    with script(OK, *down, OK) as provider, client_of(provider, notice=notices.append) as client:
        client.ask(question("一"), "doc")
        assert client.ask(question("二"), "doc").answer == VALUE
    assert [notice.kind for notice in notices] == ["paused", "resumed"]
    assert "502" in notices[0].reason


def test_a_provider_that_stays_down_stops_all_callers():
    time = FakeWorld()
    with (
        script(refused(502, "bad gateway")) as provider,
        client_of(provider, time=time) as client,
        ThreadPoolExecutor(4) as pool,
    ):
        asked = [pool.submit(client.ask, question(str(number)), "doc") for number in range(4)]
        errors = [future.exception() for future in asked]
    assert {type(error) for error in errors} == {Stopped}
    assert {error.code for error in errors} == {"model_down"}


def test_threads_that_fail_together_pause_before_each_has_used_up_its_retries():
    with (
        script(refused(502, "bad gateway")) as provider,
        client_of(provider) as client,
        ThreadPoolExecutor(8) as pool,
    ):
        asked = [pool.submit(client.ask, question(str(number)), "doc") for number in range(8)]
        assert {type(future.exception()) for future in asked} == {Stopped}
    calls = [heard for heard in provider.heard if heard.body["max_tokens"] > 1]
    assert THRESHOLD <= len(calls) <= THRESHOLD + 8


@pytest.mark.parametrize(("patience", "within"), [(4.0, 4.0), (600.0, FIRST_PATIENCE)])
def test_an_address_where_nobody_listens_is_named_at_once_and_given_up_within_the_patience(patience, within):
    with script(OK) as provider:
        pass
    time, told = FakeWorld(), []

    def tell(notice):
        told.append((notice.kind, time.now))

    begun = time.now
    with (
        client_of(provider, time=time, notice=tell, patience=patience) as client,
        pytest.raises(Stopped) as raised,
    ):
        client.ask(question(), "doc")
    assert told == [("paused", begun)]
    assert time.now - begun <= within + FIRST_WAIT
    assert "ConnectError" in raised.value.message
    assert raised.value.code == "model_down"
    assert "GOUJI_MODEL_BASE_URL" in raised.value.remedy


@pytest.mark.parametrize("patience", [2.0, 10.0, 20.0])
def test_a_lone_caller_of_a_provider_that_only_fails_is_stopped_when_the_patience_ends(patience):
    time = FakeWorld()
    begun = time.now
    with (
        script(refused(502, "bad gateway")) as provider,
        client_of(provider, time=time, patience=patience) as client,
        pytest.raises(Stopped),
    ):
        client.ask(question(), "doc")
    assert patience <= time.now - begun <= patience * 1.5 + FIRST_WAIT


def test_equal_calls_at_the_same_time_are_sent_once():
    arrived, release = threading.Event(), threading.Event()

    def slow(*_):
        arrived.set()
        release.wait(30)
        return OK

    with scripted(slow) as provider, client_of(provider) as client, ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(client.ask, question(), "doc") for _ in range(8)]
        assert arrived.wait(30)
        release.set()
        replies = [future.result(30) for future in asked]
    assert len(provider.heard) == 1
    assert [reply.answer for reply in replies] == [VALUE] * 8
    assert sorted(reply.replayed for reply in replies) == [False] + [True] * 7


def test_no_more_than_allowed_are_in_flight():
    lock, now, most = threading.Lock(), [0], [0]

    def count(*_):
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        threading.Event().wait(0.01)
        with lock:
            now[0] -= 1
        return OK

    with (
        scripted(count) as provider,
        client_of(provider, concurrency=3) as client,
        ThreadPoolExecutor(10) as pool,
    ):
        list(pool.map(lambda n: client.ask(question(str(n)), "doc"), range(40)))
    assert most[0] <= 3
    assert len(provider.heard) == 40


def test_stopping_ends_what_waits_and_lets_a_reply_on_its_way_come_back():
    arrived, release, ledger = threading.Event(), threading.Event(), MemoryLedger()

    def slow(*_):
        arrived.set()
        release.wait(30)
        return OK

    with (
        scripted(slow) as provider,
        client_of(provider, ledger, concurrency=1) as client,
        ThreadPoolExecutor(2) as pool,
    ):
        sent = pool.submit(client.ask, question("一"), "doc")
        assert arrived.wait(30)
        waiting = pool.submit(client.ask, question("二"), "doc")
        client.stop()
        assert isinstance(waiting.exception(30), Stopped)
        release.set()
        assert sent.result(30).answer == VALUE
    assert states(ledger) == ["kept"]


def test_closing_ends_calls_on_their_way_which_stay_on_record_as_lost():
    arrived, release, ledger = threading.Event(), threading.Event(), MemoryLedger()

    def never(*_):
        arrived.set()
        release.wait(60)
        return OK

    with (
        scripted(never) as provider,
        client_of(provider, ledger) as client,
        ThreadPoolExecutor(1) as pool,
    ):
        sent = pool.submit(client.ask, question(), "doc")
        assert arrived.wait(30)
        client.close()
        assert isinstance(sent.exception(30), Stopped)
        release.set()
    assert states(ledger) == ["lost"]


@pytest.mark.parametrize(
    ("said", "sent"),
    [
        ("Unsupported parameter: 'max_tokens' is not supported. Use 'max_completion_tokens' instead.", {"max_completion_tokens": 300, "temperature": 0}),
        ("Unsupported value: 'temperature' does not support 0 with this model.", {"max_tokens": 300}),
    ],
)  # fmt: skip
def test_a_parameter_that_is_not_supported_is_put_otherwise_from_then_on(said, sent):
    with script(refused(400, said), OK) as provider, client_of(provider) as client:
        assert client.ask(question("一"), "doc").answer == VALUE
        assert client.ask(question("二"), "doc").answer == VALUE
        assert client.ask(question("一"), "doc").replayed
    assert len(provider.heard) == 3
    for heard in provider.heard[1:]:
        optional = {"max_tokens", "max_completion_tokens", "temperature"}
        assert {name: heard.body[name] for name in optional & set(heard.body)} == sent


def test_parameters_that_are_refused_either_way_end_as_a_rejected_call():
    refusal = refused(400, "max_tokens and max_completion_tokens are invalid")
    with script(refusal) as provider, client_of(provider) as client:
        assert client.ask(question(), "doc").trouble == "rejected"
    assert len(provider.heard) == 2


def test_a_server_that_wants_neither_name_of_the_limit_is_not_asked_for_ever():
    def contrary(heard, _):
        name = "max_tokens" if "max_tokens" in heard.body else "max_completion_tokens"
        return refused(400, f"Unrecognized request argument supplied: {name}")

    with scripted(contrary) as provider, client_of(provider) as client:
        assert client.ask(question(), "doc").trouble == "rejected"
    assert len(provider.heard) == 2


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500, 503])
def test_a_server_that_echoes_the_key_gets_it_into_no_message_row_or_log(status, caplog):
    def echo(heard, number):
        if number > 2:
            return Said(completion(RIGHT, note=dict(heard.headers)["Authorization"]))
        return refused(status, f"headers were {heard.headers}")

    ledger, notices, said = MemoryLedger(), [], ""
    with (
        caplog.at_level(logging.DEBUG),
        scripted(echo) as provider,
        client_of(provider, ledger, notice=notices.append) as client,
    ):
        for number in range(4):
            try:
                said += repr(client.ask(question(str(number)), "doc"))
            except (UsageError, Stopped) as error:
                said += str(error) + repr(error.__dict__) + repr(error.__cause__)
    assert "Bearer" in repr(ledger.attempts)
    assert KEY not in repr(ledger.attempts) + repr(notices) + said + caplog.text + repr(client.__dict__)


def test_a_ledger_that_cannot_write_fails_before_anything_is_sent():
    class FullDisk(MemoryLedger):
        def intend(self, *_):
            raise OSError(28, "No space left on device")

    with (
        script(OK) as provider,
        client_of(provider, FullDisk()) as client,
        pytest.raises(OSError, match="No space"),
    ):
        client.ask(question(), "doc")
    assert provider.heard == []


def test_the_intent_is_on_record_before_the_request_leaves_and_the_reply_before_it_is_used():
    ledger, at_arrival = MemoryLedger(), []

    def look(*_):
        at_arrival.extend(states(ledger))
        return OK

    with scripted(look) as provider, client_of(provider, ledger) as client:
        client.ask(question(), "doc")
    assert at_arrival == ["open"]
    assert states(ledger) == ["kept"]


def test_an_endpoint_that_cannot_be_used_is_asked_once_however_many_wait():
    unknown = refused(404, "no such", "model_not_found")
    with script(*[unknown] * 9) as provider, client_of(provider, mode="auto") as client:
        for _ in range(3):
            with pytest.raises(UsageError):
                client.ask(question(), "doc")
    assert len(provider.heard) == 1
