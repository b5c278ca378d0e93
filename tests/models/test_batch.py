"""Calls in batches against a provider over real HTTP: what is sent, and what of every way to end is kept."""

import json
from collections import Counter
from decimal import Decimal
from types import SimpleNamespace

import pytest

from gouji.errors import Stopped, UsageError
from gouji.models.accounts import account
from gouji.models.batch import Batches, Terms
from gouji.models.budget import Budget, Limit
from gouji.models.client import Client
from gouji.models.endpoint import Endpoint
from gouji.models.kept import KeptLedger
from gouji.models.prices import Price
from gouji.models.tokens import most_tokens
from gouji.store import batches as kept
from gouji.store import calls
from gouji.store.ledger import opened
from gouji.store.workspace import create
from questions import question
from standin.wire import Delivery, error, json_delivery
from watched_standin import watched_standin

PRICE = Price(Decimal(2), Decimal(8), Decimal("0.5"), batch=Decimal("0.5"))
DOCUMENT = "d" * 64
KEY = "sk-secret-of-this-test"
QUESTIONS = [question(f"{number}", prompt="header", max_tokens=64 + number) for number in range(12)]


class Patient:
    """Waits without waiting, and remembers how long."""

    def __init__(self, most=200):
        self.waits = []
        self.most = most

    def __call__(self, seconds):
        self.waits.append(seconds)
        if len(self.waits) > self.most:
            raise KeyboardInterrupt


@pytest.fixture
def provider():
    with watched_standin() as server:
        yield server


@pytest.fixture
def begin(tmp_path, provider):
    """A run over the same workspace, as often as it is called; leaving the block without ``end`` is a kill."""
    left = []

    def make(budget=None, **terms):
        workspace = create(tmp_path / "w")
        ledger_of = opened(workspace)
        ledger = ledger_of.__enter__()
        endpoint = Endpoint(provider.base_url, "standin", KEY, mode="strict", patience=5)
        spending = Budget(Limit(Decimal(budget), "CNY"), PRICE) if budget else None
        client = Client(endpoint, KeptLedger(ledger, PRICE))
        notices = []
        batches = Batches(
            endpoint,
            client,
            workspace,
            KeptLedger(ledger, PRICE.batched()),
            spending,
            notices.append,
            Terms(**{"fewest": 3, **terms}),
        )
        left.append((ledger_of, workspace, client, batches))
        return SimpleNamespace(
            batches=batches, client=client, workspace=workspace, notices=notices, budget=spending
        )

    yield make
    for ledger_of, workspace, client, batches in left:
        batches._service.close()
        client.close()
        ledger_of.__exit__(None, None, None)
        workspace.close()


def gather(run, asked=QUESTIONS):
    for call in asked:
        if run.batches.recall(call, DOCUMENT) is None:
            run.batches.take(call, DOCUMENT)


def states(run):
    return Counter(line.state for line in calls.lines(run.workspace, limit=-1))


def through(run, asked=QUESTIONS):
    gather(run, asked)
    assert run.batches.submit(Patient())
    run.batches.harvest(Patient())


def test_what_a_batch_answers_is_in_the_ledger_as_if_asked_live(begin, provider):
    run = begin()
    through(run)
    assert states(run) == {"kept": len(QUESTIONS)}
    replies = [run.batches.recall(call, DOCUMENT) for call in QUESTIONS]
    assert all(reply.replayed for reply in replies)
    live = Client(Endpoint(provider.base_url, "standin", KEY, mode="strict"), KeptLedgerless())
    with live:
        assert [live.ask(call, DOCUMENT).text for call in QUESTIONS] == [reply.text for reply in replies]


class KeptLedgerless:
    """A ledger that keeps nothing: every call goes out."""

    def find(self, key):
        return None

    def intend(self, key, call, document, model):
        return 0

    def keep(self, intent, raw, usage, seconds):
        pass

    def drop(self, intent, outcome, note):
        pass


def test_a_line_holds_the_very_body_of_the_live_request(begin, provider):
    run = begin()
    through(run)
    uploaded = next(each for each in provider.requests if each.path == "/v1/files")
    lines = [json.loads(line) for line in uploaded.body.splitlines() if line.startswith(b'{"custom_id"')]
    with Client(Endpoint(provider.base_url, "standin", KEY, mode="strict"), KeptLedgerless()) as live:
        for call in QUESTIONS:
            live.ask(call, DOCUMENT)
    sent = [json.loads(each.body) for each in provider.requests if each.path == "/v1/chat/completions"]
    assert [line["body"] for line in lines] == sent
    assert {line["custom_id"] for line in lines} == {line.key for line in calls.lines(run.workspace)}


