"""Judge every cell of a report against what its document prints. Knows the contract only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, Literal, Protocol

from gouji.evaluate.copy import Expected, Injected, Missing

# Nothing printed: which of the two words a reader uses depends on how much of the row is left.
_NOTHING = {"empty", "missing"}
NO_GRADE = "none"
"""Where cells stand that carry no grade: blanks, and cells that the report lacks."""

State = Literal["right", "wrong", "other_blank", "unread"]


class Known(Protocol):
    """What must be known of a document: what it prints, and what was put in on purpose."""

    @property
    def expected(self) -> Mapping[str, Expected]:
        """Value or kind of blank at every path."""

    @property
    def injected(self) -> tuple[Injected, ...]:
        """The errors put in."""


@dataclass(frozen=True, slots=True)
class WrongCell:
    """A cell with another value, or another kind of nothing, than its document prints.

    ``silent``: no finding names it, and the two differ as the contract says (another kind of nothing
    does not). ``named``: an error finding names it. ``injected``: an error put into the reading made
    it wrong, so it is not the system's own. ``place`` is the report's, as the contract writes it.
    """

    path: str
    expected: str
    got: str
    silent: bool
    named: bool
    injected: bool = False
    grade: str | None = None
    printed: str | None = None
    place: Mapping[str, Any] | None = None

    def as_json(self) -> dict[str, Any]:
        """A JSON object without what is not set."""
        shown = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in shown.items() if value is not None and value is not False}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> WrongCell:
        """Read ``as_json``'s object back."""
        flags = {name: stored.get(name, False) for name in ("silent", "named")}
        return cls(**{**stored, **flags, "place": _place(stored.get("place"))})


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of the cells of one table, or of one grade.

    ``cells`` leaves out those that an error put into the reading spoiled: they are judged as injected
    errors. It takes in numbers that the report gives at paths that the document lacks. ``named`` and
    ``needless`` count whatever an error finding names.
    """

    cells: int = 0
    right: int = 0
    wrong: int = 0
    silent: int = 0
    named: int = 0
    needless: int = 0
    unread: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(a + b for a, b in zip(self.counts, other.counts, strict=True)))

    @property
    def counts(self) -> tuple[int, ...]:
        """All counts in the order of the fields: its JSON form."""
        return self.cells, self.right, self.wrong, self.silent, self.named, self.needless, self.unread


@dataclass(frozen=True, slots=True)
class Cell:
    """One path judged; ``state`` is None where nothing is to be judged: a finding names it, no more.

    ``mentioned`` by any finding, ``named`` by one of severity error. ``spoiled`` by an error put into the
    reading. ``flawed``: the office made an error there, or the document lacks the cell, which the contract
    wants told.
    """

    path: str
    grade: str
    state: State | None
    mentioned: bool
    named: bool
    spoiled: bool
    flawed: bool

    @property
    def counted(self) -> bool:
        """It is one of the cells that the reader answers for."""
        return self.state is not None and not self.spoiled

    @property
    def silent(self) -> bool:
        """Wrong, and no finding names it."""
        return self.state == "wrong" and not self.mentioned

    @property
    def needless(self) -> bool:
        """Named by an error although the reader is right and the document in order."""
        return self.named and self.state == "right" and not self.flawed

    def tally(self) -> Tally:
        """Its share in the counts."""
        judged = self.counted
        return Tally(
            cells=judged,
            right=judged and self.state == "right",
            wrong=judged and self.state == "wrong",
            silent=judged and self.silent,
            named=self.named,
            needless=self.needless,
            unread=judged and self.state == "unread",
        )


def judge_cells(truth: Known, found: Mapping[str, Any], findings: Sequence[Mapping[str, Any]]) -> list[Cell]:
    """Judge every path that the document has, the report gives a number for, or a finding names.

    In the order of the paths. ``found`` and ``findings`` are the contract's ``cells`` and ``findings``.
    """
    mentioned = {path for finding in findings for path in finding["cells"]}
    named = {p for finding in findings if finding["severity"] == "error" for p in finding["cells"]}
    spoiled = _cells_of(truth.injected, "reading")
    misprinted = _cells_of(truth.injected, "office")
    given = {path for path, cell in found.items() if cell["value"] is not None}
    cells = []
    for path in sorted({*truth.expected, *given, *mentioned}):
        printed, cell = truth.expected.get(path, Missing("not_in_form")), found.get(path)
        known = path in truth.expected or path in given
        cells.append(
            Cell(
                path,
                grade=(cell.get("grade") if cell else None) or NO_GRADE,
                state=_state(printed, cell) if known else None,
                mentioned=path in mentioned,
                named=path in named,
                spoiled=path in spoiled,
                flawed=path in misprinted or _lacking(printed, cell),
            )
        )
    return cells


def _cells_of(injected: Iterable[Injected], level: str) -> set[str]:
    return {path for error in injected if error.level == level for path in error.cells}


def _lacking(truth: Expected, cell: Mapping[str, Any] | None) -> bool:
    """The document has no such cell, or nothing that can be read: a person must hear of it."""
    reported = cell is not None and cell["blank"] == "missing"
    return reported or truth in {Missing("missing"), Missing("unread")}


def _state(truth: Expected, cell: Mapping[str, Any] | None) -> State:
    if cell is None:
        return "right" if truth == Missing("unread") else "unread"
    if _right(truth, cell):
        return "right"
    if cell["value"] is None and cell["blank"] == "unread":
        return "unread"
    # The contract's *differs*: another number, a number for nothing, or nothing for a number.
    differs = cell["value"] is not None or not isinstance(truth, Missing)
    return "wrong" if differs else "other_blank"


def _right(truth: Expected, cell: Mapping[str, Any]) -> bool:
    if isinstance(truth, Missing):
        kinds = _NOTHING if truth.kind in _NOTHING else {truth.kind}
        return cell["value"] is None and cell["blank"] in kinds
    return cell["value"] is not None and Decimal(str(cell["value"])) == truth


def tallies(cells: Iterable[Cell], key: Callable[[Cell], str]) -> dict[str, Tally]:
    """Count the cells of each key, keys in order."""
    found: dict[str, Tally] = {}
    for cell in cells:
        name = key(cell)
        found[name] = found.get(name, Tally()) + cell.tally()
    return dict(sorted(found.items()))


def wrong_cells(cells: Iterable[Cell], truth: Known, found: Mapping[str, Any]) -> tuple[WrongCell, ...]:
    """Those of ``cells`` that say something else than the document."""
    return tuple(
        _wrong_cell(cell, truth, found[cell.path])  # a cell that the report lacks is unread
        for cell in cells
        if cell.state in {"wrong", "other_blank"}
    )


def _wrong_cell(cell: Cell, truth: Known, found: Mapping[str, Any]) -> WrongCell:
    return WrongCell(
        path=cell.path,
        expected=_show(truth.expected.get(cell.path, Missing("not_in_form"))),
        got=f"<{found['blank']}>" if found["value"] is None else str(found["value"]),
        silent=cell.silent,
        named=cell.named,
        injected=cell.spoiled,
        grade=found.get("grade"),
        printed=found.get("printed"),
        place=_place(found.get("place")),
    )


def _place(place: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Points are measurements, not amounts: floats, so that they come back from JSON as they went."""
    if place is None or "box" not in place:
        return None if place is None else dict(place)
    return {**place, "box": [float(edge) for edge in place["box"]]}


def _show(truth: Expected) -> str:
    return f"<{truth.kind}>" if isinstance(truth, Missing) else str(truth)
