import gzip
import json
import logging
import os
import re
import subprocess
import sys
import threading
import tracemalloc
from pathlib import Path

import openai
import pytest

from gouji.errors import UsageError
from gouji.models.connection import MOST_BYTES, Connection
from gouji.models.endpoint import Endpoint
from scripted_provider import Said, completion, scripted

KEY = "sk-very-secret-123"
DOCUMENT = "本机关2025年度报告正文"
BODY = {"model": "m", "messages": [{"role": "user", "content": DOCUMENT}]}
OK = Said(completion("好"))


def answering(said=OK):
    return scripted(lambda *_: said)


def connected(provider, **given):
    return Connection(Endpoint(provider.base_url, "m", **{"api_key": KEY, **given}))


def test_each_request_carries_exactly_our_headers():
    with answering() as provider:
        connection = connected(provider)
        connection.post(BODY)
        connection.post(BODY)
        connection.close()
    for heard in provider.heard:
        headers = dict(heard.headers)
        assert len(headers) == len(heard.headers)
        assert set(headers) == {
            "Host", "User-Agent", "Accept", "Accept-Encoding", "Connection", "Content-Type",
            "Content-Length", "Authorization",
        }  # fmt: skip
        assert headers["Authorization"] == f"Bearer {KEY}"
        assert headers["User-Agent"].startswith("gouji/")
        assert heard.path == "/v1/chat/completions"
        assert heard.body == BODY


def test_without_a_key_no_authorization_is_sent():
    with answering() as provider:
        connection = connected(provider, api_key=None)
        connection.post(BODY)
        connection.close()
    assert "Authorization" not in dict(provider.heard[0].headers)


def test_cookies_are_not_kept_and_redirects_not_followed():
    with answering() as trap:
        away = {"Location": f"{trap.base_url}/elsewhere"}
        replies = [Said(completion("好"), headers={"Set-Cookie": "id=7"}), Said(status=307, headers=away)]
        with scripted(lambda _, number: replies[number]) as provider:
            connection = connected(provider)
            connection.post(BODY)
            with pytest.raises(openai.APIStatusError):
                connection.post(BODY)
            connection.close()
    assert "Cookie" not in dict(provider.heard[1].headers)
    assert trap.heard == []


SCRIPT = """
import logging, sys
from gouji.models.client import Client
from gouji.models.endpoint import Endpoint
from gouji.models.ledger import MemoryLedger
from questions import question
logging.basicConfig(level=logging.DEBUG)
for name in ("openai", "httpx2", "httpcore2", "instructor"):
    logging.getLogger(name).setLevel(logging.DEBUG)
with Client(Endpoint(sys.argv[1], "m", mode="strict"), MemoryLedger()) as client:
    reply = client.ask(question("{document}"), "d")
print(reply.trouble or "answered")
"""


def foreign_environment(trap):
    """Every variable of other programs that could send a document elsewhere, pointing at a trap."""
    proxies = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")
    return {
        "OPENAI_API_KEY": "sk-foreign",
        "OPENAI_ADMIN_KEY": "sk-foreign-admin",
        "OPENAI_ORG_ID": "foreign-organization",
        "OPENAI_PROJECT_ID": "foreign-project",
        "OPENAI_WEBHOOK_SECRET": "foreign-webhook",
        "OPENAI_BASE_URL": trap,
        "OPENAI_CUSTOM_HEADERS": "X-Foreign: 1\nAuthorization: Bearer sk-foreign\nHost: foreign.example",
        "OPENAI_LOG": "debug",
        "OPENAI_API_TYPE": "azure",
        "OPENAI_API_VERSION": "foreign-version",
        "AZURE_OPENAI_ENDPOINT": trap,
        "AZURE_OPENAI_API_KEY": "foreign-azure",
        "AZURE_OPENAI_AD_TOKEN": "foreign-token",
        "NETRC": "/nonexistent",
        "SSL_CERT_FILE": "/nonexistent",
        "SSL_CERT_DIR": "/nonexistent",
        "NO_PROXY": "",
    } | dict.fromkeys(proxies, trap.removesuffix("/v1"))


def test_variables_of_other_programs_change_nothing_and_nothing_is_logged():
    with answering(OK) as trap, answering(Said(completion('{"rows": 1}'))) as provider:
        environment = os.environ | foreign_environment(trap.base_url)
        environment["PYTHONPATH"] = str(Path(__file__).resolve().parent.parent)
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT.replace("{document}", DOCUMENT), provider.base_url],
            env=environment, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
    assert done.stdout.strip() == "wrong_shape", done.stderr
    assert trap.heard == []
    (heard,) = provider.heard
    assert DOCUMENT in json.dumps(heard.body, ensure_ascii=False)
    assert "foreign" not in repr(heard).lower()
    assert dict(heard.headers)["Host"] == provider.base_url.removeprefix("http://").removesuffix("/v1")
    assert DOCUMENT not in done.stderr
    assert "HTTP" not in done.stderr


