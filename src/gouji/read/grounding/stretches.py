"""Which numbers stand at which row's label: the labels alone tell, never the numbers' values.

A run of numbers is a row's stretch when the row's label ends where the run stands or is wrapped
around it; behind a block of labels the numbers are dealt out in order if they are exactly as many as
the labels want. Whatever else is printed stays loose.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from gouji.lexicon import TableWords
from gouji.read.labels import Hit, find_hits, label_ends, label_sequence
from gouji.read.regions import Region
from gouji.read.stream import Stream, Token

NEAR = 2.5  # label cost up to which a damaged label without rival is its row's
_LONG = 2


@dataclass(frozen=True, slots=True)
class Stretch:
    """A row's own numbers; ``sure`` where no other row can own them.

    ``block`` counts the rows of the block that they were dealt out to, 1 for a row by itself.
    """

    row: str
    hit: Hit
    tokens: tuple[Token, ...]
    sure: bool
    block: int = 1

    @property
    def filled(self) -> tuple[Token, ...]:
        """The printed tokens."""
        return tuple(token for token in self.tokens if token.filled)


@dataclass(frozen=True, slots=True)
class Stretches:
    """The rows' stretches in reading order, and where the first label stands."""

    rows: tuple[Stretch, ...]
    labels: tuple[Hit, ...]
    first: int


@dataclass(slots=True)
class _Walk:
    """What the walk over the runs has found so far."""

    floor: int
    found: list[Stretch]
    orphans: list[list[Token]]
    idle: list[Hit]


def find_stretches(stream: Stream, region: Region, words: TableWords, widths: Mapping[str, int]) -> Stretches:
    """The stretches of a table's rows. ``widths``: numbers per row."""
    tokens = [token for token in stream.tokens if region.start < token.pos <= region.end and not token.margin]
    hits = _own_hits(find_hits(stream.chars, region, words, label_ends(tokens, min(widths.values()))), words)
    walk = _Walk(region.start, [], [], [])
    for _, run in groupby(tokens, key=lambda token: token.pos):
        _step(walk, stream, list(run), hits, words, widths)
    rows = _by_order(walk, stream, hits, widths)
    rows = _without_twins(rows)
    first = min((hit.start for hit in hits if hit.cost == 0 and _is_long(hit)), default=region.start)
    return Stretches(tuple(rows), tuple(hits), first)


def _own_hits(hits: Sequence[Hit], words: TableWords) -> list[Hit]:
    """The hits without undivided rows whose own rows are printed."""
    whole = {hit.row for hit in hits if hit.cost == 0 and _is_long(hit)}
    divided = {row for row, leaves in words.replaces.items() if whole & set(leaves)}
    return [hit for hit in hits if hit.row not in divided]


def _is_long(hit: Hit) -> bool:
    """A label that no column head can be mistaken for."""
    return hit.end - hit.start > _LONG


def _step(
    walk: _Walk,
    stream: Stream,
    run: list[Token],
    hits: Sequence[Hit],
    words: TableWords,
    widths: Mapping[str, int],
) -> None:
    """One run of numbers between two texts: to the label or labels before it, or around it."""
    pos = run[0].pos
    labels = label_sequence(stream.chars, walk.floor, pos, hits, words)
    torn = _torn(hits, pos, walk.floor)
    if torn is not None:
        labels = [hit for hit in labels if hit.end <= torn.start and hit.row != torn.row]
    filled = [token for token in run if token.filled]
    if not filled:
        if labels and labels[-1].end == pos and len(run) >= max(widths.get(labels[-1].row, 1), 2):
            walk.found.append(Stretch(labels[-1].row, labels[-1], tuple(run), labels[-1].cost == 0))
            walk.idle += labels[:-1]
            walk.floor = pos
        return
    own = _owners(stream, run, filled, labels, torn, widths)
    walk.idle += [hit for hit in labels if all(hit != stretch.hit for stretch in own)]
    if own:
        walk.found += own
        walk.floor = max(pos, *(stretch.hit.end for stretch in own))
    elif len(filled) > 1 or not labels:
        walk.orphans.append(run)
        walk.floor = max(walk.floor, pos)


