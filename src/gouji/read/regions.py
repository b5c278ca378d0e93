"""Where the tables stand in the character stream, and whether this is one report of this form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz

from gouji.errors import ReadError
from gouji.lexicon import Lexicon, TableWords
from gouji.read.stream import Stream

_STRONG = 8
_NEAR = {"requests": 260, "disclosure": 140, "proceedings": 80}
_AGAIN = {"disclosure": 5, "proceedings": 4}
_FUZZY_SCORE = 72
_HEAD_REACH = 220
_CASE_REACH = 90
_CASE_HEADING = re.compile("行政复议.{0,4}诉讼.{0,3}情况")
_CASE_TITLE = re.compile("行政复议|行政诉讼")


@dataclass(frozen=True, slots=True)
class Region:
    """A table's stretch ``chars[start:end]`` of the stream."""

    table: str
    start: int
    end: int


@cache
def pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """One expression that finds any of ``words``, the longest first."""
    return re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True)))


def find_regions(stream: Stream, lexicon: Lexicon, name: str) -> dict[str, Region]:
    """Find each table's region. Raises ``ReadError`` for no report, several, or another form."""
    _refuse_foreign(stream, lexicon, name)
    clusters = {table: _cluster(stream, table, words, name) for table, words in lexicon.tables.items()}
    starts: dict[str, int] = {}
    for table, words in lexicon.tables.items():
        spots = clusters[table]
        if spots:
            others = [
                at for other, found in clusters.items() if other != table for at in found if at < spots[0]
            ]
            starts[table] = _open(stream.chars, words, spots[0], max(others, default=-1) + 1)
            if not words.labels:
                starts[table] = _before_titles(
                    stream.chars, starts[table], max(others, default=-1) + 1, lexicon
                )
    if not starts:
        raise ReadError(
            "not_a_report",
            f"{name}：没有找到政府信息公开工作年度报告的任何一张表。",
            "请确认文件是 2021 年起格式的年度报告全文（含表格），而不是公告、目录或图片。",
        )
    stops = sorted({*starts.values(), *_narrative_stops(stream.chars, lexicon, starts), len(stream.chars)})
    return {
        table: Region(table, start, next(stop for stop in stops if stop > start))
        for table, start in sorted(starts.items(), key=lambda item: item[1])
    }


def _refuse_foreign(stream: Stream, lexicon: Lexicon, name: str) -> None:
    own = sum(
        label[0] in stream.chars
        for label in lexicon.tables["requests"].labels.values()
        if len(label[0]) >= _STRONG
    )
    current = "本年制发件数" in stream.chars or "现行有效件数" in stream.chars
    for form, marks in lexicon.foreign.items():
        seen = sum(mark in stream.chars for mark in marks)
        if seen >= 2 and (form != "2014" or own < 4):
            if current and form == "2019":
                raise ReadError(
                    "several_forms",
                    f"{name}：文件里同时有 2019 年格式和 2021 年格式的表格。",
                    "请把两份报告拆成两个文件后再试。",
                )
            years = {"2019": "2019—2020 年", "2014": "2014—2018 年"}[form]
            raise ReadError(
                "other_form",
                f"{name}：这是 {years} 格式的报告，本版本只读 2021 年起的格式。",
                "请等待支持该格式的版本；不会把它套进 2021 年的表格。",
            )


def _cluster(stream: Stream, table: str, words: TableWords, name: str) -> list[int]:
    """Positions of the table's strong words, of the one stretch where they stand together."""
    chars = stream.chars
    strong = _strong_words(table, words)
    found = [(match.start(), match.group()) for match in pattern(strong).finditer(chars)]
    groups = _groups(found, _NEAR[table])
    need = {"requests": 5, "disclosure": 3, "proceedings": 2}[table]
    good = [group for group in groups if len({word for _, word in group}) >= need]
    if not good:
        found = _fuzzy(chars, strong)
        good = [group for group in _groups(found, _NEAR[table]) if len({word for _, word in group}) >= need]
    if table == "requests":
        _refuse_several(good, words, name)
    if not good:
        return []
    best = max(good, key=lambda group: len({word for _, word in group}))
    return [position for position, _ in best]


