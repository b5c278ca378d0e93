"""Table 4, 行政复议、行政诉讼情况: three blocks of five outcomes, mostly printed as one row of fifteen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gouji.families.disclosure.rules import CASES
from gouji.lexicon import Lexicon
from gouji.read.anchors import Slot
from gouji.read.cuts import Part, counts, part_of, row_options
from gouji.read.heads import CaseHeads, case_heads
from gouji.read.regions import Region
from gouji.read.stream import Stream, Token
from gouji.read.tables import TableCells, empties_at, note_strays

OUTCOMES = ("upheld", "corrected", "other", "pending", "total")
ROW = 5
WIDTH = 15
PLACE = "表四"
Column = tuple[str, str]


def read_proceedings(cells: TableCells, stream: Stream, region: Region, lexicon: Lexicon) -> None:
    """Read table 4 into ``cells``."""
    slots = _slots(stream, region)
    if not slots:
        last = max((token.pos for token in stream.tokens if region.start < token.pos <= region.end), default=-1)
        if last >= 0 and empties_at(stream, last) >= WIDTH:
            cells.blank([path(case, outcome) for case in CASES for outcome in OUTCOMES])
        else:
            cells.missing(all_paths(), "missing_numbers", PLACE)
        return
    whole_row = _whole_row(slots)
    if whole_row is not None:
        heads = case_heads(stream, region.start, whole_row.pos, lexicon)
        _put_row(cells, stream, whole_row, heads, region)
        strays = [slot for slot in slots if slot is not whole_row and slot.pos == whole_row.pos]
    else:
        strays = _put_blocks(cells, stream, slots, region, lexicon)
    absent = [name for name in all_paths() if name not in cells.cells]
    if absent:
        cells.missing(absent, "missing_numbers", PLACE)
    note_strays(cells, [(slot, "") for slot in strays], {}, ROW)


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
                    Slot(line, token.pos, floor) for line in lines.values() if any(item.filled for item in line)
                ]
            floor = token.pos
        run = []
    return slots


def _digits(slot: Slot) -> int:
    return sum(token.end - token.start for token in slot.filled)


def _whole_row(slots: Sequence[Slot]) -> Slot | None:
    """The slot that holds all fifteen cells: by count, with strays, with blanks, or glued."""
    exact = [slot for slot in slots if len(slot.filled) == WIDTH]
    if exact:
        return exact[0]
    if len(slots) >= 3 and sum(len(slot.filled) == ROW for slot in slots) >= 2:
        return None
    if len(slots) > ROW:
        return None
    best = max(slots, key=lambda slot: (len(slot.filled), _digits(slot)))
    tokens = len(best.tokens)
    if len(best.filled) > ROW * 2 or _digits(best) >= WIDTH or tokens >= WIDTH:
        return best
    return None


def _put_row(cells: TableCells, stream: Stream, slot: Slot, heads: CaseHeads, region: Region) -> None:
    columns = heads.columns
    paths = [path(*column) for column in columns]
    rows, by_equation = _readings(slot.tokens, stream.text, columns)
    under = _under_heads(stream, slot, region)
    if under is not None:
        rows, by_equation = [under], False
    if len(rows) != 1:
        cells.unread(paths, slot.tokens, PLACE)
        return
    for name, part in zip(paths, rows[0], strict=True):
        cells.put(name, part, by_equation=by_equation)
    if by_equation:
        printed = " ".join(stream.text[slot.filled[0].start : slot.filled[-1].end].split())
        cells.note("split_chosen", "error", paths, PLACE, printed=printed)
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
        order = "、".join(outcome for _, outcome in heads.columns[:ROW])
        cells.note("columns_moved", "warning", (), PLACE, order=order)
    if heads.why and heads.doubtful:
        doubtful = []
        for case in CASES:
            names = [path(case, outcome) for block, outcome in heads.doubtful if block == case]
            if len({(cells.cells[name].value, cells.cells[name].blank) for name in names}) > 1:
                doubtful += names
        if doubtful:
            cells.doubt(doubtful, heads.why, PLACE, rule="doubtful_column")


def _readings(
    tokens: Sequence[Token], text: str, columns: Sequence[Column]
) -> tuple[list[tuple[Part, ...]], bool]:
    """The readings of a row of fifteen that are left, and whether equations chose among several."""
    filled = [token for token in tokens if token.filled]
    digits = sum(token.end - token.start for token in filled)
    if len(filled) < WIDTH and digits > WIDTH:
        raw = "".join(text[token.start : token.end] for token in filled)
        if raw.isascii() and raw.isdigit():
            return list(_glued(filled, raw, columns)), True
    options = row_options(tokens, WIDTH, text, totals=False)
    if options.how in {"exact", "placed"} and len(options.rows) == 1:
        return list(options.rows), False
    if options.how == "cut" and digits == WIDTH:
        return list(options.rows), False
    return [row for row in options.rows if _cases_hold(row, columns)], True


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


def _glued(filled: Sequence[Token], raw: str, columns: Sequence[Column]) -> Iterator[tuple[Part, ...]]:
    """Cuts of glued digits in which every block adds up; at most a thousand are looked at."""
    offsets = [token.start + index for token in filled for index in range(token.end - token.start)]
    hard = {0}
    at = 0
    for token in filled:
        at += token.end - token.start
        hard.add(at)
    seen = 0
    for cuts in _block_cuts(raw, 0, 0, hard):
        row = tuple(Part(offsets[begin], offsets[end - 1] + 1, int(raw[begin:end])) for begin, end in cuts)
        if _cases_hold(row, columns):
            seen += 1
            yield row
            if seen > 1000:
                return


def _block_cuts(
    raw: str, at: int, done: int, hard: set[int]
) -> Iterator[tuple[tuple[int, int], ...]]:
    """Cuts of ``raw[at:]`` into the remaining cells; in every block the last cell is the others' sum."""
    if done == WIDTH:
        if at == len(raw):
            yield ()
        return
    for first in _numbers_at(raw, at, ROW - 1, hard):
        end = first[-1][1]
        total = str(sum(int(raw[begin:stop]) for begin, stop in first))
        if raw.startswith(total, end) and not any(end < cut < end + len(total) for cut in hard):
            last = (end, end + len(total))
            for rest in _block_cuts(raw, end + len(total), done + ROW, hard):
                yield (*first, last, *rest)


