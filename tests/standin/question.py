"""What a fault of the answer looks at, and the shape of what it changes."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from standin.prompt import Prompt

Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """What a fault may look at: the prompt, dice of this reply, and a seed shared by all calls about a text."""

    prompt: Prompt
    dice: random.Random
    seed: int


Lie = Callable[[Answer, Question], Answer | None]


def rows_of(answer: Answer) -> dict[str, list[int | None]]:
    """The rows of a table's answer that are not null; none where the answer is about no table."""
    return {key: row for key, row in (answer.get("rows") or {}).items() if isinstance(row, list)}
