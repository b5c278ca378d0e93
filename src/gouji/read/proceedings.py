"""Table 4, 行政复议、行政诉讼情况: three blocks of five outcomes, mostly printed as one row of fifteen."""

from __future__ import annotations

from collections.abc import Sequence

from gouji.families.disclosure.rules import CASES
from gouji.lexicon import Lexicon
from gouji.read.anchors import Anchored
from gouji.read.case_heads import CaseHeads, case_heads
from gouji.read.cuts import Part, counts, cut_parts, part_of, row_options, shared
from gouji.read.glued import Run, block_cuts, run_of
from gouji.read.heads import CLEAR, HeadOrder, by_clusters, weigh, without
from gouji.read.regions import Region
from gouji.read.slots import Slot
from gouji.read.stream import Stream, Token
from gouji.read.tables import TableCells, empties_at, note_strays

OUTCOMES = ("upheld", "corrected", "other", "pending", "total")
_OUTCOME_NAMES = {
    "upheld": "结果维持",
    "corrected": "结果纠正",
    "other": "其他结果",
    "pending": "尚未审结",
    "total": "总计",
}
ROW = 5
WIDTH = 15
PLACE = "表四"
Column = tuple[str, str]


def read_proceedings(cells: TableCells, stream: Stream, region: Region, lexicon: Lexicon) -> None:
    """Read table 4 into ``cells``."""
    slots = _slots(stream, region)
    if not slots:
        last = max(
            (token.pos for token in stream.tokens if region.start < token.pos <= region.end), default=-1
        )
        if last >= 0 and empties_at(stream, last) >= WIDTH:
            cells.blank([path(case, outcome) for case in CASES for outcome in OUTCOMES])
        else:
            cells.missing(all_paths(), "missing_numbers", PLACE)
        return
    whole_row = _whole_row(stream, slots, lexicon)
    if whole_row is not None:
        heads = case_heads(stream, region.start, whole_row.pos, lexicon)
        _put_row(cells, stream, whole_row, heads, region)
        strays = [slot for slot in slots if slot is not whole_row and slot.pos == whole_row.pos]
        if sum(len(slot.filled) == WIDTH for slot in slots) > 1:
            cells.note("duplicate_row", "error", all_paths(), PLACE)
    else:
        strays = _put_blocks(cells, stream, slots, lexicon)
    absent = [name for name in all_paths() if name not in cells.cells]
    if absent:
        cells.missing(absent, "missing_numbers", PLACE)
    note_strays(cells, Anchored(strays=[(slot, "") for slot in strays]), {}, ROW)


def path(case: str, outcome: str) -> str:
    """The cell path of a case block's outcome."""
    return f"proceedings.{case}.{outcome}"


def all_paths() -> list[str]:
    """The fifteen cell paths in form order."""
    return [path(case, outcome) for case in CASES for outcome in OUTCOMES]


def _slots(stream: Stream, region: Region) -> list[Slot]:
    """Runs of numbers between texts; lines of their own where one line holds several numbers."""
    slots: list[Slot] = []
    run: list[Token] = []
    floor = region.start
    tokens = [token for token in stream.tokens if region.start < token.pos <= region.end]
    for index, token in enumerate(tokens):
        run.append(token)
        if index + 1 < len(tokens) and tokens[index + 1].pos == token.pos:
            continue
        filled = [item for item in run if item.filled]
        if filled:
            lines: dict[int, list[Token]] = {}
            for item in run:
                lines.setdefault(item.line, []).append(item)
            several = max(sum(item.filled for item in line) for line in lines.values()) > 1
            if len(filled) == WIDTH or len(lines) == 1 or not several:
                slots.append(Slot(run, token.pos, floor))
            else:
                slots += [
                    Slot(line, token.pos, floor)
                    for line in lines.values()
                    if any(item.filled for item in line)
                ]
            floor = token.pos
        run = []
    return slots


def _digits(slot: Slot) -> int:
    return sum(token.end - token.start for token in slot.filled)


def _whole_row(stream: Stream, slots: Sequence[Slot], lexicon: Lexicon) -> Slot | None:
    """The slot that holds all fifteen cells: by count, with strays, with blanks, or glued.

    The only number behind several heads is such a row too, however few digits it has.
    """
    exact = [slot for slot in slots if len(slot.filled) == WIDTH]
    if exact:
        return exact[0]
    if len(slots) >= 3 and sum(len(slot.filled) == ROW for slot in slots) >= 2:
        return None
    if len(slots) > ROW:
        return None
    if len(slots) == 1 and _several_heads(stream, slots[0], lexicon):
        return slots[0]
    best = max(slots, key=lambda slot: (len(slot.filled), _digits(slot)))
    tokens = len(best.tokens)
    if len(best.filled) > ROW * 2 or _digits(best) >= WIDTH or tokens >= WIDTH:
        return best
    return None


