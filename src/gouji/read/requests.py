"""Table 3, 收到和处理政府信息公开申请情况: 25 rows of seven applicants' counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gouji.families.disclosure.rules import COLUMNS, OTHER_GROUP, OTHER_LEAVES, ROWS
from gouji.lexicon import Lexicon, TableWords
from gouji.read.anchors import Anchor, Anchored, anchor_rows
from gouji.read.cuts import row_options
from gouji.read.heads import HeadOrder, applicant_order
from gouji.read.labels import Hit
from gouji.read.regions import Region
from gouji.read.settle import (
    WIDTH,
    RowReading,
    choose,
    drop_optional,
    find_direction,
    head_columns,
    lacking_columns,
    place_blanks,
    settle_total,
)
from gouji.read.stream import Stream
from gouji.read.tables import TableCells, duplicates, empties_at, has_label, note_strays
from gouji.report import CellReading

_NOT_IN_FORM = CellReading(None, None, "not_in_form", None)
_NAMES = {**ROWS, OTHER_GROUP: "（六）其他处理"}
_WIDTHS = dict.fromkeys(ROWS, WIDTH)


def read_requests(cells: TableCells, stream: Stream, region: Region, lexicon: Lexicon) -> None:
    """Read table 3 into ``cells``."""
    words = lexicon.tables["requests"]
    anchored = anchor_rows(stream, region, words, _WIDTHS)
    first = min((anchor.hit.start for anchor in anchored.anchors if anchor.hit), default=region.start)
    order = applicant_order(stream, region.start, first, lexicon)
    twice = duplicates(anchored)
    rows: dict[str, RowReading] = {}
    for anchor in anchored.anchors:
        if anchor.row in rows:
            continue
        options = row_options(anchor.slot.tokens, WIDTH, stream.text, total=order.columns.index("total"))
        rows[anchor.row] = RowReading(anchor, options)
    drop_optional(rows)
    lacking = lacking_columns(stream, region, first, rows, order, lexicon)
    cells.direction = find_direction(rows, anchored, order)
    order = settle_total(stream, rows, order)
    place_blanks(stream, rows, head_columns(stream, region.start, first, order, lexicon))
    choose(rows, order)
    for name, row in rows.items():
        _put(cells, name, row, order)
    for name, anchors in twice.items():
        cells.note("duplicate_row", "error", row_paths(name), place(name), count=len(anchors))
    for column in lacking:
        paths = [f"requests.{name}.{column}" for name in rows]
        cells.note("missing_column", "error", paths, "表三", name=COLUMNS[column], key=column)
    _absent_rows(cells, stream, anchored, rows)
    note_strays(cells, anchored, {name: row_paths(name) for name in _NAMES}, WIDTH)
    _note_order(cells, order, rows)
    _check_direction(cells, stream, anchored, rows, lexicon)
    _check_cells(cells, rows)
    _check_last_leaf(cells, rows)


def place(row: str) -> str:
    """Chinese name of a row for messages."""
    return f"表三“{_NAMES[row]}”行"


def row_paths(row: str) -> tuple[str, ...]:
    """The seven cell paths of a row, in form order."""
    return tuple(f"requests.{row}.{column}" for column in COLUMNS)


def _put(cells: TableCells, name: str, row: RowReading, order: HeadOrder) -> None:
    paths = row_paths(name)
    anchor = row.anchor
    if row.chosen is None:
        cells.unread(paths, anchor.slot.tokens, place(name))
        return
    for column, part in zip(order.columns, row.chosen, strict=True):
        cells.put(f"requests.{name}.{column}", part, sure=anchor.sure, by_equation=row.by_equation)
    if anchor.why:
        cells.doubt(paths, anchor.why, place(name))
    if anchor.moved:
        cells.note("rows_moved", "warning", paths, place(name))
    if row.by_equation:
        tokens = anchor.slot.filled
        printed = " ".join(stream_text(cells, tokens[0].start, tokens[-1].end).split())
        read = [path for path in paths if cells.cells[path].blank != "unread"]
        rule = "split_chosen" if row.options.how == "cut" else "row_chosen"
        cells.note(rule, "error" if row.joint else "warning", read, place(name), printed=printed)


def stream_text(cells: TableCells, start: int, end: int) -> str:
    """The document's text between two offsets."""
    return cells.document.text[start:end]


