"""What is evaluated: something that turns a source into the contract's object.

A subject also takes a ``Misreading``, which spoils the reading between reader and checks: so that an
evaluation can tell what the checks catch. ``gouji`` is the system itself; tests bring silly readers.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Protocol

from gouji.document import Document, Source
from gouji.export.json_text import dumps
from gouji.report import Reading

Misreading = Callable[[Reading], Reading]
Answer = Mapping[str, Any]


class Subject(Protocol):
    """Reads one source. Must be a function of a module, so that worker processes find it."""

    def __call__(self, source: Source, misread: Misreading) -> Answer:
        """The contract's object for ``source``."""
        ...


def gouji(source: Source, misread: Misreading) -> Answer:
    """The system itself, through the same JSON text that other programs get."""
    from gouji.pipeline import process  # noqa: PLC0415 - a command that only lists suites needs no reader
    from gouji.read import aligned  # noqa: PLC0415 - as above

    def read(document: Document) -> Reading:
        return misread(aligned.read(document))

    answer: Answer = json.loads(dumps(process(source, read).as_json()), parse_float=Decimal)
    return answer
