"""Table 4's printed cells: fifteen under their heads, or three blocks of five under their titles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from gouji.families.disclosure.lexicon_2021 import WORDS
from gouji.read.case_heads import case_heads
from gouji.read.grounding.heads import lost_characters
from gouji.read.grounding.page import Glued, Misfit, Page, printed_of
from gouji.read.grounding.stretch import has_holes
from gouji.read.heads import CLEAR, by_clusters, weigh, without
from gouji.read.regions import Region
from gouji.read.stream import Stream, Token

_ROW = 5
_WIDTH = 15
_OUTCOMES = tuple(WORDS.outcomes)
_TITLES = (*(names[0] for names in WORDS.cases.values()), WORDS.case_group)
_MOST_LOST = 4  # characters of the eighty that the heads have
_HEADS = (
    *((title,) for title in _TITLES),
    *((names[0],) for names in WORDS.outcomes.values() for _ in WORDS.cases),
)


def proceedings_page(stream: Stream, regions: Mapping[str, Region]) -> Page:
    """Table 4."""
    page = Page()
    region = regions["proceedings"]
    tokens = [token for token in stream.tokens if region.start < token.pos <= region.end and not token.margin]
    runs = [list(run) for _, run in groupby(tokens, key=lambda token: token.pos)]
    whole = [run for run in map(_whole, runs) if run is not None]
    if len(whole) == 1:
        _put_whole(page, stream, region, whole[0])
    elif not whole:
        printed = [run for run in runs if any(token.filled for token in run)]
        floors = [region.start, *(run[0].pos for run in printed)]
        blank = [
            run
            for floor, run in zip(floors, printed, strict=False)
            if _behind_all_heads(stream.chars[floor : run[0].pos], run)
        ]
        if len(blank) == 1:
            _put_with_blanks(page, stream, region, blank[0])
        else:
            _put_blocks(page, stream, region, runs)
    page.loose = not (page.cells or page.glued) and any(token.filled for token in tokens)
    return page


def _whole(run: Sequence[Token]) -> list[Token] | None:
    """The fifteen numbers of a run, or the digits that hold them all."""
    filled = [token for token in run if token.filled]
    if len(filled) == _WIDTH:
        return filled
    lines = [list(line) for _, line in groupby(filled, key=lambda token: token.line)]
    best = max(lines, key=len, default=[])
    if len(best) == _WIDTH and all(len(line) == 1 for line in lines if line is not best):
        return best
    if len(filled) == 1 and filled[0].end - filled[0].start >= _WIDTH:
        return filled
    return None


def _behind_all_heads(head: str, run: Sequence[Token]) -> bool:
    """More than one block's cells directly behind the titles of all three."""
    return len(run) > _ROW and all(names[0] in head for names in WORDS.cases.values())


def _paths(stream: Stream, start: int, end: int) -> tuple[list[str], set[str]]:
    """Cell paths in the order of the heads ``chars[start:end]``, and the doubtful ones."""
    heads = case_heads(stream, start, end, WORDS)
    paths = [f"proceedings.{case}.{outcome}" for case, outcome in heads.columns]
    doubtful = {f"proceedings.{case}.{outcome}" for case, outcome in heads.doubtful} if heads.why else set()
    if lost_characters(stream, start, end, _HEADS) > _MOST_LOST or (
        heads.blocks_moved and not _courts_first(stream, start, end)
    ):
        doubtful = set(paths)
    return paths, doubtful


def _courts_first(stream: Stream, start: int, end: int) -> bool:
    """All heads are printed in full, and nothing else is from the courts' group head on.

    The heading above the table names both courts, too: what is left of it may pass for a head.
    """
    group = stream.chars.find(WORDS.case_group, start, end)
    if group < 0 or lost_characters(stream, start, end, _HEADS):
        return group < 0
    line = group
    while line > start and stream.char_lines[line - 1] == stream.char_lines[group]:
        line -= 1
    words = Counter(stream.chars[line:end])
    own = Counter("".join(name for (name,) in _HEADS))
    return words == own and not has_holes(stream.text[stream.spots[line] : stream.spots[end - 1] + 1])


def _put_whole(page: Page, stream: Stream, region: Region, tokens: Sequence[Token]) -> None:
    paths, doubtful = _paths(stream, region.start, tokens[0].pos)
    if len(tokens) == 1:
        digits = stream.text[tokens[0].start : tokens[0].end]
        if digits.isascii() and digits.isdigit():
            page.glued.append(Glued(tokens[0].start, tokens[0].end, digits, tuple(paths), sure=not doubtful))
        return
    _put_cells(page, stream, paths, doubtful, tokens)


