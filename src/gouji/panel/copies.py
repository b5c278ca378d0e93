"""Two documents of one office and year: the same report on another carrier, or in another state. No I/O."""

from __future__ import annotations

from gouji.panel.deciding import decided
from gouji.panel.finding import CrossFinding, Difference
from gouji.panel.sheet import Sheet
from gouji.report import FACTS, CellReading


def against_copy(one: Sheet, other: Sheet) -> CrossFinding | None:
    """Hold two copies against each other, cell by cell; None where all comparable cells agree.

    A cell that one of them has not, or where it could not be read, is not compared; ``uncompared``
    counts these. A printed blank goes together with another blank and with 0.
    """
    differences = []
    uncompared = 0
    for path, cell in one.cells.items():
        twin = other.cells.get(path)
        if twin is None or not (_known(cell) and _known(twin)):
            uncompared += 1
        elif (cell.value or 0) != (twin.value or 0):
            differences.append(Difference(path, cell.value, path, twin.value))
    if not differences:
        return None
    firm = any(each.path in one.firm and each.path in other.firm for each in differences)
    return CrossFinding(
        "copies",
        "error" if firm else "warning",
        one.entry.agency or "",
        one.entry,
        (other.entry,),
        decided(one, other, differences),
        {"uncompared": uncompared},
    )


def _known(cell: CellReading) -> bool:
    return cell.value is not None or cell.blank in FACTS
