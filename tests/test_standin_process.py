"""The stand-in as a process: its journal, its connections, its end; and its batches."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import time

import pytest

from standin_requests import (
    REPORT,
    connect,
    get,
    honest,
    post,
    request_of,
    settled,
)
from standin_server import PROGRAM, running_standin


def test_the_journal_file_tells_sent_replies_from_lost_ones_after_a_kill(tmp_path):
    log = tmp_path / "journal.jsonl"
    client = (
        "import sys,urllib.request\n"
        "request = urllib.request.Request(sys.argv[1] + '/chat/completions', sys.stdin.buffer.read())\n"
        "urllib.request.urlopen(request).read()\n"
    )
    with running_standin(log=log) as server:
        body = json.dumps(request_of("disclosure", REPORT)).encode()
        post(server, body)
        server.control(latency=20)
        process = subprocess.Popen([sys.executable, "-c", client, server.base_url], stdin=subprocess.PIPE)
        process.stdin.write(body)
        process.stdin.close()
        for _ in range(500):
            if server.stats()["in_flight"] == 1:
                break
            time.sleep(0.02)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        outcomes = [entry["outcome"] for entry in settled(server)]
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert outcomes == ["sent", "unsent"]
    assert [(line["number"], line["outcome"]) for line in lines] == [
        (1, "waiting"),
        (1, "sent"),
        (2, "waiting"),
        (2, "unsent"),
    ]
    assert {line["body"] for line in lines} == {hashlib.sha256(body).hexdigest()}


def test_sixty_four_requests_wait_side_by_side(provider):
    provider.reset(rules=[{"fault": "hang"}])
    connections = [connect(provider) for _ in range(64)]
    for number, connection in enumerate(connections):
        body = json.dumps(request_of("disclosure", f"{REPORT}{number}")).encode()
        connection.request("POST", "/v1/chat/completions", body)
    for _ in range(500):
        if provider.stats()["in_flight"] == 64:
            break
        time.sleep(0.02)
    assert provider.stats()["peak"] == 64
    for connection in connections:
        connection.close()
    assert {entry["outcome"] for entry in settled(provider)} == {"unsent"}


def test_a_connection_is_kept_for_the_next_request(provider):
    connection = connect(provider)
    connection.connect()
    first = connection.sock
    for _ in range(3):
        connection.request(
            "POST", "/v1/chat/completions", json.dumps(request_of("disclosure", REPORT)).encode()
        )
        assert connection.getresponse().read()
        assert connection.sock is first
    connection.close()


def test_it_ends_with_the_process_that_started_it(tmp_path):
    command = [sys.executable, str(PROGRAM), "--until-stdin-closes", "--faults", "storm", "--latency", "0.1"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline().startswith("http://127.0.0.1:")
    process.stdin.close()
    assert process.wait(timeout=20) == 0
    process.stdout.close()


def upload(server, lines):
    content = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()
    parts = [
        b'--b\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nbatch\r\n',
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="in.jsonl"\r\n'
        b"Content-Type: application/octet-stream\r\n\r\n" + content + b"\r\n--b--\r\n",
    ]
    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    return json.loads(post(server, b"".join(parts), "/v1/files", **kind)[2])["id"]


def batch(server, lines):
    asked = {
        "input_file_id": upload(server, lines),
        "endpoint": "/v1/chat/completions",
        "completion_window": "24h",
    }
    return json.loads(post(server, asked, "/v1/batches")[2])


def lines_of(count):
    return [
        {
            "custom_id": f"c{number}",
            "method": "POST",
            "url": "/v1/chat/completions",
            "body": request_of("disclosure", f"{REPORT}{number}"),
        }
        for number in range(count)
    ]


def harvest(server, name):
    return (
        [json.loads(line) for line in get(server, f"/v1/files/{name}/content")[1].splitlines()]
        if name
        else []
    )


@pytest.mark.parametrize(
    ("settings", "status", "answered", "lost"),
    [
        ({}, "completed", 4, 0),
        ({"batch": {"ends": "expired", "answered": 0.5}}, "expired", 2, 2),
        ({"batch": {"ends": "failed"}}, "failed", 0, 0),
        ({"rules": [{"fault": "server_error", "nth": [1]}]}, "completed", 3, 1),
    ],
)
def test_a_batch_ends_in_each_state(provider, settings, status, answered, lost):
    provider.reset(**settings)
    made = batch(provider, lines_of(4))
    ended = json.loads(get(provider, f"/v1/batches/{made['id']}")[1])
    good, bad = harvest(provider, ended["output_file_id"]), harvest(provider, ended["error_file_id"])
    assert (made["status"], ended["status"], len(good), len(bad)) == ("validating", status, answered, lost)
    for line in good:
        content = json.loads(line["response"]["body"]["choices"][0]["message"]["content"])
        assert content == honest("disclosure", REPORT)
    assert bool(ended["errors"]) is (status == "failed")


def test_a_batch_under_way_can_be_cancelled(provider):
    provider.reset(batch={"seconds": 60, "answered": 0.25})
    made = batch(provider, lines_of(4))
    assert json.loads(get(provider, f"/v1/batches/{made['id']}")[1])["status"] == "in_progress"
    assert json.loads(post(provider, {}, f"/v1/batches/{made['id']}/cancel")[2])["status"] == "cancelling"
    ended = json.loads(get(provider, f"/v1/batches/{made['id']}")[1])
    assert (ended["status"], ended["request_counts"]["completed"]) == ("cancelled", 1)


def test_an_unusable_batch_file_names_its_lines(provider):
    twice = lines_of(1) * 2
    made = batch(provider, twice)
    ended = json.loads(get(provider, f"/v1/batches/{made['id']}")[1])
    assert (ended["status"], ended["errors"]["data"][0]["line"]) == ("failed", 2)
