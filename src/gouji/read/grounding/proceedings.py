"""Table 4's printed cells: fifteen under their heads, or three blocks of five under their titles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from gouji.families.disclosure.lexicon_2021 import WORDS
from gouji.read.case_heads import case_heads
from gouji.read.grounding.page import Glued, Page, Printed, printed_of
from gouji.read.heads import CLEAR, weigh, without
from gouji.read.regions import Region
from gouji.read.stream import Stream, Token

_ROW = 5
_WIDTH = 15
_OUTCOMES = tuple(WORDS.outcomes)
_TITLES = (*(names[0] for names in WORDS.cases.values()), WORDS.case_group)


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
        _put_blocks(page, stream, region, runs)
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


def _put_whole(page: Page, stream: Stream, region: Region, tokens: Sequence[Token]) -> None:
    heads = case_heads(stream, region.start, tokens[0].pos, WORDS)
    paths = [f"proceedings.{case}.{outcome}" for case, outcome in heads.columns]
    doubtful = {f"proceedings.{case}.{outcome}" for case, outcome in heads.doubtful} if heads.why else set()
    if len(tokens) == 1:
        digits = stream.text[tokens[0].start : tokens[0].end]
        if digits.isascii() and digits.isdigit():
            page.glued.append(Glued(tokens[0].start, tokens[0].end, digits, tuple(paths)))
        return
    for path, token in zip(paths, tokens, strict=True):
        page.cells[path] = printed_of(token, sure=True)
    if len({page.cells[path].value for path in doubtful}) > 1:
        for path in doubtful:
            page.cells[path] = replace(page.cells[path], sure=False)


def _put_blocks(page: Page, stream: Stream, region: Region, runs: Sequence[Sequence[Token]]) -> None:
    """Five numbers, or one number behind each head, under one title of their own."""
    floor = region.start
    case: str | None = None
    columns: tuple[str, ...] = ()
    for run in runs:
        filled = [token for token in run if token.filled]
        if not filled:
            continue
        text = stream.chars[floor : run[0].pos]
        floor = run[0].pos
        titles = [name for name, names in WORDS.cases.items() if names[0] in text]
        if titles:
            case = titles[0] if len(titles) == 1 else None
        if case is None:
            continue
        if len(filled) == _ROW:
            order, cost = weigh(WORDS.outcomes, without(text, _TITLES))
            if order.why != "no_head":
                columns = order.columns if cost <= CLEAR and not order.why else ()
            _put(page, case, columns, filled)
        elif len(filled) == 1:
            outcome = _outcome_at_end(text)
            if outcome:
                _put(page, case, (outcome,), filled)
    _doubt_pieces(page)


def _put(page: Page, case: str, columns: Sequence[str], tokens: Sequence[Token]) -> None:
    sure = bool(columns)
    for outcome, token in zip(columns or _OUTCOMES, tokens, strict=True):
        path = f"proceedings.{case}.{outcome}"
        twice = path in page.cells
        page.cells[path] = replace(page.cells[path], sure=False) if twice else _cell(token, sure=sure)


def _doubt_pieces(page: Page) -> None:
    """A block of which only some outcomes were found is none for sure: numbers of other things stand near heads."""
    for case in WORDS.cases:
        paths = [f"proceedings.{case}.{outcome}" for outcome in _OUTCOMES]
        found = [path for path in paths if path in page.cells]
        if len(found) < len(paths):
            for path in found:
                page.cells[path] = replace(page.cells[path], sure=False)


def _cell(token: Token, *, sure: bool) -> Printed:
    return printed_of(token, sure=sure)


def _outcome_at_end(text: str) -> str | None:
    found = [
        outcome
        for outcome, names in WORDS.outcomes.items()
        if any(text.endswith(name) for name in names if len(name) > 1)
    ]
    return found[0] if found else None