def _numbers_at(raw: str, at: int, count: int, hard: set[int]) -> Iterator[tuple[tuple[int, int], ...]]:
    if count == 0:
        yield ()
        return
    longest = 1 if raw[at : at + 1] == "0" else 6
    for length in range(1, longest + 1):
        end = at + length
        if end > len(raw) or any(at < cut < end for cut in hard):
            return
        if count == 1:
            yield ((at, end),)
            continue
        for rest in _numbers_at(raw, end, count - 1, hard):
            yield ((at, end), *rest)


def _put_blocks(
    cells: TableCells, stream: Stream, slots: Sequence[Slot], region: Region, lexicon: Lexicon
) -> list[Slot]:
    """Blocks of five under their own titles, or single numbers behind their heads."""
    strays: list[Slot] = []
    case: str | None = None
    for slot in slots:
        text = stream.chars[slot.floor : slot.pos]
        case = _last_title(text, lexicon) or case
        size = len(slot.filled)
        if size == ROW and case and path(case, "total") not in cells.cells:
            _put_block(cells, stream, slot, case)
        elif size == 1 and case and (outcome := _head_at_end(text, lexicon)):
            if path(case, outcome) in cells.cells:
                strays.append(slot)
            else:
                cells.put(path(case, outcome), part_of(slot.filled[0]))
        else:
            strays.append(slot)
    return strays


def _put_block(cells: TableCells, stream: Stream, slot: Slot, case: str) -> None:
    options = row_options(slot.tokens, ROW, stream.text, totals=True)
    paths = [path(case, outcome) for outcome in OUTCOMES]
    if len(options.rows) != 1:
        cells.unread(paths, slot.tokens, PLACE)
        return
    for name, part in zip(paths, options.rows[0], strict=True):
        cells.put(name, part)


def _last_title(text: str, lexicon: Lexicon) -> str | None:
    found = [(text.rfind(names[0]), case) for case, names in lexicon.cases.items()]
    at, case = max(found)
    return case if at >= 0 else None


def _head_at_end(text: str, lexicon: Lexicon) -> str | None:
    for outcome, names in lexicon.outcomes.items():
        if any(text.endswith(name) for name in names if len(name) > 1):
            return outcome
    return None
