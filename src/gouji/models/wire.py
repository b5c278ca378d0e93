"""The wire format: a call becomes the body of a request, a raw completion becomes a reply.

A request is built here and not by ``instructor``, which sends no ``strict``, computes the schema anew for
each call, and adds sentences of its own to the messages. ``instructor`` reads the replies: it knows
where each mode puts its JSON. Replies from the ledger and from the network take the same way.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

import instructor
from instructor.core import InstructorError
from instructor.v2 import mode_registry
from instructor.v2.core.json import extract_json_from_codeblock
from openai.types.chat import ChatCompletion
from pydantic import BaseModel, TypeAdapter, ValidationError

from gouji.models.call import Call, Reply, Trouble, Usage, answer_schema
from gouji.models.endpoint import Mode
from gouji.models.foreign_json import parsed

READ_AS: dict[Mode, instructor.Mode] = {
    "strict": instructor.Mode.JSON_SCHEMA,
    "tools": instructor.Mode.TOOLS,
    "json_object": instructor.Mode.JSON,
    "text": instructor.Mode.MD_JSON,
}


_AGAIN = 0.4
"""Temperature of a repeated question: at 0 most servers give the same answer again."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How an endpoint wants to be spoken to.

    How the shape is asked for, what the limit of the answer is called, and whether it takes a
    temperature.
    """

    mode: Mode = "strict"
    limit: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    temperature: bool = True

    def to_json(self) -> dict[str, Any]:
        """What ``from_json`` reads."""
        return {"mode": self.mode, "limit": self.limit, "temperature": self.temperature}

    @classmethod
    def from_json(cls, kept: Any) -> Dialect | None:
        """The dialect that was kept, or None where it is none of this version: then it is found anew."""
        try:
            return TypeAdapter(cls).validate_python(kept)
        except ValidationError:
            return None


def key(name: str, call: Call, dialect: Dialect) -> str:
    """The ledger's key: the model's name, all that is asked, and the parameters that shape the answer.

    The address is no part of it, so that the same model behind another address is not paid again; nor is
    the name that the limit goes by.
    """
    parameters = {"mode": dialect.mode, "temperature": _temperature(call) if dialect.temperature else None}
    return hashlib.sha256(
        json.dumps([name, call.id, parameters], ensure_ascii=False, sort_keys=True).encode()
    ).hexdigest()


def body(name: str, call: Call, dialect: Dialect) -> dict[str, Any]:
    """The JSON body of the request. The schema on the wire is the answer's own, letter by letter."""
    schema = answer_schema(call.answer)
    shape = call.answer.__name__
    messages = [{"role": message.role, "content": message.content} for message in call.messages]
    request: dict[str, Any] = {"model": name, "messages": messages, dialect.limit: call.max_tokens}
    if dialect.temperature:
        request["temperature"] = _temperature(call)
    if dialect.mode == "strict":
        request["response_format"] = {
            "type": "json_schema",
            "json_schema": {"name": shape, "strict": True, "schema": schema},
        }
    elif dialect.mode == "tools":
        function = {"name": shape, "strict": True, "parameters": schema}
        request["tools"] = [{"type": "function", "function": function}]
        request["tool_choice"] = {"type": "function", "function": {"name": shape}}
    else:
        if dialect.mode == "json_object":
            request["response_format"] = {"type": "json_object"}
        request["messages"] = _with_schema_in_words(messages, schema)
    return request


def _temperature(call: Call) -> float:
    """The likeliest answer first; whoever is asked once more in the same words may say something else."""
    return _AGAIN if call.attempt else 0


def is_completion(raw: str) -> bool:
    """The body of a reply is a completion, whatever it says."""
    said = parsed(raw)
    return isinstance(said, dict) and isinstance(said.get("choices"), list)


def usage(raw: str) -> Usage:
    """The tokens that the provider counted; all 0 where it does not count (no real call has 0)."""
    counted = json.loads(raw).get("usage")
    if not isinstance(counted, dict):
        return Usage()
    details = counted.get("prompt_tokens_details")
    cached = details.get("cached_tokens") if isinstance(details, dict) else None
    return Usage(
        _count(counted.get("prompt_tokens")), _count(counted.get("completion_tokens")), _count(cached)
    )


