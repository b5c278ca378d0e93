"""``POST /v1/chat/completions``: checks a request as a provider does, answers it honestly, then lets a fault at it."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from email.utils import formatdate
from functools import lru_cache
from typing import Any

from standin import lies
from standin.answering import answer
from standin.conduct import Conduct
from standin.faults import REFUSALS
from standin.prompt import Prompt, parse_prompt, schema_in_words
from standin.question import Question
from standin.strict import strict_problems
from standin.tokens import count_messages, count_tokens, cut_to
from standin.wire import Delivery, Request, error, json_delivery

INVALID = "invalid_request_error"
GREETING = "你好，我是一个语言模型。"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that may be answered: its prompt, the wanted schema (None for free text) and how to word it."""

    prompt: Prompt
    texts: tuple[str, ...]
    schema: Mapping[str, Any] | None
    schema_name: str
    tool: str | None
    wrapped: bool
    limit: int | None
    model: str


def understand(request: Request, conduct: Conduct) -> Asked | Delivery:
    """Take a request apart, or refuse it as the provider would."""
    try:
        body = json.loads(request.body)
        messages, model = body["messages"], body["model"]
        texts = tuple(_texts(messages))
    except (ValueError, KeyError, TypeError, AttributeError) as wrong:
        return error(400, f"We could not parse the JSON body of your request: {wrong!r}", INVALID)
    if conduct.key is not None and request.headers.get("authorization") != f"Bearer {conduct.key}":
        return error(401, "Incorrect API key provided.", INVALID, "invalid_api_key")
    if model not in conduct.models:
        message = f"The model `{model}` does not exist or you do not have access to it."
        return error(404, message, INVALID, "model_not_found")
    if body.get("stream"):
        return error(400, "Streaming is not supported here.", INVALID, None, "stream")
    tokens = count_messages(texts)
    if conduct.context is not None and tokens > conduct.context:
        return _too_long(conduct.context, tokens)
    return _wanted(body, texts, conduct)


def _too_long(context: int, tokens: int) -> Delivery:
    message = f"This model's maximum context length is {context} tokens. However, your messages resulted in {tokens} tokens."
    return error(400, message, INVALID, "context_length_exceeded", "messages")


def _texts(messages: Sequence[Mapping[str, Any]]) -> list[str]:
    texts = []
    for message in messages:
        content = message.get("content") or ""
        texts.append(
            content if isinstance(content, str) else "\n".join(part.get("text", "") for part in content)
        )
    return texts


def _wanted(body: Mapping[str, Any], texts: tuple[str, ...], conduct: Conduct) -> Asked | Delivery:
    prompt = parse_prompt(body["messages"])
    limit = body.get("max_completion_tokens", body.get("max_tokens"))
    asked = Asked(prompt, texts, schema_in_words(prompt), "", None, True, limit, body["model"])
    form = body.get("response_format") or {}
    mode = _mode(form, body.get("tools"))
    if mode == "text" or mode in conduct.ignores:
        return asked
    if mode not in conduct.accepts:
        param = "tools" if mode == "tools" else "response_format"
        message = f"Invalid parameter: '{param}' of type '{mode}' is not supported with this model."
        return error(400, message, INVALID, "unsupported_value", param)
    if mode == "tools":
        function = body["tools"][0]["function"]
        schema, name = function.get("parameters") or {}, function.get("name", "")
        strict, tool = bool(function.get("strict")), name
    elif mode == "json_object":
        if "json" not in "\n".join(texts).lower():
            message = "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'."
            return error(400, message, INVALID, None, "messages")
        return replace(asked, wrapped=False)
    else:
        given = form.get("json_schema") or {}
        schema, name, strict, tool = given.get("schema") or {}, given.get("name", ""), mode == "strict", None
    problems = _strict_problems(json.dumps(schema)) if strict else ()
    if problems:
        message = f"Invalid schema for response_format '{name}': {problems[0]}"
        return error(400, message, INVALID, None, "tools" if tool else "response_format")
    return replace(asked, schema=schema, schema_name=name, tool=tool, wrapped=False)


@lru_cache(maxsize=512)
def _strict_problems(schema: str) -> tuple[str, ...]:
    return tuple(strict_problems(json.loads(schema)))


def _mode(form: Mapping[str, Any], tools: Any) -> str:
    if tools:
        return "tools"
    kind = form.get("type", "text")
    return "strict" if kind == "json_schema" and (form.get("json_schema") or {}).get("strict") else kind


@dataclass(frozen=True, slots=True)
class Drawn:
    """The delivery of a reply, the fault that went into it and the tokens that it reports."""

    delivery: Delivery
    fault: str | None
    input: int
    output: int


