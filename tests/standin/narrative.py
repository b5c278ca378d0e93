"""Title, agency, year, headings and stated numbers, copied from the text by simple rules."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from standin.reading import WIDE

TITLE = re.compile(r"政府信息公开.{0,6}(?:年度报告|年报|工作报告|情况报告)")
NO_TITLE = re.compile(r"[。：>]|现将")
YEAR = re.compile(r"(?<!\d)(20\d\d)\s*年")
PERIOD = re.compile(r"自?\s*\d{4}\s*年\s*1\s*月\s*1\s*日.{0,6}?\d{4}\s*年\s*12\s*月\s*31\s*日(?:止)?")
AGENCY = re.compile(r"(?:20\d\d\s*年度?\s*)?(\D{2,40}?)(?=\s*[(（]?\s*20\d\d|政府信息公开)")
HEADINGS = {
    "overview": re.compile(r"总体情况"),
    "problems": re.compile(r"存在的?(?:主要)?(?:问题|不足|困难)"),
    "other": re.compile(r"(?:其[他它]?需要?(?:报告|说明)|需要(?:报告|说明)的其他)"),
}
STATED = (
    ("carried_in", re.compile(r"上年(?:度)?结转[^0-9，。；]{0,12}(\d+)\s*(件)")),
    ("carried_out", re.compile(r"(?:结转下年度?|结转至?下一年度?|顺延)[^0-9，。；]{0,12}(\d+)\s*(件)")),
    ("received", re.compile(r"(?:新收|收到|受理)[^0-9，。；]{0,16}(\d+)\s*(件)")),
    ("concluded", re.compile(r"(?:办结|答复)[^0-9，。；]{0,12}(\d+)\s*(件)")),
    ("natural_person", re.compile(r"自然人[^0-9，。；]{0,8}(\d+)\s*(件)")),
    ("business", re.compile(r"商业企业[^0-9，。；]{0,8}(\d+)\s*(件)")),
    ("reconsideration", re.compile(r"行政复议[^0-9，。；]{0,8}(\d+)\s*(件|起)")),
    ("litigation", re.compile(r"行政诉讼[^0-9，。；]{0,8}(\d+)\s*(件|起)")),
    ("fee", re.compile(r"信息处理费[^0-9，。；]{0,8}(\d+)\s*(元)")),
)


def read_header(text: str) -> dict[str, Any]:
    """Title, agency, year, period and heading lines, each verbatim or None."""
    lines = [line.strip().lstrip("#").strip() for line in text.split("\n")]
    titles = [
        line for line in lines[:60] if len(line) < 80 and TITLE.search(line) and not NO_TITLE.search(line)
    ]
    title = next(
        (line for line in titles if YEAR.search(line.translate(WIDE))), titles[0] if titles else None
    )
    plain = (title or "").translate(WIDE)
    year, period = YEAR.search(plain), PERIOD.search(text)
    if year is None and period:
        year = re.search(r"(20\d\d)", period[0].translate(WIDE))
    return {
        "title": title,
        "agency": _agency(title, lines),
        "year": int(year[1]) if year else None,
        "period": period[0] if period else None,
        "headings": {name: _heading(lines, words) for name, words in HEADINGS.items()},
    }


def _agency(title: str | None, lines: list[str]) -> str | None:
    """The agency of the title, or of the signature where that has a fuller name or the title has none."""
    named = AGENCY.match(title or "")
    agency = named[1].strip().removesuffix("关于") if named else ""
    for line, following in pairwise(lines):
        signed = 3 < len(line) < 30 and re.fullmatch(r"20\d\d\s*年\s*\d+\s*月\s*\d+\s*日", following)
        if signed and line.startswith(agency):
            return line
    return agency or None


def _heading(lines: list[str], words: re.Pattern[str]) -> str | None:
    numbered = re.compile(r"^(?:#+\s*)?[(（]?[一二三四五六七八九\d]{1,2}[)）、.．]")
    fitting = [line for line in lines if len(line) < 40 and words.search(line)]
    return next((line for line in fitting if numbered.match(line)), fitting[0] if fitting else None)


def read_statements(text: str, kinds: list[str]) -> list[dict[str, Any]]:
    """Numbers that sentences state, one per kind and sentence, quoted verbatim."""
    found = []
    for match in re.finditer(r"[^。；\n]+[。；]?", text):
        quote = match[0].strip()
        if len(quote) > 300 or "\t" in quote:
            continue
        for kind, pattern in STATED:
            stated = pattern.search(quote.translate(WIDE)) if kind in kinds else None
            if stated:
                found.append({"kind": kind, "value": int(stated[1]), "unit": stated[2], "quote": quote})
    return found
