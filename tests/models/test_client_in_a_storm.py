import hashlib
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from gouji.models.call import Message
from gouji.models.client import Client
from gouji.models.endpoint import Endpoint
from gouji.models.ledger import MemoryLedger
from gouji.models.sender import World
from questions import question
from standin_server import running_standin

KEY = "sk-very-secret-123"
QUICK = {"retry_after": 0.01, "slow": 0.02, "trickle": 0.01}
LABELS = "- r01：规章\n- r02：规范性文件"


def asked(number):
    text = f"规章\t{number}\t7\n规范性文件\t0\t{number + 1}"
    mark = hashlib.sha256(text.encode()).hexdigest()[:12]
    fenced = f"【文件开始 {mark}】\n{text}\n【文件结束 {mark}】\n{LABELS}"
    return question(messages=(Message("system", "照抄。"), Message("user", fenced)))


def client_of(base_url, ledger, **given):
    def brief(seconds):
        threading.Event().wait(min(seconds, 0.02))

    endpoint = Endpoint(base_url, "standin", KEY, **{"concurrency": 8, **given})
    return Client(endpoint, ledger, world=World(sleep=brief))


def ask_all(client, numbers):
    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(lambda number: client.ask(asked(number), f"doc{number}"), numbers))


def test_in_a_storm_of_faults_every_call_ends_and_every_request_is_on_record():
    ledger = MemoryLedger()
    with (
        running_standin(faults=["storm"], probability=0.3, seed=4, key=KEY, **QUICK) as server,
        client_of(server.base_url, ledger) as client,
    ):
        replies = dict(enumerate(ask_all(client, range(150))))
        log = server.entries()
        paid = [number for number in replies if replies[number].trouble not in ("rejected", "unavailable")]
        again = dict(zip(paid, ask_all(client, paid), strict=True))
        sent = len(server.entries())
    assert sent == len(log), "what was paid once is never paid again"
    assert len(ledger.attempts) == sent
    states = Counter(attempt.state for attempt in ledger.attempts)
    assert states["open"] == 0
    assert states["kept"] + states["rejected"] + states["lost"] == sent
    assert min(states["kept"], states["rejected"], states["lost"]) > 0
    assert all(reply.replayed for reply in again.values())
    assert all(again[number].answer == replies[number].answer for number in paid)
    troubles = Counter(reply.trouble for reply in replies.values())
    assert {None, "truncated", "malformed", "wrong_shape", "refused", "rejected"} <= set(troubles)
    assert troubles[None] > 100
    assert any(entry["fault"] == "echoed_key" for entry in log)
    assert KEY not in repr(ledger.attempts) + repr(replies)


def test_modes_that_are_not_supported_or_ignored_lead_to_one_that_works():
    for accepts, ignores, mode in (
        (("strict", "json_schema", "json_object", "tools"), (), "strict"),
        (("json_object", "tools"), (), "tools"),
        (("tools",), ("strict",), "tools"),
        (("json_object",), ("strict", "tools"), "json_object"),
        ((), ("strict", "tools", "json_object"), "text"),
        ((), (), "text"),
    ):
        with (
            running_standin(accepts=list(accepts), ignores=list(ignores)) as server,
            client_of(server.base_url, MemoryLedger()) as client,
        ):
            (reply,) = ask_all(client, [1])
            assert client.dialect.mode == mode
        assert reply.trouble is None


def test_real_limits_of_a_provider_are_found_and_kept_to():
    ledger = MemoryLedger()
    with (
        running_standin(at_once=3, latency=0.01, retry_after=0.01) as server,
        client_of(server.base_url, ledger, mode="strict") as client,
    ):
        replies = ask_all(client, range(120))
    assert all(reply.answer is not None for reply in replies)
    refused = [number for number, attempt in enumerate(ledger.attempts) if attempt.state == "rejected"]
    half = len(ledger.attempts) // 2
    assert refused, "eight at once are more than this provider takes"
    assert sum(number >= half for number in refused) < half / 3