def reply(call: Call, raw: str, mode: Mode, *, replayed: bool) -> Reply:
    """Read the completion ``raw``, which was asked for in ``mode``, as the answer to ``call``."""
    text, answer, trouble = _read(call.answer, raw, mode)
    return Reply(answer, trouble, text, usage(raw), replayed)


def _read(shape: type[BaseModel], raw: str, mode: Mode) -> tuple[str, BaseModel | None, Trouble | None]:
    choices = json.loads(raw)["choices"]
    choice = choices[0] if choices and isinstance(choices[0], dict) else {}
    message = choice.get("message")
    if not isinstance(message, dict):
        return "", None, "malformed"
    texts = _texts(message, mode)
    text = texts[0] if texts else _joined(message.get("content"))
    refusal = message.get("refusal")
    finish = choice.get("finish_reason")
    if finish == "content_filter" or refusal:
        return str(refusal or text), None, "refused"
    if finish == "length":
        return text, None, "truncated"
    if len(texts) != 1:
        return text, None, "wrong_shape" if texts else "malformed"
    try:
        _refuse_repeated_names(text, mode)
        answer = mode_registry.get_handlers(instructor.Provider.OPENAI, READ_AS[mode]).response_parser(
            response=_plain(text, mode),
            response_model=shape,
            validation_context=None,
            strict=True,
            stream=False,
            is_async=False,
        )
    except ValidationError as error:
        unreadable = any(part["type"] == "json_invalid" for part in error.errors(include_url=False))
        return text, None, "malformed" if unreadable else "wrong_shape"
    except (ValueError, RecursionError, InstructorError):
        return text, None, "malformed"
    vars(answer).pop("_raw_response", None)  # the answer crosses process borders; the completion need not
    return text, answer, None


def _texts(message: dict[str, Any], mode: Mode) -> list[str]:
    """The texts that may hold the answer: the content, or the arguments of each tool call."""
    if mode != "tools":
        return [_joined(message.get("content"))]
    called = message.get("tool_calls")
    functions = (
        [one.get("function") for one in called if isinstance(one, dict)] if isinstance(called, list) else []
    )
    return [str(one.get("arguments", "")) for one in functions if isinstance(one, dict)]


def _plain(text: str, mode: Mode) -> ChatCompletion:
    """A completion that holds ``text`` where ``mode`` has it, and nothing of unknown shape beside it."""
    message: dict[str, Any] = {"role": "assistant", "content": text}
    if mode == "tools":
        message = {"role": "assistant", "tool_calls": [{"function": {"name": "", "arguments": text}}]}
    return ChatCompletion.construct(choices=[{"finish_reason": "stop", "message": message}])


def _joined(content: Any) -> str:
    """A message's content as text; some servers send it in parts."""
    if isinstance(content, list):
        parts = (part.get("text") if isinstance(part, dict) else part for part in content)
        return "".join(part for part in parts if isinstance(part, str))
    return content if isinstance(content, str) else ""


def _refuse_repeated_names(text: str, mode: Mode) -> None:
    """A row that is given twice would silently count as its last version; raises ``ValueError`` instead."""
    written = extract_json_from_codeblock(text) if mode == "text" else text
    json.loads(written, object_pairs_hook=_distinct)


def _distinct(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"{name} is given twice")
        found[name] = value
    return found


def _with_schema_in_words(messages: list[dict[str, str]], schema: dict[str, Any]) -> list[dict[str, str]]:
    words = (
        "只输出一个 JSON 对象，前后不要有任何其他文字。它必须符合下面的 JSON Schema：\n"
        f"{json.dumps(schema, ensure_ascii=False)}"
    )
    if messages and messages[0]["role"] == "system":
        first = {"role": "system", "content": f"{messages[0]['content']}\n\n{words}"}
        return [first, *messages[1:]]
    return [{"role": "system", "content": words}, *messages]


def _count(number: Any) -> int:
    return number if isinstance(number, int) and number > 0 else 0
