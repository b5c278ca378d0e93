"""Which numbers stand at which row's label: the labels alone tell, never the numbers' values.

A run of numbers is a row's stretch when the row's label ends where the run stands or is wrapped
around it; behind a block of labels the numbers are dealt out in order if they are exactly as many as
the labels want. Whatever else is printed stays loose.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from gouji.lexicon import TableWords
from gouji.read.grounding.order import by_order
from gouji.read.grounding.stretch import Stretch, has_holes, is_long, is_torn
from gouji.read.labels import Hit, find_hits, label_ends, label_sequence
from gouji.read.regions import Region, pattern
from gouji.read.stream import Stream, Token

NEAR = 2.5  # label cost up to which a damaged label without rival is its row's
_UNITS = ("单位", "数量", "件数", "万元", "件", "宗", "项", "个")


@dataclass(frozen=True, slots=True)
class Stretches:
    """The rows' stretches in reading order, where the first label stands, and whether numbers have no sure row."""

    rows: tuple[Stretch, ...]
    first: int
    loose: bool


def find_stretches(stream: Stream, region: Region, words: TableWords, widths: Mapping[str, int]) -> Stretches:
    """The stretches of a table's rows. ``widths``: numbers per row."""
    tokens = [token for token in stream.tokens if region.start < token.pos <= region.end and not token.margin]
    ends = label_ends(tokens, min(widths.values()))
    hits = _own_hits(find_hits(stream.chars, region, words, ends), words)
    walk = _Walk(stream, words, widths, hits, region.start)
    for _, run in groupby(tokens, key=lambda token: token.pos):
        walk.step(list(run))
    first = min((hit.start for hit in hits if hit.cost == 0 and is_long(hit)), default=region.start)
    starts = {token.pos for token in tokens if token.filled}
    found = [replace(row, sure=row.sure and _whole_label(stream, row, starts, words)) for row in walk.found]
    rows = by_order(found, walk.orphans, hits, widths)
    rows = _without_twins(rows)
    owned = {token.start for stretch in rows if stretch.sure for token in stretch.filled}
    unowned = [token.start for token in tokens if token.filled and token.start not in owned]
    rows = _blank_for_sure(rows, owned, unowned)
    return Stretches(tuple(rows), first, bool(unowned))


def _blank_for_sure(rows: Sequence[Stretch], owned: Collection[int], unowned: Sequence[int]) -> list[Stretch]:
    """A row without numbers is blank for sure only where no number without a row stands beside it."""
    settled = []
    for row in rows:
        near = row.tokens[0].start
        before = max((start for start in owned if start < near), default=-1)
        behind = min((start for start in owned if start > row.tokens[-1].start), default=None)
        beside = any(before < start and (behind is None or start < behind) for start in unowned)
        settled.append(replace(row, sure=row.sure and (bool(row.filled) or not beside)))
    return settled


def _own_hits(hits: Sequence[Hit], words: TableWords) -> list[Hit]:
    """The hits without undivided rows whose own rows are printed."""
    whole = {hit.row for hit in hits if hit.cost == 0 and is_long(hit)}
    divided = {row for row, leaves in words.replaces.items() if whole & set(leaves)}
    return [hit for hit in hits if hit.row not in divided]


def _whole_label(stream: Stream, row: Stretch, starts: Collection[int], words: TableWords) -> bool:
    """The label is no piece of another's: nothing unread touches it, and a short one stands by itself.

    Around its numbers it is one label only where no other numbers (at ``starts``) follow it: else its two
    pieces may be what is left of two rows' labels, each with its own numbers.
    """
    hit, first = row.hit, (row.filled or row.tokens)[0]
    begin, end = stream.spots[hit.start], stream.spots[hit.end - 1] + 1
    if has_holes(stream.text[max(begin - 1, 0) : max(end + 1, first.start)]):
        return False
    if hit.start < first.pos < hit.end:
        return hit.end not in starts
    if is_long(hit):
        return True
    line = hit.start
    while line > 0 and stream.char_lines[line - 1] == stream.char_lines[hit.start]:
        line -= 1
    marker = words.markers.get(hit.row, "")
    return not pattern((*words.fillers, *filter(None, (marker,)))).sub("", stream.chars[line : hit.start])