def tables_again(stream: Stream, lexicon: Lexicon, regions: Mapping[str, Region]) -> list[str]:
    """Tables 2 and 4 whose words stand together a second time, with numbers: another unit's, or a copy."""
    found = []
    for table, most in _AGAIN.items():
        own = regions.get(table)
        if own is None:
            continue
        words = _strong_words(table, lexicon.tables[table])
        spots = [
            (match.start(), match.group())
            for match in pattern(words).finditer(stream.chars)
            if not own.start <= match.start() < own.end
        ]
        for group in _groups(spots, _NEAR[table]):
            start, end = group[0][0], group[-1][0] + _NEAR[table]
            numbers = sum(token.kind == "number" and start < token.pos <= end for token in stream.tokens)
            if len({word for _, word in group}) >= most and numbers >= most:
                found.append(table)
                break
    return found


def _strong_words(table: str, words: TableWords) -> tuple[str, ...]:
    if table == "requests":
        return tuple(label for labels in words.labels.values() for label in labels if len(label) >= _STRONG)
    if table == "disclosure":
        return (*words.fillers, "行政事业性收费")
    return words.opening


def _groups(found: Sequence[tuple[int, str]], near: int) -> list[list[tuple[int, str]]]:
    groups: list[list[tuple[int, str]]] = []
    for position, word in sorted(found):
        if groups and position - groups[-1][-1][0] <= near:
            groups[-1].append((position, word))
        else:
            groups.append([(position, word)])
    return groups


def _fuzzy(chars: str, words: Iterable[str]) -> list[tuple[int, str]]:
    found = []
    for word in words:
        if len(word) < 4 or not chars:
            continue
        match = fuzz.partial_ratio_alignment(word, chars, score_cutoff=_FUZZY_SCORE)
        if match is not None:
            found.append((match.dest_start, word))
    return found


def _refuse_several(groups: Sequence[Sequence[tuple[int, str]]], words: TableWords, name: str) -> None:
    counts: dict[str, int] = {}
    row_of = {label: row for row, labels in words.labels.items() for label in labels}
    for group in groups:
        for _, word in group:
            counts[row_of[word]] = counts.get(row_of[word], 0) + 1
    twice = sum(1 for count in counts.values() if count > 1)
    if counts and twice >= max(4, len(counts) // 2):
        raise ReadError(
            "several_reports",
            f"{name}：文件里有不止一份年度报告（申请情况表出现了 {max(counts.values())} 次）。",
            "请按年度或单位拆成一份报告一个文件后再试。",
        )


def _open(chars: str, words: TableWords, first: int, after: int) -> int:
    """Where the table begins: its heads before the first strong word, but after its section heading.

    ``after`` is where the table before it is last seen: no table begins before its predecessor ends.
    """
    floor = max(after, first - _HEAD_REACH)
    for heading in words.heading:
        at = chars.rfind(heading, floor, first)
        if at >= 0:
            floor = max(floor, at + len(heading))
    heads = (
        [match.start() for match in pattern((*words.opening, *words.fillers)).finditer(chars, floor, first)]
        if words.fillers
        else []
    )
    if not words.labels:
        below = max((match.end() for match in _CASE_HEADING.finditer(chars, floor, first)), default=floor)
        heads = [
            match.start() for match in _CASE_TITLE.finditer(chars, max(below, first - _CASE_REACH), first)
        ]
    return min([*heads, first])


def _before_titles(chars: str, start: int, after: int, lexicon: Lexicon) -> int:
    """Where outcome heads begin that stand before the first title of table 4."""
    words = "|".join(names[0] for names in lexicon.outcomes.values())
    before = re.search(f"(?:{words})+$", chars[max(after, start - _HEAD_REACH) : start])
    return start - len(before[0]) if before else start


def _narrative_stops(chars: str, lexicon: Lexicon, starts: Mapping[str, int]) -> list[int]:
    """Where each narrative section behind the tables is first named, in whatever spelling."""
    last = max(starts.values())
    found = (pattern(lexicon.sections[name]).search(chars, last) for name in ("problems", "other"))
    return [match.start() for match in found if match]