def _torn(hits: Sequence[Hit], pos: int, floor: int) -> Hit | None:
    """The cheapest label wrapped around ``pos``."""
    around = [hit for hit in hits if hit.start < pos < hit.end and hit.start >= floor and _is_long(hit)]
    return min(around, key=lambda hit: hit.cost, default=None)


def _owners(
    stream: Stream,
    run: list[Token],
    filled: list[Token],
    labels: list[Hit],
    torn: Hit | None,
    widths: Mapping[str, int],
) -> list[Stretch]:
    """The stretches of a run: one row's, several rows' in order, or none."""
    common = max(widths.values())
    last = torn or (labels[-1] if labels else None)
    if last is None:
        return []
    width = widths.get(last.row, common)
    every = [*labels, torn] if torn else labels
    sizes = [widths.get(hit.row, common) for hit in every]
    if len(every) > 1 and len(filled) == sum(sizes):
        return _deal(filled, every, sizes)
    if torn and len(labels) > 1 and len(filled) == sum(sizes[:-1]):
        return _deal(filled, labels, sizes[:-1])
    whole = _whole_lines(filled, common)
    if len(every) > 1 and len(whole) == len(every) * common and set(sizes) == {common}:
        return _deal(whole, every, sizes)
    alone = len(every) == 1 or _beside(stream, last, filled[0])
    if common > 1 and 2 * len(filled) < width and _digits(filled) < width and len(run) < width:
        alone = alone and _beside(stream, last, filled[0])
        if not alone:
            return []
    if torn is None and last.end != run[0].pos and not alone:
        return []
    return [Stretch(last.row, last, tuple(run), alone and last.cost == 0)]


def _beside(stream: Stream, hit: Hit, token: Token) -> bool:
    """Some part of the label stands on the number's own line."""
    return token.line in stream.char_lines[hit.start : hit.end]


def _digits(tokens: Sequence[Token]) -> int:
    return sum(token.end - token.start for token in tokens)


def _whole_lines(filled: Sequence[Token], width: int) -> list[Token]:
    """The numbers on lines of a whole row each, where all other lines hold a lone number: page numbers."""
    if width == 1:
        return []
    lines = [list(line) for _, line in groupby(filled, key=lambda token: token.line)]
    whole = [line for line in lines if len(line) == width]
    if any(len(line) not in {1, width} for line in lines):
        return []
    return [token for line in whole for token in line]


def _deal(filled: Sequence[Token], labels: Sequence[Hit], sizes: Sequence[int]) -> list[Stretch]:
    """Numbers behind a block of labels, row after row."""
    found = []
    at = 0
    for hit, size in zip(labels, sizes, strict=True):
        found.append(Stretch(hit.row, hit, tuple(filled[at : at + size]), hit.cost <= NEAR, len(labels)))
        at += size
    return found


def _by_order(walk: _Walk, stream: Stream, hits: Sequence[Hit], widths: Mapping[str, int]) -> list[Stretch]:
    """A damaged label is its row's where the form has exactly this row between its sure neighbours."""
    del stream, hits
    rows = sorted(walk.found, key=lambda stretch: stretch.tokens[0].start)
    order = {row: at for at, row in enumerate(widths)}
    settled = []
    for at, stretch in enumerate(rows):
        if stretch.sure or stretch.hit.cost == 0 or stretch.row not in order:
            settled.append(stretch)
            continue
        before = order.get(rows[at - 1].row, -2) if at and rows[at - 1].sure else -2
        after = order.get(rows[at + 1].row, -2) if at + 1 < len(rows) and rows[at + 1].sure else -2
        between = before == order[stretch.row] - 1 and after == order[stretch.row] + 1
        settled.append(replace(stretch, sure=between))
    return settled


def _without_twins(rows: Sequence[Stretch]) -> list[Stretch]:
    """A row with numbers in two places has none for sure."""
    names = [stretch.row for stretch in rows]
    return [replace(stretch, sure=stretch.sure and names.count(stretch.row) == 1) for stretch in rows]