def _put_cells(
    page: Page, stream: Stream, paths: Sequence[str], doubtful: set[str], tokens: Sequence[Token]
) -> None:
    for path, token in zip(paths, tokens, strict=True):
        page.cells[path] = printed_of(token, stream.text, sure=True)
    if len({page.cells[path].value for path in doubtful}) > 1:
        for path in doubtful:
            page.cells[path] = replace(page.cells[path], sure=False)


def _put_with_blanks(page: Page, stream: Stream, region: Region, run: Sequence[Token]) -> None:
    """Fifteen cells, some of them blank, each under its head in a line of fifteen heads."""
    paths, doubtful = _paths(stream, region.start, run[0].pos)
    heads: dict[int, set[int]] = {}
    for char in range(region.start, run[0].pos):
        heads.setdefault(stream.char_lines[char], set()).add(stream.char_cells[char])
    rows = [sorted(cells) for cells in heads.values() if len(cells) == _WIDTH]
    at = {token.cell: token for token in run}
    if (
        len({token.line for token in run}) == 1
        and run[0].celled
        and len(rows) == 1
        and set(rows[0]) <= set(at)
        and all(token.cell in rows[0] for token in run if token.filled)
    ):
        _put_cells(page, stream, paths, doubtful, [at[cell] for cell in rows[0]])
    else:
        page.misfits.append(Misfit(tuple(paths), tuple(token for token in run if token.filled)))


def _put_blocks(page: Page, stream: Stream, region: Region, runs: Sequence[Sequence[Token]]) -> None:
    """Five numbers, or one number behind each head, under one title of their own."""
    floor = region.start
    case: str | None = None
    columns: tuple[str, ...] = ()
    seen: set[str] = set()
    for run in runs:
        filled = [token for token in run if token.filled]
        if not filled:
            continue
        start, floor = floor, run[0].pos
        text = stream.chars[start:floor]
        titles = [name for name, names in WORDS.cases.items() if names[0] in text]
        seen.update(titles)
        if titles:
            case = titles[0] if len(titles) == 1 else None
        if case is None:
            continue
        if len(filled) == _ROW:
            columns = _outcome_order(stream, start, run[0].pos, columns)
            _put(page, stream.text, f"proceedings.{case}", columns, filled)
        elif len(filled) == 1:
            outcome = _outcome_at_end(text)
            if outcome:
                _put(page, stream.text, f"proceedings.{case}", (outcome,), filled)
    if len(seen) < len(WORDS.cases):
        page.cells = {path: replace(cell, sure=False) for path, cell in page.cells.items()}
    _doubt_pieces(page)


def _outcome_order(stream: Stream, start: int, end: int, before: tuple[str, ...]) -> tuple[str, ...]:
    """The outcomes as the heads ``chars[start:end]`` print them, nothing where they do not tell.

    A block without heads of its own shares those ``before``.
    """
    order, cost = weigh(WORDS.outcomes, without(stream.chars[start:end], _TITLES))
    if order.why == "no_head":
        return before
    if cost <= CLEAR and not order.why:
        return order.columns
    placed = by_clusters(stream, start, end, WORDS.outcomes, _TITLES)
    return placed.columns if placed else ()


def _put(page: Page, text: str, case: str, columns: Sequence[str], tokens: Sequence[Token]) -> None:
    sure = bool(columns)
    for outcome, token in zip(columns or _OUTCOMES, tokens, strict=True):
        path = f"{case}.{outcome}"
        twice = path in page.cells
        page.cells[path] = (
            replace(page.cells[path], sure=False) if twice else printed_of(token, text, sure=sure)
        )


def _doubt_pieces(page: Page) -> None:
    """A block of which only some outcomes were found is none for sure: numbers of other things stand near heads."""
    for case in WORDS.cases:
        paths = [f"proceedings.{case}.{outcome}" for outcome in _OUTCOMES]
        found = [path for path in paths if path in page.cells]
        if len(found) < len(paths):
            for path in found:
                page.cells[path] = replace(page.cells[path], sure=False)


def _outcome_at_end(text: str) -> str | None:
    found = [
        outcome
        for outcome, names in WORDS.outcomes.items()
        if any(text.endswith(name) for name in names if len(name) > 1)
    ]
    return found[0] if found else None
