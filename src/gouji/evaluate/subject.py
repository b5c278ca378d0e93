"""What is evaluated: something that turns a source into the contract's object.

A subject also takes a ``Misreading``, which spoils the reading between reader and checks: so that an
evaluation can tell what the checks catch. ``Gouji`` is the system itself; tests bring silly readers.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol

from gouji.document import Document, Source
from gouji.export.json_text import dumps
from gouji.jobs.rounds import Open
from gouji.models.call import Call, Reply
from gouji.readers import ALIGNED, Way
from gouji.report import Reading, Report

if TYPE_CHECKING:
    from gouji.pipeline import Pending

Misreading = Callable[[Reading], Reading]
Answer = Mapping[str, Any]


class Subject(Protocol):
    """Reads one source. Must be a function or a value of a module, so that worker processes find it."""

    def __call__(self, source: Source, misread: Misreading) -> Answer | Open:
        """The contract's object for ``source``, or what has to be asked of a model first."""
        ...


@dataclass(frozen=True, slots=True)
class Gouji:
    """The system itself, with the readers of ``way``, through the same JSON text that other programs get."""

    way: Way = ALIGNED

    def __call__(self, source: Source, misread: Misreading) -> Answer | Open:
        """Read as far as that goes without a model."""
        from gouji.pipeline import begin  # noqa: PLC0415 - a command that only lists suites needs no reader
        from gouji.read import aligned  # noqa: PLC0415 - as above

        def read(document: Document) -> Reading:
            return misread(aligned.read(document))

        return _told(begin(source, self.way, read))


@dataclass(frozen=True, slots=True)
class _Asking:
    """A reading under way, as ``jobs.rounds`` takes it."""

    state: Pending

    @property
    def document(self) -> str:
        """The hash of the document."""
        return self.state.document

    @property
    def calls(self) -> tuple[Call, ...]:
        """What is to be asked now."""
        return self.state.calls

    def go_on(self, replies: Mapping[str, Reply]) -> Answer | Open:
        """Take the replies."""
        return _told(self.state.go_on(replies))


def _told(state: Report | Pending) -> Answer | Open:
    if not isinstance(state, Report):
        return _Asking(state)
    answer: Answer = json.loads(dumps(state.as_json()), parse_float=Decimal)
    return answer


gouji = Gouji()
