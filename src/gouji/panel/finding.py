"""What is found between documents. No I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from gouji.panel.sheet import Entry
from gouji.report import Number, Severity

CrossRule = Literal[
    "carry_over", "in_force", "fees_factor", "fees_unit", "same_problems", "copies", "region_below_units"
]
Side = Literal["one", "other"]


@dataclass(frozen=True, slots=True)
class Difference:
    """Two numbers that do not go together; None where no number is printed.

    ``likely`` is the side that is more likely wrong, where the equations of both documents decide it.
    """

    path: str
    one: Number | None
    other_path: str
    other: Number | None
    likely: Side | None = None


@dataclass(frozen=True, slots=True)
class CrossFinding:
    """One rule met documents of one office: ``one`` (the later year), and the ``others``.

    An error is between numbers that are borne out on both sides; all else is a warning. Neither
    touches the status of any of the documents.
    """

    rule: CrossRule
    severity: Severity
    office: str
    one: Entry
    others: tuple[Entry, ...]
    differences: tuple[Difference, ...] = ()
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The rule and the documents it names first: unique within a workspace."""
        return f"{self.rule}:{self.one.id}:{self.others[0].id}"

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All documents concerned."""
        return (self.one, *self.others)

    @property
    def likely(self) -> Entry | None:
        """The document that is more likely wrong, where all differences that are decided say the same."""
        sides = {each.likely for each in self.differences if each.likely}
        if len(sides) != 1:
            return None
        return self.one if sides == {"one"} else self.others[0]
