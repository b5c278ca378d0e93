"""Who wrote the report, for which year: only what the document itself states.

Title, agency, year and period as the contract defines them; nothing is completed or repaired, and
nothing is taken from the file's name.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass

from gouji.family import Form
from gouji.read.agency import read_agency
from gouji.read.titles import YEAR, Line, bare, find_title, head_lines, year_in
from gouji.report import Finding

_PERIOD = re.compile(
    rf"(?P<y1>{YEAR})(?:年|[-./])(?P<m1>{{M}})(?:月|[-./])(?:(?P<d1>{{D}})[日号]?)?(?:起|始|开始|开始计算)?"
    rf"(?:至|到|-+|~+)(?:(?P<y2>{YEAR})(?:年|[-./])|同年|当年|本年)?(?P<m2>{{M}})(?:月|[-./])(?:(?P<d2>{{D}})[日号]|(?P<d3>\d{{{{1,2}}}}))?".format(
        M=r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})", D=r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
    )
)
_STATED_YEAR = re.compile(
    rf"(?:现将|现就|现公布|公布|公开|编制).{{0,40}}?(?P<year>{YEAR})年?度?.{{0,8}}(?:政府信息|政务|信息)公开.{{0,14}}(?:报告|如下)"
)
# What a sentence of the first section must say to be the period sentence, before it is normalised.
_HINT = re.compile(r"如下|统计[期时]|年\s*[1１一]\s*月|[.\-/－．]0?[1１][.\-/－．]0?[1１]")
_ORDINALS = "一二三四五六七八九"
_MONTHS_OF_A_YEAR = 10
_OVERVIEW_REACH = 3000


@dataclass(frozen=True, slots=True)
class Identity:
    """Title, agency, year and period as stated; None where the document does not say."""

    title: str | None
    agency: str | None
    year: int | None
    period: tuple[str, str] | None
    title_year: int | None
    period_year: int | None


def read_identity(text: str, head_end: int, tables_start: int, tail_start: int) -> Identity:
    """Read the identity from ``text``.

    The title stands before ``head_end``, where the first section begins; the period sentence before
    ``tables_start``; a signature after ``tail_start``, where the narrative's last sections begin.
    """
    head = head_lines(text[:head_end])
    spoken = _hinting_sentences(text[head_end : min(tables_start, head_end + _OVERVIEW_REACH)])
    preamble, overview = "".join(line.bare for line in head), "。".join(spoken)
    period = period_in(preamble) or period_in(overview)
    stated = _STATED_YEAR.search(preamble) or _STATED_YEAR.search(overview)
    period_year = int(period[0][:4]) if period and period[0][:4] == period[1][:4] else None
    stated_year = period_year or (year_in(stated["year"]) if stated else None)
    title = find_title(head, stated_year)
    title_year = year_in(bare(title)) if title else None
    sentences = [*preamble_sentences(head, title), *spoken]
    agency = read_agency(title, head, sentences, head_lines(text[tail_start:]))
    return Identity(title, agency, title_year or stated_year, period, title_year, period_year)


def identity_findings(identity: Identity, form: Form) -> list[Finding]:
    """What the document does not state, and what contradicts itself or the form."""
    findings = []
    if identity.title is None:
        findings.append(Finding("no_title", "warning"))
    if identity.agency is None:
        findings.append(Finding("no_agency", "warning"))
    if identity.year is None:
        findings.append(Finding("no_year", "warning"))
    if identity.year is not None and identity.year < form.years[0]:
        findings.append(Finding("year_outside_form", "error", (), {"year": identity.year}))
    if identity.title_year and identity.period_year and identity.title_year != identity.period_year:
        years = {"title_year": identity.title_year, "period_year": identity.period_year}
        findings.append(Finding("year_conflict", "error", (), years))
    return findings


def _hinting_sentences(text: str) -> list[str]:
    """The sentences of the first section that may be the period sentence, normalised, without white space."""
    return [bare(sentence) for sentence in re.split("[。；;！]", text) if _HINT.search(sentence)]


def preamble_sentences(head: Sequence[Line], title: str | None) -> list[str]:
    """The sentences before the first section; title, boxes and links end one, wrapped lines do not."""
    titled = bare(title) if title else ""
    text = "".join(
        line.bare + (";" if line.bare in titled or line.boxed or len(line.bare) < 20 else "") for line in head
    )
    return re.split("[。;!]", text)


def period_in(squeezed: str) -> tuple[str, str] | None:
    """The first stretch of at least ten months, as ISO dates; months alone mean whole months."""
    for match in _PERIOD.finditer(squeezed):
        first, last = year_in(match["y1"]), year_in(match["y2"] or match["y1"])
        first_month, last_month = _ordinal(match["m1"]), _ordinal(match["m2"])
        if first is None or last is None or not (1 <= first_month <= 12 and 1 <= last_month <= 12):
            continue
        last_day = match["d2"] or match["d3"]
        start = (first, first_month, _ordinal(match["d1"]) if match["d1"] else 1)
        end = (last, last_month, _ordinal(last_day) if last_day else monthrange(last, last_month)[1])
        if (
            (last - first) * 12 + last_month - first_month + 1 >= _MONTHS_OF_A_YEAR
            and _is_date(*start)
            and _is_date(*end)
        ):
            return "{}-{:02}-{:02}".format(*start), "{}-{:02}-{:02}".format(*end)
    return None


def _is_date(year: int, month: int, day: int) -> bool:
    return 1 <= day <= monthrange(year, month)[1]


def _ordinal(text: str) -> int:
    """A day or month in digits or Chinese numerals up to 三十一."""
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    return (10 * (_ORDINALS.find(tens) + 1 if tens else 1) if ten else 0) + (
        _ORDINALS.find(ones) + 1 if ones else 0
    )