def test_calls_of_a_batch_cost_the_price_of_a_batch(begin):
    run = begin()
    through(run)
    whole = account(calls.totals(run.workspace))
    full = (whole.tokens.input * Decimal(2) + whole.tokens.output * Decimal(8)) / 1_000_000
    assert (whole.cost, whole.calls) == (full / 2, len(QUESTIONS))
    assert full > 0


@pytest.mark.parametrize(
    ("ends", "answered", "expected"),
    [
        ("completed", 1.0, {"kept": 12}),
        ("expired", 0.5, {"kept": 6, "rejected": 6}),
        ("expired", 0.0, {"rejected": 12}),
        ("cancelled", 0.25, {"kept": 3, "rejected": 9}),
        ("failed", 0.0, {"rejected": 12}),
    ],
)
def test_every_way_to_end_closes_every_call(begin, provider, ends, answered, expected):
    provider.conduct(batch={"ends": ends, "answered": answered})
    run = begin()
    through(run)
    assert (states(run), kept.outstanding(run.workspace)) == (expected, [])
    assert run.notices[-1].handle.status == ends
    assert dict(run.notices[-1].ended) == expected
    assert len(set(provider.answered())) == len(provider.answered()) == expected.get("kept", 0)


def test_what_a_batch_did_not_answer_goes_in_no_batch_again(begin, provider):
    provider.conduct(batch={"ends": "expired", "answered": 0.5})
    run = begin()
    through(run)
    gather(run)
    assert not run.batches.submit(Patient())
    assert len(provider.batches) == 1


def test_lines_that_failed_are_rejected_or_lost_as_live_attempts_are(begin, provider):
    codes = iter([400, 429, 500, 503, 200, 200])
    original = provider.standin.batches._answer

    def answer(request):
        code = next(codes, 200)
        if code != 200:
            return code, {"error": {"message": f"no {KEY}", "type": "x"}}
        return original(request)

    provider.standin.batches._answer = answer
    run = begin()
    through(run)
    assert states(run) == {"kept": 8, "rejected": 3, "lost": 1}
    assert all(KEY not in (line.note or "") for line in calls.lines(run.workspace))


def test_a_call_of_which_no_file_says_anything_counts_as_possibly_billed(begin, provider):
    def forget_errors(request):
        return error(404, "No such file", "x") if request.path.endswith("/content") else None

    run = begin()
    gather(run)
    run.batches.submit(Patient())
    provider.watch = forget_errors
    run.batches.harvest(Patient())
    assert states(run) == {"lost": 12}


def test_nonsense_in_a_result_file_closes_nothing_wrongly(begin, provider):
    run = begin()
    gather(run)
    run.batches.submit(Patient())
    key = calls.lines(run.workspace)[0].key
    good = {"custom_id": key, "response": {"status_code": 200, "body": {"choices": []}}, "error": None}
    lines = [
        b"no json",
        b"[1, 2]",
        b'{"custom_id": 7}',
        b'{"custom_id": "stranger", "response": {"status_code": 200, "body": {"choices": []}}}',
        json.dumps(good).encode(),
        json.dumps({**good, "response": {"status_code": 500, "body": None}}).encode(),
    ]

    def nonsense(request):
        return Delivery(200, b"\n".join(lines)) if request.path.endswith("/content") else None

    provider.watch = nonsense
    run.batches.harvest(Patient())
    assert states(run) == {"kept": 1, "lost": 11}


def test_many_calls_become_several_batches_within_the_limits(begin, provider):
    run = begin(most_requests=5)
    through(run)
    assert [batch.counts["total"] for batch in provider.batches] == [5, 5, 2]
    assert states(run) == {"kept": 12}


def test_a_batch_is_no_longer_than_its_bytes_allow(begin, provider):
    run = begin(most_bytes=4000)
    through(run)
    sizes = [each["bytes"] for each in provider.standin.batches._files.values() if each["purpose"] == "batch"]
    assert len(sizes) > 1
    assert max(sizes) <= 4000
    assert states(run) == {"kept": 12}


def test_too_few_calls_are_left_to_be_asked_live(begin, provider):
    run = begin(fewest=13)
    gather(run)
    assert not run.batches.submit(Patient())
    assert (states(run), provider.requests) == ({}, [])
    assert list((run.workspace.folder / "batches").iterdir()) == []


def test_the_same_question_of_two_documents_goes_out_once(begin, provider):
    run = begin()
    through(run, [*QUESTIONS, *QUESTIONS])
    assert len(provider.answered()) == len(QUESTIONS)