def test_every_variable_that_the_library_reads_is_in_that_test():
    package = Path(openai.__file__).parent
    read = "".join(
        (package / name).read_text("utf-8") for name in ("_client.py", "__init__.py", "_utils/_logs.py")
    )
    names = set(re.findall(r"environ(?:\.get\(|\[)\s*\"([A-Z_]+)\"", read))
    assert "OPENAI_CUSTOM_HEADERS" in names
    assert names <= set(foreign_environment("http://127.0.0.1:1/v1"))


def test_the_vendors_log_neither_documents_nor_keys_even_when_asked_to(caplog):
    with answering() as provider, caplog.at_level(logging.DEBUG):
        connection = connected(provider)
        for name in ("openai", "openai._base_client", "httpx2", "httpcore2.http11", "instructor"):
            logging.getLogger(name).setLevel(logging.DEBUG)
        connection.post(BODY)
        connection.close()
        logging.getLogger("gouji.other").debug("heard")
    assert "heard" in caplog.text
    assert KEY not in caplog.text
    assert DOCUMENT not in caplog.text
    assert [record.name for record in caplog.records] == ["gouji.other"]


@pytest.mark.parametrize(("timeout", "seconds"), [(20, None), (1000, 20), (20, 1000)])
def test_a_reply_that_trickles_ends_at_the_shorter_time_limit(timeout, seconds):
    moment = iter(range(1000))
    with answering(Said(pieces=[b"{", *[b" "] * 50])) as provider:
        endpoint = Endpoint(provider.base_url, "m", timeout=timeout)
        connection = Connection(endpoint, clock=lambda: next(moment))
        with pytest.raises(openai.APITimeoutError):
            connection.post(BODY, seconds)
        connection.close()


def test_a_reply_without_end_is_cut_off():
    with answering(Said(pieces=[b" " * 2**20] * (MOST_BYTES // 2**20 + 2))) as provider:
        connection = connected(provider)
        with pytest.raises(openai.APIConnectionError):
            connection.post(BODY)
        connection.close()


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "identity, gzip", "x-unheard-of"])
def test_a_compressed_reply_is_refused_unread(encoding):
    bomb = gzip.compress(b" " * (4 * MOST_BYTES))
    assert len(bomb) < MOST_BYTES
    with answering(Said(bomb, headers={"Content-Encoding": encoding})) as provider:
        connection = connected(provider)
        tracemalloc.start()
        with pytest.raises(openai.APIConnectionError) as raised:
            connection.post(BODY)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        connection.close()
    assert encoding in str(raised.value.__cause__)
    assert peak < MOST_BYTES


def test_a_reply_that_names_the_plain_encoding_is_read():
    with answering(Said(completion("好"), headers={"Content-Encoding": "Identity"})) as provider:
        connection = connected(provider)
        assert "choices" in connection.post(BODY)
        connection.close()


def test_closing_wakes_those_who_wait_for_a_reply():
    arrived, release, raised = threading.Event(), threading.Event(), []

    def never(*_):
        arrived.set()
        release.wait(60)
        return OK

    def wait(connection):
        try:
            connection.post(BODY)
        except openai.APIConnectionError as error:
            raised.append(error)

    with scripted(never) as provider:
        connection = connected(provider, timeout=50)
        thread = threading.Thread(target=wait, args=(connection,))
        thread.start()
        assert arrived.wait(30)
        connection.close()
        thread.join(30)
        woken = not thread.is_alive()
        release.set()
    assert woken
    assert len(raised) == 1


def test_a_proxy_is_used_where_it_is_set_here():
    with answering() as proxy, answering() as provider:
        connection = connected(provider, proxy=proxy.base_url.removesuffix("/v1"))
        connection.post(BODY)
        connection.close()
    assert provider.heard == []
    assert proxy.heard[0].path == f"{provider.base_url}/chat/completions"


def test_a_certificate_file_that_is_none_is_named(tmp_path):
    wrong = tmp_path / "ca.pem"
    wrong.write_text("no certificate")
    for path in (wrong, tmp_path / "absent.pem"):
        with pytest.raises(UsageError) as raised:
            Connection(Endpoint("https://models.example/v1", "m", ca_file=path))
        assert "GOUJI_MODEL_CA_FILE" in raised.value.remedy