def _absent_rows(
    cells: TableCells, stream: Stream, anchored: Anchored, rows: Mapping[str, RowReading]
) -> None:
    undivided = OTHER_GROUP in rows
    if undivided:
        cells.note("other_processing_one_row", "warning", (), "")
    for name in ROWS:
        if name in rows:
            continue
        paths = row_paths(name)
        printed = any(hit.row == name and hit.cost == 0 and _is_long(hit) for hit in anchored.hits)
        if undivided and name in OTHER_LEAVES and not printed:
            for path in paths:
                cells.cells[path] = _NOT_IN_FORM
            continue
        ends = [hit.end for hit in anchored.hits if hit.row == name and hit.cost <= 3]
        if any(empties_at(stream, end) >= WIDTH for end in ends):
            cells.blank(paths)
        elif has_label(anchored, name):
            cells.missing(paths, "missing_numbers", place(name))
        else:
            cells.missing(paths, "missing_row", place(name))


def _note_order(cells: TableCells, order: HeadOrder, rows: Mapping[str, RowReading]) -> None:
    if order.moved:
        printed = "、".join(COLUMNS[column] for column in order.columns)
        cells.note("columns_moved", "warning", (), "表三", order=printed)
    if order.why:
        paths = _differing(cells, order.doubtful, rows)
        if paths:
            cells.doubt(paths, order.why, "表三", rule="doubtful_column")


def _differing(cells: TableCells, columns: Sequence[str], rows: Mapping[str, RowReading]) -> list[str]:
    """Cells of doubtful columns in rows where exchanging the columns would change a value."""
    found = []
    for name in rows:
        paths = [f"requests.{name}.{column}" for column in columns]
        if len({(cells.cells[path].value, cells.cells[path].blank) for path in paths}) > 1:
            found += paths
    return found


def _is_long(hit: Hit) -> bool:
    """A label that no column head can be mistaken for."""
    return hit.end - hit.start > 2


def _check_last_leaf(cells: TableCells, rows: Mapping[str, RowReading]) -> None:
    """（六）3.其他 without 1 and 2 may be a damaged （六）其他处理, which some copies print as one row."""
    last = OTHER_LEAVES[-1]
    if last in rows and rows[last].anchor.sure and not any(leaf in rows for leaf in OTHER_LEAVES[:-1]):
        cells.doubt(row_paths(last), "rival", place(last))


def _check_cells(cells: TableCells, rows: Mapping[str, RowReading]) -> None:
    """Among rows with a cell for each number, one with all numbers in a single cell may have caught another's."""
    crowded = {
        name: len({(token.line, token.cell) for token in row.anchor.slot.filled})
        for name, row in rows.items()
        if row.options.how == "exact" and all(token.celled for token in row.anchor.slot.filled)
    }
    if 2 * sum(count == WIDTH for count in crowded.values()) > len(rows):
        for name, count in crowded.items():
            if count == 1 and rows[name].anchor.sure:
                cells.doubt(row_paths(name), "between", place(name))


def _marked(stream: Stream, anchor: Anchor, words: TableWords) -> bool:
    """The label's own marker (一、) stands before the numbers, so that the label is wrapped around them."""
    marker = words.markers.get(anchor.row)
    return marker is not None and stream.chars[: anchor.slot.pos].endswith(marker)


def _check_direction(
    cells: TableCells,
    stream: Stream,
    anchored: Anchored,
    rows: Mapping[str, RowReading],
    lexicon: Lexicon,
) -> None:
    """A row of numbers before the first label, and none after the last: labels may follow their numbers."""
    labels = [anchor.hit.start for anchor in anchored.anchors if anchor.hit and _is_long(anchor.hit)]
    if not labels:
        return
    first = min(labels)
    early = [slot for slot, _ in anchored.strays if slot.pos <= first and len(slot.filled) >= WIDTH]
    early += [
        anchor.slot
        for anchor in anchored.anchors
        if anchor.slot.pos <= first and not _marked(stream, anchor, lexicon.tables["requests"])
    ]
    if not early:
        return
    for name, row in rows.items():
        hit = row.anchor.hit
        if hit and stream.char_lines[hit.end - 1] != row.anchor.slot.filled[0].line:
            cells.doubt(row_paths(name), "direction", place(name))