def test_looks_come_further_and_further_apart_and_no_further_than_a_minute(begin, provider):
    provider.conduct(batch={"seconds": 3600.0})
    run = begin()
    gather(run)
    run.batches.submit(Patient())
    patient = Patient(most=20)
    with pytest.raises(Stopped):
        run.batches.harvest(patient)
    assert patient.waits == sorted(patient.waits)
    assert (patient.waits[0], patient.waits[-1]) == (1.0, 60.0)


def test_an_interrupt_leaves_the_batch_running_and_says_how_to_come_back(begin, provider):
    provider.conduct(batch={"seconds": 3600.0})
    run = begin()
    gather(run)
    run.batches.submit(Patient())
    with pytest.raises(Stopped) as stopped:
        run.batches.harvest(Patient(most=0))
    assert (stopped.value.code, stopped.value.exit_code) == ("batch_running", 5)
    assert states(run) == {"open": 12}
    assert [handle.state for handle in kept.outstanding(run.workspace)] == ["submitted"]


def test_open_calls_of_a_batch_outlive_their_process(begin, provider):
    provider.conduct(batch={"seconds": 3600.0})
    first = begin()
    gather(first)
    first.batches.submit(Patient())
    second = begin()
    assert states(second) == {"open": 12}
    provider.batches[0].due = 0
    second.batches.harvest(Patient())
    assert (states(second), len(provider.batches)) == ({"kept": 12}, 1)


def killed_at(provider, method, path, *, after):
    """Make the request to ``path`` the last thing that its client sees."""

    def kill(request):
        if request.method == method and request.path.partition("?")[0] == path:
            raise KeyboardInterrupt

    def hook(request):
        try:
            kill(request)
        except KeyboardInterrupt:
            provider.watch = provider.watch_after = lambda request: None
            return Delivery(500, b"", manner="closed")
        return None

    setattr(provider, "watch_after" if after else "watch", hook)


@pytest.mark.parametrize("path", ["/v1/files", "/v1/batches"])
@pytest.mark.parametrize("after", [False, True])
def test_a_connection_that_breaks_in_a_submission_creates_no_second_batch(begin, provider, path, after):
    killed_at(provider, "POST", path, after=after)
    run = begin()
    through(run)
    assert (states(run), len(provider.batches)) == ({"kept": 12}, 1)


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("tagged", [False, True])
def test_a_batch_that_may_have_been_created_is_looked_for_before_it_is_created(
    begin, provider, after, tagged, monkeypatch
):
    """By its tag, or by its file where the provider keeps no tags."""
    first = begin()
    gather(first)
    monkeypatch.setattr(kept, "submitted", killed)
    if not after:
        provider.watch = lambda request: (
            error(503, "down", "x") if (request.method, request.path) == ("POST", "/v1/batches") else None
        )
    with pytest.raises((KilledError, Stopped)):
        first.batches.submit(Patient())
    monkeypatch.undo()
    provider.watch = lambda request: None
    if not tagged:
        for batch in provider.batches:
            batch.metadata = None
    second = begin()
    assert [handle.state for handle in kept.outstanding(second.workspace)] == ["uploaded"]
    second.batches.harvest(Patient())
    assert (states(second), len(provider.batches)) == ({"kept": 12}, 1)


class KilledError(BaseException):
    """The process is gone."""


def killed(*_):
    raise KilledError


@pytest.mark.parametrize("step", ["seal", "uploaded", "submitted", "close", "end"])
def test_whichever_step_is_the_last_the_next_run_goes_on_from_there(begin, provider, step, monkeypatch):
    first = begin()
    monkeypatch.setattr(kept, step, killed)
    gather(first)
    with pytest.raises(KilledError):
        through(first)
    monkeypatch.undo()
    second = begin()
    second.batches.harvest(Patient())
    gather(second)
    second.batches.submit(Patient())
    second.batches.harvest(Patient())
    assert (states(second), len(provider.batches)) == ({"kept": 12}, 1)
    assert len(provider.answered()) == 12
    assert list((second.workspace.folder / "batches").iterdir()) == []


def test_a_batch_reserves_all_that_it_can_cost_and_settles_what_it_did(begin, provider):
    run = begin(budget=100)
    gather(run)
    run.batches.submit(Patient())
    most = sum(most_tokens(call) * 2 + call.max_tokens * 8 for call in QUESTIONS)
    assert run.budget.reserved == Decimal(most) / 2 / 1_000_000
    run.batches.harvest(Patient())
    assert (run.budget.reserved, run.budget.spent) == (0, account(calls.totals(run.workspace)).cost)


def test_a_batch_takes_no_more_calls_than_the_budget_holds(begin, provider):
    each = [Decimal(most_tokens(call) * 2 + call.max_tokens * 8) / 2_000_000 for call in QUESTIONS]
    run = begin(budget=sum(each[:5]))
    through(run)
    assert states(run) == {"kept": 5}
    assert run.budget.spent < sum(each[:5])


