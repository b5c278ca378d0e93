"""What a prompt asks: the fenced document text, the wanted rows behind it, and the orders inside it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

FENCE = re.compile(r"【文件开始 (?P<mark>[0-9a-f]{12})】\n(?P<text>.*?)\n?【文件结束 (?P=mark)】", re.DOTALL)
WANTED = re.compile(r"^- (?P<key>r\d+)[：:]\s*(?P<label>.+?)\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Prompt:
    """The parts of a question. ``mark`` and ``document`` are empty where no text is fenced."""

    mark: str
    document: str
    rows: Mapping[str, str]
    outside: str


def parse_prompt(messages: Sequence[Mapping[str, Any]]) -> Prompt:
    """Take the messages of a request apart."""
    texts = [text for message in messages for text in _texts(message.get("content"))]
    for text in texts:
        fence = FENCE.search(text)
        if fence:
            rows = {m["key"]: m["label"] for m in WANTED.finditer(text, fence.end())}
            outside = "\n".join(other for other in texts if other is not text)
            around = text[: fence.start()] + text[fence.end() :]
            return Prompt(fence["mark"], fence["text"], rows, outside + "\n" + around)
    whole = "\n".join(texts)
    return Prompt("", "", {m["key"]: m["label"] for m in WANTED.finditer(whole)}, whole)


def _texts(content: Any) -> list[str]:
    if isinstance(content, str):
        return [content]
    return [part["text"] for part in content or () if part.get("type") == "text"]


def schema_in_words(prompt: Prompt) -> dict[str, Any] | None:
    """A JSON schema that stands in the messages themselves, as clients write it for plain text."""
    return next((found for found in _objects(prompt.outside) if "properties" in found), None)


def _objects(text: str) -> Iterator[dict[str, Any]]:
    decoder, at = json.JSONDecoder(), text.find("{")
    while at >= 0:
        try:
            found, end = decoder.raw_decode(text, at)
        except ValueError:
            end = at + 1
        else:
            if isinstance(found, dict):
                yield found
        at = text.find("{", end)


@dataclass(frozen=True, slots=True)
class Order:
    """An instruction inside the document: fill ``target`` (``total`` or ``all``) with a number, or say ``answer``."""

    target: str
    number: int
    answer: dict[str, Any] | None = None


NUMBER_ORDER = re.compile(
    r"(?:填写为|填写成|填为|填成|改为|改成|写为|写成|设为|设置为|一律为|均为|都填|应填|输出为|输出|"
    r"\b(?:to|as|with|return|output|answer)\b)\s*[:：]?\s*[“\"'「]?(?P<number>\d{1,9})",
    re.IGNORECASE,
)
COMMAND = re.compile(
    r"将|把|请|必须|务必|忽略|系统|指令|提示|\b(?:set|fill|replace|ignore|system|change|return|output)\b",
    re.IGNORECASE,
)
TOTAL = re.compile(r"总计|合计|total", re.IGNORECASE)


def find_order(document: str) -> Order | None:
    """The first sentence of the document that tells its reader what to answer."""
    for sentence in re.split(r"[。；;\n]", document):
        if not COMMAND.search(sentence):
            continue
        answer = next(_objects(sentence), None)
        if answer:
            return Order("all", 0, answer)
        number = NUMBER_ORDER.search(sentence)
        if number:
            return Order("total" if TOTAL.search(sentence) else "all", int(number["number"]))
    return None