class _Walk:
    """One pass over a table's runs of numbers; ``floor`` is where the text that is still unused begins."""

    def __init__(
        self,
        stream: Stream,
        words: TableWords,
        widths: Mapping[str, int],
        hits: Sequence[Hit],
        floor: int,
    ) -> None:
        self.stream = stream
        self.words = words
        self.widths = widths
        self.common = max(widths.values())
        self.hits = hits
        self.floor = floor
        self.found: list[Stretch] = []
        self.orphans: list[tuple[Token, ...]] = []

    def step(self, run: list[Token]) -> None:
        """One run of numbers between two texts: to the label or labels before it, or around it."""
        pos = run[0].pos
        unused = [hit for hit in self.hits if hit.start >= self.floor]
        labels = label_sequence(self.stream.chars, self.floor, pos, unused, self.words)
        torn = self._torn(pos)
        if torn is not None:
            labels = [hit for hit in labels if hit.end <= torn.start and hit.row != torn.row]
        filled = [token for token in run if token.filled]
        if not filled:
            if labels and labels[-1].end == pos and labels[-1].cost == 0 and len(run) >= self.common:
                self.found.append(Stretch(labels[-1].row, labels[-1], tuple(run), is_long(labels[-1])))
                self.floor = pos
            return
        own = self._owners(run, filled, labels, torn)
        if own:
            self.found += own
            self.floor = max(pos, *(stretch.hit.end for stretch in own))
        elif len(filled) > 1 or not labels:
            self._orphan(filled)
            self.floor = max(self.floor, pos)

    def _orphan(self, filled: Sequence[Token]) -> None:
        self.orphans += [tuple(line) for _, line in groupby(filled, key=lambda token: token.line)]

    def _torn(self, pos: int) -> Hit | None:
        """The cheapest label wrapped around ``pos``."""
        around = [hit for hit in self.hits if self.floor <= hit.start < pos < hit.end and is_long(hit)]
        return min(around, key=lambda hit: hit.cost, default=None)

    def _owners(
        self, run: list[Token], filled: list[Token], labels: list[Hit], torn: Hit | None
    ) -> list[Stretch]:
        """The stretches of a run: one row's, several rows' in order, or none."""
        last = torn or (labels[-1] if labels else None)
        if last is None:
            return []
        every = [*labels, torn] if torn else labels
        if len(every) > 1 and not self._inline(last, labels, filled):
            dealt = self._dealt(filled, every) or (torn and self._dealt(filled, labels))
            if dealt:
                return dealt
        beside = self._beside(last, filled)
        width = self.widths.get(last.row, self.common)
        scarce = 2 * len(filled) < width > 1 and max(_digits(filled), len(run)) < width
        if scarce and not beside:
            return []
        if not torn and (
            self._foreign(last.end, run[0].pos)
            or self._numbered(last, filled[0])
            or (last.end < run[0].pos and not beside)
        ):
            return []
        several = len(_whole_lines(filled, width)) > width
        if beside and len(beside) == width < len(filled) and (several or len(every) > 1):
            self._orphan([token for token in filled if token not in beside])
            return [Stretch(last.row, last, tuple(beside), last.cost == 0)]
        if several:
            return []
        alone = len(every) == 1 or bool(beside) or torn is not None
        bare = self.stream.chars[self.floor : last.start] in {"", self.words.markers.get(last.row)}
        return [Stretch(last.row, last, tuple(run), alone and last.cost == 0, bare=bare)]

    def _beside(self, hit: Hit, filled: Sequence[Token]) -> list[Token]:
        """The numbers on a line with some part of the label."""
        lines = set(self.stream.char_lines[hit.start : hit.end])
        return [token for token in filled if token.line in lines]

    def _foreign(self, start: int, end: int, *others: str) -> bool:
        """Words stand there that are no head, group label, unit or one of ``others``: perhaps a damaged label."""
        between = self.stream.chars[start:end]
        return bool(pattern((*self.words.fillers, *_UNITS, *others)).sub("", between)) if between else False

    def _numbered(self, hit: Hit, token: Token) -> bool:
        """Another row's list number stands between the label and the number."""
        index = self.stream.index_before(token)
        return (
            index is not None
            and index[0] > self.stream.spots[hit.end - 1]
            and index[1] != self.words.numbers.get(hit.row)
        )

    def _inline(self, last: Hit, labels: Sequence[Hit], filled: Sequence[Token]) -> bool:
        """Numbers stand on the last label's line, and other labels or numbers on other lines."""
        lines = {token.line for token in filled}
        lines |= {self.stream.char_lines[hit.end - 1] for hit in labels}
        return bool(self._beside(last, filled)) and len(lines) > 1

    def _dealt(self, filled: Sequence[Token], labels: Sequence[Hit]) -> list[Stretch]:
        """Numbers behind a block of labels, row after row; nothing where they are not as many as wanted."""
        sizes = [self.widths.get(hit.row, self.common) for hit in labels]
        dealt = filled
        if len(filled) != sum(sizes) and set(sizes) == {self.common}:
            dealt = _whole_lines(filled, self.common)
        if (
            len(labels) < 2
            or len(dealt) != sum(sizes)
            or any(is_torn(self.stream.text, each) for each in dealt)
        ):
            return []
        found = []
        at = 0
        whole = not self._lacks_label(labels) and (len(set(sizes)) == 1 or _line_sizes(dealt) == sizes)
        for hit, size in zip(labels, sizes, strict=True):
            sure = whole and hit.cost <= NEAR
            found.append(Stretch(hit.row, hit, tuple(dealt[at : at + size]), sure, len(labels)))
            at += size
        return found

    def _lacks_label(self, labels: Sequence[Hit]) -> bool:
        """Where the form has a row between two labels of a block, other words stand: a label that is lost."""
        order = {row: at for at, row in enumerate(self.widths)}
        return any(
            order.get(other.row, -1) != order.get(one.row, -1) + 1 and self._foreign(one.end, other.start)
            for one, other in pairwise(labels)
        )


def _line_sizes(tokens: Sequence[Token]) -> list[int]:
    return [len(list(line)) for _, line in groupby(tokens, key=lambda token: token.line)]


def _digits(tokens: Sequence[Token]) -> int:
    return sum(token.end - token.start for token in tokens)


def _whole_lines(filled: Sequence[Token], width: int) -> list[Token]:
    """The numbers on lines of a whole row each, where all other lines hold a lone number: page numbers."""
    lines = [list(line) for _, line in groupby(filled, key=lambda token: token.line)]
    if width == 1 or any(len(line) not in {1, width} for line in lines):
        return []
    return [token for line in lines if len(line) == width for token in line]


def _without_twins(rows: Sequence[Stretch]) -> list[Stretch]:
    """A row with numbers in two places has none for sure."""
    names = [stretch.row for stretch in rows]
    return [replace(stretch, sure=stretch.sure and names.count(stretch.row) == 1) for stretch in rows]