def test_a_batch_that_an_earlier_run_left_counts_to_the_budget_of_the_next(begin, provider):
    first = begin(budget=100)
    gather(first)
    first.batches.submit(Patient())
    second = begin(budget=100)
    second.batches.harvest(Patient())
    assert second.budget.spent == account(calls.totals(second.workspace)).cost > 0


def test_an_endpoint_without_batches_is_told_and_nothing_stays_behind(begin, provider):
    provider.watch = lambda request: (
        error(404, "Not found", "x") if request.path.startswith("/v1/files") else None
    )
    run = begin()
    gather(run)
    with pytest.raises(UsageError) as refused:
        run.batches.submit(Patient())
    assert refused.value.code == "model_no_batch"
    assert (states(run), kept.outstanding(run.workspace)) == ({}, [])


def test_a_batch_that_the_provider_does_not_know_is_not_paid_again_in_silence(begin, provider):
    run = begin()
    gather(run)
    run.batches.submit(Patient())
    provider.watch = lambda request: error(404, "No such batch", "x") if request.method == "GET" else None
    with pytest.raises(UsageError) as unknown:
        run.batches.harvest(Patient())
    assert (unknown.value.code, states(run)) == ("batch_unknown", {"open": 12})


def test_a_provider_that_is_down_for_long_stops_the_waiting_and_loses_nothing(begin, provider):
    run = begin()
    gather(run)
    run.batches.submit(Patient())
    provider.conduct(down=True)
    with pytest.raises(Stopped) as down:
        run.batches.harvest(Patient())
    assert (down.value.code, states(run)) == ("model_down", {"open": 12})
    provider.conduct(down=False)
    run.batches.harvest(Patient())
    assert states(run) == {"kept": 12}


def test_a_batch_at_another_address_is_not_paid_again_here(begin, provider, tmp_path):
    run = begin()
    gather(run)
    run.batches.submit(Patient())
    with run.workspace.begin() as connection:
        connection.exec_driver_sql("UPDATE batches SET address = 'http://elsewhere.example/v1'")
    with pytest.raises(UsageError) as elsewhere:
        run.batches.harvest(Patient())
    assert (elsewhere.value.code, "elsewhere.example" in elsewhere.value.message) == ("batch_elsewhere", True)


def test_a_batch_of_another_model_is_left_alone_and_named(begin):
    run = begin()
    gather(run)
    run.batches.submit(Patient())
    with run.workspace.begin() as connection:
        connection.exec_driver_sql("UPDATE batches SET model = 'another'")
    run.batches.harvest(Patient())
    assert (run.notices[-1].kind, states(run)) == ("elsewhere", {"open": 12})


def test_no_request_holds_more_than_ours_and_no_store_holds_the_key(begin, provider, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-foreign")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-foreign")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Foreign: 1")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    run = begin()
    through(run)
    for request in provider.requests:
        assert request.headers["authorization"] == f"Bearer {KEY}"
        assert set(request.headers) <= {
            "host", "user-agent", "accept", "accept-encoding", "authorization", "content-type",
            "content-length", "transfer-encoding", "connection",
        }  # fmt: skip
        assert KEY.encode() not in request.body
    held = b"".join(path.read_bytes() for path in run.workspace.folder.rglob("*") if path.is_file())
    assert KEY.encode() not in held


def test_a_reply_that_echoes_the_key_is_kept_without_it(begin, provider):
    run = begin()
    gather(run)
    run.batches.submit(Patient())
    key = calls.lines(run.workspace)[0].key
    body = {"choices": [{"message": {"content": KEY}, "finish_reason": "stop"}]}
    said = json.dumps({"custom_id": key, "response": {"status_code": 200, "body": body}})
    provider.watch = lambda request: (
        Delivery(200, said.encode()) if request.path.endswith("/content") else None
    )
    run.batches.harvest(Patient())
    (reply,) = calls.recorded(run.workspace)
    assert KEY not in reply.raw


def test_an_unclear_status_is_waited_out(begin, provider):
    run = begin()
    gather(run)
    run.batches.submit(Patient())
    unclear = iter(["validating", "paused_by_somebody", "finalizing"])

    def look(request):
        status = next(unclear, None) if request.path.startswith("/v1/batches/") else None
        return json_delivery({"id": "batch_000001", "object": "batch", "status": status}) if status else None

    provider.watch = look
    patient = Patient()
    run.batches.harvest(patient)
    assert (len(patient.waits), states(run)) == (3, {"kept": 12})