def _put_row(cells: TableCells, stream: Stream, slot: Slot, heads: CaseHeads, region: Region) -> None:
    columns = heads.columns
    paths = [path(*column) for column in columns]
    row, rule = _readings(slot.tokens, stream.text, columns)
    under = _under_heads(stream, slot, region)
    if under is not None:
        row, rule = under, None
    if row is None or all(part.blank == "unread" for part in row):
        cells.unread(paths, slot.tokens, PLACE)
        return
    for name, part in zip(paths, row, strict=True):
        cells.put(name, part, by_equation=rule in {"split_chosen", "row_chosen"})
    if rule:
        printed = " ".join(stream.text[slot.filled[0].start : slot.filled[-1].end].split())
        read = [name for name, part in zip(paths, row, strict=True) if part.blank != "unread"]
        cells.note(rule, "error", read, PLACE, printed=printed)
    _note_heads(cells, heads)


def _under_heads(stream: Stream, slot: Slot, region: Region) -> tuple[Part, ...] | None:
    """Blank cells among fifteen: the row's cells stand under a line of fifteen heads, cell by cell."""
    filled = slot.filled
    if len(filled) >= WIDTH or len({token.line for token in slot.tokens}) != 1 or not slot.tokens[0].celled:
        return None
    lines: dict[int, set[int]] = {}
    for index in range(region.start, slot.pos):
        lines.setdefault(stream.char_lines[index], set()).add(stream.char_cells[index])
    heads = [sorted(found) for found in lines.values() if len(found) == WIDTH]
    if not heads or any(found[-1] - found[0] != WIDTH - 1 for found in heads):
        return None
    if stream.line_cells.get(filled[0].line, 0) < heads[-1][0] + WIDTH:
        return None  # cells are lacking somewhere: which ones cannot be told
    at = {token.cell: token for token in slot.tokens}
    first = heads[-1][0]
    if any(not first <= token.cell < first + WIDTH for token in filled):
        return None
    return tuple(
        part_of(at[cell]) if cell in at and at[cell].filled else Part(-1, -1, None, "empty")
        for cell in range(first, first + WIDTH)
    )


def _note_heads(cells: TableCells, heads: CaseHeads) -> None:
    if heads.blocks_moved:
        cells.note("blocks_moved", "warning", (), PLACE)
    if heads.columns_moved:
        order = "、".join(_OUTCOME_NAMES[outcome] for _, outcome in heads.columns[:ROW])
        cells.note("columns_moved", "warning", (), PLACE, order=order)
    if heads.why and heads.doubtful:
        doubtful = []
        # Outcomes may have changed places within a block; where blocks are in doubt, with those of any other.
        whole = [[path(*pair) for pair in heads.doubtful]]
        blocks = [
            [path(case, outcome) for block, outcome in heads.doubtful if block == case] for case in CASES
        ]
        for names in whole if heads.blocks_unclear else blocks:
            if len({(cells.cells[name].value, cells.cells[name].blank) for name in names}) > 1:
                doubtful += names
        if doubtful:
            cells.doubt(doubtful, heads.why, PLACE, rule="doubtful_column")


def _readings(
    tokens: Sequence[Token], text: str, columns: Sequence[Column]
) -> tuple[tuple[Part, ...] | None, str | None]:
    """The one reading of a row of fifteen, open cells unread; and the finding that it needs, if any.

    Fifteen digits have only one cut, unless a blank cell vanished among larger numbers: such a row
    lacks support when its sums do not hold.
    """
    filled = [token for token in tokens if token.filled]
    run = run_of(filled, text) if len(filled) < WIDTH else None
    if run is not None and run.end > WIDTH:
        return _glued(run, columns), "split_chosen"
    options = row_options(tokens, WIDTH, text, total=None)
    if len(options.rows) == 1 and options.how in {"exact", "placed", "cut"}:
        row = options.rows[0]
        return row, "unsupported" if options.how == "cut" and not _cases_hold(row, columns) else None
    fitting = [row for row in options.rows if _cases_hold(row, columns)]
    return (fitting[0] if len(fitting) == 1 else None), "row_chosen"


