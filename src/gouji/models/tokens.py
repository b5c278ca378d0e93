"""How many tokens a text has, without a vocabulary: counted kinds of pieces times weights.

A byte-pair vocabulary treats runs of Chinese characters, numbers, signs and blanks each in its own
way, and fairly evenly within a kind, so that a handful of weights per vocabulary comes close.
Weights are fitted on converted reports of many shapes, JSON answers and our own prompts. Estimate
over the vocabulary's own count, which the fit has not seen (minimum, median, maximum):

                 108 converted reports      144 whole calls      their answers
    qwen         0.88  1.02  1.11       0.89  1.00  1.06     0.90  0.95  1.20
    o200k        0.88  1.02  1.09       0.91  1.00  1.06     0.88  0.95  1.15
    deepseek     0.86  1.00  1.09       0.90  0.99  1.06     0.88  0.91  1.11
    cl100k       0.90  1.00  1.08       0.95  0.99  1.05     0.86  0.90  1.13

``general`` stands for all other models; it is the mean of these four, whose counts of the same report
lie up to 40 % apart. A ledger corrects it by the model's own count, see ``forecast.scale_of``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from pydantic import BaseModel

from gouji.models.call import Call, answer_schema

PIECE = re.compile(
    r"([\u3400-\u9fff\uf900-\ufaff]+)"  # Chinese characters
    r"|([0-9]{1,3})"  # digits
    r"|([A-Za-z]+)"  # Latin letters
    r"|([\u2000-\u206f\u3000-\u303f\uff00-\uffef]+\s?)"  # wide signs
    r"|([!-/:-@\[-`{-~]+\n?)"  # ASCII signs
    r"|([^\S\n]*\n\s*)"  # a line break
    r"|(\s(?=[0-9]))"  # one blank before a number
    r"|(\s+(?=[0-9]))"  # several of them
    r"|(\s\s+)"  # several blanks elsewhere; a single one belongs to the word behind it
    r"|(\S)",  # what is rare
    re.DOTALL,
)
PIECES = ("han", "digits", "letters", "wide", "signs", "line", "gap", "wide_gap", "blanks", "rare")

Weights = tuple[tuple[float, float], ...]
"""Tokens of each kind of piece in the order of ``PIECES``: per piece, and per character of it."""

_RARE = (0.0, 2.0)
VOCABULARIES: Mapping[str, Weights] = {
    "qwen": (
        (0.29, 0.62), (0, 0.96), (0, 0.23), (0, 0.90), (1.16, 0), (1.13, 0), (0.89, 0), (2.07, 0), (1.42, 0), _RARE,
    ),
    "o200k": (
        (0, 0.75), (1.01, 0), (0, 0.23), (0, 0.80), (1.09, 0), (1.24, 0), (0.94, 0), (1.98, 0), (1.13, 0), _RARE,
    ),
    "deepseek": (
        (0.29, 0.54), (0.97, 0), (0, 0.23), (0, 0.87), (1.14, 0), (1.30, 0), (0.93, 0), (0.93, 0), (0.91, 0), _RARE,
    ),
    "cl100k": (
        (0.61, 0.92), (1.16, 0), (0, 0.22), (0, 0.93), (0.94, 0), (1.69, 0), (1.08, 0), (1.99, 0), (2.20, 0), _RARE,
    ),
    "general": (
        (0.30, 0.71), (0.79, 0.24), (0, 0.23), (0, 0.88), (1.08, 0), (1.34, 0), (0.96, 0), (1.74, 0), (1.42, 0), _RARE,
    ),
}  # fmt: skip
MODELS = (
    (re.compile(r"qwen|qwq", re.IGNORECASE), "qwen"),
    (re.compile(r"deepseek", re.IGNORECASE), "deepseek"),
    (re.compile(r"gpt-4o|gpt-4\.|gpt-[5-9]|gpt-oss|chatgpt|(^|/)o\d", re.IGNORECASE), "o200k"),
    (re.compile(r"gpt-4|gpt-3", re.IGNORECASE), "cl100k"),
)
"""Which vocabulary a model has, by its name; the first that fits."""

PER_MESSAGE = 4
PER_CALL = 3
"""Tokens that the conversation's own marks cost."""

_NUMBER = re.compile(r"(?<![\w.-])[0-9]{1,9}(?![\w.])")
"""A number that stands for itself; the key of a row or a part of a date is none."""

