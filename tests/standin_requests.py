"""Requests to the stand-in as tests write them, and what comes back."""

import hashlib
import http.client
import json
import re
import socket
import time
import urllib.parse

from gouji.convert import convert
from gouji.document import Source
from gouji.evaluate.gold import make_gold
from gouji.evaluate.render.registry import make_copy
from gouji.read.model.answers import Header, Statements, asked_rows, table_answer
from standin.answering import answer
from standin.prompt import parse_prompt

TABLE_PARTS = ("disclosure", "requests_parts", "requests_totals", "proceedings")
HEADS = "规章 1 2 3\n行政规范性文件 4 5 6\n行政许可 7\n行政处罚 8\n行政强制 9\n行政事业性收费 0.73 万元\n"
BLOCKS = "行政复议 未经复议直接起诉 复议后起诉\n1 2 3 4 10 2 0 0 1 3 0 0 0 0 0\n"
REPORT = "某县2025年政府信息公开工作年度报告\n一、总体情况\n全年新收申请12件。\n" + HEADS + BLOCKS


def document_of(shape, seed):
    copied = make_copy(shape, make_gold(seed), seed)
    return copied, convert(Source.of(copied.file_name, copied.content))


def text_of(shape, seed):
    copied, document = document_of(shape, seed)
    return copied, document.text


def messages_of(part, text, keys=None):
    mark = hashlib.sha256(text.encode()).hexdigest()[:12]
    rows = [row for row in asked_rows(part) if keys is None or row.key in keys] if part in TABLE_PARTS else []
    wanted = "\n".join(f"- {row.key}：{row.label}" for row in rows)
    user = f"请抄录：\n【文件开始 {mark}】\n{text}\n【文件结束 {mark}】\n请抄录下列各行：\n{wanted}\n"
    return [{"role": "system", "content": "只抄录，答 JSON。"}, {"role": "user", "content": user}]


def schema_of(part):
    shape = {"header": Header, "statements": Statements}.get(part) or table_answer(part)
    return shape.model_json_schema()


def request_of(part, text, **changes):
    schema = {"name": part, "strict": True, "schema": schema_of(part)}
    body = {
        "model": "standin",
        "messages": messages_of(part, text),
        "response_format": {"type": "json_schema", "json_schema": schema},
    }
    return {name: value for name, value in (body | changes).items() if value is not None}


def connect(server):
    address = urllib.parse.urlsplit(server.base_url)
    return http.client.HTTPConnection(address.hostname, address.port, timeout=20)


def post(server, body, path="/v1/chat/completions", **headers):
    """Status, headers and text of a reply."""
    connection = connect(server)
    try:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        connection.request("POST", path, content, {"Content-Type": "application/json", **headers})
        reply = connection.getresponse()
        return reply.status, reply.headers, reply.read().decode()
    finally:
        connection.close()


def get(server, path):
    connection = connect(server)
    try:
        connection.request("GET", path)
        reply = connection.getresponse()
        return reply.status, reply.read().decode()
    finally:
        connection.close()


def completion(server, body):
    status, _, text = post(server, body)
    assert status == 200, text
    return json.loads(text)


def choice_of(server, body):
    return completion(server, body)["choices"][0]


def answer_of(server, part, text, **changes):
    return json.loads(choice_of(server, request_of(part, text, **changes))["message"]["content"])


def force(server, fault, **settings):
    server.reset(rules=[{"fault": fault}], **settings)


def honest(part, text):
    return answer(parse_prompt(messages_of(part, text)), schema_of(part))


MODES = {
    "strict": {},
    "json_schema": {
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "d", "schema": schema_of("disclosure")},
        }
    },
    "json_object": {"response_format": {"type": "json_object"}},
    "tools": {
        "response_format": None,
        "tools": [{"type": "function", "function": {"name": "d", "parameters": schema_of("disclosure")}}],
    },
}


def in_words(part, text):
    """Messages that spell the schema, as clients do where no mode carries it."""
    messages = messages_of(part, text)
    messages[0]["content"] += "\n" + json.dumps(schema_of(part), ensure_ascii=False)
    return messages


def raw_reply(server, body, pieces=1000):
    """What comes over a socket, piece by piece."""
    address = urllib.parse.urlsplit(server.base_url)
    content = json.dumps(body).encode()
    with socket.create_connection((address.hostname, address.port), timeout=20) as wire:
        head = f"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: {len(content)}\r\n\r\n"
        wire.sendall(head.encode() + content)
        received = []
        while len(received) < pieces:
            received.append(wire.recv(1 << 20))
            length = re.search(rb"Content-Length: (\d+)", b"".join(received))
            whole = b"".join(received).partition(b"\r\n\r\n")[2]
            if not received[-1] or (length and len(whole) == int(length[1])):
                break
        return received


def impatient(server, body, seconds=0.3):
    connection = connect(server)
    connection.timeout = seconds
    try:
        connection.request("POST", "/v1/chat/completions", json.dumps(body).encode())
        return connection.getresponse()
    finally:
        connection.close()


def settled(server):
    """The journal once nothing waits any more."""
    for _ in range(200):
        entries = server.entries()
        if all(entry["outcome"] != "waiting" for entry in entries):
            return entries
        time.sleep(0.02)
    return entries
