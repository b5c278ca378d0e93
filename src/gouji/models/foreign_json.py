"""JSON that somebody else wrote: read where that is safe, and nothing at all where it is not."""

from __future__ import annotations

import json
from typing import Any

DEEPEST = 64
"""Levels of nesting. A completion has five; far more overflow whoever walks through them."""


def parsed(text: str | bytes) -> Any:
    """The value that ``text`` spells; None where it is no JSON or is nested deeper than ``DEEPEST`` levels.

    Whether the interpreter can read a deep text depends on how deep its own calls are at that moment, so
    what is near its limit could be read once and not the next time: the bound here is far below it.
    """
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if _is_shallow(value) else None


def _is_shallow(value: Any) -> bool:
    level = [value]
    for _ in range(DEEPEST):
        level = [inner for each in level for inner in _parts(each)]
        if not level:
            return True
    return False


def _parts(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
