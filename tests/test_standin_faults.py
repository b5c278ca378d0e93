"""Each fault of the stand-in does on the wire what its name says, on the replies that are chosen."""

import http.client
import json
from email.utils import parsedate_to_datetime

import pytest

from standin.faults import COMPLETION, CONNECTION, FAULTS, REFUSALS
from standin.lies import LIES
from standin_requests import (
    REPORT,
    answer_of,
    choice_of,
    completion,
    force,
    get,
    honest,
    impatient,
    post,
    raw_reply,
    request_of,
    settled,
)

STATUS = {
    "rate_limited": 429,
    "rate_limited_date": 429,
    "rate_limited_bare": 429,
    "server_error": 500,
    "unavailable": 503,
    "echoed_key": 500,
    "context_too_long": 400,
    "rejected_content": 400,
    "html_error": 502,
}


@pytest.mark.parametrize("fault", REFUSALS)
def test_a_refusal_has_its_status(provider, fault):
    force(provider, fault, retry_after=2)
    status, headers, text = post(provider, request_of("disclosure", REPORT), Authorization="Bearer sk-secret")
    assert status == STATUS[fault]
    assert ("sk-secret" in text) is (fault == "echoed_key")
    assert provider.entries()[-1]["fault"] == fault
    after = headers["Retry-After"]
    if fault == "rate_limited_date":
        assert parsedate_to_datetime(after).timestamp() > 0
    else:
        assert after == ("2" if fault in {"rate_limited", "unavailable"} else None)


def test_a_connection_dropped_before_the_reply_brings_nothing(provider):
    force(provider, "dropped_before")
    with pytest.raises(http.client.RemoteDisconnected):
        post(provider, request_of("disclosure", REPORT))
    assert provider.entries()[-1]["outcome"] == "dropped"


def test_a_connection_dropped_in_the_middle_brings_half(provider):
    force(provider, "dropped_middle")
    with pytest.raises(http.client.IncompleteRead) as broken:
        post(provider, request_of("disclosure", REPORT))
    assert broken.value.partial
    assert provider.entries()[-1]["outcome"] == "dropped"


def test_a_trickle_comes_in_pieces_and_whole(provider):
    force(provider, "trickle", trickle=0.3)
    pieces = raw_reply(provider, request_of("disclosure", REPORT))
    assert len(pieces) > 5
    body = json.loads(b"".join(pieces).partition(b"\r\n\r\n")[2])
    assert json.loads(body["choices"][0]["message"]["content"]) == honest("disclosure", REPORT)


def test_a_hanging_request_stays_open_until_its_client_leaves(provider):
    force(provider, "hang")
    with pytest.raises(TimeoutError):
        impatient(provider, request_of("disclosure", REPORT))
    assert settled(provider)[-1]["outcome"] == "unsent"


def test_a_slow_reply_and_latency_wait_as_long_as_told(provider):
    for settings in ({"rules": [{"fault": "slow"}], "slow": 0.2}, {"latency": 0.2}):
        provider.reset(**settings)
        answer_of(provider, "disclosure", REPORT)
        entry = settled(provider)[-1]
        assert entry["ended"] - entry["received"] >= 0.19


@pytest.mark.parametrize("kind", ["constant", "normal", "heavy"])
def test_latencies_are_drawn_from_their_kind(provider, kind):
    provider.reset(latency={"kind": kind, "seconds": 0.01, "spread": 0.005, "most": 0.1})
    for number in range(10):
        answer_of(provider, "disclosure", f"{REPORT}{number}")
    waits = {round(entry["ended"] - entry["received"], 4) for entry in settled(provider)}
    assert len(waits) > 3 or kind == "constant"


def message_and_reason(server):
    choice = choice_of(server, request_of("disclosure", REPORT))
    return choice["message"], choice["finish_reason"]


