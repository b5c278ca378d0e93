"""The prose of a document: what stands outside the tables, sentence by sentence, with its place.

Lines that a page wraps belong to one sentence; a heading, an indented line or an empty one begins anew.
Rows of tables and page numbers between the lines are no prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gouji.document import Document
from gouji.families.disclosure.form_2021 import FORM_2021
from gouji.numbers import run_together
from gouji.report import Reading

_LINE = re.compile(r"[^\n\f]+")
_MARK = re.compile(
    r"[\s#*]*(?:[(（][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}[、.．]|\d{1,2}[、.．](?!\d)|[一二三四五六七八九十]是)"
)
_INDENT = re.compile(r"\u3000|\xa0| {2}")
_PAGE_NUMBER = re.compile(r"[-—–－\s]*第?\s*\d{1,3}\s*页?(?:\s*[/共,，]\s*共?\s*\d{1,3}\s*页?)?[-—–－\s]*")
_ROW = re.compile(r"\t|\|")
_STOP = re.compile("[。！？!?]")
_SHORT = 24  # characters: no page number is longer
_OPEN = ("，", "、", ",", "（", "(")
_CLOSED = ("。", "！", "？", "：", "；", "!", "?", ":", ";", "”")
_HEADING = 36
"""Characters: a marked line without a stop that is no longer is a heading."""

TOPICS = (
    ("requests", re.compile("依申请|收到和处理|申请公开")),
    ("proceedings", re.compile("行政复议|行政诉讼")),
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: its span, its characters run together, where each stood, and what its heading is about."""

    start: int
    end: int
    text: str
    topic: str = ""


def sentences(document: Document, reading: Reading) -> Iterator[Sentence]:
    """The sentences outside the tables that ``reading`` found, in their order."""
    text = document.text
    for start, end in _gaps(len(text), _table_spans(reading)):
        topic = ""
        for lines in _paragraphs(text, start, end):
            flow, offsets = run_together("\n".join(text[begin:stop] for begin, stop in lines))
            if _MARK.match(text, *lines[0]):
                topic = _topic(flow)
            if len(flow) > _HEADING or _STOP.search(flow):
                stood = [at for begin, stop in lines for at in range(begin, stop + 1)]
                yield from _split(flow, [stood[offset] for offset in offsets], topic)


def _split(flow: str, offsets: Sequence[int], topic: str) -> Iterator[Sentence]:
    """Cut at every stop; what stands behind the last one is a sentence too."""
    since = 0
    for stop in [*(match.end() for match in _STOP.finditer(flow)), len(flow)]:
        if stop > since:
            yield Sentence(offsets[since], offsets[stop - 1] + 1, flow[since:stop], topic)
        since = stop


def _topic(flow: str) -> str:
    """What a paragraph's heading, or its first words, say it is about."""
    head = re.split("[。:]", flow[:_HEADING], maxsplit=1)[0]
    return next((name for name, words in TOPICS if words.search(head)), "")


def _paragraphs(text: str, start: int, end: int) -> Iterator[list[tuple[int, int]]]:
    """Lines that run on, as spans; page numbers between them are left out."""
    lines: list[tuple[int, int]] = []
    turned = False
    for match in _LINE.finditer(text, start, end):
        bare = match[0].strip()
        if not bare or (_ROW.search(match[0]) and not _STOP.search(bare)):
            continue
        if len(bare) <= _SHORT and _PAGE_NUMBER.fullmatch(bare):
            turned = True
            continue
        if lines and _anew(text, lines[-1], match, turned=turned):
            yield lines
            lines = []
        lines.append(match.span())
        turned = False
    if lines:
        yield lines


def _anew(text: str, last: tuple[int, int], line: re.Match[str], *, turned: bool) -> bool:
    """Whether ``line`` begins a paragraph after the line at ``last``; a page ``turned`` may part a sentence."""
    above = text[slice(*last)].strip()
    if _MARK.match(line[0]):
        return True
    if above.endswith(_OPEN):
        return False
    between = text[last[1] : line.start()]
    if len(above) <= _HEADING and _MARK.match(above) and not _STOP.search(above):
        return True
    if turned or "\f" in between:
        return above.endswith(_CLOSED)
    return bool(_INDENT.match(line[0])) or between.count("\n") > 1


def _table_spans(reading: Reading) -> list[tuple[int, int]]:
    """From the first to the last number of each table."""
    spans: dict[str, tuple[int, int]] = {}
    for path, cell in reading.cells.items():
        if cell.place is not None:
            table = FORM_2021.table_of(path)
            first, last = spans.get(table, (cell.place.start, cell.place.end))
            spans[table] = min(first, cell.place.start), max(last, cell.place.end)
    return list(spans.values())


def _gaps(length: int, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    at = 0
    for start, end in sorted(spans):
        if start > at:
            yield at, start
        at = max(at, end)
    if at < length:
        yield at, length
