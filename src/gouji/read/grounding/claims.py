"""Claimed values against the page: each cell's value must be printed in the cell's own place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, get_args

from gouji.document import Document, Place
from gouji.errors import ReadError
from gouji.families.disclosure.lexicon_2021 import WORDS
from gouji.numbers import Number, normalise
from gouji.read.grounding.page import Page, Printed, printed_of
from gouji.read.grounding.proceedings import proceedings_page
from gouji.read.grounding.tables import disclosure_page, requests_page
from gouji.read.regions import Region, find_regions, tables_again
from gouji.read.stream import Stream, scan

Table = Literal["disclosure", "requests", "proceedings"]
Why = Literal["not_printed", "no_label", "other_row", "out_of_order", "misfit", "printed_number_for_null"]

TABLES: tuple[Table, ...] = get_args(Table)

_PAGES = {"disclosure": disclosure_page, "requests": requests_page, "proceedings": proceedings_page}


@dataclass(frozen=True, slots=True)
class Grounded:
    """Where a claimed value is printed, or why it is not grounded.

    ``why`` is None for a value that is printed in its own cell, and for a claimed null where no number
    is. ``place`` and ``printed`` are those of the cell; for a value that is not grounded they show what
    the cell holds instead, where it was found. ``sure`` tells that row and column are beyond doubt.
    ``value`` is the number that the cell prints, amounts in 万元; None where it prints none.

    The reasons: ``not_printed`` the cell prints something else, or nothing; ``no_label`` its row or
    column was not found; ``other_row`` and ``out_of_order`` the cell prints something else, and the value
    stands in another row, or elsewhere in this one; ``misfit`` the row's numbers do not fit its cells
    and are not the claimed ones in order; ``printed_number_for_null`` nothing is claimed for
    a printed number.
    """

    place: Place | None
    printed: str | None
    sure: bool
    why: Why | None
    value: Number | None = None


def ground(
    document: Document, table: Table, values: Mapping[str, Number | None], printed: Mapping[str, str]
) -> dict[str, Grounded]:
    """Hold the claimed ``values`` of a whole table against the document.

    ``values`` has every cell that the claim is about, None where it sees no number; ``printed`` the
    text that it quotes for cells without a plain number. Numbers that the page prints in cells which
    ``values`` does not have are in the answer, too, as if nothing were claimed for them.
    """
    stream = scan(document)
    page = _page(stream, table, _regions(document, stream))
    found = {**_glued(document, page, values), **_misfits(document, page, values)}
    for path, value in values.items():
        if path not in found:
            found[path] = _cell(document, page, path, value, values)
            quote = printed.get(path)
            if value is None and quote is not None:
                found[path] = _quoted(found[path], quote)
    unclaimed = [path for path, cell in page.cells.items() if path not in values and cell.value is not None]
    return {
        **{path: found[path] for path in values},
        **{path: _cell(document, page, path, None, values) for path in unclaimed},
    }


def printed_cells(document: Document) -> dict[str, Printed]:
    """What each cell prints by its labels and heads alone; cells whose place was not found are not there."""
    stream = scan(document)
    regions = _regions(document, stream)
    return {path: cell for table in TABLES for path, cell in _page(stream, table, regions).cells.items()}


def _regions(document: Document, stream: Stream) -> Mapping[str, Region] | None:
    """Where the tables stand; None where that cannot be told."""
    try:
        return find_regions(stream, WORDS, document.name)
    except ReadError:
        return None


def _page(stream: Stream, table: Table, regions: Mapping[str, Region] | None) -> Page:
    """What the table's own stretch prints, or the whole text where that cannot be told.

    A table printed a second time elsewhere may be another unit's: then no cell is sure.
    """
    whole = {name: Region(name, 0, len(stream.chars)) for name in _PAGES}
    if regions is None:
        return _PAGES[table](stream, whole)
    page = _PAGES[table](stream, {**whole, **regions})
    if table in tables_again(stream, WORDS, regions):
        page.cells = {path: replace(cell, sure=False) for path, cell in page.cells.items()}
        page.glued = [replace(run, sure=False) for run in page.glued]
        page.loose = True
    return page


def _cell(
    document: Document, page: Page, path: str, value: Number | None, values: Mapping[str, Number | None]
) -> Grounded:
    cell = page.cells.get(path)
    if cell is None:
        absent = value is None
        return Grounded(None, None, absent and _is_absent(page, path), None if absent else "no_label")
    place = document.place(cell.start, cell.end) if cell.filled else None
    text = document.text[cell.start : cell.end].strip() if cell.filled else None
    if value == cell.value:
        return Grounded(place, text, cell.sure, None, cell.value)
    if value is None:
        return Grounded(place, text, cell.sure, "printed_number_for_null", cell.value)
    return Grounded(place, text, cell.sure, _elsewhere(page, path, value, values), cell.value)


def _is_absent(page: Page, path: str) -> bool:
    """No number of the page can be the cell's: every number has its row, or the cell's row stands divided."""
    row = path.removeprefix("requests.").rpartition(".")[0]
    leaves = WORDS.tables["requests"].replaces.get(row, ())
    return not page.loose or any(f"requests.{leaf}.total" in page.cells for leaf in leaves)


def _quoted(cell: Grounded, quote: str) -> Grounded:
    """A null with a quote: the cell must print these very characters."""
    if cell.why is None and _plain(quote) != _plain(cell.printed or ""):
        return replace(cell, why="not_printed")
    return cell


def _plain(text: str) -> str:
    """``text`` half-width and without white space."""
    return "".join(normalise(text).split())


def _elsewhere(page: Page, path: str, value: Number, values: Mapping[str, Number | None]) -> Why:
    """Where else the claimed value stands, in a cell whose own claim is another."""
    row = path.rpartition(".")[0]
    others = [
        other for other, cell in page.cells.items() if cell.value == value and values.get(other) != value
    ]
    if any(other.rpartition(".")[0] == row for other in others):
        return "out_of_order"
    return "other_row" if others else "not_printed"


def _glued(document: Document, page: Page, values: Mapping[str, Number | None]) -> dict[str, Grounded]:
    """Rows without separators: the claimed row, run together, must be the printed digits exactly.

    The split is the claim's own, so that no cell is sure, unless the digits have only one.
    """
    found: dict[str, Grounded] = {}
    for run in page.glued:
        claimed = [values.get(path) for path in run.paths]
        if None in claimed or "".join(map(str, claimed)) != run.digits:
            place, text = document.place(run.start, run.end), document.text[run.start : run.end]
            found |= dict.fromkeys(run.paths, Grounded(place, text, sure=False, why="misfit"))
            continue
        at = run.start
        for path, value in zip(run.paths, claimed, strict=True):
            end = at + len(str(value))
            place, text = document.place(at, end), document.text[at:end]
            found[path] = Grounded(place, text, run.sure and run.certain, None, value)
            at = end
    return found


def _misfits(document: Document, page: Page, values: Mapping[str, Number | None]) -> dict[str, Grounded]:
    """Rows whose columns are open: the claimed numbers must be all that is printed, in order; none is sure."""
    found: dict[str, Grounded] = {}
    for row in page.misfits:
        cells = [printed_of(token, document.text, sure=False) for token in row.tokens]
        claimed = [path for path in row.paths if values.get(path) is not None]
        numbers = [cell for cell in cells if cell.value is not None]
        fits = [values[path] for path in claimed] == [cell.value for cell in numbers]
        for path in row.paths:
            found[path] = Grounded(None, None, sure=False, why=None if fits else "misfit")
        for path, cell in zip(claimed, numbers if fits else (), strict=False):
            place = document.place(cell.start, cell.end)
            text = document.text[cell.start : cell.end].strip()
            found[path] = Grounded(place, text, sure=False, why=None, value=cell.value)
    return found
