"""What the ways in which a call fails on the wire mean: try again, ask otherwise, or tell the person.

Servers that call themselves compatible agree on the status codes and on little else, so a refusal is
recognised by its status first and by the words of its body second.
"""

from __future__ import annotations

import email.utils
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import httpx2
import openai

from gouji.errors import GoujiError, Stopped, UsageError
from gouji.models.endpoint import Endpoint
from gouji.models.foreign_json import parsed
from gouji.models.ledger import Outcome

Kind = Literal["limited", "down", "rejected", "unsupported", "fatal"]
"""``limited``: asked too fast; ``down``: no answer, or an error on the provider's side; ``rejected``: this
very call is not taken; ``unsupported``: a field of the request is not known; ``fatal``: no call can work."""

LONGEST_NOTE = 300
LONGEST_MESSAGE = 300
_NO_CONNECTION = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.ProxyError)
_NOT_SENT = (*_NO_CONNECTION, httpx2.PoolTimeout)
_MODEL = re.compile(
    r"model_not_found|model.{0,200}(not found|not exist|unknown|not supported|不存在)|"
    r"(unknown|invalid|no such) model|模型.{0,100}不存在",
    re.IGNORECASE | re.DOTALL,
)
_KEY = re.compile(r"api[ _-]?key|invalid_authentication|unauthorized", re.IGNORECASE)
_QUOTA = re.compile(r"insufficient_quota|insufficient.balance|billing|arrear|余额|欠费", re.IGNORECASE)
_CONTENT = re.compile(
    r"content_filter|content_policy|moderation|flagged|inspection|sensitive|敏感", re.IGNORECASE
)
SHAPE_FIELDS = ("response_format", "tool_choice", "tools")
_FIELDS = (*SHAPE_FIELDS, "max_completion_tokens", "max_tokens", "temperature")
_SHAPE = re.compile(r"json[_ ]?schema|json_object|json mode|structured output|grammar|guided", re.IGNORECASE)
_UNKNOWN = re.compile(
    r"unsupported|not support|unknown|unrecogni[sz]ed|unexpected|extra|not permitted|not allowed|"
    r"not available|unavailable|must be|invalid|不支持|无效",
    re.IGNORECASE,
)
_TOO_LONG = re.compile(
    r"context.{0,10}length|too long|maximum context|context_length_exceeded", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an attempt brought no completion.

    ``note`` is for the ledger and holds no secret; ``retry_after`` is in seconds; ``field`` names the
    part of the request that is not supported; ``error`` is what to raise where no call can work;
    ``unreachable`` says that no connection came about.
    """

    kind: Kind
    outcome: Outcome
    note: str
    retry_after: float | None = None
    field: str | None = None
    error: GoujiError | None = None
    unreachable: bool = False


class AttemptError(Exception):
    """One attempt failed as ``failure`` says. It never leaves this package."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.note)
        self.failure = failure


def failure_of(error: openai.APIError, endpoint: Endpoint, wall: Callable[[], float] = time.time) -> Failure:
    """What ``error`` means; ``wall`` tells the time of day, which a Retry-After date refers to."""
    if isinstance(error, openai.APIStatusError):
        return refusal(error.status_code, error.response.text, error.response.headers, endpoint, wall)
    cause = error.__cause__ or error
    note = endpoint.redact(f"{type(cause).__name__}: {cause}")[:LONGEST_NOTE]
    outcome: Outcome = "rejected" if isinstance(cause, _NOT_SENT) else "lost"
    return Failure("down", outcome, note, unreachable=isinstance(cause, _NO_CONNECTION))


def refusal(
    status: int,
    text: str,
    headers: Mapping[str, str],
    endpoint: Endpoint,
    wall: Callable[[], float] = time.time,
) -> Failure:
    """What the reply with an error ``status`` means."""
    note = f"HTTP {status}: {' '.join(endpoint.redact(text).split())}"[:LONGEST_NOTE]
    code, said = _words(endpoint.redact(text))
    wait = retry_after(headers, wall())
    if status == 402 or _QUOTA.search(code) or (status == 429 and _QUOTA.search(said)):
        return Failure("fatal", "rejected", note, error=_no_money(note))
    if status == 429:
        return Failure("limited", "rejected", note, wait)
    if status >= 500 or status in (408, 409, 425):
        return Failure("down", "rejected" if status == 503 or status < 500 else "lost", note, wait)
    if status in (400, 403, 404, 422) and not _TOO_LONG.search(said):
        error = _cannot_work(status, said, endpoint)
        if error is not None:
            return Failure("fatal", "rejected", note, error=error)
        field = _unsupported_field(said) if status != 403 else None
        if field is not None:
            return Failure("unsupported", "rejected", note, field=field)
    elif status == 401:
        return Failure("fatal", "rejected", note, error=_no_key(status, endpoint))
    elif status < 400 or status == 405:
        return Failure("fatal", "rejected", note, error=_no_api(f"HTTP {status}", endpoint))
    return Failure("rejected", "rejected", note)


def no_completion(text: str, endpoint: Endpoint) -> Failure:
    """What a reply with status 200 that is no completion means."""
    note = f"HTTP 200: {' '.join(endpoint.redact(text).split())}"[:LONGEST_NOTE]
    said = parsed(text)
    failed = said.get("error") if isinstance(said, dict) else None
    if failed:
        code = failed.get("code") if isinstance(failed, dict) else None
        status = code if isinstance(code, int) and 400 <= code < 600 else 502
        return refusal(status, text, {}, endpoint)
    if text.lstrip()[:1] == "<":
        return Failure("down", "rejected", note, error=_no_api("HTML", endpoint))
    return Failure("down", "lost", note)


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds to wait by the header Retry-After, which holds seconds or a date; None where it says nothing."""
    value = headers.get("retry-after", "").strip()
    if not value:
        return None
    try:
        seconds = float(value)
    except ValueError:
        try:
            seconds = email.utils.parsedate_to_datetime(value).timestamp() - now
        except (ValueError, OverflowError):
            return None
    return max(seconds, 0.0) if seconds < 10**9 else None


def _words(text: str) -> tuple[str, str]:
    """The codes of an error body, and those with the beginning of its message.

    Only the beginning: some servers quote the request behind it, and a document's words mean nothing.
    """
    said = parsed(text)
    if said is None:
        return "", text[:LONGEST_MESSAGE]
    error = said.get("error", said) if isinstance(said, dict) else said
    if not isinstance(error, dict):
        return "", str(error)[:LONGEST_MESSAGE]
    code = " ".join(str(error[name]) for name in ("code", "type", "param") if error.get(name))
    message = str(error.get("message") or error.get("detail") or "")
    return code, f"{code} {message[:LONGEST_MESSAGE]}"


def _cannot_work(status: int, said: str, endpoint: Endpoint) -> GoujiError | None:
    if status == 403:
        return None if _CONTENT.search(said) else _no_key(status, endpoint)
    if _MODEL.search(said) and not _SHAPE.search(said) and not any(name in said for name in _FIELDS):
        return UsageError(
            "model_unknown",
            f"模型服务（{endpoint.host}）没有模型“{endpoint.name}”。",
            "请核对 GOUJI_MODEL_NAME。",
        )
    if status == 404:
        return _no_api("HTTP 404", endpoint)
    if _KEY.search(said) and not _CONTENT.search(said):
        return _no_key(status, endpoint)
    return None


def _unsupported_field(said: str) -> str | None:
    named = [name for name in _FIELDS if re.search(rf"\b{name}\b", said)]
    if not _UNKNOWN.search(said.replace("invalid_request_error", "")):
        return None
    if "max_tokens" in named:  # the message recommends max_completion_tokens in the same breath
        return "max_tokens"
    if named:
        return named[0]
    return "response_format" if _SHAPE.search(said) else None


def _no_key(status: int, endpoint: Endpoint) -> UsageError:
    if endpoint.api_key is None:
        return UsageError(
            "model_key_missing",
            f"模型服务（{endpoint.host}）要求密钥，而没有设置密钥。",
            "请设置 GOUJI_MODEL_API_KEY。",
        )
    return UsageError(
        "model_key_wrong",
        f"模型服务（{endpoint.host}）不接受设置的密钥（HTTP {status}）。",
        "请核对 GOUJI_MODEL_API_KEY 以及它的权限。",
    )


def _no_api(what: str, endpoint: Endpoint) -> UsageError:
    return UsageError(
        "model_address",
        f"{endpoint.host} 在这个地址上没有 OpenAI 兼容的接口（{what}）。",
        "请核对 GOUJI_MODEL_BASE_URL，它通常以 /v1 结尾。",
    )


def _no_money(note: str) -> Stopped:
    return Stopped(
        "model_quota",
        f"模型服务的额度已用完（{note}）。",
        "请充值或更换密钥后再运行同一条命令，已付费的调用不会重做。",
    )
