"""An honest, simple reader of report text: labels are looked up, the numbers behind them are copied.

It shares nothing with the program under test. What it cannot find is absent from its answer.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

HAN = r"\u4e00-\u9fff"
WIDE = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: 0x20, 0xA0: 0x20}
SCAN = re.compile(
    rf"""
    (?P<note>\((?=[^()]*[{HAN}])(?=[^()]*\d)[^()]{{1,40}}\))
  | (?P<ordinal>\([一二三四五六七八九十]{{1,3}}\)|\(\d{{1,2}}\)|(?<![{HAN}])[一二三四五六七八九十]{{1,2}}、
      |(?<![\d.,])\d{{1,2}}\s*[.、](?!\d)\s*(?=["'”“‘’「『]?[{HAN}]))
  | (?P<number>(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?(?:[ ]?(?:件|万元|元))?)
  | (?P<mark>(?:(?<=[\s|])|^)(?:-|—{{1,2}}|–|/|无|不适用|N/A|[OolI])(?=[\s|]|$))
  | (?P<han>[{HAN}])
    """,
    re.VERBOSE | re.MULTILINE,
)
SPACED_THOUSANDS = re.compile(r"(?<=[\t|]) *(\d{1,3})((?: \d{3})+) *(?=[\t|\n])")
COMMA_ROW = re.compile(rf'[{HAN})"],(?:"?\d[^,\n]*,){{2}}')
CELL_BORDER = re.compile(r"[\t|]")


@dataclass(frozen=True, slots=True)
class Value:
    """A number, or a mark for none, as printed at an offset; ``number`` is None where it is no plain integer."""

    start: int
    end: int
    printed: str
    number: int | None


@dataclass(frozen=True, slots=True)
class Text:
    """A text taken apart: ``han`` holds its Chinese characters, ``places`` their offsets, ``values`` numbers."""

    raw: str
    han: str
    places: tuple[int, ...]
    values: tuple[Value, ...]
    ordinals: dict[int, str]
    starts: tuple[int, ...]

    def values_between(self, start: int, end: int) -> Sequence[Value]:
        """Values that begin at offsets from ``start`` up to ``end``."""
        return self.values[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def next_han(self, offset: int) -> int:
        """Offset of the first Chinese character from ``offset`` on, or the text's length."""
        index = bisect_left(self.places, offset)
        return self.places[index] if index < len(self.places) else len(self.raw)


@dataclass(frozen=True, slots=True)
class Label:
    """A row to look for: the Chinese characters of its ``key``, the ``ordinal`` before it, values behind it."""

    key: str
    ordinal: str
    width: int


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a label stands: offsets of its first character and behind its last, and how well it fits."""

    start: int
    end: int
    score: float


Row = tuple[Value | None, ...]


@lru_cache(maxsize=64)
def take_apart(text: str) -> Text:
    """Scan ``text`` once; full-width forms count as their ASCII ones, offsets stay those of ``text``."""
    raw = (_tabs_for_commas(text) if len(COMMA_ROW.findall(text)) > 9 else text).translate(WIDE)
    raw = SPACED_THOUSANDS.sub(lambda m: m[0].replace(m[1] + m[2], (m[1] + m[2]).replace(" ", ",")), raw)
    han: list[str] = []
    places: list[int] = []
    values: list[Value] = []
    ordinals: dict[int, str] = {}
    for match in SCAN.finditer(raw):
        kind, found, start = match.lastgroup, match[0], match.start()
        if kind == "han":
            han.append(found)
            places.append(start)
        elif kind == "ordinal":
            ordinals[match.end()] = re.sub(r"\W", "", found)
        elif kind != "note":
            plain = re.fullmatch(r"([\d,]{1,13}) ?件?", found)
            number = int(plain[1].replace(",", "")) if plain and plain[1][0].isdigit() else None
            if number is not None and number > 999_999_999:
                number = None
            values.append(Value(start, match.end(), text[start : match.end()], number))
    starts = tuple(value.start for value in values)
    return Text(raw, "".join(han), tuple(places), tuple(values), ordinals, starts)


def _tabs_for_commas(text: str) -> str:
    """Comma-separated values with tabs for the commas that part them."""
    return re.sub(r'"[^"\n]*"|,', lambda m: "\t" if m[0] == "," else m[0], text)


@lru_cache(maxsize=4096)
def label_of(words: str, width: int) -> Label:
    """The label as the form prints it, e.g. ``三、（三）不予公开 1.属于国家秘密``: its last part is looked for."""
    last = words.replace("|", " ").split()[-1] if words.split() else ""
    apart = take_apart(last)
    return Label(apart.han, next(reversed(apart.ordinals.values()), ""), width)


def read_rows(text: Text, labels: Sequence[Label]) -> dict[int, Row]:
    """Values of each label's row by its index; rows that are not found or not whole are absent."""
    spots = place_labels(text, labels)
    order = sorted(spots, key=lambda index: spots[index].start)
    ends = [spots[index].start for index in order[1:]] + [len(text.raw)]
    runs = {i: _values_behind(text, spots[i], end) for i, end in zip(order, ends, strict=False)}
    rows = {i: tuple(run) for i, run in runs.items() if len(run) == labels[i].width}
    rows |= _blocks(text, labels, order, runs)
    rows |= {
        i: tuple(r[: labels[i].width]) for i, r in runs.items() if i not in rows and _over(text, labels[i], r)
    }
    return rows | _by_columns(text, labels, spots, rows)


def place_labels(text: Text, labels: Sequence[Label]) -> dict[int, Spot]:
    """The best chain of spots in the labels' order; then labels left over that stand in one place only."""
    candidates = [list(_candidates(text, label)) for label in labels]
    best: list[tuple[float, int, Spot, int]] = []  # score of the chain, label, its spot, the link before
    for index, spots in enumerate(candidates):
        links = []
        for spot in spots:
            score, before = spot.score, -1
            for at, (so_far, _, earlier, _) in enumerate(best):
                reached = so_far + spot.score - 0.002 * (spot.start - earlier.end)
                if earlier.end <= spot.start and reached > score:
                    score, before = reached, at
            links.append((score, index, spot, before))
        best += links
    chain: dict[int, Spot] = {}
    at = max(range(len(best)), key=lambda i: best[i][0], default=-1)
    while at >= 0:
        _, index, spot, at = best[at]
        chain[index] = spot
    for index, spots in enumerate(candidates):
        if index not in chain and len(spots) == 1 and len(labels[index].key) >= 5:
            chain[index] = spots[0]
    return chain


def _candidates(text: Text, label: Label) -> Iterator[Spot]:
    """Places of the label, torn or whole; a short one must stand alone in its cell."""
    key = label.key
    at = text.han.find(key) if key else -1
    while at >= 0:
        start, end = text.places[at], text.places[at + len(key) - 1] + 1
        if len(key) > 3 or _stands_alone(text, start, end):
            behind = text.values_between(end, text.next_han(end))
            score = min(len(key), 8) + (6 if len(behind) == label.width else 0)
            score += 5 if label.ordinal and text.ordinals.get(start) == label.ordinal else 0
            yield Spot(start, end, score)
        at = text.han.find(key, at + 1)


def _stands_alone(text: Text, start: int, end: int) -> bool:
    before, behind = text.raw[:start].rstrip(" ")[-1:], text.raw[end : end + 1]
    return not re.match(f"[{HAN}]", before) and not re.match(f"[{HAN}]", behind)


def _values_behind(text: Text, spot: Spot, end: int) -> list[Value]:
    """Values inside a label that was torn around them, and behind it up to the next words."""
    inside = list(text.values_between(spot.start, spot.end))
    behind = text.values_between(spot.end, end)
    if inside or not behind:
        return inside
    stop = min(end, text.next_han(behind[0].end))
    return [value for value in behind if value.start < stop]


def _over(text: Text, label: Label, run: Sequence[Value]) -> bool:
    """A whole row, then something that stands on a line of its own: a page number."""
    if len(run) <= label.width:
        return False
    last, stray = run[label.width - 1], run[label.width]
    lines = text.raw[run[0].start : last.end].count("\n")
    return lines == 0 and "\n" in text.raw[last.end : stray.start] and len(run) == label.width + 1


def _blocks(
    text: Text, labels: Sequence[Label], order: Sequence[int], runs: dict[int, list[Value]]
) -> dict[int, Row]:
    """Rows where several labels come first and all their numbers after them, by row or by column."""
    rows: dict[int, Row] = {}
    bare: list[int] = []
    for index in order:
        bare.append(index)
        run = runs[index]
        if not run:
            continue
        if len(bare) > 1 and len(run) == sum(labels[i].width for i in bare):
            rows |= _share_out(text, [(i, labels[i].width) for i in bare], run)
        bare = []
    return rows


def _share_out(text: Text, widths: Sequence[tuple[int, int]], run: Sequence[Value]) -> dict[int, Row]:
    first_line = text.raw.find("\n", run[0].start)
    on_line = sum(value.start < first_line for value in run) if first_line >= 0 else len(run)
    count, width = len(widths), widths[0][1]
    alike = all(w == width for _, w in widths)
    if alike and (on_line == count != width or (on_line == 1 and _reads_down(run, count, width))):
        return {index: tuple(run[at::count]) for at, (index, _) in enumerate(widths)}
    rows, at = {}, 0
    for index, own in widths:
        rows[index] = tuple(run[at : at + own])
        at += own
    return rows


def _reads_down(run: Sequence[Value], count: int, width: int) -> bool:
    """Whether numbers one per line go down the columns: there more last numbers are the sums of their rows."""

    def fitting(rows: Sequence[Sequence[Value]]) -> int:
        counts = [[value.number or 0 for value in row] for row in rows]
        return sum(sum(row[:-1]) == row[-1] for row in counts)

    down = fitting([run[at::count] for at in range(count)])
    return width > 2 and down > fitting([run[at : at + width] for at in range(0, len(run), width)])


def _by_columns(
    text: Text, labels: Sequence[Label], spots: dict[int, Spot], rows: dict[int, Row]
) -> dict[int, Row]:
    """Rows with empty cells, where whole rows of the same table tell which columns hold the values."""
    patterns: Counter[tuple[int, ...]] = Counter()
    for index, row in rows.items():
        cells = _cells(text, spots[index])
        columns = tuple(_column(cells, value.start) for value in row if value is not None)
        if len(set(columns)) == labels[index].width and -1 not in columns:
            patterns[(len(cells), *columns)] += 1
    found: dict[int, Row] = {}
    for index, spot in spots.items():
        cells = _cells(text, spot)
        fitting = [
            p for p, _ in patterns.most_common() if p[0] == len(cells) and len(p) == labels[index].width + 1
        ]
        shared = any(spot.end <= other.start < cells[-1][1] for other in spots.values())
        if index in rows or shared or len(cells) < 2 or len(fitting) != 1:
            continue
        taken = [_only(text, *cells[column]) for column in fitting[0][1:]]
        inside = sum(
            cells[0][0] <= value.start < cells[-1][1] for value in text.values_between(spot.end, cells[-1][1])
        )
        if inside == sum(value is not None for value in taken):
            found[index] = tuple(taken)
    return found


def _cells(text: Text, spot: Spot) -> list[tuple[int, int]]:
    """Spans of the cells of the line in which a label ends."""
    start = text.raw.rfind("\n", 0, spot.end) + 1
    end = text.raw.find("\n", spot.end)
    end = len(text.raw) if end < 0 else end
    borders = [start - 1, *(start + m.start() for m in CELL_BORDER.finditer(text.raw[start:end])), end]
    return [(left + 1, right) for left, right in pairwise(borders)]


def _column(cells: Sequence[tuple[int, int]], offset: int) -> int:
    return next((at for at, (start, end) in enumerate(cells) if start <= offset < end), -1)


def _only(text: Text, start: int, end: int) -> Value | None:
    values = text.values_between(start, end)
    return values[0] if len(values) == 1 else None
