"""Who wrote the report, for which year: only what the document itself states.

Sources of the agency, in the contract's words: title, signature, publication box, period sentence;
the fullest wins, nothing is completed or repaired. Nothing is taken from the file's name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gouji.numbers import normalise

_SUFFIX = (
    "人民政府|政府办公室|政府|委员会|办公室|办事处|管委会|管理委员会|局|厅|委|办|院|站|处|中心|总队|支队|大队|集团|公司|大学|学院|学校|协会|联合会"
)
_PLACE = "省|自治区|市|自治州|州|盟|县|区|旗|镇|乡|街道|开发区|新区|园区|林场|农场|苏木"
_REPORT = re.compile(r"(?:政府信息|政务)公开.{0,14}(?:报告|年报)(?:\(?(?:\d{4}|[二〇零一三四五六七八九]{4})年?度?\)?)?$")
_CHINESE_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_YEAR = re.compile(r"(?<!\d)(20[0-3]\d|二[〇零○][一二三][〇零○一二三四五六七八九])年?度?(?=\D|$)")
_PERIOD = re.compile(
    r"(?<!\d)(20\d\d)年(\d{1,2})月(\d{1,2})日?起?(?:至|到|-+|~)(?:(20\d\d)年|(?:同年|当年|本年))?(\d{1,2})月(\d{1,2})日?"
)
_STATED_YEAR = re.compile(r"(?:现将|现就|公布|公开|编制).{0,40}?(20[0-3]\d)年?度?.{0,6}(?:政府信息|政务)公开.{0,12}报告")
_BOX = re.compile(
    r"(?:发布机构|发布单位|公开机构|公开主体|公开单位|发文机关|发文机构|制作单位|编制单位|报送单位|填报单位|单位名称|信息来源|来源)[:：](?P<name>[^:：\d|\t]{2,40}?)"
    r"(?=$|[\s|,;。，；]|发布|发文|生成|成文|日期|时间|索引|名称|文号|主题|浏览|字号|访问)"
)
_COMPILED = re.compile(rf"由(?P<name>[一-鿿]{{2,30}}?(?:{_SUFFIX}))[^，。；,;]{{0,10}}(?:编制|汇总|负责解释)")
_NOW = re.compile(rf"现(?:将|就)(?P<name>[一-鿿]{{2,30}}?(?:{_SUFFIX}|{_PLACE}))(?=20\d\d|二[〇零])")
_DATE_LINE = re.compile(r"(?:20\d\d|二[〇零○][一二三][〇零○一二三四五六七八九])年\d{0,2}[一二三四五六七八九十]{0,2}月[\d一二三四五六七八九十]{1,3}日")
_PRONOUN = re.compile(r"^(?:我|本|该|全|各)")
_ORGAN = re.compile(rf"[一-鿿（）()·、0-9]{{2,40}}(?:{_SUFFIX}|{_PLACE})$")
_DOUBLED = re.compile(r"([镇乡区县市州旗省])\1$")
_MAX_TITLE = 70


@dataclass(frozen=True, slots=True)
class Identity:
    """Title, agency, year and period as stated; None where the document does not say."""

    title: str | None
    agency: str | None
    year: int | None
    period: tuple[str, str] | None
    title_year: int | None
    period_year: int | None


def read_identity(text: str, head_end: int) -> Identity:
    """Read the identity from ``text``; titles stand before ``head_end`` (the first section or table)."""
    title = _title(text, head_end)
    squeezed = re.sub(r"\s+", "", normalise(text[: max(head_end, 0) + 8000]))
    period = _period(squeezed)
    title_year = _year_in(title) if title else None
    period_year = int(period[0][:4]) if period and period[0][:4] == period[1][:4] else None
    stated = _STATED_YEAR.search(squeezed)
    year = title_year or period_year or (int(stated[1]) if stated else None)
    agency = _agency(text, squeezed, title, head_end)
    return Identity(title, agency, year, period, title_year, period_year)


def _lines(text: str) -> list[str]:
    return [line.strip().strip("#*>|").strip() for line in re.split(r"[\n\f]", text)]


def _bare(line: str) -> str:
    return re.sub(r"\s+", "", normalise(line))


def _title(text: str, head_end: int) -> str | None:
    lines = [line for line in _lines(text[:head_end]) if line]
    boxed: str | None = None
    for index, line in enumerate(lines):
        for count in (1, 2, 3):
            joined = " ".join(lines[index : index + count])
            bare = _bare(joined)
            if len(bare) > _MAX_TITLE or (count > 1 and index + count > len(lines)):
                break
            if not _REPORT.search(bare) or re.search(r"[。；;，,!！?？>》]|现将|如下|关于做好|^[一二三四五六]、", bare):
                continue
            if count > 1 and _REPORT.search(_bare(lines[index + count - 1])) and not _continues(lines[index], lines[index + 1]):
                continue
            if ":" in bare or "|" in bare or "\t" in joined:
                boxed = boxed or joined
                continue
            return " ".join(joined.split())
    if boxed is not None:
        tail = re.split(r"[:：\t|]", boxed)[-1].strip()
        if _REPORT.search(_bare(tail)):
            return " ".join(tail.split())
    return None


def _continues(first: str, second: str) -> bool:
    """A title over two lines: an agency's own line, then a line that names no agency."""
    bare, after = _bare(first), _bare(second)
    named = _REPORT.search(after)
    if named and re.match(r"^(?:20\d\d|二[〇零○]|\(?20|政府信息公开|政务公开)", after):
        return bool(_ORGAN.fullmatch(bare)) and ":" not in bare
    return not named and bool(re.search(r"公开(?:工作)?$|年$|年度$|政府信息$|信息$", bare))


