"""Answers from recorded replies, never from a live model: for tests, repeated evaluations and debugging."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

from gouji.errors import UsageError
from gouji.models import wire
from gouji.models.call import Call, Reply
from gouji.models.endpoint import MODES, Mode
from gouji.models.wire import Dialect
from gouji.store.calls import Recorded

FIELDS = frozenset(Recorded.__dataclass_fields__)


class Replay:
    """A ``Model`` that knows what is in a recording and nothing else.

    A question is found whichever model answered it; where several did, ``model`` says whose reply counts.
    """

    def __init__(self, replies: Iterable[Recorded], model: str | None = None) -> None:
        """Raises ``UsageError`` where several models answered one question and none is chosen."""
        self._replies: dict[str, Recorded] = {}
        for reply in replies:
            if model is not None and reply.model != model:
                continue
            known = self._replies.setdefault(reply.question, reply)
            if known.model != reply.model:
                raise UsageError(
                    "replay_models",
                    f"记录里同一个问题有两个模型的答复（{known.model}、{reply.model}）。",
                    "请指明用哪个模型的答复。",
                )
            self._replies[reply.question] = reply

    def __len__(self) -> int:
        """How many questions it can answer."""
        return len(self._replies)

    def stop(self) -> None:
        """Nothing is ever under way that would have to end."""

    def ask(self, call: Call, document: str) -> Reply:
        """Answer from the recording. Raises ``UsageError`` naming prompt and document where it holds no reply."""
        question = call.id
        reply = self._replies.get(question)
        if reply is None:
            raise UsageError(
                "replay_miss",
                f"记录里没有这次调用的答复（提示 {call.prompt} 第 {call.version} 版，"
                f"文件 {document[:16]}，第 {call.attempt + 1} 次，问题 {question[:16]}）。",
                "提示、答复格式或文件变了，就要用真实模型重新录制：gouji calls --record FILE。",
            )
        return wire.reply(call, reply.raw, _mode(call, reply), replayed=True)


def _mode(call: Call, reply: Recorded) -> Mode:
    """How the reply was asked for: the one mode whose key is the reply's."""
    for mode in MODES:
        for temperature in (True, False):
            if wire.key(reply.model, call, Dialect(mode, temperature=temperature)) == reply.key:
                return mode
    raise UsageError(
        "replay_key", f"记录的键 {reply.key[:16]} 与它的问题不符。", "记录可能被改动过，请重新录制。"
    )


def write(replies: Iterable[Recorded], path: Path) -> int:
    """Write replies to ``path``, one JSON object a line; gives their number. No key and no host is in them."""
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for reply in replies:
            file.write(json.dumps(asdict(reply)) + "\n")
            count += 1
    return count


def read(path: Path) -> Iterator[Recorded]:
    """Yield the replies of a file that ``write`` made.

    Raises ``UsageError`` where there is none, and naming the line that is no reply.
    """
    if not path.is_file():
        raise UsageError(
            "replay_file", f"没有找到录制的答复 {path}。", "请用 gouji calls --record FILE 录制。"
        )
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            yield _parsed(line, f"{path} 第 {number} 行")


def _parsed(line: str, origin: str) -> Recorded:
    try:
        entry = json.loads(line)
    except ValueError:
        entry = None
    if not isinstance(entry, dict) or set(entry) != FIELDS or not isinstance(entry["raw"], str):
        raise UsageError(
            "replay_file", f"{origin}不是录制的答复。", "请用 gouji calls --record FILE 重新录制。"
        )
    if not wire.is_completion(entry["raw"]):
        raise UsageError(
            "replay_file", f"{origin}的答复不完整。", "请用 gouji calls --record FILE 重新录制。"
        )
    return Recorded(**entry)