def complete(
    asked: Asked, request: Request, conduct: Conduct, faults: Sequence[str], dice: random.Random, number: int
) -> Drawn:
    """Answer, with the first of ``faults`` that has anything to do."""
    tokens = count_messages(asked.texts)
    honest = answer(asked.prompt, asked.schema) if asked.schema else None
    question = Question(asked.prompt, dice, _seed(conduct.seed, asked.prompt))
    for name in faults:
        if name in REFUSALS:
            return Drawn(_refuse(name, request, conduct, tokens), name, tokens, 0)
        given = honest
        if name in lies.LIES:
            given = lies.LIES[name](json.loads(json.dumps(honest)), question) if honest else None
            if given is None or given == honest:
                continue
        body, spent = _completion(asked, given, tokens, name, conduct, number)
        return Drawn(_deliver(body, name, conduct), name, tokens, spent)
    body, spent = _completion(asked, honest, tokens, None, conduct, number)
    return Drawn(json_delivery(body), None, tokens, spent)


def _seed(seed: int, prompt: Prompt) -> int:
    return random.Random(f"{seed}/{prompt.document}").getrandbits(48)


def _completion(
    asked: Asked, given: Any, tokens: int, fault: str | None, conduct: Conduct, number: int
) -> tuple[dict[str, Any], int]:
    """The completion object and the tokens of its text."""
    text = GREETING if given is None else json.dumps(given, ensure_ascii=False, separators=(",", ":"))
    if given is not None and (asked.wrapped or fault == "wrapped_json"):
        text = f"好的，结果如下：\n```json\n{text}\n```"
    if fault == "malformed_json":
        text = text[: -max(len(text) // 3, 2)] + "]}}、" + text[-3:]
    reason, limit = "stop", asked.limit
    if fault == "truncated":
        limit = min(count_tokens(text) * 3 // 5, limit or 10**9)
    if limit is not None and count_tokens(text) > limit:
        text, reason = cut_to(text, limit), "length"
    message: dict[str, Any] = {"role": "assistant", "content": text, "refusal": None}
    if asked.tool:
        call = {
            "id": f"call_{number}",
            "type": "function",
            "function": {"name": asked.tool, "arguments": text},
        }
        message |= {"content": None, "tool_calls": [call]}
    if fault == "refusal":
        message = {"role": "assistant", "content": None, "refusal": "抱歉，我不能协助处理这一请求。"}
    elif fault == "content_filter":
        message, reason = {"role": "assistant", "content": text[:20], "refusal": None}, "content_filter"
    elif fault == "empty":
        message = {"role": "assistant", "content": "", "refusal": None}
    spent = count_tokens(message["content"] or message["refusal"] or text)
    scale = 10 if fault == "wrong_usage" else 1
    body: dict[str, Any] = {
        "id": f"chatcmpl-{number}",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": asked.model,
        "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": reason}],
    }
    if fault != "no_usage" and conduct.usage:
        body["usage"] = {
            "prompt_tokens": tokens * scale,
            "completion_tokens": spent * scale,
            "total_tokens": (tokens + spent) * scale,
        }
    return body, spent


def _deliver(body: Mapping[str, Any], fault: str, conduct: Conduct) -> Delivery:
    whole = json_delivery(body)
    manners = {"dropped_before": "closed", "dropped_middle": "half", "trickle": "pieces", "hang": "open"}
    if fault in manners:
        return replace(whole, manner=manners[fault], seconds=conduct.trickle)
    if fault == "slow":
        return replace(whole, delay=conduct.slow)
    if fault == "broken_body":
        return replace(whole, body=whole.body[: len(whole.body) // 2])
    return whole


def _refuse(fault: str, request: Request, conduct: Conduct, tokens: int) -> Delivery:
    wait = conduct.retry_after
    if fault.startswith("rate_limited"):
        headers = {"rate_limited": {"Retry-After": f"{wait:g}"}, "rate_limited_bare": {}}.get(
            fault, {"Retry-After": formatdate(time.time() + max(wait, 1), usegmt=True)}
        )
        message = "Rate limit reached. Please slow down."
        return replace(error(429, message, "requests", "rate_limit_exceeded"), headers=headers)
    if fault == "echoed_key":
        sent = request.headers.get("authorization", "")
        return error(
            500, f"Internal error while handling a request with headers Authorization: {sent}", "server_error"
        )
    if fault == "context_too_long":
        return _too_long(max(tokens - 1, 1), tokens)
    if fault == "rejected_content":
        return error(
            400, "The request was rejected by the content policy.", INVALID, "content_policy_violation"
        )
    if fault == "html_error":
        page = b"<html><head><title>502 Bad Gateway</title></head><body>upstream</body></html>"
        return Delivery(502, page, "text/html")
    if fault == "unavailable":
        overloaded = error(503, "The server is overloaded or not ready yet.", "server_error", "overloaded")
        return replace(overloaded, headers={"Retry-After": f"{wait:g}"})
    return error(500, "The server had an error while processing your request.", "server_error")