TYPICAL_NUMBER = 12
TYPICAL_TEXT = "二〇二一年政府信息公开"
TYPICAL_ITEMS = 6
"""What an answer is assumed to hold where its shape leaves it open."""


def vocabulary_of(model: str) -> str:
    """Name the vocabulary that a model most likely has; ``general`` where its name tells nothing."""
    return next((vocabulary for name, vocabulary in MODELS if name.search(model)), "general")


@lru_cache(maxsize=256)  # the rate limit, the ledger and the budget ask about the same texts
def estimate(text: str, vocabulary: str = "general") -> int:
    """Estimate the tokens of ``text``."""
    pieces = [0] * (len(PIECES) + 1)
    characters = [0] * (len(PIECES) + 1)
    for piece in PIECE.finditer(text):
        kind = piece.lastindex or 0
        pieces[kind] += 1
        characters[kind] += piece.end() - piece.start()
    return round(
        sum(
            pieces[kind] * per_piece + characters[kind] * per_character
            for kind, (per_piece, per_character) in enumerate(VOCABULARIES[vocabulary], 1)
        )
    )


def input_tokens(call: Call, vocabulary: str = "general") -> int:
    """Estimate what a call's messages cost. Whether a provider bills the schema too differs; it is left out."""
    return PER_CALL + sum(PER_MESSAGE + estimate(each.content, vocabulary) for each in call.messages)


def output_tokens(call: Call, vocabulary: str = "general") -> int:
    """Estimate the tokens of a typical answer to a call: its numbers are copied, so as long as those it shows."""
    text = _typical_text(call.answer)
    shown = [number for message in call.messages for number in _NUMBER.findall(message.content)]
    tokens = float(estimate(text, vocabulary))
    if shown:
        mean = estimate(" ".join(shown), vocabulary) / len(shown)
        assumed = _NUMBER.findall(text)
        tokens += (
            (mean - estimate(" ".join(assumed), vocabulary) / len(assumed)) * len(assumed) if assumed else 0
        )
    return min(round(tokens), call.max_tokens)


def most_tokens(call: Call) -> int:
    """An input that no vocabulary exceeds: a token is at least one byte, the schema counted in."""
    schema = json.dumps(answer_schema(call.answer), ensure_ascii=False)
    texts = [schema, call.prompt, *(each.content for each in call.messages)]
    return 64 + sum(16 + len(text.encode("utf-8", "surrogatepass")) for text in texts)


def typical(schema: Mapping[str, Any]) -> Any:
    """An answer as ``schema`` asks for it: two digits first in a row and zeros behind, a dozen characters a text.

    A list of open length is empty beside other properties and has ``TYPICAL_ITEMS`` where it is the
    whole answer.
    """
    return _typical(schema, schema.get("$defs", {}), alone=len(schema.get("properties", {})) == 1)


@cache
def _typical_text(answer: type[BaseModel]) -> str:
    return json.dumps(typical(answer_schema(answer)), ensure_ascii=False, separators=(",", ":"))


def _typical(shape: Mapping[str, Any], definitions: Mapping[str, Any], *, alone: bool) -> Any:
    if "$ref" in shape:
        return _typical(definitions[shape["$ref"].rpartition("/")[2]], definitions, alone=alone)
    if "anyOf" in shape:
        choices = [each for each in shape["anyOf"] if each.get("type") != "null"]
        return _typical(choices[0], definitions, alone=alone) if choices else None
    if "enum" in shape or "const" in shape:
        return max(shape.get("enum", [shape.get("const")]), key=lambda each: len(str(each)))
    kind = shape.get("type")
    if kind == "object":
        properties = shape.get("properties", {})
        return {name: _typical(each, definitions, alone=alone) for name, each in properties.items()}
    if kind == "array":
        count = shape.get("minItems", TYPICAL_ITEMS if alone else 0)
        parts = shape.get("prefixItems") or [shape.get("items", {})] * count
        values = [_typical(part, definitions, alone=False) for part in parts]
        return [0 if at and value == TYPICAL_NUMBER else value for at, value in enumerate(values)]
    return {
        "integer": TYPICAL_NUMBER,
        "number": TYPICAL_NUMBER,
        "boolean": False,
        "string": TYPICAL_TEXT,
    }.get(str(kind))
