"""The three narrative sections (一 总体情况, 五 问题, 六 其他) as printed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from gouji.document import Document
from gouji.lexicon import Lexicon
from gouji.numbers import normalise
from gouji.report import Section

_BEFORE = r"^[ \t]*(?:\[[^\]\n]*\])?[#*>\s]*(?:\(?[一二三四五六七八1-8]\)?\s*[、.,)]?\s*)?"
_AFTER = r"[*\s:：。.]*"


@cache
def _heading(phrases: tuple[str, ...]) -> re.Pattern[str]:
    words = "|".join(r"\s*".join(phrase) for phrase in phrases)
    return re.compile(f"{_BEFORE}(?:{words}){_AFTER}", re.MULTILINE)


def heading_at(text: str, phrases: Sequence[str], start: int = 0) -> tuple[int, int] | None:
    """(start, end) of the first heading of ``phrases`` at a line's beginning from ``start`` on."""
    match = _heading(tuple(phrases)).search(text, start)
    return match.span() if match else None


def last_heading(text: str, phrases: Sequence[str], start: int = 0) -> int | None:
    """Start of the last heading of ``phrases`` at a line's beginning from ``start`` on."""
    return max((match.start() for match in _heading(tuple(phrases)).finditer(text, start)), default=None)


def read_sections(
    document: Document, lexicon: Lexicon, table_starts: Mapping[str, int], tables_end: int
) -> dict[str, Section]:
    """Sections by name; ``table_starts`` are offsets where tables begin, ``tables_end`` where they end."""
    text = normalise(document.text)
    found: dict[str, tuple[int, int]] = {}
    overview = heading_at(text, lexicon.sections["overview"])
    if overview:
        stops = [at for at in table_starts.values() if at > overview[1]]
        end = min(stops, default=len(text))
        # A subsection of the overview may bear the next section's title: the last one is the heading.
        heading = last_heading(text[:end], lexicon.tables["disclosure"].heading, overview[1])
        found["overview"] = (overview[1], heading if heading is not None else end)
    problems = heading_at(text, lexicon.sections["problems"], tables_end)
    other = heading_at(text, lexicon.sections["other"], problems[1] if problems else tables_end)
    if problems:
        found["problems"] = (problems[1], other[0] if other else len(text))
    if other:
        found["other"] = (other[1], len(text))
    sections = {}
    for name, (start, end) in found.items():
        raw = document.text[start:end]
        begin = start + len(raw) - len(raw.lstrip())
        stop = start + len(raw.rstrip())
        sections[name] = Section(document.text[begin : max(begin, stop)], document.place(begin, max(begin, stop)))
    return sections
