"""Which way of asking for a shape an endpoint really obeys: one tiny question per way, the firmest first.

Servers may accept a response format and ignore it. So the question does not mention the shape that is
asked for, and no free answer would happen to have it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from gouji.errors import UsageError
from gouji.models.call import Call, Message, Reply
from gouji.models.endpoint import MODES, Endpoint, Mode
from gouji.models.wire import Dialect

TRIES = 3
DOCUMENT = ""
"""A probe is asked on behalf of no document."""


class ProbeAnswer(BaseModel):
    """A shape that nobody gives by chance."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    seal: Literal["gouji-k7"]
    sums: Annotated[list[Annotated[int, Field(ge=0, le=99)] | None], Field(min_length=3, max_length=3)]


@dataclass(frozen=True, slots=True)
class Probe:
    """What was found out about an endpoint.

    ``tried`` holds each way that was tried and the trouble it brought ("" for none; the last one works).
    ``seconds`` is the time of the working call, ``counts_tokens`` tells whether its usage was reported.
    """

    dialect: Dialect
    tried: tuple[tuple[Mode, str], ...]
    seconds: float
    counts_tokens: bool


def question(endpoint: Endpoint, attempt: int) -> Call:
    """The question; the ledger keeps its answers apart by address, since servers differ in what they obey."""
    address = hashlib.sha256(endpoint.base_url.encode()).hexdigest()[:12]
    return Call(
        prompt="probe",
        version=f"1-{address}",
        messages=(Message("user", "用一句话回答：一加一等于几？"),),
        answer=ProbeAnswer,
        max_tokens=200,
        attempt=attempt,
    )


def explore(
    endpoint: Endpoint,
    ask: Callable[[Call, Mode], tuple[Reply, Dialect]],
    clock: Callable[[], float],
) -> Probe:
    """Ask in each allowed mode until one is obeyed; ``ask`` may settle another dialect on the way.

    Raises ``UsageError`` where the endpoint obeys none of them.
    """
    tried: list[tuple[Mode, str]] = []
    for mode in MODES if endpoint.mode == "auto" else (endpoint.mode,):
        trouble = ""
        for attempt in range(TRIES):
            begun = clock()
            reply, dialect = ask(question(endpoint, attempt), mode)
            trouble = reply.trouble or ""
            if reply.answer is not None:
                counted = reply.usage.input > 0
                return Probe(dialect, (*tried, (mode, "")), clock() - begun, counted)
            if trouble == "rejected":
                break
        tried.append((mode, trouble))
    ways = "、".join(f"{mode}（{trouble}）" for mode, trouble in tried)
    raise UsageError(
        "model_mode",
        f"模型“{endpoint.name}”没有按要求的格式回答，试过：{ways}。",
        "请换一个支持结构化输出的模型或服务，或用 GOUJI_MODEL_MODE 指定一种方式。",
    )