def test_completions_go_wrong_as_their_fault_says(provider):
    whole = json.dumps(honest("disclosure", REPORT), ensure_ascii=False, separators=(",", ":"))
    force(provider, "truncated")
    message, reason = message_and_reason(provider)
    assert reason == "length"
    assert message["content"] != whole
    assert whole.startswith(message["content"])
    force(provider, "malformed_json")
    message, reason = message_and_reason(provider)
    assert reason == "stop"
    with pytest.raises(ValueError, match=r"Expecting|Extra|Unterminated|delimiter|Invalid"):
        json.loads(message["content"])
    force(provider, "wrapped_json")
    message, reason = message_and_reason(provider)
    assert f"```json\n{whole}\n```" in message["content"]
    force(provider, "refusal")
    message, reason = message_and_reason(provider)
    assert message["content"] is None
    assert message["refusal"]
    force(provider, "content_filter")
    message, reason = message_and_reason(provider)
    assert reason == "content_filter"
    force(provider, "empty")
    assert message_and_reason(provider)[0]["content"] == ""


def test_usage_is_left_out_or_wrong_as_told(provider):
    right = completion(provider, request_of("disclosure", REPORT))["usage"]
    force(provider, "wrong_usage")
    assert (
        completion(provider, request_of("disclosure", REPORT))["usage"]["prompt_tokens"]
        == right["prompt_tokens"] * 10
    )
    force(provider, "no_usage")
    assert "usage" not in completion(provider, request_of("disclosure", REPORT))


def test_a_broken_body_is_no_json(provider):
    force(provider, "broken_body")
    status, _, text = post(provider, request_of("disclosure", REPORT))
    assert status == 200
    with pytest.raises(ValueError, match=r"Expecting|Unterminated"):
        json.loads(text)


def test_the_same_seed_draws_the_same_faults_whatever_the_order(provider):
    bodies = [request_of("disclosure", f"{REPORT}{number}") for number in range(40)]
    runs = []
    for order in (bodies, bodies[::-1]):
        provider.reset(faults=["server_error", "empty", "changed_digit"], probability=0.3, seed=6)
        for body in order:
            post(provider, body)
        runs.append({entry["body"]: entry["fault"] for entry in provider.entries()})
    assert runs[0] == runs[1]
    faults = [fault for fault in runs[0].values() if fault]
    assert set(faults) == {"server_error", "empty", "changed_digit"}
    assert 5 <= len(faults) <= 22


def test_a_repeated_request_draws_again(provider):
    provider.reset(faults=["server_error"], probability=0.5)
    statuses = {post(provider, request_of("disclosure", REPORT))[0] for _ in range(20)}
    assert statuses == {200, 500}


def test_rules_force_faults_on_chosen_requests(provider):
    provider.reset(
        rules=[
            {"fault": "empty", "schema": "disclosure", "attempt": [1]},
            {"fault": "server_error", "contains": "特别的词", "times": 1},
            {"fault": "refusal", "schema": "proceedings", "nth": [2]},
        ]
    )
    special = REPORT + "特别的词"
    asked = [("disclosure", REPORT)] * 2 + [("header", special)] * 2 + [("proceedings", REPORT)] * 3
    for part, text in asked:
        post(provider, request_of(part, text))
    faults = [entry["fault"] for entry in provider.entries()]
    assert faults == ["empty", None, "server_error", None, None, "refusal", None]


@pytest.mark.parametrize(
    "settings",
    [
        {"faults": ["no_such"]},
        {"unknown": 1},
        {"accepts": ["telepathy"]},
        {"rules": [{"fault": "no_such"}]},
        {"latency": {"kind": "?"}},
    ],
)
def test_control_refuses_what_it_does_not_know(provider, settings):
    status, _, text = post(provider, settings, path="/control")
    assert status == 400, text


def test_every_fault_has_a_name_and_a_sentence(provider):
    described = json.loads(get(provider, "/control/faults")[1])
    assert set(described) == set(FAULTS) == {*REFUSALS, *CONNECTION, *COMPLETION, *LIES}
    assert all(described.values())
