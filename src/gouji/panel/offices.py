"""The optional list of offices: who reports to whom, and which years are required. No I/O.

A CSV with a head line: ``office`` (机关, 单位), and optionally ``parent`` (上级) and ``years`` (年度),
where years are written ``2021-2024``, ``2021;2023`` or both. An office without years is known, and required
only in a year that is asked for.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz, process

from gouji.errors import UsageError
from gouji.numbers import normalise
from gouji.panel.sheet import office_key

HEADS: Mapping[str, tuple[str, ...]] = {
    "office": (
        "office", "agency", "机关", "机关名称", "单位", "单位名称", "名称", "发布机关", "报送单位",
        "行政机关", "部门",
    ),
    "parent": ("parent", "上级", "上级机关", "上级单位", "主管部门", "主管单位", "所属地区", "汇总单位"),
    "years": ("years", "year", "required", "requiredyears", "年度", "年份", "报告年度", "应报年度", "应交年度"),
}  # fmt: skip
_YEAR = r"(?:19|20)\d\d"
_SPAN = re.compile(rf"({_YEAR})年?(?:[-~至到]({_YEAR})年?)?(?:度|年度)?")
_LINE_END = re.compile("\r\n?")
_BETWEEN = re.compile(r"[;,、\s/]+")
SHOWN_ERRORS = 5
NEAR = 75
FEWEST = 4
"""Another office's name is suggested, never taken, where it is alike by this many per cent, or where one
name is part of the other and has this many characters."""


@dataclass(frozen=True, slots=True)
class Office:
    """One line of the list; ``years`` is empty where the list requires none."""

    name: str
    parent: str | None
    years: tuple[int, ...]
    line: int

    @property
    def key(self) -> str:
        """The name as it is matched."""
        return office_key(self.name)


@dataclass(frozen=True)
class Offices:
    """The whole list, in its own order."""

    listed: tuple[Office, ...]

    @cached_property
    def by_key(self) -> dict[str, Office]:
        """The offices by the name as it is matched."""
        return {each.key: each for each in self.listed}

    @cached_property
    def units(self) -> dict[str, list[Office]]:
        """The offices below each parent, by the parent's matched name."""
        found: dict[str, list[Office]] = {}
        for each in self.listed:
            if each.parent:
                found.setdefault(office_key(each.parent), []).append(each)
        return found


def parse_offices(text: str, name: str) -> Offices:
    """Read a list of offices from the text of a CSV file called ``name``.

    Raises ``UsageError`` (``office_list``) that names the lines at fault.
    """
    rows = list(_records(text, name))
    if not rows:
        raise _refusal(name, ["文件里没有内容。"])
    (line, heads), *body = rows
    columns = _columns(heads, line, name)
    offices: list[Office] = []
    faults: list[str] = []
    for number, fields in body:
        read = _office(fields, columns, number)
        if isinstance(read, Office):
            offices.append(read)
        else:
            faults.append(read)
    faults += _repeated(offices)
    if faults:
        raise _refusal(name, faults)
    if not offices:
        raise _refusal(name, ["只有表头，没有一家机关。"])
    return Offices(tuple(offices))


def nearest(name: str, others: Mapping[str, str]) -> str | None:
    """The name most like ``name`` among ``others`` (matched name to printed name); None where none is near."""
    key = office_key(name)
    found = process.extractOne(key, others.keys(), scorer=fuzz.ratio, score_cutoff=NEAR)
    if found is not None:
        return others[found[0]]
    around = [other for other in others if _within(key, other)]
    return others[max(around, key=lambda other: fuzz.ratio(key, other))] if around else None


def _within(name: str, other: str) -> bool:
    """One name is the other without its region, or without what follows."""
    return min(len(name), len(other)) >= FEWEST and (name in other or other in name)


def _records(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with the number of its first line; blank ones and remarks (#) are left out."""
    lines = _LINE_END.sub("\n", text.removeprefix("\ufeff")).split("\n")
    first = next((line for line in lines if line.strip()), "")
    reader = csv.reader((line + "\n" for line in lines), delimiter="\t" if "\t" in first else ",")
    start = 1
    try:
        for fields in reader:
            cleaned = [field.strip() for field in fields]
            if any(cleaned) and not cleaned[0].startswith("#"):
                yield start, cleaned
            start = reader.line_num + 1
    except csv.Error as error:
        raise _refusal(name, [f"第 {start} 行：不是合格的 CSV（{error}）。"]) from error


def _columns(heads: Sequence[str], line: int, name: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, head in enumerate(heads):
        key = office_key(head)
        for column, spellings in HEADS.items():
            if key in spellings:
                if column in found:
                    raise _refusal(name, [f"第 {line} 行：表头“{head}”与“{heads[found[column]]}”是同一列。"])
                found[column] = at
    if "office" not in found:
        raise _refusal(name, [f"第 {line} 行：表头里没有“机关”（office）这一列。"])
    return found


def _office(fields: Sequence[str], columns: Mapping[str, int], line: int) -> Office | str:
    """One office, or what is wrong with its line."""
    read = {column: fields[at] if at < len(fields) else "" for column, at in columns.items()}
    office, parent = "".join(read["office"].split()), "".join(read.get("parent", "").split())
    if not office_key(office):
        return f"第 {line} 行：没有写机关名称。"
    if parent and office_key(parent) == office_key(office):
        return f"第 {line} 行：{office} 的上级写成了它自己。"
    years = _years(read.get("years", ""))
    if years is None:
        return f"第 {line} 行：年度“{read['years']}”看不懂，请写成 2021-2024 或 2021;2023。"
    return Office(office, parent or None, years, line)


def _years(text: str) -> tuple[int, ...] | None:
    found: set[int] = set()
    for part in _BETWEEN.split(re.sub(r"\s*([-~至到])\s*", r"\1", normalise(text).strip())):
        if not part:
            continue
        span = _SPAN.fullmatch(part)
        if span is None:
            return None
        first, last = int(span[1]), int(span[2] or span[1])
        if last < first:
            return None
        found.update(range(first, last + 1))
    return tuple(sorted(found))


def _repeated(offices: Sequence[Office]) -> Iterator[str]:
    lines: dict[str, int] = {}
    for each in offices:
        if each.key in lines:
            yield f"第 {each.line} 行：{each.name} 在第 {lines[each.key]} 行已经写过。"
        else:
            lines[each.key] = each.line


def _refusal(name: str, faults: Sequence[str]) -> UsageError:
    more = f"还有 {len(faults) - SHOWN_ERRORS} 处。" if len(faults) > SHOWN_ERRORS else ""
    return UsageError(
        "office_list",
        f"机关名单 {name} 不能用：{''.join(faults[:SHOWN_ERRORS])}{more}",
        "请改好后再试：第一行是表头“机关,上级,年度”，以下每行一家。",
    )
