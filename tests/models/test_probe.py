import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from gouji.errors import UsageError
from gouji.models.client import Client, probe
from gouji.models.endpoint import Endpoint
from gouji.models.ledger import MemoryLedger
from gouji.models.probe import ProbeAnswer
from gouji.models.wire import Dialect
from questions import RIGHT, VALUE, question
from scripted_provider import Said, completion, refused, scripted

PROBED = '{"seal": "gouji-k7", "sums": [1, null, 2]}'


def mode_of(body):
    if "tools" in body:
        return "tools"
    return {"json_schema": "strict", None: "text"}.get(
        (kind := body.get("response_format", {}).get("type")), kind
    )


def server(*, obeys, refuses=(), usage=(11, 7)):
    """A server that obeys some modes, refuses others by status 400, and takes the rest without effect."""

    def said(heard, _):
        mode = mode_of(heard.body)
        if mode in refuses:
            field = "tools" if mode == "tools" else "response_format"
            return refused(400, f"{field} is not supported")
        asked = json.dumps(heard.body)
        right = PROBED if "gouji-k7" in asked else RIGHT
        if mode not in obeys:
            return Said(completion("一加一等于二。", usage=usage))
        if mode == "tools":
            call = {"id": "t", "type": "function", "function": {"name": "x", "arguments": right}}
            return Said(completion(None, tool_calls=[call], usage=usage))
        return Said(completion(f"```json\n{right}\n```" if mode == "text" else right, usage=usage))

    return scripted(said)


@pytest.mark.parametrize(
    ("obeys", "refuses", "mode"),
    [
        (("strict", "tools", "json_object", "text"), (), "strict"),
        (("tools", "json_object", "text"), ("strict",), "tools"),
        (("tools", "json_object", "text"), (), "tools"),
        (("json_object", "text"), ("strict", "tools"), "json_object"),
        (("text",), (), "text"),
        (("text",), ("strict", "tools", "json_object"), "text"),
    ],
)
def test_the_firmest_way_that_is_obeyed_is_found_even_where_others_are_taken_without_effect(
    obeys, refuses, mode
):
    with server(obeys=obeys, refuses=refuses) as provider:
        found = probe(Endpoint(provider.base_url, "m"))
    assert found.dialect.mode == mode
    assert found.tried[-1] == (mode, "")
    assert all(trouble for _, trouble in found.tried[:-1])
    assert found.counts_tokens


def test_usage_that_is_not_reported_is_found_out():
    with server(obeys=("strict",), usage=None) as provider:
        assert not probe(Endpoint(provider.base_url, "m")).counts_tokens


def test_a_model_that_obeys_nothing_is_an_error_that_lists_what_was_tried():
    with server(obeys=()) as provider, pytest.raises(UsageError) as raised:
        probe(Endpoint(provider.base_url, "m"))
    assert raised.value.code == "model_mode"
    assert all(mode in raised.value.message for mode in ("strict", "tools", "json_object", "text"))


def test_one_spoilt_reply_does_not_pass_for_a_missing_mode():
    replies = [Said(completion("{")), Said(completion(PROBED))]
    with scripted(lambda _, number: replies[min(number, 1)]) as provider:
        assert probe(Endpoint(provider.base_url, "m")).dialect.mode == "strict"


def test_no_free_answer_has_the_shape_that_is_asked_for():
    with server(obeys=()) as provider, pytest.raises(UsageError):
        probe(Endpoint(provider.base_url, "m", mode="strict"))
    words = json.dumps(provider.heard[0].body["messages"], ensure_ascii=False)
    assert not any(name in words for name in (*ProbeAnswer.model_fields, "gouji-k7"))


def test_a_mode_that_is_set_is_not_probed():
    with (
        server(obeys=("text",)) as provider,
        Client(Endpoint(provider.base_url, "m", mode="text"), MemoryLedger()) as client,
    ):
        assert client.ask(question(), "doc").answer == VALUE
    assert len(provider.heard) == 1


def test_the_first_call_of_many_threads_probes_once():
    with (
        server(obeys=("json_object",), refuses=("strict", "tools")) as provider,
        Client(Endpoint(provider.base_url, "m"), MemoryLedger()) as client,
        ThreadPoolExecutor(6) as pool,
    ):
        replies = list(pool.map(lambda n: client.ask(question(str(n)), "doc"), range(12)))
        dialect = client.dialect
    assert [reply.answer for reply in replies] == [VALUE] * 12
    assert dialect == Dialect("json_object")
    assert [mode_of(heard.body) for heard in provider.heard].count("strict") == 1
    assert len(provider.heard) == 15


def test_what_a_probe_found_is_not_paid_again_in_the_next_run():
    ledger = MemoryLedger()
    with server(obeys=("json_object",), refuses=("strict", "tools")) as provider:
        with Client(Endpoint(provider.base_url, "m"), ledger) as client:
            client.ask(question("一"), "doc")
            dialect = client.dialect
        before = len(provider.heard)
        with Client(Endpoint(provider.base_url, "m"), ledger, dialect=dialect) as client:
            client.ask(question("二"), "doc")
    assert len(provider.heard) == before + 1


def test_a_run_whose_replies_are_all_kept_reaches_for_no_network():
    ledger = MemoryLedger()
    with server(obeys=("json_object",), refuses=("strict", "tools")) as provider:
        with Client(Endpoint(provider.base_url, "m"), ledger) as client:
            client.ask(question(), "doc")
        base_url = provider.base_url
    with Client(Endpoint(base_url, "m"), ledger) as client:
        assert client.known(question())
        assert client.ask(question(), "doc").answer == VALUE


def test_a_server_that_loses_a_mode_later_is_asked_in_the_next_one():
    seen = {"strict": 0}

    def said(heard, _):
        mode = mode_of(heard.body)
        if mode == "strict":
            seen["strict"] += 1
            if seen["strict"] > 1:
                return refused(400, "response_format json_schema is not supported")
            return Said(completion(PROBED))
        call = {"id": "t", "type": "function", "function": {"name": "x", "arguments": RIGHT}}
        return Said(completion(None, tool_calls=[call]))

    with scripted(said) as provider, Client(Endpoint(provider.base_url, "m"), MemoryLedger()) as client:
        assert client.ask(question(), "doc").answer == VALUE
        assert client.dialect == Dialect("tools")


def test_what_a_probe_found_has_a_json_form():
    with server(obeys=("tools",)) as provider:
        found = probe(Endpoint(provider.base_url, "m"))
    assert Dialect.from_json(json.loads(json.dumps(found.dialect.to_json()))) == found.dialect
    assert Dialect.from_json({"mode": "magic"}) is None
    assert Dialect.from_json([]) is None