def _cases_hold(row: Sequence[Part], columns: Sequence[Column]) -> bool:
    values = dict(zip(columns, counts(row), strict=True))
    for case in CASES:
        parts = [values[case, outcome] for outcome in OUTCOMES]
        if any(value is None for value in parts):
            return False
        *rest, total = (value for value in parts if value is not None)
        if sum(rest) != total:
            return False
    return True


def _glued(run: Run, columns: Sequence[Column]) -> tuple[Part, ...] | None:
    """Every block adds up; cells on which all such cuts agree are read, None where no cut adds up."""
    blocks = [columns[begin : begin + ROW] for begin in range(0, WIDTH, ROW)]
    if any(len({case for case, _ in block}) > 1 for block in blocks):
        return None
    totals = [[outcome for _, outcome in block].index("total") for block in blocks]
    row: list[Part] = []
    for cuts in block_cuts(run, ROW, totals):
        if not cuts:
            return None
        row += shared([cut_parts(run, cut) for cut in cuts])
    return tuple(row)


def _put_blocks(cells: TableCells, stream: Stream, slots: Sequence[Slot], lexicon: Lexicon) -> list[Slot]:
    """Blocks of five under one title of their own, or single numbers behind their heads.

    A broken row of fifteen has all titles before it and ends here as strays.
    """
    strays: list[Slot] = []
    case: str | None = None
    order = HeadOrder(tuple(lexicon.outcomes))
    for slot in slots:
        text = stream.chars[slot.floor : slot.pos]
        titles = [name for name, names in lexicon.cases.items() if names[0] in text]
        if titles:
            case = titles[0] if len(titles) == 1 else None
        size = len(slot.filled)
        if size == ROW and case and path(case, "total") not in cells.cells:
            order = _block_order(stream, slot, order, lexicon)
            _put_block(cells, stream, slot, case, order)
        elif _several_heads(stream, slot, lexicon):
            strays.append(slot)
        elif size == 1 and case and (outcome := _head_at_end(text, lexicon)):
            if path(case, outcome) in cells.cells:
                strays.append(slot)
            else:
                cells.put(path(case, outcome), part_of(slot.filled[0]))
        else:
            strays.append(slot)
    return strays


def _block_order(stream: Stream, slot: Slot, before: HeadOrder, lexicon: Lexicon) -> HeadOrder:
    """The outcomes as the heads in front of the slot stand; without heads of its own it shares those before."""
    titles = (*(names[0] for names in lexicon.cases.values()), lexicon.case_group)
    own, cost = weigh(lexicon.outcomes, without(stream.chars[slot.floor : slot.pos], titles))
    if own.why == "no_head":
        return before
    if cost <= CLEAR and not own.why:
        return own
    placed = by_clusters(stream, slot.floor, slot.pos, lexicon.outcomes, titles)
    if placed is not None:
        return placed
    canonical = tuple(lexicon.outcomes)
    return HeadOrder(canonical, "heads_unclear", canonical) if own.moved or own.why else own


def _put_block(cells: TableCells, stream: Stream, slot: Slot, case: str, order: HeadOrder) -> None:
    options = row_options(slot.tokens, ROW, stream.text, total=order.columns.index("total"))
    paths = [path(case, outcome) for outcome in order.columns]
    if len(options.rows) != 1:
        cells.unread(paths, slot.tokens, PLACE)
        return
    for name, part in zip(paths, options.rows[0], strict=True):
        cells.put(name, part)
    if order.moved:
        cells.note(
            "columns_moved",
            "warning",
            (),
            PLACE,
            order="、".join(_OUTCOME_NAMES[outcome] for outcome in order.columns),
            key=case,
        )
    if order.why:
        cells.doubt(paths, order.why, PLACE, rule="doubtful_column")


def _several_heads(stream: Stream, slot: Slot, lexicon: Lexicon) -> bool:
    """Heads of more than one outcome stand in front of the slot: its digits are not one head's number."""
    text = stream.chars[slot.floor : slot.pos]
    return (
        sum(any(len(name) > 1 and name in text for name in names) for names in lexicon.outcomes.values()) > 1
    )


def _head_at_end(text: str, lexicon: Lexicon) -> str | None:
    for outcome, names in lexicon.outcomes.items():
        if any(text.endswith(name) for name in names if len(name) > 1):
            return outcome
    return None