def _year_in(text: str) -> int | None:
    match = _YEAR.search(_bare(text))
    return int(match[1].translate(_CHINESE_DIGITS)) if match else None


def _period(squeezed: str) -> tuple[str, str] | None:
    for match in _PERIOD.finditer(squeezed):
        first_year, first_month, first_day, last_year, last_month, last_day = match.groups()
        months = (int(last_year or first_year) - int(first_year)) * 12 + int(last_month) - int(first_month)
        if months >= 10 and 1 <= int(first_month) <= 12 and int(last_month) <= 12:
            return (
                f"{first_year}-{int(first_month):02}-{int(first_day):02}",
                f"{last_year or first_year}-{int(last_month):02}-{int(last_day):02}",
            )
    return None


def _agency(text: str, squeezed: str, title: str | None, head_end: int) -> str | None:
    from_title = _from_title(title)
    others = [name for name in (_signature(text), *_boxes(text, head_end), *_compiled(squeezed)) if name]
    if from_title:
        core = _core(from_title)
        fuller = [name for name in others if core in name and len(name) > len(from_title)]
        return max(fuller, key=len, default=from_title)
    if others:
        return max(others, key=len)
    now = _NOW.search(squeezed)
    return now["name"] if now and not _PRONOUN.match(now["name"]) else None


def _core(name: str) -> str:
    return re.sub(r"(?:人民政府|政府)$", "", name)


def _from_title(title: str | None) -> str | None:
    if title is None:
        return None
    bare = _bare(title)
    at = min((index for word in ("政府信息公开", "政务公开", "信息公开") if (index := bare.find(word)) >= 0), default=-1)
    prefix = bare[:at]
    name = re.sub(r"[(（]?(?:20\d\d|二[〇零○][一二三][〇零○一二三四五六七八九])(?:年度?)?[)）]?", "", prefix)
    name = re.sub(r"^(?:关于|附件\d*[:：]?)|(?:的|年度?|关于)$", "", name).strip("-—_·《》“”\"' ")
    if bare.startswith("政府信息公开", at) and (_DOUBLED.search(name) or name.endswith("人民")):
        name += "政府"
    return name if len(name) > 1 and re.search("[一-鿿]{2}", name) and not _PRONOUN.match(name) else None


def _signature(text: str) -> str | None:
    """A line that names an organ, directly before a line that is a date, near the end."""
    lines = [_bare(line) for line in _lines(text)]
    lines = [line for line in lines if line][-14:]
    for line, following in zip(lines, lines[1:], strict=False):
        if _DATE_LINE.fullmatch(following) and _ORGAN.fullmatch(line) and not _PRONOUN.match(line):
            return line
    return None


def _boxes(text: str, head_end: int) -> Sequence[str]:
    found = []
    for line in _lines(text[:head_end]):
        flat = normalise(line).replace("\t", " ")
        flat = re.sub(r"(?<=[一-鿿]) +(?=[一-鿿]{1,3} *:)", "", flat)
        for match in _BOX.finditer(re.sub(r" *: *", ":", flat)):
            name = re.sub(r"\s+", "", match["name"])
            if _ORGAN.fullmatch(name) and not _PRONOUN.match(name):
                found.append(name)
    return found


def _compiled(squeezed: str) -> Sequence[str]:
    return [m["name"] for m in _COMPILED.finditer(squeezed) if not _PRONOUN.match(m["name"])]
